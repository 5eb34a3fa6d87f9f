"""Forms of the entry: what is refused is refused with a sentence, and stays in place."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django_scopes.forms import SafeModelChoiceField

from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.columns import CHOICES, keys_for
from concertia_web.contributions.documents import ADVISED_PAGES, SUFFIXES, DocumentError, check_file
from concertia_web.contributions.models import Contribution, Document
from concertia_web.contributions.publics import publics_of, questions_of
from concertia_web.contributions.sheets import VOICES
from concertia_web.contributions.slips import HIGHEST
from concertia_web.contributions.values import (
    LONGEST,
    MOST_DOTS,
    MOST_VOICES,
    ROOM_CAPTURES,
    NoteError,
    read_values,
)

VOICE_CHOICES = [(voice.value, voice.label) for voice in VOICES]
CAPTURE_CHOICES = [(capture.value, capture.label) for capture in ROOM_CAPTURES]


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files given."""
        one = super().clean
        return [one(item, initial) for item in (data if isinstance(data, list) and data else [data or None])]


class SettingsForm(forms.Form):
    """What the next notes have in common: kept in the address, so that it needs no script."""

    subgroup = forms.CharField(label="Table ou groupe", max_length=60, required=False)
    voice = forms.ChoiceField(label="Qui parle", choices=VOICE_CHOICES, required=False)
    voice_count = forms.IntegerField(
        label="À combien", min_value=1, max_value=MOST_VOICES, required=False, help_text=""
    )
    capture = forms.ChoiceField(label="Saisie", choices=CAPTURE_CHOICES, required=False)
    question = forms.ChoiceField(label="Question posée", required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = questions_of(session.consultation)
        if asked:
            self.fields["question"].choices = [("", "toutes, ou aucune"), *asked]  # type: ignore[attr-defined]
        else:
            del self.fields["question"]
        if session.kind == Session.Kind.CLASS:
            del self.fields["voice"]

    def values(self) -> dict[str, Any]:
        """The values that are well formed, for the notes to come."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class NoteForm(SettingsForm):
    """All that may be said of one note."""

    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}))
    declared_kind = forms.ChoiceField(label="Colonne", choices=CHOICES, required=False)
    dots = forms.IntegerField(label="Gommettes", min_value=0, max_value=MOST_DOTS, required=False)
    room_support = forms.ChoiceField(
        label="Soutien dans la salle", choices=Contribution.Support.choices, required=False
    )
    field_order = ("text", "declared_kind", "subgroup", "dots", "room_support")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        self.session = session
        held = self.initial.get("capture")
        if held and held not in dict(CAPTURE_CHOICES):
            label = Contribution.Capture(held).label
            self.fields["capture"].choices = [(held, label), *CAPTURE_CHOICES]  # type: ignore[attr-defined]
        if self.initial.get("voice") == Contribution.Voice.UNKNOWN and "voice" in self.fields:
            unknown = Contribution.Voice.UNKNOWN
            self.fields["voice"].choices = [(unknown.value, unknown.label), *VOICE_CHOICES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Checked as everywhere else."""
        said = {**self.initial, **(super().clean() or {})}
        if self.errors:
            return said
        said = {
            name: value for name, value in said.items() if name in ("text", "declared_kind", "dots") or value
        }
        try:
            return read_values(said, self.session)
        except NoteError as error:
            raise forms.ValidationError(str(error)) from error


class SessionForm(forms.Form):
    """What was not agreed, and how many people of each public were there."""

    not_agreed = forms.CharField(
        label="Ce qui n’a pas été convenu",
        help_text="Une ligne par désaccord, avec les mots de la salle. Ces lignes restent à part des notes.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        required=False,
    )

    seen = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=40_000)
    """What the page showed: what others wrote since then is not erased."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["not_agreed"].initial = session.not_agreed
        shown_facts = {"not_agreed": session.not_agreed, "head_counts": session.head_counts}
        self.fields["seen"].initial = json.dumps(shown_facts, sort_keys=True)
        counts = session.head_counts
        shown = publics_of(session.consultation)
        extra = [(key, key) for key in counts if key and key not in dict(shown)]
        for key, label in [*shown, *extra, ("", "Public non précisé")]:
            self.fields[f"count-{key}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100_000, required=False, initial=counts.get(key)
            )

    def clean_seen(self) -> dict[str, Any] | None:
        """What the page showed; None where it does not say."""
        try:
            shown_facts = json.loads(self.cleaned_data["seen"])
            lines, counts = shown_facts["not_agreed"], shown_facts["head_counts"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if not isinstance(lines, str) or not isinstance(counts, dict):
            return None
        return {"not_agreed": lines, "head_counts": counts}

    def counts(self) -> dict[str, int]:
        """Public key → number of people."""
        return {
            name.removeprefix("count-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("count-") and value
        }


class PasteForm(SettingsForm):
    """What is pasted, and what its lines have in common when they do not say it."""

    pasted = forms.CharField(
        label="Collez ici",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        strip=False,
        help_text="Des cellules copiées d’un tableau (avec leurs titres), l’export d’un mur de papillons, "
        "ou une "
        "idée par ligne sous des titres (« Craintes », « Table 2 »).",
    )
    declared_kind = forms.ChoiceField(
        label="Colonne des lignes qui n’en disent pas", choices=CHOICES, required=False
    )
    field_order = ("pasted", "declared_kind", "subgroup")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        first = keys_for(session)
        ordered = sorted(CHOICES, key=lambda choice: first.index(choice[0]) if choice[0] in first else 99)
        self.fields["declared_kind"].choices = [("", "aucune : à placer au tri"), *ordered[:-1]]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """The prepared sheet, filled."""

    sheet = forms.FileField(label="Tableau rempli (.xlsx)")


class PhotoForm(forms.Form):
    """Photographs of the wall."""

    photos = ManyFilesField(
        label="Photos du mur",
        help_text="JPEG ou PNG, 50 Mo au plus chacune. Elles sont réduites, et les données de l’appareil "
        "(lieu, "
        "heure) sont effacées. Pas de visage ni de liste de présents.",
    )
    subgroup = forms.CharField(label="Table ou groupe", max_length=60, required=False)


class SlipForm(forms.Form):
    """One paper form."""

    slip = forms.IntegerField(
        label="Numéro du papier",
        min_value=1,
        max_value=HIGHEST,
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    public = forms.ChoiceField(label="Public", required=False)
    declared_kind = forms.ChoiceField(label="Nature", choices=CHOICES, required=False)
    question = forms.ChoiceField(label="Question", required=False)
    text = forms.CharField(
        label="Mots écrits sur le papier",
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
        help_text="Tels qu’ils sont écrits, fautes comprises. Ni nom ni coordonnées : le talon de contact "
        "reste à part.",
    )
    helped = forms.BooleanField(
        label="Écrit par quelqu’un qui aide, sous la dictée de la personne", required=False
    )
    session = SafeModelChoiceField(
        label="Temps de débat",
        queryset=Session.objects.none(),
        required=False,
        empty_label="aucun en particulier",
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public"].choices = [("", "non précisé"), *publics_of(consultation)]  # type: ignore[attr-defined]
        kinds = [choice for choice in CHOICES if choice[0]]
        self.fields["declared_kind"].choices = [("", "la personne ne l’a pas dit"), *kinds]  # type: ignore[attr-defined]
        asked = questions_of(consultation)
        self.fields["question"].choices = [("", "aucune"), *asked]  # type: ignore[attr-defined]
        if not asked:
            del self.fields["question"]
        sessions = consultation.sessions.filter(cancelled=False)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What is said of a document."""

    title = forms.CharField(label="Titre", max_length=200)
    organisation = forms.CharField(
        label="Organisation qui signe",
        max_length=160,
        required=False,
        help_text="Pour un cahier d’acteur : le nom de l’organisation, sous lequel il sera publié.",
    )
    validated_by = forms.CharField(
        label="Validé par",
        max_length=200,
        required=False,
        help_text="« les 40 membres du panel », « le conseil d’administration du 12 mai ». Sans cette "
        "ligne, un passage "
        "ne peut pas servir de preuve de rang B : on pourra le lire, pas s’appuyer dessus.",
    )
    validated_on = forms.DateField(
        label="Validé le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DocumentForm(FactsForm):
    """A document to keep."""

    kind = forms.ChoiceField(
        label="Ce que c’est",
        choices=Document.Kind.choices,
        help_text=f"Un cahier d’acteur est une prise de position signée ; {ADVISED_PAGES} pages au plus "
        f"sont conseillées.",
    )
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, DOCX, ODT, TXT ou MD, 50 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    session = SafeModelChoiceField(
        label="Temps de débat dont il vient",
        queryset=Session.objects.none(),
        required=False,
        empty_label="toute la concertation",
    )
    field_order = ("kind", "file", "title")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = consultation.sessions.all()  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """A format and a size that we keep."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_file(file.name or "", file.size or 0)
        except DocumentError as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        """A cahier d’acteur is signed."""
        said = super().clean() or {}
        if said.get("kind") == Document.Kind.STAKEHOLDER and not said.get("organisation"):
            self.add_error(
                "organisation",
                "Un cahier d’acteur est publié sous le nom de l’organisation qui le signe : écrivez-le.",
            )
        return said
