"""Forms: decide, answer an appeal or reports, report, appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concertia_web.gate import GatedForm
from concertia_web.languages import say
from concertia_web.moderation import appeals, reports
from concertia_web.moderation.models import Appeal, Report
from concertia_web.moderation.reasons import published


def _reasons(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((one.key, say(one.label).text) for one in published().reasons.values())]


class DecisionForm(forms.Form):
    """Cover words or not publish: which words, why, what is written to the author."""

    either = ("reason",)
    """Needed by two of the three buttons: not said to be optional."""

    reason = forms.ChoiceField(label="Raison, de la liste publiée", choices=(), required=False)
    words = forms.CharField(
        label="Mots à couvrir, tels qu’ils sont écrits",
        help_text="Une ligne par passage. Chaque fois qu’il se trouve dans le texte, il est couvert.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label="Un mot à la personne qui a écrit",
        help_text="Elle lit déjà la raison.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    after = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _reasons("choisir une raison")  # type: ignore[attr-defined]


class AppealAnswerForm(forms.Form):
    """Answer a request to look at a decision again."""

    outcome = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            (Appeal.Outcome.UPHELD, "Je maintiens la décision"),
            (Appeal.Outcome.CHANGED, "Je publie le texte, comme il était avant cette décision"),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Pourquoi",
        help_text="La personne lira ces mots, et ceux qui suivent la concertation peuvent les demander.",
        max_length=appeals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReportAnswerForm(DecisionForm):
    """Answer every report on a text, and decide about it."""

    outcome = forms.ChoiceField(
        label="Ce que devient le texte",
        choices=[
            (Report.Outcome.KEPT, "Il reste publié tel qu’il est"),
            (Report.Outcome.MASKED, "Quelques mots sont couverts"),
            (Report.Outcome.HIDDEN, "Il n’est plus publié"),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Réponse à qui a signalé",
        help_text="Elle se lit à la page du numéro donné à cette personne.",
        max_length=reports.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("outcome", "reason", "words", "answer", "note", "after")


class DocumentAnswerForm(forms.Form):
    """Answer every report on a document."""

    either = ("reason",)
    """Needed where it is published no more: not said to be optional."""

    outcome = forms.ChoiceField(
        label="Ce que devient le document",
        choices=[(Report.Outcome.KEPT, "Il reste publié"), (Report.Outcome.HIDDEN, "Il n’est plus publié")],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label="Raison, de la liste publiée",
        help_text="Pour ne plus le publier. Qui a signalé la lira.",
        choices=(),
        required=False,
    )
    answer = forms.CharField(
        label="Réponse à qui a signalé",
        help_text="Elle se lit à la page du numéro donné à cette personne.",
        max_length=reports.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _reasons("choisir une raison")  # type: ignore[attr-defined]


class DeskAppealForm(forms.Form):
    """What somebody said at a desk or on the telephone, against a decision."""

    text = forms.CharField(
        label="Ce que la personne en dit, avec ses mots",
        max_length=appeals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(GatedForm):
    """« Signaler »: no account, no address."""

    either = ("reason", "text")
    """One of them is needed: neither is said to be optional."""

    reason = forms.ChoiceField(
        label=_("Ce qui ne va pas"), choices=(), required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Ce que vous voulez ajouter"),
        required=False,
        max_length=reports.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("reason", "text", "site", "stamp")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", _("Autre chose, que j’écris ci-dessous"))]
        self.fields["reason"].choices = [*_reasons("")[1:], *chosen]  # type: ignore[attr-defined]


class AppealForm(GatedForm):
    """The author asks that a decision be looked at again."""

    text = forms.CharField(
        label=_("Pourquoi cette décision vous semble mauvaise"),
        max_length=appeals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("text", "site", "stamp")
