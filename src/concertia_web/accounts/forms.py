"""What is asked of a person on the pages of accounts, team and links."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from concertia_web.accounts.lists import roles_of
from concertia_web.accounts.models import Role, User
from concertia_web.consultations.models import Consultation, Session
from concertia_web.territories.models import Territory

MORNING = time(6)


class SelfForm(forms.ModelForm):
    """One's own name and function."""

    class Meta:
        """Two fields; the address is that of the account."""

        model = User
        fields = ["name", "function"]
        labels = {"name": "Votre nom", "function": "Votre fonction"}
        help_texts = {
            "name": "Vu par l’équipe de vos collectivités, jamais par le public.",
            "function": "Le journal public la montre à la place de votre nom. "
            "Par exemple : « chargée de mission participation ».",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }


class ListForm(forms.Form):
    """A list of people, pasted."""

    people = forms.CharField(
        label="Les personnes, une par ligne",
        help_text="adresse e-mail ; nom ; fonction ; rôle. Des colonnes d’un tableur vont aussi. "
        "Seule l’adresse est nécessaire.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        max_length=60_000,
        strip=False,
        error_messages={
            "required": "La liste est vide : collez au moins une ligne, qui commence par une adresse e-mail.",
            "max_length": "La liste est trop longue. Envoyez-la en plusieurs fois, 300 lignes à la fois.",
        },
    )
    role = forms.ChoiceField(
        label="Rôle des lignes qui n’en disent pas", error_messages={"required": "Choisissez un rôle."}
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles_of(territory)]
        self.initial.setdefault("role", Role.FACILITATOR)


class LinkForm(forms.Form):
    """A one-day link: for what, for whom, when."""

    target = forms.ChoiceField(
        label="Pour saisir quoi",
        error_messages={"required": "Choisissez une concertation ou un de ses temps de débat."},
    )
    label = forms.CharField(
        label="Pour qui",
        help_text="Une fonction ou une table, pas un nom : « Animation, table 3 ». "
        "Le journal public la montre.",
        max_length=120,
        error_messages={"required": "Dites pour qui est ce lien : « Animation, table 3 »."},
    )
    day = forms.DateField(
        label="Le jour",
        required=False,
        help_text="Sans date : le jour du temps de débat choisi, ou aujourd’hui.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez la date ainsi : 12/03/2027."},
    )
    opens = forms.TimeField(
        label="À partir de",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=MORNING,
        error_messages={"invalid": "Écrivez l’heure ainsi : 18:30."},
    )
    closes = forms.TimeField(
        label="Jusqu’à",
        required=False,
        help_text="Une heure qui n’est pas après la première est celle du lendemain.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        initial=MORNING,
        error_messages={"invalid": "Écrivez l’heure ainsi : 23:00."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._targets: dict[str, tuple[Consultation, Session | None]] = {}
        choices: list[tuple[str, Any]] = [("", "—")]
        closed = (Consultation.State.SETTLED, Consultation.State.PUBLISHED)
        for consultation in Consultation.objects.exclude(state__in=closed).prefetch_related("sessions"):
            group = [self._target(f"c{consultation.pk}", "Toute la concertation", consultation, None)]
            for session in consultation.sessions.all():
                if not session.cancelled:
                    day = date_format(timezone.localtime(session.starts), "j F")
                    group.append(self._target(f"s{session.pk}", f"{session}, {day}", consultation, session))
            choices.append((str(consultation), group))
        self.fields["target"].choices = choices

    def _target(
        self, key: str, label: str, consultation: Consultation, session: Session | None
    ) -> tuple[str, str]:
        self._targets[key] = (consultation, session)
        return key, label

    @property
    def possible(self) -> bool:
        """Whether there is anything to make a link to."""
        return bool(self._targets)

    def clean(self) -> dict[str, Any]:
        """Choose the hours that were not said, and refuse those that have passed or last too long."""
        data = super().clean() or {}
        if self.errors:
            return data
        consultation, session = self._targets[data["target"]]
        starts, expires = self._hours(data, session)
        if expires <= timezone.now():
            self.add_error("day", "Ce jour est passé : le lien n’ouvrirait rien. Choisissez un autre jour.")
        data.update(consultation=consultation, session=session, starts=starts, expires=expires)
        return data

    def _hours(self, data: dict[str, Any], session: Session | None) -> tuple[datetime, datetime]:
        day: date = data.get("day") or timezone.localdate(session.starts if session else None)
        opens: time = data.get("opens") or MORNING
        closes: time = data.get("closes") or MORNING
        zone = timezone.get_current_timezone()
        starts = datetime.combine(day, opens, zone)
        last = day if closes > opens else day + timedelta(days=1)
        return starts, datetime.combine(last, closes, zone)
