"""Tags of the screens of the sort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from concertia_web.consultations.models import Consultation
from concertia_web.sorting import permissions as may

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable; nothing where there is none."""
    return values.get(key, "")


@register.inclusion_tag("sorting/_tabs.html", takes_context=True)
def reading_tabs(context: Mapping[str, Any], consultation: Consultation, here: str) -> dict[str, Any]:
    """The tabs of the reading: only those that this person may open."""
    request = context["request"]
    return {
        "place": request.territory.slug,
        "consultation": consultation,
        "here": here,
        "circulates": may.circulate(request.actor, consultation),
        "calls": may.call_outsiders(request.actor, consultation),
    }
