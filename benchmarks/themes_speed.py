"""Themes of 50,000 units whose embeddings are given.

``python benchmarks/themes_speed.py``: makes the units (``real_sentences``), embeds them, then times the
themes alone, without stability, in a pool of one process per core, and writes RESULTS.md.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import real_sentences
import results

import concertia.execution.pinned  # noqa: F401 - before NumPy
from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.execution.executors import default_jobs, executor
from concertia.texts.embedders import embedder
from concertia.texts.themes import ThemeReading, read_themes
from concertia.texts.units import build_units

TEXTS = 19_300
"""Contributions that give about 50,000 units."""


def main() -> None:
    with tempfile.TemporaryDirectory() as name, executor(default_jobs()) as pool:
        source, folder = Path(name) / "texts.csv", Path(name) / "corpus"
        real_sentences.write_contributions(source, TEXTS, seed=0)
        import_sources([source], folder, ImportOptions())
        corpus = read_corpus(folder)
        units = build_units(corpus, default_language="fr", executor=pool)
        vectors = embedder("use").embed(units.text.tolist(), pool)
        words = embedder("lexical").embed(units.text.tolist(), pool)

        def timed(beside: np.ndarray | None) -> tuple[float, float, ThemeReading]:
            began, used = time.perf_counter(), time.process_time()
            found = read_themes(corpus, units, vectors, seed=0, words=beside, stability=False, executor=pool)
            return time.perf_counter() - began, time.process_time() - used, found

        rows = []
        for label, beside in (("meaning alone", None), ("meaning and words", words)):
            seconds, used, found = timed(beside)
            inside = sum(theme is not None for theme in found.of_unit) / len(units)
            measured = f"{seconds:.1f} s ({used:.1f} s of the main process)"
            rows.append([label, measured, "8 s", str(len(found.themes)), f"{inside:.0%}"])
    body = f"{len(units):,} units; from vectors to named themes.\n\n" + results.table(
        ["", "measured", "asked", "themes", "units in a theme"], rows
    )
    results.record("Themes of 50,000 units", "python benchmarks/themes_speed.py", body)


if __name__ == "__main__":
    main()
