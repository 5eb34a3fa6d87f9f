"""A receipt: what lets anyone who contributed find their words, and where they went, in a dossier.

A receipt is (contribution id, nonce, dossier id). The nonce proves that the words were not changed
since: SHA-256(id ‖ nonce ‖ published text) must be the leaf, and the leaves must give the corpus id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from concertia.corpus.leaves import leaf, merkle_root
from concertia.dossier.manifest import dossier_id
from concertia.dossier.redaction import read_redactions
from concertia.dossier.verify import opened
from concertia.errors import ConcertiaError
from concertia.synthesis.reading import Reading, read_reading, read_result

SCHEMA = "concertia/receipt/1"
_ID, _NONCE, _DOSSIER = (re.compile(rf"[0-9a-f]{{{length}}}") for length in (16, 32, 64))


@dataclass(frozen=True)
class Whereabouts:
    """Where the words of a contribution are.

    ``state``: ``found``, ``withdrawn`` (erased, ``record`` says when and why), ``set_aside`` (by moderation),
    ``counted`` (without its words, as its author wished), ``altered`` (the words are not those of the
    receipt) or ``absent`` (from this dossier).
    """

    state: str
    same_dossier: bool
    text: str | None = None
    themes: tuple[str, ...] = ()
    """Labels, parent first: « Guichets › Papier »."""
    supports: tuple[str, ...] = ()
    """Texts of the findings that these words support."""
    opposes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """« non retenu, parce que… »."""
    record: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether the dossier says about these words all it should."""
        return self.state in ("found", "withdrawn", "set_aside", "counted")

    def lines(self, language: str = "fr") -> list[str]:
        """What is told to the person, in French or in English."""
        french = language.startswith("fr")
        said = [_STATES[self.state][0 if french else 1]]
        if self.text is not None:
            said.append(f"« {self.text} »" if french else f"“{self.text}”")
        names = _NAMES[0 if french else 1]
        for name, items in zip(names, (self.themes, self.supports, self.opposes, self.reasons), strict=True):
            said += [f"{name} : {item}" if french else f"{name}: {item}" for item in items]
        if self.state == "found" and not (self.supports or self.opposes or self.reasons):
            said.append(_NOWHERE[0 if french else 1])
        if self.record is not None:
            said.append(f"{self.record.get('date')} : {self.record.get('reason')}")
        if not self.same_dossier:
            said.append(_OTHER[0 if french else 1])
        return said


_NAMES = (
    ("Thème", "À l'appui de", "En désaccord avec", "Non retenu, parce que"),
    ("Theme", "In support of", "Against", "Not retained, because"),
)
_STATES = {
    "found": (
        "Votre contribution est dans ce dossier, mot pour mot. Voici où elle se trouve et ce qui en est dit.",
        "Your contribution is in this dossier, word for word. Here is where it is and what is said of it.",
    ),
    "withdrawn": (
        "Cette contribution a été retirée : ses mots ont été détruits, son empreinte demeure.",
        "This contribution was withdrawn: its words were destroyed, its leaf remains.",
    ),
    "set_aside": (
        "Cette contribution est dans le corpus ; la modération ne l'a pas publiée.",
        "This contribution is in the corpus; moderation did not publish it.",
    ),
    "counted": (
        "Cette contribution est dans le corpus et comptée ; vous avez choisi de ne pas publier ses mots.",
        "This contribution is in the corpus and counted; you chose not to have its words published.",
    ),
    "altered": (
        "Les mots de ce dossier ne sont pas ceux du reçu. Demandez des comptes à qui l'a publié.",
        "The words of this dossier are not those of the receipt. Ask whoever published it.",
    ),
    "absent": (
        "Cette contribution n'est pas dans ce dossier.",
        "This contribution is not in this dossier.",
    ),
}
_NOWHERE = (
    "Aucun enseignement ne la reprend ; elle est comptée en première page parmi celles qui n'en ont pas.",
    "No finding takes it up; it is counted on page one among those without any.",
)
_OTHER = (
    "Le reçu a été remis pour une autre version de ce dossier.",
    "The receipt was given for another version of this dossier.",
)


def make_receipt(folder: Path, contribution: str) -> dict[str, str]:
    """The receipt of one contribution of a dossier (JSON). Raises ConcertiaError where it is not there."""
    columns = read_reading(folder).corpus.contributions
    found = np.flatnonzero(columns["contribution_id"] == contribution)
    if not len(found) or columns["nonce"][found[0]] is None:
        raise ConcertiaError(
            f"La contribution « {contribution} » n'est pas dans ce dossier, ou elle en a été retirée.",
            f"Contribution “{contribution}” is not in this dossier, or was removed from it.",
        )
    return {
        "schema": SCHEMA,
        "id": contribution,
        "nonce": str(columns["nonce"][found[0]]),
        "dossier_id": dossier_id(folder),
    }


def check_receipt(receipt: Mapping[str, Any], path: Path) -> Whereabouts:
    """Find the words of a receipt in a dossier (folder or archive), and where they went.

    Raises ConcertiaError for what is not a receipt or not a dossier.
    """
    fields = (("id", _ID), ("nonce", _NONCE), ("dossier_id", _DOSSIER))
    if not all(pattern.fullmatch(str(receipt.get(name, ""))) for name, pattern in fields):
        raise ConcertiaError(
            "Ce fichier n'est pas un reçu : il y faut id, nonce et dossier_id.",
            "This file is not a receipt: it needs id, nonce and dossier_id.",
        )
    with opened(path) as folder:
        result = read_result(folder)
        reading = read_reading(folder, {k: v for k, v in result.items() if k != "opinions"})
        same = dossier_id(folder) == receipt["dossier_id"]
        record = next((r for r in read_redactions(folder) if r["contribution_id"] == receipt["id"]), None)
        return _whereabouts(reading, result, receipt, same, record)


def _whereabouts(
    reading: Reading,
    result: Mapping[str, Any],
    receipt: Mapping[str, Any],
    same: bool,
    record: Mapping[str, Any] | None,
) -> Whereabouts:
    corpus = reading.corpus
    found = np.flatnonzero(corpus.contributions["contribution_id"] == receipt["id"])
    if not len(found):
        return Whereabouts("absent", same)
    row = int(found[0])
    text = corpus.published[row]
    if text is None and record is not None:
        return Whereabouts("withdrawn", same, record=record)
    if not corpus.admitted[row]:
        return Whereabouts("set_aside", same, text=None if text is None else str(text))
    if not corpus.readable[row]:
        return Whereabouts("counted", same)
    stated = corpus.contributions["leaf"]
    intact = text is not None and leaf(receipt["id"], receipt["nonce"], text) == stated[row]
    if not intact or merkle_root(stated) != corpus.id:
        return Whereabouts("altered", same, text=None if text is None else str(text))
    units = {str(reading.units["unit_id"][unit]) for unit in np.flatnonzero(reading.row == row)}
    findings = result["findings"]
    return Whereabouts(
        "found",
        same,
        text=str(text),
        themes=_themes(reading, row),
        supports=tuple(finding["text"] for finding in findings if units & set(finding["support"])),
        opposes=tuple(finding["text"] for finding in findings if units & set(finding["dissent"])),
        reasons=tuple(str(entry["reason"]) for entry in reading.set_aside if entry["unit"] in units),
    )


def _themes(reading: Reading, row: int) -> tuple[str, ...]:
    themes = {theme.id: theme for theme in reading.themes}
    held = reading.units["theme_id"][reading.row == row]
    names = []
    for name in dict.fromkeys(name for name in held if name is not None):
        theme = themes[name]
        above = [] if theme.parent is None else [themes[theme.parent].label]
        names.append(" › ".join([*above, theme.label]))
    return tuple(names)
