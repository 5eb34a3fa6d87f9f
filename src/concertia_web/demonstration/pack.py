"""The pack of the training campaign, and the dates it counts in days from the one of its installation."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from concertia.execution.packs import packs_folder


@dataclass(frozen=True)
class Pack:
    """``packs/demo/campagne-ia``, seen from the day it is installed."""

    folder: Path
    content: dict[str, Any]
    today: date

    def day(self, count: int) -> date:
        """The date that many days after the installation (before, when negative)."""
        return self.today + timedelta(days=count)

    def source(self, name: str) -> Path:
        """One of the invented sources."""
        return self.folder / "sources" / name

    def territory(self, brings: str) -> dict[str, Any]:
        """The territory that brings this sort of concertation."""
        return next(one for one in self.content["territories"] if one.get("brings") == brings)

    def answers(self) -> list[dict[str, str]]:
        """The rows of the questionnaire."""
        with self.source("questionnaire.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter=";"))


def load_pack(today: date) -> Pack:
    """The pack that ships."""
    folder = packs_folder() / "demo" / "campagne-ia"
    content = yaml.safe_load((folder / "campaign.yaml").read_text(encoding="utf-8"))
    return Pack(folder, content, today)
