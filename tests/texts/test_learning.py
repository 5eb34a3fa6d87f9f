"""Teach by example: what is learnt, how it is checked, what it does not know, what to read next."""

from __future__ import annotations

import numpy as np
import pytest

from concertia.texts.learning import LEAST_EXAMPLES, RIGHT, Texts, confidence, learn, learnable

SUBJECTS = {
    "velo": ["piste cyclable", "garage à vélos", "bande cyclable", "casier à vélo", "voie verte"],
    "cantine": ["menu végétarien", "repas de la cantine", "goûter bio", "plat du midi", "pain du boulanger"],
}
PLACES = [
    "près de l'école",
    "devant la gare",
    "dans le bourg",
    "au stade",
    "rue Haute",
    "au marché",
    "ici",
    "partout",
]


def sentences() -> tuple[list[str], list[str]]:
    texts, codes = [], []
    for code, things in SUBJECTS.items():
        for thing in things:
            for place in PLACES:
                texts.append(f"Il faudrait un meilleur {thing} {place}.")
                codes.append(code)
    return texts, codes


def things(texts: list[str], seed: int = 0) -> Texts:
    """Texts with vectors that say nothing: what is learnt comes from the words."""
    vectors = np.random.default_rng(seed).normal(size=(len(texts), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Texts(texts, vectors, np.arange(len(texts), dtype=np.int64))


def labels(codes: list[str], every: int) -> np.ndarray:
    return np.array([code if row % every == 0 else None for row, code in enumerate(codes)], dtype=object)


def test_what_people_coded_is_found_elsewhere_and_explained() -> None:
    texts, codes = sentences()
    given = labels(codes, 2)
    found = learn(things(texts), given, np.ones(len(texts), dtype=np.bool_), seed=0)
    known = [row for row, code in enumerate(found.code) if code is not None]
    assert len(known) >= 0.8 * len(texts)
    assert sum(found.code[row] == codes[row] for row in known) / len(known) >= RIGHT
    assert "cyclable" in found.words["velo"] or "velo" in found.words["velo"]
    assert found.checked.right_known / found.checked.known.sum() >= RIGHT


def test_codes_given_at_random_are_not_learnt() -> None:
    texts, _ = sentences()
    chance = np.random.default_rng(1).choice(["a", "b"], size=len(texts)).astype(object)
    given = np.where(np.arange(len(texts)) % 2 == 0, chance, None)
    found = learn(things(texts), given, np.ones(len(texts), dtype=np.bool_), seed=0)
    assert sum(code is not None for code in found.code) <= 0.3 * len(texts)
    assert abs(found.checked.right / len(found.checked.code) - 0.5) < 0.25


def test_the_same_examples_give_the_same_codes_twice() -> None:
    texts, codes = sentences()
    first, again = (
        learn(things(texts), labels(codes, 2), np.ones(len(texts), dtype=np.bool_), seed=0) for _ in range(2)
    )
    assert first.code.tolist() == again.code.tolist()
    assert first.score.tolist() == again.score.tolist()
    assert first.next.tolist() == again.next.tolist()


def test_copies_never_stand_on_both_sides_of_the_check() -> None:
    """Each code is pinned to one text said four times: seen on both sides it would be known by heart."""
    rng = np.random.default_rng(3)
    distinct = [" ".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), size=6)) for _ in range(20)]
    codes = rng.choice(["oui", "non"], size=20)
    texts = [text for text in distinct for _ in range(4)]
    given = np.array([code for code in codes for _ in range(4)], dtype=object)
    vectors = np.repeat(np.eye(20, dtype=np.float32), 4, axis=0)
    group = np.repeat(np.arange(20, dtype=np.int64), 4)
    apart = learn(Texts(texts, vectors, group), given, np.zeros(80, dtype=np.bool_), seed=0)
    leaking = learn(
        Texts(texts, vectors, np.arange(80, dtype=np.int64)), given, np.zeros(80, dtype=np.bool_), seed=0
    )
    assert leaking.checked.right > 70
    assert apart.checked.right < 60


def test_what_to_read_next_is_unread_uncertain_and_not_one_thing_many_times() -> None:
    texts, codes = sentences()
    given = labels(codes, 2)
    allowed = np.arange(len(texts)) % 3 != 0
    found = learn(things(texts), given, allowed, seed=0)
    proposed = found.next.tolist()
    assert len(proposed) == len(set(proposed)) == 20
    assert all(given[row] is None and allowed[row] for row in proposed)


def test_too_few_examples_teach_nothing() -> None:
    assert learnable(["a"] * 30) == ()
    assert learnable(["a"] * 5 + ["b"] * 5) == ()
    assert learnable(["a"] * LEAST_EXAMPLES + ["b"] * 4) == ()
    assert learnable(["a"] * 15 + ["b"] * 5 + ["c"] * 4) == ("a", "b")


@pytest.mark.parametrize(
    ("right", "expected"),
    [([True] * 20, 0.05), ([True] * 10 + [False] * 10, 0.45), ([False] * 20, None)],
)
def test_the_threshold_keeps_what_is_right_often_enough(right: list[bool], expected: float | None) -> None:
    score = np.linspace(1.0, 0.05, 20)
    assert confidence(score, np.array(right)) == expected
