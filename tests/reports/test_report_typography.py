"""Spaces, numbers, percentages and dates as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concertia.reports.phrases import phrases
from concertia.reports.typography import direction, number, percentage, quotation_marks, typeset


def test_french_sentence() -> None:
    assert typeset("« Oui » : 12 % d'accord ?", "fr") == "«\u202fOui\u202f»\u202f: 12\u202f% d’accord\u202f?"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "−1\u202f234\u202f567,50"), ("en", "−1,234,567.50"), ("de", "−1.234.567,50")],
)
def test_numbers(language: str, expected: str) -> None:
    assert number(-1234567.5, language, 2) == expected


def test_zero_is_never_negative() -> None:
    assert number(-0.0001, "fr", 2) == "0,00"


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0\u202f%"),
        (0.0001, "<\u202f0,1\u202f%"),
        (0.034, "3,4\u202f%"),
        (0.0996, "10\u202f%"),
        (1.0, "100\u202f%"),
    ],
)
def test_percentages(share: float, expected: str) -> None:
    assert percentage(share, "fr") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "1er\u00a0mars 2026"), ("en", "1\u00a0March 2026"), ("de", "1.\u00a0März 2026")],
)
def test_dates(language: str, expected: str) -> None:
    assert phrases(language).date("2026-03-01") == expected


@pytest.mark.parametrize("iso", ["printemps", "2026-13-01", "2026"])
def test_what_is_not_a_day_is_left_as_it_is(iso: str) -> None:
    assert phrases("fr").date(iso) == iso


def test_marks_and_directions() -> None:
    assert quotation_marks("de") == ("„", "“")
    assert direction("ar") == "rtl"
    assert direction("fr") is None
    assert direction(None) is None


@given(st.text())
def test_typesetting_keeps_letters(text: str) -> None:
    kept = [c for c in text if c.isalnum()]
    assert [c for c in typeset(text, "fr") if c.isalnum()] == kept
