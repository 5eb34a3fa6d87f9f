"""Typography of our own sentences and numbers, in French, English and German. Never applied to quotations.

French: narrow no-break space before ; : ! ? % and inside « », apostrophe ’, thousands separated by a narrow
no-break space, decimal comma. German: „…“, thousands separated by a full stop, decimal comma.
English: “…”, thousands separated by a comma.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NNBSP = "\u202f"
NBSP = "\u00a0"
RTL_LANGUAGES = ("ar", "fa", "he", "ur", "yi", "ps", "ckb", "dv", "syr")

_MARKS = {
    "fr": (f"«{NNBSP}", f"{NNBSP}»"),
    "en": ("“", "”"),
    "de": ("„", "“"),
}
_THOUSANDS = {"fr": NNBSP, "en": ",", "de": "."}
_DECIMAL = {"fr": ",", "en": ".", "de": ","}
_PERCENT = {"fr": f"{NNBSP}%", "en": "%", "de": f"{NBSP}%"}


def typeset(text: str, language: str) -> str:
    """Our sentence with the spaces and apostrophes of its language; placeholders ``{x}`` are left alone."""
    text = text.replace("'", "’")
    if language == "fr":
        text = re.sub(r" (?=[;:!?%»])", NNBSP, text)
        text = re.sub(r"« ", f"«{NNBSP}", text)
    elif language == "de":
        text = re.sub(r" (?=%)", NBSP, text)
    return text


def quotation_marks(language: str) -> tuple[str, str]:
    """Opening and closing quotation marks, with their spaces."""
    return _MARKS[language]


def number(value: float, language: str, decimals: int = 0) -> str:
    """A number as written in the language; a minus sign is U+2212."""
    digits = f"{abs(value):,.{decimals}f}"
    whole, _, fraction = digits.partition(".")
    written = whole.replace(",", _THOUSANDS[language])
    if fraction:
        written += _DECIMAL[language] + fraction
    negative = value < 0 and any(digit in "123456789" for digit in digits)
    return ("−" if negative else "") + written


def percentage(share: float, language: str) -> str:
    """A share (0 to 1) in percent: one decimal below 10 %, none above; never 0 % for what exists."""
    percent = share * 100
    decimals = 1 if 0 < percent < 9.95 else 0
    if 0 < percent < 0.05:
        return f"<{NNBSP}{number(0.1, language, 1)}{_PERCENT[language]}"
    return number(percent, language, decimals) + _PERCENT[language]


def long_date(iso: str, months: Sequence[str], language: str) -> str:
    """« 1er mars 2026 », “1 March 2026”, „1. März 2026“; what is not a day (YYYY-MM-DD) is left as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso)
    if found is None or not 1 <= int(found[2]) <= 12:
        return iso
    day = int(found[3])
    first = {"fr": "1er" if day == 1 else str(day), "en": str(day), "de": f"{day}."}[language]
    return f"{first}{NBSP}{months[int(found[2]) - 1]} {found[1]}"


def direction(language: str | None) -> str | None:
    """``rtl`` for languages written from right to left, else ``None``."""
    return "rtl" if language in RTL_LANGUAGES else None
