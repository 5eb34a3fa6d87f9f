"""Where a text stands: with its words and its contribution, for few texts and for very many."""

import numpy as np
import pytest
from scipy import sparse

from concertia.texts import context
from concertia.texts.context import gathered, in_context, said_together


def made(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors and words of texts on six subjects."""
    random = np.random.default_rng(5)
    subject = np.arange(count) % 6
    vectors = 0.1 * random.normal(size=(count, 48)) + random.normal(size=(6, 48))[subject]
    words = 0.1 * random.normal(size=(count, 24)) + random.normal(size=(6, 24))[subject]
    return tuple(
        (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32) for rows in (vectors, words)
    )


def test_few_dimensions_of_very_many_texts_keep_who_is_close(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, words = made(900)
    rows = np.arange(0, 900, 2)
    whole = gathered(vectors, words, rows)
    assert whole.shape == (450, 72)
    monkeypatch.setattr(context, "WHOLE", 100)
    monkeypatch.setattr(context, "LEARNT", 90)
    monkeypatch.setattr(context, "WIDE", 32)
    monkeypatch.setattr(context, "_BLOCK", 64)
    few = gathered(vectors, words, rows)
    assert few.shape == (450, 32) and few.dtype == np.float32
    assert np.abs(few @ few.T - whole @ whole.T).max() < 0.1
    assert np.array_equal(few, gathered(vectors, words, rows))


def test_a_text_moves_towards_what_its_contribution_says() -> None:
    own = np.eye(3, dtype=np.float32)
    together = said_together(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 2]), 3)
    assert sparse.issparse(together) and together.toarray().tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    moved = in_context(own, together)
    assert moved[0] @ own[1] > 0.2 > moved[0] @ own[2] == 0
    assert np.array_equal(moved[2], own[2])
    assert np.linalg.norm(moved, axis=1) == pytest.approx(1.0, abs=1e-6)
