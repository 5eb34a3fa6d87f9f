"""What pages of other apps print about who takes part: ``{{ consultation|proof_words }}``."""

from __future__ import annotations

from django import template

from concertia_web.consultations.models import Consultation
from concertia_web.participation import words

register = template.Library()


@register.filter
def proof_words(consultation: Consultation) -> str:
    """The proof level, to print beside a figure."""
    return words.proof_words(consultation)


@register.filter
def contributions_words(consultation: Consultation, number: int) -> str:
    """A number of contributions with the proof level."""
    return words.contributions_words(consultation, number)
