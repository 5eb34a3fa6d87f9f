"""What waits for somebody's eyes in a concertation, and what was decided. Pure reads, inside its scope."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Document
from concertia_web.moderation.models import Appeal, Decision, Report
from concertia_web.positions.words import SEED_MARK
from concertia_web.territories.models import Territory

_State = Contribution.Moderation
_Channel = Contribution.Channel
READ_AFTER = (_Channel.ONLINE, _Channel.STREET, _Channel.PHONE)
"""Ways by which words are published before anybody of the team has read them."""
_SEED = Q(source_id=SEED_MARK)
"""Texts that the team wrote itself for positions to begin with: nobody sent them."""
TO_READ, REPORTED, APPEALED, DECIDED = "a-lire", "signales", "a-revoir", "decides"


def texts(consultation: Consultation, queue: str) -> QuerySet[Contribution]:
    """The texts of one queue, the oldest first (those decided: the last decided first)."""
    rows: QuerySet[Contribution] = Contribution.objects.standing().filter(consultation=consultation)
    return _queue(rows.select_related("session", "parent", "choices").order_by("entered", "pk"), queue)


def waiting(territory: Territory) -> dict[int, dict[str, int]]:
    """Concertation → how many texts in each queue that waits: four queries for the whole territory."""
    found: dict[int, dict[str, int]] = {}
    rows = Contribution.objects.standing().filter(consultation__territory=territory).order_by()
    for queue in (TO_READ, REPORTED, APPEALED):
        for key, number in _queue(rows, queue).values_list("consultation").annotate(number=Count("pk")):
            found.setdefault(key, {})[queue] = number
    reported = reported_documents().filter(consultation__territory=territory).order_by()
    for key, number in reported.values_list("consultation").annotate(number=Count("pk")):
        queues = found.setdefault(key, {})
        queues[REPORTED] = queues.get(REPORTED, 0) + number
    return found


def reported_documents() -> QuerySet[Document]:
    """The documents about which a report waits, the oldest first."""
    waits = Report.objects.filter(document=OuterRef("pk"), outcome="")
    rows: QuerySet[Document] = Document.objects.filter(Exists(waits))
    return rows


def _queue(rows: QuerySet[Contribution], queue: str) -> QuerySet[Contribution]:
    decided = Decision.objects.filter(contribution=OuterRef("pk"))
    if queue == REPORTED:
        return rows.filter(Exists(Report.objects.filter(contribution=OuterRef("pk"), outcome="")))
    if queue == APPEALED:
        return rows.filter(Exists(Appeal.objects.filter(contribution=OuterRef("pk"), outcome="")))
    if queue == DECIDED:
        kept_back = Q(moderation=_State.HIDDEN) | ~Q(public_text="")
        return rows.filter(kept_back | Exists(decided.filter(verb__in=("mask", "hide")))).order_by(
            "-changed", "-pk"
        )
    unread = Q(moderation=_State.ACCEPTED, channel__in=READ_AFTER) & ~_SEED & ~Exists(decided)
    doubtful = ~Q(doubt="") & Q(public_text="", doubt_decided=None)
    return rows.filter(Q(moderation=_State.WAITING) | unread | (doubtful & ~Exists(decided)))


def counts(consultation: Consultation) -> dict[str, int]:
    """How many texts in each queue; those reported include documents."""
    found = {queue: texts(consultation, queue).count() for queue in (TO_READ, REPORTED, APPEALED, DECIDED)}
    found[REPORTED] += reported_documents().filter(consultation=consultation).count()
    return found


@dataclass(frozen=True)
class Figures:
    """What the public page counts. Every text is counted, whatever was decided about it."""

    texts: int
    hidden: int
    masked: int
    waiting: int
    by_reason: dict[str, int]
    """Key of the list → texts not published or covered for it now; ``""``: before this list."""
    appeals: int
    changed: int
    reports: int
    answered: int


def figures(consultation: Consultation) -> Figures:
    """A fixed number of queries."""
    rows = Contribution.objects.standing().filter(consultation=consultation).exclude(_SEED)
    last = Decision.objects.filter(contribution=OuterRef("pk")).order_by("-at", "-pk").values("reason")[:1]
    kept_back = rows.filter(Q(moderation=_State.HIDDEN) | ~Q(public_text=""))
    reasons = Counter(
        reason or ""
        for reason in kept_back.annotate(why=Subquery(last)).order_by().values_list("why", flat=True)
    )
    appeals = Counter(_outcomes(Appeal.objects.filter(contribution__consultation=consultation)))
    reports = Counter(_outcomes(Report.objects.filter(consultation=consultation)))
    return Figures(
        texts=rows.count(),
        hidden=rows.filter(moderation=_State.HIDDEN).count(),
        masked=rows.filter(moderation=_State.ACCEPTED).exclude(public_text="").count(),
        waiting=rows.filter(moderation=_State.WAITING).count(),
        by_reason=dict(reasons),
        appeals=sum(appeals.values()),
        changed=appeals[Appeal.Outcome.CHANGED],
        reports=sum(reports.values()),
        answered=sum(reports.values()) - reports[""],
    )


def _outcomes(rows: QuerySet[Any]) -> list[str]:
    return list(rows.order_by().values_list("outcome", flat=True))
