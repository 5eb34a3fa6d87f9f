"""Corpora made in memory for the tests of ``texts``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import CONTRIBUTIONS

DEFAULTS: dict[str, Any] = {
    "moderation": "accepted",
    "voice": "unknown",
    "capture": "written",
    "channel": "import",
}


def corpus_of(texts: Sequence[str], **columns: Sequence[Any]) -> Corpus:
    """A corpus of ``texts`` sorted by id; ids depend on the text and on how many times it came before."""
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        ids.append(hashlib.sha256(f"{text}\n{seen[text]}".encode("utf-8", "surrogatepass")).hexdigest()[:16])
        seen[text] += 1
    order = sorted(range(len(ids)), key=ids.__getitem__)
    values = {"contribution_id": ids, "text": list(texts), **columns}
    table = {}
    for name in CONTRIBUTIONS:
        column = np.full(len(ids), DEFAULTS.get(name), dtype=object)
        for target, row in enumerate(order):
            if name in values:
                column[target] = values[name][row]
        table[name] = column
    return Corpus(table, None, None, {"corpus_id": "0" * 64})
