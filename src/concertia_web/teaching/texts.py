"""The words of a contribution as a reading will cut them, so that what is coded here is found there."""

from __future__ import annotations

import hashlib

from concertia.corpus.masking import mask_personal_data
from concertia.corpus.text import canonical
from concertia.language.segmentation import segment
from concertia_web.contributions.models import Contribution
from concertia_web.teaching.models import WHOLE

Span = tuple[int, int]


def words_of(note: Contribution) -> str:
    """What a reading sees of it: the canonical text, masked where personal data was covered."""
    text = canonical(note.shown_text).text
    return mask_personal_data(text) or text


def spans_of(note: Contribution) -> list[Span]:
    """Its passages: offsets in ``words_of``, half-open, in the order of the text."""
    return segment(words_of(note), note.language.split("-")[0] or "fr")


def holds(note: Contribution, span: Span) -> bool:
    """Whether this is the whole of it, or one of its passages."""
    return span == WHOLE or span in spans_of(note)


def seal(note: Contribution, span: Span) -> str:
    """16 hexadecimal characters that change with the words received, and tell nothing of them.

    Words covered later keep their seal: they are the same words.
    """
    text = canonical(note.text).text
    words = text if span == WHOLE else text[span[0] : span[1]]
    return hashlib.sha256(f"{note.nonce}{words}".encode()).hexdigest()[:16]
