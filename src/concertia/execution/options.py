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
    previous: Path | None = None
    edits: Path | None = None
    published: tuple[Path, ...] = ()
    fast: bool = False
    """Without stability: for a first look, said in the report."""
    jobs: int = 1
    cluster: str | None = None
    quiet: bool = False
    title: str | None = None
    notice: str | None = None
    """What a reader must know first: printed at the head of every report."""
    sources: ImportOptions = field(default_factory=ImportOptions)
    """How files are read, where the sources are not a corpus folder yet."""
