"""What the machine reads in a corpus, stage by stage: units, repeats, kinds, themes, opinions."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.execution.inputs import framing_of, previous_themes
from concertia.execution.options import AnalyseOptions
from concertia.execution.progress import StageClock
from concertia.execution.request import STAGES
from concertia.execution.vectors import text_vectors
from concertia.synthesis.reading import Parameters, Reading
from concertia.texts.duplicates import find_duplicates
from concertia.texts.embedders import embedder
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
    seed: int
    pool: Executor | None

    def themes(self, model: str) -> tuple[ThemeReading, NDArray[np.float32]]:
        """Themes of the units in the space of an embedder, and their vectors, computed once and kept."""
        references = self.framing.references if self.framing else []
        texts = np.concatenate([self.units.text, np.array(references, dtype=object)])
        vectors = text_vectors(texts, embedder(model), self.work / STAGES, self.pool)
        of_units = vectors[: len(self.units.text)]
        themes = read_themes(
            self.corpus,
            self.units,
            of_units,
            seed=self.seed,
            framing=self.framing,
            framing_vectors=vectors[len(self.units.text) :] if self.framing else None,
            previous=previous_themes(self.work),
            small=self.small,
        )
        return themes, of_units


def read_corpus_stages(
    corpus: Corpus, work: Path, options: AnalyseOptions, clock: StageClock, pool: Executor | None
) -> Reading:
    """The reading before any person retouched it."""
    with clock.stage("units"):
        units = build_units(corpus, default_language=options.lang, executor=pool)
    with clock.stage("duplicates"):
        duplicates = find_duplicates(corpus, units)
    with clock.stage("kinds"):
        kinds = detect_kinds(corpus, units)
    small = int(corpus.admitted[units.contribution].sum()) < SMALL
    texts = _Texts(corpus, units, framing_of(work), small, work, options.seed, pool)
    with clock.stage("themes"):
        themes, vectors = texts.themes(options.embedder)
    changing = None
    if options.embedder != "lexical" and not options.fast:
        with clock.stage("lexical"):
            changing = units_changing_theme(themes, texts.themes("lexical")[0])
    with clock.stage("opinions"):
        opinions = analyse_opinions(corpus, seed=options.seed, stability=not options.fast)
    return Reading.from_stages(
        corpus=corpus,
        units=units,
        duplicates=duplicates,
        kinds=kinds,
        positions=positions_of_units(corpus, units),
        themes=themes,
        opinions=opinions,
        parameters=_parameters(options, texts.framing, small, changing),
        vectors=vectors,
    )


def _parameters(
    options: AnalyseOptions, framing: Framing | None, small: bool, changing: int | None
) -> Parameters:
    return Parameters(
        seed=options.seed,
        lang=options.lang,
        title=options.title,
        notice=options.notice,
        by=options.by,
        min_cell=options.min_cell,
        embedder=options.embedder,
        fast=options.fast,
        position=options.position,
        framing=framing.key if framing else None,
        small=small,
        units_changing_theme_with_lexical=changing,
    )
