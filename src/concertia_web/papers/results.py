"""What came out, for the wall (A3) and to be read aloud: only from a reading that is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.papers.dates import day
from concertia_web.papers.kit import FICTIONAL, Kit, one_page, pages
from concertia_web.papers.printing import printed
from concertia_web.sorting.models import Evidence, Finding, Sorting

SECTIONS = (
    (Finding.Kind.EXPECTATION, "Ce qui est attendu", 5),
    (Finding.Kind.VIGILANCE, "Ce qui demande de la vigilance", 5),
    (Finding.Kind.PROPOSAL, "Ce qui est proposé", 5),
    (Finding.Kind.REFUSAL, "Ce qui est refusé", None),
    (Finding.Kind.CONSENSUS, "Ce qui rassemble", 5),
    (Finding.Kind.DIVERGENCE, "Ce qui divise", 3),
)
"""Kind, title, how many at most: refusals are never left out."""
_LEAST = 0.86
"""Under this size, a wall is not read from where people stand."""
_QUOTED = frozenset(
    {Contribution.Capture.WRITTEN, Contribution.Capture.DICTATED, Contribution.Capture.TRANSCRIBED}
)


@dataclass(frozen=True)
class Said:
    """One finding on the wall: its support in numbers, and words of somebody."""

    title: str
    text: str
    support: str
    words: str
    source: str


@dataclass(frozen=True)
class Results:
    """A settled reading, as it is shown."""

    sections: tuple[tuple[str, tuple[Said, ...], int], ...]
    """Title, findings shown, how many are not."""
    heard: tuple[str, ...]
    """How much was heard, and what is in no finding."""


def settled(consultation: Consultation) -> Results | None:
    """The results, or None while the reading is not settled."""
    sorting = Sorting.objects.filter(consultation=consultation, state=Sorting.State.SETTLED).first()
    if sorting is None:
        return None
    evidence = Evidence.objects.select_related("contribution", "passage__document").order_by("pk")
    findings = list(
        Finding.objects.filter(sorting=sorting)
        .prefetch_related(Prefetch("evidence", queryset=evidence))
        .order_by("position", "pk")
    )
    sections = []
    for kind, title, most in SECTIONS:
        mine = [finding for finding in findings if finding.kind == kind]
        shown = mine if most is None else mine[:most]
        if shown:
            sections.append((title, tuple(map(_said, shown)), len(mine) - len(shown)))
    return Results(tuple(sections), tuple(_heard(consultation, findings)))


def wall(kit: Kit, results: Results) -> bytes:
    """The A3 poster."""
    data = {**_basis(kit), **wall_data(kit, results)}
    made = one_page("results", {**data, "numbered": False}, _LEAST)
    return made if pages(made) == 1 else printed("results", {**data, "numbered": True, "scale": _LEAST})


def wall_data(kit: Kit, results: Results) -> dict[str, Any]:
    """What the poster says."""
    heading = kit.basis["heading"]["text"]
    return {
        "title": f"Ce qui a été entendu – {heading}",
        "heading": "Ce qui a été entendu",
        "title_size": 40,
        "subject": heading,
        "heard": list(results.heard),
        "sections": [
            {
                "title": title,
                "findings": [
                    {
                        "title": said.title,
                        "support": said.support,
                        "words": kit.own(said.words),
                        "source": said.source,
                    }
                    for said in shown
                ],
                "more": _more(left),
            }
            for title, shown, left in results.sections
        ],
        "foot": _foot(kit),
    }


def aloud(kit: Kit, results: Results) -> bytes:
    """The text to read aloud, in large letters."""
    blocks: list[dict[str, Any]] = [_spoken("Voici ce que vous avez dit, et où le vérifier.")]
    blocks += [_spoken(sentence) for sentence in results.heard]
    for title, shown, left in results.sections:
        blocks.append({"kind": "heading", "text": [{"text": title, "strong": True}]})
        for said in shown:
            blocks.append(
                _spoken(f"{said.title}{'' if said.title.endswith(('.', '!', '?')) else '.'} {said.support}")
            )
            if said.text:
                blocks.append(_spoken(said.text))
        if left:
            blocks.append(_spoken(_more(left)))
    blocks += [_spoken(words) for words in _foot(kit)]
    heading = f"Ce qui a été entendu\u00a0: {kit.basis['heading']['text']}"
    more = {
        "title": heading,
        "heading": heading,
        "size": "a4",
        "margin": 22,
        "text_size": 15.5,
        "numbered": True,
        "blocks": blocks,
    }
    return printed("reading", {**_basis(kit), **more})


def _basis(kit: Kit) -> dict[str, Any]:
    return {**kit.basis, "fictional_mark": FICTIONAL}


def _spoken(text: str) -> dict[str, Any]:
    return {"kind": "text", "text": [{"text": " ".join(text.split()), "strong": False}]}


def _said(finding: Finding) -> Said:
    sides: dict[str, list[Evidence]] = {"support": [], "dissent": []}
    for evidence in finding.evidence.all():
        sides[evidence.side].append(evidence)
    support = f"Appuyé par {_counted(sides['support'])}"
    if sides["dissent"]:
        support += f", contredit par {_counted(sides['dissent'])}"
    words, source = _words(finding)
    return Said(" ".join(finding.title.split()), " ".join(finding.text.split()), f"{support}.", words, source)


def _counted(evidence: list[Evidence]) -> str:
    notes = sum(1 for one in evidence if one.contribution_id)
    passages = len(evidence) - notes
    parts = []
    if notes or not passages:
        parts.append(f"{notes} contribution{'s' if notes > 1 else ''}")
    if passages:
        parts.append(f"{passages} passage{'s' if passages > 1 else ''} de document")
    return " et ".join(parts)


def _words(finding: Finding) -> tuple[str, str]:
    """The first words chosen for this finding that anyone may read, with what they are."""
    for one in finding.evidence.all():
        if not one.quoted:
            continue
        if one.passage is not None and one.passage.document.published:
            return f"«\u202f{one.passage.text}\u202f»", f"{one.passage.document.title}, passage du document"
        note = one.contribution
        if note is not None and note.removed is None and note.moderation == Contribution.Moderation.ACCEPTED:
            quoted = note.capture in _QUOTED
            words = f"«\u202f{note.shown_text}\u202f»" if quoted else note.shown_text
            return words, str(note.get_capture_display())
    return "", ""


def _heard(consultation: Consultation, findings: list[Finding]) -> Iterator[str]:
    notes = Contribution.objects.filter(consultation=consultation, removed=None)
    total = notes.count()
    placed = {
        one.contribution_id for finding in findings for one in finding.evidence.all() if one.contribution_id
    }
    outside = total - len(placed)
    plural = "s" if total > 1 else ""
    yield f"{total} contribution{plural}, toute{plural} lue{plural}."
    if outside > 0:
        yield f"{outside} ne figure{'nt' if outside > 1 else ''} dans aucun des points ci-dessous."
    present = sum(session.present for session in consultation.sessions.filter(cancelled=False))
    if present:
        yield f"{present} personnes comptées dans les rencontres, venues d’elles-mêmes ou sur invitation."


def _more(left: int) -> str:
    if not left:
        return ""
    return "Et un autre point, sur la page." if left == 1 else f"Et {left} autres points, sur la page."


def _foot(kit: Kit) -> list[str]:
    when = kit.consultation.results_on
    answers = f"Les résultats sont annoncés pour le {day(when)}." if when else "Les résultats seront publics."
    return [
        "Ce texte dit ce qui a été entendu. Il est arrêté par les personnes qui ont lu ; "
        f"les élus ne l’ont pas modifié. {answers}".replace(" ;", "\u202f;"),
        f"Pour vérifier, retrouver vos mots ou signaler une erreur\u00a0: {kit.basis['address']}",
    ]
