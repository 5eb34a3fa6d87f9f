"""The poster: what, when, where, how without internet, and the QR code of the public page."""

from __future__ import annotations

from typing import Any

from concertia_web.consultations.models import Session
from concertia_web.papers.dates import day, hour, local_day, weekday
from concertia_web.papers.facts import contact, phone
from concertia_web.papers.kit import Kit, one_page, title_size

SIZES = ("a4", "a3")
MOST_MEETINGS = 6
MOST_QUESTIONS = 6


def poster(kit: Kit, size: str) -> bytes:
    """One page, A4 or A3, readable from two metres and in black and white."""
    return one_page("poster", poster_data(kit, size))


def poster_data(kit: Kit, size: str) -> dict[str, Any]:
    """What the poster says; the page to read on a screen says the same."""
    basis, words, consultation = kit.basis, kit.words, kit.consultation
    opens, closes = (day(when, kit.language) for when in (consultation.opens, consultation.closes))
    return {
        **basis,
        "size": size,
        "title_size": title_size(basis["heading"]["text"], 40),
        "object": kit.said(consultation.object),
        "dates": words["dates"].format(opens=opens, closes=closes),
        "questions": basis["questions"][:MOST_QUESTIONS],
        "more_questions": len(basis["questions"]) > MOST_QUESTIONS,
        "meetings": [
            {
                "when": _when(session, kit.language),
                "title": kit.own(session.title),
                "place": kit.own(session.place),
            }
            for session in kit.frame.sessions[:MOST_MEETINGS]
        ],
        "more": len(kit.frame.sessions) > MOST_MEETINGS,
        "without": without_internet(kit),
        "answer": kit.answer,
        "foot": foot(kit),
    }


def _when(session: Session, language: str) -> str:
    comma = "،" if language == "ar" else ","
    return f"{weekday(local_day(session.starts), language)}{comma} {hour(session.starts, language)}"


def without_internet(kit: Kit) -> list[str]:
    """Every way to take part without a screen that exists here."""
    words, details = kit.words, kit.frame.details
    ways = [words["without_meeting"]] if kit.frame.sessions else []
    if details.desk:
        ways.append(kit.labelled(words["without_sheet"], details.desk))
    else:
        ways.append(words["without_sheet_unknown"])
    if details.phone:
        ways.append(f"{words['without_phone']} {phone(details)}")
    return [*ways, words["without_help"]]


def foot(kit: Kit) -> str:
    """Whom to write to, about the debate and about data."""
    territory, asked = kit.frame.territory, contact(kit.frame)
    parts = []
    if asked:
        parts.append(kit.labelled(kit.words["contact"], asked))
    if territory.dpo:
        parts.append(kit.labelled(kit.words["data"], territory.dpo))
    return " · ".join(parts)
