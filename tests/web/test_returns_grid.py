"""The grid and its twins: what is answered on screen, in XLSX and in DOCX is the same object."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from tests.web.returns_samples import GRID, SMALL, WORDS, contents

from concertia_web.returns.completeness import marks
from concertia_web.returns.fields import Field, parse, show, show_day, tidy, without_quotes
from concertia_web.returns.forms import RecordForm
from concertia_web.returns.grid import canonical, digest, make_grid
from concertia_web.returns.merging import completed, records
from concertia_web.returns.word_file import read_word, write_word
from concertia_web.returns.workbook import LISTS, UnreadableFileError, read_workbook, write_workbook

ITEMS = GRID.section("items")
SESSIONS = GRID.section("sessions")
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def value(section, key, raw):
    return parse(section.field(key), raw)


@given(WORDS)
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
    assert without_quotes(without_quotes(text)) == without_quotes(text)


@given(contents())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_cleaning_twice_changes_nothing_and_words_give_the_value_back(content):
    assert GRID.clean(content) == content
    for section in GRID.sections:
        for record in records(section, content).values():
            for field in section.fields:
                assert parse(field, show(field, record[field.key])).value == record[field.key]


@given(contents())
@SLOW
def test_a_workbook_gives_back_exactly_what_it_was_made_from(content):
    data = write_workbook(GRID, content, title="Remontée")
    read = read_workbook(GRID, data)
    assert read.content == content
    assert (read.unread, read.notes) == ([], [])
    assert write_workbook(GRID, read.content, title="Remontée") == data


@given(contents())
@SLOW
def test_a_word_file_gives_back_exactly_what_it_was_made_from(content):
    data = write_word(GRID, content, title="Remontée")
    read = read_word(GRID, data)
    assert read.content == content
    assert (read.unread, read.notes) == ([], [])
    assert write_word(GRID, read.content, title="Remontée") == data


@given(contents())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_screen_and_the_files_store_the_same_bytes(content):
    """Every record typed in its form, in the same order, gives the object that the files give."""
    typed = {}
    for section in GRID.sections:
        made = []
        for identifier, record in records(section, content).items():
            blank = section.blank(identifier)
            empty = RecordForm(section, None, record=blank, base="", identifier=identifier)
            data = QueryDict(mutable=True)
            for field in section.fields:
                name = empty.add_prefix(field.key)
                held = record[field.key]
                data.setlist(
                    name, held if field.kind == "choices" else [empty[field.key].field.prepare_value(held)]
                )
            form = RecordForm(section, data, record=blank, base="", identifier=identifier)
            assert form.is_valid(), form.errors
            made.append({"id": identifier, **form.values})
        typed[section.key] = made[0] if section.single else made
    assert canonical(GRID.clean(typed)) == canonical(content)


def test_an_empty_grid_offers_lists_and_locks_its_headings_and_holds_no_link_or_macro():
    data = write_workbook(GRID, GRID.blank(), title="Remontée")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:4] == ["Mode d’emploi", "Méthode", "Participants", "Éléments"]
    assert {"Suites", "Publication", "Documents", "Questions propres"} <= set(book.sheetnames)
    assert book[LISTS].sheet_state == "hidden"
    sheet = book["Éléments"]
    assert sheet.protection.sheet and sheet["A4"].value == "Nature" and sheet["A4"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 7
    choices = [cell.value for cell in book[LISTS]["A"] if cell.value]
    assert choices
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]


def test_the_grid_follows_the_framing_note():
    grid = make_grid(
        campaign="c",
        framing={
            "version": 3,
            "themes": [
                {"key": "eau", "label": {"fr": "Eau ; réseaux"}},
                {"key": "eau2", "label": "Eau, réseaux"},
            ],
            "publics": [{"key": "elus", "label": {"fr": "Élus"}}],
            "questions": [{"key": "q1", "label": {"fr": "Pour quoi faire ?"}}],
        },
        own_questions=[{"key": "q2", "fr": "Et ici ?"}],
    )
    items = grid.section("items")
    assert items.field("theme").choices[:2] == (("eau", "Eau , réseaux"), ("eau2", "Eau, réseaux (eau2)"))
    assert dict(items.field("question").choices) == {
        "q1": "Pour quoi faire ?",
        "q2": "Et ici ? (question propre)",
    }
    assert "present_elus" in {field.key for field in grid.section("sessions").fields}
    assert grid.section("own").fixed == (("q2", "Et ici ?"),)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12/03/2026", "2026-03-12"),
        ("12-3-2026", "2026-03-12"),
        ("12 mars 2026", "2026-03-12"),
        ("jeudi 12 mars 2026", "2026-03-12"),
        ("1er août 2026", "2026-08-01"),
        ("2026-03-12", "2026-03-12"),
        (date(2026, 3, 12), "2026-03-12"),
        (datetime(2026, 3, 12, 18, 30), "2026-03-12"),  # noqa: DTZ001
        (46093, "2026-03-12"),
    ],
)
def test_a_date_is_read_however_it_was_written(raw, expected):
    assert value(SESSIONS, "day", raw).value == expected
    assert show_day("2026-03-12") == "12/03/2026"


@pytest.mark.parametrize("raw", ["30 février 2026", "31/02/2026", "bientôt", "12/03", 7])
def test_a_date_that_is_none_is_refused_with_a_sentence(raw):
    read = value(SESSIONS, "day", raw)
    assert read.value == "" and "date" in read.problem


@pytest.mark.parametrize(
    ("raw", "expected"), [("1 200", 1200), ("1\u202f200", 1200), (12.0, 12), ("0042", 42)]
)
def test_a_number_may_hold_spaces(raw, expected):
    assert value(SESSIONS, "minutes", raw).value == expected


@pytest.mark.parametrize("raw", ["une quarantaine", "12,5", "-3", 12.5, "42 personnes"])
def test_a_number_that_is_none_is_refused(raw):
    read = value(SESSIONS, "minutes", raw)
    assert read.value is None and "nombre entier" in read.problem


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("REFUS", "refus"),
        ("points de vigilance", "vigilance"),
        ("desaccords", "desaccord"),
        ("vigilance", "vigilance"),
    ],
)
def test_a_choice_is_read_whatever_its_case_accents_and_number(raw, expected):
    assert value(ITEMS, "kind", raw).value == expected


def test_choices_and_counts_that_are_not_in_the_list_are_named():
    read = value(ITEMS, "publics", "Agents, élus ; martiens")
    assert read.value == ["agents", "elus"] and "martiens" in read.problem
    assert value(ITEMS, "said", "3 craintes, 1 refus").value == {"crainte": 3, "refus": 1}
    assert "beaucoup de craintes" in value(ITEMS, "said", "beaucoup de craintes").problem
    assert value(ITEMS, "kind", "reproche").problem.startswith("« reproche » n’est pas dans la liste")


def test_a_passage_is_read_with_its_place_and_never_lost_without():
    read = value(ITEMS, "passages", "Synthèse, page 4, § 12 : les mots : ici\nsans place")
    assert read.value == [
        {"document": "Synthèse", "page": 4, "paragraph": 12, "text": "les mots : ici"},
        {"document": "", "page": None, "paragraph": None, "text": "sans place"},
    ]


def test_quotation_marks_are_taken_off_words_and_earned_by_their_capture():
    assert value(ITEMS, "words_1", "« Non, merci »").value == "Non, merci"
    assert value(ITEMS, "words_1", "“« Non »”").value == "Non"
    assert value(ITEMS, "words_1", "« Oui » puis « non »").value == "« Oui » puis « non »"
    captures = {
        name: marks({"capture_1": name}, 1) for name in ("written", "dictated", "transcribed", "noted", "")
    }
    assert captures == {
        "written": "quoted",
        "dictated": "quoted",
        "transcribed": "quoted",
        "noted": "noted",
        "": "unknown",
    }


def test_a_text_too_long_is_refused_and_says_its_length():
    read = parse(Field("x", "X", "text"), "a" * 20_001)
    assert read.value == "" and "20001" in read.problem


def test_identifiers_are_given_in_order_and_never_doubled():
    content = GRID.clean(
        {"items": [{"title": "a"}, {"id": "e7", "title": "b"}, {"id": "e7", "title": "c"}, {}]}
    )
    assert [item["id"] for item in content["items"]] == ["e8", "e7", "e9"]
    assert digest(content) == digest(GRID.clean(content))


@pytest.mark.parametrize("data", [b"", b"bonjour", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_not_a_workbook_is_refused_with_what_to_do(data):
    with pytest.raises(UnreadableFileError, match="Enregistrer sous"):
        read_workbook(GRID, data)
    with pytest.raises(UnreadableFileError, match="Enregistrer sous"):
        read_word(GRID, data)


def test_a_file_of_the_other_kind_is_refused():
    with pytest.raises(UnreadableFileError):
        read_workbook(GRID, write_word(GRID, GRID.blank(), title="R"))
    with pytest.raises(UnreadableFileError):
        read_word(GRID, write_workbook(GRID, GRID.blank(), title="R"))


def test_completing_keeps_what_the_file_does_not_say():
    draft = GRID.clean(SMALL)
    given_file = GRID.clean(
        {"items": [{"id": "e1", "text": "Autre texte."}, {"id": "e9", "title": "Nouveau"}]}
    )
    made = completed(GRID, draft, given_file)
    assert [item["title"] for item in made["items"]] == [*(one["title"] for one in SMALL["items"]), "Nouveau"]
    assert made["items"][0]["text"] == "Autre texte." and made["sessions"] == draft["sessions"]
