"""A file fits in the head, a function on a screen."""

from __future__ import annotations

import ast

from tests.conventions.tracked import ROOT, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def test_no_file_is_longer_than_400_lines():
    files = python_files("src", "tests", "benchmarks", "evaluation")
    assert files
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_50_lines():
    """From ``def`` to the last line, docstring left out: it must never be shortened for size.

    In ``cli/`` the signature is left out too: the parameters of a command are its options, one a line.
    """
    long = {}
    for path in python_files("src", "benchmarks", "evaluation"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = _length(node, signature=path.parent.name != "cli")
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert not long


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef, *, signature: bool) -> int:
    first = node.body[0]
    docstring = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) is not None else 0
    start = node.lineno if signature else first.lineno
    return node.end_lineno - start + 1 - docstring


def test_every_module_says_what_it_is():
    undocumented = [
        str(path.relative_to(ROOT))
        for path in python_files("src", "benchmarks", "evaluation")
        if path.parent.name != "migrations"
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not undocumented


def test_no_module_is_a_drawer():
    drawers = {"utils", "helpers", "common", "misc", "core"}
    names = {path.stem for path in python_files("src")} | {path.parent.name for path in python_files("src")}
    assert not drawers & names
