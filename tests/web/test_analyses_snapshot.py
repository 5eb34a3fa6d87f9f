"""The snapshot says all that stands, nothing that must not be read, and the same thing twice."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
)

from concertia.corpus.folder import read_corpus
from concertia.corpus.identifiers import contribution_id
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.texts.framing import load_framing
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import NOT_PUBLISHED, Contribution, Document, Passage
from concertia_web.participation.words import ONLY_COUNTED
from concertia_web.readings.snapshot import FRAMING, SOURCE, SUMMARY, write_snapshot


@pytest.fixture
def session(db):
    campaign = make_campaign()
    place = make_territory("Vaubrun")
    consultation = make_consultation(place, commitment=make_commitment(campaign, place), slug="atelier")
    return make_session(consultation)


def taken(session, folder) -> dict[str, dict]:
    """The rows of the snapshot by text."""
    with scope(territory=session.consultation.territory):
        write_snapshot(session.consultation, folder)
    lines = (folder / SOURCE).read_text(encoding="utf-8").splitlines()
    return {row["text"]: row for row in map(json.loads, lines[1:])}


def test_every_column_is_said_in_the_words_of_the_reader(session, tmp_path):
    make_notes(
        session, "Former les agents", declared_kind="attente", voice_count=6, public="agents",
        question="conditions", dots=4, channel="class",
    )  # fmt: skip
    with scopes_disabled():
        note = Contribution.objects.get()
    assert taken(session, tmp_path)["Former les agents"] == {
        "id": str(note.client_id),
        "text": "Former les agents",
        "language": "fr",
        "declared_kind": "attente",
        "voice": "collective",
        "voice_count": 6,
        "capture": "noted",
        "room_support": "dots:4",
        "question": "À quelles conditions ?",
        "session": "Atelier du soir",
        "channel": "class",
        "territory": "Vaubrun",
        "public": "Agents",
        "date": "2026-11-20",
        "moderation": "accepted",
        "nonce": note.nonce,
    }


def test_masked_hidden_waiting_and_taken_back(session, tmp_path):
    make_notes(session, "Appelez le 06 12 34 56 78", public_text="Appelez le **************")
    make_notes(session, "Des insultes", moderation="hidden", moderation_reason="insultes")
    make_notes(session, "À voir", moderation="waiting")
    make_notes(session, "Tapé par erreur", removed=timezone.now())
    rows = taken(session, tmp_path)
    content = (tmp_path / SOURCE).read_text(encoding="utf-8")
    assert set(rows) == {"Appelez le **************", NOT_PUBLISHED, "À voir"}
    assert "06 12" not in content
    assert "insultes" not in {row["text"] for row in rows.values()}
    assert rows[NOT_PUBLISHED]["moderation"] == "rejected"
    assert rows[NOT_PUBLISHED]["moderation_reason"] == "insultes"
    assert rows["À voir"]["moderation"] == "pending"
    summary = json.loads((tmp_path / SUMMARY).read_text())
    assert {name: summary[name] for name in ("contributions", "waiting", "hidden", "passages")} == {
        "contributions": 3, "waiting": 1, "hidden": 1, "passages": 0,
    }  # fmt: skip


def test_the_engine_reads_it_without_loss_and_with_the_same_ids(session, tmp_path, key_file):
    make_notes(session, "Pas de caméras", "Former les agents", declared_kind="refus")
    rows = taken(session, tmp_path / "one")
    report = import_sources([tmp_path / "one" / SOURCE], tmp_path / "corpus", ImportOptions(key=key_file))
    assert report["sources"][0]["records"]["contribution"] == {"read": 2, "kept": 2, "rejected": 0}
    columns = read_corpus(tmp_path / "corpus").contributions
    expected = {contribution_id("concertia", "vaubrun/atelier", row["id"]) for row in rows.values()}
    assert set(columns["contribution_id"]) == expected
    assert set(columns["nonce"]) == {row["nonce"] for row in rows.values()}
    with scopes_disabled():
        Contribution.objects.filter(text="Pas de caméras").update(text="Pas de caméras du tout")
    later = taken(session, tmp_path / "two")
    assert {row["id"] for row in later.values()} == {row["id"] for row in rows.values()}


def test_the_same_rows_give_the_same_bytes(session, tmp_path):
    make_notes(session, "Pas de caméras", "Former les agents")
    taken(session, tmp_path / "one")
    taken(session, tmp_path / "two")
    for name in (SOURCE, FRAMING):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_framing_note_of_the_campaign_is_one_that_the_engine_takes(session, tmp_path):
    make_notes(session, "Former les agents")
    taken(session, tmp_path)
    note = load_framing(tmp_path / FRAMING)
    assert [theme.key for theme in note.themes] == [theme["key"] for theme in session.consultation.themes]


@pytest.mark.parametrize(
    ("published", "validated_by", "kept"),
    [(True, "les 40 membres", True), (False, "les 40 membres", False), (True, "", False)],
)
def test_only_published_and_validated_documents_are_evidence(
    session, tmp_path, published, validated_by, kept
):
    make_notes(session, "Former les agents")
    with scopes_disabled():
        document = Document.objects.create(
            consultation=session.consultation,
            kind="avis",
            title="Avis du panel",
            validated_by=validated_by,
            validated_on=date(2026, 11, 21),
            published=published,
            file="x",
            original_name="avis.pdf",
            sha256="0" * 64,
        )
        text = "Le panel demande un guichet dans chaque quartier."
        Passage.objects.create(document=document, position=1, page=3, paragraph=2, text=text)
    rows = taken(session, tmp_path)
    assert (text in rows) is kept
    if kept:
        row = rows[text]
        assert (row["channel"], row["location"]) == ("document", "Avis du panel, p. 3, § 2")
        assert row["date"] == "2026-11-21"


@pytest.mark.parametrize(
    ("proof", "author", "basis"),
    [
        (Consultation.Proof.CODES, "p1", "proven"),
        (Consultation.Proof.EMAIL, "p1", "declared"),
        (Consultation.Proof.CODES, "", "unknown"),
    ],
)
def test_what_a_person_stands_for_is_said(session, tmp_path, proof, author, basis):
    make_notes(session, "Former les agents", author=author)
    session.consultation.proof = proof
    taken(session, tmp_path)
    header = json.loads((tmp_path / SOURCE).read_text(encoding="utf-8").splitlines()[0])
    assert header["participants_basis"] == basis
    assert header["source"] == "vaubrun/atelier"


def test_what_is_counted_only_is_counted_and_none_of_its_words_leave(session, tmp_path, key_file):
    make_notes(session, "Pas de caméras", "Former les agents")
    make_notes(
        session, "Mon secret", moderation="hidden", moderation_reason=ONLY_COUNTED, declared_kind="crainte"
    )
    make_notes(session, "Une insulte", moderation="hidden", moderation_reason="insultes")
    taken(session, tmp_path / "taken")
    source = tmp_path / "taken" / SOURCE
    assert "Mon secret" not in source.read_text(encoding="utf-8")
    import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    corpus = read_corpus(tmp_path / "corpus")
    assert (int(corpus.admitted.sum()), int(corpus.readable.sum())) == (3, 2)
