"""The calendar feed of a public concertation: every meeting, with an address that never changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
from django.db.models import Count, Max
from django.utils import timezone

from concertia_web.consultations.models import Consultation, Session
from concertia_web.journal.models import JournalEntry
from concertia_web.languages import say
from concertia_web.papers.facts import public_address

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def calendar(consultation: Consultation, language: str) -> bytes:
    """The iCalendar file (RFC 5545). Dated by the journal of changes, never by the clock.

    A meeting called off stays, marked so: calendars that follow the feed strike it out.
    """
    title = " ".join(say(consultation.title, language).text.split())
    made = icalendar.Calendar()
    made.add("prodid", "-//Concertia//Calendrier//FR")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    address = public_address(consultation, language)
    sessions = list(Session.objects.filter(consultation=consultation))
    changes = _changes(sessions)
    for session in sessions:
        last, count = changes.get(str(session.pk), (consultation.created, 1))
        made.add_component(_event(consultation, session, address, title, last, max(0, count - 1)))
    made.add_missing_timezones(first_date=_FIRST.date(), last_date=_last(sessions).date())
    return bytes(made.to_ical())


def _last(sessions: list[Session]) -> datetime:
    starts = [session.starts for session in sessions]
    return max(starts, default=_FIRST) + timedelta(days=400)


def _changes(sessions: list[Session]) -> dict[str, tuple[datetime, int]]:
    """Session → when it last changed, and how many times."""
    entries = (
        JournalEntry.objects.filter(
            object_type=Session._meta.label_lower, object_id__in=[str(session.pk) for session in sessions]
        )
        .order_by()
        .values("object_id")
        .annotate(last=Max("at"), count=Count("pk"))
    )
    return {entry["object_id"]: (entry["last"], entry["count"]) for entry in entries}


def _event(
    consultation: Consultation, session: Session, address: str, title: str, last: datetime, sequence: int
) -> icalendar.Event:
    starts = timezone.localtime(session.starts)
    event = icalendar.Event()
    event.add("uid", f"concertia-{consultation.territory.slug}-{consultation.pk}-temps-{session.pk}")
    event.add("dtstamp", last.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("dtstart", starts)
    if session.minutes:
        event.add("dtend", timezone.localtime(session.starts + timedelta(minutes=session.minutes)))
    event.add("summary", f"{' '.join(session.title.split())} – {title}")
    if session.place:
        event.add("location", " ".join(session.place.split()))
    event.add("url", address)
    event.add("description", address)
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.cancelled else "OPAQUE")
    return event
