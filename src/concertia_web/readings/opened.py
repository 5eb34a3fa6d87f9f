"""A public reading as data: every contribution of its public dossier, with its kinds, themes and findings.

Only what the public dossier holds: masked words, and attributes that single nobody out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from concertia.reports import exports
from concertia_web.readings.models import Reading
from concertia_web.readings.services import DOSSIER

HEADER = ("identifiant", "texte", "natures", "thèmes", "enseignements", "public", "territoire")
MOST_XLSX = 20_000
"""Contributions beyond which a spreadsheet takes too long to be written while somebody waits."""
_FILES = ("result.json", "units.parquet", "corpus/contributions.parquet")
_SHOWN = tuple(exports.HEADER.index(title) for title in HEADER)


def rows(reading: Reading) -> Iterator[exports.Row]:
    """One row per contribution whose words may be read, by id; read as they are asked for."""
    with TemporaryDirectory(prefix="concertia-") as name:
        home = Path(name)
        with zipfile.ZipFile(reading.home / DOSSIER) as archive:
            for file in _FILES:
                archive.extract(file, home)
        for row in exports.rows(home):
            shown = tuple(row[place] for place in _SHOWN)
            if shown[1]:
                yield shown


def as_csv(reading: Reading) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons; no cell becomes a formula."""
    return exports.as_csv(HEADER, rows(reading))


def as_iramuteq(reading: Reading) -> Iterator[bytes]:
    """A corpus for IRaMuTeQ: one text each, its variables after ``****``."""
    return exports.as_iramuteq(HEADER, rows(reading))


def as_xlsx(reading: Reading) -> bytes:
    """The same rows as a spreadsheet. Ask only for readings of ``MOST_XLSX`` contributions at most."""
    return exports.as_xlsx(HEADER, rows(reading))
