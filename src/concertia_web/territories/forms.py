"""Forms about territories."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concertia_web import languages
from concertia_web.territories import colours
from concertia_web.territories.models import Territory
from concertia_web.territories.official import Official

BY_HAND = "main"
"""What stands for an authority that the official list does not have."""


class SearchForm(forms.Form):
    """Search the official list."""

    q = forms.CharField(
        label=_("Nom, code INSEE ou numéro SIREN"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class TerritoryForm(forms.ModelForm):
    """A new territory, from the official list or typed, and the address of its first lead."""

    lead = forms.EmailField(
        label="Adresse e-mail de la personne chargée de la concertation",
        help_text="Elle reçoit un message et entre avec un code, sans mot de passe. Vide : plus tard.",
        required=False,
    )
    country = forms.RegexField(
        label="Pays",
        regex=r"^[A-Za-z]{2}$",
        initial="FR",
        help_text="Deux lettres : FR, BE, CA, CI, MA…",
        error_messages={"invalid": "Écrivez les deux lettres du pays, par exemple FR, BE ou CA."},
    )

    class Meta:
        """What is asked of a new territory."""

        model = Territory
        fields = [
            "name", "full_name", "kind", "country", "jurisdiction", "siren", "insee", "department",
            "population", "fictional",
        ]  # fmt: skip
        labels = {
            "name": "Nom court",
            "full_name": "Nom complet, comme sur un courrier",
            "kind": "Sorte de collectivité",
            "jurisdiction": "Droit qui s’applique",
            "siren": "Numéro SIREN",
            "insee": "Code INSEE",
            "department": "Département",
            "population": "Habitants",
            "fictional": "Collectivité inventée, pour s’entraîner (la mention sera visible partout)",
        }
        help_texts = {
            "full_name": "« Ville de Vaubrun », « Communauté de communes du Haut-Pré »…",
            "jurisdiction": "Le pays, ou l’une de ses parties : FR, BE, CA-QC…",
            "department": "Son code (44, 2A, 974…), pour la placer sur la carte.",
        }

    def __init__(self, *args: Any, official: Official | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.official = official
        for name in ("siren", "insee", "department", "population"):
            self.fields[name].required = False
        if official is not None:
            for name, value in facts(official).items():
                self.initial.setdefault(name, value)
            for name in ("country", "jurisdiction", "kind", "siren", "insee", "department"):
                self.fields[name].widget = forms.HiddenInput()

    def clean_country(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["country"]).upper()

    def clean_siren(self) -> str:
        """Nine digits whose last one checks the others."""
        siren = re.sub(r"[\s.]", "", self.cleaned_data["siren"] or "")
        if siren and not luhn(siren):
            raise ValidationError(
                "Ce numéro SIREN n’est pas juste : il a neuf chiffres, dont le dernier vérifie les autres. "
                "Recopiez-le depuis un avis de situation, ou laissez vide."
            )
        return siren

    def clean(self) -> dict[str, Any]:
        """Not one that is here already; the number may be hidden, so the form says it, not the field."""
        cleaned = super().clean() or {}
        siren = cleaned.get("siren")
        here = Territory.objects.filter(siren=siren).first() if siren else None
        if here is not None:
            raise ValidationError(f"{here.full_name} est déjà dans le site, avec ce numéro SIREN.")
        return cleaned

    def clean_department(self) -> str:
        """Of the right form."""
        code = (self.cleaned_data["department"] or "").strip().upper()
        if code and not re.fullmatch(r"\d{2,3}|2[AB]", code):
            raise ValidationError("Écrivez le code du département : deux chiffres, 2A, 2B, ou 971 à 988.")
        return code

    def clean_jurisdiction(self) -> str:
        """In capitals, of the form ``CA-QC``."""
        code = (self.cleaned_data["jurisdiction"] or "").strip().upper()
        if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,4})?", code):
            raise ValidationError(
                "Écrivez le pays en deux lettres, et sa partie s’il le faut : FR, BE-WAL, CA-QC."
            )
        return code


class SettingsForm(forms.Form):
    """What a territory says of itself."""

    contact = forms.EmailField(
        label="Adresse e-mail publique",
        required=False,
        help_text="Celle d’un service, pas d’une personne : elle est montrée à tout le monde.",
    )
    dpo = forms.EmailField(
        label="Adresse de la personne déléguée à la protection des données",
        required=False,
        help_text="Montrée sur chaque page où l’on demande quelque chose.",
    )
    address = forms.CharField(
        label="Adresse postale", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    website = forms.URLField(label="Site internet", required=False, assume_scheme="https", max_length=200)
    languages = forms.MultipleChoiceField(
        label="Langues dans lesquelles vous publiez",
        choices=list(languages.NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Le français reste toujours là. Une traduction qui manque est dite sur la page.",
    )
    legal = forms.CharField(
        label="Mentions légales",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Qui répond de ce qui est publié, qui héberge le site, comment écrire.",
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        names = ("contact", "dpo", "address", "website", "legal")
        initial: dict[str, Any] = {name: getattr(territory, name) for name in names}
        initial["languages"] = territory.languages or ["fr"]
        initial |= {f"colour_{part}": territory.colours.get(part, "") for part in colours.PARTS}
        super().__init__(*args, initial=initial, **kwargs)
        for part, label in colours.PARTS.items():
            self.fields[f"colour_{part}"] = forms.CharField(
                label=f"Couleur : {label}",
                required=False,
                max_length=9,
                help_text=f"Un dièse et six chiffres. Vide : la couleur d’origine, {colours.DEFAULTS[part]}.",
                widget=forms.TextInput(attrs={"placeholder": colours.DEFAULTS[part], "spellcheck": "false"}),
            )

    def clean_languages(self) -> list[str]:
        """French always, in the order of the site."""
        chosen = {"fr", *self.cleaned_data["languages"]}
        return [code for code in languages.NAMES if code in chosen]

    def clean(self) -> dict[str, Any]:
        """Colours together: a background and a text are readable only as a pair."""
        cleaned = super().clean() or {}
        chosen = {}
        for part in colours.PARTS:
            written = cleaned.get(f"colour_{part}", "").strip().lower()
            written = re.sub(r"^#?([0-9a-f])([0-9a-f])([0-9a-f])$", r"#\1\1\2\2\3\3", written)
            if written:
                chosen[part] = written if written.startswith("#") else f"#{written}"
        for part, problem in colours.problems(chosen).items():
            self.add_error(f"colour_{part}", problem)
        cleaned["colours"] = chosen
        return cleaned


def facts(official: Official) -> dict[str, Any]:
    """The fields of a territory that the official list gives."""
    return {
        "name": official.name,
        "full_name": official.full_name,
        "kind": official.territory_kind,
        "country": "FR",
        "jurisdiction": "FR",
        "siren": official.siren,
        "insee": "" if official.code == official.siren else official.code,
        "department": official.department,
        "population": official.population,
    }


def luhn(number: str) -> bool:
    """Whether nine digits make a SIREN."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(number)]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0
