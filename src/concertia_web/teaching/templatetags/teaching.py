"""The names of grids and codes in the language of the page."""

from __future__ import annotations

from django import template

from concertia.texts.grids import UNDETERMINED
from concertia_web.languages import say
from concertia_web.readings.words import POSITION_NAMES
from concertia_web.teaching.grids import packs

register = template.Library()


@register.filter
def grid_title(key: str) -> str:
    """A grid that ships by its title, another by the one that people gave."""
    pack = packs().get(key)
    return say(pack.title).text if pack else key


@register.filter
def code_label(code: str, key: str) -> str:
    """A code of this grid as it is said."""
    pack = packs().get(key)
    if code == UNDETERMINED:
        return str(POSITION_NAMES[UNDETERMINED])
    return say(pack.codes[code]).text if pack and code in pack.codes else code
