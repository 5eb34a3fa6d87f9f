"""What the reading of a concertation says, for the restitution, the remontée and the bilan. Pure reads.

Call ``summary(consultation)`` inside the scope of its territory: a bounded number of queries, whatever the
number of notes. Nothing here depends on a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.agreement import Agreement, stored
from concertia_web.sorting.columns import labels
from concertia_web.sorting.models import CounterReading, Evidence, Finding, Opinion, Sorting, Visa
from concertia_web.sorting.notes import (
    QUOTED,
    counted,
    kind,
    kinds_in_words,
    notes_of,
    origin,
    public_labels,
    read_kinds,
)
from concertia_web.sorting.places import Place, places

TABLES, SESSIONS, PUBLICS = 3, 2, 2
WIDELY = "largement partagé"
AGAIN = "repris plusieurs fois"
ONCE = "dit une fois, ou à une seule table"
COLLECTIVE = "texte collectif validé"
RULE = (
    f"« {WIDELY.capitalize()} » : dit à {TABLES} tables au moins ou lors de {SESSIONS} temps de débat au "
    "moins, "
    f"par {PUBLICS} publics au moins, et contredit par aucune note. « {AGAIN.capitalize()} » : au moins deux "
    f"notes venues de tables ou de moments différents. « {ONCE.capitalize()} » : le reste. "
    f"« {COLLECTIVE.capitalize()} » : appuyé par un document que les participants ont validé. "
    "Personne n’a été interrogé par tirage représentatif : ces mots ne disent rien de ceux qui ne sont pas "
    "venus."
)
"""How solidity is said in words, printed wherever these words are."""
_SUPPORT = ("unmeasured", "isolated", "several", "broad")


@dataclass(frozen=True)
class Said:
    """One note or passage under a finding. ``rank``: A, anyone can recount it; B, a validated document."""

    text: str
    rank: str
    side: str
    """``support`` or ``dissent``."""
    origin: str
    quotable: bool
    """Whether it may stand between quotation marks: written, dictated, transcribed, or in a document."""
    quoted: bool
    """Chosen by the readers as one of those shown."""
    kind: str = ""
    language: str = "fr"
    contribution: int | None = None
    """Its key, for rank A."""
    passage: int | None = None
    """Its key, for rank B."""


@dataclass(frozen=True)
class FindingSummary:
    """An enseignement with its counts. Every count is of notes (rank A) unless it says passages."""

    key: int
    number: int
    """In the order shown, from 1."""
    kind: str
    title: str
    text: str
    column: str
    column_label: str
    milder_reason: str
    support: int
    dissent: int
    passages: int
    """Passages of validated documents that support it (rank B)."""
    by_kind: Mapping[str, int]
    by_public: Mapping[str, int]
    by_session: Mapping[str, int]
    tables: int
    room_support: str
    """The widest support written down in the room among its notes: a value of ``Contribution.Support``."""
    solidity: str
    evidence: tuple[Said, ...]
    erased: int = 0
    """Notes that it rested on and that were taken back since: its words may still say theirs."""

    @property
    def verbatims(self) -> tuple[Said, ...]:
        """What is shown under it, three at most: those chosen, else the first note that may be read."""
        chosen = [one for one in self.evidence if one.quoted]
        return tuple(chosen[:3] or [one for one in self.evidence if one.side == "support"][:1])

    @property
    def kinds(self) -> str:
        """« 2 refus, 3 craintes »."""
        return kinds_in_words(name for name, count in self.by_kind.items() for _ in range(count))

    @property
    def ranks(self) -> str:
        """« A », « B » or « A et B »."""
        return " et ".join(name for name, count in (("A", self.support), ("B", self.passages)) if count)

    @property
    def voices(self) -> str:
        """« 5 notes, à 3 tables, lors de 2 temps de débat, par 2 publics »."""
        publics = len([name for name in self.by_public if name])
        sessions = len([key for key in self.by_session if key])  # what came on line is of none
        parts = [
            counted(self.support, "note", "notes") if self.support else "",
            counted(self.passages, "passage de document", "passages de documents") if self.passages else "",
            f"à {self.tables} tables" if self.tables > 1 else "",
            f"lors de {sessions} temps de débat" if sessions > 1 else "",
            f"par {publics} publics" if publics > 1 else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Summary:
    """The whole reading."""

    consultation: Consultation
    state: str
    """A value of ``Sorting.State``; "" where no table was opened."""
    notes: tuple[Contribution, ...]
    places: Mapping[int, Place]
    columns: Mapping[str, str]
    findings: tuple[FindingSummary, ...]
    readers: int
    agreement: Agreement | None
    opinions: tuple[Opinion, ...]
    visas: tuple[Visa, ...]
    counter_reading: CounterReading | None
    """The last one that is finished."""
    sessions: tuple[Session, ...]
    publics: Mapping[str, str]
    settled_on: str = ""
    """ISO date, once settled."""
    in_findings: frozenset[int] = field(default_factory=frozenset)

    def of_kind(self, *kinds: str) -> list[FindingSummary]:
        """Findings of these kinds, in order."""
        return [finding for finding in self.findings if finding.kind in kinds]

    @property
    def refusals(self) -> list[FindingSummary]:
        """Findings of kind refusal."""
        return self.of_kind(Finding.Kind.REFUSAL)

    @property
    def refusal_notes(self) -> int:
        """Notes that are refusals, whatever became of them."""
        return sum(kind(note) == "refus" for note in self.notes)

    @property
    def unplaced(self) -> int:
        """Notes without a place on the common table."""
        return sum(note.pk not in self.places for note in self.notes)

    @property
    def aside(self) -> list[Contribution]:
        """Notes « non retenues, parce que… »."""
        return [note for note in self.notes if note.pk in self.places and self.places[note.pk].aside]

    @property
    def in_none(self) -> list[Contribution]:
        """Notes that neither support nor contradict any finding, set aside or not."""
        return [note for note in self.notes if note.pk not in self.in_findings]

    @property
    def ranks(self) -> dict[str, int]:
        """How many findings rest on rank A alone, on B alone, on both."""
        found = Counter(finding.ranks for finding in self.findings)
        return {name: found[name] for name in ("A", "B", "A et B")}

    @property
    def present(self) -> dict[str, int]:
        """Public → people counted at the sessions that took place ("" where the public is not known)."""
        total: Counter[str] = Counter()
        for session in self.sessions:
            if not session.cancelled:
                total.update(session.head_counts)
        return {public: count for public, count in sorted(total.items()) if count}

    @property
    def missing_publics(self) -> list[str]:
        """Names of the publics announced of whom nobody came and nothing was heard."""
        heard = {note.public for note in self.notes} | set(self.present)
        return [self.publics.get(key, key) for key in self.consultation.publics if key not in heard]


def summary(consultation: Consultation) -> Summary:
    """The reading as it stands now, draft or settled; its ``state`` says which."""
    sorting = Sorting.objects.filter(consultation=consultation).first()
    notes = tuple(notes_of(consultation))
    read_kinds(notes)
    publics = public_labels(consultation)
    sessions = tuple(consultation.sessions.order_by("starts", "pk"))
    if sorting is None:
        return Summary(consultation, "", notes, {}, {}, (), 0, None, (), (), None, sessions, publics)
    sorting.consultation = consultation
    agreement = stored(sorting.agreement)
    evidence, erased = _evidence(sorting)
    finished = sorting.counter_readings.filter(result__isnull=False).first()
    return Summary(
        consultation=consultation,
        state=sorting.state,
        notes=notes,
        places=places(sorting, ""),
        columns=labels(sorting.columns),
        findings=tuple(replace(one, erased=erased[one.key]) for one in _findings(sorting, evidence, publics)),
        readers=agreement.readers if agreement else 0,
        agreement=agreement,
        opinions=tuple(sorting.opinions.all()),
        visas=tuple(sorting.visas.all()),
        counter_reading=finished,
        sessions=sessions,
        publics=publics,
        settled_on=timezone.localdate(sorting.settled).isoformat() if sorting.settled else "",
        in_findings=frozenset(
            one.contribution_id for rows in evidence.values() for one in rows if one.contribution
        ),
    )


def _evidence(sorting: Sorting) -> tuple[dict[int, list[Evidence]], Counter[int]]:
    """Finding → its evidence, support first; finding → how many notes taken back are left out: one query."""
    rows = Evidence.objects.filter(finding__sorting=sorting).select_related(
        "contribution__session", "passage__document"
    )
    found: dict[int, list[Evidence]] = {}
    erased: Counter[int] = Counter()
    for one in rows.order_by("finding", "-side", "pk"):
        if one.contribution is None or one.contribution.removed is None:
            found.setdefault(one.finding_id, []).append(one)
        else:
            erased[one.finding_id] += 1
    return found, erased


KIND_ORDER = (
    Finding.Kind.EXPECTATION,
    Finding.Kind.VIGILANCE,
    Finding.Kind.REFUSAL,
    Finding.Kind.PROPOSAL,
    Finding.Kind.CONSENSUS,
    Finding.Kind.DIVERGENCE,
)
"""Order of the kinds on every page."""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By kind, then as arranged by people."""
    ranks = {name: rank for rank, name in enumerate(KIND_ORDER)}
    return sorted(findings, key=lambda finding: (ranks[finding.kind], finding.position, finding.pk))


def _findings(
    sorting: Sorting, evidence: Mapping[int, list[Evidence]], publics: dict[str, str]
) -> list[FindingSummary]:
    ordered = in_order(sorting.findings.all())
    columns = labels(sorting.columns)
    return [
        _finding(finding, number, evidence.get(finding.pk, []), columns, publics)
        for number, finding in enumerate(ordered, start=1)
    ]


def _finding(
    finding: Finding,
    number: int,
    evidence: Sequence[Evidence],
    columns: Mapping[str, str],
    publics: dict[str, str],
) -> FindingSummary:
    support = [one.contribution for one in evidence if one.side == "support" and one.contribution]
    dissent = sum(one.side == "dissent" for one in evidence)
    passages = sum(one.side == "support" and one.passage is not None for one in evidence)
    by_public = Counter(note.public for note in support)
    by_session = Counter(str(note.session_id or "") for note in support)
    tables = len({(note.session_id, note.subgroup) for note in support if note.subgroup})
    return FindingSummary(
        key=finding.pk,
        number=number,
        kind=finding.kind,
        title=finding.title,
        text=finding.text,
        column=finding.column,
        column_label=columns.get(finding.column, ""),
        milder_reason=finding.milder_reason,
        support=len(support),
        dissent=dissent,
        passages=passages,
        by_kind=dict(Counter(kind(note) for note in support)),
        by_public=dict(by_public),
        by_session=dict(by_session),
        tables=tables,
        room_support=_room(support),
        solidity=_solidity(support, passages, dissent),
        evidence=tuple(_said(one, publics) for one in evidence),
    )


def _room(support: Sequence[Contribution]) -> str:
    levels = {note.room_support for note in support}
    if "disputed" in levels:
        return "disputed"
    return max((level for level in levels if level in _SUPPORT), key=_SUPPORT.index, default="unmeasured")


def _solidity(support: Sequence[Contribution], passages: int, dissent: int) -> str:
    """As ``RULE`` says."""
    sessions = len({note.session_id for note in support if note.session_id})
    tables = len({(note.session_id, note.subgroup) for note in support if note.subgroup})
    publics = len({note.public for note in support if note.public})
    moments = {(note.session_id, note.subgroup or note.slip or note.author or "") for note in support}
    if (tables >= TABLES or sessions >= SESSIONS) and publics >= PUBLICS and not dissent:
        return WIDELY
    if len(moments) > 1:
        return AGAIN
    return COLLECTIVE if passages else ONCE


def _said(one: Evidence, publics: dict[str, str]) -> Said:
    if one.passage is not None:
        document = one.passage.document
        page = f", page {one.passage.page}" if one.passage.page else ""
        where = (
            f"{document.title}{page}, paragraphe {one.passage.paragraph} ; validé par {document.validated_by}"
        )
        return Said(one.passage.text, "B", one.side, where, True, one.quoted, passage=one.passage_id)
    note = one.contribution
    assert note is not None
    shown = note.moderation == "accepted"
    return Said(
        note.shown_text if shown else "",
        "A",
        one.side,
        origin(note, publics),
        shown and note.capture in QUOTED,
        one.quoted and shown,
        kind(note),
        note.language,
        contribution=note.pk,
    )
