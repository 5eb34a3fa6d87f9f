"""Forms of the drawing of a panel: the list, the quotas, the announcement, the seed."""

from __future__ import annotations

from typing import Any

from django import forms

from concertia_web.consultations.forms import Day, paragraph
from concertia_web.consultations.lots import Pool
from concertia_web.consultations.models import Draw
from concertia_web.consultations.pools import UnusablePoolError, read_pool


class DrawForm(forms.Form):
    """Bring a list: numbers and categories, without a name."""

    title = forms.CharField(label="Titre", max_length=160, initial="Tirage au sort du panel")
    size = forms.IntegerField(label="Nombre de places", min_value=2, max_value=500)
    source = paragraph(
        2,
        label="Liste de départ",
        max_length=1000,
        help_text="D’où elle vient : « volontaires parmi 2 000 adresses tirées du répertoire »…",
    )
    excluded = paragraph(
        2,
        label="Qui cette liste laisse de côté",
        max_length=1000,
        help_text="Les personnes non inscrites, sans adresse fixe, de moins de 16 ans… C’est publié.",
    )
    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou XLSX. Première colonne : un numéro par personne. Les autres : des catégories (âge, "
        "commune…). "
        "Ni nom, ni adresse, ni téléphone : gardez chez vous la liste qui relie les numéros aux personnes.",
    )
    reason = paragraph(
        2, label="Raison du nouveau tirage", required=False, max_length=1000, help_text="Publiée."
    )

    def __init__(self, *args: Any, again: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if again:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def clean_file(self) -> Pool:
        """The pool that the file holds."""
        file = self.cleaned_data["file"]
        try:
            return read_pool(file.name, file.read())
        except UnusablePoolError as unusable:
            raise forms.ValidationError(unusable.reasons) from unusable

    def clean(self) -> dict[str, Any]:
        """More people than places."""
        data = super().clean() or {}
        size, pool = data.get("size"), data.get("file")
        if size and pool and size >= len(pool.people):
            self.add_error(
                "size",
                f"La liste compte {len(pool.people)} personnes : il faut moins de places que de personnes.",
            )
        return data


class QuotasForm(forms.Form):
    """Least and most for each value of each category."""

    def __init__(self, *args: Any, draw: Draw, **more: Any) -> None:
        super().__init__(*args, **more)
        self.draw = draw
        self.rows: list[tuple[str, str, int, str, str]] = []
        for column, (category, values) in enumerate(draw.quotas.items()):
            for row, (value, bounds) in enumerate(values.items()):
                names = (f"least_{column}_{row}", f"most_{column}_{row}")
                for name, bound, word in zip(names, bounds, ("au moins", "au plus"), strict=True):
                    label = f"{category}, {value} : {word}"
                    widget = forms.NumberInput(attrs={"aria-label": label, "inputmode": "numeric"})
                    self.fields[name] = forms.IntegerField(
                        label=label, min_value=0, max_value=500, initial=bound, widget=widget
                    )
                self.rows.append((category, value, draw.pool_counts[category][value], *names))

    @property
    def table(self) -> list[dict[str, Any]]:
        """Lines of the table of quotas."""
        return [
            {"category": category, "value": value, "people": people, "least": self[least], "most": self[most]}
            for category, value, people, least, most in self.rows
        ]

    def quotas(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Category → value → (least, most)."""
        found: dict[str, dict[str, tuple[int, int]]] = {}
        for category, value, _people, least, most in self.rows:
            bounds = (self.cleaned_data[least], self.cleaned_data[most])
            found.setdefault(category, {})[value] = bounds
        return found


class AnnounceForm(forms.Form):
    """Where the seed will come from, and when."""

    seed_rule = forms.CharField(
        label="D’où viendra la graine",
        max_length=300,
        help_text="Un fait public à venir, que personne ici ne peut choisir : « les six numéros du tirage du "
        "Loto du 5 décembre, dans l’ordre croissant, séparés par des espaces ».",
    )
    seed_known_on = Day(label="Jour où elle sera connue")


class SeedForm(forms.Form):
    """The seed itself."""

    seed = forms.CharField(
        label="Graine", max_length=120, help_text="Telle qu’elle a été annoncée, sans rien y changer."
    )
