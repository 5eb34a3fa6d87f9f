"""A reading is asked, followed, explored, retouched, compared and published, by those who may."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.analysing import LEXICAL, ask, done, folder, page, post, put, status, url
from tests.web.factories import (
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
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.imports.models import Import
from concertia_web.jobs.models import Job
from concertia_web.jobs.services import job_folder
from concertia_web.jobs.worker import Worker
from concertia_web.journal.models import JournalEntry
from concertia_web.readings import services
from concertia_web.readings.compare import compare
from concertia_web.readings.folder import Filters
from concertia_web.readings.models import Analysis, Edit, Reading
from concertia_web.readings.services import RUN, latest_reading, start_analysis
from concertia_web.readings.week import items

NOTES = [
    "Former les agents pendant leur temps de travail",
    "Former tous les agents avant de les équiper",
    "Garder un guichet ouvert avec quelqu’un",
    "Garder une personne au guichet de la mairie",
    "Pas de caméras intelligentes dans les rues",
    "Pas de caméras à l’école",
    "Dire quand on parle à un robot au téléphone",
    "Un humain doit relire chaque décision",
]


@pytest.fixture
def place(db) -> Consultation:
    """Eight notes with the same identifiers in every test, so that their reading is the same."""
    territory = make_territory("Vaubrun")
    commitment = make_commitment(make_campaign(), territory)
    consultation = make_consultation(territory, commitment=commitment, slug="atelier", state="reading")
    for note in make_notes(make_session(consultation), *NOTES):
        same = {"client_id": uuid.UUID(int=note.position), "nonce": f"{note.position:032x}"}
        with scopes_disabled():
            Contribution.objects.filter(pk=note.pk).update(**same)
    return consultation


@pytest.fixture
def first(lead, place, settings, tmp_path_factory) -> Analysis:
    """A first version, read once by a real worker for all the tests, then copied."""
    kept = tmp_path_factory.getbasetemp() / "first-reading"
    analysis = ask(lead)
    if not kept.exists():
        analysis = done(analysis)
        shutil.copytree(analysis.reading.home, kept / "home")
        shutil.copytree(job_folder(analysis), kept / "job")
        (kept / "snapshot.json").write_text(json.dumps(analysis.snapshot))
        return analysis
    home = settings.READINGS / analysis.slug
    shutil.copytree(kept / "home", home)
    shutil.copytree(kept / "job", job_folder(analysis))
    reading = services.index_reading(home=home, consultation=place)
    ended = {"state": Job.State.DONE, "reading": reading, "snapshot": taken_now(kept)}
    with scopes_disabled():
        Analysis.objects.filter(pk=analysis.pk).update(**ended)
    return done(analysis)


def taken_now(kept: Path) -> dict:
    """The counts of the snapshot, taken after the notes of this test were typed."""
    snapshot = json.loads((kept / "snapshot.json").read_text())
    return {**snapshot, "taken": timezone.now().isoformat()}


@pytest.fixture
def lead(client, place):
    client.force_login(make_user(place.territory, Role.LEAD))
    return client


def test_a_reading_is_asked_followed_and_explored_to_the_contributions(lead, place):
    assert "Aucune lecture pour l’instant" in page(lead, url("analyses"))
    analysis = ask(lead)
    assert "En attente" in page(lead, url("analysis", analysis))
    analysis = done(analysis)
    html = page(lead, url("analysis", analysis))
    assert "Contributions lues</dt><dd>8" in html
    assert services.public_dossier_id(analysis.reading) in html
    assert analysis.reading.dossier_id not in html, "the restricted folder is nobody’s to check against"
    detail = page(lead, reverse("readings:detail", args=[analysis.reading.slug]))
    assert "Concertation" in detail
    listed = page(lead, reverse("readings:contributions", args=[analysis.reading.slug]))
    identifier = re.search(r"contributions/([0-9a-f]{16})/", listed)[1]
    one = page(lead, reverse("readings:contribution", args=[analysis.reading.slug, identifier]))
    assert any(note.replace("’", "&#x27;") in one or note in one for note in NOTES)
    result = folder(analysis).result
    assert result["corpus"]["contributions"] == 8
    assert result["mode"] == "small"
    assert any(theme["guided"] for theme in result["themes"])


def test_nobody_else_reads_it_before_it_is_published_with_the_results(lead, client, place, first):
    analysis = first
    address = reverse("readings:detail", args=[analysis.reading.slug])
    pages = [address] + [
        reverse(f"readings:{name}", args=[analysis.reading.slug])
        for name in ("report", "report-style", "contributions", "not-read")
    ]
    pages.append(reverse("readings:download", args=[analysis.reading.slug, "dossier.zip"]))
    client.logout()
    for each in pages:
        assert status(client, each) == 404, each
    assert analysis.reading.slug not in page(client, reverse("readings:list"))
    client.force_login(make_user(make_territory(), Role.LEAD, Role.NETWORK))
    assert client.get(address).status_code == 404
    client.force_login(make_user(place.territory, Role.ELECTED))
    assert client.get(address).status_code == 404, "what was heard is written without elected members"
    put(place, "settled")
    assert client.get(address).status_code == 200
    with scope(territory=place.territory):
        services.publish(analysis=analysis, actor=actor_of(make_user(place.territory)))
    client.logout()
    assert client.get(address).status_code == 404, "published, but the concertation gave no result yet"
    put(place, "published")
    for each in pages:
        assert status(client, each) == 200, each
    assert analysis.reading.slug in page(client, reverse("readings:list"))


def test_publishing_and_taking_back_are_written_in_the_public_journal(lead, place, first):
    analysis = first
    assert lead.post(url("analysis", analysis), {"do": "publish"}).status_code == 403, "not settled yet"
    put(place, "settled")
    assert "sera publique" in post(lead, url("analysis", analysis), do="publish")
    assert "déjà fait" in post(lead, url("analysis", analysis), do="publish")
    assert "Dites pourquoi" in post(lead, url("analysis", analysis), do="unpublish", reason=" ")
    html = post(lead, url("analysis", analysis), do="unpublish", reason="Une note a été retirée")
    assert "n’est plus publique" in html
    with scopes_disabled():
        entries = JournalEntry.objects.filter(action__in=["readings.publish", "readings.unpublish"])
        told = [(entry.action, entry.public, entry.reason) for entry in entries.order_by("pk")]
    assert told == [
        ("readings.publish", True, ""),
        ("readings.unpublish", True, "Une note a été retirée"),
    ]


def test_what_waits_for_moderation_cannot_be_published(lead, place):
    with scopes_disabled():
        session = place.sessions.get()
    make_notes(session, "À relire", moderation="waiting")
    analysis = done(ask(lead))
    put(place, "settled")
    assert "attendaient encore d’être relues" in post(lead, url("analysis", analysis), do="publish")
    with scopes_disabled():
        assert Reading.objects.get(pk=analysis.reading_id).visibility == "private"


def test_an_index_made_again_from_the_folders_never_publishes_anything(lead, place, settings, first):
    analysis = first
    services.rebuild_index(folder=settings.READINGS)
    kept = Reading.objects.get(slug=analysis.reading.slug)
    assert (kept.visibility, kept.consultation_id) == ("private", place.pk)
    Reading.objects.all().delete()
    services.rebuild_index(folder=settings.READINGS)
    lost = Reading.objects.get(slug=analysis.reading.slug)
    assert (lost.visibility, lost.public) == ("private", False)


def test_two_at_once_and_one_during_an_import_are_refused_with_a_sentence(lead, place):
    ask(lead)
    assert "déjà en cours" in post(lead, url("analyses"), **LEXICAL)
    with scopes_disabled():
        Analysis.objects.all().delete()
        Import.objects.create(consultation=place, stage="enter", state="running")
    assert "en train d’entrer" in post(lead, url("analyses"), **LEXICAL)


def test_stopped_then_taken_up_on_the_same_texts(lead, place):
    analysis = ask(lead)
    assert "a été arrêtée" in post(lead, url("analysis", analysis), do="stop")
    assert "Reprendre" in page(lead, url("analysis", analysis))
    post(lead, url("analysis", analysis), do="take_up")
    analysis = done(analysis)
    assert "rien à reprendre" in post(lead, url("analysis", analysis), do="take_up")


def test_a_reading_of_nothing_says_what_to_do(client, db):
    consultation = make_consultation(make_territory("Vaubrun"), slug="atelier")
    client.force_login(make_user(consultation.territory, Role.LEAD))
    analysis = ask(client)
    Worker().step()
    html = page(client, url("analysis", analysis))
    assert "Il n’y a encore rien à lire" in html
    with scope(territory=consultation.territory):
        actor = actor_of(make_user(consultation.territory, Role.LEAD))
        (item,) = items(actor, consultation.territory)
        assert latest_reading(consultation) is None
    assert item.urgent
    assert item.url == url("analysis", analysis)


def test_options_outside_the_lists_are_refused_and_kept(lead, place):
    html = post(lead, url("analyses"), **{**LEXICAL, "min_cell": "2", "embedder": "use"})
    assert "une personne pourrait être reconnue" in html
    with scopes_disabled():
        assert not Analysis.objects.exists()


def guided(analysis: Analysis, least: int = 1) -> dict:
    themes = [theme for theme in folder(analysis).themes.values() if theme["counts"]["units"] >= least]
    return themes[0]


def test_retouches_are_noted_replayed_by_the_engine_and_never_applied_by_the_site(lead, place, first):
    theme = guided(first)
    before = (first.reading.home / RUN / "result.json").read_bytes()
    html = post(
        lead, url("analysis-edits", first), op="rename", theme=theme["id"], label="Celles et ceux qui servent"
    )
    assert "C’est noté" in html
    assert (first.reading.home / RUN / "result.json").read_bytes() == before
    post(lead, url("analysis-edits", first), do="again")
    with scopes_disabled():
        second = done(Analysis.objects.latest("pk"))
    assert second.same_texts_id == first.pk
    assert second.edits_read == 1
    assert folder(second).result["corpus"]["id"] == folder(first).result["corpus"]["id"]
    assert "Celles et ceux qui servent" in [item["label"] for item in folder(second).themes.values()]
    assert folder(second).result["conflicts"] == []
    found = compare(folder(first), folder(second))
    assert found.moved == 0
    assert [pair.after["label"] for pair in found.pairs if pair.renamed] == ["Celles et ceux qui servent"]
    address = f"{url('analyses-compare')}?before={first.pk}&after={second.pk}"
    assert "Celles et ceux qui servent" in page(lead, address)
    file = lead.get(url("analysis-edits-file", second)).content.decode().splitlines()
    line = json.loads(file[0])
    assert (line["op"], line["label"], line["author"]) == (
        "rename", "Celles et ceux qui servent", "chargée de mission",
    )  # fmt: skip


def test_passages_are_moved_set_apart_and_set_aside_with_a_reason(lead, place, first):
    theme = guided(first, least=2)
    units = folder(first).units_of_theme(theme["id"])
    address = url("analysis-theme", first, theme=theme["id"])
    assert units[0] in page(lead, address)
    assert "Dites pourquoi" in post(lead, address, op="exclude", units=units[0])
    assert "Cochez au moins un passage" in post(lead, address, op="move", into="none")
    kept = post(lead, address, op="split", theme=theme["id"], units=units[0], label="")
    assert "Écrivez le nom du nouveau thème" in kept
    assert f'value="{units[0]}" checked' in kept
    post(lead, address, op="split", theme=theme["id"], units=units[0], label="À part")
    post(lead, address, op="exclude", units=units[1], reason="hors sujet")
    post(lead, url("analysis", first), do="again")
    with scopes_disabled():
        second = done(Analysis.objects.latest("pk"))
    result = folder(second).result
    assert result["conflicts"] == []
    assert "À part" in [item["label"] for item in result["themes"]]
    assert units[1] not in folder(second).units_of_theme(theme["id"])
    moved = compare(folder(first), folder(second))
    assert moved.common_units == len(set(units_of(first)) & set(units_of(second)))
    assert moved.moved >= 1


def units_of(analysis: Analysis) -> list[str]:
    _total, found = folder(analysis).contributions(Filters(), 1)
    return [passage.unit for contribution in found for passage in contribution.passages]


def test_a_retouch_is_taken_back(lead, place, first):
    theme = guided(first)
    post(lead, url("analysis-edits", first), op="rename", theme=theme["id"], label="Autre nom")
    with scopes_disabled():
        edit = Edit.objects.get()
    assert "Retouche annulée" in post(lead, url("analysis-edits", first), do="withdraw", edit=edit.pk)
    assert "déjà annulée" in post(lead, url("analysis-edits", first), do="withdraw", edit=edit.pk)
    assert lead.get(url("analysis-edits-file", first)).content == b""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"op": "rename", "label": "80 % des habitants refusent"}, "habitants"),
        ({"op": "rename", "label": " "}, "Écrivez le nouveau nom"),
        ({"op": "merge", "into": "absent"}, "Choisissez un thème"),
        ({"op": "efface"}, "n’est pas complète"),
        ({"op": "rename", "finding": "absent", "label": "x"}, "Choisissez un enseignement"),
    ],
)
def test_a_retouch_that_cannot_be_is_refused_with_a_sentence(lead, place, data, sentence, first):
    html = post(lead, url("analysis-edits", first), theme=guided(first)["id"], **data)
    assert sentence in html
    with scopes_disabled():
        assert not Edit.objects.exists()


def test_a_retouch_on_what_is_gone_is_a_conflict_that_is_shown(lead, place):
    gone = {"op": "rename", "target": {"theme": "00000000", "units": ["x:0-1"]}, "label": "Perdu"}
    with scope(territory=place.territory):
        actor = actor_of(make_user(place.territory, Role.ANALYST))
        analysis = start_analysis(
            consultation=place, options={"embedder": "lexical"}, actor=actor, edits=[gone]
        )
    analysis = done(analysis)
    assert analysis.edits_read == 1
    assert "n’a pas pu être reprise" in page(lead, url("analysis", analysis))
    assert "n&#x27;existe plus dans cette lecture" in page(lead, url("analysis-edits", analysis))
    with scope(territory=place.territory):
        assert latest_reading(place) == analysis.reading


def test_a_fresh_version_reads_what_was_said_since_and_keeps_the_retouches(lead, place, first):
    post(lead, url("analysis-edits", first), op="rename", theme=guided(first)["id"], label="Gardé")
    with scopes_disabled():
        make_notes(place.sessions.get(), "Des délais plus courts au guichet")
    assert "1 contribution nouvelle" in page(lead, url("analysis", first))
    post(lead, url("analysis", first), do="fresh")
    with scopes_disabled():
        second = done(Analysis.objects.latest("pk"))
    assert second.snapshot["contributions"] == 9
    assert "Gardé" in [theme["label"] for theme in folder(second).themes.values()]
    found = compare(folder(first), folder(second))
    assert (found.arrived, found.left) == (1, 0)


def test_who_launches_and_who_retouches(client, lead, place, first):
    for role, sees in ((Role.GARANT, 200), (Role.READER, 200), (Role.SERVICE, 403), (Role.ELECTED, 403)):
        client.force_login(make_user(place.territory, role))
        assert client.get(url("analyses")).status_code == sees
        assert client.post(url("analyses"), LEXICAL).status_code == 403
        assert client.post(url("analysis-edits", first), {"op": "settle"}).status_code == 403


def test_comparing_needs_two_versions_that_exist(lead, place, first):
    assert "Il faut deux lectures" in page(lead, url("analyses-compare"))
    html = page(lead, f"{url('analyses-compare')}?before={first.pk}&after=999")
    assert "n’existe pas" in html


def test_the_list_asks_the_database_the_same_few_questions(lead, place, django_assert_max_num_queries):
    with scopes_disabled():
        for number in range(1, 9):
            Analysis.objects.create(consultation=place, number=number, state="cancelled")
    with django_assert_max_num_queries(14):
        page(lead, url("analyses"))
