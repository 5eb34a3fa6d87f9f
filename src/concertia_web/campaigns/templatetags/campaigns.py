"""Texts of campaigns on a page: rendered, marked where a translation is missing."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from concertia_web.campaigns.texts import render
from concertia_web.languages import TextMap, say

register = template.Library()


@register.filter
def rendered(texts: TextMap, language: str = "") -> SafeString | str:
    """Markdown of an organiser as HTML, in the language of the page or ``language``, marked with its own."""
    found = say(texts, language or None)
    if not found.text:
        return ""
    if found.asked and not language:
        return render(found.text)
    direction = "rtl" if found.language == "ar" else "ltr"
    return format_html('<div lang="{}" dir="{}">{}</div>', found.language, direction, render(found.text))


@register.filter
def said_in(texts: TextMap, language: str) -> SafeString | str:
    """The text in ``language`` (empty: that of the page), marked with its own where that is another."""
    found = say(texts, language or None)
    if not found.text or (found.asked and not language):
        return found.text
    direction = "rtl" if found.language == "ar" else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', found.language, direction, found.text)


@register.filter
def untranslated(texts: TextMap, language: str = "") -> SafeString | str:
    """A visible mark where the language asked for is missing."""
    found = say(texts, language or None)
    if found.asked or not found.text:
        return ""
    return format_html('<span class="mark untranslated">{}</span>', gettext("pas encore traduit"))
