"""Forms about campaigns, interests and commitments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from concertia_web import languages
from concertia_web.campaigns import texts
from concertia_web.campaigns.models import Campaign, CampaignText, Commitment, Signatory
from concertia_web.campaigns.services.campaign import CALENDAR, FEWEST, MOST
from concertia_web.gate import GatedForm
from concertia_web.territories.models import Territory
from concertia_web.territories.official import Official

MOST_OWN_QUESTIONS = 4


class DayInput(forms.DateInput):
    """A date as browsers type it."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class InterestForm(GatedForm):
    """« Nous sommes intéressés »: no account, no act."""

    territory_name = forms.CharField(label=_("Nom de la collectivité ou de l’organisme"), max_length=200)
    country = forms.RegexField(
        label=_("Pays"),
        regex=r"^[A-Za-z]{2}$",
        initial="FR",
        help_text=_("Deux lettres : FR, BE, CA, CI, MA…"),
        error_messages={"invalid": _("Écrivez les deux lettres du pays, par exemple FR, BE ou CA.")},
    )
    who = forms.CharField(
        label=_("Qui écrit"),
        max_length=160,
        help_text=_("Une fonction et un service, pas un nom : « chargée de mission participation »."),
    )
    email = forms.EmailField(
        label=_("Adresse e-mail du service"),
        help_text=_("Nous y envoyons un lien : rien ne part au réseau avant que vous l’ayez ouvert."),
    )
    message = forms.CharField(
        label=_("Ce que vous voulez ajouter"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, official: Official | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.official = official
        if official is not None:
            del self.fields["territory_name"]
            del self.fields["country"]

    @property
    def values(self) -> dict[str, Any]:
        """What is kept of it."""
        kept = {name: self.cleaned_data[name] for name in ("who", "email", "message")}
        if self.official is not None:
            named = {
                "official": self.official.key,
                "territory_name": self.official.full_name,
                "country": "FR",
            }
        else:
            name, country = self.cleaned_data["territory_name"], self.cleaned_data["country"].upper()
            named = {"official": "", "territory_name": name, "country": country}
        return kept | named


class AnswerForm(forms.Form):
    """What the network writes back."""

    answer = forms.CharField(
        label="Votre réponse", max_length=3000, widget=forms.Textarea(attrs={"rows": 4, "cols": 40})
    )


class CampaignForm(forms.Form):
    """A campaign: what it is called, in each language, and its calendar."""

    opens = forms.DateField(label="Ouverture", widget=DayInput())
    join_by = forms.DateField(
        label="On peut rejoindre jusqu’au",
        widget=DayInput(),
        required=False,
        help_text="Vide : jusqu’à la fin.",
    )
    returns_due = forms.DateField(label="Remontées attendues le", widget=DayInput())
    results_on = forms.DateField(label="Publication annoncée le", widget=DayInput(), required=False)

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if campaign is not None:
            initial = {name: getattr(campaign, name) for name in CALENDAR}
            for code in languages.NAMES:
                initial[f"title_{code}"] = campaign.title.get(code, "")
                initial[f"summary_{code}"] = campaign.summary.get(code, "")
        super().__init__(*args, initial=initial, **kwargs)
        calendar = dict(self.fields)
        self.fields.clear()
        for code, name in languages.NAMES.items():
            direction = {"dir": "rtl"} if code == "ar" else {}
            self.fields[f"title_{code}"] = forms.CharField(
                label=f"Titre ({name})",
                max_length=160,
                required=code == "fr",
                widget=forms.TextInput(attrs=direction),
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=f"En deux phrases ({name})",
                max_length=600,
                required=code == "fr",
                widget=forms.Textarea(attrs={"rows": 3, **direction}),
            )
        self.fields.update(calendar)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """French and the calendar."""
        return [self[name] for name in ("title_fr", "summary_fr", *CALENDAR)]

    @property
    def translations(self) -> list[forms.BoundField]:
        """The other languages."""
        return [self[name] for name in self.fields if name not in ("title_fr", "summary_fr", *CALENDAR)]

    def clean(self) -> dict[str, Any]:
        """Dates in order; texts as maps."""
        cleaned = super().clean() or {}
        opens, due = cleaned.get("opens"), cleaned.get("returns_due")
        if opens and due and due <= opens:
            self.add_error("returns_due", "Les remontées ne peuvent être attendues qu’après l’ouverture.")
        join_by, results = cleaned.get("join_by"), cleaned.get("results_on")
        if join_by and opens and join_by < opens:
            self.add_error("join_by", "Cette date est avant l’ouverture : personne ne pourrait rejoindre.")
        if results and due and results < due:
            self.add_error(
                "results_on", "La publication ne peut être annoncée qu’après la date des remontées."
            )
        for name in ("title", "summary"):
            said = {code: cleaned.get(f"{name}_{code}", "").strip() for code in languages.NAMES}
            cleaned[name] = {code: text for code, text in said.items() if text}
        return cleaned


class NewCampaignForm(CampaignForm):
    """A campaign and the packs to start from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in CampaignText.Kind:
            self.fields[f"pack_{kind}"] = forms.ChoiceField(
                label=f"{kind.label} : partir de",
                choices=[
                    (pack.key, f"{pack.title} (version {pack.version})") for pack in texts.packs(str(kind))
                ],
            )

    @property
    def pack_fields(self) -> list[forms.BoundField]:
        """The packs."""
        return [self[f"pack_{kind}"] for kind in CampaignText.Kind.values]

    @property
    def translations(self) -> list[forms.BoundField]:
        """The other languages."""
        return [field for field in super().translations if not field.name.startswith("pack_")]

    @property
    def packs(self) -> dict[str, str]:
        """Kind → pack chosen."""
        return {kind: self.cleaned_data[f"pack_{kind}"] for kind in CampaignText.Kind.values}


class MilestoneForm(forms.Form):
    """One date that the network announces."""

    label = forms.CharField(label="Étape", max_length=120, required=False)
    due = forms.DateField(label="Date", widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        cleaned = super().clean() or {}
        label, due = cleaned.get("label"), cleaned.get("due")
        if label and not due and "due" not in self.errors:
            self.add_error("due", "Donnez une date à cette étape, ou effacez son nom.")
        if due and not label:
            self.add_error("label", "Donnez un nom à cette étape, ou effacez sa date.")
        return cleaned


class _Milestones(forms.BaseFormSet):
    def clean(self) -> None:
        """Three to six."""
        if not any(self.errors) and not FEWEST <= len(self.values) <= MOST:
            raise ValidationError(f"Annoncez de {FEWEST} à {MOST} étapes : ni moins, ni plus.")

    @property
    def values(self) -> list[dict[str, Any]]:
        """Those filled, in time order."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("label")]
        rows = [{"label": {"fr": row["label"]}, "due": row["due"]} for row in filled]
        return sorted(rows, key=lambda row: row["due"])


MilestoneFormSet = forms.formset_factory(
    MilestoneForm, formset=_Milestones, extra=0, max_num=MOST, absolute_max=MOST
)


def milestone_initial(campaign: Campaign) -> list[dict[str, Any]]:
    """Those there are, and empty lines up to six."""
    rows: list[dict[str, Any]] = [
        {"label": one.label.get("fr", ""), "due": one.due} for one in campaign.milestones.all()
    ]
    return rows + [{} for _ in range(MOST - len(rows))]


class AdvanceForm(forms.Form):
    """A new state, dated, with a note that everyone reads."""

    state = forms.ChoiceField(label="Nouvelle étape")
    on = forms.DateField(label="Depuis le", widget=DayInput())
    note = forms.CharField(
        label="Note publique",
        required=False,
        max_length=300,
        help_text="Pourquoi, en une phrase. Lisible par tous.",
    )

    def __init__(self, *args: Any, commitment: Commitment, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        self.commitment = commitment
        self.fields["state"].choices = [(state, Commitment.State(state).label) for state in allowed]

    def clean_on(self) -> date:
        """Not in the future, not before the last change."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("Cette date n’est pas encore venue : revenez ce jour-là.")
        since = self.commitment.since
        if since and day < since:
            raise ValidationError(f"L’étape précédente date du {since:%d/%m/%Y} : celle-ci vient après.")
        return day

    def clean(self) -> dict[str, Any]:
        """A withdrawal is explained."""
        cleaned = super().clean() or {}
        if cleaned.get("state") == Commitment.State.WITHDRAWN and not cleaned.get("note"):
            self.add_error("note", "Dites en une phrase pourquoi la collectivité se retire : on le lira.")
        return cleaned


class CommitmentForm(forms.ModelForm):
    """Its act, if any, and who receives the monthly message."""

    class Meta:
        """What is asked."""

        model = Commitment
        fields = ["act", "act_date", "correspondent", "correspondent_name"]
        labels = {
            "act": "Référence de la délibération ou de la décision",
            "act_date": "Date de l’acte",
            "correspondent": "Adresse e-mail qui reçoit le message du mois",
            "correspondent_name": "À qui l’on s’adresse",
        }
        help_texts = {
            "act": "Aucun acte n’est nécessaire pour participer.",
            "correspondent": "Jamais publiée.",
            "correspondent_name": "Une fonction suffit. Jamais publié.",
        }
        widgets = {"act_date": DayInput()}


class SignatoryForm(forms.ModelForm):
    """An elected member who signs."""

    class Meta:
        """What is asked."""

        model = Signatory
        fields = ["name", "function", "term_ends", "signed"]
        labels = {"name": "Nom", "function": "Fonction", "term_ends": "Fin du mandat", "signed": "Signé le"}
        widgets = {"term_ends": DayInput(), "signed": DayInput()}

    def clean_signed(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["signed"]
        if day > timezone.localdate():
            raise ValidationError("Une signature ne peut pas dater de demain.")
        return day


class OwnQuestionsForm(forms.Form):
    """The questions that a territory adds to the common ones."""

    def __init__(self, *args: Any, held: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        for rank in range(MOST_OWN_QUESTIONS):
            words = held[rank].get("fr", "") if rank < len(held) else ""
            self.fields[f"question_{rank}"] = forms.CharField(
                label=f"Question {rank + 1}", required=False, max_length=300, initial=words
            )

    @property
    def values(self) -> list[dict[str, str]]:
        """Those written, each with a key that stays."""
        made: list[dict[str, str]] = []
        for rank in range(MOST_OWN_QUESTIONS):
            words = self.cleaned_data[f"question_{rank}"].strip()
            if words:
                kept: Mapping[str, str] = self.held[rank] if rank < len(self.held) else {}
                made.append(
                    {**kept, "key": kept.get("key") or _free_key(words, self.held + made), "fr": words}
                )
        return made


def _free_key(words: str, taken: list[dict[str, str]]) -> str:
    base = "propre-" + (re.sub(r"-[^-]*$", "", slugify(words)[:30]) or "question")
    keys = {question.get("key") for question in taken}
    return next(
        key for number in range(1, 99) if (key := base if number == 1 else f"{base}-{number}") not in keys
    )


class CarrierForm(forms.Form):
    """Another territory of the site that carries the commitment."""

    territory = forms.ModelChoiceField(
        label="Collectivité", queryset=Territory.objects.exclude(kind=Territory.Kind.NETWORK)
    )
    lead = forms.BooleanField(label="Elle en prend la tête", required=False)
