"""The notice of information on data, in four forms: on the site, on the wall, on paper, aloud."""

from __future__ import annotations

from typing import Any

from concertia_web.papers.composing import Paper, Part, compose
from concertia_web.papers.facts import Frame
from concertia_web.papers.kit import FICTIONAL, Kit
from concertia_web.papers.packs import PaperPack, named
from concertia_web.papers.printing import printed

VERSIONS = {
    "site": "Vos données",
    "affiche": "Vos données, en bref",
    "papier": "Vos données",
    "orale": "À dire : vos données",
}
"""Form → title."""
_SIZES = {"site": (11.5, 20), "affiche": (17, 20), "papier": (12.5, 16), "orale": (15.5, 22)}
"""Form → points, millimetres of margin."""


def notice(frame: Frame, version: str) -> Paper:
    """The words of one form, and what is missing in them."""
    pack = named("notice-donnees")
    blocks = tuple(pack["versions"][version])
    return compose(PaperPack(pack["key"], pack["version"], 0, VERSIONS[version], "", blocks), frame)


def notice_pdf(kit: Kit, version: str) -> bytes:
    """The sheet to print: A4, or A5 for what goes with the paper form."""
    paper = notice(kit.frame, version)
    size, margin = _SIZES[version]
    basis = kit.basis
    return printed(
        "reading",
        {
            **basis,
            "title": f"{paper.title} – {basis['title']}",
            "heading": paper.title,
            "size": "a5" if version == "papier" else "a4",
            "margin": margin,
            "text_size": size,
            "numbered": version == "site",
            "fictional_mark": FICTIONAL,
            "blocks": as_blocks(paper),
        },
    )


def as_blocks(paper: Paper) -> list[dict[str, Any]]:
    """Parts as the pages to read know them; a list is one block."""
    return [_block(part) for part in paper.blocks if isinstance(part, Part)]


def _block(part: Part) -> dict[str, Any]:
    lines = [[{"text": run.text, "strong": run.kind != "plain"} for run in line] for line in part.lines]
    if part.kind == "list":
        return {"kind": "list", "items": lines}
    return {"kind": part.kind, "text": lines[0]}
