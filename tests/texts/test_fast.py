"""The vectors of few texts give those of many, or a plain refusal."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from concertia.errors import ConcertiaError
from concertia.texts.embedders import embedder
from concertia.texts.fast import LEAST, mapped

WHO = ("le bus", "la cantine", "la piste cyclable", "le marché", "la bibliothèque", "la piscine", "le parc")
WHAT = ("ouvre trop tard", "coûte trop cher", "manque de place", "est loin de chez nous", "plaît aux enfants")
WHEN = ("le soir", "en hiver", "depuis un an", "pendant les vacances", "le samedi", "à midi")
WHY = ("il faut en parler", "la mairie le sait", "personne ne répond", "nous le disons souvent")


def texts() -> list[str]:
    said = product(WHO, WHAT, WHEN, WHY)
    return sorted(f"{who.capitalize()} {what} {when}, {why}." for who, what, when, why in said)


def test_texts_that_were_not_read_get_nearly_their_own_vector() -> None:
    said = texts()
    blocks, fidelity = mapped(said, embedder("use"), sample=210)
    vectors = np.concatenate(list(blocks))
    true = embedder("use").embed(said)
    assert (fidelity.embedded, fidelity.checked) == (210, 21)
    unread = np.abs(vectors - true).max(axis=1) > 1e-6  # vectors of another batch differ in their last bits
    assert (~unread).sum() == 210
    centre = true.mean(axis=0)
    mine, others = vectors[unread] - centre, true[unread] - centre
    cosines = (mine * others).sum(axis=1) / np.linalg.norm(mine, axis=1) / np.linalg.norm(others, axis=1)
    assert cosines.mean() == pytest.approx(fidelity.cosine, abs=0.1)
    assert fidelity.cosine > LEAST
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_same_texts_give_the_same_bytes() -> None:
    one, other = (mapped(texts(), embedder("lexical"), sample=300)[0] for _ in range(2))
    assert np.array_equal(np.concatenate(list(one)), np.concatenate(list(other)))


def test_texts_that_share_no_word_are_refused_with_what_to_do() -> None:
    random = np.random.default_rng(0)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    alone = sorted({" ".join("".join(random.choice(letters, 7)) for _ in range(6)) for _ in range(400)})
    with pytest.raises(ConcertiaError, match="Relancez sans --fast"):
        mapped(alone, embedder("use"), sample=200)
