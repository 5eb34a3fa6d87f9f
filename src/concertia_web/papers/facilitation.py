"""The sheet of the facilitator: the course of a meeting, the columns, how to note, how to read back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from concertia.reports.typography import typeset
from concertia_web.consultations.models import Session
from concertia_web.papers.dates import duration, hour, local_day, weekday
from concertia_web.papers.kit import FICTIONAL, Kit, title_size
from concertia_web.papers.packs import named
from concertia_web.papers.printing import printed

_ROUND = 5
"""Minutes."""


def sheet(kit: Kit, session: Session) -> bytes:
    """The sheet for one meeting, in French."""
    basis, pack = kit.basis, named("animation")
    return printed(
        "facilitation",
        {
            **basis,
            "title": f"Fiche d’animation – {session.title}",
            "heading": " ".join(session.title.split()),
            "title_size": title_size(session.title, 20),
            "when": f"{weekday(local_day(session.starts))}, {hour(session.starts)}",
            "place": " ".join(session.place.split()),
            "concertation": basis["heading"]["text"],
            "fictional_mark": FICTIONAL,
            "questions": [question["text"] for question in basis["questions"]],
            "steps": course(session),
            "columns": [[typeset(name, "fr"), typeset(what, "fr")] for name, what in pack["columns"]],
            "noting": [_pieces(typeset(text, "fr")) for text in pack["noting"]],
            "not_agreed": typeset(pack["not_agreed"], "fr"),
            "after": [typeset(text, "fr") for text in pack["after"]],
            "paper_forms": _paper_forms(kit),
        },
    )


def course(session: Session) -> list[dict[str, Any]]:
    """The steps with their hours: shares of the time announced, rounded to five minutes, which add up."""
    steps = named("animation")["courses"][session.kind]["steps"]
    total = sum(step["share"] for step in steps)
    ends, done = [], 0
    for step in steps[:-1]:
        done += step["share"]
        ends.append(max(_rounded(session.minutes * done / total), ends[-1] if ends else 0))
    ends.append(session.minutes)
    starts = [0, *ends[:-1]]
    return [
        {
            "at": hour(session.starts + timedelta(minutes=start)) if session.minutes else "–",
            "minutes": end - start,
            "lasts": duration(end - start) if session.minutes else "",
            "title": typeset(step["title"], "fr"),
            "what": typeset(step["what"], "fr"),
        }
        for step, start, end in zip(steps, starts, ends, strict=True)
    ]


def _rounded(minutes: float) -> int:
    return round(minutes / _ROUND) * _ROUND


def _pieces(text: str) -> list[dict[str, Any]]:
    return [{"text": piece, "strong": rank % 2 == 1} for rank, piece in enumerate(text.split("**")) if piece]


def _paper_forms(kit: Kit) -> str:
    desk = kit.frame.details.desk
    where = f" Elles se déposent aussi ici\u00a0: {desk}." if desk else ""
    return (
        "Des feuilles numérotées permettent d’écrire sans parler. Le numéro se garde, la feuille se dépose, "
        f"les coordonnées vont dans une autre boîte.{where}"
    )
