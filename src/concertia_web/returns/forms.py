"""The forms of the grid: one per record, made from the same description as the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concertia_web.returns.fields import (
    CHOICE,
    CHOICES,
    DAY,
    PASSAGES,
    REFERENCES,
    SAID,
    TEXT,
    WHOLE,
    Field,
    one_line,
    parse,
    show,
)
from concertia_web.returns.grid import Grid
from concertia_web.returns.sections import Record, Section

KIND_ASKED = "Choisissez la nature : un refus n’est pas une vigilance, et personne ne choisit à votre place."


class GridField(forms.Field):
    """A cell of the grid. Nothing is required: an empty cell is an answer."""

    def __init__(self, described: Field) -> None:
        self.described = described
        widget = _widget(described)
        super().__init__(label=described.label, help_text=described.help, widget=widget, required=True)

    def clean(self, value: Any) -> Any:
        """The value, by the same reading as in a file."""
        keys = {key for key, _label in self.described.choices}
        if self.described.kind == CHOICE and value in keys:
            return value
        if self.described.kind == CHOICES:
            return [key for key, _label in self.described.choices if key in (value or [])]
        read = parse(self.described, value)
        if read.problem:
            raise ValidationError(read.problem[:1].upper() + read.problem[1:] + ".")
        return read.value

    def prepare_value(self, value: Any) -> Any:
        """What the page shows: the key of a choice, else words."""
        if isinstance(value, str) or self.described.kind in (CHOICE, CHOICES):
            return value
        return show(self.described, value)


def _widget(described: Field) -> forms.Widget:
    if described.kind in (TEXT, SAID):
        return forms.Textarea({"rows": 3})
    if described.kind == PASSAGES:
        return forms.Textarea({"rows": 3})
    if described.kind == REFERENCES:
        return forms.HiddenInput()
    if described.kind == DAY:
        return forms.DateInput({"type": "date"})
    if described.kind == WHOLE:
        return forms.TextInput({"inputmode": "numeric", "size": "6"})
    if described.kind == CHOICES:
        return forms.CheckboxSelectMultiple(choices=described.choices)
    if described.kind == CHOICE:
        return forms.Select(choices=[("", "Choisir…"), *described.choices])
    return forms.TextInput()


@dataclass(frozen=True)
class Group:
    """Fields that stand together. ``folds``: closed until something is in it."""

    title: str
    fields: list[forms.BoundField]
    filled: bool
    folds: bool


class RecordForm(forms.Form):
    """One record of a section. ``base`` tells which state of it the person had before the eyes."""

    use_required_attribute = False

    def __init__(
        self,
        section: Section,
        data: Mapping[str, Any] | None,
        *,
        record: Record,
        base: str,
        identifier: str = "",
        title: str = "",
    ) -> None:
        self.section, self.identifier, self.record, self.title = section, identifier, record, title
        prefix = f"{section.key}-{identifier}" if section.fixed else section.key
        super().__init__(data, prefix=prefix, initial=record, auto_id="id_%s")
        for field in section.fields:
            self.fields[field.key] = GridField(field)
        self.fields["base"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=base)
        self.rivals: list[tuple[str, str, str]] = []
        """After a conflict: heading, what another person wrote, what this person wrote."""

    @property
    def values(self) -> Record:
        """The record as typed."""
        return {field.key: self.cleaned_data[field.key] for field in self.section.fields}

    @property
    def base(self) -> str:
        """The digest that came back with the form."""
        return str(self.cleaned_data.get("base") or "")

    def groups(self) -> list[Group]:
        """The fields, by group."""
        names = _GROUPS.get(self.section.key)
        if names is None:
            return [Group("", [self[field.key] for field in self.section.fields], True, False)]
        made = []
        for title, keys, folds in names:
            known = [field.key for field in self.section.fields if field.key.startswith(keys)]
            filled = any(self[key].value() or self[key].errors for key in known)
            shown = [self[key] for key in known if not self[key].is_hidden]
            made.append(Group(title, shown, filled, folds))
        return made

    def disagree(self, rival: Record, mine: Record, base: str) -> None:
        """Show what another person wrote meanwhile; saving again is then a choice made knowingly."""
        for field in self.section.fields:
            if rival[field.key] != mine[field.key]:
                self.rivals.append((field.label, show(field, rival[field.key]), show(field, mine[field.key])))
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("base")] = base  # type: ignore[index]


_GROUPS = {
    "items": [
        ("", ("kind", "title", "text", "theme", "question", "publics", "support", "contributions"), False),
        ("Paroles citées (trois au plus)", ("words_", "capture_"), True),
        ("Ce qui l’appuie : natures et passages de documents", ("said", "passages"), True),
    ],
    "sessions": [
        ("", ("title", "kind", "day", "place", "minutes"), False),
        ("Combien de personnes, par public", ("present_",), False),
        ("Comment", ("recruitment", "method", "facilitators"), False),
    ],
}


class LinesForm(forms.Form):
    """Several elements at once, one per line."""

    kind = forms.ChoiceField(label="Nature", error_messages={"required": KIND_ASKED})
    theme = forms.ChoiceField(label="Thème", required=False)
    lines = forms.CharField(
        label="Titres, un par ligne",
        widget=forms.Textarea({"rows": 5}),
        help_text="Une ligne peut commencer par sa propre nature : « Refus : pas de caméras ».",
        error_messages={"required": "Écrivez au moins un titre, un par ligne."},
    )

    def __init__(self, grid: Grid, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        items = grid.section("items")
        self.kinds = items.field("kind")
        _offer(self, "kind", [("", "Choisir…"), *items.field("kind").choices])
        _offer(self, "theme", [("", "Choisir…"), *items.field("theme").choices])

    def records(self) -> list[Record]:
        """One element per line."""
        made = []
        for line in self.cleaned_data["lines"].splitlines():
            kind, title = self.cleaned_data["kind"], one_line(line).lstrip("-•*– ").strip()
            before, colon, after = title.partition(":")
            named = parse(self.kinds, before) if colon else None
            if named is not None and named.value and not named.problem:
                kind, title = named.value, after.strip()
            if title:
                made.append({"kind": kind, "title": title, "theme": self.cleaned_data["theme"]})
        return made


class PassageForm(forms.Form):
    """An element to be drawn from the passages ticked beside it."""

    kind = forms.ChoiceField(label="Nature", error_messages={"required": KIND_ASKED})
    title = forms.CharField(
        label="Titre",
        max_length=300,
        error_messages={"required": "Donnez un titre : ce que le passage dit, en une ligne."},
    )
    theme = forms.ChoiceField(label="Thème", required=False)
    passages = forms.MultipleChoiceField(
        label="Passages",
        error_messages={
            "required": "Cochez au moins un passage.",
            "invalid_choice": "Ce passage n’est plus dans le document : rechargez la page.",
        },
    )

    def __init__(self, grid: Grid, known: list[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        items = grid.section("items")
        _offer(self, "kind", [("", "Choisir…"), *items.field("kind").choices])
        _offer(self, "theme", [("", "Choisir…"), *items.field("theme").choices])
        _offer(self, "passages", [(key, key) for key in known])

    @property
    def values(self) -> Record:
        """The element as typed, without its passages."""
        return {name: self.cleaned_data[name] for name in ("kind", "title", "theme")}


class DocumentForm(forms.Form):
    """A document to deposit from here: whole, split into passages."""

    consultation = forms.ChoiceField(label="Concertation")
    file = forms.FileField(
        label="Document",
        help_text="PDF, DOCX, ODT, TXT. Il reste dans votre espace tant que vous ne le publiez pas.",
        error_messages={"required": "Choisissez un fichier."},
    )
    title = forms.CharField(label="Titre du document", max_length=200)
    kind = forms.ChoiceField(label="Sorte de document")
    validated_by = forms.CharField(
        label="Validé par",
        max_length=200,
        required=False,
        help_text="« Les 40 membres du panel ». Sans validation, ses passages ne valent que déclaration.",
    )

    def __init__(
        self,
        grid: Grid,
        consultations: list[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, prefix="document")
        _offer(self, "consultation", consultations)
        _offer(self, "kind", grid.section("documents").field("kind").choices)


class GridFileForm(forms.Form):
    """A filled grid."""

    file = forms.FileField(
        label="Grille remplie",
        help_text="Le fichier XLSX ou DOCX téléchargé ici, ou un tableau à vous. 10 Mo au plus.",
        widget=forms.FileInput({"accept": ".xlsx,.docx"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


class WithdrawForm(forms.Form):
    """Why a version is taken back."""

    reason = forms.CharField(
        label="Retirer cette version, parce que…",
        max_length=300,
        help_text="Cette raison sera lue par le réseau, et par tous au journal public.",
        error_messages={"required": "Dites pourquoi : le réseau a peut-être déjà lu cette version."},
    )


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
