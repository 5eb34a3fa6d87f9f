"""The filter of a list of contributions, read from the address so that a page can be shared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concertia.corpus.schema import KINDS
from concertia_web.readings.folder import Filters, ReadingFolder
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
