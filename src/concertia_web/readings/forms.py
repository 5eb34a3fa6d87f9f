"""What is asked of readings: a filter (in the address, so that a page can be shared), options, a retouch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from concertia.corpus.schema import KINDS
from concertia_web.consultations.models import Consultation
from concertia_web.readings.folder import Filters, ReadingFolder
from concertia_web.readings.models import Analysis
from concertia_web.readings.words import KIND_NAMES


class FilterForm(forms.Form):
    """Theme, kind, place and words. What is not in the lists is refused, and said."""

    theme = forms.ChoiceField(label=_("Thème"), required=False)
    kind = forms.ChoiceField(label=_("Nature"), required=False)
    place = forms.ChoiceField(label=_("Place dans la restitution"), required=False)
    text = forms.CharField(label=_("Mots du texte"), required=False, max_length=200)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, data: Any, folder: ReadingFolder) -> None:
        super().__init__(data)
        everything = ("", _("Tous"))
        self._choices("theme", [everything, *((key, theme["label"]) for key, theme in folder.themes.items())])
        self._choices("kind", [("", _("Toutes")), *((kind, KIND_NAMES[kind]) for kind in KINDS)])
        findings = [(key, finding["text"][:80]) for key, finding in folder.findings.items()]
        places = [("none", _("Dans aucun enseignement")), ("moderated", _("Mises de côté par la modération"))]
        self._choices("place", [("", _("Toutes")), *places, (_("Dans l'enseignement"), findings)])

    @property
    def filters(self) -> Filters:
        """What was asked; nothing where the request is not valid."""
        asked = self.cleaned_data if self.is_valid() else {}
        return Filters(**{name: asked.get(name, "") for name in ("theme", "kind", "place", "text")})

    @property
    def page_asked(self) -> int:
        """The page asked, from 1."""
        return int(self.cleaned_data.get("page") or 1) if self.is_valid() else 1

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class LaunchForm(forms.Form):
    """What a new version is asked. Everything has a value that suits most concertations."""

    by = forms.MultipleChoiceField(
        label="Croiser avec",
        required=False,
        choices=[
            ("public", "le public"),
            ("territory", "la commune ou le quartier"),
            ("session", "le temps de débat"),
        ],
        initial=["public"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Un croisement où trop peu de contributions se retrouvent n’est pas montré.",
    )
    framing = forms.BooleanField(
        label="Suivre les thèmes de la note de cadrage",
        required=False,
        initial=True,
        help_text="Chaque passage proche d’un thème de la note y est rangé ; les autres restent libres.",
    )
    position = forms.CharField(
        label="Texte soumis à concertation",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Si les personnes se prononcent sur un texte (un projet d’arrêté, une délibération), "
        "collez son titre, ou le texte : la lecture dira pour chaque contribution si elle lui est favorable, "
        "défavorable ou nuancée, et laissera indéterminé ce que les mots ne disent pas.",
    )
    themes = forms.IntegerField(
        label="Nombre de thèmes à chercher",
        required=False,
        min_value=2,
        max_value=60,
        help_text="Au plus, à côté de ceux de la note de cadrage. Vide : choisi d’après les textes.",
    )
    embedder = forms.ChoiceField(
        label="Comment rapprocher les textes",
        choices=[
            ("use", "par le sens (réseau Multilingual USE, sur cette machine ; rien n’en sort)"),
            ("lexical", "par les mots seulement (sans réseau de neurones)"),
        ],
        widget=forms.RadioSelect,
        initial="use",
    )
    lang = forms.ChoiceField(
        label="Langue de la restitution", choices=[("fr", "français"), ("en", "anglais"), ("de", "allemand")]
    )
    min_cell = forms.IntegerField(
        label="Effectif en dessous duquel rien n’est croisé",
        min_value=5,
        max_value=100,
        initial=5,
        error_messages={"min_value": "5 au moins : en dessous, une personne pourrait être reconnue."},
    )

    def __init__(self, *args: Any, consultation: Consultation, **more: Any) -> None:
        super().__init__(*args, **more)
        if consultation.framing is None:
            del self.fields["framing"]

    @property
    def options(self) -> dict[str, Any]:
        """As ``services.start_analysis`` takes them."""
        return {"framing": False, **self.cleaned_data}


class CompareForm(forms.Form):
    """Two versions of the same concertation."""

    before = SafeModelChoiceField(label="De", queryset=Analysis.objects.none(), empty_label=None)
    after = SafeModelChoiceField(label="À", queryset=Analysis.objects.none(), empty_label=None)

    def __init__(self, data: Any, consultation: Consultation) -> None:
        super().__init__(data)
        ready = Analysis.objects.filter(
            consultation=consultation, state=Analysis.State.DONE, reading__isnull=False
        )
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.queryset = ready.select_related("reading")


class RetouchForm(forms.Form):
    """One retouch on a theme, on passages or on a finding."""

    op = forms.ChoiceField(
        choices=[(name, name) for name in ("rename", "merge", "split", "move", "exclude", "settle")]
    )
    theme = forms.CharField(required=False, max_length=40)
    finding = forms.CharField(required=False, max_length=40)
    into = forms.CharField(required=False, max_length=40)
    label = forms.CharField(required=False, max_length=400)
    reason = forms.CharField(required=False, max_length=1000)
    units = forms.Field(required=False, widget=forms.SelectMultiple)
