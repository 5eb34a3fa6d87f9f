"""What a reading learnt from examples, as its pages show it. Pure reads of ``result.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concertia.reports.typography import percentage
from concertia.texts.grids import UNDETERMINED
from concertia_web.sorting.notes import counted
from concertia_web.teaching.files import title_of
from concertia_web.teaching.grids import shipped
from concertia_web.teaching.models import Grid


@dataclass(frozen=True)
class CodeShown:
    """A code with what people and the reading gave it to, and the words that weigh most for it."""

    label: str
    human: int
    learnt: int
    words: str


@dataclass(frozen=True)
class Learnt:
    """One grid of a reading. ``grid``: where one goes on coding; None once it is gone."""

    title: str
    grid: Grid | None
    codes: Sequence[CodeShown]
    said: Sequence[str]
    """Sentences: how much was coded, what is left, how far to trust it."""


def learnt(result: Mapping[str, Any], grids: Iterable[Grid]) -> list[Learnt]:
    """The grids of a result, in its order. Below 150 passages no interval is given."""
    grids = list(grids)
    by_key = {grid.key: grid for grid in grids}
    return [
        Learnt(
            title_of(found["grid"], grids),
            by_key.get(found["grid"]),
            _codes(found, by_key.get(found["grid"])),
            [_size(found), _trust(found, small=result["mode"] == "small"), *_ignored(found)],
        )
        for found in result.get("learning", [])
    ]


def label_of(key: str, code: str, grid: Grid | None) -> str:
    """How a code is said on screen."""
    if code == UNDETERMINED:
        return "indéterminé"
    codes = grid.codes if grid is not None else shipped()[key].codes if key in shipped() else ()
    return next((one["label"] for one in codes if one["code"] == code), code)


def _things(found: Mapping[str, Any]) -> tuple[str, str, str]:
    """The counts to read, and one, several."""
    if found["level"] == Grid.Level.UNIT:
        return "units", "phrase", "phrases"
    return "contributions", "contribution", "contributions"


def _codes(found: Mapping[str, Any], grid: Grid | None) -> list[CodeShown]:
    size = _things(found)[0]
    return [
        CodeShown(
            label_of(found["grid"], one["code"], grid),
            one["human"][size],
            one["learnt"][size],
            ", ".join(one.get("words", ())),
        )
        for one in found["codes"]
    ]


def _size(found: Mapping[str, Any]) -> str:
    size, one, several = _things(found)
    human = sum(entry["human"][size] for entry in found["codes"])
    machine = sum(entry["learnt"][size] for entry in found["codes"])
    left = found["undetermined"][size]
    said = f"{counted(human, one, several)} {'codées' if human > 1 else 'codée'} par des personnes"
    rest = f"{left or 'aucune'} sans code"
    if "quality" not in found:
        return f"{said} ; {rest}."
    why = ", faute d’être assez sûr" if left else ""
    return f"{said}, {machine} de plus d’après ces exemples ; {rest}{why}."


def _trust(found: Mapping[str, Any], *, small: bool) -> str:
    if "quality" not in found:
        least = found["least"]
        return (
            f"Trop peu d’exemples pour en apprendre : il en faut {least['examples']} en tout, et "
            f"{least['per_code']} pour deux codes au moins."
        )
    quality = found["quality"]
    low, high = (percentage(bound, "fr") for bound in quality["interval"])
    between = "" if small else f" (entre {low} et {high} avec d’autres exemples de même sorte)"
    return (
        f"Épreuve sur {quality['checked']} exemples, chacun caché à son tour : le calcul retrouve le "
        f"code des personnes {quality['right']} fois{between} ; toujours répondre le plus fréquent l’aurait "
        f"fait {quality['most_frequent']} fois. Il ne répond que s’il est assez sûr : "
        f"{quality['known']} fois, dont {quality['right_known']} fois juste."
    )


def _ignored(found: Mapping[str, Any]) -> list[str]:
    total = sum(found["ignored"].values())
    if not total:
        return []
    two = found["ignored"].get("coded in two ways", 0)
    told = counted(total, "exemple n’a pas servi", "exemples n’ont pas servi")
    return [f"{told}, dont {counted(two, 'codé', 'codés')} de deux façons." if two else f"{told}."]
