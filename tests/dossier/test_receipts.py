"""A slip of paper leads to the words, and to what became of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_dossiers import render
from made_readings import contribution_name, workshop

from concertia.dossier.archive import build
from concertia.dossier.manifest import write_manifest
from concertia.dossier.receipts import check_receipt, make_receipt
from concertia.dossier.redaction import redact
from concertia.dossier.signature import create_key, load_key
from concertia.errors import ConcertiaError
from concertia.synthesis.assemble import assemble
from concertia.synthesis.edits import replay
from concertia.synthesis.reading import write_reading


def test_every_admitted_contribution_is_found_in_both_archives(made: Path, tmp_path: Path) -> None:
    restricted, public = tmp_path / "restreint.zip", tmp_path / "public.zip"
    build(made, "restricted", restricted)
    build(made, "public", public, render)
    for index in (0, 14, 24, 26, 28):
        receipt = make_receipt(made, contribution_name(index))
        here, there = check_receipt(receipt, restricted), check_receipt(receipt, public)
        assert (here.state, here.same_dossier) == ("found", True)
        assert (there.state, there.same_dossier) == ("found", False)
        assert here.text == there.text
        assert here.themes == there.themes
        assert here.holds
        for language in ("fr", "en"):
            assert here.text in "\n".join(here.lines(language))


def test_it_tells_theme_findings_and_disagreement(made: Path) -> None:
    found = check_receipt(make_receipt(made, contribution_name(28)), made)
    assert found.themes == ("Thème guichets › Thème papier",)
    assert len(found.supports) == 1
    assert "0612345678" not in "".join(found.lines())
    reply = check_receipt(make_receipt(made, contribution_name(26)), made)
    assert reply.supports == ()
    assert reply.opposes


def test_what_was_set_aside_is_told_with_its_reason(tmp_path: Path) -> None:
    edit = {
        "op": "exclude",
        "target": {"contribution": contribution_name(7)},
        "reason": "hors du sujet",
        "author": "a",
        "date": "d",
    }
    reading = replay(workshop(tmp_path), [edit])
    write_reading(reading, assemble(reading, {}), tmp_path)
    write_manifest(tmp_path)
    found = check_receipt(make_receipt(tmp_path, contribution_name(7)), tmp_path)
    assert found.reasons == ("hors du sujet",)
    assert "Non retenu, parce que : hors du sujet" in found.lines()


def test_a_rejected_contribution_is_said_to_be(made: Path, tmp_path: Path) -> None:
    receipt = make_receipt(made, contribution_name(27))
    assert check_receipt(receipt, made).state == "set_aside"
    public = tmp_path / "public.zip"
    build(made, "public", public, render)
    hidden = check_receipt(receipt, public)
    assert (hidden.state, hidden.text) == ("set_aside", None)


def test_a_withdrawn_contribution_is_said_to_be(made: Path, tmp_path: Path) -> None:
    receipt = make_receipt(made, contribution_name(14))
    create_key(tmp_path / "cle")
    redact(
        made, [contribution_name(14)], reason="demande", date="2025-07-01",
        key=load_key(tmp_path / "cle"), out=tmp_path / "sans", render=render,
    )  # fmt: skip
    found = check_receipt(receipt, tmp_path / "sans")
    assert (found.state, found.text, found.holds) == ("withdrawn", None, True)
    assert "2025-07-01 : demande" in found.lines()
    with pytest.raises(ConcertiaError, match="retirée"):
        make_receipt(tmp_path / "sans", contribution_name(14))


def test_words_that_are_not_those_of_the_receipt(made: Path) -> None:
    receipt = {**make_receipt(made, contribution_name(0)), "nonce": "0" * 32}
    found = check_receipt(receipt, made)
    assert (found.state, found.holds) == ("altered", False)


def test_an_absent_contribution_and_a_wrong_file(made: Path, tmp_path: Path) -> None:
    receipt = make_receipt(made, contribution_name(0))
    assert check_receipt({**receipt, "id": "0" * 16}, made).state == "absent"
    with pytest.raises(ConcertiaError, match="reçu"):
        check_receipt({"id": "x"}, made)
    shutil.copy(made / "result.json", tmp_path / "rien.zip")
    with pytest.raises(ConcertiaError, match="archive"):
        check_receipt(receipt, tmp_path / "rien.zip")
