"""Forms of the findings, of what is signed, of what circulates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concertia_web.gate import GatedForm
from concertia_web.sorting.models import ChangeRequest, Finding, Opinion, Sorting, Visa
from concertia_web.sorting.outside import LEAST, MOST
from concertia_web.sorting.settling import LONGEST_OPINION
from concertia_web.sorting.visas import DAYS


def lines(rows: int) -> forms.Textarea:
    """A box of a few lines."""
    return forms.Textarea(attrs={"rows": rows})


class FindingForm(forms.Form):
    """What people write of a finding; notes and passages are chosen beside it."""

    kind = forms.ChoiceField(label="Nature", choices=Finding.Kind.choices)
    title = forms.CharField(
        label="Titre",
        max_length=200,
        help_text="Une phrase courte, avec vos mots : « Garder une personne au guichet ».",
    )
    text = forms.CharField(label="Texte", widget=lines(4), required=False)
    column = forms.ChoiceField(label="Colonne", required=False)
    reason = forms.CharField(
        label="Pourquoi cette rédaction", max_length=1000, required=False, help_text="Gardé au journal."
    )
    also_refusal = forms.BooleanField(label="En faire aussi un enseignement « Refus »", required=False)
    milder_reason = forms.CharField(
        label="Ou la raison de ne pas le faire",
        max_length=500,
        required=False,
        help_text="Elle est imprimée sous l’enseignement.",
    )

    def __init__(self, *args: Any, sorting: Sorting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(one["key"], one["label"]) for one in sorting.columns]
        self.fields["column"].choices = [("", "sans colonne"), *columns]  # type: ignore[attr-defined]


class AlternativeForm(GatedForm):
    """Another synthesis of the same words, by anyone."""

    either = ("link", "text")
    """One of them is needed: neither is said to be optional."""

    title = forms.CharField(label=_("Titre"), max_length=200)
    signature = forms.CharField(
        label=_("Signée par"),
        max_length=200,
        help_text=_("Publiée telle quelle : une organisation, un collectif, ou un nom si vous le souhaitez."),
    )
    link = forms.URLField(
        label=_("Lien"), max_length=500, required=False, assume_scheme="https", help_text="https://…"
    )
    text = forms.CharField(
        label=_("Ou le texte, quatre pages au plus"), widget=lines(12), required=False, strip=False
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Pourquoi", widget=lines(2), max_length=1000)


class AnnotationForm(forms.Form):
    """A comment beside a finding."""

    text = forms.CharField(
        label="Votre annotation",
        widget=lines(3),
        max_length=4000,
        help_text="Elle reste à côté : elle ne change rien à ce qui a été dit.",
    )


class ChangeRequestForm(forms.Form):
    """A public request."""

    wish = forms.ChoiceField(label="Votre demande", choices=ChangeRequest.Wish.choices)
    reason = forms.CharField(
        label="Raison",
        widget=lines(3),
        max_length=2000,
        help_text="Votre fonction, la demande et sa raison sont publiées au journal, avec la réponse.",
    )


class DecisionForm(forms.Form):
    """The answer to a request."""

    decision = forms.ChoiceField(label="La demande est", choices=ChangeRequest.Decision.choices)
    reason = forms.CharField(label="Parce que", widget=lines(2), max_length=2000)


class OpinionForm(forms.Form):
    """A signed text, attached word for word."""

    kind = forms.ChoiceField(label="Nature du texte")
    signature = forms.CharField(
        label="Signature", max_length=200, help_text="Telle que son auteur ou autrice la veut."
    )
    text = forms.CharField(
        label="Texte",
        widget=lines(12),
        help_text=f"Quatre pages au plus ({LONGEST_OPINION} caractères). Publié tel quel : personne ne peut "
        "le modifier ensuite, vous non plus.",
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(kind, Opinion.Kind(kind).label) for kind in kinds]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]


class VisaAskForm(forms.Form):
    """To whom a visa is asked."""

    function = forms.CharField(
        label="Fonction",
        max_length=160,
        help_text="Une fonction, pas un nom : « Direction générale des services ».",
    )
    days = forms.IntegerField(label="Le lien sert pendant (jours)", min_value=1, max_value=120, initial=DAYS)


class VisaFileForm(forms.Form):
    """The document that came back."""

    file = forms.FileField(label="Le document revenu (.docx)")


class VisaAnswerForm(forms.Form):
    """What someone writes by their link."""

    answer = forms.ChoiceField(
        label=_("Votre visa"),
        choices=Visa.Answer.choices,
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label=_("Vos observations"), widget=lines(6), max_length=10_000, required=False)


class AnnounceForm(forms.Form):
    """The rule of a draw."""

    seed_rule = forms.CharField(
        label="D’où viendra la graine du tirage",
        max_length=300,
        widget=lines(2),
        help_text="Quelque chose que personne ne peut prévoir et que chacun pourra vérifier : « les cinq "
        "numéros du tirage du Loto du 5 décembre 2026, dans l’ordre de sortie ». Publié au journal avant le "
        "tirage.",
    )
    size = forms.IntegerField(label="Nombre de textes à lire", min_value=LEAST, max_value=MOST, initial=20)


class DrawForm(forms.Form):
    """The seed, once known."""

    seed = forms.CharField(label="La graine, telle que la règle la donne", max_length=120)


class InviteForm(forms.Form):
    """An outside reader."""

    signature = forms.CharField(
        label="Signature de la personne",
        max_length=200,
        help_text="Sa qualité suffit : « une enseignante retraitée ».",
    )
