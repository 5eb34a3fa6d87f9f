"""Forms of the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from concertia_web.answers.models import LONGEST, LONGEST_WHY, FollowUp, Outcome, Service


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class GroupForm(forms.Form):
    """The name of what is answered together."""

    title = forms.CharField(
        label="Nom du groupe",
        max_length=300,
        required=False,
        help_text="Sans nom, ce sont les mots du premier élément coché.",
    )


class AssignForm(forms.Form):
    """A service and a date."""

    service = forms.CharField(
        label="Service", max_length=120, widget=forms.TextInput(attrs={"list": "services"})
    )
    contact = forms.EmailField(
        label="Adresse d’une fonction",
        required=False,
        help_text="« rh@ville.fr » : jamais celle d’une personne. Elle n’est pas publiée. Si un compte "
        "« Service qui répond » a cette adresse, il voit la demande.",
    )
    due = _day(label="À répondre avant le")

    def clean_due(self) -> Any:
        """A day that has not passed."""
        due = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError("Cette date est passée : donnez-en une à venir.")
        return due


class WriteForm(forms.Form):
    """The outcome and its reason."""

    outcome = forms.ChoiceField(label="Réponse", choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="La raison",
        max_length=LONGEST,
        widget=_lines(8),
        help_text="Elle sera publiée. Dites ce qui sera fait, par qui, quand ; ou pourquoi non.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CorrectForm(WriteForm):
    """What stands instead of a published answer, and why."""

    why = forms.CharField(
        label="Pourquoi la corriger",
        max_length=LONGEST_WHY,
        widget=_lines(2),
        help_text="C’est publié, avec la date. Ce qui était publié avant reste lisible.",
    )


class SendBackForm(forms.Form):
    """Why an answer goes back to its service."""

    why = forms.CharField(label="Ce que le service doit reprendre", max_length=2000, widget=_lines(3))


class FollowForm(forms.Form):
    """What became of it."""

    state = forms.ChoiceField(label="Où en est-on", choices=FollowUp.State.choices)
    day = _day(label="Depuis le")
    text = forms.CharField(
        label="En une phrase",
        max_length=1000,
        required=False,
        widget=_lines(2),
        help_text="Si c’est abandonné : pourquoi. C’est publié.",
    )


class SheetForm(forms.Form):
    """The file that a service sent back."""

    file = forms.FileField(
        label="Le fichier rempli par le service",
        help_text="XLSX, 5 Mo au plus. Vous verrez ce qui change avant de le reprendre.",
        widget=forms.FileInput({"accept": ".xlsx"}),
    )


def services_known() -> list[str]:
    """Names already used in this territory (inside its scope)."""
    return list(Service.objects.values_list("name", flat=True))
