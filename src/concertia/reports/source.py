"""What a report is made from: the files of a reading's folder, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from concertia.reports.model import Mark
from concertia.storage.parquet import Columns, read_parquet

_MARKS: dict[str, Mark] = {"noted": "noted", "reworded": "reworded"}
_CONTRIBUTION_COLUMNS = (
    "contribution_id",
    "source_id",
    "text",
    "public_text",
    "voice",
    "voice_count",
    "capture",
    "room_support",
    "question",
    "session",
    "channel",
    "territory",
    "public",
    "date",
    "moderation",
    "moderation_reason",
    "location",
)


@dataclass(frozen=True)
class Passage:
    """A unit of a contribution, as published: its words and where they come from."""

    row: int
    contribution: str
    text: str
    language: str | None
    mark: Mark


@dataclass(frozen=True)
class Source:
    """A reading's folder, loaded. Columns are those of ``contract.md``."""

    result: dict[str, Any]
    imported: dict[str, Any]
    contributions: Columns
    units: Columns
    vote_groups: Columns | None
    framing: dict[str, Any]
    """The framing note of the reading; empty where none was given."""

    @cached_property
    def small(self) -> bool:
        """Below 150 units: no cluster, group, percentage or interval is shown."""
        return bool(self.result["mode"] == "small")

    @cached_property
    def min_cell(self) -> int:
        """Cells of a crossing below this number of contributions are not shown."""
        return int(self.result["parameters"]["min_cell"])

    @cached_property
    def published(self) -> NDArray[Any]:
        """Published text per contribution: masked where personal data was; ``None`` where erased."""
        texts, masked = self.contributions["text"], self.contributions["public_text"]
        return np.array([m if m is not None else t for t, m in zip(texts, masked, strict=True)], dtype=object)

    @cached_property
    def admitted(self) -> NDArray[np.bool_]:
        """Contributions that count: all but those moderation set aside."""
        return np.asarray(self.contributions["moderation"] != "rejected", dtype=np.bool_)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each contribution id."""
        return {name: row for row, name in enumerate(self.contributions["contribution_id"])}

    @cached_property
    def unit_row(self) -> dict[str, int]:
        """Row of each unit id."""
        return {name: row for row, name in enumerate(self.units["unit_id"])}

    @cached_property
    def language_of(self) -> dict[str, str]:
        """Language of each contribution: that of its first unit."""
        found: dict[str, str] = {}
        for name, language in zip(self.units["contribution_id"], self.units["language"], strict=True):
            found.setdefault(name, language)
        return found

    def value(self, column: str, row: int) -> Any:
        """One value of a contribution; ``None`` where missing or not published in this grade."""
        return self.contributions[column][row] if column in self.contributions else None

    @cached_property
    def theme_label(self) -> dict[str, str]:
        """Label of each theme that may be shown, by id."""
        return {
            theme["id"]: str(theme["label"])
            for theme in self.result.get("themes", [])
            if theme["guided"] or not self.small
        }

    def passage(self, unit_id: str, span: tuple[int, int] | None = None) -> Passage:
        """The words of a unit (``contribution:start-end``), or of a span of it, from the contribution itself.

        Raises KeyError for a unit of a contribution that is not in the corpus.
        """
        contribution, _, place = unit_id.partition(":")
        start, end = span or tuple(int(offset) for offset in place.split("-"))
        row = self.row_of[contribution]
        unit = self.unit_row.get(unit_id)
        language = None if unit is None else self.units["language"][unit]
        return Passage(
            row=row,
            contribution=contribution,
            text=(self.published[row] or "")[start:end],
            language=language,
            mark=self._mark(row),
        )

    def _mark(self, row: int) -> Mark:
        """Where a public folder withholds the capture, no quotation marks: the words may be a note."""
        capture = self.value("capture", row)
        if capture is None and self.result.get("grade") == "public":
            return "unknown"
        return _MARKS.get(capture or "", "quoted")

    def whole_text(self, contribution: str) -> str | None:
        """The published text of a contribution, ``None`` where it was erased."""
        text = self.published[self.row_of[contribution]]
        return None if text is None else str(text)

    def tally(self, column: str) -> tuple[list[tuple[str, int]], int]:
        """Admitted contributions per value of a column, largest first, and those without a value."""
        if column not in self.contributions:
            return [], int(self.admitted.sum())
        values = self.contributions[column][self.admitted]
        counted = Counter(str(value) for value in values if value is not None and value != "")
        known = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return known, len(values) - sum(count for _, count in known)

    def contributions_of(self, units: list[str]) -> list[str]:
        """Distinct contributions of some units, in order."""
        return list(dict.fromkeys(unit.partition(":")[0] for unit in units))

    @cached_property
    def title(self) -> str | None:
        """Title given to the reading, or that of its first source that has one."""
        given = self.result["parameters"].get("title")
        titles = (item.get("title") for item in self.imported["sources"])
        return given or next((title for title in titles if title), None)

    @cached_property
    def last_date(self) -> str | None:
        """Latest day of the contributions (ISO), if any is known."""
        if "date" not in self.contributions:
            return None
        days = [str(date)[:10] for date in self.contributions["date"] if date]
        return max(days, default=None)

    @cached_property
    def first_date(self) -> str | None:
        """Earliest day of the contributions (ISO), if any is known."""
        if "date" not in self.contributions:
            return None
        return min((str(date)[:10] for date in self.contributions["date"] if date), default=None)


def read_source(folder: Path) -> Source:
    """Load a reading's folder. Raises FileNotFoundError where a file is missing."""
    corpus = folder / "corpus"
    votes, framing = folder / "votes-groups.parquet", folder / "framing.yaml"
    contributions = read_parquet(corpus / "contributions.parquet")
    return Source(
        result=json.loads((folder / "result.json").read_text(encoding="utf-8")),
        imported=json.loads((corpus / "import.json").read_text(encoding="utf-8")),
        contributions={name: contributions[name] for name in _CONTRIBUTION_COLUMNS if name in contributions},
        units=read_parquet(folder / "units.parquet"),
        vote_groups=read_parquet(votes) if votes.is_file() else None,
        framing=yaml.safe_load(framing.read_text(encoding="utf-8")) if framing.is_file() else {},
    )
