"""Numbers of inhabitants as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """By threes, with a space that does not break: « 173 136 »."""
    return f"{number:,}".replace(",", "\u202f")
