"""What the pages ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django_scopes.forms import SafeModelChoiceField

from concertia_web.campaigns.models import Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.papers.kit import languages_of
from concertia_web.papers.models import MOST_SHEETS, PaperDetails
from concertia_web.papers.tone import NEUTRAL, ORDINARY
from concertia_web.territories.models import Territory

DETAILS = (
    "council_date", "signatory", "signatory_function", "elected_lead", "service", "phone", "desk", "budget",
)  # fmt: skip


class CommitmentField(forms.ModelChoiceField):
    """A campaign of the territory, by its title."""

    def label_from_instance(self, obj: Commitment) -> str:
        """Its title in French."""
        return say(obj.campaign.title, "fr").text


class ChoiceForm(forms.Form):
    """Which campaign, which concertation, which tone: sent in the address of the page."""

    concertation = SafeModelChoiceField(
        queryset=Consultation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="aucune pour l’instant",
        help_text="Ses dates et ses rencontres entrent dans les papiers.",
    )
    engagement = CommitmentField(
        queryset=Commitment.objects.none(),
        required=False,
        label="Campagne",
        empty_label="hors campagne",
        help_text="Ses dates et le nom du réseau entrent dans les papiers.",
    )
    ton = forms.ChoiceField(
        label="Communiqué",
        required=False,
        choices=[
            ("", "selon le calendrier électoral"),
            (NEUTRAL, "variante neutre"),
            (ORDINARY, "variante ordinaire"),
        ],
        help_text="En période électorale : ni nom, ni citation, ni photographie d’élu.",
    )

    def __init__(self, *args: Any, territory: Territory, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["concertation"].queryset = Consultation.objects.all()  # type: ignore[attr-defined]
        self.fields["engagement"].queryset = (  # type: ignore[attr-defined]
            Commitment.objects.filter(carriers=territory)
            .exclude(state=Commitment.State.WITHDRAWN)
            .select_related("campaign")
            .order_by("-campaign__opens", "-pk")
        )


class DetailsForm(forms.ModelForm):
    """Facts that only the territory knows; each may stay empty."""

    class Meta:
        """Each with an example, written so that it fits in a sentence."""

        model = PaperDetails
        fields = DETAILS
        widgets = {"council_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "signatory": "Comme au bas d’une lettre.",
            "signatory_function": "Par exemple : maire.",
            "elected_lead": "Une fonction avec son article, par exemple : l’adjointe au numérique.",
            "service": "Avec l’article, par exemple : le service participation citoyenne.",
            "phone": "Un numéro public du service, imprimé sur l’affiche et sur le papier à garder.",
            "desk": "Par exemple : accueil de la mairie, médiathèque, centre social.",
            "budget": "Par exemple : 3 000 euros, hors temps des agents.",
        }


class SlipsForm(forms.Form):
    """How many numbered sheets, and in which language."""

    count = forms.IntegerField(
        label="Nombre de feuilles",
        min_value=1,
        max_value=MOST_SHEETS,
        initial=30,
        help_text=f"De 1 à {MOST_SHEETS}. Une par personne attendue, et quelques-unes de plus.",
        error_messages={
            "min_value": f"Choisissez entre 1 et {MOST_SHEETS} feuilles.",
            "max_value": (
                f"Pas plus de {MOST_SHEETS} feuilles à la fois, pour que l’imprimante suive : "
                "réservez le reste ensuite, les numéros se suivront."
            ),
            "invalid": "Écrivez un nombre entier, par exemple 30.",
            "required": "Combien de feuilles ? Écrivez un nombre, par exemple 30.",
        },
    )
    language = forms.ChoiceField(label="Langue des feuilles", choices=())

    def __init__(self, *args: Any, consultation: Consultation, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].choices = languages_of(consultation)  # type: ignore[attr-defined]
