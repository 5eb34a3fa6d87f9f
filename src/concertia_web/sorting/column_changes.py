"""Add, rename and take away columns of the table: for both readers at once."""

from __future__ import annotations

from typing import Any

from concertia_web.sorting import columns
from concertia_web.sorting.models import Placement, Sorting
from concertia_web.sorting.refusals import Refused

Change = dict[str, Any]


def undo_column(sorting: Sorting, change: Change) -> str:
    """Do the opposite of what a step did to the columns; what was undone, in words."""
    if change["column"] == "add":
        _without_notes(sorting, change["key"])
        sorting.columns = [one for one in sorting.columns if one["key"] != change["key"]]
        said = f"Annulé : la colonne « {change['label']} » est retirée."
    elif change["column"] == "rename":
        for one in sorting.columns:
            if one["key"] == change["key"]:
                one["label"] = change["before"]
        said = f"Annulé : la colonne s’appelle de nouveau « {change['before']} »."
    else:
        sorting.columns.insert(change["position"], {"key": change["key"], "label": change["label"]})
        said = f"Annulé : la colonne « {change['label']} » est de retour."
    sorting.save(update_fields=["columns"])
    return said


def _without_notes(sorting: Sorting, key: str) -> None:
    if Placement.objects.filter(sorting=sorting, column=key, contribution__removed=None).exists():
        raise Refused(
            "Cette colonne contient encore des notes, dans votre tri ou dans celui de l’autre personne. "
            "Placez-les "
            "ailleurs avant de la retirer."
        )
    if sorting.findings.filter(column=key).exists():
        raise Refused("Un enseignement vient de cette colonne : elle ne peut pas être retirée.")


def add(sorting: Sorting, label: str) -> Change:
    """One more column."""
    label = _label(sorting, label)
    if len(sorting.columns) >= columns.MOST:
        raise Refused(
            f"Il y a déjà {columns.MOST} colonnes : au-delà, personne ne s’y retrouve. Retirez-en une vide."
        )
    key = columns.new_key(label, sorting.columns)
    sorting.columns.append({"key": key, "label": label})
    return {"column": "add", "key": key, "label": label}


def rename(sorting: Sorting, key: str, label: str) -> Change:
    """Another title for a column; its notes stay."""
    column = _column(sorting, key)
    before, column["label"] = column["label"], _label(sorting, label, but=key)
    return {"column": "rename", "key": key, "before": before, "after": column["label"]}


def remove(sorting: Sorting, key: str) -> Change:
    """Take an empty column away."""
    column = _column(sorting, key)
    _without_notes(sorting, key)
    position = sorting.columns.index(column)
    sorting.columns.remove(column)
    return {"column": "remove", "key": key, "label": column["label"], "position": position}


def _column(sorting: Sorting, key: str) -> columns.Column:
    for column in sorting.columns:
        if column["key"] == key:
            return column
    raise Refused("Cette colonne n’existe plus. Rechargez la page pour voir les colonnes actuelles.")


def _label(sorting: Sorting, label: str, but: str = "") -> str:
    label = " ".join(label.split())
    if not label:
        raise Refused("Donnez un titre à la colonne.")
    if len(label) > columns.LONGEST:
        raise Refused(f"Le titre de la colonne dépasse {columns.LONGEST} caractères : raccourcissez-le.")
    if any(one["label"].casefold() == label.casefold() and one["key"] != but for one in sorting.columns):
        raise Refused(f"Une colonne s’appelle déjà « {label} ».")
    return label
