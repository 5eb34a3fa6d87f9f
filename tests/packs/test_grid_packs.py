"""The grids that ship: complete, licensed, and in step with what the engine knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from concertia.corpus.schema import KINDS, POSITIONS
from concertia.errors import UnusableSourceError
from concertia.texts.grids import known_codes, load_grid

GRIDS = sorted((Path(__file__).parents[2] / "packs" / "grids").glob("*.yaml"))


@pytest.mark.parametrize("path", GRIDS, ids=lambda path: path.stem)
def test_a_grid_is_whole(path: Path) -> None:
    grid = load_grid(path)
    assert grid.key == path.stem
    assert grid.licence == "CC0-1.0"
    assert grid.source
    assert set(grid.title) == {"fr", "en", "de"}
    assert all(code.isascii() and set(labels) == {"fr", "en", "de"} for code, labels in grid.codes.items())


@pytest.mark.parametrize(("key", "codes"), [("natures", KINDS), ("positions", POSITIONS)])
def test_grids_with_a_role_hold_the_codes_of_the_engine(key: str, codes: tuple[str, ...]) -> None:
    (path,) = (path for path in GRIDS if path.stem == key)
    assert tuple(load_grid(path).codes) == codes


def test_a_code_is_known_by_its_key_or_its_label_in_any_language() -> None:
    (path,) = (path for path in GRIDS if path.stem == "positions")
    grid = load_grid(path)
    assert known_codes(grid, ["Défavorable", "in favour", "EINGESCHRÄNKT"]) == [
        "defavorable",
        "favorable",
        "nuance",
    ]
    assert grid.meanings["nuance"]["fr"].startswith("La personne approuve sous réserve")
    with pytest.raises(UnusableSourceError, match="bof"):
        known_codes(grid, ["favorable", "bof"])


@pytest.mark.parametrize("path", GRIDS, ids=lambda path: path.stem)
def test_every_grid_lets_a_reader_say_that_they_cannot_tell(path: Path) -> None:
    assert known_codes(load_grid(path), ["indetermine"]) == ["indetermine"]


@pytest.mark.parametrize("content", ["schema: autre/1\n", "- une\n- liste\n", "schema: concertia/grid/1\n"])
def test_a_broken_grid_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mienne.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableSourceError, match=r"mienne\.yaml"):
        load_grid(path)
