"""Days and hours as written on paper, in the four languages of what is printed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from concertia.reports.typography import NBSP

_DAY = {"en": "j F Y", "de": "j. F Y"}
_WEEKDAY = {"en": "l, j F Y", "de": "l, j. F Y", "ar": "l، j F Y"}


def day(value: date, language: str = "fr") -> str:
    """« 1er mars 2027 »."""
    return _written(value, _DAY.get(language, "j F Y"), language)


def weekday(value: date, language: str = "fr") -> str:
    """« lundi 1er mars 2027 »."""
    return _written(value, _WEEKDAY.get(language, "l j F Y"), language)


def hour(value: datetime, language: str = "fr") -> str:
    """« 18 h 30 », « 18 h », “18:30”, „18:30 Uhr“: in the time of the site."""
    local = timezone.localtime(value)
    if language in ("fr", "facile"):
        minutes = f"{NBSP}{local:%M}" if local.minute else ""
        return f"{local.hour}{NBSP}h{minutes}"
    return f"{local:%H:%M}{NBSP}Uhr" if language == "de" else f"{local:%H:%M}"


def local_day(value: datetime) -> date:
    """The day it falls on, where people live."""
    return timezone.localtime(value).date()


def duration(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def _written(value: date, form: str, language: str) -> str:
    if language == "facile":
        language = "fr"
    with override(language):
        made = date_format(value, form)
    if language == "fr" and value.day == 1:
        made = made.replace("1 ", "1er ", 1)
    return made
