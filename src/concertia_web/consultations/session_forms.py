"""Form of a session: when, where, how, and how many people of each public. Never a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from concertia_web.consultations.forms import Day, Hour, paragraph
from concertia_web.consultations.models import Consultation, Session
from concertia_web.consultations.publics import labels_of
from concertia_web.languages import say

UNKNOWN = "inconnu"
MOST_PEOPLE = 100_000


class SessionForm(forms.Form):
    """A moment of debate. Empty head counts mean « ne sait pas », zero means nobody."""

    title = forms.CharField(label="Titre", max_length=160)
    kind = forms.ChoiceField(label="Forme", choices=Session.Kind.choices)
    day = Day(label="Date")
    hour = Hour(label="Heure")
    minutes = forms.IntegerField(label="Durée, en minutes", min_value=0, max_value=6000, initial=120)
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    facilitators = forms.IntegerField(
        label="Personnes qui animent", min_value=0, max_value=500, initial=0, required=False
    )
    recruitment = paragraph(3, label="Comment les personnes ont été invitées", required=False)
    method = paragraph(3, label="Déroulé", required=False)
    not_agreed = paragraph(
        3,
        label="Ce qui n’a pas fait accord",
        required=False,
        help_text="Une ligne par point. Un désaccord se garde ; il n’est pas arrondi.",
    )

    def __init__(
        self, *args: Any, consultation: Consultation, session: Session | None = None, **more: Any
    ) -> None:
        self.consultation = consultation
        counts = dict(session.head_counts) if session else {}
        labels = {key: say(label, "fr").text for key, label in labels_of(consultation).items()}
        labels |= {key: key for key in counts if key and key not in labels}
        self.publics = labels
        initial = _initial(session) if session else {}
        initial |= {f"count_{key or UNKNOWN}": people for key, people in counts.items()}
        more["initial"] = {**initial, **more.get("initial", {})}
        super().__init__(*args, **more)
        for key, label in labels.items():
            self.fields[f"count_{key}"] = _count(f"{label[0].upper()}{label[1:]}")
        self.fields[f"count_{UNKNOWN}"] = _count("Public non connu")

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Everything but the head counts."""
        return [field for field in self if not field.name.startswith("count_")]

    @property
    def count_fields(self) -> list[forms.BoundField]:
        """The head counts."""
        return [field for field in self if field.name.startswith("count_")]

    def values(self) -> dict[str, Any]:
        """Fields of a session."""
        data = self.cleaned_data
        counts = {
            "" if name == f"count_{UNKNOWN}" else name.removeprefix("count_"): people
            for name, people in data.items()
            if name.startswith("count_") and people is not None
        }
        starts = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        names = ("title", "kind", "minutes", "place", "recruitment", "method", "not_agreed")
        return {
            **{name: data[name] for name in names},
            "facilitators": data["facilitators"] or 0,
            "starts": starts,
            "head_counts": counts,
        }


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _initial(session: Session) -> dict[str, Any]:
    starts = timezone.localtime(session.starts)
    names = ("title", "kind", "minutes", "place", "recruitment", "method", "not_agreed", "facilitators")
    return {
        **{name: getattr(session, name) for name in names},
        "day": starts.date(),
        "hour": starts.time().replace(second=0, microsecond=0),
    }
