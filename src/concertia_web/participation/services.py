"""Receive a contribution written on line, let its author withdraw it or change what they allow; translate."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from concertia.corpus.text import canonical
from concertia.language.identification import identify
from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.consultations.models import Consultation, Phase, Session
from concertia_web.contributions.documents import add_document
from concertia_web.contributions.models import Contribution, Document
from concertia_web.contributions.personal import doubts
from concertia_web.contributions.services import WAITING_REASON, trace
from concertia_web.contributions.values import NoteError, channel_of, read_values
from concertia_web.journal.services import record
from concertia_web.participation.models import Choices, Participant, Translation
from concertia_web.participation.words import ONLY_COUNTED, number_of

_Moderation = Contribution.Moderation
CHANGING = (Consultation.State.OPEN, Consultation.State.READING)


class ParticipationError(Exception):
    """What is asked cannot be done: why, and what to do, in a sentence for the person."""


@dataclass(frozen=True)
class Wanted:
    """What somebody sends. Only ``text`` is required."""

    text: str
    kind: str = ""
    question: str = ""
    public: str = ""
    language: str = "fr"
    """Of the page on which they wrote; that of the text is recognised from its words."""
    helped: bool = False
    signature: str = ""
    verbatim: bool = True
    ticket: str = ""
    """Secret of the form: the same form sent twice is one contribution."""
    parent: Contribution | None = None


@transaction.atomic
def contribute(
    *,
    consultation: Consultation,
    participant: Participant | None,
    wanted: Wanted,
    actor: Actor = ANYBODY,
    session: Session | None = None,
) -> tuple[Contribution, bool]:
    """Keep a contribution, waiting or published as the rules say; and whether it is new.

    ``participant``: who writes; None at a kiosk or in the street, where nobody is followed. Raises NoteError.
    """
    said = {"text": wanted.text, "declared_kind": wanted.kind, "question": wanted.question}
    capture = Contribution.Capture.DICTATED if wanted.helped else Contribution.Capture.WRITTEN
    values = read_values({**said, "voice": "individual", "capture": capture}, session)
    client_id = _client_id(consultation, wanted.ticket) if wanted.ticket else uuid.uuid4()
    known = Contribution.objects.filter(consultation=consultation, client_id=client_id).first()
    if known is not None and known.text == values["text"]:
        return known, False
    note = Contribution(
        consultation=consultation,
        session=session,
        client_id=client_id if known is None else uuid.uuid4(),
        participant=participant,
        author=participant.pseudonym if participant else "",
        public=wanted.public,
        helped=wanted.helped,
        channel=channel_of(session) if session else Contribution.Channel.ONLINE,
        language=identify([values["text"]], wanted.language)[0],
        doubt=doubts(values["text"]).words,
        said_on=timezone.localdate(),
        entered_by=actor.user,
        parent=wanted.parent,
        votable=wanted.parent is None and _positions_wanted(consultation),
        **values,
    )
    note.moderation, note.moderation_reason = _first_state(note, wanted.verbatim)
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError:  # the same form twice at once
        return Contribution.objects.get(consultation=consultation, client_id=client_id), False
    signature = " ".join(canonical(wanted.signature).text.split())[:80]
    Choices.objects.create(contribution=note, signature=signature, verbatim=wanted.verbatim)
    _journal(actor, "contribute", note, after=trace(note))
    return note, True


@transaction.atomic
def withdraw(*, participant: Participant, contribution: Contribution) -> None:
    """Take one’s words back, before their reading starts. Raises ParticipationError."""
    note = _theirs(participant, contribution)
    if note.consultation.state != Consultation.State.OPEN:
        raise ParticipationError("closed")
    if note.removed is None:
        note.removed = timezone.now()
        note.revision += 1
        note.save(update_fields=["removed", "revision", "changed"])
        _journal(ANYBODY, "withdraw", note, before=trace(note))


@transaction.atomic
def change_choices(
    *, participant: Participant, contribution: Contribution, signature: str, verbatim: bool
) -> None:
    """Change the name shown and whether the words are published. Raises ParticipationError.

    A name can always be taken away; the rest changes until the reading is settled.
    """
    note = _theirs(participant, contribution)
    choices, _made = Choices.objects.get_or_create(contribution=note)
    signature = " ".join(canonical(signature).text.split())[:80]
    free = note.consultation.state in CHANGING
    if not free and (signature or verbatim != choices.verbatim):
        raise ParticipationError("closed")
    before = {"named": bool(choices.signature), "verbatim": choices.verbatim}
    renamed = bool(signature) and signature != choices.signature
    choices.signature, choices.verbatim = signature, verbatim
    choices.save()
    if verbatim and note.moderation_reason == ONLY_COUNTED:
        note.moderation, note.moderation_reason = _first_state(note, True)
    elif not verbatim and note.moderation != _Moderation.HIDDEN:
        note.moderation, note.moderation_reason = _Moderation.HIDDEN, ONLY_COUNTED
    elif renamed and note.moderation == _Moderation.ACCEPTED:
        note.moderation, note.moderation_reason = _named_again(note), ""
    note.save(update_fields=["moderation", "moderation_reason", "changed"])
    after = {"named": bool(signature), "verbatim": verbatim}
    if before != after:
        _journal(ANYBODY, "choices", note, before=before, after=after)


def receive_stakeholder_paper(
    *,
    consultation: Consultation,
    organisation: str,
    title: str,
    validated_by: str,
    name: str,
    data: bytes,
) -> tuple[Document, bool]:
    """A cahier d’acteur, signed by an organisation; it waits for the team to publish it.

    Raises contributions.documents.DocumentError.
    """
    document, new = add_document(
        actor=ANYBODY,
        consultation=consultation,
        kind=Document.Kind.STAKEHOLDER,
        title=title,
        name=name,
        data=data,
        organisation=organisation,
        validated_by=validated_by,
    )
    return document, new


@transaction.atomic
def put_translation(
    *, actor: Actor, contribution: Contribution, language: str, text: str, translator: str
) -> Translation:
    """A translation beside the original, by a person who is named; one per language, the last one stands."""
    made, _new = Translation.objects.update_or_create(
        contribution=contribution,
        language=language,
        defaults={"text": canonical(text).text.strip(), "translator": translator, "made": timezone.now()},
    )
    digest = hashlib.sha256(f"{contribution.nonce}{made.text}".encode()).hexdigest()
    _journal(actor, "translate", contribution, after={"language": language, "text": digest})
    return made


@transaction.atomic
def remove_translation(*, actor: Actor, translation: Translation) -> None:
    """Take a translation away."""
    contribution = translation.contribution
    language = translation.language
    translation.delete()
    _journal(actor, "translation-remove", contribution, before={"language": language})


def _theirs(participant: Participant, contribution: Contribution) -> Contribution:
    """The contribution, held until the end of the transaction. Raises ParticipationError if not theirs."""
    Consultation.objects.select_for_update().get(pk=participant.consultation_id)
    notes = Contribution.objects.select_for_update(of=("self",)).select_related("consultation__territory")
    note = notes.filter(pk=contribution.pk, participant=participant).first()
    if note is None:
        raise ParticipationError("other")
    return note


def _first_state(note: Contribution, verbatim: bool) -> tuple[str, str]:
    """Where a contribution starts: counted only, waiting, or published."""
    if not verbatim:
        return _Moderation.HIDDEN, ONLY_COUNTED
    if note.consultation.moderation == Consultation.Moderation.BEFORE:
        return _Moderation.WAITING, ""
    if note.doubt and not note.public_text and note.doubt_decided is None:
        return _Moderation.WAITING, WAITING_REASON
    return _Moderation.ACCEPTED, ""


def _named_again(note: Contribution) -> str:
    """A name that somebody adds is published with the words: where somebody reads first, they read it too."""
    before = note.consultation.moderation == Consultation.Moderation.BEFORE
    return _Moderation.WAITING if before else _Moderation.ACCEPTED


def _positions_wanted(consultation: Consultation) -> bool:
    return any(phase.kind == Phase.Kind.POSITION for phase in consultation.phases.all())


def _client_id(consultation: Consultation, ticket: str) -> uuid.UUID:
    """Made from the secret of the form: published identifiers do not tell it."""
    digest = hashlib.sha256(f"concertia.ticket\x1f{consultation.pk}\x1f{ticket}".encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def _journal(actor: Actor, verb: str, note: Contribution, **more: Any) -> None:
    record(
        actor=actor,
        action=f"participation.{verb}",
        thing=note,
        label=f"n° {number_of(note)}",
        territory=note.consultation.territory,
        public=False,
        **more,
    )


__all__ = [
    "NoteError", "ParticipationError", "Wanted", "change_choices", "contribute", "put_translation",
    "receive_stakeholder_paper", "remove_translation", "withdraw",
]  # fmt: skip
