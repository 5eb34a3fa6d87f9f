"""Which text somebody is asked about next, and what the card that asks needs to be drawn."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant
from concertia_web.positions.forms import PositionForm
from concertia_web.positions.models import Position
from concertia_web.positions.opening import Table, is_open, settings_of, submitted, table_of
from concertia_web.positions.taking import new_nonce


def taken_by(participant: Participant | None, consultation: Consultation) -> dict[int, Position]:
    """Contribution → the position that this person took on it."""
    if participant is None:
        return {}
    rows = Position.objects.filter(consultation=consultation, participant=participant.pk)
    return {row.contribution_id: row for row in rows}


def card(
    consultation: Consultation,
    table: Table,
    done: dict[int, Position],
    *,
    number: int,
    text: int | None = None,
    apart: Collection[int] = (),
    form: PositionForm | None = None,
) -> dict[str, Any]:
    """What ``positions/_asked.html`` draws: ``text``, or the next of this person; ``None`` when all are seen.

    ``number``: of the participant, or of the device. ``apart``: texts not to be asked about now.
    ``form``: as it came, where it is shown again.
    """
    found = _next(consultation, table, done, number=number, wanted=text, apart=apart)
    before = done.get(found.pk) if found else None
    return {
        "consultation": consultation,
        "text": found,
        "before": before,
        "form": form or PositionForm(initial={"important": before.important if before else False}),
        "nonce": _nonce_of(form),
    }


def card_after(participant: Participant, consultation: Consultation, written: Contribution) -> dict[str, Any]:
    """The card to offer to somebody who has just written: any text but theirs; empty where none is asked."""
    table = table_of(consultation, settings_of(consultation))
    if not is_open(consultation, table):
        return {}
    done = taken_by(participant, consultation)
    return card(consultation, table, done, number=participant.pk, apart=[written.pk])


def _next(
    consultation: Consultation,
    table: Table,
    done: dict[int, Position],
    *,
    number: int,
    wanted: int | None,
    apart: Collection[int],
) -> Contribution | None:
    """The text wanted, or the next one; those hidden since the table was read are passed over."""
    seed = settings_of(consultation).seed
    answers = dict.fromkeys(apart, 0) | {pk: position.value for pk, position in done.items()}
    while True:
        chosen = wanted or table.next_text(seed, number, answers)
        if chosen is None:
            return None
        found = Contribution.objects.filter(submitted(consultation), pk=chosen).first()
        if found is not None:
            return found
        wanted = None
        answers[chosen] = 0


def _nonce_of(form: PositionForm | None) -> int:
    """The nonce that came, when a form is shown again; a new one otherwise."""
    if form is not None and "nonce" in getattr(form, "cleaned_data", {}):
        return int(form.cleaned_data["nonce"])
    return new_nonce()
