"""Ask to be told, by e-mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from concertia_web.gate import GatedForm
from concertia_web.notices.models import Subscription


class SubscribeForm(GatedForm):
    """An address and how often."""

    email = forms.EmailField(
        label=_("Votre adresse e-mail"),
        max_length=200,
        help_text=_("Nous y envoyons un lien : rien d’autre ne part avant que vous l’ayez ouvert."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    rhythm = forms.ChoiceField(
        label=_("Quand vous écrire"),
        choices=Subscription.Rhythm.choices,
        initial=Subscription.Rhythm.DAILY,
        widget=forms.RadioSelect,
    )
    field_order = ("email", "rhythm", "site", "stamp")
