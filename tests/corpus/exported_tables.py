"""Small CSV exports, and the look at the account of one that every format owes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any


def written(path: Path, records: list[dict[str, Any]], separator: str = ",") -> Path:
    path.parent.mkdir(exist_ok=True)
    titles = list(dict.fromkeys(title for record in records for title in record))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, titles, restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(records)
    return path


def checked(report: dict[str, Any], name: str) -> dict[str, Any]:
    """The only source, once its accounts are looked at."""
    (source,) = report["sources"]
    assert source["format"] == name
    for counts in source["records"].values():
        assert counts["read"] == counts["kept"] + counts["rejected"]
    assert all(check["ok"] for check in source["reconciliation"]), source["reconciliation"]
    return source


def kept(source: dict[str, Any]) -> dict[str, int]:
    return {kind: counts["kept"] for kind, counts in source["records"].items() if counts["kept"]}
