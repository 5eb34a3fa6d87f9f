"""Folders that appear at once: work happens in ``DIR/.partial`` and is published by one rename."""

from __future__ import annotations

import shutil
from pathlib import Path

PARTIAL = ".partial"


def partial_folder(final: Path) -> Path:
    """The working folder of ``final``, created if needed; what an interrupted run left is still there.

    A publication that was cut between its two renames left the old content aside: it comes back.
    """
    aside = final.parent / f".{final.name}.old"
    if aside.is_dir() and not final.exists():
        aside.rename(final)
    folder = final / PARTIAL
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def publish_folder(final: Path) -> None:
    """Replace the content of ``final`` by that of ``final/.partial``: whole, never a mixture."""
    final = final.resolve()
    ready = final.parent / f".{final.name}.new"
    old = final.parent / f".{final.name}.old"
    for leftover in (ready, old):
        shutil.rmtree(leftover, ignore_errors=True)
    (final / PARTIAL).rename(ready)
    final.rename(old)
    ready.replace(final)
    shutil.rmtree(old, ignore_errors=True)
