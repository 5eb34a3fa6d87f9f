"""A published reading as data to take away, and the answers that it may receive."""

from __future__ import annotations

import csv
import io
import json
import re
from types import SimpleNamespace

import openpyxl
import pytest
from django.template.loader import render_to_string
from django_scopes import scope, scopes_disabled
from tests.web.sorting_world import make_sorted

from concertia_web.accounts.models import Role
from concertia_web.answers import services, targets
from concertia_web.jobs.worker import Worker
from concertia_web.readings.folder import Contribution, open_folder
from concertia_web.readings.models import Reading
from concertia_web.readings.services import RUN, start_analysis
from concertia_web.sorting.models import Sorting


@pytest.fixture
def read(db):
    """A concertation that only the engine read, published."""
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        Sorting.objects.all().delete()
        start_analysis(consultation=made.consultation, options={"embedder": "lexical"}, actor=made.actor)
        with scopes_disabled():
            while Worker().step():
                pass
        Reading.objects.update(visibility="published")
        made.consultation.state = "published"
        made.consultation.save()
        yield made, Reading.objects.get()


def test_its_data_its_page_and_its_answers(read, client):
    made, reading = read
    place = made.consultation
    home = f"/territoires/{place.territory.slug}/concertations/{place.slug}/"
    assert f"/lectures/{reading.slug}/" in client.get(home).content.decode()
    address = f"/lectures/{reading.slug}/donnees"
    text = b"".join(client.get(f"{address}.csv").streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(table) == 7 and {row[1] for row in table[1:]} == {note.text for note in made.notes}
    corpus = b"".join(client.get(f"{address}.txt").streaming_content).decode()
    assert corpus.count("**** *note_") == 6
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content))
    assert book["Contributions"].max_row == 7
    assert "donnees.csv" in client.get(f"/lectures/{reading.slug}/").content.decode()
    assert client.get(f"{home}restitution/non-retenu/").status_code == 200
    assert "Déposer une autre synthèse" in client.get(f"{home}restitution/autres-syntheses/").content.decode()
    heard = [thing for thing in targets.things_of(place) if thing.kind == "heard"]
    refusal = next(thing for thing in heard if "caméras" in thing.label)
    answer = services.open_answer(actor=made.actor, consultation=place, things=[refusal])
    assert services.contributions_of(answer) == [made.notes[1].pk]
    client.force_login(made.user(Role.LEAD))
    assert "déjà à l’étude" in client.get(made.url("answer-new")).content.decode()


def test_a_private_reading_gives_no_data(read, client):
    _made, reading = read
    Reading.objects.update(visibility="private")
    assert client.get(f"/lectures/{reading.slug}/donnees.csv").status_code == 404


def test_what_a_model_worded_is_said_beside_each_contribution(read, client):
    _made, reading = read
    folder = open_folder(reading.home / RUN)
    result = folder.result
    assert result["findings"]
    for finding in result["findings"]:
        finding["wording"] = "model"
    (folder.path / "result.json").write_text(json.dumps(result), encoding="utf-8")
    said = "Phrase formulée par un modèle de langue."
    listed = client.get(f"/lectures/{reading.slug}/contributions/").content.decode()
    assert said in listed
    pages = set(re.findall(rf'"(/lectures/{reading.slug}/contributions/[0-9a-f]{{16}}/)"', listed))
    assert any(said in client.get(page).content.decode() for page in pages)


def test_a_label_that_a_model_worded_is_said_beside_the_place():
    theme = {"id": "a" * 8, "label": "Guichets", "wording": "model"}
    passage = SimpleNamespace(theme=theme, findings=())
    row = {"moderation": "accepted"}
    reading = SimpleNamespace(language="fr")
    context = {"reading": reading, "contribution": Contribution(row, (passage,))}
    page = render_to_string("readings/_places.html", context)
    assert "libellé formulé par un modèle de langue" in page
    own = Contribution(row, (SimpleNamespace(theme=theme | {"wording": "extracted"}, findings=()),))
    assert "modèle" not in render_to_string("readings/_places.html", context | {"contribution": own})
