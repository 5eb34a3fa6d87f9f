"""Corrections by people, replayed in order on a reading. The site never alters a result itself.

One edit per line of ``edits.jsonl``: ``op``, ``target``, ``author`` (a pseudonym), ``date``, ``reason`` and,
according to the operation:

- ``rename``: ``label`` (theme) or ``text`` (finding);
- ``merge``: ``into``, another theme or finding, which takes the units of the target;
- ``split``: ``units`` taken out of the target theme to found a new one, and its ``label``;
- ``move``: units (``target``) go ``into`` a theme or finding, or into none (``null``);
- ``exclude``: units set aside, with the reason; they stay counted and are listed;
- ``settle``: the theme or finding is settled (« arrêté »);
- ``theme``: people found a theme of their own, with its ``label`` and a stable ``key``, on the target units,
  which leave the theme where they were (its id: ``founded_id(key)``);
- ``formulate``: people state a finding on the target, its support: see ``formulated``.

A target is content: ``{"theme": id, "units": [founding units]}``, ``{"finding": id, "units": […]}``,
``{"units": […]}`` or ``{"contribution": id}`` or, for several, ``{"contributions": […], "units": […]}``.
A theme or finding whose id is gone is found again by its founding units. What no longer applies goes to
``conflicts`` with the edit and a plain reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from concertia.corpus.identifiers import content_id
from concertia.errors import ConcertiaError
from concertia.synthesis.evidence import refuse_population_claims
from concertia.synthesis.reading import Reading
from concertia.texts.themes import Theme

OPERATIONS = ("rename", "merge", "split", "move", "exclude", "settle", "theme", "formulate")
MOST = 0.5
"""Share of an edit's founding units that a theme or finding must hold to be its target."""
Edit = Mapping[str, Any]


class StaleEditError(ConcertiaError):
    """An edit that no longer applies to this reading."""


def replay(reading: Reading, edits: Sequence[Edit]) -> Reading:
    """Apply edits in order. Those that aim at findings wait in ``pending`` until findings are built.

    ``applied`` and ``conflicts`` of the reading tell what became of each. Replaying on the reading that was
    first analysed gives the same reading again.
    """
    for edit in edits:
        try:
            reading = _apply(reading, edit)
        except ConcertiaError as problem:
            reading = replace(reading, conflicts=(*reading.conflicts, conflict(edit, problem)))
    if any(edit["op"] == "theme" for edit in reading.applied):
        reading = replace(reading, themes=_still_held(reading))
    return replace(reading, themes=_renumbered(reading))


def founded_id(key: str) -> str:
    """The id of a theme that people founded under this key."""
    return content_id([f"readers:{key}"])


def conflict(edit: Edit, problem: ConcertiaError) -> dict[str, Any]:
    """An entry of ``conflicts``."""
    return {"edit": dict(edit), "reason": problem.fr, "reason_en": problem.en}


def _apply(reading: Reading, edit: Edit) -> Reading:
    operation, target = edit.get("op"), edit.get("target")
    if operation not in OPERATIONS or not isinstance(target, Mapping):
        raise StaleEditError(
            f"Opération inconnue ou sans cible : « {operation} ». Connues : {', '.join(OPERATIONS)}.",
            f"Unknown operation or no target: “{operation}”. Known: {', '.join(OPERATIONS)}.",
        )
    into_finding = isinstance(edit.get("into"), Mapping) and "finding" in edit["into"]
    if operation == "formulate" or "finding" in target or into_finding:
        return replace(reading, pending=(*reading.pending, dict(edit)))
    changed = {
        "rename": _rename,
        "merge": _merge,
        "split": _split,
        "move": _move,
        "exclude": _exclude,
        "settle": _settle,
        "theme": _found,
    }[operation](reading, edit)
    return replace(changed, applied=(*reading.applied, dict(edit)))


def target_theme(reading: Reading, target: Mapping[str, Any]) -> Theme:
    """The theme an edit speaks of: by id, or the one that holds most of the founding units."""
    for theme in reading.themes:
        if theme.id == target.get("theme"):
            return theme
    founding = [name for name in target.get("units", ()) if name in reading.unit_row]
    held = [reading.units["theme_id"][reading.unit_row[name]] for name in founding]
    for theme in reading.themes:
        if held.count(theme.id) > MOST * len(target.get("units", ())):
            return theme
    raise StaleEditError(
        f"Le thème « {target.get('theme')} » n'existe plus dans cette lecture et aucun autre ne réunit "
        "la plupart de ses unités. Refaites la correction sur la lecture actuelle.",
        f"Theme “{target.get('theme')}” no longer exists in this reading and no other holds most of its "
        "units. Make the correction again on the current reading.",
    )


def target_units(reading: Reading, target: Mapping[str, Any]) -> list[int]:
    """Rows of the units an edit speaks of. Raises StaleEditError where one is not in the reading."""
    names = set(target.get("units", ()))
    whole = {*target.get("contributions", ()), *filter(None, [target.get("contribution")])}
    rows = {name: reading.rows_of(name) for name in whole}
    found = {reading.unit_row[name] for name in names if name in reading.unit_row}
    if len(found) < len(names) or not all(rows.values()):
        found = set()
    else:
        found |= {row for held in rows.values() for row in held}
    if not found:
        raise StaleEditError(
            "Les unités visées ne sont plus toutes dans cette lecture (texte retiré ou redécoupé). "
            "Refaites la correction sur la lecture actuelle.",
            "The units aimed at are no longer all in this reading (text removed or cut differently). "
            "Make the correction again on the current reading.",
        )
    return sorted(int(unit) for unit in found)


def _found(reading: Reading, edit: Edit) -> Reading:
    key, label = str(edit.get("key") or "").strip(), _label(edit)
    name = founded_id(key)
    if not key or any(theme.id == name for theme in reading.themes):
        raise StaleEditError(
            f"Le thème « {label} » demande une clé (« key ») qu'aucun autre thème fondé n'a.",
            f"Theme “{label}” needs a key (“key”) that no other founded theme has.",
        )
    units = target_units(reading, edit["target"])
    new = Theme(name, None, len(reading.themes), True, label, (), 1.0, False, founded=True)
    return _placed(replace(reading, themes=(*reading.themes, new)), units, name)


def _still_held(reading: Reading) -> tuple[Theme, ...]:
    """Once people founded themes: without those found by the machine of which they left nothing."""
    held = {theme for theme in reading.units["theme_id"] if theme is not None}
    kept = [theme for theme in reading.themes if theme.guided or theme.id in held]
    above = {theme.parent for theme in kept}
    return tuple(theme for theme in reading.themes if theme in kept or theme.id in above)


def _rename(reading: Reading, edit: Edit) -> Reading:
    theme, label = target_theme(reading, edit["target"]), _label(edit)
    return replace(
        reading, themes=tuple(replace(t, label=label) if t.id == theme.id else t for t in reading.themes)
    )


def _label(edit: Edit) -> str:
    label = str(edit.get("label") or "").strip()
    if not label:
        raise StaleEditError(
            "Il manque le nouveau nom du thème (« label »).",
            "The new name of the theme (“label”) is missing.",
        )
    refuse_population_claims(label)
    return label


def _into(reading: Reading, edit: Edit) -> Theme:
    into = edit.get("into")
    return target_theme(reading, into if isinstance(into, Mapping) else {"theme": into})


def _merge(reading: Reading, edit: Edit) -> Reading:
    source, into = target_theme(reading, edit["target"]), _into(reading, edit)
    gone = {source.id, *reading.children(source.id)}
    if into.id in gone:
        raise StaleEditError(
            "Un thème ne se fond ni dans lui-même ni dans l'un de ses sous-thèmes.",
            "A theme merges neither into itself nor into one of its sub-themes.",
        )
    moved = [unit for unit, theme in enumerate(reading.units["theme_id"]) if theme in gone]
    kept = tuple(theme for theme in reading.themes if theme.id not in gone)
    return replace(_placed(reading, moved, into.id), themes=_without_empty_parent(kept, source, into))


def _without_empty_parent(themes: tuple[Theme, ...], source: Theme, into: Theme) -> tuple[Theme, ...]:
    """Drop the parent that a merge left without sub-theme (a parent holds no unit of its own)."""
    orphaned = source.parent is not None and not any(theme.parent == source.parent for theme in themes)
    if not orphaned or source.parent == into.id:
        return themes
    return tuple(theme for theme in themes if theme.id != source.parent or theme.guided)


def _split(reading: Reading, edit: Edit) -> Reading:
    theme, label = target_theme(reading, edit["target"]), _label(edit)
    units = target_units(reading, {"units": edit.get("units", ())})
    inside = {theme.id, *reading.children(theme.id)}
    if any(reading.units["theme_id"][unit] not in inside for unit in units):
        raise StaleEditError(
            "Des unités à séparer ne sont pas, ou plus, dans ce thème.",
            "Some units to split off are not, or no longer, in this theme.",
        )
    name = content_id(str(reading.units["unit_id"][unit]) for unit in units)
    if any(other.id == name for other in reading.themes):
        raise StaleEditError(
            "Ces unités forment déjà un thème à elles seules.",
            "These units already are a theme by themselves.",
        )
    parent = theme.id if reading.children(theme.id) else theme.parent
    new = replace(theme, id=name, label=label, keywords=(), parent=parent, guided=False)
    at = reading.themes.index(theme) + 1
    themes = (*reading.themes[:at], new, *reading.themes[at:])
    return replace(_placed(reading, units, name), themes=themes)


def _move(reading: Reading, edit: Edit) -> Reading:
    units = target_units(reading, edit["target"])
    into = None if edit.get("into") is None else _into(reading, edit)
    if into is not None and reading.children(into.id):
        raise StaleEditError(
            "Ce thème a des sous-thèmes : indiquez lequel reçoit les unités.",
            "This theme has sub-themes: say which one receives the units.",
        )
    return _placed(reading, units, None if into is None else into.id)


def _exclude(reading: Reading, edit: Edit) -> Reading:
    units = target_units(reading, edit["target"])
    already = {entry["unit"] for entry in reading.set_aside}
    names = [str(reading.units["unit_id"][unit]) for unit in units]
    aside = [set_aside(edit, name) for name in names if name not in already]
    return replace(_placed(reading, units, None), set_aside=(*reading.set_aside, *aside))


def set_aside(edit: Edit, unit: str) -> dict[str, Any]:
    """An entry of ``set_aside``: « non retenu, parce que… »."""
    if not edit.get("reason"):
        raise StaleEditError(
            "Écarter des mots demande un motif : « non retenu, parce que… ».",
            "Setting words aside needs a reason.",
        )
    return {"unit": unit, **signed(edit)}


def signed(edit: Edit) -> dict[str, Any]:
    """Who, when and why."""
    return {name: edit.get(name) for name in ("author", "date", "reason")}


def _settle(reading: Reading, edit: Edit) -> Reading:
    theme = target_theme(reading, edit["target"])
    others = tuple(entry for entry in reading.settled if entry["theme"] != theme.id)
    return replace(reading, settled=(*others, {"theme": theme.id, **signed(edit)}))


def _placed(reading: Reading, units: Iterable[int], theme: str | None) -> Reading:
    """The reading with some units put in a theme; rejected ones stay in none."""
    theme_id, score = reading.units["theme_id"].copy(), reading.units["theme_score"].copy()
    for unit in units:
        if reading.admitted[unit]:
            theme_id[unit] = theme
            if theme is None:
                score[unit] = None
            elif score[unit] is None:
                score[unit] = 0.0
    return replace(reading, units={**reading.units, "theme_id": theme_id, "theme_score": score})


def _renumbered(reading: Reading) -> tuple[Theme, ...]:
    return tuple(replace(theme, order=order) for order, theme in enumerate(reading.themes))
