"""A reading by people as a dossier that anyone can verify: from the settled table to ``concertia verify``."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled
from tests.web.analysing import done, put, status
from tests.web.sorting_world import make_document, make_sorted

from concertia_web.accounts.models import Role
from concertia_web.readings.models import Analysis, Reading
from concertia_web.readings.services import DOSSIER, RUN
from concertia_web.sorting import dossier, services, settling
from concertia_web.sorting.models import Sorting


@pytest.fixture
def made(db):
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        yield made


def verified(path: Path, *words: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "concertia", "verify", str(path), *words],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def said_by_people(made) -> Sorting:
    """Findings on an added column, a refusal, a disagreement, a passage; then settled."""
    document = make_document(made.consultation, "Nous demandons un registre public des outils.")
    document.published = True
    document.save()
    with scopes_disabled():
        made.sorting.state = Sorting.State.SORTING
        made.sorting.save()
    sorting = services.add_column(actor=made.actor, sorting=made.sorting, label="Écouter la nuit")
    services.place(
        actor=made.actor, sorting=sorting, notes=[made.notes[4].pk], column=sorting.columns[-1]["key"]
    )
    made.sorting = settling.close_table(actor=made.actor, sorting=sorting)
    made.finding("attente", 0, 2, title="Former avant d’équiper", dissent=(4,), quoted=(0,))
    made.finding("refus", 1, title="Pas de caméras dans la rue")
    made.finding("divergence", 3, dissent=(1,), title="Relire ou refuser")
    return made.settled()


def test_the_settled_reading_becomes_a_dossier_that_verifies(made, client, tmp_path):
    sorting = said_by_people(made)
    found = dossier.dossier_of(sorting)
    assert found is not None and found.analysis.options["embedder"] == "lexical"
    analysis = done(found.analysis)
    home = analysis.reading.home
    result = json.loads((home / RUN / "result.json").read_text(encoding="utf-8"))
    assert result["conflicts"] == [] and result["mode"] == "small"
    findings = {one["text"]: one for one in result["findings"]}
    assert set(findings) == {"Former avant d’équiper", "Pas de caméras dans la rue", "Relire ou refuser"}
    first = findings["Former avant d’équiper"]
    assert (first["wording"], first["kind"], len(first["support"]), len(first["dissent"])) == (
        "edited", "attente", 2, 1,
    )  # fmt: skip
    assert first["quotes"][0]["text"] == "Former tous les agents avant"
    assert findings["Pas de caméras dans la rue"]["wording"] == "extracted"
    labels = {theme["label"]: theme for theme in result["themes"]}
    assert labels["Écouter la nuit"]["founded"] and labels["Écouter la nuit"]["counts"]["contributions"] == 1
    assert [entry["reason"] for entry in result["set_aside"]] == ["concerne la séance"]
    assert "Chiffres" in verified(home / DOSSIER)
    assert "mêmes octets" in verified(home / RUN, "--recompute")
    assert status(client, f"/lectures/{analysis.slug}/fichiers/dossier.zip") == 404, "not published yet"
    put(made.consultation, "published")
    page = client.get(
        f"/territoires/{made.consultation.territory.slug}/concertations/{made.consultation.slug}/restitution/"
    ).content.decode()
    address = f"/lectures/{analysis.slug}/fichiers/dossier.zip"
    assert address in page
    expected = re.search(r"--expect ([0-9a-f]{64})", page)[1]
    downloaded = tmp_path / "dossier.zip"
    downloaded.write_bytes(b"".join(client.get(address).streaming_content))
    assert "Citations" in verified(downloaded, "--expect", expected)
    with zipfile.ZipFile(io.BytesIO(downloaded.read_bytes())) as archive:
        assert any(name.endswith("edits.jsonl") for name in archive.namelist())


def test_a_reading_taken_up_again_needs_a_new_dossier(made, client):
    made.finding()
    sorting = made.settled()
    assert dossier.dossier_of(sorting) is not None
    with pytest.raises(Exception, match="déjà en cours"):
        dossier.ask(actor=made.actor, sorting=sorting)
    sorting = settling.back_to_draft(actor=made.actor, sorting=sorting, reason="une table oubliée")
    assert dossier.dossier_of(sorting) is None
    with pytest.raises(Exception, match="arrêtée"):
        dossier.ask(actor=made.actor, sorting=sorting)
    Analysis.objects.update(state="cancelled")
    made.sorting = sorting
    sorting = made.settled()
    assert Analysis.objects.count() == 2
    client.force_login(made.lead)
    assert "dossier vérifiable" in client.get(made.url("settling")).content.decode()


def test_the_dossier_is_asked_for_by_hand_and_not_by_elected_members(made, client):
    made.finding()
    sorting = made.settled()
    Analysis.objects.all().delete()
    client.force_login(made.user(Role.ELECTED))
    assert client.post(made.url("settling"), {"do": "dossier"}).status_code == 403
    client.force_login(made.lead)
    client.post(made.url("settling"), {"do": "dossier"})
    assert dossier.dossier_of(sorting).analysis.given[-1]["op"] == "formulate"


def test_words_that_nobody_has_read_over_keep_the_dossier_private(made):
    made.notes[3].moderation = "waiting"
    made.notes[3].save()
    made.finding()
    sorting = made.settled()
    analysis = done(dossier.dossier_of(sorting).analysis)
    assert analysis.reading.visibility == Reading.Visibility.PRIVATE
    assert dossier.dossier_of(sorting).waiting == 1 and dossier.public_dossier(sorting) is None


def test_a_refusal_under_something_milder_keeps_its_reason_in_the_dossier(made):
    made.finding("vigilance", 1, milder_reason="la table l’a dit ainsi")
    analysis = done(dossier.dossier_of(made.settled()).analysis)
    result = json.loads((analysis.reading.home / RUN / "result.json").read_text(encoding="utf-8"))
    assert result["findings"][0]["milder"] == "la table l’a dit ainsi" and result["conflicts"] == []
    assert "appuient" in (analysis.reading.home / RUN / "rapport.html").read_text(encoding="utf-8")
    verified(analysis.reading.home / DOSSIER)
