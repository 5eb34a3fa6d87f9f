"""Do the themes found agree with the structure people gave the same contributions?

``python evaluation/themes.py``: reads the sets of CONCERTIA_DATA (else ../shared/data), finds themes as the
product does, and with each embedder alone, prints the table and writes its section of RESULTS.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
import sections
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score

from concertia.corpus.folder import Corpus, read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.texts.embedders import embedder
from concertia.texts.embedding import Vectors
from concertia.texts.themes import ThemeReading, read_themes
from concertia.texts.units import Units, build_units

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data"))
SEEDS = range(5)
TITLE = "Thèmes : accord avec des structures humaines"
WAYS = {"use et mots": ("use", True), "use": ("use", False), "lexical": ("lexical", False)}
"""How texts are compared: by which vectors, and with their words beside."""
SMALLEST_LABEL = 10
"""Answers below which a label of the volunteers is left out."""
NO_SUBJECT = {"Idée marquée", "Z Autres", "A Aucun", "Sans réponse / Hors sujet / Inclassable"}


@dataclass(frozen=True)
class Case:
    """One set: its units, their vectors, and the classes people gave them (None: no class)."""

    name: str
    corpus: Corpus
    units: Units
    use: Vectors
    lexical: Vectors
    classes: dict[str, list[str | None]]


def case(name: str, corpus: Corpus, classes: dict[str, list[str | None]]) -> Case:
    """The units of a corpus, embedded; ``classes`` has one entry per contribution."""
    units = build_units(corpus, default_language="fr")
    texts = units.text.tolist()
    of_unit = {key: [values[row] for row in units.contribution] for key, values in classes.items()}
    return Case(name, corpus, units, embedder("use").embed(texts), embedder("lexical").embed(texts), of_unit)


def cases(work: Path) -> list[Case]:
    """The three sets, imported as they are."""
    debate = imported(DATA / "vrai-debat" / "unique_contributions.json", work / "vd")
    bill = imported(DATA / "republique-numerique" / "opinions", work / "rn")
    rows = np.flatnonzero(bill.contributions["votable"].astype(bool))
    bill = Corpus({key: column[rows] for key, column in bill.contributions.items()}, None, None, bill.report)
    great = imported(DATA / "grand-debat" / "labelled_answers.json", work / "gd")
    return [
        case("Vrai débat", debate, {"thème choisi (9)": questions(debate)}),
        case("République numérique", bill, {"article de la loi (18)": questions(bill)}),
        case("Grand débat", great, {"question posée (19)": questions(great), "étiquettes": labels(great)}),
    ]


def imported(source: Path, out: Path) -> Corpus:
    """The corpus folder of one source."""
    import_sources([source], out, ImportOptions(key=out.parent / "key"))
    return read_corpus(out)


def questions(corpus: Corpus) -> list[str | None]:
    """The heading under which each contribution was made."""
    return list(corpus.contributions["question"])


def labels(corpus: Corpus) -> list[str | None]:
    """The label most volunteers gave each answer, where it is a subject and not a rare one."""
    given: dict[str, Counter[str]] = {}
    content = (DATA / "grand-debat" / "labelled_answers.json").read_text(encoding="utf-8")
    for row in json.loads(content):
        subjects = [label for label in row["Categories"] if label not in NO_SUBJECT]
        given.setdefault(row["reference"], Counter()).update(subjects)
    best = {key: min(n, key=lambda one: (-n[one], one)) for key, n in given.items() if n}
    sizes = Counter(best.values())
    found = [best.get(identifier) for identifier in corpus.contributions["source_id"]]
    return [label if label is not None and sizes[label] >= SMALLEST_LABEL else None for label in found]


def agreement(reading: ThemeReading, classes: list[str | None]) -> list[float]:
    """NMI, adjusted mutual information, ARI and purity of the leaf themes, on the units in a theme."""
    pairs = [
        (known, str(theme))
        for known, theme in zip(classes, reading.of_unit, strict=True)
        if known is not None and theme is not None
    ]
    true, found = zip(*pairs, strict=True)
    pure = sum(
        Counter(one for one, theme in pairs if theme == leaf).most_common(1)[0][1] for leaf in set(found)
    )
    scores = (normalized_mutual_info_score, adjusted_mutual_info_score, adjusted_rand_score)
    return [*(float(score(true, found)) for score in scores), pure / len(pairs)]


def shape(reading: ThemeReading, units: Units) -> list[float]:
    """Leaves, share of the units in one, mean stability, share of these units in a fragile leaf, largest
    share of a leaf that one contribution makes."""
    inside = [str(theme) for theme in reading.of_unit if theme is not None]
    of = {theme.id: theme for theme in reading.themes}
    leaves = sorted(set(inside))
    fragile = sum(of[theme].fragile for theme in inside)
    stability = float(np.mean([of[leaf].stability for leaf in leaves]))
    by = [units.contribution[np.array([theme == leaf for theme in reading.of_unit])] for leaf in leaves]
    alone = max(int(np.bincount(one).max()) / len(one) for one in by)
    return [len(leaves), len(inside) / len(reading.of_unit), stability, fragile / len(inside), alone]


def measured(one: Case, way: str) -> tuple[dict[str, list[float]], list[float]]:
    """Means over the seeds: agreement with each structure, and the shape of the themes."""
    name, beside = WAYS[way]
    vectors = one.use if name == "use" else one.lexical
    words = one.lexical if beside else None
    readings = [read_themes(one.corpus, one.units, vectors, seed=seed, words=words) for seed in SEEDS]
    found = {
        key: np.mean([agreement(reading, classes) for reading in readings], axis=0).tolist()
        for key, classes in one.classes.items()
    }
    return found, np.mean([shape(reading, one.units) for reading in readings], axis=0).tolist()


HEAD = """`python evaluation/themes.py` (données : `CONCERTIA_DATA`) · moyennes sur {seeds} graines, unités
rangées dans un thème. 0 = hasard pour l'information mutuelle ajustée (AMI) et l'indice de Rand ajusté
(ARI) ; la pureté et l'information mutuelle normalisée (NMI) croissent avec le nombre de thèmes. Chaque
unité porte la classe de toute sa contribution, dont elle ne dit souvent qu'une part : l'accord possible
est loin de 1.

| jeu | structure humaine | proximité | NMI | AMI | ARI | pureté |
|---|---|---|---|---|---|---|
"""
SHAPE_HEAD = """
| jeu | unités | proximité | thèmes | rangées | stabilité moyenne | dont thèmes fragiles | la plus bavarde |
|---|---|---|---|---|---|---|---|
"""
SHAPE_FOOT = """
« La plus bavarde » : part, dans le thème où elle est la plus grande, des unités d'une seule contribution.
"""


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory() as name:
        sets = cases(Path(name))
    rows, shapes = [], []
    for one in sets:
        for way in WAYS:
            found, form = measured(one, way)
            rows += [
                f"| {one.name} | {key} | {way} | " + " | ".join(f"{value:.3f}" for value in scores) + " |"
                for key, scores in found.items()
            ]
            shapes.append(
                f"| {one.name} | {len(one.units)} | {way} | {form[0]:.0f} | {form[1]:.0%} | {form[2]:.2f} "
                f"| {form[3]:.0%} | {form[4]:.0%} |"
            )
    table = HEAD.format(seeds=len(SEEDS)) + "\n".join(rows) + "\n" + SHAPE_HEAD + "\n".join(shapes)
    sections.record(TITLE, table + "\n" + SHAPE_FOOT)
    sys.stdout.write(f"{table}\n")


if __name__ == "__main__":
    main()
