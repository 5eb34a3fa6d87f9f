"""The public lists of contributions: pages that cost the same whatever the number of rows.

Texts that the team wrote for positions to begin with are not among them: nobody sent them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.moderation.models import Decision
from concertia_web.participation.models import Translation
from concertia_web.participation.opening import public_now
from concertia_web.positions.words import SEED_MARK

PAGE = 25
NUMBERS = 200
"""Numbers on one page of the list to print."""


@dataclass(frozen=True)
class Page:
    """A page of rows, the newest first, and the keys of the pages before and after."""

    rows: list[Contribution]
    before: int | None
    """Ask ``?avant=`` this to go on; None: this is the last page."""
    after: int | None
    """Ask ``?apres=`` this to come back; None: this is the first page."""


def readable(consultation: Consultation) -> QuerySet[Contribution]:
    """What anyone may read: accepted, not withdrawn, without an open doubt about personal data."""
    rows = Contribution.objects.filter(
        consultation=consultation, moderation=Contribution.Moderation.ACCEPTED, removed=None, parent=None
    )
    rows = rows.filter(Q(doubt="") | ~Q(public_text="") | Q(doubt_decided__isnull=False))
    return rows.filter(public_now(consultation))


def translations_shown() -> Prefetch[str]:
    """The translations that may be shown: one made before words were covered may still say them."""
    since = Decision.objects.filter(
        contribution=OuterRef("contribution"),
        verb=Decision.Verb.MASK,
        at__gte=OuterRef("made"),
        undone_by=None,
    )
    older = ~Q(contribution__public_text="") & Q(contribution__doubt_decided__gte=F("made"))
    return Prefetch("translations", Translation.objects.filter(~Exists(since)).exclude(older))


def page_of(
    consultation: Consultation, *, question: str = "", kind: str = "", before: int | None, after: int | None
) -> Page:
    """One page of contributions, by key: two queries, no count."""
    rows = readable(consultation).exclude(source_id=SEED_MARK)
    if question:
        rows = rows.filter(question=question)
    if kind:
        rows = rows.filter(declared_kind=kind)
    rows = rows.select_related("choices").prefetch_related(translations_shown())
    return keyed(rows, PAGE, before=before, after=after)


def numbers_of(consultation: Consultation, *, before: int | None, after: int | None) -> Page:
    """One page of the list of numbers: papers and what came on line, withdrawn or not, published or not."""
    rows = Contribution.objects.filter(consultation=consultation, parent=None)
    rows = rows.filter(Q(slip__isnull=False) | _WRITTEN_HERE).exclude(source_id=SEED_MARK)
    return keyed(rows.only(*_OF_NUMBERS), NUMBERS, before=before, after=after)


_WRITTEN_HERE = Q(channel=Contribution.Channel.ONLINE, session=None, imported_by=None)
_OF_NUMBERS = (
    "slip", "moderation", "moderation_reason", "removed", "doubt", "doubt_decided", "public_text",
    "channel", "consultation", "session", "imported_by",
)  # fmt: skip


def keyed(rows: QuerySet[Any], size: int, *, before: int | None, after: int | None) -> Page:
    """A page of rows by primary key, the highest first."""
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        if not more:  # the first page is whole, whatever came meanwhile
            return keyed(rows, size, before=None, after=None)
        return Page(found, found[-1].pk, found[0].pk)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    last = found[size - 1].pk if len(found) > size else None
    found = found[:size]
    return Page(found, last, found[0].pk if before is not None and found else None)


def key_asked(raw: str | None) -> int | None:
    """A key read in an address; None for what is not one."""
    return int(raw) if raw and raw.isdecimal() and len(raw) < 19 else None
