"""As many themes as people made classes: do they agree, and how do other tools do on the same vectors?

``python evaluation/themes_beside.py``: one text a contribution, the number of themes imposed, means of five
seeds. Beside: k-means on TF-IDF reduced by LSA, k-means on the same vectors, and BERTopic 0.17.4 where it is
installed (``pip install bertopic==0.17.4``; it is no dependency). Writes its section of RESULTS.md.

Grand débat: the distinct answers whose most frequent label was given by two volunteers or more (the last in
the alphabet where several are), subjects only, labels of eight answers or more.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
import sections
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize
from themes import DATA, imported, questions

from concertia.texts.clustering import grow_tree, reduced
from concertia.texts.context import gathered
from concertia.texts.embedders import embedder
from concertia.texts.embedding import Vectors
from concertia.texts.units import build_units

SEEDS = range(5)
LEAST_LABEL = 8
LEAST_ANNOTATORS = 2
NO_SUBJECT = ("A Aucun", "Sans réponse", "Z", "Idée")
TITLE = "Thèmes : autant que de classes humaines, à côté d'autres outils"
Way = Callable[["Case", int], NDArray[np.int64]]


@dataclass(frozen=True)
class Case:
    """Texts, their vectors and the class that people gave each."""

    name: str
    texts: list[str]
    vectors: Vectors
    words: Vectors
    classes: list[str]

    @property
    def wanted(self) -> int:
        """How many classes."""
        return len(set(self.classes))


def great_debate() -> Case:
    """The labelled answers."""
    rows = json.loads((DATA / "grand-debat" / "labelled_answers.json").read_text(encoding="utf-8"))
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        subjects = [label for label in row["Categories"] if not label.startswith(NO_SUBJECT)]
        given[row["reponse"].strip()].update(subjects)
    best = {text: max(n, key=lambda one: (n[one], one)) for text, n in given.items() if n}
    best = {text: label for text, label in best.items() if given[text][label] >= LEAST_ANNOTATORS}
    sizes = Counter(best.values())
    texts = [text for text, label in best.items() if sizes[label] >= LEAST_LABEL]
    vectors, words = (embedder(name).embed(texts) for name in ("use", "lexical"))
    return Case("Grand débat", texts, vectors, words, [best[text] for text in texts])


def true_debate(work: Path) -> Case:
    """The proposals, each as the engine sees it: its sentences, and the whole."""
    corpus = imported(DATA / "vrai-debat" / "unique_contributions.json", work / "vd")
    units = build_units(corpus, default_language="fr")
    texts = list(corpus.contributions["text"])
    sums = np.zeros((len(texts), 512))
    np.add.at(sums, units.contribution, embedder("use").embed(units.text.tolist()))
    vectors = normalize(normalize(sums) + embedder("use").embed(texts)).astype(np.float32)
    words = embedder("lexical").embed(texts)
    return Case("Vrai débat", texts, vectors, words, [str(one) for one in questions(corpus)])


def concertia_way(case: Case, seed: int) -> NDArray[np.int64]:
    """Ours."""
    points = gathered(case.vectors, case.words, np.arange(len(case.texts)))
    return grow_tree(reduced(points), seed, case.wanted).leaf


def lsa_way(case: Case, seed: int) -> NDArray[np.int64]:
    """TF-IDF, LSA in 100 dimensions, k-means."""
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, strip_accents="unicode").fit_transform(case.texts)
    points = normalize(TruncatedSVD(100, random_state=seed).fit_transform(words))
    return KMeans(case.wanted, n_init=10, random_state=seed).fit_predict(points)


def k_means_way(case: Case, seed: int) -> NDArray[np.int64]:
    """K-means on the same vectors."""
    return KMeans(case.wanted, n_init=10, random_state=seed).fit_predict(case.vectors)


def bertopic_way(case: Case, seed: int) -> NDArray[np.int64]:
    """BERTopic on the same vectors, its smallest topic lowered until it has as many as wanted."""
    from bertopic import BERTopic
    from umap import UMAP

    topics = np.zeros(0, dtype=np.int64)
    for smallest in (10, 8, 6, 5, 4, 3, 2):
        model = BERTopic(
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
            nr_topics=case.wanted + 1,
            min_topic_size=smallest,
            language="multilingual",
        )
        topics = np.array(model.fit_transform(case.texts, case.vectors)[0])
        if len(set(topics.tolist()) - {-1}) >= case.wanted:
            break
    return topics


def measured(case: Case, way: Way) -> list[float]:
    """ARI and NMI of the texts in a theme, ARI of all (those in none are one more class), share in a theme,
    themes: means; seconds of processor a seed."""
    rows = []
    started = time.process_time()
    for seed in SEEDS:
        leaf = way(case, seed)
        inside = leaf >= 0
        known = np.array(case.classes)[inside]
        rows.append(
            [
                adjusted_rand_score(known, leaf[inside]),
                normalized_mutual_info_score(known, leaf[inside]),
                adjusted_rand_score(case.classes, leaf),
                float(inside.mean()),
                float(len(np.unique(leaf[inside]))),
            ]
        )
    seconds = (time.process_time() - started) / len(SEEDS)
    return [*np.mean(rows, axis=0).tolist(), seconds]


def ways() -> dict[str, Way]:
    """The ways that can run here."""
    found: dict[str, Way] = {
        "TF-IDF + LSA + k-means": lsa_way,
        "mêmes vecteurs + k-means": k_means_way,
        "Concertia": concertia_way,
    }
    try:
        import bertopic
    except ImportError:
        return found
    return {**found, f"BERTopic {bertopic.__version__}": bertopic_way}


def main() -> None:
    """Measure, print, write."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        cases = [true_debate(Path(name)), great_debate()]
    lines = [
        "`python evaluation/themes_beside.py` · un texte par contribution, nombre de thèmes imposé, moyennes "
        f"de {len(SEEDS)} graines, sur les textes rangés dans un thème ; « ARI de tous » compte ceux qui "
        "ne le sont pas comme une classe de plus.",
        "",
        "| jeu | textes | classes | outil | ARI | NMI | ARI de tous | rangés | thèmes | s de processeur |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for case in cases:
        for way, run in ways().items():
            ari, nmi, whole, share, themes, seconds = measured(case, run)
            lines.append(
                f"| {case.name} | {len(case.texts)} | {case.wanted} | {way} | {ari:.3f} | {nmi:.3f} "
                f"| {whole:.3f} | {share:.0%} | {themes:.0f} | {seconds:.1f} |"
            )
    sections.record(TITLE, "\n".join(lines))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
