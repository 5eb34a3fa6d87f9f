"""The formats, in the order in which they are asked: the most specific first."""

from __future__ import annotations

from concertia.corpus.formats import (
    cap_collectif,
    cap_collectif_flat,
    documents,
    notes,
    pabulib,
    polis_csv,
    polis_json,
    tables,
)
from concertia.corpus.formats.port import Format

FORMATS: tuple[Format, ...] = (
    polis_csv.FORMAT,
    polis_json.FORMAT,
    cap_collectif.FORMAT,
    cap_collectif_flat.FORMAT,
    pabulib.FORMAT,
    tables.FORMAT,
    notes.FORMAT,
    documents.FORMAT,
)
