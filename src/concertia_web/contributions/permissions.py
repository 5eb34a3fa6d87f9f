"""Who types, reads and files what was said."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Document

COLLECTING = (Consultation.State.OPEN, Consultation.State.READING)
"""Slips and notes still arrive after the closing date, while the concertation is being read."""
TYPISTS = (Role.LEAD, Role.FACILITATOR)
READERS = (Role.LEAD, Role.FACILITATOR, Role.ANALYST, Role.GARANT, Role.READER)


def why_closed(consultation: Consultation) -> str:
    """Why nothing may be typed now, in a sentence; empty while something may."""
    if consultation.state == Consultation.State.DRAFT:
        return (
            "La concertation n’est pas encore ouverte : la saisie commence à l’ouverture, quand la règle du "
            "jeu "
            "est publiée."
        )
    if consultation.state not in COLLECTING:
        return (
            "La lecture de cette concertation est arrêtée : plus rien n’y entre, pour que ce qui a été lu "
            "reste "
            "ce qui a été dit."
        )
    return ""


def holds_link(actor: Actor, session: Session) -> bool:
    """Whether someone came by a one-day link to this session, or to its whole concertation."""
    link = actor.day_link
    return (
        link is not None
        and link.open
        and link.consultation_id == session.consultation_id
        and link.session_id in (None, session.pk)
    )


@permission
def type_notes(actor: Actor, session: Session) -> bool:
    """Type, edit, take back notes and photographs of a session, and what was not agreed there."""
    consultation = session.consultation
    if consultation.state not in COLLECTING or session.cancelled:
        return False
    if actor.has(consultation.territory, Role.ELECTED):
        return False
    return actor.has(consultation.territory, *TYPISTS) or holds_link(actor, session)


@permission
def see_notes(actor: Actor, session: Session) -> bool:
    """Read the notes of a session before anything is published."""
    return actor.has(session.consultation.territory, *READERS) or holds_link(actor, session)


@permission
def see_entry(actor: Actor, consultation: Consultation) -> bool:
    """Open the page that lists the sessions and what was entered; find the words of a slip."""
    return actor.has(consultation.territory, *READERS)


@permission
def type_slips(actor: Actor, consultation: Consultation) -> bool:
    """Enter paper forms, whose slips bear a number."""
    return consultation.state in COLLECTING and actor.has(consultation.territory, *TYPISTS)


@permission
def see_documents(actor: Actor, consultation: Consultation) -> bool:
    """Read the documents that are not published, in the space."""
    return actor.has(consultation.territory, *READERS, Role.ELECTED, Role.SERVICE)


@permission
def file_documents(actor: Actor, consultation: Consultation) -> bool:
    """Add a document or a cahier d’acteur, say who validated it, publish it or not."""
    return consultation.state in COLLECTING and actor.has(consultation.territory, *TYPISTS)


@permission
def read_document(actor: Actor, document: Document) -> bool:
    """Read the passages of a document on its public page."""
    return document.published and document.consultation.public
