"""Units that are not a sentence anyone would quote: cut-off pieces, a greeting, two words.

They count like any other. They only come last when a finding or a theme looks for its words.
"""

from __future__ import annotations

import re

LEAST_WORDS = 4
"""Words left, greetings and mentions removed, under which a unit is a fragment."""
_OPENING = re.compile(r"\s*[:;,)\]»…]|\s*\.\.|\s*(?:qu|d)['’]", re.IGNORECASE)
_CONNECTIVES = frozenset(
    word
    for words in (
        "que qui dont où et ou mais donc car puis ainsi afin tandis",
        "and or but because which that who whom whose then than",
        "und oder aber denn weil dass die der das welche sowie",
    )
    for word in words.split()
)
"""Words on which a unit that opens in lower case goes on with a sentence cut before it."""
_COURTESY = re.compile(
    r"@\S+|\b(?:bonjour|bonsoir|salut|merci(?: beaucoup| d['’]avance)?|cordialement|bien à vous|"
    r"(?:cher|chère)s?|madame|monsieur|mesdames|messieurs|à tou(?:te)?s|d['’]accord|"
    r"hello|hi|dear|thanks?(?: you)?|regards|agreed|"
    r"hallo|guten tag|danke|liebe[rs]?|sehr geehrte[rs]?|grüße)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


def is_fragment(text: str) -> bool:
    """Whether a unit reads badly alone.

    It opens with a mark or an elided « qu' », or with a connective in lower case; it ends with « : » or a
    comma; or it has fewer than ``LEAST_WORDS`` words besides greetings and mentions.
    """
    first = _WORD.search(text)
    return bool(
        first is None
        or _OPENING.match(text)
        or first.group() in _CONNECTIVES
        or text.rstrip().endswith((":", ","))
        or len(_WORD.findall(_COURTESY.sub(" ", text))) < LEAST_WORDS
    )
