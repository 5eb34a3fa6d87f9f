"""What the machine reads in a corpus, stage by stage: units, repeats, kinds, themes, opinions."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from concertia.corpus.folder import Corpus
from concertia.execution.inputs import framing_of, previous_themes
from concertia.execution.options import AnalyseOptions
from concertia.execution.progress import StageClock
from concertia.execution.request import STAGES
from concertia.execution.teaching import keep_labels, teach, with_kinds, with_positions
from concertia.execution.vectors import fast_vectors, text_vectors
from concertia.synthesis.reading import Parameters, Reading
from concertia.texts.distinct import DistinctTexts, distinct_texts
from concertia.texts.duplicates import find_duplicates
from concertia.texts.embedders import embedder
from concertia.texts.embedding import StoredVectors
from concertia.texts.fast import Fidelity
from concertia.texts.framing import Framing
from concertia.texts.kinds import detect_kinds
from concertia.texts.positions import positions_of_units
from concertia.texts.themes import ThemeReading, read_themes, units_changing_theme
from concertia.texts.units import Units, build_units
from concertia.votes.opinions import analyse_opinions

SMALL = 150
"""Units below which no cluster, group, percentage or interval is shown (design.md, promise 4)."""


@dataclass(frozen=True)
class _Texts:
    """What the theme stages share."""

    corpus: Corpus
    units: Units
    framing: Framing | None
    small: bool
    work: Path
    options: AnalyseOptions
    pool: Executor | None

    @cached_property
    def distinct(self) -> DistinctTexts:
        """What themes are found among, in the space of any embedder."""
        return distinct_texts(self.corpus, self.units, self.pool)

    def vectors(self, model: str) -> tuple[StoredVectors, Fidelity | None]:
        """Rows of the units, then of the references of the framing note, computed once and kept; how faithful
        they are where few texts were embedded."""
        references = self.framing.references if self.framing else []
        texts = np.concatenate([self.units.text, np.array(references, dtype=object)])
        if self.options.fast:
            return fast_vectors(texts, embedder(model), self.work / STAGES, self.pool)
        return text_vectors(texts, embedder(model), self.work / STAGES, self.pool), None

    def themes(
        self, model: str, *, words: bool = False, stability: bool = True
    ) -> tuple[ThemeReading, StoredVectors, Fidelity | None]:
        """Themes of the units in the space of an embedder, with their ``words`` beside; their vectors."""
        vectors, fidelity = self.vectors(model)
        count = len(self.units)
        of_units = vectors.part(slice(count))
        themes = read_themes(
            self.corpus,
            self.units,
            of_units,
            seed=self.options.seed,
            framing=self.framing,
            framing_vectors=vectors[count:] if self.framing else None,
            previous=previous_themes(self.work),
            small=self.small,
            wanted=self.options.themes,
            words=self.vectors("lexical")[0].part(slice(count)) if words or fidelity else None,
            stability=stability,
            texts=self.distinct,
            executor=self.pool,
        )
        return themes, of_units, fidelity


def read_corpus_stages(
    corpus: Corpus, work: Path, options: AnalyseOptions, clock: StageClock, pool: Executor | None
) -> Reading:
    """The reading before any person retouched it."""
    with clock.stage("units"):
        units = build_units(corpus, default_language=options.lang, executor=pool)
    with clock.stage("duplicates"):
        duplicates = find_duplicates(corpus, units, executor=pool)
    with clock.stage("positions"):
        positions = positions_of_units(corpus, units, options.position, executor=pool)
    small = int(corpus.admitted[units.contribution].sum()) < SMALL
    texts = _Texts(corpus, units, framing_of(work), small, work, options, pool)
    with clock.stage("themes"):
        words = options.embedder != "lexical" and not options.fast
        themes, vectors, fidelity = texts.themes(options.embedder, words=words)
    with clock.stage("kinds"):
        kinds = detect_kinds(corpus, units, vectors if options.embedder == "use" else None, executor=pool)
    changing = None
    if words:
        with clock.stage("lexical"):
            changing = units_changing_theme(themes, texts.themes("lexical", stability=False)[0])
    with clock.stage("learning"):
        examples = keep_labels(work, options.learn, corpus, units)
        coded = teach(examples, corpus, units, vectors, work, options.seed)
        kinds = with_kinds(kinds, coded, units)
        positions = with_positions(positions, coded, corpus, units)
    with clock.stage("opinions"):
        opinions = analyse_opinions(corpus, seed=options.seed, stability=not options.fast)
    return Reading.from_stages(
        corpus=corpus,
        units=units,
        duplicates=duplicates,
        kinds=kinds,
        positions=positions,
        themes=themes,
        opinions=opinions,
        parameters=_parameters(options, texts.framing, small, changing, fidelity),
        coded=coded,
        vectors=vectors,
    )


def _parameters(
    options: AnalyseOptions,
    framing: Framing | None,
    small: bool,
    changing: int | None,
    fidelity: Fidelity | None,
) -> Parameters:
    return Parameters(
        seed=options.seed,
        lang=options.lang,
        title=options.title,
        notice=options.notice,
        by=options.by,
        min_cell=options.min_cell,
        embedder=options.embedder,
        themes=options.themes,
        fast=options.fast,
        position=options.position,
        framing=framing.key if framing else None,
        small=small,
        units_changing_theme_with_lexical=changing,
        fast_map=None if fidelity is None else asdict(fidelity),
    )
