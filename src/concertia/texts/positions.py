"""For, against or qualified: what authors declared of their own contribution, never guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import POSITIONS
from concertia.language.words import fold
from concertia.texts.units import Units

_SAID_OTHERWISE = {
    "pour": "favorable",
    "oui": "favorable",
    "for": "favorable",
    "in favour": "favorable",
    "agree": "favorable",
    "d'accord": "favorable",
    "dafur": "favorable",
    "contre": "defavorable",
    "non": "defavorable",
    "against": "defavorable",
    "disagree": "defavorable",
    "pas d'accord": "defavorable",
    "dagegen": "defavorable",
    "nuancee": "nuance",
    "mitige": "nuance",
    "mixed": "nuance",
    "oui mais": "nuance",
    "qualified": "nuance",
    "teils": "nuance",
}


def positions_of_units(corpus: Corpus, units: Units) -> NDArray[Any] | None:
    """Position of each unit's author on the consulted text, among ``schema.POSITIONS``.

    ``indetermine`` where the author declared none; None where nobody in the corpus declared one.
    """
    declared = corpus.contributions["declared_position"]
    if not any(declared):
        return None
    position = np.array([declared_position(value) for value in declared], dtype=object)
    return np.asarray(position[units.contribution], dtype=object)


def declared_position(value: str | None) -> str:
    """A declared position as one of ``schema.POSITIONS``."""
    folded = fold(value or "").strip()
    return folded if folded in POSITIONS else _SAID_OTHERWISE.get(folded, "indetermine")
