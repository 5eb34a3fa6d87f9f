"""The formats, in the order in which they are asked: the most specific first."""

from __future__ import annotations

from concertia.corpus.formats import (
    cap_collectif,
    cap_collectif_flat,
    collected,
    consult,
    documents,
    iramuteq,
    notes,
    pabulib,
    platform_tables,
    polis_csv,
    polis_json,
    tables,
)
from concertia.corpus.formats.port import Format

FORMATS: tuple[Format, ...] = (
    collected.FORMAT,
    consult.FORMAT,
    *platform_tables.FORMATS,
    polis_csv.FORMAT,
    polis_json.FORMAT,
    cap_collectif.FORMAT,
    cap_collectif_flat.FORMAT,
    pabulib.FORMAT,
    iramuteq.FORMAT,
    tables.FORMAT,
    notes.FORMAT,
    documents.FORMAT,
)
