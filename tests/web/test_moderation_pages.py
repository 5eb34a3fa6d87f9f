"""The screens of moderation, the public list, a report from end to end, an appeal by the private link."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_user
from tests.web.moderation_world import make_moderated

from concertia_web.accounts.actors import ANYBODY
from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry
from concertia_web.moderation import appeals, reports, services
from concertia_web.moderation.models import Appeal, Decision, Report
from concertia_web.participation import people
from concertia_web.positions.words import SEED_MARK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


@pytest.fixture
def world():
    return make_moderated(moderation="before")


def page(client, path, **more):
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def within(world):
    return scope(territory=world.consultation.territory)


def send(client, path, **values):
    """Fill a public form as a person does: some seconds after it was shown."""
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False) as clock:
        shown = client.get(path).content.decode()
        clock.shift(20)
        stamp = re.search(r'name="stamp" value="([^"]+)"', shown).group(1)
        return client.post(path, {"stamp": stamp, **values})


def test_one_text_at_a_time_from_the_first_to_the_last(client, world):
    notes = [world.text(f"Texte numéro {rank}", moderation="waiting") for rank in range(3)]
    client.force_login(world.lead)
    listed = page(client, world.url("moderation"))
    assert listed.count('name="texte"') == 3
    path = client.get(world.url("moderation-next"))["Location"]
    for note in notes:
        assert path == world.url("moderation-text", note.pk)
        shown = page(client, path)
        assert note.text in shown
        done = client.post(path, {"verb": "accept", "after": "0"})
        path = client.get(done["Location"])["Location"]
    assert path == world.url("moderation")
    assert "Tout est lu" in page(client, path)


def test_skipping_leads_to_the_next_and_comes_round(client, world):
    first, second = (world.text(f"Texte {rank}", moderation="waiting") for rank in range(2))
    client.force_login(world.lead)
    path = world.url("moderation-next")
    assert client.get(f"{path}?apres={first.pk}")["Location"].endswith(f"/{second.pk}/")
    assert client.get(f"{path}?apres={second.pk}")["Location"].endswith(f"/{first.pk}/")
    assert client.get(f"{path}?apres=abc")["Location"].endswith(f"/{first.pk}/")


def test_what_is_pointed_out_is_ticked_and_covered(client, world):
    text = "Je suis la directrice de l’école, appelez-moi au 06 12 34 56 78. Voyez Nono."
    note = world.text(text, moderation="waiting")
    client.force_login(world.lead)
    path = world.url("moderation-text", note.pk)
    shown = page(client, path)
    assert "<mark>directrice de l’école</mark>" in shown
    boxes = re.findall(r'name="box" value="([^"]+)"', shown)
    assert len(boxes) == 2
    wrong = client.post(path, {"verb": "mask", "box": boxes, "words": "Absent du texte", "note": "Bonjour"})
    shown = wrong.content.decode()
    assert "ne sont pas dans le texte" in shown
    assert "Bonjour" in shown
    assert shown.count(" checked") == 2
    client.post(path, {"verb": "mask", "box": boxes, "words": "nono", "reason": "reconnaissable"})
    note.refresh_from_db()
    assert note.public_text == "Je suis la ********** ** *******, appelez-moi au ** ** ** ** **. Voyez ****."


def test_hidden_words_stay_closed_until_opened_and_each_opening_is_written(client, world):
    note = world.text("Paroles très dures")
    with within(world):
        services.decide(actor=world.actor(), contribution=note, verb="hide", reason="insulte")
    client.force_login(world.garant)
    for path in (world.url("moderation-text", note.pk), world.url("moderation") + "?file=decides"):
        assert "Paroles très dures" not in page(client, path)
    opened = client.post(world.url("moderation-original", note.pk)).content.decode()
    assert "Paroles très dures" in opened
    listed = client.post(world.url("moderation-open")).content.decode()
    assert "Paroles très dures" in listed
    assert world.lead.function in listed
    entries = JournalEntry.objects.filter(action="moderation.original")
    assert entries.count() == 2
    assert {entry.user for entry in entries} == {world.garant}
    assert not entries.filter(public=True).exists()


def test_the_garant_undoes_and_does_not_decide(client, world):
    note = world.text()
    with within(world):
        decision = services.decide(actor=world.actor(), contribution=note, verb="hide", reason="insulte")
    client.force_login(world.garant)
    assert client.post(world.url("moderation-text", note.pk), {"verb": "accept"}).status_code == 403
    assert client.post(world.url("moderation-batch"), {"verb": "accept"}).status_code == 403
    client.post(world.url("moderation-undo", note.pk), {"decision": decision.pk, "why": "Un mot vif"})
    note.refresh_from_db()
    assert note.moderation == "accepted"
    assert JournalEntry.objects.get(action="moderation.undo").reason == "Un mot vif"


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ELECTED, Role.SERVICE, Role.READER])
def test_the_others_see_nothing_of_it(client, world, role):
    note = world.text()
    client.force_login(make_user(world.consultation.territory, role))
    assert client.get(world.url("moderation")).status_code == 403
    assert client.get(world.url("moderation-text", note.pk)).status_code == 403
    assert client.post(world.url("moderation-original", note.pk)).status_code == 403
    assert not JournalEntry.objects.filter(action="moderation.original").exists()


def test_a_text_of_another_concertation_is_not_found(client, world):
    other = make_moderated().text("Ailleurs")
    client.force_login(world.lead)
    assert client.get(world.url("moderation-text", other.pk)).status_code == 404
    assert (
        client.post(world.url("moderation-batch"), {"texte": other.pk, "verb": "accept"}).status_code == 302
    )
    with scopes_disabled():
        assert Decision.objects.count() == 0


def test_a_batch_says_what_it_did(client, world):
    notes = [world.text(f"Texte {rank}", moderation="waiting") for rank in range(3)]
    client.force_login(world.lead)
    told = client.post(
        world.url("moderation-batch"),
        {"texte": [note.pk for note in notes] + ["abc"], "verb": "hide", "reason": "publicite"},
        follow=True,
    )
    assert "3 textes : non publiés." in told.content.decode()
    empty = client.post(world.url("moderation-batch"), {"verb": "hide"}, follow=True).content.decode()
    assert "Cochez au moins un texte" in empty


def test_the_queue_asks_as_many_questions_whatever_its_length(client, world, django_assert_max_num_queries):
    for rank in range(3):
        note = world.text(f"Mme Brun {rank}", moderation="waiting")
        with scopes_disabled():
            Report.objects.create(consultation=world.consultation, contribution=note, text="x")
    client.force_login(world.lead)
    for rank in range(40):
        world.text(f"Encore {rank}", moderation="waiting")
    with django_assert_max_num_queries(24):
        shown = page(client, world.url("moderation"))
    assert shown.count('name="texte"') == 25
    assert "page=2" in shown


def test_a_report_from_the_text_to_its_answer(client, world):
    note = world.text("Monsieur Brun est un voleur")
    path = world.public("report", note.pk)
    assert "Monsieur Brun" in page(client, path)
    told = send(client, path, reason="accusation", text="C’est mon voisin.")
    number = told["Location"].rstrip("/").rsplit("/", 1)[-1]
    assert re.fullmatch(r"S-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}", number)
    assert "est reçu" in page(client, told["Location"])
    assert "est reçu" in page(client, told["Location"].replace(number, number.lower()))
    client.force_login(world.lead)
    text_page = world.url("moderation-text", note.pk)
    assert "C’est mon voisin." in page(client, text_page)
    answer = {"s-outcome": "masked", "s-answer": "Le nom est couvert.", "s-reason": "accusation"}
    path = world.url("moderation-answer", note.pk, "signalements")
    refused = client.post(path, answer).content.decode()
    assert "quels mots" in refused
    assert "Le nom est couvert." in refused
    client.post(path, {**answer, "s-words": "Brun"})
    note.refresh_from_db()
    assert note.public_text == "Monsieur **** est un voleur"
    client.logout()
    shown = page(client, told["Location"])
    assert "Le nom est couvert." in shown
    assert world.lead.function in shown
    assert str(world.lead) not in shown


def test_a_machine_reports_nothing_and_a_person_loses_nothing(client, world):
    note = world.text()
    path = world.public("report", note.pk)
    trapped = send(client, path, reason="insulte", site="https://vente.invalid").content.decode()
    assert "trop vite" in trapped
    fast = client.post(path, {"reason": "insulte", "text": "Ce que j’ai écrit"}).content.decode()
    assert "Ce que j’ai écrit" in fast
    with scopes_disabled():
        assert Report.objects.count() == 0
    for _rank in range(10):
        assert send(client, path, reason="insulte").status_code == 302
    late = send(client, path, reason="insulte", text="Encore")
    assert late.status_code == 429
    assert "Encore" in late.content.decode()


def test_what_is_not_published_cannot_be_reported_nor_read_there(client, world):
    for more in ({"moderation": "waiting"}, {"moderation": "hidden"}, {"removed": "2026-11-20T10:00:00Z"}):
        note = world.text("Caché", **more)
        assert client.get(world.public("report", note.pk)).status_code == 404
    assert client.get(world.public("report-state", "S-AAAA-AAAA-AA")).status_code == 404
    with scopes_disabled():
        type(world.consultation).objects.update(state="draft")
    for name, more in (("policy", []), ("report", [world.text().pk])):
        assert client.get(world.public(name, *more)).status_code == 404


def test_words_that_wait_for_the_restitution_are_not_read_through_a_report(client, world):
    paper = world.text("Écrit sur un papier", channel="paper")
    doubtful = world.text("Appelez-moi au 06 12 34 56 78", doubt="06 12 34 56 78")
    for note in (paper, doubtful):
        assert client.get(world.public("report", note.pk)).status_code == 404
    submitted = world.text("Soumis aux positions", channel="paper", votable=True)
    assert "Soumis aux positions" in page(client, world.public("report", submitted.pk))
    with scopes_disabled():
        type(world.consultation).objects.update(state="published")
    assert "Écrit sur un papier" in page(client, world.public("report", paper.pk))
    assert client.get(world.public("report", doubtful.pk)).status_code == 404


def test_the_author_appeals_from_the_private_link_and_reads_the_answer(client, world):
    person, other = world.participant(), world.participant()
    note = world.text("Mes mots entiers", participant=person)
    path = reverse("moderation:appeal", args=[people.token_of(person), note.pk])
    assert "pas de décision à revoir" in page(client, path)
    with within(world):
        services.decide(
            actor=world.actor(), contribution=note, verb="hide", reason="publicite", note="Un lien"
        )
    shown = page(client, path)
    assert "Mes mots entiers" in shown
    assert "De la publicité" in shown
    assert "Un lien" in shown
    for token in (people.token_of(other), "rien", "x" * 300):
        assert client.get(reverse("moderation:appeal", args=[token, note.pk])).status_code == 404
    assert send(client, path, text="Ce n’est pas une publicité").status_code == 302
    assert "Une autre personne va la relire" in page(client, path)
    client.force_login(world.lead)
    assert "une autre personne de l’équipe" in page(client, world.url("moderation-text", note.pk))
    client.force_login(world.garant)
    answer = world.url("moderation-answer", note.pk, "revoir")
    assert "Rien n’est encore décidé" in client.post(answer, {"outcome": "changed"}).content.decode()
    client.post(answer, {"outcome": "changed", "answer": "Le lien est une source."})
    assert client.post(answer, {"outcome": "upheld", "answer": "x"}).status_code == 404
    client.logout()
    assert "Le lien est une source." in page(client, path)
    answered = client.get(path)
    assert answered["Referrer-Policy"] == "same-origin"
    assert "no-store" in answered["Cache-Control"]


def test_a_desk_writes_an_appeal_down(client, world):
    note = world.text(channel="paper", slip=417)
    with within(world):
        services.decide(actor=world.actor(), contribution=note, verb="hide", reason="publicite")
    client.force_login(world.lead)
    client.post(world.url("moderation-answer", note.pk, "guichet"), {"g-text": "Elle dit que non"})
    with scopes_disabled():
        assert Appeal.objects.get().by_desk


def test_the_public_list_counts_by_reason_in_each_language(client, world):
    with within(world):
        for reason in ("publicite", "publicite", "menace"):
            services.decide(actor=world.actor(), contribution=world.text(), verb="hide", reason=reason)
        note = world.text("Madame Brun", public_text="Madame ****")
        reports.report(contribution=note, reason="insulte")
        services.decide(actor=world.actor(), contribution=note, verb="hide", reason="insulte")
        appeals.ask(contribution=note, text="Non", actor=ANYBODY)
    path = world.public("policy")
    shown = page(client, path)
    assert "De la publicité</strong> : 2 textes" in shown
    assert "Une insulte</strong> : 1 texte" in shown
    assert "1 signalement" in shown
    assert "avant d’être publié" in shown
    for language, words in (("en", "Advertising"), ("de", "Werbung"), ("ar", "إعلان تجاري")):
        assert words in page(client, f"/{language}{path}")


def test_this_week_says_what_waits(client, world):
    note = world.text(moderation="waiting")
    with within(world):
        reports.report(contribution=world.text(), reason="insulte")
    client.force_login(world.lead)
    shown = page(client, reverse("desk:week"))
    assert "1 texte à lire" in shown or "2 textes à lire" in shown
    assert "Répondre à un signalement" in shown
    with scopes_disabled():
        Contribution.objects.filter(pk=note.pk).update(moderation="accepted")
    client.force_login(world.garant)
    assert "signalement" not in page(client, reverse("desk:week"))


def test_after_publication_what_nobody_has_read_waits_too(client, world):
    world.text("En ligne, publié, pas encore lu")
    world.text("Dicté en salle", channel="room")
    world.text("Texte de départ, écrit par l’équipe", source_id=SEED_MARK)
    client.force_login(world.lead)
    shown = page(client, world.url("moderation"))
    assert "pas encore lu" in shown
    assert "Dicté en salle" not in shown
    assert "Texte de départ" not in shown


def test_a_report_shows_what_it_is_about_until_that_is_published_no_more(client, world):
    note = world.text("Monsieur Brun est un voleur")
    told = send(client, world.public("report", note.pk), reason="accusation")
    assert "Monsieur Brun est un voleur" in page(client, told["Location"])
    with within(world):
        reports.answer(
            actor=world.actor(), contribution=note, outcome="hidden", text="Retiré.", reason="accusation"
        )
    shown = page(client, told["Location"])
    assert "Brun" not in shown
    assert "Un texte qui n’est plus publié." in shown
    assert "Raison : " in shown
