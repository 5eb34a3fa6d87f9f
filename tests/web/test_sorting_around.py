"""Around the published restitution: what was not kept, other syntheses, the data to take away."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.utils import timezone
from django_scopes import scope
from tests.web.answers_world import make_answering

from concertia_web.accounts.models import Role
from concertia_web.readings.models import Analysis, Reading
from concertia_web.sorting import alternatives, dossier
from concertia_web.sorting.models import AlternativeSynthesis
from concertia_web.sorting.refusals import Refused

MANIFEST = b'{"files": {}}'
DOSSIER = hashlib.sha256(MANIFEST).hexdigest()


@pytest.fixture
def world(db, settings, tmp_path):
    """Published, its dossier said to be ready (made for true in ``test_sorting_dossier``)."""
    world = make_answering()
    with scope(territory=world.place.territory):
        reading = Reading.objects.create(
            slug="lecture-a", position=1, state="ready", visibility="published", language="fr",
            notice={"kind": "real"}, dossier_id="b" * 64, consultation=world.place,
        )  # fmt: skip
        settings.READINGS = tmp_path
        reading.home.mkdir()
        with zipfile.ZipFile(reading.home / "dossier.zip", "w") as archive:
            archive.writestr("MANIFEST.json", MANIFEST)
        Analysis.objects.update(state="done", reading=reading)
        yield world


def address(world, name: str = "") -> str:
    place = world.place
    return f"/territoires/{place.territory.slug}/concertations/{place.slug}/restitution{name}"


def sent(client, url: str, **said: str):
    """The form filled by a person, who takes some seconds."""
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(url).content.decode())[1]
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        return client.post(url, {"stamp": stamp, **said})


def test_every_note_set_aside_is_there_with_its_reason_and_hidden_ones_are_counted(world, client):
    note = world.made.notes[4]
    note.moderation, note.moderation_reason = "hidden", "propos injurieux"
    note.save()
    html = client.get(address(world, "/non-retenu/")).content.decode()
    assert "concerne la séance" in html and "Il faisait froid dans la salle" in html
    assert "propos injurieux" in html and note.text not in html
    assert "Former tous les agents" not in html


def test_the_data_hold_public_words_only(world, client):
    note = world.made.notes[4]
    note.moderation, note.moderation_reason = "hidden", "propos injurieux"
    note.save()
    table = list(
        csv.reader(io.StringIO(client.get(address(world, ".csv")).content.decode("utf-8-sig")), delimiter=";")
    )
    assert len(table) == 7 and table[5][2] == "[texte non publié : propos injurieux]"
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(world, ".xlsx")).content))
    assert note.text not in {cell.value for row in book["Notes"].iter_rows() for cell in row}
    corpus = client.get(address(world, ".txt")).content.decode()
    assert corpus.count("**** ") == 5 and note.text not in corpus
    assert re.search(r"^\*\*\*\* \*note_\d+ \*nature_refus \*colonne_agents", corpus, re.MULTILINE)
    for line in corpus.splitlines():
        assert line.startswith("**** *") or "*" not in line


def test_nothing_is_open_before_publication(world, client):
    world.place.state = "settled"
    world.place.save()
    for name in ("/non-retenu/", "/autres-syntheses/", "/autres-syntheses/deposer/", ".csv", ".txt"):
        assert client.get(address(world, name)).status_code == 404


def test_anyone_registers_another_synthesis_which_is_listed_as_it_came(world, client):
    url = address(world, "/autres-syntheses/deposer/")
    text = "Nous lisons autre chose : <script>alert(1)</script>\n\nLe refus domine."
    answer = sent(client, url, title="Contre-lecture", signature="Collectif du pont", text=text)
    assert answer.status_code == 302
    one = AlternativeSynthesis.objects.get()
    assert one.dossier_id == DOSSIER and one.text == text
    page = client.get(address(world, "/autres-syntheses/")).content.decode()
    assert "Contre-lecture" not in page and "1 synthèse attend" in page
    client.force_login(world.made.user(Role.ELECTED))
    assert client.get(world.url("alternatives-check")).status_code == 403
    client.force_login(world.made.lead)
    client.post(world.url("alternatives-check"), {"one": one.pk, "do": "list"})
    page = client.get(address(world, "/autres-syntheses/")).content.decode()
    assert "Contre-lecture" in page and "<script>alert" not in page and "&lt;script&gt;" in page
    assert "(1)" in client.get(address(world, "/")).content.decode()


def test_it_is_refused_only_for_law_or_spam_and_that_is_said(world, client):
    one = alternatives.register(
        consultation=world.place, title="Pub", signature="x", link="https://exemple.invalid/"
    )
    actor = world.made.actor
    with pytest.raises(Refused, match="raisons de la liste"):
        alternatives.decide(actor=actor, alternative=one, refusal="elle nous critique")
    client.force_login(world.made.lead)
    client.post(world.url("alternatives-check"), {"one": one.pk, "do": "refuse", "refusal": ""})
    one.refresh_from_db()
    assert one.state == "waiting"
    alternatives.decide(actor=actor, alternative=one, refusal=alternatives.REFUSALS[1])
    with pytest.raises(Refused, match="déjà décidé"):
        alternatives.decide(actor=actor, alternative=one)
    page = client.get(address(world, "/autres-syntheses/")).content.decode()
    assert "exemple.invalid" not in page and alternatives.REFUSALS[1] in page


def test_what_was_typed_stays_when_it_is_too_long_or_empty(world, client):
    url = address(world, "/autres-syntheses/deposer/")
    answer = sent(client, url, title="T", signature="S", text="mot " * 4000)
    assert answer.status_code == 400 and "mot mot" in answer.content.decode()
    assert sent(client, url, title="T", signature="S").status_code == 400
    assert sent(client, url, title="T", signature="S", link="javascript:alert(1)").status_code == 400
    trapped = sent(client, url, title="T", signature="S", text="x", site="http://spam.invalid")
    assert trapped.status_code == 400 and not AlternativeSynthesis.objects.exists()


def test_the_same_text_twice_is_one(world):
    said = {"consultation": world.place, "title": "T", "signature": "S", "text": "x"}
    assert alternatives.register(**said).pk == alternatives.register(**said).pk


def test_without_a_dossier_there_is_nothing_to_register_against(world, client):
    Reading.objects.all().delete()
    assert dossier.public_dossier(world.made.sorting) is None
    with pytest.raises(Refused):
        alternatives.register(consultation=world.place, title="T", signature="S", text="x")
    assert client.get(address(world, "/autres-syntheses/deposer/")).status_code == 200


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_pages_are_said_in_other_languages(world, client, language):
    for name in ("/non-retenu/", "/autres-syntheses/", "/"):
        assert client.get(f"/{language}{address(world, name)}").status_code == 200
