"""The packs of papers: read once, checked when read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from concertia.execution.packs import packs_folder
from concertia.reports.typography import typeset

SCHEMA = "concertia/paper/1"
FIELD = re.compile(r"\{([A-Za-z]\w*)\}")
KINDS = frozenset(
    {
        "title", "subtitle", "heading", "text", "lead", "small", "list", "facts", "advice", "sender",
        "recipient", "right", "object", "visa", "article", "signature", "quote", "insert", "break",
    }
)  # fmt: skip


class UnusablePackError(ValueError):
    """A pack that does not hold what a paper needs; the message names the file and the line."""


@dataclass(frozen=True)
class PaperPack:
    """One paper: blocks in order, each ``{kind: content, when: conditions}``."""

    key: str
    version: int
    order: int
    title: str
    summary: str
    blocks: tuple[dict[str, Any], ...]
    steps: tuple[dict[str, Any], ...] = ()
    """Of the back-planning: ``{from, days, what, who}``."""
    workdays: tuple[dict[str, Any], ...] = ()
    """Of the days of work: ``{blueprint, label, assumes, tasks}``."""


def folder() -> Path:
    """Where the packs of papers ship."""
    return packs_folder() / "papers"


@lru_cache(maxsize=1)
def papers() -> dict[str, PaperPack]:
    """Every paper that ships, by key, in the order that they ask for."""
    found = [_paper(path) for path in sorted(folder().glob("*.yaml")) if _schema(path) == SCHEMA]
    return {pack.key: pack for pack in sorted(found, key=lambda pack: (pack.order, pack.key))}


@lru_cache(maxsize=8)
def named(key: str) -> dict[str, Any]:
    """Another pack of the folder: the courses of a meeting, the notice on data."""
    return _load(folder() / f"{key}.yaml")


def read_paper(text: str, name: str) -> PaperPack:
    """A paper from its YAML. Raises UnusablePackError."""
    content = yaml.safe_load(text)
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UnusablePackError(f"{name} : ce n’est pas un papier ({SCHEMA}).")
    for rank, block in enumerate(content["blocks"], start=1):
        kinds = set(block) - {"when"}
        if len(kinds) != 1 or not kinds <= KINDS:
            raise UnusablePackError(f"{name}, bloc {rank} : sorte inconnue ({', '.join(sorted(kinds))}).")
    return PaperPack(
        content["key"],
        content["version"],
        content["order"],
        typeset(content["title"], "fr"),
        typeset(content["summary"], "fr"),
        tuple(content["blocks"]),
        tuple(content.get("steps", ())),
        tuple(content.get("workdays", ())),
    )


def _paper(path: Path) -> PaperPack:
    return read_paper(path.read_text(encoding="utf-8"), path.name)


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _schema(path: Path) -> str:
    return str(_load(path)["schema"])
