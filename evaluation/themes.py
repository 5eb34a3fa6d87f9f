"""Do the themes found agree with the structure people gave the same contributions?

``python evaluation/themes.py``: reads the sets of CONCERTIA_DATA (else ../shared/data), finds themes with
each way of comparing texts, prints the table and writes RESULTS.md. The weight of the words in
« use + lexical » is chosen on the Vrai débat only; the other sets judge it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
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
TRIAL_SEEDS = range(100, 110)
"""Seeds of the choice, none of which judges it."""
WEIGHTS = (0.1, 0.2, 0.3, 0.4)
CHOSEN_ON = "Vrai débat"
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

    def vectors(self, way: str) -> Vectors:
        """The vectors of one way of comparing texts: ``use``, ``lexical``, or a weight of the words."""
        if way in ("use", "lexical"):
            return self.use if way == "use" else self.lexical
        return with_words(self.use, self.lexical, float(way))


def with_words(vectors: Vectors, words: Vectors, weight: float) -> Vectors:
    """Rows whose cosine is (1 − ``weight``) × that of ``vectors`` + ``weight`` × that of ``words``."""
    return np.concatenate([np.sqrt(1 - weight) * vectors, np.sqrt(weight) * words], axis=1).astype(np.float32)


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
        case(CHOSEN_ON, debate, {"thème choisi (9)": questions(debate)}),
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


def shape(reading: ThemeReading) -> list[float]:
    """Leaves, share of the units in one, mean stability, share of these units in a fragile leaf."""
    inside = [str(theme) for theme in reading.of_unit if theme is not None]
    of = {theme.id: theme for theme in reading.themes}
    leaves = sorted(set(inside))
    fragile = sum(of[theme].fragile for theme in inside)
    stability = float(np.mean([of[leaf].stability for leaf in leaves]))
    return [len(leaves), len(inside) / len(reading.of_unit), stability, fragile / len(inside)]


def measured(one: Case, way: str, seeds: range = SEEDS) -> tuple[dict[str, list[float]], list[float]]:
    """Means over the seeds: agreement with each structure, and the shape of the themes."""
    vectors = one.vectors(way)
    readings = [read_themes(one.corpus, one.units, vectors, seed=seed) for seed in seeds]
    found = {
        key: np.mean([agreement(reading, classes) for reading in readings], axis=0).tolist()
        for key, classes in one.classes.items()
    }
    return found, np.mean([shape(reading) for reading in readings], axis=0).tolist()


HEAD = """# Thèmes : accord avec des structures humaines indépendantes

Commande : `python evaluation/themes.py` (données : `CONCERTIA_DATA`). Moyennes sur {seeds} graines, unités
rangées dans un thème. Le poids des mots dans « use + lexical » est choisi sur le Vrai débat seul, avec
d'autres graines (somme des quatre mesures : {trials}) : {chosen}.
Les autres jeux sont tenus à l'écart. 0 = hasard pour l'information mutuelle ajustée (AMI) et l'indice de
Rand ajusté (ARI) ; la pureté et l'information mutuelle normalisée (NMI) croissent avec le nombre de thèmes.
Chaque unité porte la classe de toute sa contribution, dont elle ne dit souvent qu'une part : l'accord
possible est loin de 1.

| jeu | structure humaine | proximité | NMI | AMI | ARI | pureté |
|---|---|---|---|---|---|---|
"""
SHAPE_HEAD = """
| jeu | unités | proximité | thèmes | unités dans un thème | stabilité moyenne | dont thèmes fragiles |
|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure, print, write."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        sets = cases(Path(name))
    trials = {}
    for weight in map(str, WEIGHTS):
        found, _ = measured(sets[0], weight, TRIAL_SEEDS)
        trials[weight] = sum(sum(scores) for scores in found.values())
    chosen = max(trials, key=lambda weight: trials[weight])
    rows, shapes = [], []
    for one in sets:
        for way, shown in (("use", "use"), ("lexical", "lexical"), (chosen, f"use + lexical ({chosen})")):
            found, form = measured(one, way)
            rows += [
                f"| {one.name} | {key} | {shown} | " + " | ".join(f"{value:.3f}" for value in scores) + " |"
                for key, scores in found.items()
            ]
            shapes.append(
                f"| {one.name} | {len(one.units)} | {shown} | {form[0]:.0f} | {form[1]:.0%} | {form[2]:.2f} "
                f"| {form[3]:.0%} |"
            )
    tried = ", ".join(f"{weight} → {total:.3f}" for weight, total in trials.items())
    head = HEAD.format(seeds=len(SEEDS), trials=tried, chosen=chosen)
    table = head + "\n".join(rows) + "\n" + SHAPE_HEAD + "\n".join(shapes) + "\n"
    (Path(__file__).parent / "RESULTS.md").write_text(table, encoding="utf-8")
    sys.stdout.write(f"{table}\n{time.perf_counter() - started:.0f} s\n")


if __name__ == "__main__":
    main()
