"""Small readings made by hand, with corpora written as the import writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus, read_corpus, write_reports, write_tables
from concertia.corpus.identifiers import content_id, unit_id
from concertia.corpus.leaves import leaf, merkle_root
from concertia.corpus.schema import CONTRIBUTIONS, ORIGINALS, TALLIES, VOTES
from concertia.synthesis.reading import UNITS, Parameters, Reading
from concertia.texts.themes import Theme
from concertia.votes.opinions import analyse_opinions


@dataclass(frozen=True)
class Said:
    """One contribution: its sentences, each with the theme and kind decided about it."""

    units: Sequence[tuple[str, str | None, str]]
    """(text, theme key, kind)."""
    columns: tuple[tuple[str, Any], ...] = ()
    position: str | None = None
    source: str = "rule"


def said(text: str, theme: str | None = None, kind: str = "attente", **columns: Any) -> Said:
    """A contribution of one unit."""
    position = columns.pop("position", None)
    source = columns.pop("kind_source", "rule")
    return Said([(text, theme, kind)], tuple(columns.items()), position, source)


def contribution_name(index: int) -> str:
    return hashlib.sha256(f"made:{index}".encode()).hexdigest()[:16]


DEFAULTS: dict[str, Any] = {
    "source": "made",
    "language": "fr",
    "voice": "individual",
    "capture": "written",
    "votable": False,
    "channel": "online",
    "moderation": "accepted",
}


def make_corpus(
    folder: Path | None,
    things: Sequence[Said],
    votes: Sequence[tuple[int, str, int]] = (),
    tallies: Sequence[tuple[int, int, int]] = (),
) -> Corpus:
    """A corpus, written and read back if there is a folder; ``votes``: (contribution index, voter, value)."""
    rows = []
    for index, thing in enumerate(things):
        name, text = contribution_name(index), " ".join(unit for unit, _, _ in thing.units)
        values = {**dict.fromkeys(CONTRIBUTIONS), **DEFAULTS, **dict(thing.columns)}
        nonce = hashlib.sha256(f"nonce:{index}".encode()).hexdigest()[:32]
        values |= {"contribution_id": name, "source_id": str(index), "text": text, "nonce": nonce}
        values["leaf"] = leaf(name, nonce, values["public_text"] or text)
        rows.append(values)
    rows.sort(key=lambda row: row["contribution_id"])
    tables = {"contributions": _columns(rows, CONTRIBUTIONS)}
    originals = [{"contribution_id": row["contribution_id"], "raw": row["text"]} for row in rows]
    tables["originals"] = _columns(originals, ORIGINALS)
    if votes:
        events = [
            {
                "seq": seq,
                "contribution_id": contribution_name(at),
                "voter": voter,
                "value": value,
                "date": None,
            }
            for seq, (at, voter, value) in enumerate(votes)
        ]
        tables["votes"] = _columns(events, VOTES)
    if tallies:
        totals = [
            {"contribution_id": contribution_name(at), "agree": agree, "disagree": no, "pass": 1, "mixed": 0}
            for at, agree, no in tallies
        ]
        totals.sort(key=lambda row: str(row["contribution_id"]))
        tables["tallies"] = _columns(totals, TALLIES)
    report = _report(rows, len(votes))
    if folder is None:
        return Corpus(tables["contributions"], tables.get("votes"), tables.get("tallies"), report)
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(folder, tables)
    write_reports(folder, report, [_REJECT], "Corpus de test")
    return read_corpus(folder)


_REJECT = {"source": "made.csv", "record_type": "contribution", "line": 3, "reason": "empty text"}


def _report(rows: Sequence[dict[str, Any]], votes: int) -> dict[str, Any]:
    authors = {row["author"] for row in rows} - {None}
    records = {
        "contribution": {"read": len(rows) + 1, "kept": len(rows), "rejected": 1},
        "vote": {"read": votes, "kept": votes, "rejected": 0},
    }
    return {
        "schema": "concertia/import/1",
        "corpus_id": merkle_root([row["leaf"] for row in rows]),
        "sources": [{"path": "made.csv", "sha256": "0" * 64, "format": "table", "records": records}],
        "contributions": len(rows),
        "votes": votes,
        "participants": None,
        "participants_basis": "declared" if authors else "unknown",
        "pseudonymised_fields": [],
    }


def _columns(rows: Sequence[dict[str, Any]], schema: dict[str, str]) -> dict[str, np.ndarray]:
    types = {"BOOLEAN": np.bool_, "TINYINT": np.int8, "BIGINT": np.int64}
    return {
        name: np.array([row[name] for row in rows], dtype=types.get(kind, object))
        for name, kind in schema.items()
    }


def make_reading(
    folder: Path | None,
    things: Sequence[Said],
    *,
    themes: Sequence[tuple[str, str | None]] = (),
    votes: Sequence[tuple[int, str, int]] = (),
    tallies: Sequence[tuple[int, int, int]] = (),
    neighbours: Sequence[tuple[int, int]] = (),
    guided: bool = False,
    **parameters: Any,
) -> Reading:
    """A reading, its corpus in ``folder`` if given; ``themes``: (key, key of the parent)."""
    corpus = make_corpus(None if folder is None else folder / "corpus", things, votes, tallies)
    order = {contribution_name(index): index for index in range(len(things))}
    rows: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    for row, name in enumerate(corpus.contributions["contribution_id"]):
        thing, start = things[order[name]], 0
        for text, theme, kind in thing.units:
            end = start + len(text)
            unit = unit_id(name, start, end)
            original = first.setdefault(text.casefold(), unit) if corpus.admitted[row] else unit
            rows.append(
                {
                    "contribution_id": name,
                    "unit_id": unit,
                    "start": start,
                    "end": end,
                    "language": "fr",
                    "theme_id": theme if corpus.admitted[row] else None,
                    "theme_score": None if theme is None or not corpus.admitted[row] else 0.5,
                    "kind": kind,
                    "kind_source": thing.source,
                    "position": thing.position,
                    "position_source": "declared" if thing.position else None,
                    "duplicate_of": None if original == unit else original,
                    "series_id": None,
                }
            )
            start = end + 1
    names = {key: content_id([key]) for key, _ in themes}
    for entry in rows:
        entry["theme_id"] = names.get(entry["theme_id"])
    first_unit = {entry["contribution_id"]: at for at, entry in reversed(list(enumerate(rows)))}
    texts = [
        text for name in corpus.contributions["contribution_id"] for text, _, _ in things[order[name]].units
    ]
    opinions = analyse_opinions(corpus, seed=0, stability=False)
    return Reading(
        corpus=corpus,
        units=_columns(rows, UNITS),
        themes=tuple(
            Theme(names[key], names.get(parent or ""), at, guided, f"Thème {key}", (key,), 0.8, False)
            for at, (key, parent) in enumerate(themes)
        ),
        neighbours=tuple(
            (first_unit[contribution_name(a)], first_unit[contribution_name(b)], 0.75) for a, b in neighbours
        ),
        parameters=Parameters(**{"by": (), **parameters}),
        opinions=None if opinions is None else opinions.section,
        vote_groups=None if opinions is None else opinions.groups,
        vectors=np.array([meaning(text) for text in texts], dtype=np.float32),
    )


def meaning(text: str) -> np.ndarray:
    """A direction for each first word: texts that begin alike mean the same."""
    first = hashlib.sha256(text.casefold().split()[0].encode()).hexdigest()
    draw = np.random.default_rng(int(first[:8], 16)).normal(size=256)
    return np.asarray(draw / np.linalg.norm(draw))


def workshop(folder: Path | None = None, **parameters: Any) -> Reading:
    """Thirty contributions in three themes: refusals, a reply, copies, a mask and a rejected one."""
    things: list[Said] = []
    territories = ("Aubeville", "Belmont")
    for index in range(14):
        kind = ("attente", "proposition", "crainte", "refus")[index % 4]
        text = f"Je voudrais que le numéro {index} de la mairie réponde à une vraie personne"
        things.append(said(text, "accueil", kind, territory=territories[index % 2], author=f"p{index % 11}"))
    for index in range(10):
        text = f"Former les agents avant de leur donner un outil, cas {index}, c'est indispensable"
        extra = {"territory": territories[index % 2], "position": "favorable", "author": f"q{index}"}
        things.append(said(text, "formation", "condition" if index % 2 else "attente", **extra))
    things.append(said("Pas de caméras dans nos rues", None, "refus", kind_source="declared"))
    things.append(said("Pas de caméras dans nos rues", None, "refus", territory="Belmont"))
    things.append(
        said(
            "Ce serait jeter l'argent par les fenêtres, vraiment",
            "formation",
            "constat",
            parent_id=contribution_name(14),
            position="defavorable",
        )
    )
    things.append(said("Propos insultants retirés", None, "autre", moderation="rejected"))
    things.append(
        Said(
            [
                ("Mon téléphone est 0612345678 appelez-moi.", "papier", "temoignage"),
                ("Gardez un formulaire papier.", "papier", "vigilance"),
            ],
            (("public_text", "Mon téléphone est ██████████ appelez-moi. Gardez un formulaire papier."),),
        )
    )
    things.append(said("Gardez aussi un guichet ouvert le samedi matin", "papier", "vigilance", author="z"))
    themes = [("accueil", None), ("formation", None), ("guichets", None), ("papier", "guichets")]
    parameters = {"by": ("territory",), "min_cell": 5, **parameters}
    votes = [(at, f"v{voter}", 1 if (voter + at) % 3 else -1) for at in range(6) for voter in range(40)]
    return make_reading(folder, things, themes=themes, votes=votes, **parameters)
