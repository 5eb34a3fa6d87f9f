"""Paper forms: a numbered sheet with its slip to keep, and contact slips that are never on the same paper."""

from __future__ import annotations

from concertia_web.papers.dates import day
from concertia_web.papers.facts import contact, phone
from concertia_web.papers.kit import Kit, title_size
from concertia_web.papers.printing import printed

STARTERS = ("wish", "fear", "condition", "refuse", "propose", "ask")
"""Kinds in plain words: attente, crainte, condition, refus, proposition, question."""
SPECIMEN = ("",)


def forms(kit: Kit, numbers: list[str] | tuple[str, ...]) -> bytes:
    """One sheet per number, then contact slips, four to a page, without any number."""
    basis, words, details = kit.basis, kit.words, kit.frame.details
    heading = basis["heading"]["text"]
    deposit = words["deposit"].format(closes=day(kit.consultation.closes, kit.language)) + "."
    if details.desk:
        deposit = f"{deposit} {kit.labelled(words['deposit_at'], details.desk)}."
    return printed(
        "forms",
        {
            **basis,
            "numbers": list(numbers),
            "title_size": min(17.0, title_size(heading, 20)),
            "question_size": 14 if len(basis["questions"]) <= 2 else 12.5,
            "most_height": 52,
            "starters": [f"{words[name]}…" for name in STARTERS],
            "deposit": deposit,
            "legal": _legal(kit),
            "ask_at": _ask_at(kit),
            "ask_lines": [line for line in (contact(kit.frame), basis["address"]) if line],
            "contact_use": f"{words['contact_use']}{kit.colon}{_rights(kit)}",
        },
    )


def _legal(kit: Kit) -> str:
    words = kit.words
    controller = kit.labelled(words["controller"], kit.frame.territory.full_name)
    return f"{controller}. {words['legal']}{kit.colon}{_rights(kit)}"


def _rights(kit: Kit) -> str:
    territory = kit.frame.territory
    return territory.dpo or territory.contact or " ".join(territory.full_name.split())


def _ask_at(kit: Kit) -> str:
    details = kit.frame.details
    places = ", ".join(place for place in (details.desk, phone(details)) if place)
    return (
        kit.labelled(kit.words["ask_at"], places) if places else f"{kit.words['ask_at']}{kit.colon}".rstrip()
    )
