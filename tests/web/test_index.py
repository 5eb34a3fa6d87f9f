"""The index can always be rebuilt from the folders, and says what they hold."""

from __future__ import annotations

import json
import shutil

import pytest
from django.core.management import call_command
from tests.web.site import FICTIONAL, FRENCH, VOTES

from concertia.errors import ConcertiaError
from concertia_web.readings import demonstrations
from concertia_web.readings.demonstrations import Demonstration, read_demonstrations
from concertia_web.readings.models import Reading
from concertia_web.readings.services import DOSSIER, NOTICE, RUN, rebuild_index


def test_the_index_says_what_the_folders_hold(readings):
    assert list(Reading.objects.public().values_list("slug", flat=True)) == [VOTES, FRENCH, FICTIONAL]
    for reading in Reading.objects.all():
        result = json.loads((readings / reading.slug / RUN / "result.json").read_text("utf-8"))
        assert reading.ready
        assert reading.contributions == result["corpus"]["contributions"]
        assert len(reading.dossier_id) == 64
    assert Reading.objects.get(slug=FICTIONAL).fictional
    assert not Reading.objects.get(slug=FRENCH).fictional


def test_a_lost_database_loses_nothing(readings):
    before = list(Reading.objects.values())
    Reading.objects.all().delete()
    assert rebuild_index(folder=readings) == len(before)
    unnumbered = [{**row, "id": None} for row in before]
    assert [{**row, "id": None} for row in Reading.objects.values()] == unnumbered


def test_a_removed_folder_leaves_the_index(readings, tmp_path):
    shutil.copytree(readings / FRENCH, tmp_path / FRENCH)
    assert rebuild_index(folder=tmp_path) == 1
    assert Reading.objects.get().slug == FRENCH


def test_an_interrupted_reading_is_shown_as_running(readings, tmp_path):
    shutil.copytree(readings / FRENCH, tmp_path / FRENCH)
    (tmp_path / FRENCH / DOSSIER).unlink()
    rebuild_index(folder=tmp_path)
    assert Reading.objects.get().state == Reading.State.RUNNING


def test_what_was_read_by_the_same_engine_is_not_read_again(readings):
    found = demonstrations.demonstrations()
    assert len(found) == 3
    assert all(demonstrations.already_read(readings / demo.slug, demo.mark) for demo in found)
    assert not demonstrations.already_read(readings / found[0].slug, "another mark")


def test_a_reading_that_fails_is_said_and_kept_as_such(settings, tmp_path, db, monkeypatch, capfd):
    pack = demonstrations.demonstrations()[-1]
    broken = Demonstration("atelier-ia", pack.folder, {**pack.pack, "files": ["sources/absent.csv"]})
    monkeypatch.setattr(demonstrations, "demonstrations", lambda: [broken])
    settings.VAR, settings.READINGS = tmp_path, tmp_path / "readings"
    told: list[str] = []
    with pytest.raises(ConcertiaError, match="atelier-ia"):
        read_demonstrations(told.append)
    assert len(told) == 2
    assert Reading.objects.get().state == Reading.State.FAILED
    assert "absent.csv" in capfd.readouterr().err
    assert json.loads((settings.READINGS / "atelier-ia" / NOTICE).read_text("utf-8"))["failed"]


def test_the_tables_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
