"""Which units are read to judge and teach kinds: drawn with a seed from real French contributions.

``python evaluation/kinds_draw.py SHEET.csv`` writes the reading sheet: set, contribution, start, end, the
question answered and the text; no kind, none of what the rules say. It holds texts that may not be published:
keep it out of the repository. ``evaluation/kinds-labels.csv`` keeps what was read.

A plain draw first, one unit of a contribution drawn without replacement; then the units that a plain draw
gives too few of, found by their surface only (a question mark, the first person, five words at most, a word
of refusal, of fear or of condition), never by the rules that are judged; then a second plain draw.
"""

from __future__ import annotations

import csv
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.language.words import fold
from concertia.texts.units import build_units

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data"))
DEMO = ROOT / "packs" / "demo"
SETS = {
    "grand-debat": DATA / "grand-debat" / "labelled_answers.json",
    "vrai-debat": DATA / "vrai-debat" / "unique_contributions.json",
    "republique-numerique": DATA / "republique-numerique" / "opinions",
    "demo/grand-debat": DEMO / "grand-debat" / "sources",
    "demo/campagne-ia": DEMO / "campagne-ia" / "sources",
    "demo/atelier-ia": DEMO / "atelier-ia" / "sources",
}
PUBLISHED = tuple(name for name in SETS if name.startswith("demo/"))
"""The sets whose licence allows the text to ship."""
SEED = 20
PLAIN = {
    "grand-debat": 250,
    "vrai-debat": 240,
    "republique-numerique": 270,
    "demo/grand-debat": 130,
    "demo/campagne-ia": 110,
    "demo/atelier-ia": 30,
}
MARKED = (
    (40, re.compile(r"\?")),
    (70, re.compile(r"\b(?:je|j'|mon|ma|mes|moi)\b")),
    (50, re.compile(r"^\W*(?:\w\S*\W*){1,5}$")),
    (70, re.compile(r"\b(?:non|contre|stop|interdi\w+|refus\w*|jamais|aucune?|arret\w+|pas de)\b")),
    (40, re.compile(r"\b(?:peur|crain\w+|risqu\w+|danger\w*|inquiet\w*|attention|veiller|vigilan\w+)\b")),
    (40, re.compile(r"\b(?:si|condition|conditions|sauf|oui|reserve|tant que)\b")),
    (90, re.compile(r"\b(?:j'ai|j'etais|j'avais|je suis|je vis|m'a|mon|ma|mes|nous avons)\b")),
)
"""Units added by their surface: how many, found in folded text."""
AGAIN = {"grand-debat": 380, "vrai-debat": 380, "republique-numerique": 300}
"""A second plain draw, because the first left too few examples to learn from."""
MARKED_LAST = tuple(
    (wanted, pattern)
    for wanted, (_first, pattern) in zip((60, 90, 70, 160, 260, 170, 260), MARKED, strict=True)
)
LAST = {"grand-debat": 1000, "vrai-debat": 550, "republique-numerique": 880}
"""What was drawn after the rules were written, marked then plain: ``draw`` 2 of ``kinds-labels.csv``."""


@dataclass(frozen=True)
class Said:
    """One unit of one set, as it is read."""

    set: str
    contribution: str
    start: int
    end: int
    question: str
    text: str

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What names it in ``kinds-labels.csv``."""
        return self.set, self.contribution, self.start, self.end


def units_of_sets() -> dict[str, list[Said]]:
    """Every French unit of every set, in the order of the engine."""
    with tempfile.TemporaryDirectory() as work:
        return {name: list(_units(name, source, Path(work))) for name, source in SETS.items()}


def _units(name: str, source: Path, work: Path) -> Iterator[Said]:
    folder = work / name.replace("/", "-")
    import_sources([source], folder, ImportOptions(key=work / "key"))
    corpus = read_corpus(folder)
    units = build_units(corpus, default_language="fr")
    ids, questions = corpus.contributions["contribution_id"], corpus.contributions["question"]
    for row, start, end, language, text in zip(
        units.contribution.tolist(), units.start.tolist(), units.end.tolist(), units.language, units.text,
        strict=True,
    ):  # fmt: skip
        if language == "fr" and str(text).strip():
            yield Said(name, str(ids[row]), start, end, str(questions[row] or ""), str(text))


def drawn(sets: dict[str, list[Said]]) -> list[Said]:
    """The units to read: distinct texts, the plain draw of each set, then the marked ones of all sets."""
    generator = np.random.default_rng(SEED)
    seen: set[str] = set()
    chosen: list[Said] = []
    for name, wanted in PLAIN.items():
        found = list(_fresh(_one_of_each(sets[name], generator), seen, wanted))
        chosen += found
    everything = [one for units in sets.values() for one in units]
    for marked, plain in ((MARKED, AGAIN), (MARKED_LAST, LAST)):
        for wanted, pattern in marked:
            matching = [one for one in everything if pattern.search(fold(one.text))]
            order = generator.permutation(len(matching))
            chosen += _fresh((matching[place] for place in order), seen, wanted)
        for name, wanted in plain.items():
            chosen += _fresh(_one_of_each(sets[name], generator), seen, wanted)
    return chosen


def _one_of_each(units: list[Said], generator: np.random.Generator) -> Iterator[Said]:
    """Contributions in a drawn order, one drawn unit of each; then those that are left."""
    by_contribution: dict[str, list[Said]] = {}
    for one in units:
        by_contribution.setdefault(one.contribution, []).append(one)
    groups = list(by_contribution.values())
    later: list[Said] = []
    for place in generator.permutation(len(groups)):
        mixed = [groups[place][index] for index in generator.permutation(len(groups[place]))]
        yield mixed[0]
        later += mixed[1:]
    yield from (later[index] for index in generator.permutation(len(later)))


def _fresh(units: Iterator[Said], seen: set[str], wanted: int) -> Iterator[Said]:
    for one in units:
        if wanted == 0:
            return
        same = " ".join(re.findall(r"\w+", fold(one.text)))
        if same and same not in seen:
            seen.add(same)
            wanted -= 1
            yield one


def main() -> None:
    """Write the reading sheet."""
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["set", "contribution", "start", "end", "question", "text"])
        writer.writerows([*one.key, one.question, one.text] for one in drawn(units_of_sets()))


if __name__ == "__main__":
    main()
