"""Names of themes once a text was erased: no word of it stays there that nobody else wrote.

Names given by people, or by the framing note, did not come from the text: they stay.
"""

from __future__ import annotations

from dataclasses import replace

from concertia.language.words import stems
from concertia.synthesis.reading import Reading
from concertia.texts.themes import Theme

UNNAMED = {"fr": "Thème sans nom", "en": "Unnamed theme", "de": "Thema ohne Namen"}
"""What stands for a name whose words were all erased."""
NAMING = 2
"""Keywords that make a name."""


def relabelled(before: Reading, after: Reading) -> tuple[Theme, ...]:
    """The themes of ``before``, without the words that only contributions erased in ``after`` held.

    A keyword that holds such a word is removed; a name that holds one is made again of the keywords left.
    """
    given = {edit.get("label") for edit in before.applied}
    return tuple(_relabelled(theme, before, after, theme.label in given) for theme in before.themes)


def _relabelled(theme: Theme, before: Reading, after: Reading, given: bool) -> Theme:
    units = [int(unit) for unit in after.units_of_theme[theme.id]]
    erased = [unit for unit in units if before.text(unit) and not after.text(unit)]
    lost = {word for unit in erased for word in _words(before.text(unit), _language(before, unit))}
    held = {word for unit in units for word in _words(after.text(unit), _language(after, unit))}
    gone = lost - held
    if not gone:
        return theme
    languages = sorted({_language(before, unit) for unit in erased})

    def stays(words: str) -> bool:
        return not any(gone & _words(words, language) for language in languages)

    keywords = tuple(word for word in theme.keywords if stays(word))
    if theme.guided or given or stays(theme.label):
        return replace(theme, keywords=keywords)
    name = ", ".join(keywords[:NAMING])
    lang = before.parameters.lang[:2]
    label = name[:1].upper() + name[1:] if name else UNNAMED.get(lang, UNNAMED["en"])
    return replace(theme, keywords=keywords, label=label)


def _language(reading: Reading, unit: int) -> str:
    return reading.units["language"][unit] or "und"


def _words(text: str, language: str) -> set[str]:
    """Stems and forms of the words of a text."""
    return {form for pair in stems(text, language) for form in pair}
