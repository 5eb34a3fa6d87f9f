"""A room of the site reads the models and calls the services of another one, never its views."""

from __future__ import annotations

import ast

from tests.conventions.tracked import ROOT, python_files

SITE = ROOT / "src/concertia_web"


def test_no_room_imports_the_views_of_another():
    found = []
    files = [path for path in python_files("src") if path.is_relative_to(SITE)]
    assert len(files) > 100
    for path in files:
        room = path.relative_to(SITE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[0] == "concertia_web" and "views" in parts[2:3] and parts[1] != room:
                    found.append(f"{path.relative_to(ROOT)}: {node.module}")
    assert found == []
