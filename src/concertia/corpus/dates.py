"""Dates as sources write them, read as ISO 8601 in UTC, or as a date alone; never guessed.

Seven forms: ISO 8601; French ``dd/mm/yyyy`` with or without time; French in words, ``mercredi 14 octobre 2026
à 18h30``; Google Forms, ``2026/03/12 6:04:11 PM UTC+1``; the Polis form ``Sat Nov 17 05:09:36 WIB 2018``;
epochs in seconds or milliseconds; Excel serial numbers. A time without a zone keeps its date only: nobody
said which clock it was. What is ambiguous or impossible is ``None``; so is a weekday that its date denies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

EPOCHS = (946_684_800, 4_102_444_800)
"""Seconds taken for an epoch: 2000-01-01 to 2100-01-01; a thousand times more for milliseconds."""
EXCEL_SERIALS = (20_000, 80_000)
"""Days taken for an Excel serial number: 1954 to 2119."""

_YEAR_10000 = 253_402_300_800_000

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r" ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_CLOCK = r"(?:,? (?:à )?(\d{1,2}) ?[:hH] ?(\d{2})?(?::(\d{2}))?)?"
_FRENCH = re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}){_CLOCK}")
_FRENCH_WORDS = re.compile(
    rf"(?:([a-z]+)\.?,? )?(?:le )?(\d{{1,2}}|1er) ([a-zéû]+)\.? (\d{{4}}){_CLOCK}", re.I
)
_GOOGLE = re.compile(
    r"(\d{4})/(\d{1,2})/(\d{1,2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([AP]M))?"
    r"(?: ((?:UTC|GMT)(?:[+-]\d{1,2}(?::\d{2})?)?))?)?",
    re.I,
)
_POLIS = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([A-Z]{1,5}) (\d{4})")
_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?|\d{9,10}(?:[.,]\d+)?|\d{12,13}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# In bare letters, with the usual shortenings.
_MOIS = {
    **{
        "janvier": 1,
        "janv": 1,
        "fevrier": 2,
        "fevr": 2,
        "mars": 3,
        "avril": 4,
        "avr": 4,
        "mai": 5,
        "juin": 6,
    },
    **{"juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10},
    **{"novembre": 11, "nov": 11, "decembre": 12, "dec": 12},
}
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Hours from UTC: the zones of RFC 5322 § 4.3, then European, Indonesian, Japanese and New Zealand ones.
_ZONES = {
    **{"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6},
    **{"PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
    **{"WIB": 7, "WITA": 8, "WIT": 9, "JST": 9, "NZST": 12, "NZDT": 13},
}


def parse_date(value: str) -> str | None:
    """``2018-11-16T22:09:36Z``, ``2018-11-16``, or ``None`` for what is impossible or unknown."""
    value = " ".join(value.split())
    try:
        if match := _ISO.fullmatch(value):
            return _from_iso(match)
        if match := _FRENCH.fullmatch(value):
            return _on_some_clock(int(match[3]), int(match[2]), int(match[1]), match.groups()[3:])
        if match := _FRENCH_WORDS.fullmatch(value):
            return _from_words(match)
        if match := _GOOGLE.fullmatch(value):
            return _from_google(match)
        if match := _POLIS.fullmatch(value):
            return _from_polis(match)
        if _NUMBER.fullmatch(value):
            return _from_number(float(value.replace(",", ".")))
    except (ValueError, OverflowError):
        return None
    return None


def parse_dates(values: Sequence[str | None]) -> tuple[list[str | None], int]:
    """The dates of one file, and how many could not be read.

    If one date of the file only makes sense as month/day/year, those that make sense both ways are
    ambiguous: they are not read either.
    """
    american = any(_only_american(value) for value in values if value)
    parsed: list[str | None] = []
    unread = 0
    for value in values:
        if not value or not value.strip():
            parsed.append(None)
            continue
        known = None if american and _both_ways(value) else parse_date(value)
        unread += known is None
        parsed.append(known)
    return parsed, unread


def iso_milliseconds(times: NDArray[np.int64]) -> NDArray[np.object_]:
    """Milliseconds since 1970 as ``2018-11-16T22:09:36.584Z``; −1 and beyond the year 9999 give ``None``.

    Always with milliseconds, so that the order of the texts is the order of time.
    """
    known = (times >= 0) & (times < _YEAR_10000)
    moments = np.where(known, times, 0).astype("datetime64[ms]")
    result = np.asarray(np.datetime_as_string(moments, unit="ms", timezone="UTC"), dtype=object)
    result[~known] = None
    return result


def _from_iso(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    plain = date(int(year), int(month), int(day))
    if hour is None:
        return plain.isoformat()
    moment = datetime(  # noqa: DTZ001 - the zone comes next
        plain.year, plain.month, plain.day, int(hour), int(minute), int(second or 0)
    )
    if zone is None:
        return plain.isoformat()
    if fraction:
        moment = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    return _utc(moment.replace(tzinfo=_offset(zone)))


def _on_some_clock(year: int, month: int, day: int, clock: Sequence[str | None]) -> str:
    """The date alone. ``clock``: hour, minute and second, which must be possible."""
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(year, month, day, hour, minute, second).date().isoformat()  # noqa: DTZ001 - no zone


def _from_words(match: re.Match[str]) -> str | None:
    weekday, day, month, year, *clock = match.groups()
    number = _MOIS.get(_bare(month))
    if number is None:
        return None
    found = _on_some_clock(int(year), number, int(day.lower().removesuffix("er")), clock)
    named = weekday is None or _bare(weekday) in ("le", _JOURS[date.fromisoformat(found).weekday()])
    return found if named else None


def _bare(word: str) -> str:
    return normalize("NFD", word).encode("ascii", "ignore").decode().lower()


def _from_google(match: re.Match[str]) -> str:
    """The spreadsheet of a Google form names its zone in its exports only."""
    year, month, day, hour, minute, second, half, zone = match.groups()
    if half is not None:
        if not 1 <= int(hour) <= 12:
            raise ValueError("no such hour on a clock of twelve")
        hour = str(int(hour) % 12 + 12 * (half.upper() == "PM"))
    plain = _on_some_clock(int(year), int(month), int(day), (hour, minute, second))
    if zone is None:
        return plain
    moment = datetime.fromisoformat(plain).replace(
        hour=int(hour), minute=int(minute), second=int(second or 0)
    )
    return _utc(moment.replace(tzinfo=_offset(zone[3:] or "Z")))


def _from_polis(match: re.Match[str]) -> str:
    month, day, hour, minute, second, zone, year = match.groups()
    moment = datetime(  # noqa: DTZ001 - the zone comes next
        int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second)
    )
    if zone not in _ZONES:
        return moment.date().isoformat()
    return _utc(moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[zone]))))


def _from_number(number: float) -> str | None:
    if EPOCHS[0] <= number < EPOCHS[1]:
        return _utc(datetime.fromtimestamp(number, UTC))
    if EPOCHS[0] * 1000 <= number < EPOCHS[1] * 1000:
        return _utc(datetime.fromtimestamp(number / 1000, UTC))
    if EXCEL_SERIALS[0] <= number < EXCEL_SERIALS[1]:
        # Day 60 is a 29 February 1900 that never was: counted from 30 December 1899, later days are right.
        return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
    return None


def _offset(zone: str) -> timezone:
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    digits = zone[1:].replace(":", "")
    digits = digits.zfill(len(digits) + len(digits) % 2).ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _only_american(value: str) -> bool:
    match = _FRENCH.fullmatch(value.strip())
    return bool(match) and int(match[1]) <= 12 < int(match[2]) <= 31 if match else False


def _both_ways(value: str) -> bool:
    match = _FRENCH.fullmatch(value.strip())
    return match is not None and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]
