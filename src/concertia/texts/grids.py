"""A grid of codes: a published pack, so that people code with the same words and the same meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from concertia.errors import UnusableSourceError
from concertia.language.words import fold

SCHEMA = "concertia/grid/1"
UNDETERMINED = "indetermine"
"""Read by somebody, who could not tell: a code of every grid, which is counted and never learnt."""


@dataclass(frozen=True)
class Grid:
    """A grid pack, immutable once published; ``codes`` maps each code to its labels by language, and
    ``meanings`` to what it means, by language too."""

    key: str
    version: int
    licence: str
    source: str
    title: dict[str, str]
    codes: dict[str, dict[str, str]]
    meanings: dict[str, dict[str, str]]

    def code(self, written: str) -> str | None:
        """The code that somebody wrote, by its key or one of its labels, without case or accents."""
        asked = fold(written).strip()
        for code, labels in self.codes.items():
            if asked in (fold(code), *(fold(label) for label in labels.values())):
                return code
        return UNDETERMINED if asked == UNDETERMINED else None


def load_grid(path: Path) -> Grid:
    """Read a pack. Raises UnusableSourceError that says which key is missing or wrong."""
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise ValueError(content["schema"])
        codes = {str(code["key"]): _by_language(code["label"]) for code in content["codes"]}
        if len(codes) != len(content["codes"]) or len(codes) < 2:
            raise ValueError("codes")
        return Grid(
            key=str(content["key"]),
            version=int(content["version"]),
            licence=str(content["licence"]),
            source=str(content["source"]).strip(),
            title=_by_language(content["title"]),
            codes=codes,
            meanings={str(c["key"]): _by_language(c.get("description", {})) for c in content["codes"]},
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise UnusableSourceError(
            f"La grille {path.name} n'est pas utilisable (clé absente ou mal formée : {error}). "
            "Comparez-la avec packs/grids/positions.yaml.",
            f"The grid {path.name} cannot be used (missing or malformed key: {error}). "
            "Compare it with packs/grids/positions.yaml.",
        ) from error


def known_codes(grid: Grid, written: Sequence[str]) -> list[str]:
    """Each of ``written`` as a code of the grid. Raises UnusableSourceError naming those it does not hold."""
    codes = [grid.code(code) for code in written]
    unknown = sorted({code for code, found in zip(written, codes, strict=True) if found is None})
    if unknown:
        listed, held = ", ".join(unknown[:5]), ", ".join(grid.codes)
        raise UnusableSourceError(
            f"Ces codes ne sont pas dans la grille « {grid.key} » : {listed}. Codes de la grille : {held}. "
            "Corrigez le fichier, ou nommez autrement votre grille dans la colonne grid.",
            f"These codes are not in the grid “{grid.key}”: {listed}. Codes of the grid: {held}. "
            "Mend the file, or give your grid another name in the column grid.",
        )
    return [code for code in codes if code is not None]


def _by_language(content: dict[str, str]) -> dict[str, str]:
    return {str(language): str(text).strip() for language, text in content.items()}
