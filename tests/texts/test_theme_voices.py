"""A theme is what several contributions say: one of them neither names it nor makes it alone."""

import numpy as np

from concertia.texts.clustering import MOST_OF_ONE, grow_tree
from concertia.texts.context import Voices, said_together, voices
from concertia.texts.labels import Naming, name_of_parts, name_themes


def test_what_one_contribution_repeats_does_not_name_the_theme() -> None:
    banks = ["La taxe de Chesney sur la banque"] * 6 + ["La taxe sur la banque", "Une taxe pour la banque"]
    buses = ["Le bus du soir", "Un bus le matin", "Des bus partout"]
    alone = name_themes([banks, buses], [-1, -1], "fr", voices=[[0] * 6 + [1, 2], [3, 4, 5]])
    assert "Chesney" not in alone[0].label + " ".join(alone[0].keywords)
    assert {"taxe", "banque"} & set(alone[0].keywords)
    apart = name_themes([banks, buses], [-1, -1], "fr")
    assert any("Chesney" in word for word in apart[0].keywords)


def test_a_word_is_shown_as_the_noun_it_is() -> None:
    texts = ["Des crises climatiques", "Le climat change", "Les luttes climatiques", "Les lois climatiques"]
    (name, _) = name_themes([texts, ["Un bus", "Le bus", "Ce bus"]], [-1, -1], "fr")
    assert "climat" in {word.casefold() for word in (name.label, *name.keywords)}
    assert name.label != "Climatiques"


def test_singular_and_plural_are_one_word() -> None:
    texts = ["Le revenu", "Les revenus", "Un revenu", "Des revenus", "Mon revenu", "Nos revenus"]
    (name, _) = name_themes([texts, ["Un bus", "Le bus", "Ce bus"]], [-1, -1], "fr")
    assert name.label.casefold().rstrip("s") == "revenu"


def test_a_theme_of_themes_is_named_by_what_it_holds() -> None:
    parts = [Naming("École, classe", ("école", "classe"), 1.0), Naming("Chasse", ("chasse",), 1.0)]
    own = Naming("Enseignants", ("enseignants",), 1.0)
    assert name_of_parts(parts, own, set()).label == "École, chasse"
    assert name_of_parts(parts, own, {"école, chasse"}).label == "Enseignants"
    assert name_of_parts([], own, set()) == own


def test_a_contribution_counts_for_one_and_the_first_speaks() -> None:
    text, contribution = np.array([0, 1, 2, -1, 3, 2, 2, 3, -1]), np.array([0, 0, 0, 1, 2, 2, 5, 5, 6])
    said_by = voices(said_together(text, contribution, 4))  # the third and the sixth say the same
    assert np.allclose(said_by.weight, [1 / 3, 1 / 3, 1 / 3 + 1 / 2, 1 / 2])
    assert said_by.speaker.tolist() == [0, 0, 0, 1]


def test_no_theme_is_made_mostly_by_one_contribution() -> None:
    random = np.random.default_rng(3)
    centres = np.eye(8)[:3]
    noisy = np.concatenate([centre + 0.08 * random.normal(size=(30, 8)) for centre in centres])
    points = noisy / np.linalg.norm(noisy, axis=1, keepdims=True)
    speaker = np.arange(90)
    speaker[60:84] = 60  # one contribution says most of the third group
    weight = np.where((np.arange(90) >= 60) & (np.arange(90) < 84), 1 / 24, 1.0)
    free = grow_tree(points, 0, 3)
    held = grow_tree(points, 0, 3, Voices(weight, speaker))
    assert len(free.parent) == 3
    assert len(held.parent) == 2
    for leaf in range(len(held.parent)):
        inside = speaker[held.leaf == leaf]
        assert np.unique(inside, return_counts=True)[1].max() <= MOST_OF_ONE * len(inside)


def test_the_word_of_an_act_does_not_name_what_it_is_about() -> None:
    texts = [
        "La suppression des compteurs",
        "Suppression du compteur",
        "Stop aux compteurs",
        "Le compteur, stop",
    ]
    (name, _) = name_themes([texts, ["Un bus", "Le bus", "Ce bus"]], [-1, -1], "fr")
    assert name.label.casefold().startswith("compteur")
