"""Does a sentence of a synthesis say what a contribution says? Arguments matched to key points.

``python evaluation/arguments.py``: the development set of ArgKP (CONCERTIA_DATA, else ../shared/data), in
English, four subjects; the measure is that of the shared task of 2021 (track 1). No generative model: cosine
of the embedder, words in common, and a logistic regression learnt from the training set (24 other subjects).
Prints the table and writes its section of RESULTS.md.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
import sections
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from concertia.language.words import stems
from concertia.texts.embedders import embedder

DATA = Path(os.environ.get("CONCERTIA_DATA", Path(__file__).parents[2] / "shared" / "data")) / "arg-kp"
TITLE = "Arguments et points clefs"
KEPT = 0.5
"""Share of the arguments of a subject and side, the surest, that the measure looks at."""
Side = tuple[str, str]


@dataclass(frozen=True)
class Pairs:
    """Each argument with each key point of its subject and side."""

    argument: NDArray[np.int64]
    point: NDArray[np.int64]
    side: list[Side]
    label: NDArray[np.float64]
    """1, 0, or NaN where the annotators were undecided."""
    features: NDArray[np.float64]


def read(subset: str) -> Pairs:
    """The pairs of ``train`` or ``dev``, with what they have in common."""
    arguments, points = _rows(f"arguments_{subset}"), _rows(f"key_points_{subset}")
    known = {(row["arg_id"], row["key_point_id"]): float(row["label"]) for row in _rows(f"labels_{subset}")}
    of_side: defaultdict[Side, list[int]] = defaultdict(list)
    for index, row in enumerate(points):
        of_side[row["topic"], row["stance"]].append(index)
    pairs, sides, labels = [], [], []
    for index, row in enumerate(arguments):
        side = row["topic"], row["stance"]
        for point in of_side[side]:
            pairs.append((index, point))
            sides.append(side)
            labels.append(known.get((row["arg_id"], points[point]["key_point_id"]), np.nan))
    argument, point = np.array(pairs, dtype=np.int64).T
    said, held = [row["argument"] for row in arguments], [row["key_point"] for row in points]
    return Pairs(argument, point, sides, np.array(labels), _features(said, held, argument, point))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _features(
    arguments: Sequence[str], points: Sequence[str], argument: NDArray[np.int64], point: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(pairs, 4): cosine of meaning; share of the words of the point in the argument, plain and weighed by
    rarity; length of the argument."""
    use = embedder("use")
    near = np.einsum("ij,ij->i", use.embed(arguments)[argument], use.embed(points)[point])
    said = [frozenset(stem for stem, _ in stems(text, "en")) for text in arguments]
    held = [frozenset(stem for stem, _ in stems(text, "en")) for text in points]
    texts = [*said, *held]
    seen: defaultdict[str, int] = defaultdict(int)
    for words in texts:
        for word in words:
            seen[word] += 1
    rarity = {word: float(np.log(len(texts) / count)) for word, count in seen.items()}
    rows = []
    for a, p, closeness in zip(argument, point, near, strict=True):
        common = said[a] & held[p]
        total = sum(rarity[word] for word in held[p]) or 1.0
        weighed = sum(rarity[word] for word in sorted(common)) / total
        rows.append((closeness, len(common) / max(len(held[p]), 1), weighed, np.log1p(len(said[a]))))
    return np.array(rows, dtype=np.float64)


def mean_average_precision(pairs: Pairs, score: NDArray[np.float64], undecided: float) -> float:
    """As in the shared task: each argument with its best key point, the surest half of each side, average
    precision, mean over the sides. ``undecided``: what an undecided pair counts for (strict 0, relaxed 1)."""
    best: dict[int, int] = {}
    for pair in range(len(score)):
        own = int(pairs.argument[pair])
        if own not in best or score[pair] > score[best[own]]:
            best[own] = pair
    of_side: defaultdict[Side, list[int]] = defaultdict(list)
    for pair in best.values():
        of_side[pairs.side[pair]].append(pair)
    found = []
    for side in sorted(of_side):
        rows = sorted(of_side[side], key=lambda pair: (-score[pair], pair))
        rows = rows[: int(len(rows) * KEPT)]
        labels = np.nan_to_num(pairs.label[rows], nan=undecided)
        found.append(float(average_precision_score(labels, score[rows])) if labels.any() else 0.0)
    return float(np.mean(found))


HEAD = """`python evaluation/arguments.py`.
Arguments et points clefs d'ArgKP (`arg-kp`, IBM, CDLA-Sharing 1.0), en anglais : {pairs} paires,
{arguments} arguments, {sides} sujets × camps, jamais vus à l'apprentissage. Mesure de la tâche partagée
de 2021 : chaque argument avec son meilleur point, la moitié la plus sûre de chaque camp, précision
moyenne, moyenne des camps. Une paire sur laquelle les annotateurs hésitaient compte pour fausse
(strict) ou pour juste (souple).

| manière | strict | souple |
|---|---|---|
"""
PUBLISHED = (
    ("publié, même jeu : mots communs, sans racines ni mots vides (équipe ModrnTalk)", 0.52, 0.70),
    ("publié, même jeu : mots communs, racines, mots vides ôtés (ModrnTalk)", 0.64, 0.80),
    ("publié, même jeu : le même avec synonymes et antonymes (ModrnTalk)", 0.64, 0.82),
    ("publié, même jeu : régression sur TF-IDF (ModrnTalk)", 0.32, 0.55),
    ("publié, même jeu : BiLSTM sur GloVe (ModrnTalk)", 0.27, 0.50),
)
FOOT = """
Sources : suivi des essais de l'équipe ModrnTalk (dépôt `janheinrichmerker/modern-talking`, 2021), sur
ce jeu de développement. Les réseaux affinés sur les paires d'apprentissage font mieux, au prix d'un
réseau par tâche : sur le jeu **de test** (autres sujets, donc non comparable ligne à ligne), BERT-base
0,80 / 0,91, BART-large 0,91 / 0,98 (équipe Enigma), RoBERTa-base 0,91 en strict (ModrnTalk). La
restitution ne rapproche des phrases que par le plongement et les mots, sans rien apprendre : ce sont
les deuxième et troisième lignes.
"""


def main() -> None:
    """Measure, print, write."""
    train, dev = read("train"), read("dev")
    decided = ~np.isnan(train.label)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    model.fit(train.features[decided], train.label[decided])
    ways = {
        "mots communs (racines, mots vides ôtés)": dev.features[:, 1],
        "plongement `use` : cosinus": dev.features[:, 0],
        "cosinus + mots communs pesés, sans apprentissage": dev.features[:, 0] + dev.features[:, 2],
        "régression logistique sur ces mesures (apprise sur `train`)": model.decision_function(dev.features),
    }
    scores = [
        (f"ici : {name}", *(mean_average_precision(dev, np.asarray(score), u) for u in (0.0, 1.0)))
        for name, score in ways.items()
    ]
    head = HEAD.format(
        pairs=len(dev.side), arguments=len(set(dev.argument.tolist())), sides=len(set(dev.side))
    )
    rows = [f"| {name} | {strict:.3f} | {relaxed:.3f} |" for name, strict, relaxed in scores]
    rows += [f"| {name} | {strict:.2f} | {relaxed:.2f} |" for name, strict, relaxed in PUBLISHED]
    text = head + "\n".join(rows) + "\n" + FOOT
    sections.record(TITLE, text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
