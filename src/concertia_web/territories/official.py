"""The official list of French authorities (``packs/territories``), read once and kept as plain lines.

Départements that are not an authority of their own (Paris, Corse, Martinique, Guyane, Alsace) are left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from concertia_web.territories.listing import lines
from concertia_web.territories.models import Territory
from concertia_web.territories.names import compose, of, short_name

MOST = 20
_NOT_AUTHORITIES = frozenset({"2A", "2B", "67", "68", "75", "972", "973", "984", "989"})
_KINDS = {
    "cc": Territory.Kind.EPCI,
    "ca": Territory.Kind.EPCI,
    "ept": Territory.Kind.EPCI,
    "cu": Territory.Kind.METROPOLE,
    "metropole": Territory.Kind.METROPOLE,
    "commune": Territory.Kind.COMMUNE,
    "departement": Territory.Kind.DEPARTEMENT,
    "region": Territory.Kind.REGION,
}
_RANK = {"metropole": 0, "cu": 0, "region": 0, "departement": 0, "ca": 1, "ept": 1, "cc": 1, "commune": 2}


class Official(NamedTuple):
    """One line of the list. ``code`` is the INSEE code of a place, the SIREN of an EPCI."""

    kind: str
    code: str
    siren: str
    listed: str
    """The name as listed: « CA du Grand Dole »."""
    joint: str
    """The INSEE code of the article and preposition, where the list gives it."""
    population: int | None
    department: str
    region: str
    parent: str
    """SIREN of the EPCI of a commune."""

    @property
    def key(self) -> str:
        """What a form sends back: kind and code."""
        return f"{self.kind}:{self.code}"

    @property
    def name(self) -> str:
        """Short: « Grand Dole »."""
        return short_name(self.kind, self.listed)

    @property
    def full_name(self) -> str:
        """As on a letter: « Communauté d’agglomération du Grand Dole »."""
        return compose(self.kind, self.listed, joint=self.joint, population=self.population)

    @property
    def of_name(self) -> str:
        """« du Mans », « de l’Ain »."""
        return of(self.listed, self.joint)

    @property
    def territory_kind(self) -> str:
        """Kind of a ``Territory``."""
        return str(_KINDS[self.kind])


class _Index(NamedTuple):
    lines: list[str]
    folded: list[str]
    by_key: dict[str, int]
    by_siren: dict[str, int]


@lru_cache(maxsize=1)
def _index() -> _Index:
    kept, folded, by_key, by_siren = [], [], {}, {}
    for line in lines():
        kind, code, siren, name, _ = line.split("\t", 4)
        overseas_twice = kind == "region" and len(code) > 2
        if overseas_twice or (kind == "departement" and code in _NOT_AUTHORITIES):
            continue
        by_key[f"{kind}:{code}"] = len(kept)
        if siren:
            by_siren[siren] = len(kept)
        folded.append(f" {fold(name)} ")
        kept.append(line)
    return _Index(kept, folded, by_key, by_siren)


def _official(line: str) -> Official:
    kind, code, siren, name, joint, population, department, region, parent = line.split("\t")
    people = int(population) if population else None
    return Official(kind, code, siren, name, joint, people, department, region, parent)


def fold(text: str) -> str:
    """Without accents, case, ligatures or punctuation; « St » and « Ste » in full."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", " ", bare).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def find(key: str) -> Official | None:
    """The authority of this ``key`` (``commune:44109``), if the list has it."""
    number = _index().by_key.get(key)
    return None if number is None else _official(_index().lines[number])


def search(query: str, limit: int = MOST) -> list[Official]:
    """Authorities by the beginnings of words of their name, in any order, or by INSEE code or SIREN.

    The nearest first: same name, then names that begin so, then the most populated.
    """
    listed = _index()
    asked = fold(query).split()
    code = re.sub(r"\s", "", query).upper()
    if re.fullmatch(r"\d{9}(\d{5})?", code):
        number = listed.by_siren.get(code[:9])
        return [] if number is None else [_official(listed.lines[number])]
    if re.fullmatch(r"(\d{2,3}|2[AB]|\d{5}|2[AB]\d{3})", code):
        kinds = ("commune",) if len(code) == 5 else ("departement", "region")
        by_code = [official for kind in kinds if (official := find(f"{kind}:{code}"))]
        if by_code:
            return by_code
    bare = _bare(asked).split()
    if len("".join(bare)) < 2:
        return []
    found = [
        _official(listed.lines[number])
        for number, name in enumerate(listed.folded)
        if all(f" {word}" in name for word in bare)
    ]
    return sorted(found, key=lambda official: _nearness(asked, official))[:limit]


_TOWN = frozenset({"ville", "commune", "mairie"})
_SMALL = _TOWN | {"de", "du", "des", "d", "l", "la", "le", "les", "communaute"}


def _bare(words: list[str]) -> str:
    return " ".join([word for word in words if word not in _SMALL] or words)


def _nearness(words: list[str], official: Official) -> tuple[int, int, int, str]:
    name, asked = _bare(fold(official.name).split()), _bare(words)
    town_asked = not _TOWN.isdisjoint(words)
    rank = (official.kind != "commune") if town_asked else _RANK[official.kind]
    return (
        0
        if fold(official.name).split() == words
        else 1
        if name == asked
        else 2 + (not name.startswith(asked)),
        rank if town_asked or name == asked else 0,
        -(official.population or 0),
        official.key,
    )


__all__ = ["Official", "find", "fold", "search"]
