"""Bilan de la concertation, to be annexed to a deliberation: one model, rendered as DOCX and as PDF.

Assembled from what is already there: sessions, figures, findings, disagreements, signed texts, answers. No
date of today and no clock: the same facts give the same bytes. French: acts of a French authority.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Callout,
    Document,
    Heading,
    PageBreak,
    Run,
    Table,
    paragraph,
    runs,
    strong,
)
from concertia.reports.typography import typeset
from concertia_web.answers.finding import shown
from concertia_web.answers.models import Answer, Outcome
from concertia_web.answers.targets import published_folder, things_of
from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.readings.models import Reading
from concertia_web.readings.services import public_dossier_id
from concertia_web.sorting.alternatives import dossier_id_of
from concertia_web.sorting.models import Finding
from concertia_web.sorting.notes import counted
from concertia_web.sorting.page_one import none_in_words, solidity
from concertia_web.sorting.reading import KIND_ORDER, FindingSummary, Summary, summary

LABELS = {"contents": "Sommaire", "skip": "Aller au texte", "figures": "Les chiffres"}
TITLES = {
    Finding.Kind.EXPECTATION: "Ce qui est attendu",
    Finding.Kind.VIGILANCE: "Points de vigilance",
    Finding.Kind.REFUSAL: "Ce qui est refusé",
    Finding.Kind.PROPOSAL: "Ce qui est proposé",
    Finding.Kind.CONSENSUS: "Ce sur quoi on s’est accordé",
    Finding.Kind.DIVERGENCE: "Ce qui divise",
}


@dataclass(frozen=True)
class Gathered:
    """Everything that the three papers tell."""

    consultation: Consultation
    read: Summary
    answers: tuple[Answer, ...]
    """Published, in the order of their publication."""
    waiting: tuple[Answer, ...]
    """Asked of a service, not published."""
    heard: tuple[tuple[str, str], ...]
    """Kind and words of each finding of a reading by the engine, where people did not sort."""
    dossier_id: str

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """Outcome in words → how many, in the order of the five."""
        counts = Counter(answer.outcome for answer in self.answers)
        return [(str(label), counts[value]) for value, label in Outcome.choices if counts[value]]

    @property
    def date(self) -> str:
        """The last thing that happened, as an ISO day."""
        days = [timezone.localdate(one.published).isoformat() for one in self.answers if one.published]
        return max([*days, self.read.settled_on or self.consultation.closes.isoformat()])


def gathered(consultation: Consultation) -> Gathered:
    """Read once: a bounded number of queries."""
    read = summary(consultation)
    heard: list[tuple[str, str]] = []
    if not read.findings and published_folder(consultation) is not None:
        heard = [(thing.group, thing.label) for thing in things_of(consultation) if thing.kind == "heard"]
    waiting = consultation.answers.waiting().select_related("service").prefetch_related("targets")
    return Gathered(
        consultation,
        read,
        tuple(shown(consultation.answers.published())),
        tuple(waiting.order_by("asked", "pk")),
        tuple(heard),
        dossier_id_of(consultation) or _made(consultation),
    )


def _made(consultation: Consultation) -> str:
    """The dossier of the last reading, published or not yet."""
    rows = Reading.objects.filter(consultation=consultation, visibility=Reading.Visibility.PUBLISHED)
    last = rows.exclude(dossier_id="").order_by("-position").first()
    return public_dossier_id(last) if last is not None else ""


def ours(text: str) -> str:
    """Our own sentence, with French spaces."""
    return typeset(text, "fr")


def document(made: Gathered, title: str, blocks: Sequence[Block]) -> Document:
    """These blocks under the same head; invented ones say so first."""
    place = made.consultation
    return Document(
        title=title,
        language="fr",
        subtitle=str(place),
        meta=(
            ("Collectivité", place.territory.full_name),
            ("Période", f"du {place.opens:%d/%m/%Y} au {place.closes:%d/%m/%Y}"),
            ("À jour au", f"{made.date[8:]}/{made.date[5:7]}/{made.date[:4]}"),
        ),
        blocks=(*_warning(place), *blocks),
        labels=LABELS,
        date=made.date,
    )


def _warning(place: Consultation) -> list[Block]:
    if not place.fictional:
        return []
    text = "Cette concertation, ses textes et ses réponses sont inventés, pour se former."
    return [Callout("Textes inventés", (paragraph(ours(text)),))]


def bilan(made: Gathered) -> Document:
    """The whole account, to be annexed to a deliberation."""
    blocks = [
        *purpose(made),
        *_course(made),
        *_figures(made),
        *findings(made),
        *_dissent(made),
        *_answers(made),
        *_unanswered(made),
        *_aside(made),
        *_signed(made),
        *where(made),
    ]
    return document(made, "Bilan de la concertation", blocks)


def purpose(made: Gathered) -> list[Block]:
    """What it was about, the decision that it feeds, the questions asked."""
    place = made.consultation
    blocks: list[Block] = [Heading(2, "L’objet et la décision", "objet")]
    for text in (say(place.object, "fr").text, place.decision):
        blocks += [paragraph(part) for part in text.split("\n") if part.strip()]
    asked = [say({k: v for k, v in one.items() if k != "key"}, "fr").text for one in place.questions]
    items = tuple((paragraph(one),) for one in asked if one)
    return [*blocks, paragraph(ours("Les questions posées :")), BulletList(items)] if items else blocks


def _course(made: Gathered) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Le déroulement", "deroulement")]
    held = [session for session in made.read.sessions if not session.cancelled]
    if not held:
        return [*blocks, paragraph("Aucun temps de débat n’a eu lieu en présence.")]
    table = tuple(
        (
            runs(f"{timezone.localtime(one.starts):%d/%m/%Y}"),
            runs(one.title),
            runs(str(one.get_kind_display())),
            runs(one.place),
            runs(str(one.present) if one.head_counts else "non compté"),
        )
        for one in held
    )
    header = ("Date", "Temps de débat", "Forme", "Lieu", "Personnes comptées")
    return [*blocks, Table("Les temps de débat", header, table, (False, False, False, False, True))]


def _figures(made: Gathered) -> list[Block]:
    read = made.read
    rows = [("Contributions reçues", len(read.notes))]
    rows += [(f"dont {name}", count) for name, count in _channels(read)]
    hidden = sum(note.moderation == "hidden" for note in read.notes)
    rows += [
        ("Contributions comptées dont les mots ne sont pas publiés", hidden),
        ("Enseignements", len(read.findings) or len(made.heard)),
        ("Réponses publiées", len(made.answers)),
        ("Demandes sans réponse publiée", len(made.waiting)),
    ]
    blocks: list[Block] = [
        Heading(2, "Les chiffres", "chiffres"),
        Table(
            "Ce qui a été recueilli et répondu",
            ("", "Nombre"),
            tuple((runs(name), runs(str(count))) for name, count in rows),
            (False, True),
        ),
    ]
    if read.present:
        total = counted(sum(read.present.values()), "personne comptée", "personnes comptées")
        blocks.append(
            paragraph(ours(f"{total} lors des temps de débat ; une même personne a pu venir deux fois."))
        )
    if read.missing_publics:
        blocks.append(
            paragraph(ours(f"Invités, mais ni venus ni entendus : {', '.join(read.missing_publics)}."))
        )
    text = (
        "Les personnes sont venues d’elles-mêmes : elles ne représentent pas celles qui ne sont pas venues."
    )
    return [*blocks, paragraph(ours(f"{text} {proof(made.consultation)}"), role="small")]


def proof(place: Consultation) -> str:
    """What was verified, printed with every figure of these papers."""
    return f"Vérification contre les doubles participations : {place.get_proof_display()}."


def _channels(read: Summary) -> list[tuple[str, int]]:
    counts = Counter(note.get_channel_display() for note in read.notes)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def findings(made: Gathered) -> list[Block]:
    """What was heard, by kind, with its solidity in words."""
    blocks: list[Block] = [Heading(2, "Ce que nous avons entendu", "entendu")]
    if not made.read.findings:
        for kind in dict.fromkeys(group for group, _ in made.heard):
            texts = tuple((paragraph(words),) for group, words in made.heard if group == kind)
            blocks += [Heading(3, kind, f"k-{len(blocks)}"), BulletList(texts)]
        return blocks if made.heard else [*blocks, paragraph("La lecture n’est pas arrêtée.")]
    for kind in KIND_ORDER:
        found = made.read.of_kind(kind)
        if found:
            blocks.append(Heading(3, TITLES[kind], f"k-{kind}"))
            blocks.append(BulletList(tuple(_finding(one) for one in found)))
    if made.read.notes:
        said = none_in_words(len(made.read.in_none), len(made.read.notes))
        blocks.append(paragraph(ours(f"{said}."), role="small"))
    return blocks


def _finding(one: FindingSummary) -> tuple[object, ...]:
    texts = [paragraph(part) for part in one.text.split("\n") if part.strip()]
    return paragraph(strong(one.title), role="finding"), *texts, solidity(one)


def _dissent(made: Gathered) -> list[Block]:
    """What stands against a finding, and what the room did not agree on."""
    blocks: list[Block] = [Heading(2, "Les désaccords", "desaccords")]
    against = [one for one in made.read.findings if one.dissent]
    items = [
        (
            paragraph(strong(one.title), role="finding"),
            paragraph(
                ours(counted(one.dissent, "élément le contredit", "éléments le contredisent") + "."),
                role="small",
            ),
        )
        for one in against
    ]
    items += [
        (paragraph(f"{line.strip()} ", Run(f"({session.title}, noté en séance)")),)
        for session in made.read.sessions
        for line in session.not_agreed.splitlines()
        if line.strip()
    ]
    if not items:
        return [*blocks, paragraph("Aucun désaccord n’a été noté ni formulé.")]
    return [*blocks, BulletList(tuple(items))]


def _heard(answer: Answer) -> str:
    labels = [target.label for target in answer.targets.all()]
    return answer.title if labels in ([], [answer.title]) else f"{answer.title} ({' ; '.join(labels)})"


def _answers(made: Gathered) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Les réponses", "reponses")]
    if not made.answers:
        return [*blocks, paragraph("Aucune réponse n’est encore publiée.")]
    blocks.append(paragraph(ours(", ".join(f"{name} : {count}" for name, count in made.outcomes) + ".")))
    for answer in made.answers:
        blocks.append(Heading(3, _heard(answer)[:200], f"a-{answer.pk}"))
        service = answer.service.name if answer.service else ""
        head = f"{answer.get_outcome_display().capitalize()}{f' · {service}' if service else ''}"
        blocks.append(paragraph(strong(head)))
        blocks += [paragraph(part) for part in answer.reason.split("\n") if part.strip()]
        if answer.correction and answer.correction.published:
            day = timezone.localdate(answer.correction.published)
            said = f"Corrigée le {day:%d/%m/%Y} : {answer.correction.correction}"
            blocks.append(paragraph(ours(said), role="small"))
        follow = [
            f"{one.day:%d/%m/%Y} : {one.get_state_display()}{f' ({one.text})' if one.text else ''}"
            for one in answer.follow_ups.all()
        ]
        if follow:
            blocks.append(paragraph(ours(f"Suivi : {' ; '.join(follow)}."), role="small"))
    return blocks


def _unanswered(made: Gathered) -> list[Block]:
    if not made.waiting:
        return []
    rows = tuple(
        (
            runs(_heard(one)),
            runs(one.service.name if one.service else ""),
            runs(f"{timezone.localdate(one.asked):%d/%m/%Y}" if one.asked else ""),
            runs(f"{one.due:%d/%m/%Y}" if one.due else ""),
        )
        for one in made.waiting
    )
    header = ("Ce qui a été dit", "Service", "Demandé le", "Attendu avant le")
    return [
        Heading(2, "Ce qui attend encore une réponse", "attente"),
        Table("Sans réponse", header, rows, (False,) * 4),
    ]


def _aside(made: Gathered) -> list[Block]:
    reasons = Counter(made.read.places[note.pk].aside for note in made.read.aside)
    if not reasons:
        return []
    items = tuple((paragraph(ours(f"{reason} : {count}")),) for reason, count in sorted(reasons.items()))
    said = "Chaque note mise de côté reste lisible et comptée, avec sa raison :"
    return [Heading(2, "Ce qui n’a pas été retenu", "non-retenu"), paragraph(ours(said)), BulletList(items)]


def _signed(made: Gathered) -> list[Block]:
    if not made.read.opinions:
        return []
    return [
        PageBreak(),
        Heading(2, "Avis et opinions, sans retouche", "avis"),
        *(
            Anchored(
                f"o-{one.pk}",
                runs(strong(str(one.get_kind_display())), f" · {one.signature} · {one.signed:%d/%m/%Y}"),
                one.text,
            )
            for one in made.read.opinions
        ),
    ]


def where(made: Gathered) -> list[Block]:
    """Where anyone can check."""
    place = made.consultation
    words = [place.territory.slug, place.slug]
    blocks: list[Block] = [
        Heading(2, "Où vérifier", "verifier"),
        paragraph(ours("Les réponses : "), Run(settings.ADDRESS + reverse("answers:answers", args=words))),
    ]
    if made.read.state == "settled":
        heard = Run(settings.ADDRESS + reverse("sorting:restitution", args=words))
        blocks.append(paragraph(ours("Ce qui a été entendu : "), heard))
    if made.dossier_id:
        said = "Dossier public, que chacun peut recompter avec « concertia verify » : "
        blocks.append(paragraph(ours(said), Run(made.dossier_id)))
    return blocks
