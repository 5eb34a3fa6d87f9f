"""A published folder appears at once, whole."""

from __future__ import annotations

from pathlib import Path

from concertia.storage.folders import partial_folder, publish_folder


def test_new_content_replaces_the_old_and_leaves_nothing_behind(tmp_path: Path) -> None:
    final = tmp_path / "lecture"
    for content in ("première", "seconde"):
        work = partial_folder(final)
        (work / f"{content}.txt").write_text(content, encoding="utf-8")
        publish_folder(final)
    assert [p.name for p in final.iterdir()] == ["seconde.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["lecture"]


def test_an_interrupted_run_finds_what_it_left(tmp_path: Path) -> None:
    (partial_folder(tmp_path / "r") / "stage").write_text("x", encoding="utf-8")
    assert (partial_folder(tmp_path / "r") / "stage").read_text(encoding="utf-8") == "x"
