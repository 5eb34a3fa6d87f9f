"""The restitution of a small concertation as a document: one model, shown as a page, as DOCX and as PDF.

In French, the language in which the findings are written. Then come every finding with what supports it,
every note with its place, what was not kept and why, the signed texts, the outsiders, the method.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Document,
    Heading,
    PageBreak,
    Run,
    Runs,
    Table,
    link,
    paragraph,
    runs,
    strong,
)
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.agreement import Agreement
from concertia_web.sorting.models import Finding
from concertia_web.sorting.notes import counted, kind_label, origin
from concertia_web.sorting.page_one import (
    anchors,
    finding_item,
    none_in_words,
    ours,
    outsiders_in_words,
    page_one,
    said,
    solidity,
)
from concertia_web.sorting.reading import RULE, FindingSummary, Summary
from concertia_web.sorting.visas import HEADER

LABELS = {"contents": "Sommaire", "skip": "Aller au texte", "figures": "Les chiffres"}
STATES = {
    "": "tri à ouvrir",
    "sorting": "tri en cours",
    "draft": "projet",
    "review": "projet en relecture par les participants",
    "settled": "arrêtée",
}


def restitution(read: Summary) -> Document:
    """The whole restitution."""
    blocks = [
        *page_one(read),
        PageBreak(),
        *_findings(read),
        *_method(read),
        *_notes(read),
        *_aside(read),
        *_opinions(read),
        *_outsiders(read),
    ]
    return _document(read, "Ce que nous avons entendu", blocks)


def _document(read: Summary, subtitle: str, blocks: Sequence[Block]) -> Document:
    consultation = read.consultation
    state = STATES[read.state]
    if read.settled_on:
        state += f" le {read.settled_on[8:]}/{read.settled_on[5:7]}/{read.settled_on[:4]}"
    return Document(
        title=str(consultation),
        language="fr",
        subtitle=subtitle,
        meta=(
            ("Collectivité", consultation.territory.full_name),
            ("Période", f"du {consultation.opens:%d/%m/%Y} au {consultation.closes:%d/%m/%Y}"),
            ("Lecture", state),
        ),
        blocks=tuple(blocks),
        labels=LABELS,
        date=(read.settled_on or consultation.closes.isoformat()),
    )


def _findings(read: Summary) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Tous les enseignements", "enseignements")]
    if not read.findings:
        return [*blocks, paragraph("Aucun enseignement n’est encore formulé.")]
    for finding in read.findings:
        blocks += _finding(finding)
    return blocks


def _finding(finding: FindingSummary) -> list[Block]:
    label = _kind_label(finding)
    blocks: list[Block] = [
        Heading(3, f"{finding.number}. {finding.title}", f"e-{finding.number}"),
        paragraph(strong(label), f" · {finding.column_label}" if finding.column_label else "", role="small"),
    ]
    blocks += [paragraph(part) for part in finding.text.split("\n") if part.strip()]
    blocks.append(solidity(finding))
    blocks += [said(one) for one in finding.verbatims if one.text and one.side == "support"]
    for side, words in (("support", "S’appuie sur : "), ("dissent", "Contredit par : ")):
        found = [one for one in finding.evidence if one.side == side]
        if found:
            named = [
                link(f"n° {one.contribution}", f"#n-{one.contribution}")
                if one.contribution
                else Run(one.origin)
                for one in found
            ]
            blocks.append(paragraph(ours(words), *_joined(named), role="small"))
    return blocks


def _joined(parts: Sequence[Run]) -> list[str | Run]:
    made: list[str | Run] = []
    for rank, part in enumerate(parts):
        made += [", ", part] if rank else [part]
    return made


def _kind_label(finding: FindingSummary) -> str:
    return str(Finding.Kind(finding.kind).label)


def _method(read: Summary) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, "Comment ces mots sont choisis", "methode"),
        paragraph(ours(RULE)),
        paragraph(
            ours(
                "Rang A : des notes que chacun peut relire et recompter. Rang B : un passage d’un document "
                "validé par "
                "ceux qui y ont pris part. La nature d’une note est celle de la colonne où elle a été écrite "
                "; sans "
                "colonne, celle que ses mots annoncent, et c’est dit."
            )
        ),
    ]
    if read.agreement is not None:
        blocks.append(paragraph(ours(_kappa(read.agreement)), role="small"))
    return blocks


def _kappa(found: Agreement) -> str:
    if found.readers < 2:
        return found.words
    if found.kappa is None:
        return f"{found.words} Le kappa de Cohen n’a pas de sens ici."
    return (
        f"{found.words} Annexe, pour les spécialistes : kappa de Cohen {str(found.kappa).replace('.', ',')}."
    )


def _notes(read: Summary) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Chaque note, et où elle se trouve", "notes")]
    if not read.notes:
        return [*blocks, paragraph("Aucune note.")]
    numbers = _numbers(read)
    for key, label in read.columns.items():
        inside = [
            note for note in read.notes if note.pk in read.places and read.places[note.pk].column == key
        ]
        if inside:
            blocks.append(Heading(3, f"{label} ({counted(len(inside), 'note', 'notes')})", f"c-{key}"))
            blocks += [_note(note, read, numbers) for note in inside]
    waiting = [note for note in read.notes if note.pk not in read.places]
    if waiting:
        blocks.append(Heading(3, f"Pas encore placées ({len(waiting)})", "c-sans-place"))
        blocks += [_note(note, read, numbers) for note in waiting]
    return blocks


def _numbers(read: Summary) -> dict[int, list[int]]:
    """Note → numbers of the findings that hold it."""
    found: dict[int, list[int]] = {}
    for finding in read.findings:
        for one in finding.evidence:
            if one.contribution is not None:
                found.setdefault(one.contribution, []).append(finding.number)
    return found


def _note(note: Contribution, read: Summary, numbers: dict[int, list[int]]) -> Anchored:
    slip = f", papier {note.slip:04d}" if note.slip else ""
    title = runs(
        strong(f"n° {note.pk}{slip}"),
        f" · {kind_label(note)} · {origin(note, dict(read.publics))} · ",
        *(anchors(numbers[note.pk]) if note.pk in numbers else ["dans aucun enseignement"]),
    )
    return Anchored(f"n-{note.pk}", title, public_words(note), note.language)


def public_words(note: Contribution) -> str:
    """The words that anyone may read; where moderation hid them, why."""
    if note.moderation == "accepted":
        return note.shown_text
    if note.moderation == "waiting":
        return "[texte en attente de relecture]"
    return f"[texte non publié : {note.moderation_reason or 'raison non écrite'}]"


def _aside(read: Summary) -> list[Block]:
    if not read.aside:
        return []
    blocks: list[Block] = [
        Heading(2, "Ce qui n’a pas été retenu, et pourquoi", "non-retenu"),
        paragraph(
            ours(
                "Ces notes restent lisibles et comptées. Chacune porte la raison écrite par ceux qui ont lu."
            )
        ),
    ]
    numbers = _numbers(read)
    reasons = {read.places[note.pk].aside for note in read.aside}
    for rank, reason in enumerate(sorted(reasons), start=1):
        inside = [note for note in read.aside if read.places[note.pk].aside == reason]
        blocks.append(Heading(3, f"Non retenu, parce que : {reason} ({len(inside)})", f"r-{rank}"))
        blocks += [_note(note, read, numbers) for note in inside]
    return blocks


def _opinions(read: Summary) -> list[Block]:
    if not read.opinions:
        return []
    blocks: list[Block] = [Heading(2, "Textes signés, sans retouche", "avis")]
    for opinion in read.opinions:
        title = runs(
            strong(opinion.get_kind_display()),
            f" · {opinion.signature} · {opinion.signed:%d/%m/%Y} · empreinte {opinion.digest[:16]}",
        )
        blocks.append(Anchored(f"o-{opinion.pk}", title, opinion.text))
    return blocks


def _outsiders(read: Summary) -> list[Block]:
    counter = read.counter_reading
    if counter is None or counter.result is None:
        return []
    known = {note.pk: note for note in read.notes}
    drawn = [link(f"n° {key}", f"#n-{key}") for key in counter.sample if key in known]
    blocks: list[Block] = [
        Heading(2, "La lecture contradictoire", "contre-lecture"),
        paragraph(ours(outsiders_in_words(counter.result))),
        paragraph(
            ours(
                f"Règle annoncée le {counter.announced:%d/%m/%Y} : {counter.seed_rule}. Graine : "
                f"{counter.seed}. "
                "Tirage, parmi les notes dont le texte se lit ici : les numéros dont SHA-256(graine, retour "
                "à la ligne, numéro) est le plus petit. "
                "Notes tirées, dans l’ordre : "
            ),
            *_joined(drawn),
            role="small",
        ),
    ]
    items = tuple(
        (paragraph(link(f"n° {one['text']}", f"#n-{one['text']}"), ours(" : "), *_remarks(one["remarks"])),)
        for one in counter.result["unsaid"]
    )
    if items:
        blocks += [
            paragraph(ours("Ce que ces personnes y lisent et qu’aucun enseignement ne dit :")),
            BulletList(items),
        ]
    return blocks


def _remarks(remarks: Iterable[str]) -> list[str]:
    return [" ; ".join(remarks) or "(sans commentaire)"]


def reading_back(read: Summary, answer_to: str) -> Document:
    """The sheet for those who took part: each finding, and a form to answer on."""
    rows: list[tuple[Runs, ...]] = [
        (runs(str(finding.number)), runs(finding.title), runs(""), runs("")) for finding in read.findings
    ]
    blocks: list[Block] = [
        paragraph(
            ours(
                "Vous avez pris part à cette concertation. Voici ce que nous avons compris. Dites-nous si "
                "c’est bien ce "
                "qui a été dit : ce que vous corrigez est lu avant que le texte soit arrêté."
            ),
            role="lead",
        ),
        Heading(2, "Ce que nous avons compris", "compris"),
        BulletList(tuple(finding_item(finding, shown=1) for finding in read.findings)),
        *_aside_count(read),
        PageBreak(),
        Heading(2, "Votre réponse", "reponse"),
        Table(
            "Une ligne par enseignement : dites « oui », ou ce qu’il faudrait écrire",
            ("N°", "Enseignement", "C’est bien cela ? (oui / non)", "Il faudrait plutôt écrire…"),
            tuple(rows),
            (True, False, False, False),
        ),
        paragraph(ours("Ce qui a été dit et que vous ne retrouvez pas : ")),
        paragraph("." * 240),
        paragraph(
            ours(f"À renvoyer à : {answer_to}. Ne mettez ni votre nom ni vos coordonnées sur cette feuille.")
        ),
    ]
    return _document(read, "Relecture par les participants", blocks)


def _aside_count(read: Summary) -> list[Block]:
    if not read.notes:
        return []
    text = f"{none_in_words(len(read.in_none), len(read.notes))}."
    return [paragraph(ours(text))]


def circulating(read: Summary) -> Document:
    """The draft that circulates, with the visa table to fill in and send back."""
    rows: list[tuple[Runs, ...]] = [
        (
            runs(str(visa.pk)),
            runs(visa.function),
            runs(visa.answer),
            runs(visa.remarks),
        )
        for visa in read.visas
    ]
    rows += [(runs(""),) * 4 for _ in range(3)]
    blocks: list[Block] = [
        Heading(2, "Visas", "visas"),
        paragraph(
            ours(
                "Écrivez « vu » ou « observations » devant votre fonction, et vos observations à côté. Ce "
                "qui a été dit "
                "ne se change pas ici : une demande de modification est publiée avec sa raison. Ne changez "
                "pas les titres "
                "des colonnes : le document revenu est relu tel quel."
            )
        ),
        Table("Visas", HEADER, tuple(rows), (True, False, False, False)),
        PageBreak(),
        *page_one(read),
        *_findings(read),
    ]
    return _document(read, "Projet soumis à visas", blocks)
