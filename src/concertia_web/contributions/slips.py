"""Papers with a number: enter them, and tell anyone who gives the number where their words are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.answers.finding import answers_for
from concertia_web.answers.models import Answer
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.personal import doubts
from concertia_web.contributions.services import next_position, trace
from concertia_web.contributions.values import NoteError, read_values
from concertia_web.contributions.words import COLUMN_LABELS
from concertia_web.journal.services import record
from concertia_web.returns.models import Return, ReturnVersion
from concertia_web.sorting.models import Evidence, Placement, Sorting

HIGHEST = 999_999


class DuplicateSlipError(NoteError):
    """The number is already that of another paper."""


@transaction.atomic
def add_slip(
    *,
    actor: Actor,
    consultation: Consultation,
    slip: int,
    session: Session | None = None,
    public: str = "",
    helped: bool = False,
    **said: Any,
) -> Contribution:
    """A paper. ``said``: ``text``, ``declared_kind``, ``question``. Raises NoteError (DuplicateSlipError)."""
    if not 1 <= slip <= HIGHEST:
        raise NoteError(f"Le numéro du papier va de 1 à {HIGHEST}.")
    Consultation.objects.select_for_update().filter(pk=consultation.pk).first()
    known = consultation.contributions.standing().filter(slip=slip).first()
    if known is not None:
        raise DuplicateSlipError(_already(known))
    values = read_values({**said, "voice": "individual", "capture": "written"}, session)
    capture = Contribution.Capture.DICTATED if helped else Contribution.Capture.WRITTEN
    note = Contribution(
        consultation=consultation,
        session=session,
        slip=slip,
        public=public,
        helped=helped,
        channel=Contribution.Channel.PAPER,
        entered_by=actor.user,
        said_on=timezone.localdate(),
        position=next_position(session) if session else 0,
        **{**values, "capture": capture, "doubt": doubts(values["text"]).words},
    )
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:  # two desks at the same instant, on a database that does not wait
        raise DuplicateSlipError(
            f"Le numéro {slip:04d} vient d’être saisi à un autre poste. Vérifiez le numéro sur le papier."
        ) from error
    record(
        actor=actor,
        action="contributions.slip",
        thing=note,
        label=f"n° {slip:04d}",
        territory=consultation.territory,
        after=trace(note),
        public=False,
    )
    return note


def _already(known: Contribution) -> str:
    when = timezone.localtime(known.entered)
    column = COLUMN_LABELS[known.declared_kind]
    return (
        f"Le numéro {known.slip:04d} a déjà été saisi le {when:%d/%m/%Y} à {when:%H h %M} (colonne « "
        f"{column} »). "
        "Vérifiez le numéro sur le papier ; si c’est bien le même papier, il n’y a rien à refaire. Ce que "
        "vous avez "
        "écrit est resté en place."
    )


def next_slip(consultation: Consultation) -> int:
    """The number that usually follows."""
    return (consultation.contributions.standing().aggregate(last=Max("slip"))["last"] or 0) + 1


@dataclass
class Whereabouts:
    """Where the words of one paper are today."""

    note: Contribution
    columns: list[str] = field(default_factory=list)
    """Themes in which both readers placed it."""
    aside: str = ""
    """« Non retenu, parce que… »."""
    findings: list[Evidence] = field(default_factory=list)
    sorting: Sorting | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    """Items of the remontée in which they are: title, and the version sent if it was."""
    answers: list[Answer] = field(default_factory=list)
    """Published answers that speak of them."""

    @property
    def sentence(self) -> str:
        """One sentence to read aloud on the telephone."""
        if self.note.removed is not None:
            return "Ces mots ont été retirés par la personne qui les avait saisis."
        if self.answers:
            return f"La collectivité a répondu à ces mots : {self.answers[0].get_outcome_display()}."
        if self.items:
            return "Ces mots appuient ce que la collectivité fait remonter au réseau."
        if self.findings:
            contradicts = all(one.side == Evidence.Side.DISSENT for one in self.findings)
            if contradicts:
                return "Ces mots sont cités comme un désaccord, à côté d’un enseignement de la concertation."
            return "Ces mots appuient un enseignement de la concertation."
        if self.aside:
            return f"Ces mots ne sont repris dans aucun enseignement, parce que : {self.aside}"
        if self.columns:
            return (
                "Ces mots ont été lus et placés dans un thème ; les enseignements ne sont pas encore écrits."
            )
        return "Ces mots sont bien arrivés ; ils n’ont pas encore été triés."


def whereabouts(note: Contribution) -> Whereabouts:
    """Follow the words of a paper: column of the sorting table, findings, items of the remontée."""
    found = Whereabouts(note)
    found.sorting = Sorting.objects.filter(consultation=note.consultation_id).first()
    if found.sorting is not None:
        labels = {column["key"]: column["label"] for column in found.sorting.columns}
        for place in Placement.objects.filter(contribution=note, reader=Placement.AGREED):
            if place.column:
                found.columns.append(labels.get(place.column, place.column))
            else:
                found.aside = place.aside_reason
    found.findings = list(Evidence.objects.filter(contribution=note).select_related("finding"))
    found.items = list(_items(note))
    found.answers = answers_for(note)
    return found


def _items(note: Contribution) -> Iterator[dict[str, Any]]:
    """Items of the remontée that name this contribution: of the last version sent, else of the draft."""
    commitment = note.consultation.commitment
    if commitment is None:
        return
    with scope(campaign=commitment.campaign):
        version = ReturnVersion.objects.filter(commitment=commitment).first()
    draft = None if version else Return.objects.filter(commitment=commitment).first()
    held = version or draft
    for item in held.content.get("items", []) if held else []:
        if str(note.pk) in {str(number) for number in item.get("contributions", [])}:
            yield {
                "title": item.get("title") or item.get("text") or "",
                "number": version.number if version else None,
                "sent": version.sent if version else None,
            }
