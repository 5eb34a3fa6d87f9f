"""Texts of one word join the theme that speaks of them; exclamations found none."""

import numpy as np
from tests.texts.making import corpus_of, six_subjects

from concertia.texts.brevity import founding, join_short
from concertia.texts.clustering import Tree
from concertia.texts.embedders import embedder
from concertia.texts.themes import read_themes
from concertia.texts.units import build_units

EXCLAMATIONS = [
    "Navrant !",
    "Lamentable !",
    "Pitoyable !",
    "Affligeant !",
    "Consternant !",
    "Scandaleux !",
] * 2


def test_a_text_needs_two_words_to_found_unless_none_has() -> None:
    one, two = frozenset({"a"}), frozenset({"a", "b"})
    assert founding([one, two]).tolist() == [False, True]
    assert founding([one, one]).tolist() == [True, True]
    assert founding([]).tolist() == []


def test_a_short_text_joins_where_its_word_is_said_and_it_is_close() -> None:
    points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.8, 0.6], [0.8, 0.6], [-1.0, 0.0]])
    tree = Tree(np.array([0, 0, 1, 1]), np.array([-1, -1]), np.ones(4), np.ones(2))
    founders = np.array([True] * 4 + [False] * 3)
    spoken = [
        frozenset(words.split())
        for words in ("bus bleu", "bus vert", "eau bleu", "eau vert", "eau", "lune", "bus")
    ]
    joined = join_short(tree, points, founders, spoken)
    assert joined.leaf.tolist() == [0, 0, 1, 1, 1, -1, -1]
    assert joined.score[4] == 0.6
    assert joined.parent is tree.parent


def test_exclamations_are_in_no_theme_and_a_subject_alone_is_in_its_own() -> None:
    corpus = corpus_of([*six_subjects(), *EXCLAMATIONS, "Cantine."])
    units = build_units(corpus, default_language="fr")
    themes = read_themes(corpus, units, embedder("lexical").embed(units.text.tolist()), seed=0)
    of = dict(zip(units.text, themes.of_unit, strict=True))
    assert all(of[text] is None for text in EXCLAMATIONS)
    beside = {of[text] for text in units.text if "cantine" in text}
    assert of["Cantine."] in beside - {None}
