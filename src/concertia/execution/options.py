"""What an analysis is asked to do: the options of ``concertia analyse``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from concertia.corpus.importing import ImportOptions


@dataclass(frozen=True)
class AnalyseOptions:
    """Options of one reading. Everything that changes the result is in here or in the corpus."""

    seed: int = 0
    lang: str = "fr"
    """Language of the report, and of texts too short to tell."""
    framing: str | None = None
    """Path of a framing-note pack, or the key of one that ships with Concertia."""
    position: str | None = None
    """The consulted text towards which people took a stance."""
    by: tuple[str, ...] = ("territory", "public")
    min_cell: int = 5
    embedder: str = "use"
    themes: int | None = None
    """How many themes to find, at most, beside those of the framing note; chosen from the texts if None."""
    previous: Path | None = None
    edits: Path | None = None
    published: tuple[Path, ...] = ()
    population: Path | None = None
    """A table of population, beside which who spoke is shown."""
    learn: Path | None = None
    """What people coded: a CSV of labels, after which the rest is coded."""
    wording: str | None = None
    """Address (``http:URL#model``) of a generative model that words labels and summaries; none if None."""
    fast: bool = False
    """Without stability: for a first look, said in the report."""
    jobs: int = 1
    cluster: str | None = None
    quiet: bool = False
    progress: Path | None = None
    """A file in which the current stage is written, for the program that asked."""
    title: str | None = None
    notice: str | None = None
    """What a reader must know first: printed at the head of every report."""
    sources: ImportOptions = field(default_factory=ImportOptions)
    """How files are read, where the sources are not a corpus folder yet."""
