"""From what a person asks on a page to a line of ``edits.jsonl``, its targets named by content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concertia.errors import ConcertiaError
from concertia.synthesis.evidence import refuse_population_claims
from concertia_web.readings.folder import ReadingFolder
from concertia_web.readings.services import RefusedError

FOUNDING = 400
"""Passages that name a theme in an edit: enough to find it again, however large it is."""
NOWHERE = "none"
"""« Aucun thème » as a place to move passages to."""


@dataclass(frozen=True)
class Retouch:
    """A line to be signed, and what it does in words."""

    body: dict[str, Any]
    summary: str


def retouch_of(folder: ReadingFolder, asked: Mapping[str, Any]) -> Retouch:
    """The retouch that a valid form asks for. Raises RefusedError with what to mend."""
    if asked["finding"]:
        return _on_finding(folder, asked)
    if asked["op"] in ("split", "move", "exclude"):
        return _on_units(folder, asked)
    return _on_theme(folder, asked)


def _on_theme(folder: ReadingFolder, asked: Mapping[str, Any]) -> Retouch:
    theme, name = _theme(folder, asked["theme"])
    signed = {"op": asked["op"], "target": theme, "reason": asked["reason"].strip()}
    if asked["op"] == "rename":
        label = _words(asked["label"], "le nouveau nom du thème")
        return Retouch({**signed, "label": label}, f"Renommer le thème « {name} » en « {label} »")
    if asked["op"] == "merge":
        if asked["into"] == asked["theme"]:
            raise RefusedError("Un thème ne se fond pas dans lui-même : choisissez-en un autre.")
        into, other = _theme(folder, asked["into"])
        return Retouch({**signed, "into": into}, f"Fondre le thème « {name} » dans « {other} »")
    return Retouch(signed, f"Arrêter le thème « {name} »")


def _on_units(folder: ReadingFolder, asked: Mapping[str, Any]) -> Retouch:
    units = _units(asked["units"])
    many = f"{len(units)} passage{'s' if len(units) > 1 else ''}"
    if asked["op"] == "exclude":
        reason = _reason(asked["reason"])
        body = {"op": "exclude", "target": {"units": units}, "reason": reason}
        return Retouch(body, f"Ne pas retenir {many}, parce que {reason}")
    reason = asked["reason"].strip()
    if asked["op"] == "split":
        theme, name = _theme(folder, asked["theme"])
        label = _words(asked["label"], "le nom du nouveau thème")
        body = {"op": "split", "target": theme, "units": units, "label": label, "reason": reason}
        return Retouch(body, f"Séparer {many} de « {name} » en un thème « {label} »")
    if asked["into"] == NOWHERE:
        body = {"op": "move", "target": {"units": units}, "into": None, "reason": reason}
        return Retouch(body, f"Retirer {many} de tout thème")
    into, other = _theme(folder, asked["into"])
    if any(theme["parent"] == asked["into"] for theme in folder.themes.values()):
        raise RefusedError(f"« {other} » a des sous-thèmes : choisissez lequel reçoit les passages.")
    body = {"op": "move", "target": {"units": units}, "into": into, "reason": reason}
    return Retouch(body, f"Déplacer {many} vers « {other} »")


def _on_finding(folder: ReadingFolder, asked: Mapping[str, Any]) -> Retouch:
    finding, name = _finding(folder, asked["finding"])
    signed = {"op": asked["op"], "target": finding, "reason": asked["reason"].strip()}
    if asked["op"] == "rename":
        text = _words(asked["label"], "le nouveau texte de l’enseignement")
        return Retouch({**signed, "text": text}, f"Réécrire l’enseignement « {name} » : « {_short(text)} »")
    if asked["op"] == "merge":
        into, other = _finding(folder, asked["into"])
        if finding["kind"] != into["kind"]:
            raise RefusedError(
                "Ces deux enseignements ne sont pas de même nature : un refus reste un refus, et ne se "
                "fond pas "
                "dans une attente ou une vigilance."
            )
        if asked["into"] == asked["finding"]:
            raise RefusedError("Un enseignement ne se fond pas dans lui-même : choisissez-en un autre.")
        return Retouch({**signed, "into": into}, f"Fondre l’enseignement « {name} » dans « {other} »")
    if asked["op"] == "exclude":
        reason = _reason(asked["reason"])
        return Retouch({**signed, "reason": reason}, f"Ne pas retenir « {name} », parce que {reason}")
    if asked["op"] == "settle":
        return Retouch(signed, f"Arrêter l’enseignement « {name} »")
    raise RefusedError("Un enseignement ne se sépare pas : déplacez ses passages.")


def _theme(folder: ReadingFolder, identifier: str) -> tuple[dict[str, Any], str]:
    theme = folder.themes.get(identifier)
    if theme is None:
        raise RefusedError("Choisissez un thème de cette lecture.")
    return {"theme": identifier, "units": folder.units_of_theme(identifier)[:FOUNDING]}, _short(
        theme["label"]
    )


def _finding(folder: ReadingFolder, identifier: str) -> tuple[dict[str, Any], str]:
    finding = folder.findings.get(identifier)
    if finding is None:
        raise RefusedError("Choisissez un enseignement de cette lecture.")
    target = {"finding": identifier, "kind": finding["kind"], "units": finding["support"][:FOUNDING]}
    return target, _short(finding["text"])


def _units(asked: Sequence[str]) -> list[str]:
    units = sorted(set(asked))
    if not units:
        raise RefusedError("Cochez au moins un passage.")
    return units


def _words(text: str, what: str) -> str:
    """The words given, refused where they say more than the contributions can."""
    if not text.strip():
        raise RefusedError(f"Écrivez {what}.")
    try:
        refuse_population_claims(text)
    except ConcertiaError as error:
        raise RefusedError(error.fr) from error
    return text.strip()


def _reason(text: str) -> str:
    if not text.strip():
        raise RefusedError(
            "Dites pourquoi : « non retenu, parce que… ». Le motif est publié avec la lecture."
        )
    return text.strip()


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
