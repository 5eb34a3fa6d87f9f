"""Draft → service → elected member → published: who writes what, nothing lost, what was heard unchanged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from tests.web.answers_world import make_answering

from concertia_web.accounts.models import Role
from concertia_web.answers import services
from concertia_web.answers.models import Answer, AnswerVersion, FollowUp
from concertia_web.answers.refusals import Refused
from concertia_web.answers.services import Written
from concertia_web.answers.week import items
from concertia_web.journal.models import JournalEntry
from concertia_web.notices.models import Notice

State = Answer.State


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        yield world


def test_an_answer_goes_from_the_service_to_the_elected_member_to_everyone(world, client):
    client.force_login(world.made.lead)
    client.post(world.url("answer-new"), {"thing": f"finding:{world.findings[0].pk}", "do": "together"})
    answer = Answer.objects.get()
    page = world.url("answer", answer.pk)
    given = {
        "a-service": "Ressources humaines",
        "a-contact": "rh@ville.invalid",
        "a-due": world.due.isoformat(),
    }
    client.post(page, {"do": "assign", **given})
    member = world.made.user(Role.SERVICE)
    answer.refresh_from_db()
    said = {"do": "members", "service": answer.service.pk, "member": member.pk}
    client.post(world.url("answers-sheets"), said)
    client.force_login(member)
    said = {"w-outcome": "partly", "w-reason": "Les agents d’accueil d’abord.", "w-revision": "0"}
    assert client.post(page, {"do": "approve", "revision": "1"}).status_code == 403
    client.post(page, {"do": "write", **said})
    client.force_login(world.made.user(Role.ELECTED))
    assert client.post(page, {"do": "write", **said, "w-reason": "Autre"}).status_code == 403
    client.post(page, {"do": "approve", "revision": "1"})
    assert client.get(world.public(answer.key)).status_code == 404
    client.force_login(world.made.lead)
    client.post(world.url("answers"))
    answer.refresh_from_db()
    assert (answer.state, answer.outcome, answer.title) == ("published", "partly", "Former avant d’équiper")
    assert answer.approved_by == "fonction elected"
    html = client.get(world.public(answer.key)).content.decode()
    assert "Les agents d’accueil d’abord." in html and "Former avant d’équiper" in html
    assert "rh@ville.invalid" not in html + client.get(world.public()).content.decode()
    assert Notice.objects.filter(kind="answered", contribution=None).count() == 1
    verbs = list(JournalEntry.objects.filter(action__startswith="answers.").values_list("action", flat=True))
    assert {"answers.open", "answers.assign", "answers.write", "answers.approve", "answers.publish"} <= set(
        verbs
    )
    assert not JournalEntry.objects.filter(object_label__contains="Former").exists()


def test_a_service_answers_with_one_of_five_outcomes_and_a_reason(world):
    answer = world.asked()
    for outcome, reason in (("", "x"), ("oui", "x"), ("refused", " "), ("refused", "x" * 7000)):
        with pytest.raises(Refused):
            world.written(answer, outcome, reason)
    with pytest.raises(Refused, match="n'ont pas été interrogées"):
        world.written(answer, "refused", "Les habitants ne veulent pas")
    answer.refresh_from_db()
    assert answer.state == State.SERVICE and not answer.versions.exists()


def test_nobody_answers_before_being_asked_nor_after_publication(world):
    draft = world.open(f"finding:{world.findings[1].pk}")
    with pytest.raises(Refused, match="Confiez"):
        world.written(draft)
    done = world.published()
    with pytest.raises(Refused, match="publiée"):
        world.written(done, "refused", "Finalement non")
    with pytest.raises(Refused, match="déjà une réponse"):
        world.open()


def test_two_who_write_at_once_lose_nothing(world, client):
    answer = world.asked()
    actor = world.actor(Role.SERVICE)
    services.write(actor=actor, answer=answer, written=Written("accepted", "Première", 0))
    late = services.write(actor=actor, answer=answer, written=Written("refused", "Seconde", 0))
    again = services.write(actor=actor, answer=answer, written=Written("refused", "Seconde", 0))
    assert late.pk == again.pk and not late.settled
    answer.refresh_from_db()
    assert answer.reason == "Première"
    with pytest.raises(Refused, match="choisisse"):
        services.approve(actor=world.actor(Role.ELECTED), answer=answer, revision=1)
    client.force_login(world.made.lead)
    client.post(world.url("answer", answer.pk), {"do": "choose", "version": late.pk, "take": "1"})
    answer.refresh_from_db()
    assert (answer.reason, answer.revision, answer.state) == ("Seconde", 2, State.ELECTED)
    assert AnswerVersion.objects.count() == 2


def test_an_approval_holds_for_the_version_read_only(world):
    answer = world.written(world.asked())
    world.written(answer, "refused", "Le budget ne le permet pas")
    with pytest.raises(Refused, match="a changé"):
        services.approve(actor=world.actor(Role.ELECTED), answer=answer, revision=1)
    services.approve(actor=world.actor(Role.ELECTED), answer=answer, revision=2)
    answer = world.written(answer, "accepted", "Si, en fait")
    assert answer.state == State.ELECTED and answer.approved is None


def test_sent_back_with_a_reason_and_published_only_once_heard(world):
    answer = world.written(world.asked())
    elected = world.actor(Role.ELECTED)
    with pytest.raises(Refused, match="pourquoi"):
        services.send_back(actor=elected, answer=answer, reason=" ")
    answer = services.send_back(actor=elected, answer=answer, reason="Trop vague")
    assert (answer.state, answer.sent_back, answer.reason) == (State.SERVICE, "Trop vague", "Dès janvier.")
    answer = world.written(answer, "accepted", "En janvier 2027, pour 40 agents")
    with pytest.raises(Refused, match="visée"):
        services.publish(actor=world.made.actor, answers=[answer])
    answer = services.approve(actor=elected, answer=answer, revision=answer.revision)
    world.place.state = "settled"
    world.place.save()
    with pytest.raises(Refused, match="Publiez d’abord"):
        services.publish(actor=world.made.actor, answers=[answer])


def test_what_becomes_of_it_is_dated_and_given_up_with_a_reason(world, client):
    answer = world.published()
    today = timezone.localdate()
    actor = world.made.actor
    services.follow(actor=actor, answer=answer, state="announced", day=today - timedelta(days=3))
    for wrong in (
        {"state": "dropped", "day": today},
        {"state": "doing", "day": today + timedelta(days=1)},
        {"state": "fini", "day": today},
    ):
        with pytest.raises(Refused):
            services.follow(actor=actor, answer=answer, **wrong)
    services.follow(actor=actor, answer=answer, state="dropped", day=today, text="le marché est infructueux")
    assert FollowUp.objects.count() == 2
    html = client.get(world.public(answer.key)).content.decode()
    assert html.index("Annoncé") < html.index("Abandonné") and "infructueux" in html


def test_what_waits_is_counted_in_days_and_what_nobody_asked_is_said(world, client):
    answer = world.asked()
    Answer.objects.filter(pk=answer.pk).update(
        asked=timezone.now() - timedelta(days=12), due=timezone.localdate() - timedelta(days=2)
    )
    html = client.get(world.public()).content.decode()
    assert "sans réponse depuis 12" in html and "en retard" in html
    assert "Pas encore à l’étude" in html and "Pas de caméras" in html
    (item,) = items(world.made.actor, world.place.territory)
    assert item.urgent and "1 réponse vous attend" in item.text
    assert items(world.actor(Role.ELECTED), world.place.territory) == []
    world.written(answer)
    assert "1 réponse" in items(world.actor(Role.ELECTED), world.place.territory)[0].text


def test_a_theme_a_finding_a_contribution_answer_the_words_under_them(world):
    notes = world.made.notes
    one = world.published()
    theme = world.published("theme:agents")
    single = world.published(f"note:{notes[5].pk}")
    found = services.answers_by_contribution(world.place)
    assert [answer.pk for answer in found[notes[0].pk]] == [one.pk, theme.pk]
    assert [answer.pk for answer in found[notes[5].pk]] == [single.pk]
    for note in notes:
        assert services.answers_for(note) == found.get(note.pk, [])
    assert single.title == f"Contribution n° {notes[5].pk}", "its words are not copied"


def test_hidden_words_are_not_shown_under_their_answer(world, client):
    note = world.made.notes[5]
    answer = world.published(f"note:{note.pk}")
    assert "froid" in client.get(world.public(answer.key)).content.decode()
    note.moderation = "hidden"
    note.save()
    assert "froid" not in client.get(world.public(answer.key)).content.decode()


def test_only_published_answers_are_public_and_only_once_heard(world, client):
    world.written(world.asked(), "refused", "secret du brouillon")
    assert "secret du brouillon" not in client.get(world.public()).content.decode()
    world.place.state = "settled"
    world.place.save()
    assert client.get(world.public()).status_code == 404


def test_a_draft_is_removed_only_before_anybody_wrote(world):
    answer = world.asked()
    services.remove(actor=world.made.actor, answer=answer)
    answer = world.written(world.asked())
    with pytest.raises(Refused, match="disparaît"):
        services.remove(actor=world.made.actor, answer=answer)


@pytest.mark.parametrize(
    "value", ["finding:0", "finding:x", "note:99999999", "theme:", "x", "note:" + "9" * 40]
)
def test_what_is_not_there_is_not_answered(world, client, value):
    client.force_login(world.made.lead)
    page = client.post(world.url("answer-new"), {"thing": value, "do": "each"})
    assert page.status_code == 200 and not Answer.objects.exists()


def test_what_was_typed_stays_after_an_error(world, client):
    answer = world.asked()
    client.force_login(world.made.user(Role.SERVICE))
    said = {"do": "write", "w-outcome": "", "w-reason": "Un long texte", "w-revision": "0"}
    assert "Un long texte" in client.post(world.url("answer", answer.pk), said).content.decode()


def test_pages_ask_the_same_number_of_questions_whatever_there_is(world, client):
    world.published()
    client.force_login(world.made.lead)
    addresses = [world.public(), world.url("answers"), world.url("answer-new")]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    client.get(addresses[0])
    before = asked()
    for note in world.made.notes[:5]:
        world.published(f"note:{note.pk}")
    assert asked() == before


def test_whoever_asks_is_told_what_was_answered(world, client):
    note, other = world.made.notes[0], world.made.notes[1]
    note.slip = 417
    note.save()
    desk = world.url("entry") + "?numero=0417"
    client.force_login(world.made.lead)
    assert "Dès janvier." not in client.get(desk).content.decode()
    answer = world.published(reason="Dès janvier.")
    services.follow(
        actor=world.made.actor, answer=answer, state=FollowUp.State.DONE, day=timezone.localdate()
    )
    page = client.get(desk).content.decode()
    assert "La collectivité a répondu à ces mots : acceptée" in page
    assert "Dès janvier." in page and "Ressources humaines" in page
    place = [world.place.territory.slug, world.place.slug]
    client.logout()
    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("participation:contribution", args=[*place, note.pk])).content.decode()
    assert "Former avant d’équiper" in page and "Dès janvier." in page
    assert len(few) <= 20
    page = client.get(reverse("participation:contribution", args=[*place, other.pk])).content.decode()
    assert "Pas de caméras" in page and "Dès janvier." not in page


def test_nothing_is_told_of_a_contribution_before_the_publication(client, db):
    world = make_answering(state="settled")
    with scope(territory=world.place.territory):
        note = world.made.notes[0]
        note.session, note.channel = None, "online"
        note.save()
        args = [world.place.territory.slug, world.place.slug, note.pk]
        page = client.get(reverse("participation:contribution", args=args)).content.decode()
    assert note.text in page
    assert "Former avant d’équiper" not in page and "Où elle en est" not in page
