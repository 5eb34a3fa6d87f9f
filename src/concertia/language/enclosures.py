"""Brackets and quotations of a text: what a cut must not fall into."""

from __future__ import annotations

import re
from collections import deque

Span = tuple[int, int]

BRACKETS_LIMIT = 400
QUOTES_LIMIT = 200
"""Code points above which brackets, or a quotation, are long enough to be cut."""
_DEPTH = 8
"""Opening marks remembered: one that is never closed must not make the reading slow."""

_CLOSING = {")": "(", "]": "[", "»": "«", "”": "“", '"': '"'}
_QUOTES = '«“"'
_MARK = re.compile(r"[()\[\]«»“”\"]")


def enclosures(text: str, start: int, end: int) -> list[Span]:
    """Outermost balanced brackets and quotations of ``text[start:end]``, marks included, in order.

    Those longer than their limit are left out, and what they hold is looked at instead. Linear time.
    """
    opened: deque[tuple[str, int]] = deque(maxlen=_DEPTH)
    closed: list[Span] = []
    for found in _MARK.finditer(text, start, end):
        mark, position = found.group(), found.start()
        opening = _CLOSING.get(mark)
        if opening is not None and any(one == opening for one, _ in opened):
            if mark == '"' and text[position - 1 : position].isspace():
                opened.append((mark, position))
                continue
            while opened:
                one, since = opened.pop()
                if one == opening:
                    closed.append((since, position + 1))
                    break
        elif mark in "([«“" or (mark == '"' and _opens(text, position)):
            opened.append((mark, position))
    return _outermost(text, closed)


def _opens(text: str, position: int) -> bool:
    before = text[position - 1 : position] if position else ""
    return (not before or before.isspace() or before in "('’«") and not text[
        position + 1 : position + 2
    ].isspace()


def _outermost(text: str, closed: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(closed, key=lambda span: (span[0], -span[1])):
        limit = QUOTES_LIMIT if text[start] in _QUOTES else BRACKETS_LIMIT
        if end - start <= limit and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept
