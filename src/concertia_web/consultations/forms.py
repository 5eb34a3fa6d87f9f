"""Forms of a concertation: creation and edition, rules, and the small ones that ask for a reason."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify

from concertia_web.campaigns.models import Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.publics import known_publics
from concertia_web.consultations.rules import GENERATED, Checked, RulesPack, texts_of
from concertia_web.languages import EASY, say

QUESTIONS_MOST = 12


class Day(forms.DateField):
    """A day, with the picker of the browser."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **more)


class Hour(forms.TimeField):
    """An hour, with the picker of the browser."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, **more)


def paragraph(rows: int, **more: Any) -> forms.CharField:
    """A text of a few lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


class CommitmentChoice(forms.ModelChoiceField):
    """A campaign that the territory takes part in."""

    def label_from_instance(self, obj: Commitment) -> str:
        """The title of the campaign."""
        return say(obj.campaign.title, "fr").text


class ConsultationForm(forms.Form):
    """The one form: everything that the rules of the game need, and nothing else."""

    commitment = CommitmentChoice(
        label="Campagne",
        queryset=Commitment.objects.none(),
        required=False,
        empty_label="Hors campagne",
        help_text="Sa note de cadrage donne les questions communes et les publics.",
    )
    title = forms.CharField(label="Titre", max_length=120, help_text="Comme sur l’affiche.")
    object = paragraph(
        3, label="Objet", help_text="De quoi parle-t-on, en une ou deux phrases qu’un voisin comprend."
    )
    opens = Day(label="Ouverture")
    closes = Day(label="Clôture", help_text="Le même jour que l’ouverture pour un atelier d’un soir.")
    first_hour = Hour(label="Heure du premier temps de débat", required=False)
    results_on = Day(label="Publication des résultats", help_text="Cette date est annoncée : elle engage.")
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    publics = forms.MultipleChoiceField(label="Publics invités", widget=forms.CheckboxSelectMultiple)
    questions = paragraph(
        5,
        label="Questions posées",
        help_text="Une par ligne. Les questions communes de la campagne sont déjà là.",
    )
    open = paragraph(
        3, label="Ce qui est ouvert", help_text="Ce que les contributions peuvent vraiment changer."
    )
    decided = paragraph(
        2,
        label="Ce qui est déjà décidé",
        help_text="Si rien n’est décidé, écrivez-le : « Rien n’est décidé. »",
    )
    decision = paragraph(
        2, label="Décision que cela éclaire", help_text="Quelle décision, de qui, vers quelle date."
    )
    answer = paragraph(2, label="Qui répondra", help_text="Une fonction, une forme, une date.")
    contact = forms.CharField(
        label="Contact",
        max_length=200,
        help_text="Une adresse, un téléphone ou un guichet du service ; jamais ceux d’une personne.",
    )
    proof = forms.ChoiceField(
        label="Pour qu’une personne ne compte pas pour plusieurs", choices=Consultation.Proof.choices
    )
    moderation = forms.ChoiceField(label="Relecture", choices=Consultation.Moderation.choices)

    CREATION_ONLY: ClassVar[tuple[str, ...]] = ("commitment", "first_hour", "open", "decided", "answer")

    def __init__(
        self,
        *args: Any,
        framing: dict[str, Any] | None,
        commitments: Any = None,
        consultation: Consultation | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.consultation = consultation
        publics = known_publics(framing)
        kept = consultation.publics if consultation else []
        choices = {key: say(label, "fr").text for key, label in publics.items()}
        choices |= {key: key for key in kept if key not in choices}
        self.fields["publics"].choices = list(choices.items())  # type: ignore[attr-defined]
        if consultation is not None:
            for name in self.CREATION_ONLY:
                del self.fields[name]
            if consultation.rules_frozen:
                self.fields["reason"] = paragraph(
                    2,
                    label="Raison du changement",
                    required=False,
                    help_text="Demandée si la règle du jeu publiée en est changée ; publiée avec la date.",
                )
        elif commitments is None or not commitments:
            del self.fields["commitment"]
        else:
            self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]

    def clean_questions(self) -> list[str]:
        """One question a line, none twice."""
        lines = list(
            dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines())
        )
        lines = [line for line in lines if line]
        if not lines:
            raise forms.ValidationError("Écrivez au moins une question, une par ligne.")
        if len(lines) > QUESTIONS_MOST:
            raise forms.ValidationError(
                f"{len(lines)} questions, c’est trop pour qui répond : gardez-en {QUESTIONS_MOST} au plus."
            )
        return lines

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        data = super().clean() or {}
        opens, closes, results = data.get("opens"), data.get("closes"), data.get("results_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes", "La clôture précède l’ouverture : choisissez le même jour ou un jour après."
            )
        if closes and results and results < closes:
            self.add_error(
                "results_on", "Les résultats seraient publiés avant la clôture : choisissez un jour après."
            )
        return data


def question_maps(lines: list[str], known: list[dict[str, str]]) -> list[dict[str, str]]:
    """Questions as stored: those already known keep their key and their translations."""
    by_text = {question.get("fr", ""): question for question in known}
    taken = {question["key"] for question in known}
    found = []
    for line in lines:
        question = by_text.get(line)
        if question is None:
            base = slugify(line)[:30].strip("-") or "question"
            number, key = 1, base
            while key in taken:
                number += 1
                key = f"{base}-{number}"
            taken.add(key)
            question = {"key": key, "fr": line}
        found.append(question)
    return found


class RulesForm(forms.Form):
    """One field by line that people write, and its easy-to-read variant."""

    def __init__(self, *args: Any, consultation: Consultation, lines: list[Checked], **more: Any) -> None:
        initial: dict[str, str] = {}
        fields: dict[str, forms.Field] = {}
        for checked in lines:
            line = checked.line
            texts = texts_of(consultation, line.key)
            label = say(line.label, "fr").text
            extra = line.key in GENERATED
            most = 200 if line.key == "contact" else 4000
            fields[line.key] = paragraph(
                2 if extra else 3,
                label=label,
                required=False,
                max_length=most,
                help_text="À ajouter si vous voulez : le reste est écrit d’après la fiche."
                if extra
                else line.asks,
            )
            fields[f"{line.key}__{EASY}"] = paragraph(
                2, label=f"{label}, en facile à lire", required=False, max_length=4000
            )
            initial[line.key] = texts.get("fr", "")
            initial[f"{line.key}__{EASY}"] = texts.get(EASY, "")
        more.setdefault("initial", initial)
        super().__init__(*args, **more)
        self.fields.update(fields)

    def texts(self) -> dict[str, dict[str, str]]:
        """Line key → language → text."""
        found: dict[str, dict[str, str]] = {}
        for name, text in self.cleaned_data.items():
            key, _separator, language = name.partition("__")
            found.setdefault(key, {})[language or "fr"] = text.replace("\r\n", "\n")
        return found


class CorrectionForm(forms.Form):
    """A dated correction of the frozen rules."""

    line = forms.ChoiceField(label="Ligne à corriger")
    text = paragraph(3, label="Correction", max_length=4000)
    reason = paragraph(2, label="Raison", max_length=1000, help_text="Publiée avec la date.")

    def __init__(self, *args: Any, pack: RulesPack, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            (line.key, say(line.label, "fr").text) for line in pack.lines
        ]


class ReasonForm(forms.Form):
    """Why; the services say when it is required."""

    reason = paragraph(2, label="Raison", required=False, max_length=1000, help_text="Inscrite au journal.")
