"""A concertation from the choice of a method to its results, through the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.factories import (
    TODAY,
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations import states
from concertia_web.consultations.blueprints import blueprints, kinds_of
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.consultations.services import RefusedError
from concertia_web.contributions.models import Kind
from concertia_web.journal.models import JournalEntry
from concertia_web.sorting.models import Sorting
from concertia_web.welcome.items import items_of

pytestmark = pytest.mark.django_db
METHODS = list(blueprints())


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def home():
    return make_territory(dpo="dpo@territoire.invalid")


@pytest.fixture
def lead(client, home):
    user = make_user(home)
    client.force_login(user)
    return user


def filled(**more):
    return {
        "title": "L’IA à la mairie",
        "object": "Ce que nous voulons et ne voulons pas de l’IA dans nos services.",
        "opens": "2026-12-10",
        "closes": "2026-12-10",
        "first_hour": "18:00",
        "results_on": "2027-01-20",
        "place": "Salle des fêtes",
        "publics": ["habitants", "agents"],
        "questions": "À quelles conditions ?\nQue refusons-nous ?",
        "open": "Les usages, les conditions et les refus.",
        "decided": "Rien n’est décidé.",
        "decision": "La charte que le conseil adoptera en mars.",
        "answer": "La mairie répond point par point avant l’été.",
        "contact": "accueil de la mairie",
        "proof": "room",
        "moderation": "before",
        **more,
    }


def url(name, home, *more):
    return reverse(f"space:{name}", args=[home.slug, *more])


def only(home) -> Consultation:
    with scope(territory=home):
        return Consultation.objects.get(territory=home)


@pytest.mark.parametrize("key", METHODS)
def test_one_form_sets_up_every_method(client, home, lead, key):
    page = client.get(url("consultation-create", home, key))
    assert page.status_code == 200
    proposed = page.context["form"].initial
    data = filled(
        opens=proposed["opens"].isoformat(),
        closes=proposed["closes"].isoformat(),
        results_on=proposed["results_on"].isoformat(),
        publics=proposed["publics"],
        proof=proposed["proof"],
    )
    answer = client.post(url("consultation-create", home, key), data)
    made = only(home)
    assert answer.url == url("consultation", home, made.slug)
    with scope(territory=home):
        assert made.sessions.count() == len(blueprints()[key].sessions)
        assert {phase.kind for phase in made.phases.all()} >= {Phase.Kind.INFORM, Phase.Kind.READ}
        assert all(
            made.opens <= timezone.localdate(session.starts) <= made.closes for session in made.sessions.all()
        )
        assert states.to_open(made) == []
    assert made.rules["reading"]["fr"]
    assert client.get(answer.url).status_code == 200


def test_every_method_speaks_the_vocabulary_of_the_site():
    assert METHODS == [
        "atelier",
        "convention",
        "questionnaire",
        "boite",
        "auditions",
        "cafe",
        "classe",
        "conseil",
    ]
    for method in blueprints().values():
        assert set(method.kinds) <= set(Kind.values)
        assert "refus" in method.kinds
        assert method.proof in Consultation.Proof.values
        assert {phase["kind"] for phase in method.phases} <= set(Phase.Kind.values)
        assert set(method.rules) == {"without_internet", "reading", "moderation"}
    assert kinds_of("inconnu") == ()


def test_choosing_shows_what_each_method_takes(client, home, lead):
    page = client.get(url("consultation-new", home)).content.decode()
    assert page.count('class="card"') == 8
    assert "jours de travail pour l’équipe" in page
    assert "notes relues en séance" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("closes", "2026-12-01", "La clôture précède l’ouverture"),
        ("results_on", "2026-12-01", "avant la clôture"),
        ("questions", "\n \n", "Ce champ est obligatoire"),
        ("questions", "\n".join(f"Question {n} ?" for n in range(13)), "13 questions, c’est trop"),
        ("publics", ["martiens"], "martiens"),
        ("opens", "demain", "date valide"),
        ("title", "x" * 200, "120"),
    ],
)
def test_a_refused_form_loses_nothing(client, home, lead, field, value, said):
    answer = client.post(url("consultation-create", home, "atelier"), filled(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "Les usages, les conditions et les refus." in page
    assert "n’est pas enregistré" in page
    with scope(territory=home):
        assert not Consultation.objects.exists()


def test_common_questions_of_the_campaign_are_there_and_keep_their_key(client, home, lead):
    campaign = make_campaign()
    text = campaign.texts.get(kind="framing")
    text.content["questions"] = [
        {"key": "conditions", "fr": "À quelles conditions ?", "en": "On what terms?"}
    ]
    text.save()
    commitment = make_commitment(campaign, home, own_questions=[{"key": "nous", "fr": "Et chez nous ?"}])
    page = client.get(url("consultation-create", home, "atelier"))
    assert page.context["form"].initial["questions"] == "À quelles conditions ?\nEt chez nous ?"
    asked = "À quelles conditions ?\nEt chez nous ?\nEt à l’école ?"
    client.post(
        url("consultation-create", home, "atelier"), filled(commitment=commitment.pk, questions=asked)
    )
    made = only(home)
    assert made.questions == [
        {"key": "conditions", "fr": "À quelles conditions ?", "en": "On what terms?"},
        {"key": "nous", "fr": "Et chez nous ?"},
        {"key": "et-a-lecole", "fr": "Et à l’école ?"},
    ]
    assert made.framing == text
    assert made.commitment == commitment


def test_two_concertations_of_the_same_title_have_two_addresses(client, home, lead):
    for _turn in range(2):
        client.post(url("consultation-create", home, "cafe"), filled(title="Nouvelle"))
    with scope(territory=home):
        slugs = set(Consultation.objects.values_list("slug", flat=True))
    assert slugs == {"concertation-nouvelle", "concertation-nouvelle-2"}


def test_the_whole_life(client, home, lead):
    commitment = make_commitment(None, home)
    client.post(url("consultation-create", home, "atelier"), filled(commitment=commitment.pk))
    made = only(home)

    def step(verb, **more):
        answer = client.post(url("consultation-state", home, made.slug, verb), more)
        made.refresh_from_db()
        return answer

    with scope(territory=home):
        assert step("clore").status_code == 403, "a draft does not close"
        assert step("ouvrir").status_code == 302
        assert made.state == "open"
        assert made.rules_digest and made.rules_frozen
        commitment.refresh_from_db()
        assert commitment.state == "en-concertation"
        early = step("clore")
        assert early.status_code == 400
        assert "dites pourquoi vous fermez plus tôt" in early.content.decode()
        assert step("clore", reason="La salle est inondée.").status_code == 302
        assert step("rouvrir").status_code == 400
        assert step("rouvrir", reason="La salle est sèche.").status_code == 302
        assert step("clore", reason="Cette fois, oui.").status_code == 302
        assert "rien à arrêter" in step("arreter", reason="x").content.decode()
        make_notes(made.sessions.get(), "Plus de guichets", "Pas de caméras")
        assert "n’ont pas été triées" in step("arreter").content.decode()
        sorting = Sorting.objects.create(consultation=made)
        assert "ne sont pas arrêtés" in step("arreter", reason="x").content.decode()
        Sorting.objects.filter(pk=sorting.pk).update(state="settled")
        assert step("arreter").status_code == 302
        assert step("publier").status_code == 302
        assert made.state == "published"
        assert step("publier").status_code == 403, "once"
    actions = list(
        JournalEntry.objects.filter(action__startswith="consultations.", object_id=str(made.pk), public=True)
        .order_by("at", "pk")
        .values_list("action", flat=True)
    )
    assert [action.split(".")[1] for action in actions] == [
        "open", "close", "reopen", "close", "settle", "publish",
    ]  # fmt: skip


def test_opening_twice_freezes_once(home, lead):
    made = make_consultation(home, state="draft", rules={}, decision="x" * 20, contact="mairie")
    with scope(territory=home):
        made.rules = {
            key: {"fr": "x" * 60}
            for key in ("open", "decided", "without_internet", "moderation", "reading", "answer")
        }
        made.save()
        make_session(made)
        states.open_(actor=actor_of(lead), consultation=made)
        with pytest.raises(RefusedError, match="déjà ouverte"):
            states.open_(actor=actor_of(lead), consultation=made)


def test_an_incomplete_draft_does_not_open_and_says_what_is_missing(client, home, lead):
    made = make_consultation(home, state="draft")
    answer = client.post(url("consultation-state", home, made.slug, "ouvrir"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Ce qui est déjà décidé" in page
    assert "Aucun temps de débat n’est prévu" in page
    made.refresh_from_db()
    assert made.state == "draft" and not made.rules_frozen


def test_a_change_after_opening_needs_a_reason_and_keeps_the_old_text(client, home, lead):
    client.post(url("consultation-create", home, "atelier"), filled())
    made = only(home)
    client.post(url("consultation-state", home, made.slug, "ouvrir"))
    frozen = only(home).rules_page
    changed = filled(results_on="2027-02-20")
    refused = client.post(url("consultation-edit", home, made.slug), changed)
    assert "dites pourquoi vous changez cela" in refused.content.decode()
    assert only(home).results_on == date(2027, 1, 20)
    client.post(url("consultation-edit", home, made.slug), {**changed, "reason": "Le conseil est décalé."})
    after = only(home)
    assert after.results_on == date(2027, 2, 20)
    assert after.rules_page == frozen, "the frozen page never changes"
    with scope(territory=home):
        annex = after.annexes.get()
        assert annex.line == "results" and "20 février 2027" in annex.text["fr"]
        assert annex.reason == "Le conseil est décalé."
        assert after.phases.filter(kind="read").get().closes == date(2027, 2, 20)


def test_saving_without_changing_anything_writes_nothing(client, home, lead):
    client.post(url("consultation-create", home, "atelier"), filled())
    made = only(home)
    count = JournalEntry.objects.count()
    assert client.post(url("consultation-edit", home, made.slug), filled()).status_code == 302
    assert JournalEntry.objects.count() == count


def test_a_draft_can_be_abandoned_unless_something_was_said(client, home, lead):
    made = make_consultation(home, state="draft")
    make_notes(make_session(made), "Un mot")
    answer = client.post(url("consultation-discard", home, made.slug), follow=True)
    assert "retirez-les d’abord" in answer.content.decode()
    with scope(territory=home):
        made.contributions.all().delete()
    client.post(url("consultation-discard", home, made.slug))
    with scope(territory=home):
        assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.FACILITATOR, Role.ANALYST, Role.ELECTED, Role.READER, Role.SERVICE, Role.GARANT]
)
def test_other_roles_read_and_do_not_change(client, home, role):
    made = make_consultation(home)
    client.force_login(make_user(home, role))
    page = client.get(url("consultation", home, made.slug))
    assert page.status_code == 200
    assert "Clore plus tôt" not in page.content.decode()
    for name in ("consultation-new", "consultation-edit"):
        args = [made.slug] if name == "consultation-edit" else []
        assert client.get(url(name, home, *args)).status_code == 403
    assert (
        client.post(url("consultation-state", home, made.slug, "clore"), {"reason": "x"}).status_code == 403
    )
    assert (
        client.post(url("consultation-neutral", home, made.slug), {"on": "1", "reason": "x"}).status_code
        == 403
    )
    made.refresh_from_db()
    assert made.state == "open" and not made.neutral


def test_the_space_of_others_does_not_exist(client, home):
    made = make_consultation(home)
    elsewhere = make_territory()
    client.force_login(make_user(elsewhere))
    assert client.get(url("consultation", home, made.slug)).status_code == 404
    assert client.get(reverse("space:consultation", args=[elsewhere.slug, made.slug])).status_code == 404


def test_who_is_missing_is_said_from_the_first_week(client, home, lead):
    made = make_consultation(home, publics=["habitants", "agents", "jeunes"])
    make_session(made, head_counts={"habitants": 12, "": 3, "elus": 1})
    make_notes(make_session(made, cancelled=True, head_counts={"jeunes": 90}), "Un mot", public="agents")
    page = client.get(url("consultation", home, made.slug))
    rows = {row.label: row for row in page.context["publics"]}
    assert rows["Jeunes et élèves"].missing
    assert not rows["Agents"].missing and rows["Agents"].notes == 1
    assert rows["Habitants"].people == 12
    assert rows["Public non connu"].people == 3
    assert not rows["Élus"].invited
    assert page.content.decode().count("personne pour l’instant") == 1


def test_pages_ask_few_questions_to_the_database(client, home, lead, django_assert_max_num_queries):
    consultations = [make_consultation(home) for _turn in range(6)]
    for consultation in consultations:
        for _turn in range(3):
            make_notes(make_session(consultation), "Un mot", "Un autre")
    with django_assert_max_num_queries(9):
        client.get(url("consultations", home))
    with django_assert_max_num_queries(20):
        client.get(url("consultation", home, consultations[0].slug))


def test_the_empty_list_says_how_to_start(client, home, lead):
    assert "un seul formulaire" in client.get(url("consultations", home)).content.decode()


def test_this_week_says_what_comes_next(home, lead):
    actor = actor_of(lead)
    draft = make_consultation(home, state="draft", opens=TODAY - timedelta(days=1))
    near = make_consultation(home, closes=TODAY + timedelta(days=3))
    read = make_consultation(home, state="reading", results_on=TODAY - timedelta(days=1))
    make_session(near, head_counts={})
    texts = {item.text: item for item in items_of(actor, home)}
    assert texts[f"« {draft} » : compléter la règle du jeu et ouvrir."].urgent
    assert not texts[f"« {near} » : clore les contributions."].urgent
    assert texts[f"« {read} » : arrêter la lecture."].urgent
    assert texts["« Atelier du soir » : compter les personnes venues, par public."].urgent
    facilitator = actor_of(make_user(home, Role.FACILITATOR))
    mine = [item.text for item in items_of(facilitator, home) if "concertations" in item.url]
    assert not any("clore" in text for text in mine)
    with scopes_disabled():
        Consultation.objects.all().delete()
    assert not [item for item in items_of(actor, home) if "concertations/" in item.url]
