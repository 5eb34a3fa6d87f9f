"""Framing notes: read strictly, guiding by meaning and keywords, leaving the rest out of frame."""

from pathlib import Path

import numpy as np
import pytest
from tests.texts.making import corpus_of

from concertia.errors import UnusableSourceError
from concertia.texts.embedders import embedder
from concertia.texts.framing import guide, load_framing
from concertia.texts.themes import read_themes
from concertia.texts.units import build_units

PACK = Path(__file__).parents[2] / "packs" / "framing" / "ia-territoires.yaml"
MINE = """
schema: concertia/framing/1
key: essai
version: 1
licence: CC0-1.0
source: rédaction propre
title: {fr: Essai}
themes:
  - {key: velo, label: {fr: Vélo, de: Fahrrad}, keywords: [vélo, piste cyclable], examples: [Rouler.]}
  - {key: cantine, label: {fr: Cantine}, description: {fr: Les repas.}, keywords: [cantine, repas]}
  - {key: fusee, label: {fr: Fusées}, description: {fr: Le programme spatial.}, keywords: [fusée]}
"""


@pytest.fixture
def pack(tmp_path) -> Path:
    path = tmp_path / "essai.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


def guided(texts, path, name="use", small=True):
    framing = load_framing(path)
    corpus = corpus_of(texts)
    units = build_units(corpus, default_language="fr")
    model = embedder(name)
    vectors = model.embed([*units.text, *framing.references])
    reading = read_themes(
        corpus,
        units,
        vectors[: len(units)],
        seed=0,
        framing=framing,
        framing_vectors=vectors[len(units) :],
        small=small,
    )
    label = {theme.id: theme.label for theme in reading.themes}
    return {text: label.get(one) for text, one in zip(units.text, reading.of_unit, strict=True)}, reading


def test_the_pack_that_ships_is_readable() -> None:
    framing = load_framing(PACK)
    assert framing.key == "ia-territoires"
    assert len(framing.themes) >= 8
    assert all(theme.named("fr") and theme.named("de") and theme.keywords for theme in framing.themes)
    assert len(framing.references) > len(framing.themes)


@pytest.mark.parametrize("name", ["use", "lexical"])
def test_units_go_where_the_note_says(pack, name) -> None:
    found, reading = guided(
        ["Plus de pistes cyclables.", "Des vélos en libre service.", "Une cantine avec des légumes.",
         "Les repas de la cantine sont froids.", "Baisser les loyers du centre.", "Moins de bruit la nuit."],
        pack, name,
    )  # fmt: skip
    assert found["Plus de pistes cyclables."] == "Vélo" or name == "lexical"
    assert found["Une cantine avec des légumes."] == "Cantine"
    assert found["Les repas de la cantine sont froids."] == "Cantine"
    assert found["Moins de bruit la nuit."] not in ("Vélo", "Cantine", "Fusées")
    by_label = {theme.label: theme for theme in reading.themes}
    assert by_label["Fusées"].guided
    assert "Fusées" not in found.values()


def test_guided_ids_do_not_depend_on_the_units(pack) -> None:
    ids = [
        {theme.label: theme.id for theme in guided(texts, pack, "lexical")[1].themes if theme.guided}
        for texts in (["Plus de vélos."], ["La cantine.", "Du bruit."])
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("schema: concertia/framing/1", "schema: autre"), "schema"),
        (("key: essai", "clef: essai"), "key"),
        (("version: 1", "version: un"), "version|mal formée"),
        (("key: cantine", "key: velo"), "répétés"),
        (("themes:", "themes: []\nautres:"), "absents"),
        (("title: {fr: Essai}", "title: [Essai"), "YAML"),
    ],
)
def test_a_broken_pack_says_what_is_wrong(tmp_path, change, said) -> None:
    path = tmp_path / "casse.yaml"
    path.write_text(MINE.replace(*change), encoding="utf-8")
    with pytest.raises(UnusableSourceError, match=said):
        load_framing(path)


def test_a_note_without_its_vectors_is_a_mistake(pack) -> None:
    corpus = corpus_of(["Plus de bus."])
    units = build_units(corpus, default_language="fr")
    with pytest.raises(ValueError, match="vectors"):
        read_themes(corpus, units, np.zeros((1, 4), np.float32), seed=0, framing=load_framing(pack))


def test_two_themes_equally_close_guide_nothing_unless_a_keyword_decides(pack) -> None:
    framing = load_framing(pack)
    sizes = [len(theme.references("fr")) for theme in framing.themes]
    between = np.zeros((8, 3), np.float32)
    between[0] = between[1] = (0.70, 0.69, 0.0)
    between[2] = (0.9, 0.1, 0.0)
    references = np.repeat(np.eye(3, dtype=np.float32), sizes, axis=0)
    texts = ["entre les deux", "entre les deux, à vélo", "bien à part", *["rien"] * 5]
    found = guide(framing, texts, ["fr"] * 8, between, references, seed=0)
    assert found.theme.tolist() == [-1, 0, 0, *[-1] * 5]
