"""What a person says of an import: files, settings, what each column holds, answers to questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django_scopes.forms import SafeModelChoiceField

from concertia.corpus.formats.mapping import MANY
from concertia_web.consultations.models import Consultation, Session
from concertia_web.imports.words import FORMATS, ROLES
from concertia_web.languages import say

MOST_FILES = 20
MOST_BYTES = 200 * 1024 * 1024
ENCODINGS = [
    ("", "reconnu par Concertia"),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (cp1252)"),
    ("iso-8859-15", "Europe occidentale (ISO 8859-15)"),
    ("mac_roman", "ancien Mac (Mac Roman)"),
    ("utf-16", "UTF-16"),
]
DECISIONS = [
    ("rejected", "mise de côté : ne se lit pas, n’entre dans aucun compte"),
    ("pending", "à relire avant publication"),
    ("accepted", "acceptée"),
]


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked, the sizes are told."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, none of them empty, within the limits."""
        given = (data or [None]) if isinstance(data, (list, tuple)) else [data]
        files: list[UploadedFile] = [super(FilesField, self).clean(item, initial) for item in given]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"{len(files)} fichiers, c’est trop en une fois : déposez-en {MOST_FILES} au plus, puis les "
                "suivants dans un autre import."
            )
        total = sum(file.size or 0 for file in files)
        if total > MOST_BYTES:
            raise forms.ValidationError(
                f"Ces fichiers pèsent {filesizeformat(total)} ensemble ; la limite est de "
                f"{filesizeformat(MOST_BYTES)}. Déposez-les en plusieurs imports : rien ne sera compté "
                "deux fois."
            )
        return files


class _Settings(forms.Form):
    """What the files do not say themselves."""

    session = SafeModelChoiceField(
        label="Temps de débat",
        queryset=Session.objects.none(),
        required=False,
        empty_label="aucun en particulier",
        help_text="Si tout ce qui est dans ces fichiers a été recueilli au même moment.",
    )
    public = forms.ChoiceField(
        label="Public", required=False, help_text="Sert là où les fichiers ne le disent pas eux-mêmes."
    )
    question = forms.ChoiceField(
        label="Question posée",
        required=False,
        help_text="Sert là où les fichiers ne la disent pas eux-mêmes.",
    )
    capture = forms.ChoiceField(
        label="Comment ces mots ont été recueillis",
        required=False,
        choices=[
            ("", "non précisé"),
            ("written", "écrits par les personnes elles-mêmes"),
            ("noted", "notés en séance par quelqu’un d’autre"),
            ("reworded", "reformulés ou résumés"),
            ("transcribed", "transcrits d’un papier ou d’un enregistrement"),
        ],
        help_text="Seuls des mots écrits, dictés ou transcrits sont montrés entre guillemets.",
    )
    format = forms.ChoiceField(
        label="Sorte de fichiers",
        required=False,
        help_text="À ne préciser que si Concertia ne les reconnaît pas.",
    )
    encoding = forms.ChoiceField(
        label="Codage des lettres",
        required=False,
        choices=ENCODINGS,
        help_text="À préciser si les accents sortent mal (« Ã© » au lieu de « é »).",
    )
    documents = forms.BooleanField(
        label="Chaque paragraphe d’un document est une contribution",
        required=False,
        help_text="Seulement si le document recopie ce que chacun a dit. Un avis ou un rapport se "
        "dépose dans "
        "l’onglet Documents, où chaque passage peut être cité.",
    )

    def __init__(self, *args: Any, consultation: Consultation, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["session"].queryset = Session.objects.filter(consultation=consultation)
        fields["public"].choices = [("", "non précisé"), *_publics(consultation)]
        fields["question"].choices = [("", "non précisée"), *_questions(consultation)]
        shown = [(key, name) for key, name in FORMATS.items() if key not in ("unknown", "unusable")]
        fields["format"].choices = [("", "reconnue par Concertia"), *shown]

    @property
    def options(self) -> dict[str, Any]:
        """The answers as an import keeps them; the session is a column of its own."""
        names = ("public", "question", "capture", "format", "encoding", "documents")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class DepositForm(_Settings):
    """Files and settings."""

    files = FilesField(
        label="Fichiers",
        help_text="CSV, Excel, JSON, texte, Word, PDF ou export d’une plateforme. Plusieurs à la fois, "
        "200 Mo au plus "
        "en tout. Les feuilles d’émargement n’entrent pas ici.",
        error_messages={
            "required": "Choisissez au moins un fichier sur votre ordinateur.",
            "empty": "Ce fichier est vide (0 octet) : exportez-le à nouveau, puis déposez-le.",
        },
    )
    field_order = (
        "files",
        "session",
        "public",
        "question",
        "capture",
        "format",
        "encoding",
        "documents",
    )


class SettingsForm(_Settings):
    """The settings of an import that was read, to read it again otherwise."""


class AnswerForm(forms.Form):
    """The fields that answer the questions of one import."""

    def __init__(self, *args: Any, question: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = question.get("kinds", [])
        self.words: list[str] = question.get("words", []) if "moderation" in kinds else []
        if "sign" in kinds:
            self.fields["vote_sign"] = forms.ChoiceField(
                label="Dans ce fichier, que veut dire +1 ?",
                choices=[("agree=+1", "d’accord"), ("agree=-1", "pas d’accord")],
                widget=forms.RadioSelect,
            )
        if "header" in kinds:
            self.fields["header_row"] = forms.TypedChoiceField(
                label="La première ligne du fichier est",
                coerce=int,
                choices=[(1, "un titre de colonne"), (0, "déjà une contribution")],
                widget=forms.RadioSelect,
            )
        if "sheet" in kinds:
            self.fields["sheet"] = forms.CharField(
                label="Feuille à lire",
                initial=question.get("sheet", ""),
                max_length=120,
                help_text="Son nom, tel qu’il est écrit en bas du classeur. Pour les autres, faites un "
                "second import.",
            )
        for rank, word in enumerate(self.words):
            self.fields[f"word_{rank}"] = forms.ChoiceField(
                label=f"« {word} » veut dire", choices=DECISIONS, initial="rejected"
            )

    def merged(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of the import with these answers."""
        said, merged = self.cleaned_data, dict(options)
        mapping = {key: dict(value) for key, value in merged.get("mapping", {}).items()}
        if "vote_sign" in said:
            merged["vote_sign"] = said["vote_sign"]
        for name in ("header_row", "sheet"):
            if name in said:
                mapping.setdefault("options", {})[name] = said[name]
        for rank, word in enumerate(self.words):
            words = mapping.setdefault("values", {}).setdefault("moderation", {})
            words[word] = said[f"word_{rank}"]
        return {**merged, "mapping": mapping} if mapping else merged


class ColumnsForm(forms.Form):
    """What each column of a table holds."""

    def __init__(self, *args: Any, table: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.titles: Sequence[str] = table["titles"]
        held = {index: role for role, indexes in table["columns"].items() for index in indexes}
        personal = set(table["personal"])
        for index, title in enumerate(self.titles):
            roles = ("author",) if index in personal else tuple(ROLES)
            examples = [row[index] for row in table["rows"] if index < len(row) and row[index].strip()]
            shown = " · ".join(dict.fromkeys(text[:60] for text in examples[:8]))
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=title,
                required=False,
                choices=[("", "ne pas lire"), *((role, ROLES[role]) for role in roles)],
                initial=held.get(index, ""),
                help_text=_personal() if index in personal else _escaped(f"Par exemple : {shown}"[:240]),
            )

    def clean(self) -> dict[str, Any]:
        """At least one text, and one column at most where several would contradict one another."""
        cleaned = super().clean() or {}
        columns = self.columns
        for role, titles in columns.items():
            if len(titles) > 1 and role not in MANY:
                listed = " et ".join(f"« {title} »" for title in titles)
                raise forms.ValidationError(
                    f"Une seule colonne peut contenir « {ROLES[role]} » : choisissez entre {listed}."
                )
        votes = {"voter", "vote", "statement"} <= columns.keys()
        if not (columns.keys() & {"text", "statements"}) and not votes:
            raise forms.ValidationError(
                f"Dites au moins quelle colonne contient « {ROLES['text']} » : sans elle, il n’y a "
                "rien à lire."
            )
        return cleaned

    @property
    def columns(self) -> dict[str, list[str]]:
        """Role → titles, in the order of the table."""
        found: dict[str, list[str]] = {}
        for index, title in enumerate(self.titles):
            role = self.cleaned_data.get(f"column_{index}", "")
            if role:
                found.setdefault(role, []).append(title)
        return found


def _personal() -> str:
    return (
        "Cette colonne semble contenir des données personnelles : elle n’entre pas, sauf comme auteur, "
        "remplacé par "
        "un pseudonyme."
    )


def _escaped(text: str) -> str:
    """Help texts are printed as they are: what people wrote must not become a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _publics(consultation: Consultation) -> list[tuple[str, str]]:
    framing = consultation.framing
    names = {
        public["key"]: say(public["label"], "fr").text
        for public in (framing.content.get("publics", []) if framing else [])
    }
    return [(key, names.get(key, key)) for key in dict.fromkeys([*consultation.publics, *names])]


def _questions(consultation: Consultation) -> list[tuple[str, str]]:
    return [
        (question["key"], say({k: v for k, v in question.items() if k != "key"}, "fr").text)
        for question in consultation.questions
    ]
