"""Page one of the restitution of a small concertation: three minutes; no group, percentage or interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import override

from concertia.reports.model import (
    Block,
    BulletList,
    Callout,
    Heading,
    Paragraph,
    Quote,
    Run,
    link,
    paragraph,
    runs,
    strong,
)
from concertia.reports.typography import NBSP, typeset
from concertia_web.contributions.models import Contribution
from concertia_web.languages import say
from concertia_web.participation.words import proof_words
from concertia_web.sorting.models import Finding
from concertia_web.sorting.notes import counted
from concertia_web.sorting.reading import FindingSummary, Said, Summary

Item = tuple[Paragraph | Quote, ...]
SHOWN = 5
DISAGREEMENTS = 3
KINDS = (
    (Finding.Kind.EXPECTATION, "Ce qui est attendu", "attentes"),
    (Finding.Kind.VIGILANCE, "Points de vigilance", "vigilances"),
    (Finding.Kind.REFUSAL, "Ce qui est refusé", "refus"),
    (Finding.Kind.PROPOSAL, "Ce qui est proposé", "propositions"),
    (Finding.Kind.CONSENSUS, "Ce sur quoi on s’est accordé", "accords"),
)
"""Kind, title on page one, anchor. Refusals are all shown: none is left for later pages."""
_MARKS = {"noted": "noted", "reworded": "reworded"}


def ours(text: str) -> str:
    """Our own sentence, with French spaces."""
    return typeset(text, "fr")


def page_one(read: Summary) -> list[Block]:
    """The question; who; what was said; what is in nothing; who read; opinions; where to check."""
    return [
        *_warnings(read),
        *_question(read),
        *_who(read),
        *_said(read),
        *_disagreements(read),
        *_in_none(read),
        *_readers(read),
        *_check(read),
    ]


def _warnings(read: Summary) -> list[Block]:
    blocks: list[Block] = []
    if read.consultation.fictional:
        text = "Cette concertation et ses textes sont inventés, pour se former. Personne n’a dit cela."
        blocks.append(Callout("Textes inventés", (paragraph(ours(text)),)))
    if read.state != "settled":
        text = "Ce texte peut encore changer : il n’est pas arrêté."
        blocks.append(Callout("Projet", (paragraph(ours(text)),)))
    return blocks


def _question(read: Summary) -> list[Block]:
    consultation = read.consultation
    blocks: list[Block] = [Heading(2, "La question", "question")]
    purpose = say(consultation.object, "fr").text
    if purpose:
        blocks.append(paragraph(purpose, role="lead"))
    asked = [say({k: v for k, v in one.items() if k != "key"}, "fr").text for one in consultation.questions]
    items = tuple((paragraph(one),) for one in asked if one)
    return [*blocks, BulletList(items)] if items else blocks


def _who(read: Summary) -> list[Block]:
    consultation = read.consultation
    blocks: list[Block] = [Heading(2, "Qui a parlé, et qui manque", "qui")]
    held = [session for session in read.sessions if not session.cancelled]
    if read.present:
        people = ", ".join(
            f"{count} {read.publics.get(public, public).lower() if public else 'de public non précisé'}"
            for public, count in read.present.items()
        )
        total = sum(read.present.values())
        moments = counted(len(held), "temps de débat", "temps de débat")
        text = f"{counted(total, 'personne comptée', 'personnes comptées')} lors de {moments} : {people}."
        blocks.append(paragraph(ours(text)))
    captures = Counter(note.get_capture_display() for note in read.notes)
    how = ", ".join(
        f"{name} : {count}" for name, count in sorted(captures.items(), key=lambda one: (-one[1], one[0]))
    )
    text = counted(len(read.notes), "note recueillie", "notes recueillies", "aucune note recueillie")
    if read.notes:
        collective = sum(note.voice == "collective" for note in read.notes)
        voice = counted(
            collective,
            "est la parole d’un groupe",
            "sont la parole d’un groupe",
            "aucune n’est la parole d’un groupe",
        )
        text += f" ({how}) ; {voice}"
    blocks.append(paragraph(ours(f"{text[0].upper()}{text[1:]}.")))
    online = sum(note.channel == Contribution.Channel.ONLINE for note in read.notes)
    if online:
        with override("fr"):
            known = proof_words(consultation)
        blocks.append(paragraph(ours(f"En ligne : {online} ; {known}."), role="small"))
    if read.missing_publics:
        missing = ", ".join(read.missing_publics)
        blocks.append(
            paragraph(strong("Qui manque"), ours(f" : invités, mais ni venus ni entendus : {missing}."))
        )
    elif read.consultation.publics:
        blocks.append(paragraph(ours("Au moins une personne ou une note de chaque public invité.")))
    warning = (
        "Les personnes sont venues d’elles-mêmes : elles ne représentent pas celles qui ne sont pas venues."
    )
    return [*blocks, paragraph(ours(warning), role="small")]


def _said(read: Summary) -> list[Block]:
    blocks: list[Block] = []
    for kind, title, anchor in KINDS:
        found = read.of_kind(kind)
        if not found and kind in (Finding.Kind.CONSENSUS, Finding.Kind.PROPOSAL):
            continue
        blocks.append(Heading(2, title, anchor))
        shown = found if kind == Finding.Kind.REFUSAL else found[:SHOWN]
        if shown:
            blocks.append(BulletList(tuple(finding_item(finding) for finding in shown)))
        blocks += _rest(read, kind, len(found) - len(shown))
    return blocks


def _rest(read: Summary, kind: str, more: int) -> list[Block]:
    if kind == Finding.Kind.REFUSAL and not read.refusals:
        notes = counted(
            read.refusal_notes, "note est un refus", "notes sont des refus", "Aucune note n’est un refus"
        )
        return [
            paragraph(
                ours(f"{notes} ; aucun enseignement n’est un refus." if read.refusal_notes else f"{notes}.")
            )
        ]
    if more > 0:
        words = counted(more, "autre est", "autres sont")
        return [
            paragraph(
                ours(f"{words} dans la suite : "), link("tous les enseignements", "#enseignements"), "."
            )
        ]
    if not read.of_kind(kind):
        return [paragraph("Aucun enseignement de cette nature.")]
    return []


def finding_item(finding: FindingSummary, shown: int = 1) -> Item:
    """A finding, ``shown`` of its notes, and its solidity in words."""
    title = paragraph(link(finding.title, f"#e-{finding.number}"), role="finding")
    return title, *(said(one) for one in finding.verbatims[:shown] if one.text), solidity(finding)


def said(one: Said) -> Quote:
    """A note or a passage: between quotation marks only where its words were written or recorded."""
    mark = "quoted" if one.quotable else ("reworded" if "reformulé" in one.origin else "noted")
    target = runs(link(f"n° {one.contribution}", f"#n-{one.contribution}") if one.contribution else "rang B")
    source = (*target, *runs(f" · {one.origin}"))
    return Quote(one.text, source, mark, str(one.contribution or f"p{one.passage}"), one.language)


def solidity(finding: FindingSummary) -> Paragraph:
    """« Repris plusieurs fois · 5 notes, à 3 tables · dont 2 refus, 3 craintes · rang A »."""
    milder = finding.milder_reason
    parts = [
        finding.voices,
        f"{'dont ' if finding.support > 1 else ''}{finding.kinds}",
        counted(finding.dissent, "note le contredit", "notes le contredisent") if finding.dissent else "",
        f"rang {finding.ranks}" if finding.ranks else "sans appui",
        f"des refus l’appuient, parce que : {milder}" if milder else "",
    ]
    words = "".join(f" · {part}" for part in parts if part)
    return paragraph(strong(finding.solidity.capitalize()), ours(words), role="small")


def _disagreements(read: Summary) -> list[Block]:
    found = read.of_kind(Finding.Kind.DIVERGENCE)
    items: list[Item] = []
    for finding in found[:DISAGREEMENTS]:
        other = next((one for one in finding.evidence if one.side == "dissent" and one.text), None)
        against: Item = (paragraph("De l’autre côté :", role="finding"), said(other)) if other else ()
        items.append((*finding_item(finding)[:-1], *against, solidity(finding)))
    room = [
        (line.strip(), session.title)
        for session in read.sessions
        for line in session.not_agreed.splitlines()
        if line.strip()
    ]
    for line, where in room[: max(0, DISAGREEMENTS - len(items))]:
        items.append(
            (Quote(line, runs(ours(f"noté en séance comme n’ayant pas fait accord · {where}")), "noted", ""),)
        )
    blocks: list[Block] = [Heading(2, "Ce qui divise", "desaccords")]
    if not items:
        return [*blocks, paragraph("Aucun désaccord n’a été noté ni formulé.")]
    more = len(found) + len(room) - len(items)
    blocks.append(BulletList(tuple(items)))
    return (
        [*blocks, paragraph(ours(f"{counted(more, 'autre', 'autres')} dans la suite."))]
        if more > 0
        else blocks
    )


def _in_none(read: Summary) -> list[Block]:
    total, none, aside = len(read.notes), len(read.in_none), len(read.aside)
    blocks: list[Block] = [Heading(2, "Ce qui n’est dans aucun enseignement", "hors-enseignement")]
    if not total:
        return [*blocks, paragraph("Il n’y a pas de note : la lecture s’appuie sur des documents.")]
    text = none_in_words(none, total)
    text += (
        f" ; {counted(aside, 'note n’est pas retenue', 'notes ne sont pas retenues')}, avec la raison."
        if aside
        else "."
    )
    if read.unplaced:
        text += (
            f" {counted(read.unplaced, 'note n’est pas encore placée', 'notes ne sont pas encore placées')}."
        )
    return [*blocks, paragraph(ours(f"{text} "), link("Chaque note et sa place", "#notes"), ".")]


def none_in_words(none: int, total: int) -> str:
    """« 3 des 62 notes ne sont dans aucun enseignement »."""
    if not none:
        return "Chaque note est dans un enseignement au moins"
    return f"{none} des {total} notes {'ne sont' if none > 1 else 'n’est'} dans aucun enseignement"


def _readers(read: Summary) -> list[Block]:
    words = (
        read.agreement.words
        if read.agreement
        else "Le tri n’a pas eu lieu : la lecture s’appuie sur des documents."
    )
    blocks: list[Block] = [Heading(2, "Qui a lu", "lecture"), paragraph(ours(words))]
    counter = read.counter_reading
    if counter is not None and counter.result is not None:
        blocks.append(
            paragraph(
                ours(outsiders_in_words(counter.result)), " ", link("Le détail", "#contre-lecture"), "."
            )
        )
    else:
        blocks.append(
            paragraph(ours("Aucune lecture contradictoire par des personnes extérieures n’est terminée."))
        )
    seen = sum(bool(visa.answered) for visa in read.visas)
    if read.visas:
        blocks.append(paragraph(ours(f"Visas : {seen} reçus sur {len(read.visas)} demandés.")))
    return [*blocks, *_opinions(read)]


def outsiders_in_words(result: dict[str, object]) -> str:
    """The verdict of the two outsiders, as counts."""
    faithful = result["with_synthesis"]
    unsaid = result["unsaid"]
    assert isinstance(faithful, list) and isinstance(unsaid, list)
    texts = (
        counted(len(unsaid), "texte dit quelque chose", "textes disent quelque chose")
        if unsaid
        else "aucun texte ne dit quelque chose"
    )
    return (
        f"Lecture contradictoire : {result['read']} textes tirés au sort, lus par deux personnes extérieures "
        "qui ne "
        f"voyaient pas les thèmes. Elles sont d’accord entre elles sur {result['alike']} ; avec la synthèse, "
        "la première "
        f"sur {faithful[0]}, la seconde sur {faithful[1]}. Selon au moins l’une d’elles, {texts} qu’aucun "
        "enseignement ne dit."
    )


def _opinions(read: Summary) -> list[Block]:
    counts = Counter(opinion.get_kind_display() for opinion in read.opinions)
    if not counts:
        return [paragraph(ours("Aucun avis ni opinion minoritaire n’est joint."))]
    words = ", ".join(f"{count} × {name.lower()}" for name, count in sorted(counts.items()))
    return [paragraph(ours("Textes signés joints sans retouche : "), link(words, "#avis"), ".")]


def _check(read: Summary) -> list[Block]:
    ranks, total = read.ranks, len(read.findings)
    blocks: list[Block] = [Heading(2, "Où vérifier", "verifier")]
    if total:
        text = (
            f"Sur {total} enseignements, {ranks['A']} s’appuient sur des notes que chacun peut relire (rang "
            "A), "
            f"{ranks['B']} sur des passages de documents validés par les participants (rang B), "
            f"{ranks['A et B']} sur les "
            "deux. "
        )
        blocks.append(
            paragraph(
                ours(text),
                link("Tous les enseignements", "#enseignements"),
                " ; ",
                link("chaque note", "#notes"),
                ".",
            )
        )
    return blocks


def anchors(numbers: Iterable[int]) -> list[str | Run]:
    """Links to findings by number: « enseignements 2, 5 »."""
    made: list[str | Run] = []
    for rank, number in enumerate(numbers):
        made += [", " if rank else "", link(f"enseignement{NBSP}{number}", f"#e-{number}")]
    return made
