"""Which statement would be worth showing next: Polis's comment priority."""

from __future__ import annotations

import numpy as np

from concertia.votes.arrays import Counts, Flags, Floats
from concertia.votes.counts import seen

META_PRIORITY = 49.0


def priorities(counts: Counts, extremity: Floats, meta: Flags) -> Floats:
    """(S,) priority ≥ 0 of each statement; ``counts`` (S, 4) of those in the conversation.

    With p = (pass + 1)/(all + 2), a = (agree + 1)/(all + 2) and E the extremity:
    ((1 − p)·(E + 1)·a·(1 + 8·2^(−all/5)))². A statement about the conversation has 7² = 49.
    """
    total = seen(counts)
    passed = (counts[:, 2] + counts[:, 3] + 1) / (total + 2)
    agreed = (counts[:, 0] + 1) / (total + 2)
    importance = (1 - passed) * (extremity + 1) * agreed
    priority = (importance * (1 + 8 * np.exp2(-total / 5))) ** 2
    return np.where(meta, META_PRIORITY, priority)
