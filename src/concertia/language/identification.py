"""Which language a text is written in.

Two readings of the same naive Bayes model (py3langid). A text is first compared with the languages
of ``HANDLED``; another language than the four of the interface is believed only when the model is
nearly certain. Otherwise the choice is between French, English, German and Arabic. Too short a text
says nothing reliable: it takes the language expected of it, that of its contribution or of most others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

CORE = ("ar", "de", "en", "fr")
HANDLED = (*CORE, "es", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sk", "tr", "zh")
"""Languages that can be reported; all but Slovak are covered by the default embedding."""

MIN_LETTERS = 24
"""Below this number of letters a text inherits the expected language."""
CERTAIN = 0.95
"""Calibrated probability above which a language outside ``CORE`` is believed."""
LIKELY = 0.60
"""Calibrated probability above which a language of ``CORE`` replaces the expected one."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 5),
    ("ko", re.compile(r"[\uac00-\ud7a3]"), 2),
    ("zh", re.compile(r"[\u3400-\u9fff]"), 3),
    ("ar", re.compile(r"[\u0620-\u06ff]"), 2),
    ("ru", re.compile(r"[\u0410-\u044f]"), 2),
)
"""Language, its script, and how many letters one sign of it is worth against the others."""
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S{1,64}@\S+")


def identify(texts: Sequence[str], default: str) -> list[str]:
    """ISO 639-1 code of each text; ``default`` where a text is too short or undecided."""
    expected = [default] * len(texts)
    return identify_expecting(texts, expected)


def identify_expecting(texts: Sequence[str], expected: Sequence[str]) -> list[str]:
    """The same, each text with the language expected of it (that of its contribution, its question…)."""
    return [_identify(text, default) for text, default in zip(texts, expected, strict=True)]


def usual(identified: Sequence[str], default: str) -> str:
    """The language most texts of a corpus were identified in (then the first in the alphabet).

    ``identified`` comes from ``identify(texts, "")``: blank where nothing could be told. ``default`` where
    that is the case of all.
    """
    counts = Counter(language for language in identified if language)
    return min(counts, key=lambda language: (-counts[language], language), default=default)


def _identify(text: str, default: str) -> str:
    text = _ADDRESS.sub(" ", text)
    letters = len(_LETTER.findall(text))
    if letters == 0:
        return default
    for language, script, worth in _SCRIPTS:
        if len(script.findall(text)) * worth > letters:
            return language
    if letters < MIN_LETTERS or text.count(" ") < 3:
        return default
    language, probability = _model(HANDLED).classify(text)
    if language not in CORE and probability < CERTAIN:
        language, probability = _model(CORE).classify(text)
    return str(language) if probability >= LIKELY else default


@cache
def _model(languages: tuple[str, ...]) -> LanguageIdentifier:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(languages)
    return model
