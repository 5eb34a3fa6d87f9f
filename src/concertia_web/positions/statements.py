"""Which texts are submitted to positions: chosen among what was accepted, or written to begin with."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concertia.language.words import normalised
from concertia.texts.duplicates import NEAR
from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.positions.models import PositionSettings
from concertia_web.positions.opening import changed, settings_of, submitted
from concertia_web.positions.words import SEED_MARK


class AlikeError(Exception):
    """A text submitted already says nearly the same; ``like`` holds it."""

    def __init__(self, like: str) -> None:
        super().__init__(like)
        self.like = like


@transaction.atomic
def set_votable(*, actor: Actor, note: Contribution, votable: bool, anyway: bool = False) -> None:
    """Submit a text to positions, or withdraw it; positions already taken stay and stay counted.

    Raises AlikeError for a near copy of a text already submitted, unless ``anyway``.
    """
    if note.votable == votable:
        return
    if votable and not anyway:
        _refuse_copy(note.consultation, note.shown_text)
    note.votable = votable
    note.revision += 1
    note.save(update_fields=["votable", "revision", "changed"])
    changed(note.consultation)
    _journal(actor, "submit" if votable else "withdraw", note)


@transaction.atomic
def write_seed(*, actor: Actor, consultation: Consultation, text: str, anyway: bool = False) -> Contribution:
    """A text written by the organiser so that there is something to answer at the opening, marked as such.

    Raises AlikeError for a near copy of a text already submitted, unless ``anyway``.
    """
    if not anyway:
        _refuse_copy(consultation, text)
    settings_of(consultation)
    made = Contribution.objects.create(
        consultation=consultation,
        text=text,
        voice=Contribution.Voice.ORGANISATION,
        organisation=consultation.territory.full_name[:160],
        capture=Contribution.Capture.WRITTEN,
        channel=Contribution.Channel.ONLINE,
        said_on=timezone.localdate(),
        votable=True,
        source_id=SEED_MARK,
        entered_by=actor.user,
    )
    changed(consultation)
    _journal(actor, "seed", made)
    return made


@transaction.atomic
def open_threads(*, actor: Actor, consultation: Consultation, opened: bool) -> None:
    """Open comments under the texts, or close them; what was written stays."""
    settings = settings_of(consultation)
    if settings.threads == opened:
        return
    PositionSettings.objects.filter(pk=settings.pk).update(threads=opened, version=F("version") + 1)
    record(
        actor=actor,
        action="positions.threads",
        thing=consultation,
        territory=consultation.territory,
        before={"threads": not opened},
        after={"threads": opened},
    )


@transaction.atomic
def schedule(*, actor: Actor, consultation: Consultation, opens: date, closes: date) -> Phase:
    """Say from when to when positions are taken, where the method does not; the last dates given hold.

    Dates outside those of the concertation are brought back inside.
    """
    opens = min(max(opens, consultation.opens), consultation.closes)
    closes = max(min(closes, consultation.closes), opens)
    before = [f"{one.opens} – {one.closes}" for one in consultation.phases.filter(kind=Phase.Kind.POSITION)]
    consultation.phases.filter(kind=Phase.Kind.POSITION).delete()
    made: Phase = consultation.phases.create(kind=Phase.Kind.POSITION, opens=opens, closes=closes)
    settings_of(consultation)
    changed(consultation)
    record(
        actor=actor,
        action="positions.schedule",
        thing=consultation,
        territory=consultation.territory,
        before=before or None,
        after=[f"{opens} – {closes}"],
    )
    return made


def near_copy(consultation: Consultation, text: str) -> str | None:
    """A text already submitted that says nearly the same: equal words, or most runs of two words shared."""
    wanted = normalised(text)
    runs = _runs(wanted)
    texts = Contribution.objects.filter(submitted(consultation)).order_by("pk")
    texts = texts.only("text", "public_text", "moderation")
    for other in texts.iterator(chunk_size=1000):
        plain = normalised(other.shown_text)
        if plain == wanted:
            return other.shown_text
        theirs = _runs(plain)
        if runs and theirs and len(runs & theirs) >= NEAR * len(runs | theirs):
            return other.shown_text
    return None


def _refuse_copy(consultation: Consultation, text: str) -> None:
    like = near_copy(consultation, text)
    if like is not None:
        raise AlikeError(like)


def _runs(plain: str) -> frozenset[tuple[str, str]]:
    words = plain.split()
    return frozenset(pairwise(words))


def _journal(actor: Actor, verb: str, note: Contribution) -> None:
    record(
        actor=actor,
        action=f"positions.{verb}",
        thing=note,
        territory=note.consultation.territory,
        after={"votable": note.votable},
    )
