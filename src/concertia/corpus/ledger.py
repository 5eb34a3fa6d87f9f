"""The account of an import: for each file, every record read is kept or rejected with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from concertia.corpus.formats.port import Check
from concertia.corpus.masking import without_personal_data

TOTALS = ("agree", "disagree", "pass", "mixed")


@dataclass
class FileAccount:
    """What one file gave. ``entry()`` is its line in ``import.json``.

    Names of files and columns may hold personal data: kept here as they are, covered in what is written.
    """

    path: str
    sha256: str
    format: str
    format_version: str
    source: str
    title: str | None = None
    kept: Counter[str] = field(default_factory=Counter)
    """By record type."""
    rejects: list[tuple[str, int, str]] = field(default_factory=list)
    """(record type, line, reason)."""
    repairs: Counter[str] = field(default_factory=Counter)
    transformations: Counter[str] = field(default_factory=Counter)
    exact_duplicates: int = 0
    lost: int = 0
    """Texts in which letters seem to have been lost before they came here."""
    totals: Counter[str] = field(default_factory=Counter)
    checks: list[Check] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)

    def reject(self, record: str, line: int, reason: str) -> None:
        """Count one record as read and not kept."""
        self.rejects.append((record, line, reason))

    def entry(self) -> dict[str, Any]:
        """The ``sources`` item of ``import.json``; ``read`` is always ``kept + rejected``."""
        rejected = Counter(record for record, _, _ in self.rejects)
        types = sorted({"contribution", "vote"} | set(self.kept) | set(rejected))
        return {
            "path": without_personal_data(self.path),
            "sha256": self.sha256,
            "format": self.format,
            "format_version": self.format_version,
            "source": without_personal_data(self.source),
            **({"title": without_personal_data(self.title)} if self.title else {}),
            "records": {
                kind: {
                    "read": self.kept[kind] + rejected[kind],
                    "kept": self.kept[kind],
                    "rejected": rejected[kind],
                }
                for kind in types
            },
            "reasons": dict(sorted(Counter(reason for _, _, reason in self.rejects).items())),
            "repairs": dict(sorted(self.repairs.items())),
            "transformations": dict(sorted(self.transformations.items())),
            "exact_duplicates": self.exact_duplicates,
            "totals": {name: self.totals[name] for name in TOTALS},
            "reconciliation": [
                {"check": item.check, "expected": item.expected, "found": item.found, "ok": item.ok}
                for item in self.checks
            ],
            "warnings": [without_personal_data(line) for line in self.warnings],
            "questions": [without_personal_data(line) for line in self.questions],
            "dropped_columns": [without_personal_data(title) for title in self.dropped_columns],
        }

    def reject_lines(self) -> list[dict[str, Any]]:
        """The lines of ``rejects.jsonl``: never the text."""
        path = without_personal_data(self.path)
        return [
            {"source": path, "record_type": record, "line": line, "reason": reason}
            for record, line, reason in sorted(self.rejects)
        ]
