"""For or against: what words state, and what can be learnt from examples, beside a plain classifier.

``python evaluation/positions.py``: the arguments of République numérique (CONCERTIA_DATA, else
../shared/data), whose authors said whether they are for or against a proposal; five folds, all the arguments
on one proposal on the same side. Then the invented statements of ``tests/texts``, counted by hand. Prints the
tables and writes their section of RESULTS.md. No weight learnt here is shipped: this set may not be.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
import sections
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline, make_union

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.language.segmentation import segment
from concertia.synthesis.counts import wilson
from concertia.texts.embedders import embedder
from concertia.texts.learning import Texts, confidence, out_of_fold
from concertia.texts.position_rules import stated_position

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data"))
TITLE = "Positions envers un texte soumis"
CODES = ("defavorable", "favorable")
FOLDS = 5
RIDGE = 0.3
"""Regularisation of the trial that also reads the proposal."""
CONSULTED = {
    "A": "Projet de parc éolien de la Haute-Vallée",
    "B": "Révision du plan local d'urbanisme : ouverture à l'urbanisation du secteur des Grands Prés",
    "C": "Projet d'arrêté ouvrant une période complémentaire de vénerie sous terre du blaireau",
    "D": "Expérimentation d'un assistant par intelligence artificielle à l'accueil de la mairie",
    "E": "Création d'une zone à faibles émissions (ZFE) dans l'agglomération",
    "F": "Regroupement des écoles et fermeture de l'école du bourg",
    "G": "Projet de parc éolien de Saint-Loup",
    "H": "Lotissement des Prés (PLU)",
    "I": "Extension de l'élevage avicole de Plouvran",
    "J": "Contournement routier de Saint-Aubin",
}
"""The texts that the statements of ``tests/texts`` are about."""


@dataclass(frozen=True)
class Arguments:
    """The arguments, one entry each; ``fold`` is that of the proposal."""

    texts: Texts
    proposal: list[str]
    proposal_vectors: NDArray[np.float32]
    position: NDArray[Any]
    fold: NDArray[np.int64]


def arguments(work: Path) -> Arguments:
    """The arguments of République numérique with their proposals, embedded, in five folds."""
    import_sources([DATA / "republique-numerique" / "opinions"], work / "rn", ImportOptions(key=work / "key"))
    columns = read_corpus(work / "rn").contributions
    row_of = {name: row for row, name in enumerate(columns["contribution_id"])}
    rows = [row for row, parent in enumerate(columns["parent_id"]) if parent is not None]
    parents = [row_of[columns["parent_id"][row]] for row in rows]
    texts = [str(columns["text"][row]) for row in rows]
    proposals = [str(columns["text"][row]) for row in parents]
    fold = np.zeros(len(rows), dtype=np.int64)
    for number, (_, held) in enumerate(GroupKFold(FOLDS).split(texts, groups=parents)):
        fold[held] = number
    position = np.array([columns["declared_position"][row] for row in rows], dtype=object)
    group = np.array(parents, dtype=np.int64)
    return Arguments(Texts(texts, embedded(texts), group), proposals, embedded(proposals), position, fold)


def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
    """(n, d) mean of the vectors of the sentences, of norm 1: as for a contribution."""
    cut = [[text[a:b] for a, b in segment(text, "fr")] or [text] for text in texts]
    flat = embedder("use").embed([sentence for sentences in cut for sentence in sentences])
    first = np.cumsum([0, *(len(sentences) for sentences in cut[:-1])])
    summed = np.add.reduceat(flat.astype(np.float64), first, axis=0)
    return (summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def most_frequent(found: Arguments) -> NDArray[np.float64]:
    """Always the code most given in the other folds."""
    chance = np.zeros(len(found.fold))
    for number in range(FOLDS):
        held = found.fold == number
        chance[held] = (found.position[~held] == CODES[1]).mean()
    return chance


def plain_words(found: Arguments) -> NDArray[np.float64]:
    """The named peer: TF-IDF of words and characters, logistic regression (scikit-learn)."""
    chance = np.zeros(len(found.fold))
    texts = np.array(found.texts.text, dtype=object)
    for number in range(FOLDS):
        held = found.fold == number
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        model = make_pipeline(make_union(words, characters), LogisticRegression(C=3, max_iter=1_000))
        model.fit(texts[~held], found.position[~held].astype(str))
        chance[held] = model.predict_proba(texts[held])[:, 1]
    return chance


def learnt(found: Arguments) -> NDArray[np.float64]:
    """What ``--learn`` does."""
    return out_of_fold(found.texts, found.position, CODES, found.fold)[:, 1]


def with_proposal(found: Arguments) -> NDArray[np.float64]:
    """A trial: ridge on a kernel of words, pieces, opening and meaning of the argument, times one that says
    how close the proposals are. Centred on 0.5."""
    texts = found.texts.text
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True).fit_transform(texts)
    sharp = TfidfVectorizer(
        analyzer="char", ngram_range=(2, 6), lowercase=False, sublinear_tf=True, min_df=2
    ).fit_transform(texts)
    kernel = sum(np.asarray((block @ block.T).todense()) for block in (words, pieces, sharp))
    meaning = found.texts.vectors.astype(np.float64)
    kernel = (kernel + meaning @ meaning.T + np.maximum(meaning @ meaning.T, 0.0) ** 2) / 5
    about = found.proposal_vectors.astype(np.float64)
    kernel = kernel * (1.0 + about @ about.T) / 2
    side = np.where(found.position == CODES[1], 1.0, -1.0)
    chance = np.zeros(len(side))
    for number in range(FOLDS):
        held, rest = np.flatnonzero(found.fold == number), np.flatnonzero(found.fold != number)
        system = kernel[np.ix_(rest, rest)] + RIDGE * np.eye(len(rest))
        weights = np.linalg.solve(system, side[rest] - side[rest].mean())
        chance[held] = 0.5 + (kernel[np.ix_(held, rest)] @ weights + side[rest].mean()) / 2
    return chance


WAYS: dict[str, Callable[[Arguments], NDArray[np.float64]]] = {
    "position la plus fréquente": most_frequent,
    "TF-IDF (mots, caractères) + régression logistique": plain_words,
    "`--learn` (mots, ouverture, morceaux, sens)": learnt,
    "essai non livré : le même, croisé avec la proposition": with_proposal,
}


def learning_table(found: Arguments) -> list[str]:
    """Accuracy of each way, over all and by fold."""
    lines = [
        "| manière | exactitude | intervalle à 95 % | par cinquième |",
        "|---|---|---|---|",
    ]
    for name, way in WAYS.items():
        right = (way(found) > 0.5) == (found.position == CODES[1])
        low, high = wilson(int(right.sum()), len(right))
        folds = " · ".join(f"{right[found.fold == number].mean():.2f}" for number in range(FOLDS))
        lines.append(f"| {name} | {right.mean():.3f} | {low:.3f} – {high:.3f} | {folds} |")
    return lines


def knowing_table(found: Arguments) -> list[str]:
    """What the two ways of the product say when they speak, on the same arguments."""
    favourable = learnt(found)
    best = np.maximum(favourable, 1 - favourable)
    right = (favourable > 0.5) == (found.position == CODES[1])
    sure = np.zeros(len(best), dtype=np.bool_)
    for number in range(FOLDS):
        rest = found.fold != number
        threshold = confidence(best[rest], right[rest])
        sure[~rest] = best[~rest] >= (np.inf if threshold is None else threshold)
    stated = [
        stated_position(text, "fr", proposal)
        for text, proposal in zip(found.texts.text, found.proposal, strict=True)
    ]
    said = np.array([one in CODES for one in stated], dtype=np.bool_)
    agreed = np.array([one == known for one, known in zip(stated, found.position, strict=True)])
    nuance = sum(one == "nuance" for one in stated)
    return [
        "| quand il se prononce | arguments | part juste |",
        "|---|---|---|",
        f"| `--position` : pour ou contre, énoncé en toutes lettres | {said.sum()} "
        f"| {agreed[said].mean():.3f} |",
        f"| `--position`, nuance (ce jeu n'en a pas) | {nuance} | – |",
        f"| `--learn`, assez sûr (80 % visés) | {sure.sum()} | {right[sure].mean():.3f} |",
    ]


def statements_table() -> list[str]:
    """Invented statements: shares by hand and by the rules."""
    lines = [
        "| énoncés | nombre | même position | part : à la main → lue |",
        "|---|---|---|---|",
    ]
    for name in ("position_statements.tsv", "position_letters.tsv", "position_remarks.tsv"):
        rows = [
            line.split("\t")
            for line in (ROOT / "tests" / "texts" / name).read_text(encoding="utf-8").splitlines()
        ]
        read = [
            stated_position(words.replace("\\n", "\n"), language(words), CONSULTED[about]) or "indetermine"
            for about, _, words in rows
        ]
        by_hand, by_rules = Counter(row[1] for row in rows), Counter(read)
        same = sum(row[1] == one for row, one in zip(rows, read, strict=True)) / len(rows)
        shares = ", ".join(
            f"{key} {100 * by_hand[key] / len(rows):.1f} → {100 * by_rules[key] / len(rows):.1f} %"
            for key in sorted(by_hand)
        )
        lines.append(f"| `{name}` | {len(rows)} | {same:.3f} | {shares} |")
    return lines


def language(words: str) -> str:
    """The language of an invented statement, by its first word."""
    return {"I": "en", "Yes,": "en", "Ich": "de", "Ja,": "de"}.get(words.split(maxsplit=1)[0], "fr")


NOTES = """\
L'objectif de 0,74 n'est pas atteint. Autres essais, mêmes cinquièmes, aucun gardé : vecteur du texte
seul, 0,61 ; ouverture seule, 0,60 ; traits comptés (négations, points d'exclamation, natures des
phrases), 0,61 ; 48 phrases types écrites par nous, comparées à chaque phrase, 0,60 ; un modèle appris
sur les 6 500 arguments d'`arg-kp` et transporté par le plongement commun, 0,49 ; vecteurs centrés par
proposition, 0,64 ; noyau gaussien ou carré sur l'ensemble, 0,67 ; moyenne par auteur et proposition,
0,67. Parmi les erreurs les plus sûres de l'essai, lues une à une, beaucoup sont des arguments rangés
par leur auteur du côté où il répond. Quelques tournures de `--position` ont été corrigées après lecture
d'erreurs sur ce même jeu.

Les énoncés de `tests/texts` sont inventés par nous. Les 222 premiers ont servi à écrire les tournures
(93 % à la première lecture). Les 70 puis 60 suivants (`position_letters.tsv`) ont été écrits après, et
lus une fois avant toute retouche : 83 % et 77 %, presque toutes les erreurs étant des « indéterminé »
de trop ; aucun refus n'a été lu comme une approbation. Les tournures manquantes ont ensuite été
ajoutées : les chiffres ci-dessus sont donc ceux d'un jeu connu. Les 223 remarques brèves
(`position_remarks.tsv`, quatre séries écrites l'une après l'autre) donnaient à la première lecture 88, 66
(écrite pour tromper les règles), 90 et 64 % : attendez, sur un texte neuf, une position sur dix à une sur
trois laissée indéterminée, d'autant plus que les gens nomment le texte soumis autrement que `--position`.
Parmi celles qui disent « avis » (favorable, défavorable…), les parts sont à deux points près.
"""


def main() -> None:
    """Measure, print, and replace the section of RESULTS.md."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = arguments(Path(folder))
    head = (
        f"`python evaluation/positions.py`. Arguments de République numérique (`republique-numerique`) : "
        f"{len(found.fold)}, dont {(found.position == CODES[1]).sum()} pour ; cinq cinquièmes, toutes "
        "les réponses à une proposition du même côté. Aucun poids appris ici n'est livré : ces données ne "
        "peuvent pas l'être."
    )
    blocks = [head, *map("\n".join, (learning_table(found), knowing_table(found), statements_table())), NOTES]
    section = "\n\n".join(blocks)
    sections.record(TITLE, section)
    sys.stdout.write(f"{section}\n{time.perf_counter() - started:.0f} s\n")


if __name__ == "__main__":
    main()
