"""Write what was said: notes, one by one or from elsewhere, and what a person decides about them.

The changes of devices that worked without network come through ``syncing``; papers with a number through
``slips``; photographs and documents through their own modules.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution, RivalVersion
from concertia_web.contributions.personal import doubts
from concertia_web.contributions.values import NoteError, channel_of, read_values, values_of
from concertia_web.journal.services import record

MODERATED = (
    "La modération a couvert ces mots, ou ne les publie pas : ils ne se corrigent plus d’ici. La personne "
    "qui modère peut les rouvrir et revenir sur sa décision."
)
WAITING_REASON = "donnée personnelle possible, à relire par une personne"


@transaction.atomic
def add_note(
    *, actor: Actor, session: Session, text: str, client_id: uuid.UUID | None = None, **more: Any
) -> Contribution:
    """One note of a session, at the end. The same ``client_id`` again gives the note that is already there.

    ``more``: any of ``values.FIELDS``. Raises NoteError.
    """
    lock(session)
    known = (
        client_id
        and Contribution.objects.filter(consultation=session.consultation_id, client_id=client_id).first()
    )
    if known:
        return known
    note = build(session=session, values=read_values({"text": text, **more}, session), actor=actor)
    note.client_id = client_id or note.client_id
    note.position = next_position(session)
    note.save()
    _journal(actor, "note", note, after=trace(note))
    return note


@transaction.atomic
def change_note(*, actor: Actor, note: Contribution, **values: Any) -> Contribution:
    """Correct a note: any of ``values.FIELDS``, the others stay. Raises NoteError."""
    lock(note.session)
    before = trace(note)
    wanted = read_values({**values_of(note), **values}, note.session)
    wanted["text"] = words_kept(note, wanted["text"])
    if wanted != values_of(note):
        put(note, wanted)
        note.revision += 1
        note.save()
        _journal(actor, "change", note, before=before, after=trace(note))
    return note


@transaction.atomic
def remove_note(*, actor: Actor, note: Contribution) -> None:
    """Take a note back. It is kept, uncounted, until the concertation closes, and can be restored."""
    if note.removed is None:
        note.removed = timezone.now()
        note.revision += 1
        note.save(update_fields=["removed", "revision", "changed"])
        _journal(actor, "remove", note, before=trace(note))


@transaction.atomic
def restore_note(*, actor: Actor, note: Contribution) -> None:
    """Put back a note that was taken back. Raises NoteError when its slip number now bears other words."""
    if note.removed is None:
        return
    taken = number_taken(note)
    if taken:
        raise NoteError(taken)
    note.removed = None
    note.revision += 1
    note.save(update_fields=["removed", "revision", "changed"])
    _journal(actor, "restore", note, after=trace(note))


@transaction.atomic
def add_batch(
    *,
    actor: Actor,
    session: Session,
    batch: uuid.UUID,
    notes: Sequence[dict[str, Any]],
    ids: Sequence[uuid.UUID | None] = (),
) -> list[Contribution]:
    """Notes of one paste, in order; pasted twice under the same ``batch``, they enter once.

    Each is a mapping of ``values.FIELDS``, already read by ``values.read_values``. ``ids``: those that notes
    bear already, where a device gave them.
    """
    lock(session)
    given = [*ids, *[None] * len(notes)]
    ids = [given[rank] or uuid.uuid5(batch, str(rank)) for rank in range(len(notes))]
    known = set(
        Contribution.objects.filter(consultation=session.consultation_id, client_id__in=ids).values_list(
            "client_id", flat=True
        )
    )
    position = next_position(session)
    made = []
    for client_id, values in zip(ids, notes, strict=True):
        if client_id not in known:
            known.add(client_id)
            note = build(session=session, values=values, actor=actor)
            note.client_id, note.batch, note.position = client_id, batch, position + len(made)
            made.append(note)
    Contribution.objects.bulk_create(made)
    if made:
        traces = [trace(note) for note in made]
        _journal(actor, "paste", session, label=f"{len(made)} notes · {session.title}", after=traces)
    return made


@transaction.atomic
def undo_batch(*, actor: Actor, session: Session, batch: uuid.UUID) -> int:
    """Take back every note of a paste that still stands; how many."""
    lock(session)
    notes = list(session.contributions.standing().filter(batch=batch))
    now = timezone.now()
    for note in notes:
        note.removed, note.changed, note.revision = now, now, note.revision + 1
    Contribution.objects.bulk_update(notes, ["removed", "changed", "revision"])
    if notes:
        traces = [trace(note) for note in notes]
        _journal(actor, "undo-batch", session, label=f"{len(notes)} notes · {session.title}", before=traces)
    return len(notes)


@transaction.atomic
def mask_note(*, actor: Actor, note: Contribution) -> None:
    """Cover what looks like personal data in the text that may be published; the words received are kept."""
    _undecided(note)
    found = doubts(note.text, young=note.channel == Contribution.Channel.CLASS)
    note.public_text = found.masked if found.masked != note.text else ""
    if not note.public_text:
        raise NoteError("Rien de précis à couvrir ici : corrigez le texte vous-même, ou laissez-le tel quel.")
    _decided(note)
    note.save()
    _journal(actor, "mask", note, after=trace(note))


@transaction.atomic
def keep_note(*, actor: Actor, note: Contribution) -> None:
    """Say that someone read what was pointed out, and that the text may stay as it is."""
    _undecided(note)
    note.public_text = ""
    note.doubt_decided = timezone.now()
    _decided(note)
    note.save()
    _journal(actor, "keep", note, after=trace(note))


@transaction.atomic
def settle_rival(*, actor: Actor, rival: RivalVersion, choice: str) -> None:
    """Decide about the other version of a note: ``take`` it, ``both`` (a second note), or ``drop`` it."""
    note = rival.contribution
    lock(note.session)
    before = trace(note)
    if choice in ("take", "both") and note.kept_back:
        raise NoteError(
            "Des mots de cette note sont couverts ou ne sont pas publiés, et l’autre version les "
            "montrerait : oubliez-la, ou demandez à la personne qui modère."
        )
    if choice == "take" and note.removed is not None and (taken := number_taken(note)):
        raise NoteError(taken)
    if choice == "take":
        put(note, read_values(rival.values, note.session))
        note.removed = None
    elif choice == "both":
        twin = build(session=note.session, values=read_values(rival.values, note.session), actor=actor)
        twin.client_id = uuid.uuid5(note.client_id, f"rival:{rival.pk}")
        twin.position = next_position(note.session)
        twin.save()
    elif choice != "drop":
        raise NoteError("Choisissez une des trois possibilités.")
    note.revision += 1
    note.save()
    rival.delete()
    _journal(actor, "rival", note, before=before, after=trace(note), reason=choice)


def number_taken(note: Contribution) -> str:
    """Why a note that was taken back cannot return: its slip number bears other words. Empty where it may."""
    if note.slip is None:
        return ""
    rows = Contribution.objects.standing().filter(consultation=note.consultation_id, slip=note.slip)
    if not rows.exclude(pk=note.pk).exists():
        return ""
    return (
        f"Le numéro {note.slip:04d} porte maintenant d’autres mots : retirez-les d’abord, ou laissez "
        "cette note retirée."
    )


def lock(session: Session | None) -> None:
    """Make writers of the same session wait for one another, until the end of the transaction."""
    if session is not None:
        Session.objects.select_for_update().filter(pk=session.pk).first()


def next_position(session: Session) -> int:
    """The place after the last note of a session."""
    return (session.contributions.aggregate(last=Max("position"))["last"] or 0) + 1


def build(*, session: Session, values: dict[str, Any], actor: Actor) -> Contribution:
    """A note, not yet saved."""
    note = Contribution(
        consultation_id=session.consultation_id,
        session=session,
        channel=channel_of(session),
        said_on=timezone.localtime(session.starts).date(),
        entered_by=actor.user,
    )
    put(note, values)
    return note


def moderated(note: Contribution) -> bool:
    """Whether moderation decided to keep back some or all of the words of a note that is kept."""
    return note.not_published or (bool(note.public_text) and note.decisions.exists())


def words_kept(note: Contribution, text: str) -> str:
    """The words to keep when ``text`` comes back from a screen: those received, where it only shows them.

    A screen shows a note as it may be read; sent back unchanged, that is no change. Raises NoteError for
    other words in place of those that moderation keeps back, which would be lost.
    """
    if not note.kept_back:
        return text
    if text in (note.text, note.shown_text):
        return note.text
    if moderated(note):
        raise NoteError(MODERATED)
    return text


def _undecided(note: Contribution) -> None:
    if moderated(note):
        raise NoteError(MODERATED)


def put(note: Contribution, values: dict[str, Any]) -> None:
    """Set checked values. Words that changed are looked at again for personal data. Raises NoteError."""
    values = {**values, "text": words_kept(note, values["text"])}
    reworded = values["text"] != note.text
    for name, value in values.items():
        setattr(note, name, value)
    if reworded:
        young = note.channel == Contribution.Channel.CLASS
        note.doubt, note.public_text, note.doubt_decided = doubts(note.text, young=young).words, "", None
        if young and note.doubt:
            note.moderation, note.moderation_reason = Contribution.Moderation.WAITING, WAITING_REASON
        else:
            _decided(note)


def trace(note: Contribution) -> dict[str, Any]:
    """What the journal hashes of a note: its words only as a digest, so that they can be erased."""
    digest = hashlib.sha256(f"{note.nonce}{note.text}".encode()).hexdigest()
    return {"id": str(note.client_id), "revision": note.revision, "kind": note.declared_kind, "text": digest}


def _decided(note: Contribution) -> None:
    if note.moderation_reason == WAITING_REASON:
        note.moderation, note.moderation_reason = Contribution.Moderation.ACCEPTED, ""


def _journal(actor: Actor, verb: str, thing: Contribution | Session, **more: Any) -> None:
    session = thing if isinstance(thing, Session) else thing.session
    more.setdefault("label", session.title if session else "papier")
    territory = (session or thing).consultation.territory
    record(
        actor=actor, action=f"contributions.{verb}", thing=thing, territory=territory, public=False, **more
    )
