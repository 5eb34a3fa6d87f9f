"""Themes: found where they are, the same whatever the order, carried over, named without repetition."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tests.texts.making import SUBJECTS, corpus_of, six_subjects

from concertia.texts.candidates import MAX_WORDS
from concertia.texts.embedders import embedder
from concertia.texts.themes import PreviousThemes, ThemeReading, read_themes, units_changing_theme
from concertia.texts.units import Units, build_units

SOURCES = Path(__file__).parents[2] / "src"


def read(
    texts, *, name="lexical", seed=0, previous=None, small=False, wanted=None, **columns
) -> tuple[Units, ThemeReading]:
    corpus = corpus_of(texts, **columns)
    units = build_units(corpus, default_language="fr")
    vectors = embedder(name).embed(units.text.tolist())
    return units, read_themes(
        corpus, units, vectors, seed=seed, previous=previous, small=small, wanted=wanted
    )


@pytest.fixture(scope="module")
def subjects() -> tuple[Units, ThemeReading]:
    return read(six_subjects(), name="use")


def test_subjects_are_found_apart(subjects) -> None:
    units, themes = subjects
    subject = {
        text: key
        for key, abouts in SUBJECTS.items()
        for text in six_subjects()
        if any(about in text for about in abouts)
    }
    pure = 0
    for theme in {one for one in themes.of_unit if one is not None}:
        inside = Counter(
            subject[text] for text, one in zip(units.text, themes.of_unit, strict=True) if one == theme
        )
        pure += inside.most_common(1)[0][1]
    assert pure / len(units) > 0.5
    assert sum(one is not None for one in themes.of_unit) / len(units) > 0.8


@pytest.mark.parametrize(("wanted", "found"), [(3, {2, 3}), (6, {6}), (9, {8, 9})])
def test_as_many_themes_as_asked_for_but_those_without_a_subject(wanted, found) -> None:
    _, themes = read(six_subjects(), name="use", wanted=wanted)
    assert len({one for one in themes.of_unit if one}) in found


def test_one_talkative_person_is_not_a_theme() -> None:
    alone = " ".join(
        f"La piscine {what} doit rouvrir {when}."
        for what in ("du bourg", "de la gare", "du lac", "du collège", "du stade")
        for when in ("le soir", "le dimanche", "en hiver")
    )
    units, themes = read([*six_subjects(), alone], name="use")
    inside = [one for text, one in zip(units.text, themes.of_unit, strict=True) if "piscine" in text]
    assert len(inside) == 15
    for theme in {one for one in inside if one is not None}:
        assert sum(one == theme for one in themes.of_unit) > 2 * inside.count(theme)


def test_labels_are_short_different_and_said_by_people(subjects) -> None:
    units, themes = subjects
    labels = [theme.label for theme in themes.themes]
    assert len({label.casefold() for label in labels}) == len(labels)
    everything = " ".join(units.text).casefold().replace("'", "’")
    for theme in themes.themes:
        assert theme.label[0].isupper()
        assert len(theme.label.split()) <= MAX_WORDS
        assert all(part.casefold() in everything for part in theme.label.split(", "))
        assert theme.keywords


def test_tree_order_and_scores(subjects) -> None:
    _, themes = subjects
    ids = {theme.id for theme in themes.themes}
    assert len(ids) == len(themes.themes)
    assert [theme.order for theme in themes.themes] == list(range(len(themes.themes)))
    parents = {theme.parent for theme in themes.themes if theme.parent}
    assert parents <= ids
    leaves = {one for one in themes.of_unit if one is not None}
    assert leaves == ids - parents
    assert all(theme.parent is None for theme in themes.themes if theme.id in parents)
    for theme, score in zip(themes.of_unit, themes.score, strict=True):
        assert -1.000001 <= score <= 1.000001
        assert theme is not None or score == 0
    for theme in themes.themes:
        assert 0 <= theme.stability <= 1
        assert theme.fragile == (theme.stability < 0.5)


def test_neither_order_nor_copies_change_the_themes() -> None:
    texts = six_subjects()
    units, themes = read(texts)
    backwards, again = read(texts[::-1])
    assert dict(zip(units.id, themes.of_unit, strict=True)) == dict(
        zip(backwards.id, again.of_unit, strict=True)
    )
    assert themes.themes == again.themes
    _, copied = read([*texts, *texts[:40]])
    assert len({one for one in themes.of_unit if one}) == len({one for one in copied.of_unit if one})


def test_twice_is_the_same() -> None:
    assert read(six_subjects())[1].themes == read(six_subjects())[1].themes


def test_rejected_and_wordless_units_are_in_no_theme() -> None:
    texts = [*six_subjects(), "Oui.", "👍", "12", "Les pistes cyclables, encore et toujours."]
    moderation = ["accepted"] * (len(texts) - 1) + ["rejected"]
    units, themes = read(texts, moderation=moderation)
    for text, theme in zip(units.text, themes.of_unit, strict=True):
        if text in texts[-4:]:
            assert theme is None


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Plus de bus."],
        ["Plus de bus."] * 30,
        ["👍", ""],
        ["Bus", "Vélos", "Train"],
        [f"Former les agents, {n} fois" for n in range(30)],
    ],
)
def test_tiny_corpora(texts) -> None:
    units, themes = read(texts, small=True)
    assert len(themes.of_unit) == len(units)


def test_ids_live_on_where_most_units_stay() -> None:
    texts = six_subjects()
    units, before = read(texts[:-6])
    members = {
        theme.id: frozenset(i for i, one in zip(units.id, before.of_unit, strict=True) if one == theme.id)
        for theme in before.themes
    }
    previous = PreviousThemes(tuple((key, ids) for key, ids in sorted(members.items()) if ids))
    fresh = {theme.id for theme in read(texts)[1].themes}
    after = {theme.id for theme in read(texts, previous=previous)[1].themes}
    assert len(after & set(members)) > len(fresh & set(members))
    assert len(after & set(members)) >= len(members) // 3


def test_small_mode_proposes_neighbours() -> None:
    texts = [
        "Plus de pistes cyclables.",
        "Davantage de pistes cyclables.",
        "La cantine est froide.",
        "Moins de bruit.",
    ]
    units, themes = read(texts, name="use", small=True)
    pairs = {frozenset((units.text[a], units.text[b])) for a, b, _ in themes.neighbours}
    assert frozenset(texts[:2]) in pairs
    closeness = [value for *_, value in themes.neighbours]
    assert closeness == sorted(closeness, reverse=True)
    assert read(texts)[1].neighbours == ()


def reading_of(*ids: str | None) -> ThemeReading:
    return ThemeReading((), np.array([*ids, None], dtype=object)[:-1], np.zeros(len(ids)), ())


def test_units_changing_theme_after_the_best_matching() -> None:
    a = reading_of("a", "a", "b", "b", None)
    assert units_changing_theme(a, a) == 0
    assert units_changing_theme(a, reading_of("x", "x", "y", "y", None)) == 0
    assert units_changing_theme(a, reading_of("x", "y", "y", "y", None)) == 1
    assert units_changing_theme(a, reading_of("x", "x", "y", None, "y")) == 2
    assert units_changing_theme(a, reading_of(None, None, None, None, None)) == 4


KERNELS = """
import sys
sys.path[:0] = [{src!r}, {root!r}]
from concertia.execution.profile import pin
pin()
from tests.texts.test_themes import read
from tests.texts.making import six_subjects
units, themes = read(six_subjects(), name="use")
print([(t.id, t.parent, t.label, t.order) for t in themes.themes], themes.of_unit.tolist())
"""


def test_two_blas_kernels_give_the_same_themes() -> None:
    code = KERNELS.format(src=str(SOURCES), root=str(SOURCES.parent))
    found = set()
    for kernel in ("Haswell", "Sandybridge"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "CONCERTIA_KERNEL": kernel, "OPENBLAS_CORETYPE": kernel},
            capture_output=True, text=True, check=True, timeout=300,
        )  # fmt: skip
        found.add(done.stdout)
    assert len(found) == 1
