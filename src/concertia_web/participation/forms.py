"""What is asked of who writes on line: as little as possible, and nothing typed is lost."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concertia.corpus.text import canonical
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.publics import labels_of
from concertia_web.contributions.documents import SUFFIXES
from concertia_web.contributions.values import LONGEST
from concertia_web.gate import GatedForm
from concertia_web.languages import NAMES, say
from concertia_web.participation.services import Wanted
from concertia_web.participation.words import KINDS

MOST_FILE = 10 << 20
LONGEST_PAPER = 40_000
LANGUAGES = {**{code: name for code, name in NAMES.items() if code != "facile"}, "es": "español",
             "it": "italiano", "nl": "Nederlands", "pl": "polski", "pt": "português", "ru": "русский",
             "tr": "Türkçe", "zh": "中文"}  # fmt: skip


def questions_of(consultation: Consultation) -> list[tuple[str, str]]:
    """Key and words of each question, in the language of the page."""
    return [
        (asked["key"], say({code: text for code, text in asked.items() if code != "key"}).text)
        for asked in consultation.questions
    ]


def has_words(text: str) -> str:
    """The text, cleaned. Raises ValidationError where it says nothing or too much."""
    text = canonical(text).text.strip()
    if not any(sign.isalnum() for sign in text):
        raise ValidationError(_("Écrivez au moins un mot."))
    if len(text) > LONGEST:
        raise ValidationError(
            _(
                "Votre texte compte %(length)d caractères ; la place est de %(most)d. Envoyez-le en "
                "plusieurs fois : chaque partie sera lue."
            ),
            params={"length": len(text), "most": LONGEST},
        )
    return text


class WordsForm(GatedForm):
    """A question, a kind in plain words, the words: what the kiosk asks, and what comes first on line."""

    question = forms.ChoiceField(label=_("À quelle question répondez-vous ?"), required=False)
    kind = forms.ChoiceField(
        label=_("Comment commencerait votre phrase ?"), required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Vos mots"),
        strip=False,
        help_text=_("Dans votre langue, sans nom ni coordonnées de personne."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=64)
    """Secret: the same form sent twice is one contribution."""

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        asked = questions_of(consultation)
        self.fields["ticket"].initial = lambda: secrets.token_urlsafe(18)
        self.fields["kind"].choices = [*KINDS.items(), ("", _("Autre chose"))]  # type: ignore[attr-defined]
        if len(asked) > 1:
            self.fields["question"].choices = [("", _("Aucune en particulier")), *asked]  # type: ignore[attr-defined]
        else:
            del self.fields["question"]
        self.only_question = asked[0] if len(asked) == 1 else None

    def clean_text(self) -> str:
        """Words, and not too many."""
        return has_words(self.cleaned_data["text"])

    @property
    def begun(self) -> str:
        """How the sentence begins, where that is chosen already: « Je souhaite… »."""
        return "" if self["kind"].errors else str(KINDS.get(self["kind"].value() or "", ""))

    @property
    def wanted(self) -> Wanted:
        """What the service takes."""
        said = self.cleaned_data
        only = self.only_question[0] if self.only_question else ""
        return Wanted(
            text=said["text"],
            kind=said["kind"],
            question=said.get("question") or only,
            public=said.get("public", ""),
            language=(get_language() or "fr").split("-")[0],
            helped=said.get("helped", False),
            signature=said.get("signature", ""),
            verbatim=not said.get("count_only", False),
            ticket=said["ticket"],
        )


class ContributionForm(WordsForm):
    """What one person sends, with the choices that are really theirs."""

    public = forms.ChoiceField(label=_("Vous êtes"), required=False)
    signature = forms.CharField(
        label=_("Nom à montrer à côté de vos mots"),
        required=False,
        max_length=80,
        help_text=_("Vide : aucun nom n’est montré."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    count_only = forms.BooleanField(
        label=_("Ne publiez pas mes mots : comptez seulement ma contribution"), required=False
    )
    helped = forms.BooleanField(label=_("J’écris pour quelqu’un, sous sa dictée"), required=False)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, consultation=consultation, **kwargs)
        publics = [(key, say(label).text) for key, label in labels_of(consultation).items()]
        self.fields["public"].choices = [("", _("je ne le précise pas")), *publics]  # type: ignore[attr-defined]
        if not publics:
            del self.fields["public"]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The words."""
        return [self[name] for name in ("question", "kind", "text") if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The choices."""
        names = ("public", "signature", "count_only", "helped")
        return [self[name] for name in names if name in self.fields]

    @property
    def more_used(self) -> bool:
        """Whether something is to be seen among the choices."""
        return any(field.errors or field.value() for field in self.more_fields)


class EmailForm(GatedForm):
    """An address to verify."""

    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        help_text=_("Elle reçoit un lien, puis n’est pas gardée : seule une empreinte l’est."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(GatedForm):
    """A personal code."""

    code = forms.CharField(
        label=_("Votre code personnel"),
        max_length=40,
        help_text=_("Douze signes, sur le papier que vous avez reçu. Majuscules et tirets n’importent pas."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class PaperForm(GatedForm):
    """A cahier d’acteur."""

    either = ("text", "file")
    """One of them is needed: neither is said to be optional."""

    organisation = forms.CharField(
        label=_("Organisation qui signe"),
        max_length=160,
        help_text=_("Le cahier est publié sous ce nom : c’est la voix d’une organisation."),
    )
    title = forms.CharField(label=_("Titre"), max_length=200)
    validated_by = forms.CharField(
        label=_("Par qui il a été validé"),
        max_length=200,
        required=False,
        help_text=_("« le conseil d’administration du 12 mai ». Sans cela, on le lit sans s’appuyer dessus."),
    )
    text = forms.CharField(
        label=_("Le texte"),
        required=False,
        strip=False,
        max_length=LONGEST_PAPER,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("ou un fichier"),
        required=False,
        help_text=_("PDF, DOCX, ODT, TXT ou MD, 10 Mo et quatre pages au plus de préférence."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile | None:
        """A format and a size that we take from the public."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_FILE:
            raise ValidationError(_("Ce fichier dépasse 10 Mo. Allégez ses images, puis recommencez."))
        if PurePath(file.name or "").suffix.lower() not in SUFFIXES:
            raise ValidationError(_("Donnez un fichier PDF, DOCX, ODT, TXT ou MD."))
        return file

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        said = super().clean()
        if "file" not in self.errors and not said.get("file") and not (said.get("text") or "").strip():
            self.add_error("text", _("Écrivez le texte ici, ou joignez un fichier."))
        return said


class ChoicesForm(forms.Form):
    """What the author may change."""

    signature = forms.CharField(
        label=_("Nom à montrer à côté de vos mots"),
        required=False,
        max_length=80,
        help_text=_("Vide : aucun nom n’est montré."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    count_only = forms.BooleanField(
        label=_("Ne publiez pas mes mots : comptez seulement ma contribution"), required=False
    )


class ReceiptForm(GatedForm):
    """A receipt to verify."""

    either = ("receipt", "file")
    """One of them is needed: neither is said to be optional."""

    receipt = forms.CharField(
        label=_("Le reçu"),
        required=False,
        max_length=4000,
        help_text=_("Collez le contenu du fichier « recu.json », ou joignez-le."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("ou le fichier"), required=False)


class CodesForm(forms.Form):
    """How many codes, for whom, and on what."""

    count = forms.IntegerField(label="Combien de codes", min_value=1, max_value=5_000, initial=100)
    label = forms.CharField(
        label="Pour qui",
        max_length=120,
        help_text="Un lieu ou un groupe, jamais une personne : « Foyer des aînés », « liste électorale, 1 ».",
    )
    sheet = forms.ChoiceField(
        label="Sur quoi",
        choices=[("pdf", "feuilles à découper (PDF)"), ("xlsx", "tableau pour un publipostage (XLSX)")],
        widget=forms.RadioSelect,
        initial="pdf",
    )


class TranslationForm(forms.Form):
    """A translation by a person."""

    language = forms.ChoiceField(label="Langue de la traduction", choices=list(LANGUAGES.items()))
    text = forms.CharField(
        label="Traduction",
        max_length=2 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text="Au plus près des mots. Le texte d’origine reste le seul qui compte.",
    )
    translator = forms.CharField(
        label="Traduit par",
        max_length=120,
        help_text="Le nom ou la fonction que la personne veut montrer à côté de la traduction.",
    )
