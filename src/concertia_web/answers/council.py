"""Draft rapport au conseil and press sheet, from the same facts as the bilan."""

from __future__ import annotations

from django.utils import translation

from concertia.reports.model import Block, BulletList, Callout, Document, Heading, paragraph, strong
from concertia_web.answers.bilan import (
    TITLES,
    Gathered,
    bilan,
    document,
    findings,
    gathered,
    ours,
    proof,
    purpose,
    where,
)
from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.sorting.models import Finding
from concertia_web.sorting.notes import counted
from concertia_web.sorting.reading import KIND_ORDER

TO_FILL = "[à compléter]"


def paper(consultation: Consultation, name: str) -> Document:
    """``bilan``, ``rapport`` or ``presse``."""
    with translation.override("fr"):
        made = gathered(consultation)
        return {"bilan": bilan, "rapport": report, "presse": press}[name](made)


def report(made: Gathered) -> Document:
    """A draft for the council: what is asked of it is left to be written."""
    place, read = made.consultation, made.read
    voices = counted(len(read.notes), "contribution a été recueillie", "contributions ont été recueillies")
    answered = ", ".join(f"{name} : {count}" for name, count in made.outcomes)
    blocks: list[Block] = [
        Callout(
            "Projet", (paragraph(ours("À relire et à compléter par la collectivité avant toute séance.")),)
        ),
        paragraph(strong("Rapporteur ou rapporteure : "), TO_FILL),
        paragraph(strong("Objet : "), ours(f"bilan de la concertation « {place} »")),
        Heading(2, "Exposé", "expose"),
        *purpose(made)[1:],
        paragraph(ours(f"Du {place.opens:%d/%m/%Y} au {place.closes:%d/%m/%Y}, {voices}.")),
        paragraph(ours(proof(place)), role="small"),
        *findings(made)[1:],
        Heading(2, "Ce que la collectivité répond", "reponses"),
        paragraph(ours(f"{answered}." if answered else "Aucune réponse n’est encore publiée.")),
        paragraph(ours(f"Demandes sans réponse publiée : {len(made.waiting)}.")),
        Heading(2, "Il est proposé au conseil", "propositions"),
        BulletList(
            (
                (paragraph("de prendre acte du bilan de la concertation, annexé au présent rapport ;"),),
                (paragraph(ours("de prendre acte des réponses publiées et des demandes qui attendent ;")),),
                (paragraph(f"{TO_FILL}."),),
            )
        ),
        *where(made),
    ]
    return document(made, "Projet de rapport au conseil", blocks)


def press(made: Gathered) -> Document:
    """One page for journalists: nothing that the bilan does not say."""
    place, read = made.consultation, made.read
    lines = [
        counted(len(read.notes), "contribution reçue", "contributions reçues", "aucune contribution reçue"),
        counted(len(read.findings) or len(made.heard), "enseignement", "enseignements"),
        counted(len(made.answers), "réponse publiée", "réponses publiées", "aucune réponse publiée"),
        counted(len(made.waiting), "demande en attente", "demandes en attente", "aucune demande en attente"),
    ]
    blocks: list[Block] = [
        paragraph(say(place.object, "fr").text, role="lead"),
        BulletList(tuple((paragraph(ours(line)),) for line in lines)),
    ]
    for kind in KIND_ORDER:
        found = read.of_kind(kind)
        most = len(found) if kind == Finding.Kind.REFUSAL else 3
        if found:
            titles = tuple((paragraph(one.title),) for one in found[:most])
            blocks += [Heading(2, TITLES[kind], f"k-{kind}"), BulletList(titles)]
    if made.outcomes:
        said = ", ".join(f"{name} : {count}" for name, count in made.outcomes)
        blocks += [Heading(2, "Les réponses", "reponses"), paragraph(ours(f"{said}."))]
    text = (
        "À dire avec ces chiffres : les personnes sont venues d’elles-mêmes. Ils ne mesurent aucune "
        "opinion, et aucun pourcentage d’habitants ne peut en être tiré."
    )
    blocks += [Callout("Prudence", (paragraph(ours(f"{text} {proof(place)}")),)), *where(made)]
    contact = place.contact or place.territory.contact
    return document(
        made, "Fiche pour la presse", [*blocks, paragraph(strong("Contact : "), contact or TO_FILL)]
    )
