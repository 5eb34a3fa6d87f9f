"""The three concertations: an evening workshop, a panel that returns only an avis, a questionnaire."""

from __future__ import annotations

import csv
import uuid
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from concertia.reports.model import Document as Paper
from concertia.reports.model import Heading, paragraph
from concertia.reports.pdf import pdf
from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Commitment
from concertia_web.consultations import services, states
from concertia_web.consultations.blueprints import blueprints
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.documents import add_document, set_published
from concertia_web.contributions.models import Contribution, Document
from concertia_web.contributions.services import add_batch
from concertia_web.contributions.values import read_values
from concertia_web.demonstration.pack import Pack

_NAMESPACE = uuid.UUID("8c9f0f52-5a0d-4f0c-9d37-2f3c6a1f7b10")
KIND_OF_QUESTION = {"Qu'attendez-vous": "attente", "À quelles conditions": "condition"}
"""Beginning of a question of the questionnaire → kind that answering it declares; the other declares none."""


def open_consultation(pack: Pack, commitment: Commitment, actor: Actor, key: str) -> Consultation:
    """A concertation set up from its method in one go, its rules complete, open."""
    described = pack.content["consultations"][key]
    said = described["said"]
    dates = {name: pack.day(said[name]) for name in ("opens", "closes", "results_on")}
    consultation = services.create(
        actor=actor,
        territory=commitment.lead,
        blueprint=blueprints()[described["blueprint"]],
        wanted=services.Wanted(
            title=said["title"],
            object=said["object"],
            opens=dates["opens"],
            closes=max(dates["closes"], pack.today),
            results_on=max(dates["results_on"], pack.day(1)),
            publics=said["publics"],
            questions=services.framing_of(commitment).content["questions"],
            place=said["place"],
            contact=said["contact"],
            decision=said["decision"],
            rules={line: {"fr": text} for line, text in said["rules"].items()},
        ),
        commitment=commitment,
    )
    consultation = states.open_(actor=actor, consultation=consultation)
    if dates["closes"] < pack.today:
        consultation = services.change(
            actor=actor,
            consultation=consultation,
            values=dates,
            reason="Démonstration : la concertation est racontée comme déjà close.",
        )
    return consultation


def make_session(pack: Pack, consultation: Consultation, described: dict[str, Any], kind: str) -> Session:
    """The first session of the method, with what is told of it; or one more."""
    session = consultation.sessions.filter(kind=kind).first() or Session(consultation=consultation, kind=kind)
    starts = datetime.combine(pack.day(described["day"]), time(18, 30))
    session.title = described["title"]
    session.starts = timezone.make_aware(starts)
    session.place = consultation.place
    session.head_counts = described["head_counts"]
    session.not_agreed = described.get("not_agreed", "")
    session.save()
    consultation.sessions.exclude(pk=session.pk).filter(contributions=None, kind=kind).delete()
    return session


def type_workshop(pack: Pack, session: Session, actor: Actor) -> list[Contribution]:
    """The sixty notes of the six tables, in order."""
    with pack.source("atelier.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    notes = [
        read_values(
            {
                "text": row["Note"],
                "declared_kind": row["Colonne"],
                "subgroup": row["Table"],
                "dots": row["Gommettes"] or None,
                "voice": row["Voix"],
                "voice_count": row["Effectif"] or None,
            },
            session,
        )
        for row in rows
    ]
    made = add_batch(actor=actor, session=session, batch=uuid.uuid5(_NAMESPACE, "atelier"), notes=notes)
    publics = {row["Note"]: row["Public"] for row in rows}
    for note in made:
        note.public = publics[note.text]
    Contribution.objects.bulk_update(made, ["public"])
    return made


def type_class(pack: Pack, session: Session, actor: Actor) -> list[Contribution]:
    """The questions of a class, anonymous, together."""
    lines = pack.source("classe.txt").read_text(encoding="utf-8").splitlines()
    notes = [read_values({"text": line, "declared_kind": "question"}, session) for line in lines]
    made = add_batch(actor=actor, session=session, batch=uuid.uuid5(_NAMESPACE, "classe"), notes=notes)
    for note in made:
        note.public = "jeunes"
    Contribution.objects.bulk_update(made, ["public"])
    return made


def take_answers(pack: Pack, session: Session, actor: Actor) -> list[Contribution]:
    """The answers to the questionnaire."""
    rows = pack.answers()
    notes = [
        read_values(
            {
                "text": row["Réponse"],
                "declared_kind": next(
                    (kind for start, kind in KIND_OF_QUESTION.items() if row["Question"].startswith(start)),
                    "",
                ),
                "voice": "individual",
                "capture": "transcribed",
            },
            session,
        )
        for row in rows
    ]
    made = add_batch(actor=actor, session=session, batch=uuid.uuid5(_NAMESPACE, "enquete"), notes=notes)
    for note, row in zip(made, rows, strict=True):
        note.public, note.capture = row["Public"], Contribution.Capture.WRITTEN
        note.said_on = pack.day(-25 + int(row["Jour"]))
    Contribution.objects.bulk_update(made, ["public", "capture", "said_on"])
    return made


def kind_of(question: str) -> str:
    """The kind that answering a question of the questionnaire declares, or none."""
    return next((kind for start, kind in KIND_OF_QUESTION.items() if question.startswith(start)), "")


def give_avis(pack: Pack, consultation: Consultation, session: Session, actor: Actor) -> Document:
    """The avis of the panel, as the PDF that its members adopted."""
    described = pack.content["consultations"]["panel"]["document"]
    document, _new = add_document(
        actor=actor,
        consultation=consultation,
        session=session,
        kind=Document.Kind.OPINION,
        title=described["title"],
        name="avis-du-panel.pdf",
        data=as_pdf(pack.source("avis-du-panel.md").read_text(encoding="utf-8")),
        validated_by=described["validated_by"],
        validated_on=pack.day(described["day"]),
    )
    set_published(actor=actor, document=document, published=True)
    return document


def give_statement(pack: Pack, consultation: Consultation, actor: Actor) -> Document:
    """The cahier d’acteur of an association, under its own name."""
    document, _new = add_document(
        actor=actor,
        consultation=consultation,
        kind=Document.Kind.STAKEHOLDER,
        title="Cahier d’acteur : aider les gens à faire leurs démarches",
        name="cahier.md",
        data=pack.source("cahier-association.md").read_bytes(),
        organisation="Les Mains du Lien (association inventée)",
        validated_by="Le conseil d’administration de l’association",
        validated_on=pack.day(-15),
    )
    set_published(actor=actor, document=document, published=True)
    return document


def as_pdf(markdown: str) -> bytes:
    """A text of the pack (titles and paragraphs) as a PDF."""
    title, blocks = "", []
    for number, block in enumerate(block for block in markdown.split("\n\n") if block.strip()):
        text = block.strip().replace("*", "")
        level = len(block.strip()) - len(block.strip().lstrip("#"))
        if level == 1:
            title = text[2:]
        elif level > 1:
            blocks.append(Heading(level, text[level + 1 :], f"s{number}"))
        else:
            blocks.append(paragraph(text))
    return pdf(Paper(title, "fr", "", (), tuple(blocks), {"contents": "Sommaire"}))


__all__ = [
    "give_avis", "give_statement", "make_session", "open_consultation", "take_answers",
    "type_class", "type_workshop",
]  # fmt: skip
