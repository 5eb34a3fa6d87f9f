"""The programs of ``benchmarks`` and ``evaluation``, which no other test runs, find what they import."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.conftest import ROOT

PROGRAMS = sorted([*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "evaluation").glob("*.py")])


def imported(program: Path) -> list[tuple[str, str]]:
    """The names taken from modules of ours: (module, name)."""
    tree = ast.parse(program.read_text(encoding="utf-8"))
    return [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0].startswith("concertia")
        for alias in node.names
    ]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_finds_what_it_imports(program):
    lost = [
        f"{module}.{name}"
        for module, name in imported(program)
        if not hasattr(import_module(module), name) and find_spec(f"{module}.{name}") is None
    ]
    assert lost == []
