"""A pack and what is known make a paper: blocks of runs, and the list of what remains to be completed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from concertia.reports.typography import typeset
from concertia_web.papers.facts import LABELS, Frame
from concertia_web.papers.packs import FIELD, PaperPack
from concertia_web.papers.planning import inserted

RunKind = Literal["plain", "strong", "blank"]
_BY_HAND = re.compile(r"(\[à compléter : [^\]]*\])")
_VERIFY = "[à vérifier par votre service juridique]"


@dataclass(frozen=True)
class Run:
    """A piece of a line; ``blank`` is what someone must still complete or check: highlighted."""

    text: str
    kind: RunKind = "plain"


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Part:
    """One block of a paper: its kind, and its lines."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A table: caption, header, rows of lines; ``numeric`` columns are aligned at the end."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: tuple[bool, ...]
    widths: tuple[int, ...]
    """Relative."""


@dataclass(frozen=True)
class Paper:
    """What will be written, and what is missing (labels, each once, in reading order)."""

    key: str
    title: str
    blocks: tuple[Part | Grid, ...]
    missing: tuple[str, ...]
    frame: Frame


def compose(pack: PaperPack, frame: Frame) -> Paper:
    """The paper of this territory, campaign and concertation."""
    blocks = tuple(_blocks(pack, frame))
    runs = [run for block in blocks for line in _lines(block) for run in line if run.kind == "blank"]
    labels = (
        run.text.removeprefix("[à compléter : ").removesuffix("]") for run in runs if run.text != _VERIFY
    )
    return Paper(pack.key, pack.title, blocks, tuple(dict.fromkeys(labels)), frame)


def text_of(paper: Paper) -> str:
    """Everything that a reader will see, one line per line."""
    return "\n".join("".join(run.text for run in line) for block in paper.blocks for line in _lines(block))


def _lines(block: Part | Grid) -> Iterator[Line]:
    if isinstance(block, Part):
        yield from block.lines
    else:
        for row in block.rows:
            yield from row


def _blocks(pack: PaperPack, frame: Frame) -> Iterator[Part | Grid]:
    article = 0
    for block in pack.blocks:
        if not _holds(block.get("when", ""), frame):
            continue
        kind, content = next(pair for pair in block.items() if pair[0] != "when")
        if kind == "insert":
            yield from _inserted(content, pack, frame)
        elif kind == "article":
            article += 1
            number = "Article 1er. " if article == 1 else f"Article {article}. "
            yield Part(kind, ((Run(number, "strong"), *_runs(content, frame)),))
        elif kind == "visa":
            yield Part(kind, ((*_runs(f"{content} ", frame), Run(_VERIFY, "blank")),))
        elif kind == "facts":
            yield Part(
                kind,
                tuple((Run(f"{label}\u00a0: ", "strong"), *_runs(text, frame)) for label, text in content),
            )
        elif isinstance(content, list):
            yield Part(kind, tuple(_runs(text, frame) for text in content))
        else:
            yield Part(kind, (_runs(str(content), frame),))


def _holds(when: str, frame: Frame) -> bool:
    """Kinds of territory are alternatives; everything else must hold."""
    asked = set(when.split())
    kinds = asked & {"commune", "epci", "metropole", "departement", "region", "ville", "reseau", "autre"}
    return asked - kinds <= frame.conditions and (not kinds or frame.territory.kind in kinds)


def _runs(text: str, frame: Frame) -> Line:
    """Our sentence, typeset, with its fields filled: values enter as they are, never read as markup."""
    made: list[Run] = []
    strong = False
    for rank, piece in enumerate(typeset(" ".join(text.split(" ")).strip("\n"), "fr").split("**")):
        strong = rank % 2 == 1
        for position, part in enumerate(FIELD.split(piece)):
            if position % 2:
                made.append(_value(part, frame, strong))
            else:
                made += _plain(part, strong)
    return tuple(run for run in made if run.text)


def _plain(text: str, strong: bool) -> list[Run]:
    text = text.replace("[à compléter\u202f:", "[à compléter :")
    return [
        Run(piece, "blank" if _BY_HAND.fullmatch(piece) else "strong" if strong else "plain")
        for piece in _BY_HAND.split(text)
    ]


def _value(name: str, frame: Frame, strong: bool) -> Run:
    key = name.lower()
    value = frame.values.get(key, "")
    if not value:
        return Run(f"[à compléter : {LABELS[key]}]", "blank")
    if name[0].isupper():
        value = value[:1].upper() + value[1:]
    return Run(value, "strong" if strong else "plain")


def _inserted(name: str, pack: PaperPack, frame: Frame) -> Iterator[Part | Grid]:
    for table in inserted(name, pack, frame):
        if isinstance(table, str):
            yield Part("text", (_runs(table, frame),))
        elif table.heading:
            yield Part("heading", ((Run(table.heading),),))
        if not isinstance(table, str):
            rows = tuple(tuple(_cell(cell, rank == 0) for rank, cell in enumerate(row)) for row in table.rows)
            if table.note:
                yield Part("small", ((Run(table.note),),))
            yield Grid(table.caption, table.header, rows, table.numeric, table.widths)


def _cell(text: str, first: bool) -> Line:
    return tuple(
        Run(piece, "blank" if _BY_HAND.fullmatch(piece) else "strong" if first else "plain")
        for piece in _BY_HAND.split(text)
        if piece
    )
