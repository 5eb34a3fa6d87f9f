"""What changes the index of readings: nothing else writes in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from concertia.storage.canonical import sha256_file
from concertia_web.readings.models import Reading

NOTICE = "notice.json"
RUN = "lecture"
DOSSIER = "dossier.zip"


@transaction.atomic
def index_reading(*, home: Path) -> Reading:
    """Write the row of one reading from what its folder holds."""
    notice = json.loads((home / NOTICE).read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        "position": notice["order"],
        "notice": notice,
        "language": notice["report_language"],
        "state": _state(home, notice),
        "contributions": 0,
        "dossier_id": "",
    }
    if values["state"] == Reading.State.READY:
        result = json.loads((home / RUN / "result.json").read_text(encoding="utf-8"))
        values["contributions"] = result["corpus"]["contributions"]
        values["dossier_id"] = sha256_file(home / RUN / "MANIFEST.json")
    reading, _created = Reading.objects.update_or_create(slug=home.name, defaults=values)
    return reading


@transaction.atomic
def rebuild_index(*, folder: Path) -> int:
    """Make the index say exactly what the folders hold; the number of readings."""
    homes = sorted(path.parent for path in folder.glob(f"*/{NOTICE}"))
    Reading.objects.exclude(slug__in=[home.name for home in homes]).delete()
    for home in homes:
        index_reading(home=home)
    return len(homes)


def _state(home: Path, notice: dict[str, Any]) -> Reading.State:
    if notice.get("failed"):
        return Reading.State.FAILED
    if (home / RUN / "MANIFEST.json").is_file() and (home / DOSSIER).is_file():
        return Reading.State.READY
    return Reading.State.RUNNING
