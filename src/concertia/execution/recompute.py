"""Doing a reading again from its own folder, and saying how far the two agree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from concertia.dossier.lines import CheckLine
from concertia.dossier.redaction import REDACTIONS
from concertia.execution import profile
from concertia.execution.executors import executor
from concertia.execution.inputs import EDITS, FRAMING, PREVIOUS, PUBLISHED
from concertia.execution.options import AnalyseOptions
from concertia.execution.progress import StageClock
from concertia.execution.request import STAGES
from concertia.execution.run import copy_corpus, produce
from concertia.execution.teaching import LABELS
from concertia.storage.parquet import read_parquet
from concertia.synthesis.reading import POPULATION_FILE, WORDING_FILE, read_result
from concertia.texts.themes import ThemeReading, units_changing_theme

EQUIVALENT_SHARE = 0.95
"""Units that must keep their theme for another machine's reading to be called equivalent."""
EQUIVALENT_RAND = 0.9
"""Adjusted Rand index between the two partitions in themes, from which they are called equivalent."""


@dataclass(frozen=True)
class Recomputed:
    """How a reading done again compares with the one published."""

    differing: tuple[str, ...]
    """Files whose bytes differ."""
    same_profile: bool
    same_theme: float
    """Share of units in the same theme, in [0, 1]."""
    rand: float
    """Adjusted Rand index of the themes."""
    largest_difference: float
    """Largest absolute difference between two numbers of ``result.json`` at the same place."""
    whole: bool = True
    """False where the folder does not hold all that was analysed (public grade, withdrawn words)."""

    @property
    def identical(self) -> bool:
        """Every byte is the same."""
        return self.whole and not self.differing

    @property
    def equivalent(self) -> bool:
        """Another machine, and practically the same reading."""
        close = self.same_theme >= EQUIVALENT_SHARE and self.rand >= EQUIVALENT_RAND
        return not self.same_profile and close


def recompute(folder: Path, jobs: int) -> Recomputed:
    """Analyse again the corpus of a reading with its recorded parameters, in a temporary folder."""
    published = read_result(folder)
    with tempfile.TemporaryDirectory(prefix="concertia-") as name:
        again = Path(name) / "again"
        (again / STAGES).mkdir(parents=True)
        copy_corpus(folder / "corpus", again / "corpus")
        for kept in (FRAMING, PREVIOUS, PUBLISHED, EDITS, LABELS, WORDING_FILE, POPULATION_FILE):
            if (folder / kept).is_file():
                shutil.copyfile(folder / kept, again / kept)
        options = recorded_options(published["parameters"])
        with executor(jobs) as pool:
            produce(again, options, StageClock(quiet=True), pool)
        shutil.rmtree(again / STAGES)
        same_theme, rand = _themes_agree(folder, again)
        names = sorted(p.relative_to(again).as_posix() for p in again.rglob("*") if p.is_file())
        return Recomputed(
            differing=tuple(n for n in names if _bytes(folder / n) != (again / n).read_bytes()),
            same_profile=published["profile"] == profile.current(),
            same_theme=same_theme,
            rand=rand,
            largest_difference=max(_differences(published, read_result(again)), default=0.0),
            whole=published["grade"] == "restricted" and not (folder / REDACTIONS).is_file(),
        )


def recomputed_line(found: Recomputed) -> CheckLine:
    """What ``verify --recompute`` prints: holds for equal bytes, or an equivalent on another machine."""
    if found.identical:
        return CheckLine(
            True,
            "Analyse refaite : mêmes octets, jusqu'aux restitutions.",
            "Analysis run again: same bytes, down to the reports.",
        )
    figures = (
        f"{100 * found.same_theme:.1f} % / ARI {found.rand:.3f} / max Δ {found.largest_difference:.2g} / "
        + ", ".join(found.differing[:5])
    )
    if not found.whole:
        return CheckLine(
            True,
            "Analyse refaite en partie : ce dossier ne porte pas tout ce qui a été lu (degré public, ou mots "
            f"retirés). Thèmes refaits sur ce qui reste : {100 * found.same_theme:.1f} % des unités au même "
            "endroit. Les mêmes octets se vérifient sur le dossier restreint d'avant les retraits.",
            "Analysis run again in part: this dossier does not hold all that was read (public grade, or "
            f"withdrawn words). Themes done again on the rest: {100 * found.same_theme:.1f}% of units in "
            "the same place. Same bytes are checked on the restricted dossier before any withdrawal.",
        )
    if found.equivalent:
        return CheckLine(
            True,
            "Analyse refaite sur une autre configuration : équivalente, sans être identique "
            f"(unités dans le même thème, indice de Rand, plus grand écart, fichiers : {figures}).",
            "Analysis run again on another configuration: equivalent, not identical "
            f"(units in the same theme, Rand index, largest difference, files: {figures}).",
        )
    return CheckLine(
        False,
        "Analyse refaite : elle ne donne pas ce qui est publié "
        f"(unités dans le même thème, indice de Rand, plus grand écart, fichiers : {figures}).",
        "Analysis run again: it does not give what is published "
        f"(units in the same theme, Rand index, largest difference, files: {figures}).",
    )


def recorded_options(parameters: dict[str, Any]) -> AnalyseOptions:
    """The options under which a reading was made, from the ``parameters`` of its result."""
    return AnalyseOptions(
        seed=parameters["seed"],
        lang=parameters["lang"],
        title=parameters["title"],
        notice=parameters["notice"],
        by=tuple(parameters["by"]),
        min_cell=parameters["min_cell"],
        embedder=parameters["embedder"],
        themes=parameters.get("themes"),
        fast=parameters["fast"],
        position=parameters["position"],
        quiet=True,
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _themes_agree(folder: Path, again: Path) -> tuple[float, float]:
    """Agreement on the units of either reading, themes matched as well as possible."""
    first, second = (_themes(f) for f in (folder, again))
    every = sorted(first.keys() | second.keys())
    shared = [unit for unit in every if unit in first and unit in second]
    one, two = (np.array([themes[unit] for unit in shared], dtype=object) for themes in (first, second))
    changed = units_changing_theme(_partition(one), _partition(two))
    share = (len(shared) - changed) / len(every) if every else 1.0
    return share, float(adjusted_rand_score(one.astype(str), two.astype(str))) if shared else 1.0


def _partition(of_unit: NDArray[Any]) -> ThemeReading:
    return ThemeReading(themes=(), of_unit=of_unit, score=np.zeros(len(of_unit)), neighbours=())


def _themes(folder: Path) -> dict[str, str | None]:
    units = read_parquet(folder / "units.parquet", ["unit_id", "theme_id"])
    return dict(zip(units["unit_id"].tolist(), units["theme_id"].tolist(), strict=True))


def _differences(one: Any, two: Any) -> Iterable[float]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in one.keys() & two.keys():
            yield from _differences(one[key], two[key])
    elif isinstance(one, list) and isinstance(two, list):
        for a, b in zip(one, two, strict=False):
            yield from _differences(a, b)
    elif _is_number(one) and _is_number(two):
        yield abs(one - two)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
