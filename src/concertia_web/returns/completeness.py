"""What is still missing, as advice: each line says what a reader will not know, and where to write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concertia_web.returns.evidence import Rank
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.lists import QUOTABLE, VERBATIMS
from concertia_web.returns.merging import name_of
from concertia_web.returns.sections import Record


@dataclass(frozen=True)
class Advice:
    """One thing that could be added. It blocks nothing."""

    text: str
    part: str
    section: str = ""
    record: str = ""


@dataclass(frozen=True)
class Progress:
    """Where one step stands."""

    part: str
    count: str
    """« 3 temps de débat, 42 présents »."""
    missing: int


def advice_for(grid: Grid, content: Content, ranks: Mapping[str, Rank]) -> list[Advice]:
    """In the order of the grid."""
    return [
        *_sessions(content),
        *_participants(grid, content),
        *_items(grid, content, ranks),
        *_follow(content),
        *_documents(content),
        *_publication(content),
    ]


def present(record: Record) -> int | None:
    """People counted in one session; None where nobody was counted."""
    counts = [value for key, value in record.items() if key.startswith("present_") and value is not None]
    return sum(counts) if counts else None


def _sessions(content: Content) -> Iterator[Advice]:
    if not content["sessions"]:
        yield Advice("Aucun temps de débat : on ne saura pas comment les gens ont été entendus.", "methode")
    for record in content["sessions"]:
        name = record["title"] or "Un temps de débat"
        if present(record) is None:
            yield Advice(
                f"« {name} » : combien de personnes étaient là ?", "methode", "sessions", record["id"]
            )
        if not record["recruitment"]:
            why = "comment les gens ont-ils été invités ?"
            yield Advice(f"« {name} » : {why}", "methode", "sessions", record["id"])


def _participants(grid: Grid, content: Content) -> Iterator[Advice]:
    unknown = [one for one in content["publics"] if not one["heard"]]
    if unknown:
        labels = dict(grid.section("publics").fixed)
        names = ", ".join(labels[one["id"]] for one in unknown[:4]) + ("…" if len(unknown) > 4 else ".")
        yield Advice(f"Entendus ou non ? Il reste à le dire pour : {names}", "participants")
    if not content["participants"]["missing"]:
        yield Advice("Qui n’est pas venu ? Le dire rend le reste plus crédible.", "participants")


def _items(grid: Grid, content: Content, ranks: Mapping[str, Rank]) -> Iterator[Advice]:
    items = content["items"]
    section = grid.section("items")
    if not items:
        yield Advice("Aucun élément : ni attente, ni vigilance, ni proposition, ni refus.", "elements")
    elif not any(item["kind"] in ("refus", "desaccord") for item in items):
        yield Advice("Ni refus ni désaccord : est-ce bien ce qui s’est passé ?", "elements")
    for item in items:
        name = f"« {name_of(section, item)} »"
        place = ("elements", "items", item["id"])
        wanted = (("title", "un titre"), ("kind", "une nature"), ("theme", "un thème"))
        lacking = [word for key, word in wanted if not item[key]]
        if lacking:
            yield Advice(f"{name} : il manque {' et '.join(lacking)}.", *place)
        if not item["support"]:
            yield Advice(f"{name} : quel appui dans la salle ? « Non mesuré » est une réponse.", *place)
        if any(item[f"words_{n}"] and not item[f"capture_{n}"] for n in VERBATIMS):
            yield Advice(f"{name} : une parole sans son origine sera imprimée sans guillemets.", *place)
        rank = ranks.get(item["id"])
        if rank is not None and rank.letter == "C" and (item["passages"] or item["contributions"]):
            yield Advice(f"{name} : compté comme simple déclaration, parce que {rank.because}.", *place)


def _follow(content: Content) -> Iterator[Advice]:
    if not content["follow"]["decision"] and not content["steps"]:
        yield Advice("Rien sur la suite : à quoi ces paroles vont-elles servir ?", "suites")
    if not content["follow"]["answer_by"]:
        yield Advice("Quand répondrez-vous aux participants ?", "suites")
    for record in content.get("own", ()):
        if not record["answer"]:
            yield Advice("Une de vos questions propres est sans réponse.", "propres")
            return


def _documents(content: Content) -> Iterator[Advice]:
    for record in content["documents"]:
        if not record["validated_by"]:
            name = record["title"] or "Un document"
            text = f"« {name} » : qui l’a validé ? Sans cela ses passages ne valent que déclaration."
            yield Advice(text, "documents", "documents", record["id"])


def _publication(content: Content) -> Iterator[Advice]:
    chosen = content["publication"]
    if not chosen["when"]:
        text = "Quand chacun pourra-t-il lire cette remontée ? Sans réponse, elle reste au réseau."
        yield Advice(text, "publication")
    if chosen["when"] == "date" and not chosen["day"]:
        yield Advice("La date de publication manque.", "publication")
    quoted = [item for item in content["items"] if any(item[f"words_{n}"] for n in VERBATIMS)]
    if quoted and not chosen["words"]:
        yield Advice("Les paroles citées peuvent-elles être publiées ?", "publication")
    if not content["visas"]:
        yield Advice("Personne n’est indiqué comme ayant relu ou validé.", "publication")


def marks(item: Record, number: int) -> str:
    """``quoted``, ``noted``… : how words must be printed. Only known captures earn quotation marks."""
    capture = str(item[f"capture_{number}"])
    return "quoted" if capture in QUOTABLE else capture or "unknown"


def progress(grid: Grid, content: Content, advice: list[Advice]) -> list[Progress]:
    """One line per step."""
    missing = {part: sum(one.part == part for one in advice) for part in {one.part for one in advice}}
    people = [count for count in map(present, content["sessions"]) if count is not None]
    heard = sum(one["heard"] in ("heard", "little") for one in content["publics"])
    said = {
        "methode": f"{_counted(len(content['sessions']), 'temps de débat', '')}"
        + (f", {_counted(sum(people), 'présence')}" if people else ""),
        "participants": f"{_counted(heard, 'public')} sur {len(content['publics'])}",
        "elements": _counted(len(content["items"]), "élément"),
        "suites": _counted(len(content["steps"]), "suite"),
        "propres": _counted(sum(bool(one["answer"]) for one in content.get("own", ())), "réponse"),
        "documents": _counted(len(content["documents"]), "document"),
        "publication": _counted(len(content["visas"]), "validation"),
    }
    parts = dict.fromkeys(section.part for section in grid.sections)
    return [Progress(part, said[part], missing.get(part, 0)) for part in parts]


def _counted(number: int, word: str, plural: str = "s") -> str:
    return f"{number} {word}{plural if number > 1 else ''}"
