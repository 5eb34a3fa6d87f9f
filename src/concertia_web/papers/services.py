"""What changes: the facts that the papers use, and the numbers that are taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.papers.models import LAST_NUMBER, MOST_SHEETS, PaperDetails, SlipRange
from concertia_web.territories.models import Territory


class NoNumberLeftError(ValueError):
    """The numbers asked for do not exist; the message says so to the person."""


@transaction.atomic
def reserve_slips(*, consultation: Consultation, count: int, actor: Actor, language: str = "fr") -> SlipRange:
    """The next ``count`` free numbers of a concertation, for whoever prints them.

    Two people who ask at the same moment get different numbers: the row of the concertation is held until
    the end of the transaction. Raises NoNumberLeftError.
    """
    if not 1 <= count <= MOST_SHEETS:
        raise NoNumberLeftError(f"Choisissez entre 1 et {MOST_SHEETS} feuilles à la fois.")
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    first = _next_free(consultation, count)
    last = first + count - 1
    if last > LAST_NUMBER:
        raise NoNumberLeftError(
            f"Il ne reste pas {count} numéros de suite dans cette concertation (dernier : {LAST_NUMBER}). "
            "Demandez moins de feuilles, ou ouvrez une autre concertation."
        )
    made = SlipRange.objects.create(
        consultation=consultation, first=first, last=last, language=language, reserved_by=actor.function[:120]
    )
    record(
        actor=actor,
        action="papers.reserve",
        thing=made,
        label=f"{made} ({count})",
        territory=consultation.territory,
        after={"first": first, "last": last},
        public=False,
    )
    return made


def _next_free(consultation: Consultation, count: int) -> int:
    """The first number after those printed from which ``count`` numbers in a row were never typed either."""
    highest = SlipRange.objects.filter(consultation=consultation).aggregate(top=Max("last"))["top"] or 0
    first = highest + 1
    while True:
        typed = Contribution.objects.filter(
            consultation=consultation, slip__gte=first, slip__lt=first + count
        ).aggregate(top=Max("slip"))["top"]
        if typed is None:
            return first
        first = typed + 1


@transaction.atomic
def save_details(*, territory: Territory, values: dict[str, Any], actor: Actor) -> PaperDetails:
    """Keep the facts that the papers use; the journal says that they changed, for the territory only."""
    details, _ = PaperDetails.objects.select_for_update().get_or_create(territory=territory)
    before = _told(details, values)
    for name, value in values.items():
        setattr(details, name, value)
    details.changed = timezone.now()
    details.save()
    after = _told(details, values)
    if before != after:
        record(
            actor=actor,
            action="papers.details",
            thing=details,
            label="Papiers prêts",
            territory=territory,
            before=before,
            after=after,
            public=False,
        )
    return details


def _told(details: PaperDetails, names: dict[str, Any]) -> dict[str, str | None]:
    values = {name: getattr(details, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


__all__ = ["NoNumberLeftError", "reserve_slips", "save_details"]
