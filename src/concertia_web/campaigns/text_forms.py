"""Edit a draft on a page, one language at a time: the call, the articles, the table of the framing note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.text import slugify

from concertia_web.campaigns.models import CampaignText
from concertia_web.territories.official import fold

SOURCE = "fr"
KINDS = CampaignText.Kind
NOTE = "change_note"
Content = dict[str, Any]


class Column:
    """A cell of a row: ``path`` is the name of its map in the pack ("" where the row is the map itself)."""

    def __init__(
        self, name: str, label: str, path: str, rows: int = 0, *, listed: bool = False, most: int = 600
    ) -> None:
        self.name, self.label, self.path, self.rows, self.listed, self.most = (
            name,
            label,
            path,
            rows,
            listed,
            most,
        )

    def read(self, row: Mapping[str, Any], language: str) -> str:
        """What the cell holds in this language."""
        if self.listed:
            return "\n".join(row.get(self.path, []))
        words = row.get(self.path, {}) if self.path else row
        return str(words.get(language, "")) if language != "key" else ""

    def write(self, row: Content, language: str, text: str) -> None:
        """Put the words back in the row."""
        if self.listed:
            row[self.path] = (
                [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]
                if (self.path == "keywords")
                else [line.strip() for line in text.splitlines() if line.strip()]
            )
            return
        words = row.setdefault(self.path, {}) if self.path else row
        if text:
            words[language] = text
        else:
            words.pop(language, None)

    def field(self, source: str) -> forms.CharField:
        """Its form field; ``source``: the French to translate, shown as help."""
        widget = forms.Textarea(attrs={"rows": self.rows}) if self.rows else forms.TextInput()
        return forms.CharField(
            label=self.label,
            required=False,
            max_length=self.most,
            widget=widget,
            help_text=format_html("En français : {}", source) if source else "",
        )


ROWS: dict[str, tuple[str, str, tuple[Column, ...]]] = {
    "articles": (
        "Articles",
        "article",
        (Column("title", "Titre", "title", most=160), Column("text", "Texte", "text", 3, most=2000)),
    ),
    "themes": (
        "Thèmes",
        "thème",
        (
            Column("label", "Nom", "label", most=120),
            Column("description", "Ce qu’il couvre", "description", 2, most=800),
            Column("keywords", "Mots repères, un par ligne", "keywords", 3, listed=True, most=2000),
            Column("examples", "Exemples, un par ligne", "examples", 3, listed=True, most=2000),
        ),
    ),
    "questions": ("Questions communes", "question", (Column("text", "Question", "", 2, most=300),)),
    "publics": ("Publics", "public", (Column("label", "Nom", "label", most=120),)),
}
TABLES = {KINDS.CALL: (), KINDS.CHARTER: ("articles",), KINDS.FRAMING: ("themes", "questions", "publics")}
HEADS = {
    KINDS.CALL: (
        Column("title", "Titre", "title", most=160),
        Column("body", "Texte (Markdown)", "body", 22, most=20_000),
    ),
    KINDS.CHARTER: (Column("title", "Titre", "title", most=160),),
    KINDS.FRAMING: (
        Column("title", "Titre", "title", most=160),
        Column("question", "Question générale", "question", 2),
    ),
}


class Table:
    """The rows of one list of a text, as one form each, with empty ones to add in the source language."""

    def __init__(self, name: str, content: Content, language: str, data: QueryDict | None) -> None:
        self.name = name
        self.title, self.one, columns = ROWS[name]
        self.columns = [column for column in columns if language == SOURCE or not column.listed]
        self.language = language
        self.held = {str(row["key"]): row for row in content.get(name, [])}
        self.editable = language == SOURCE
        rows: list[tuple[str, Mapping[str, Any]]] = list(self.held.items())
        if self.editable:
            rows += [("", {}), ("", {})]
        self.forms = [self._form(rank, key, row, data) for rank, (key, row) in enumerate(rows)]

    def _form(self, rank: int, key: str, row: Mapping[str, Any], data: QueryDict | None) -> forms.Form:
        form = forms.Form(data, prefix=f"{self.name}-{rank}")
        form.fields["key"] = forms.CharField(
            widget=forms.HiddenInput(), required=False, initial=key, max_length=60
        )
        for column in self.columns:
            source = "" if self.editable else column.read(row, SOURCE)
            form.fields[column.name] = column.field(source)
            form.fields[column.name].initial = column.read(row, self.language)
        if self.editable:
            form.fields["rank"] = forms.IntegerField(
                label="Rang", required=False, initial=rank + 1, min_value=1, max_value=99
            )
            form.fields["drop"] = forms.BooleanField(label=f"Retirer ce {self.one}", required=False)
            if self.one in ("article", "question"):
                form.fields["drop"].label = {
                    "article": "Retirer cet article",
                    "question": "Retirer cette question",
                }[self.one]
        form.new = not key  # type: ignore[attr-defined]
        return form

    def valid(self) -> bool:
        """Whether every row can be read."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def rows(self) -> list[Content]:
        """The rows as they stand after the edit."""
        found: list[tuple[int, int, Content]] = []
        taken = set(self.held)
        for place, form in enumerate(self.forms):
            cells = form.cleaned_data
            words = {column.name: (cells.get(column.name) or "").strip() for column in self.columns}
            row = {**self.held.get(cells["key"], {})}
            if cells.get("drop") or (not row and not any(words.values())):
                continue
            if not row:
                row = {"key": _key(words[self.columns[0].name], taken)}
                taken.add(row["key"])
            row = {name: {**value} if isinstance(value, dict) else value for name, value in row.items()}
            for column in self.columns:
                column.write(row, self.language, words[column.name])
            found.append((cells.get("rank") or place + 1, place, row))
        return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])]


class TextEditor:
    """A draft in one language: its head, its tables, and in words what changed."""

    def __init__(self, draft: CampaignText, language: str, data: QueryDict | None = None) -> None:
        self.draft, self.language, self.content = draft, language, draft.content
        kind = KINDS(draft.kind)
        self.head = forms.Form(data, prefix="head")
        self.columns = HEADS[kind]
        for column in self.columns:
            source = "" if language == SOURCE else column.read(self.content, SOURCE)
            self.head.fields[column.name] = column.field(source)
            self.head.fields[column.name].initial = column.read(self.content, language)
        if draft.version > 1:
            self.head.fields[NOTE] = forms.CharField(
                label="Ce qui change par rapport à la version précédente",
                required=False,
                max_length=300,
                initial=draft.change_note,
                help_text="En une phrase, lisible par tous.",
            )
        self.tables = [Table(name, self.content, language, data) for name in TABLES[kind]]

    def valid(self) -> bool:
        """Whether everything typed can be kept."""
        wrong = [table for table in self.tables if not table.valid()]
        return self.head.is_valid() and not wrong

    @property
    def change_note(self) -> str:
        """What changes, in words."""
        return str(self.head.cleaned_data.get(NOTE, self.draft.change_note))

    def made(self) -> Content:
        """The content after the edit: everything that was not on the page stays."""
        content: Content = {
            name: {**value} if isinstance(value, dict) else value for name, value in self.content.items()
        }
        for column in self.columns:
            column.write(content, self.language, (self.head.cleaned_data[column.name] or "").strip())
        for table in self.tables:
            content[table.name] = table.rows()
        return content


def _key(words: str, taken: set[str]) -> str:
    """An ASCII key that stays whatever the words become."""
    base = slugify(fold(words))[:30].strip("-") or "ajout"
    return base if base not in taken else next(k for n in range(2, 999) if (k := f"{base}-{n}") not in taken)
