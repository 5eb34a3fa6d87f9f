"""Statements by which people say who they are: not something others can agree or disagree about.

« I live in a rural area » divides a conversation as age or place does. It tells who came, it is no
finding. The rule is written, small, and leaves a sentence that also says what should be done.
"""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"\W*(?:"
    r"i\s+(?:live|lived|reside|grew\s+up|was\s+born|work|own|rent|farm|study|identify)\b"
    r"|(?:i\s+am|i['’]m|i\s+have\s+been)\s+(?:not\s+)?(?:an?|the|from|in|based|living|retired|born|aged|under|over|between|\d+)\b"
    r"|as\s+an?\s+[^,]+,\s+i\s+(?:live|work|am\s+an?)\b"
    r"|j['’]habite\b|je\s+(?:vis|réside|demeure|travaille|loge|loue)\b|je\s+suis\s+né"
    r"|je\s+(?:ne\s+)?suis\s+(?:pas\s+)?(?:une?|de|du|des|âgée?|retraitée?s?|étudiante?|salariée?|"
    r"agricult\w+|enseignante?|élue?|mariée?|célibataire|originaire|propriétaire|locataire|handicapée?)\b"
    r"|j['’]ai\s+\d+\s+ans\b"
    r"|ich\s+(?:wohne|lebe|arbeite|studiere)\b|ich\s+bin\s+(?:kein\w*|ein\w*|aus|in|\d+|rentner\w*)\b"
    r")",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:should|must|needs?|want|wish|would|think|believe|feel|support|oppose\w*|against|favou?r|"
    r"agree|disagree|concern\w*|worr\w+|afraid|convinced|happy|willing|ready|prefer|hope|"
    r"fan|supporter|advocate|believer|proponent|opponent|"
    r"faut|doi\w+|devr\w+|veux|voudr\w+|souhait\w*|pens\w+|croi\w+|trouve|pour\s+que|contre|favorable|"
    r"d['’]accord|inqui\w+|convaincu\w*|peur|préfèr\w*|espèr\w*|partisan\w*|adepte|opposante?|"
    r"soll\w*|muss|müssen|möchte|will|finde|glaube|denke|gegen|dafür|dagegen|befürworter\w*|gegner\w*)\b",
    re.IGNORECASE,
)


def is_about_oneself(text: str) -> bool:
    """Whether a statement only says who speaks: « I live… », « je suis une… », « ich wohne… »."""
    return bool(_OPENING.match(text)) and not _OPINION.search(text)
