from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concertia.corpus.dates import iso_milliseconds, parse_date, parse_dates


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-04-03", "2024-04-03"),
        ("2024-04-03T10:15:00Z", "2024-04-03T10:15:00Z"),
        ("2024-04-03T10:15:00.250+02:00", "2024-04-03T08:15:00Z"),
        ("2015-09-26T14:05:04+0200", "2015-09-26T12:05:04Z"),
        ("2023-04-08T09:38:05.742000Z", "2023-04-08T09:38:05Z"),
        ("2024-04-03 23:30", "2024-04-03"),  # no zone: nobody said which clock
        ("03/04/2024", "2024-04-03"),
        ("3/4/2024 18:30", "2024-04-03"),
        ("03/04/2024 à 18h30", "2024-04-03"),
        ("11.09.2019", "2019-09-11"),
        ("12/03/2026 18:04:11", "2026-03-12"),
        ("12/03/2026 25:04", None),
        ("2026/03/12 6:04:11 PM UTC+1", "2026-03-12T17:04:11Z"),
        ("2026/03/12 12:30:00 AM UTC+5:30", "2026-03-11T19:00:00Z"),
        ("2026/03/12 6:04:11 PM GMT-10", "2026-03-13T04:04:11Z"),
        ("2026/03/12 12:00:00 PM UTC", "2026-03-12T12:00:00Z"),
        ("2026/03/12 6:04:11\u202fPM", "2026-03-12"),
        ("2026/03/12", "2026-03-12"),
        ("2026/03/12 18:04:11 PM UTC+1", None),
        ("2026/13/12", None),
        ("12/03/2026 6:04 PM", None),  # an American clock, a date that reads both ways
        ("14 octobre 2026", "2026-10-14"),
        ("1er mars 2026", "2026-03-01"),
        ("Mercredi 14 octobre 2026 à 18h30", "2026-10-14"),
        ("le 5 févr. 2026", "2026-02-05"),
        ("mercredi, 14 AOÛT 2024 18:30", "2024-08-14"),
        ("mardi 14 octobre 2026 à 18h30", None),  # it is a Wednesday: either may be wrong
        ("31 juin 2026", None),
        ("14 oct 26", None),
        ("14 octobre", None),
        ("le quatorze octobre 2026", None),
        ("14 brumaire 2026", None),
        ("Sat Nov 17 05:09:36 WIB 2018", "2018-11-16T22:09:36Z"),
        ("Wed Apr 27 07:51:34 PDT 2022", "2022-04-27T14:51:34Z"),
        ("Sat Nov 17 05:09:36 XYZ 2018", "2018-11-17"),
        ("1542406176584", "2018-11-16T22:09:36Z"),
        ("1542406176", "2018-11-16T22:09:36Z"),
        ("43421", "2018-11-17"),
        ("43421.75", "2018-11-17"),
        ("2024-02-30", None),
        ("31/02/2024", None),
        ("04/25/2024", None),
        ("03/04/24", None),
        ("2018", None),
        ("20240403", None),
        ("hier", None),
        ("99999999999999999999", None),
        ("2024-04-03T25:00:00Z", None),
    ],
)
def test_seven_forms_and_nothing_guessed(value: str, expected: str | None) -> None:
    assert parse_date(value) == expected


def test_one_american_date_makes_its_neighbours_ambiguous() -> None:
    values = ["03/04/2024", "04/25/2024", "25/04/2024", "05/05/2024", None, "", "2024-04-03"]
    assert parse_dates(values) == ([None, None, "2024-04-25", "2024-05-05", None, None, "2024-04-03"], 2)
    assert parse_dates(["03/04/2024", "25/04/2024"]) == (["2024-04-03", "2024-04-25"], 0)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_iso_and_epochs_agree(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = int(moment.timestamp())
    expected = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert parse_date(moment.isoformat()) == expected
    assert parse_date(str(seconds)) == expected
    assert parse_date(str(seconds * 1000)) == expected


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(value: str) -> None:
    parsed = parse_date(value)
    assert parsed is None or parsed[:4].isdigit()


@given(st.lists(st.integers(min_value=0, max_value=4_000_000_000_000), max_size=20))
def test_times_of_votes_sort_like_time(times: list[int]) -> None:
    texts = iso_milliseconds(np.array([*times, -1, 2**53], dtype=np.int64)).tolist()
    assert texts[-2:] == [None, None]
    assert sorted(texts[:-2]) == [texts[index] for index in np.argsort(times, kind="stable")]
