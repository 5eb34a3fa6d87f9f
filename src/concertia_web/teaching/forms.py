"""What is asked: a grid, a file of examples, one more code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat

from concertia_web.teaching.files import MOST_BYTES
from concertia_web.teaching.grids import LONGEST, MOST, shipped
from concertia_web.teaching.models import Grid


class OwnGridForm(forms.Form):
    """A grid of one’s own: a short list of codes."""

    title = forms.CharField(
        label="Titre", max_length=60, help_text="Par exemple « De quoi cela parle » ou « Qui devrait agir »."
    )
    codes = forms.CharField(
        label="Codes, un par ligne",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"De 2 à {MOST}. Après « : », si vous voulez, ce que le code veut dire. "
        "« Je ne sais pas » est toujours proposé en plus.",
    )
    level = forms.ChoiceField(
        label="Ce que l’on code",
        choices=Grid.Level.choices,
        initial=Grid.Level.CONTRIBUTION,
        widget=forms.RadioSelect,
    )


class FileForm(forms.Form):
    """A file of examples coded elsewhere."""

    file = forms.FileField(
        label="Fichier d’exemples (CSV)",
        help_text="Colonnes : code, et contribution_id, unit_id ou text (mot pour mot). Le fichier donné "
        "plus haut convient. Ce sont vos exemples : ceux des autres personnes ne changent pas.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Within the limits."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse {filesizeformat(file.size)} ; la limite est de "
                f"{filesizeformat(MOST_BYTES)}. Gardez seulement les lignes codées."
            )
        return file


class CodeForm(forms.Form):
    """One more code in a grid of one’s own."""

    written = forms.CharField(
        label="Un code de plus",
        max_length=LONGEST + 302,
        help_text="« code », ou « code : ce qu’il veut dire ».",
    )


def grids_offered(opened: set[str]) -> list[tuple[str, str, str]]:
    """Key, title and codes in words of the shipped grids that are not open yet."""
    return [
        (key, one.title, ", ".join(code["label"] for code in one.codes))
        for key, one in shipped().items()
        if key not in opened
    ]
