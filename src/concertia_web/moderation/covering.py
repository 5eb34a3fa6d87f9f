"""Cover words of a text without moving any: spans of characters in, a text of the same length out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from concertia.corpus.masking import MASK

Span = tuple[int, int]


def covered(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The text with these characters covered, line breaks kept; the same length."""
    found = list(text)
    for start, end in united(spans, len(text)):
        for place in range(start, end):
            if not found[place].isspace():
                found[place] = MASK
    return "".join(found)


def spans_of(text: str, public_text: str) -> list[Span]:
    """Where ``public_text`` covers ``text``; nothing where it covers nothing or does not match."""
    if not public_text or len(text) != len(public_text):
        return []
    marks = [place for place, (one, other) in enumerate(zip(text, public_text, strict=True)) if one != other]
    return united([(place, place + 1) for place in marks], len(text))


def occurrences(text: str, words: str) -> list[Span]:
    """Every place where these words stand, whatever their case; a word inside another is left alone."""
    wanted = words.strip().casefold()
    folded = text.casefold()
    if not wanted or len(folded) != len(text):
        wanted, folded = words.strip(), text
    found, start = [], folded.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        inside = (start and folded[start - 1].isalnum() and wanted[0].isalnum()) or (
            end < len(folded) and folded[end].isalnum() and wanted[-1].isalnum()
        )
        if not inside:
            found.append((start, end))
        start = folded.find(wanted, end)
    return found


def united(spans: Iterable[Sequence[int]], length: int) -> list[Span]:
    """In order, inside the text, those that touch as one."""
    merged: list[Span] = []
    for first, last in sorted((max(0, span[0]), min(length, span[1])) for span in spans):
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
