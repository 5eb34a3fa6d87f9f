"""The formats, in the order in which they are asked: the most specific first."""

from __future__ import annotations

from concertia.corpus.formats import polis_csv, tables
from concertia.corpus.formats.port import Format

FORMATS: tuple[Format, ...] = (
    polis_csv.FORMAT,
    tables.FORMAT,
)
