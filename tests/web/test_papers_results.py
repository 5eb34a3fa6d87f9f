"""What came out, on the wall and aloud: what is settled only, every refusal, quotation marks where due."""

from __future__ import annotations

import pytest
from django_scopes import scope
from tests.web.factories import make_consultation, make_notes, make_session
from tests.web.papers_files import A3, A4, assert_accessible, read, shows_code, sizes, text

from concertia_web.contributions.models import Document, Passage
from concertia_web.papers import results
from concertia_web.papers.facts import frame, public_address
from concertia_web.papers.kit import Kit
from concertia_web.sorting.models import Evidence, Finding, Sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(db):
    consultation = make_consultation()
    session = make_session(consultation)
    with scope(territory=consultation.territory):
        sorting = Sorting.objects.create(consultation=consultation, state=Sorting.State.SETTLED)
        notes = make_notes(session, "Pas de caméras", "Former les agents", "Une note cachée", "Sans suite")
        yield consultation, sorting, notes


def _finding(sorting, kind, title, *notes, **more):
    made = Finding.objects.create(sorting=sorting, kind=kind, title=title, **more)
    for note in notes:
        Evidence.objects.create(finding=made, contribution=note, quoted=True)
    return made


def _kit(consultation):
    return Kit(frame(consultation.territory, None, consultation), consultation, "fr")


def _words(consultation):
    return [
        said.words for _, shown, _ in results.settled(consultation).sections for said in shown if said.words
    ]


@pytest.mark.parametrize("state", ["sorting", "draft", "review"])
def test_nothing_is_printed_before_the_reading_is_settled(settled, state):
    consultation, sorting, _ = settled
    sorting.state = state
    sorting.save()
    assert results.settled(consultation) is None


def test_a_concertation_that_is_not_sorted_has_no_results(db):
    bare = make_consultation()
    with scope(territory=bare.territory):
        assert results.settled(bare) is None


def test_no_refusal_is_left_out_and_what_is_left_out_is_counted(settled):
    consultation, sorting, notes = settled
    for rank in range(8):
        _finding(sorting, "refus", f"Refus {rank}", notes[0], position=rank)
        _finding(sorting, "attente", f"Attente {rank}", notes[1], position=rank)
    sections = {title: (shown, left) for title, shown, left in results.settled(consultation).sections}
    assert len(sections["Ce qui est refusé"][0]) == 8 and sections["Ce qui est refusé"][1] == 0
    assert [said.title for said in sections["Ce qui est attendu"][0]] == [f"Attente {n}" for n in range(5)]
    assert sections["Ce qui est attendu"][1] == 3
    assert list(sections) == ["Ce qui est attendu", "Ce qui est refusé"]


def test_what_is_in_no_finding_is_counted_first(settled):
    consultation, sorting, notes = settled
    _finding(sorting, "refus", "Pas de caméras", notes[0])
    heard = results.settled(consultation).heard
    assert heard[0] == "4 contributions, toutes lues."
    assert heard[1].startswith("3 ne figurent dans aucun des points")
    assert heard[2].startswith("42 personnes comptées")


@pytest.mark.parametrize(
    ("capture", "marked"),
    [("written", True), ("dictated", True), ("transcribed", True), ("noted", False), ("reworded", False)],
)
def test_quotation_marks_are_for_words_written_dictated_or_recorded(settled, capture, marked):
    consultation, sorting, notes = settled
    notes[0].capture = capture
    notes[0].save()
    _finding(sorting, "refus", "Caméras", notes[0])
    words = _words(consultation)
    assert words == ["«\u202fPas de caméras\u202f»" if marked else "Pas de caméras"]


@pytest.mark.parametrize("more", [{"moderation": "hidden"}, {"moderation": "waiting"}])
def test_words_that_are_not_public_are_never_printed(settled, more):
    consultation, sorting, notes = settled
    for name, value in more.items():
        setattr(notes[2], name, value)
    notes[2].save()
    _finding(sorting, "attente", "Quelque chose", notes[2])
    assert _words(consultation) == []


def test_masked_words_are_printed_masked(settled):
    consultation, sorting, notes = settled
    notes[1].public_text = "Former [nom]"
    notes[1].save()
    _finding(sorting, "attente", "Formation", notes[1])
    assert _words(consultation) == ["Former [nom]"]


def test_support_and_dissent_are_counted_apart(settled):
    consultation, sorting, notes = settled
    found = _finding(sorting, "divergence", "Les caméras", notes[0], notes[1])
    Evidence.objects.create(finding=found, contribution=notes[3], side="dissent")
    document = Document.objects.create(
        consultation=consultation, kind="avis", title="Avis", validated_by="le panel", published=True
    )
    passage = Passage.objects.create(document=document, position=1, paragraph=1, text="Oui.")
    Evidence.objects.create(finding=found, passage=passage)
    said = results.settled(consultation).sections[0][1][0]
    assert said.support == (
        "Appuyé par 2 contributions et 1 passage de document, contredit par 1 contribution."
    )


def test_the_wall_is_a3_and_the_text_to_read_is_large(settled, tmp_path):
    consultation, sorting, notes = settled
    _finding(sorting, "refus", 'Pas de caméras "intelligentes" #let 🤖', notes[0])
    _finding(sorting, "attente", "Des agents formés ?", notes[1], text="Pendant le temps de travail.")
    found, kit = results.settled(consultation), _kit(consultation)
    wall, aloud = results.wall(kit, found), results.aloud(kit, found)
    assert sizes(wall) == {A3} and sizes(aloud) == {A4} and len(read(wall).pages) == 1
    for pdf in (wall, aloud):
        assert_accessible(pdf, "fr")
        said = text(pdf, tmp_path)
        assert 'intelligentes" #let' in said and "les élus ne l’ont pas modifié" in said
        assert "Appuyé par 1 contribution." in said and "%" not in said
    assert shows_code(wall, public_address(consultation), tmp_path)
    assert "Pendant le temps de travail." in text(aloud, tmp_path)
    assert results.wall(kit, found) == wall and results.aloud(kit, found) == aloud


def test_a_long_reading_flows_on_the_next_sheet(settled):
    consultation, sorting, notes = settled
    for rank in range(60):
        _finding(sorting, "refus", f"Refus {rank} " + "très détaillé " * 10, notes[0], position=rank)
    wall = results.wall(_kit(consultation), results.settled(consultation))
    said = " ".join(page.extract_text() for page in read(wall).pages)
    assert len(read(wall).pages) > 1 and all(f"Refus {rank} " in said for rank in range(60))
