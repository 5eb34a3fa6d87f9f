"""What the site already knows, as a grid: sessions and head counts, findings and their support, documents."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone
from django_scopes import scope

from concertia_web.campaigns.models import Commitment
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution, Document
from concertia_web.returns.basis import carriers, consultations_of
from concertia_web.returns.fields import make_passage
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.lists import SAID_KINDS, VERBATIMS
from concertia_web.returns.sections import Record
from concertia_web.sorting.models import Evidence, Finding, Visa

FINDING_KINDS = {"consensus": "accord", "divergence": "desaccord"}
"""Kinds of findings that the grid calls otherwise; the others keep their name."""


def proposal_of(commitment: Commitment, grid: Grid) -> Content:
    """The grid as the concertations of this commitment fill it; what is unknown stays empty."""
    consultations = consultations_of(commitment)
    with scope(territory=carriers(commitment)):
        sessions = list(
            Session.objects.filter(consultation__in=consultations, cancelled=False).order_by("starts", "pk")
        )
        content: dict[str, Any] = {
            "sessions": [_session(session) for session in sessions],
            "publics": _publics(consultations, sessions),
            "items": [*_findings(consultations, grid), *_not_agreed(sessions)],
            "documents": _documents(consultations),
            "follow": {"decision": "\n".join(one.decision for one in consultations if one.decision)},
            "visas": _visas(consultations),
        }
    return grid.clean(content)


def _session(session: Session) -> Record:
    counts = {f"present_{key or 'unknown'}": count for key, count in session.head_counts.items() if count}
    return {
        "id": f"tx{session.pk}",
        "title": session.title,
        "kind": session.kind,
        "day": timezone.localtime(session.starts).date().isoformat(),
        "place": session.place,
        "minutes": session.minutes,
        "recruitment": session.recruitment,
        "method": session.method,
        "facilitators": session.facilitators or None,
        **counts,
    }


def _publics(consultations: list[Consultation], sessions: list[Session]) -> list[Record]:
    came: Counter[str] = Counter()
    for session in sessions:
        came.update({key: count for key, count in session.head_counts.items() if key})
    invited = {key for consultation in consultations for key in consultation.publics}
    ended = bool(sessions) and all(session.starts <= timezone.now() for session in sessions)
    found = [{"id": key, "heard": "heard"} for key, count in came.items() if count]
    found += [{"id": key, "heard": "invited"} for key in sorted(invited) if ended and not came[key]]
    return found


def _findings(consultations: list[Consultation], grid: Grid) -> list[Record]:
    themes = dict(grid.section("items").field("theme").choices)
    findings = (
        Finding.objects.filter(sorting__consultation__in=consultations)
        .select_related("sorting__consultation")
        .prefetch_related("evidence__contribution", "evidence__passage__document")
        .order_by("sorting__consultation__opens", "sorting", "position", "pk")
    )
    return [_finding(finding, themes) for finding in findings]


def _finding(finding: Finding, themes: dict[str, str]) -> Record:
    evidence = list(finding.evidence.all())
    support = [one for one in evidence if one.side == Evidence.Side.SUPPORT]
    notes = [one.contribution for one in support if one.contribution is not None]
    questions = {note.question for note in notes}
    return {
        "id": f"ex{finding.pk}",
        "kind": FINDING_KINDS.get(finding.kind, finding.kind),
        "title": finding.title,
        "text": finding.text,
        "theme": finding.column if finding.column in themes else "",
        "question": questions.pop() if len(questions) == 1 else "",
        "publics": sorted({note.public for note in notes if note.public}),
        "support": support_in_room(notes, disputed=len(support) < len(evidence)),
        "said": dict(Counter(note.declared_kind or SAID_KINDS[-1][0] for note in notes)),
        "contributions": sorted(note.pk for note in notes),
        "passages": [
            make_passage(
                text=one.passage.text,
                document=f"dx{one.passage.document_id}",
                page=one.passage.page,
                paragraph=one.passage.paragraph,
            )
            for one in support
            if one.passage is not None
        ],
        **_words(support),
    }


def support_in_room(notes: list[Contribution], *, disputed: bool) -> str:
    """How much support was seen: disputed if anything contradicts; « plusieurs » from two tables on; else as
    measured if all measures agree; else not measured. It never rises above what was measured."""
    measured = {note.room_support for note in notes} - {Contribution.Support.UNMEASURED}
    if disputed or Contribution.Support.DISPUTED in measured:
        return Contribution.Support.DISPUTED.value
    if len(measured) == 1:
        return str(measured.pop())
    places = {(note.session_id, note.subgroup) for note in notes if note.session_id and note.subgroup}
    if measured or len(places) > 1:
        return Contribution.Support.SEVERAL.value
    return Contribution.Support.UNMEASURED.value


def _words(support: list[Evidence]) -> Record:
    """The words chosen by people, and how each was taken down."""
    chosen = [note for one in support if one.quoted and (note := one.contribution) and _readable(note)]
    record: Record = {}
    for number, note in zip(VERBATIMS, chosen, strict=False):
        record[f"words_{number}"] = note.shown_text
        record[f"capture_{number}"] = note.capture
    return record


def _readable(note: Contribution) -> bool:
    return note.removed is None and note.moderation == Contribution.Moderation.ACCEPTED


def _not_agreed(sessions: list[Session]) -> list[Record]:
    """One disagreement for each line of what was not agreed."""
    return [
        {
            "id": f"nx{session.pk}-{number}",
            "kind": "desaccord",
            "title": line.strip(),
            "support": "unmeasured",
        }
        for session in sessions
        for number, line in enumerate(session.not_agreed.splitlines(), start=1)
        if line.strip()
    ]


def _documents(consultations: list[Consultation]) -> list[Record]:
    return [
        {
            "id": f"dx{document.pk}",
            "title": document.title,
            "kind": document.kind,
            "validated_by": document.validated_by,
            "validated_on": document.validated_on.isoformat() if document.validated_on else "",
        }
        for document in Document.objects.filter(consultation__in=consultations).order_by("received", "pk")
    ]


def _visas(consultations: list[Consultation]) -> list[Record]:
    """The reading settled, and those who wrote « vu » on it: functions only."""
    found: list[Record] = []
    for consultation in consultations:
        sorting = getattr(consultation, "sorting", None)
        if sorting is not None and sorting.settled:
            day = timezone.localtime(sorting.settled).date().isoformat()
            visa = {"id": f"vx{sorting.pk}", "function": sorting.settled_by, "act": "validated", "day": day}
            found.append(visa)
    answered = Visa.objects.filter(sorting__consultation__in=consultations).exclude(answered=None)
    for visa_row in answered.order_by("asked", "pk"):
        day = timezone.localtime(visa_row.answered).date().isoformat()
        act = "seen" if visa_row.answer == Visa.Answer.SEEN else "reread"
        key = f"vx{visa_row.sorting_id}-{visa_row.pk}"
        found.append({"id": key, "function": visa_row.function, "act": act, "day": day})
    return found
