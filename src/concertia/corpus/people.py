"""Age and sex as people, forms and statistical offices write them.

They are read only where somebody asks for it (``--age-sex``), kept apart from what was said
(``people.parquet``), and never enter a public dossier. An exact age is not kept: it becomes its class.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from concertia.corpus.formats.column_names import plain

Bracket = tuple[int, int | None]
"""First age, and the age at which the next bracket starts; None where it has no end."""
CLASSES = (0, 5, 10, 15, 18, 20, *range(25, 100, 5))
"""Where the classes of exact ages start: those of Insee, and the age of majority."""
OLDEST = 120
FEMALE, MALE, OTHER = "female", "male", "other"
SEXES = (FEMALE, MALE, OTHER)
_SEX_WORDS = {
    FEMALE: "f|femme|femmes|feminin|fille|filles|female|females|woman|women|girl|girls|w|weiblich|frau|"
    "frauen|une femme|madame|mme",
    MALE: "m|h|homme|hommes|masculin|garcon|garcons|male|males|man|men|boy|boys|mannlich|mann|manner|"
    "un homme|monsieur",
    OTHER: "autre|autres|non binaire|x|d|divers|other|non binary|nonbinary|another|agenre|"
    "ni l un ni l autre|ne me reconnais pas dans ces categories",
}
SEX_BY_WORD = {word: sex for sex, words in _SEX_WORDS.items() for word in words.split("|")}
_NUMBER = r"(\d{1,3})"
_RANGE = re.compile(rf"^y?{_NUMBER} ?(?:-|a|to|bis|t|et|and|und) ?{_NUMBER}$")
_UNDER = re.compile(rf"^(?:<|-|moins de|under|unter|y lt|ylt|jusqu a moins de|below) ?{_NUMBER}$")
_UNTIL = re.compile(
    rf"^(?:<=|jusqu a|bis|up to|y le|yle|{_NUMBER} (?:et moins|ou moins|and under)) ?{_NUMBER}?$"
)
_OVER = re.compile(
    rf"^(?:(?:>=?|\+|plus de|over|ab|uber|y ge|yge|a partir de) ?{_NUMBER}"
    rf"|{_NUMBER} ?(?:\+|et plus|ou plus|et au dela|and over|and older|or more|or older|und alter|und mehr|"
    r"oder alter|plus))$"
)
_EXACT = re.compile(rf"^y?{_NUMBER}(?:\.0)?$")
_NOISE = re.compile(r"\b(ans?|annees?|years?|old|jahre?n?|de|d|from|von|entre|between|zwischen|age|ages)\b")
_KEPT_AGAIN = {"moins ": "moins de ", "plus ": "plus de ", "au dela": "au dela"}


def class_of(age: int) -> Bracket:
    """The class of an exact age, in years: 37 is in ``(35, 40)``, 99 in ``(95, None)``."""
    at = max(index for index, start in enumerate(CLASSES) if start <= age)
    return CLASSES[at], CLASSES[at + 1] if at + 1 < len(CLASSES) else None


@lru_cache(maxsize=8192)
def bracket_of(words: str) -> Bracket | None:
    """The bracket that a cell names: ``25-34 ans``, ``Moins de 18 ans``, ``75 ans ou plus``, ``Y15T29``.

    An exact age gives its class. ``None`` for anything else: nothing is guessed from a year or a word.
    """
    text = _bare(words)
    if found := _EXACT.match(text):
        age = int(found.group(1))
        return class_of(age) if age <= OLDEST else None
    if found := _RANGE.match(text):
        low, high = int(found.group(1)), int(found.group(2))
        return (low, high + 1) if low < high <= OLDEST else None
    if found := _UNDER.match(text):
        return (0, int(found.group(1))) if int(found.group(1)) else None
    if (found := _UNTIL.match(text)) and any(found.groups()):
        return 0, int(found.group(1) or found.group(2)) + 1
    if found := _OVER.match(text):
        return int(found.group(1) or found.group(2)), None
    return None


def _bare(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold().replace("_", " "))
    text = "".join(c for c in letters if not unicodedata.combining(c))
    text = re.sub(r"[–—−‑]", "-", text)
    text = re.sub(r"[^\w<>=+\-. ]", " ", text)
    text = " ".join(_NOISE.sub(" ", text).split())
    for short, whole in _KEPT_AGAIN.items():
        if text.startswith(short):
            text = whole + text.removeprefix(short)
    return text.strip(" .")


def named(bracket: Bracket) -> str:
    """``15-29``, or ``75+``: how a bracket is kept and published."""
    low, end = bracket
    return f"{low}+" if end is None else f"{low}-{end - 1}"


def read_named(name: str) -> Bracket:
    """The inverse of ``named``. Raises ValueError for anything else."""
    low, dash, high = name.removesuffix("+").partition("-")
    return int(low), int(high) + 1 if dash else None


@lru_cache(maxsize=8192)
def sex_of(words: str) -> str | None:
    """One of ``SEXES``, or None where the cell does not say: ``Femme`` gives ``female``."""
    return SEX_BY_WORD.get(plain(words))
