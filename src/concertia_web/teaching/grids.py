"""The grids that can be opened: those that ship, and one that people write as a short list of codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from concertia.execution.packs import grid_packs
from concertia.reports.exports import FORMULA
from concertia.texts.grids import UNDETERMINED, load_grid
from concertia.texts.grids import Grid as Pack
from concertia_web.languages import say
from concertia_web.teaching.models import Grid

KEYS = "123456789abcdefghijk"
"""One per code, in order; « 0 » is « je ne sais pas », « p » puts off, « z » undoes."""
MOST = len(KEYS)
LONGEST = 60
BY_PASSAGE = frozenset({"natures"})
"""Shipped grids that code sentences: one contribution holds several."""


@dataclass(frozen=True)
class Offered:
    """A grid that can be opened. ``codes`` as in ``Grid.codes``."""

    key: str
    version: int
    title: str
    level: str
    codes: tuple[dict[str, str], ...]


@cache
def packs() -> dict[str, Pack]:
    """The grids that ship, by key, in every language."""
    return {key: load_grid(path) for key, path in grid_packs().items()}


@cache
def shipped() -> dict[str, Offered]:
    """The grids that ship, by key, in French."""
    found = {}
    for key, pack in packs().items():
        codes = tuple(
            {"code": code, "label": say(labels, "fr").text, "meaning": say(pack.meanings[code], "fr").text}
            for code, labels in pack.codes.items()
        )
        level = Grid.Level.UNIT if key in BY_PASSAGE else Grid.Level.CONTRIBUTION
        found[key] = Offered(key, pack.version, say(pack.title, "fr").text, level, codes)
    return found


def written_codes(text: str) -> list[dict[str, str]]:
    """The codes of a list that somebody typed: one a line, « code : ce qu’il veut dire » if wished.

    Raises ValueError with a sentence for the person.
    """
    codes: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        name, _, meaning = line.partition(":")
        name, meaning = " ".join(name.split()), " ".join(meaning.split())
        if not name and not meaning:
            continue
        _refuse(name)
        if name.casefold() in codes:
            raise ValueError(f"« {name} » est écrit deux fois : un code n’a qu’une ligne.")
        codes[name.casefold()] = {"code": name, "label": name, "meaning": meaning[:300]}
    if not 2 <= len(codes) <= MOST:
        raise ValueError(f"Il faut de 2 à {MOST} codes, un par ligne : il y en a {len(codes)}.")
    return list(codes.values())


def _refuse(name: str) -> None:
    if not name or name.startswith(FORMULA):
        raise ValueError("Un code commence par une lettre ou un chiffre.")
    if len(name) > LONGEST:
        raise ValueError(
            f"Le code « {name[:30]}… » dépasse {LONGEST} caractères : gardez deux ou trois mots, et "
            "mettez le reste après « : »."
        )
    if name.casefold() == UNDETERMINED:
        raise ValueError("« Je ne sais pas » est déjà proposé avec chaque grille : retirez cette ligne.")
