"""Tags and filters of the pages of readings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from concertia_web.readings.words import CAPTURE_NAMES, KIND_NAMES, QUOTABLE, RECORD_NAMES, VOICE_NAMES

register = template.Library()


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """The text in the language of the page, or in French where it was not translated."""
    return texts.get(get_language() or "fr", texts["fr"])


@register.filter
def kind_name(kind: str) -> str:
    """The word for a kind of passage or of finding."""
    return str(KIND_NAMES[kind])


@register.filter
def capture_name(capture: str) -> str:
    """How the words reached us."""
    return str(CAPTURE_NAMES[capture])


@register.filter
def voice_name(voice: str) -> str:
    """Whose words they are."""
    return str(VOICE_NAMES[voice])


@register.filter
def record_name(record: str) -> str:
    """What a sort of record is called."""
    return str(RECORD_NAMES[record])


@register.filter
def quotable(capture: str) -> bool:
    """Whether the text may stand between quotation marks."""
    return capture in QUOTABLE


@register.simple_tag(takes_context=True)
def language_links(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """The same page in each language of the site: code, name and address."""
    request: HttpRequest | None = context.get("request")
    here = request.get_full_path() if request else "/"
    return [
        {"code": code, "name": name, "url": translate_url(here, code)} for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def page_link(context: Mapping[str, Any], number: int) -> str:
    """The address of another page of the same list, filters kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
