"""The formats, in the order in which they are asked: the most specific first."""

from __future__ import annotations

from concertia.corpus.formats.port import Format

FORMATS: tuple[Format, ...] = ()
