"""What a person sends under a text, and what the organiser chooses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concertia_web.gate import TrappedForm
from concertia_web.positions.models import Value
from concertia_web.positions.taking import LONGEST_WHY, NONCE_BITS


class PositionForm(TrappedForm):
    """One position: a tap, so nothing looks at how long it took."""

    position = forms.TypedChoiceField(
        coerce=int,
        choices=Value.choices,
        error_messages={
            "required": _("Choisissez une réponse : d’accord, pas d’accord, ou je passe."),
            "invalid_choice": _("Choisissez une réponse : d’accord, pas d’accord, ou je passe."),
        },
    )
    important = forms.BooleanField(required=False, label=_("C’est important pour moi"))
    nonce = forms.IntegerField(min_value=0, max_value=2**NONCE_BITS)
    pourquoi = forms.CharField(
        required=False,
        label=_("Dire pourquoi"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ReplyForm(forms.Form):
    """A comment under a text."""

    text = forms.CharField(
        label=_("Votre commentaire"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Écrivez votre commentaire avant de l’envoyer.")},
    )


class ScheduleForm(forms.Form):
    """From when to when positions are taken."""

    opens = forms.DateField(label="Premier jour", widget=forms.DateInput(attrs={"type": "date"}))
    closes = forms.DateField(label="Dernier jour", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """In this order."""
        said = super().clean() or {}
        if said.get("opens") and said.get("closes") and said["closes"] < said["opens"]:
            self.add_error("closes", "Le dernier jour précède le premier : inversez les deux dates.")
        return said


class SeedForm(forms.Form):
    """A text written by the organiser to begin with."""

    text = forms.CharField(
        label="Texte",
        max_length=400,
        help_text="Une seule idée, affirmée simplement : on doit pouvoir répondre « d’accord » ou "
        "« pas d’accord ». Il sera montré comme écrit par l’organisateur.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez le texte avant de l’ajouter."},
    )
    anyway = forms.BooleanField(required=False, label="L’ajouter quand même")

    def asked_twice(self, like: str) -> Any:
        """Say that a near copy exists, and let the person insist."""
        self.add_error(
            "text",
            f"Un texte soumis dit presque la même chose : « {like} ». Deux textes proches partagent les "
            "réponses. Reformulez, ou cochez « L’ajouter quand même ».",
        )
