"""From time to time: count and route again, put the root of new positions in the journal, forget arrivals."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from concertia_web.accounts.actors import ANYBODY
from concertia_web.consultations.models import Consultation
from concertia_web.journal.services import batch_of, record
from concertia_web.positions.models import Arrival, PositionEvent, PositionSettings
from concertia_web.positions.tallies import retally

REST = 20
"""Between two tallies, this many times what the last one took: at most a twentieth of one processor."""
LEAST_REST = timedelta(seconds=20)
BATCH = 50_000
"""Positions in one entry of the journal, at most."""
SETTLED = timedelta(minutes=1)
"""Age from which no event with a lower number can still appear."""
JOURNAL_EVERY = timedelta(minutes=10)


def retally_changed() -> int:
    """Count again where positions arrived since; how many concertations."""
    done = 0
    for settings in _with_news("tallied_seq"):
        now = timezone.now()
        rest = max(LEAST_REST, timedelta(seconds=REST * settings.spent))
        if settings.tallied is None or now - settings.tallied >= rest:
            with scope(territory=settings.consultation.territory):
                retally(settings.consultation)
            done += 1
    return done


def journal_positions() -> int:
    """One entry a concertation and interval: how many positions, and the root of their hashes.

    Those of a concertation that was published meanwhile too: no position is left out of the journal.
    """
    done = 0
    for settings in _with_news("journalled_seq", published=True):
        with scope(territory=settings.consultation.territory):
            done += _journalled(settings)
    return done


def forget_arrivals() -> None:
    """Delete the digests of networks of what is settled: they are no longer good for anything."""
    over = (Consultation.State.SETTLED, Consultation.State.PUBLISHED)
    with scopes_disabled():  # the worker serves every territory
        Arrival.objects.filter(consultation__state__in=over).delete()


def _with_news(name: str, *, published: bool = False) -> list[PositionSettings]:
    """The concertations whose last event is later than the one this field names; ``published``: those too."""
    with scopes_disabled():  # the worker serves every territory
        last = (
            PositionEvent.objects.filter(consultation=OuterRef("consultation"))
            .order_by()
            .values("consultation")
            .annotate(top=Max("seq"))
            .values("top")
        )
        rows = PositionSettings.objects.select_related("consultation__territory")
        wanted = Q() if published else ~Q(consultation__state=Consultation.State.PUBLISHED)
        found = rows.filter(wanted).annotate(top=Subquery(last))
        return [one for one in found if (one.top or 0) > getattr(one, name)]


def _journalled(settings: PositionSettings) -> int:
    """Hash outside the transaction: nobody who takes a position waits for it to write.

    Stops before the first event that is not settled: where several processes write at once, an event may
    have a lower number and a later date than the next one, and would be passed over for ever.
    """
    now = timezone.now()
    rows = PositionEvent.objects.filter(
        consultation=settings.consultation, seq__gt=settings.journalled_seq
    ).order_by("seq")
    first = rows.first()
    if first is None or first.at > now - JOURNAL_EVERY:
        return 0
    columns = ("seq", "participant__pseudonym", "contribution__client_id", "value", "nonce", "at")
    found = rows.values_list(*columns)[:BATCH]
    events = [event[:-1] for event in takewhile(lambda event: event[-1] < now - SETTLED, found)]
    leaves = [hashlib.sha256("\x1f".join(map(str, event)).encode()).hexdigest() for event in events]
    entry = batch_of(leaves)
    with transaction.atomic():
        # held, then read: a conditional UPDATE under a scope looks at the row through a subquery, which
        # PostgreSQL does not read again after waiting for another worker
        held = PositionSettings.objects.select_for_update(of=("self",)).get(pk=settings.pk)
        if held.journalled_seq != settings.journalled_seq:
            return 0  # another worker did
        held.journalled_seq = events[-1][0]
        held.save(update_fields=["journalled_seq"])
        place = settings.consultation
        record(actor=ANYBODY, action="positions.batch", thing=place, territory=place.territory, after=entry)
    return len(events)


TICKS = [retally_changed, journal_positions, forget_arrivals]
