"""The reconciliation of an import in French: for each file, what was read, kept, and why the rest was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concertia_web.imports.words import FORMATS, RECORDS, ROLES, named, plainly


@dataclass(frozen=True)
class FileAccount:
    """What one file gave, in words."""

    name: str
    kind: str
    used: bool
    """Whether anything was read in it."""
    records: list[tuple[str, int, int, int]]
    """Name, read, kept, not kept."""
    reasons: list[tuple[str, int]]
    repairs: list[tuple[str, int]]
    transformations: list[tuple[str, int]]
    checks: list[tuple[str, Any, Any, bool]]
    """Total, announced, found, whether they agree."""
    warnings: list[str]
    dropped: list[str]
    """Columns of personal data that did not enter."""
    duplicates: int
    """Texts that are exactly those of an earlier line."""


def account(report: dict[str, Any]) -> list[FileAccount]:
    """The files of ``import.json``, in its order."""
    return [_file(source) for source in report.get("sources", [])]


def _file(source: dict[str, Any]) -> FileAccount:
    warnings = [
        plainly(text)
        for text in source["warnings"]
        if not text.startswith("un total annoncé ne tombe pas juste")
    ]
    return FileAccount(
        name=source["path"].removeprefix("sources/"),
        kind=FORMATS.get(source["format"], source["format"]),
        used=source["format"] not in ("unknown", "unusable"),
        records=[
            (RECORDS.get(kind, kind), counts["read"], counts["kept"], counts["rejected"])
            for kind, counts in source["records"].items()
            if counts["read"]
        ],
        reasons=_named("reason", source["reasons"]),
        repairs=_named("repair", source["repairs"]),
        transformations=_named("transformation", source["transformations"]),
        checks=[
            (named("check", item["check"]), item["expected"], item["found"], item["ok"])
            for item in source["reconciliation"]
        ],
        warnings=[_columns(text) for text in warnings],
        dropped=source["dropped_columns"],
        duplicates=source["exact_duplicates"],
    )


def _named(group: str, counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(named(group, what), number) for what, number in sorted(counts.items())]


def _columns(text: str) -> str:
    """A warning on how columns were understood is long: its roles are told in words."""
    if not text.startswith(("colonnes devinées", "colonnes comme vous")):
        return text
    lead, _, rest = text.partition(" : ")
    roles, _, unread = rest.partition(" ; colonnes non lues : ")
    said = []
    for part in roles.split("; "):
        role, _, titles = part.partition(" = ")
        said.append(f"{titles.strip('[]').replace(chr(34), '')} → {ROLES.get(role.strip(), role)}")
    return f"{lead} : {' ; '.join(said)}. Colonnes non lues : {unread or 'aucune'}."
