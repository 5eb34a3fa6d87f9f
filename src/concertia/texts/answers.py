"""What a short negative answer refuses: « Aucun. » says nothing alone, and no to what the question asks.

« Pour quelle politique paieriez-vous plus d'impôts ? — Aucun. » is a refusal; « Autre chose à ajouter ?
— Non. » and « Avez-vous des craintes ? — Aucune. » refuse nothing. All patterns read folded text.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIVE = _words(
    "non no nein nee nao none nothing never nichts niemals aucun aucune aucuns aucunes rien jamais nada "
    "ninguno ninguna nessuno nessuna niente kein keine keiner keines keinen zero niet لا كلا"
)
_SMALL = _words(
    "et ni ou du tout absolument vraiment strictement surtout certainement plus pas merci and or at all of "
    "these them not thanks und gar danke de la vie pour moi for me oh ah ben bah mais"
)
_LONGEST_ANSWER = 4
"""Words of an answer that says no and nothing else."""

_OPENS_WITH_NONE = re.compile(
    r"(?:absolument |vraiment |plus )?(?:aucune?s?|rien|none|nothing|nichts|keine[rsn]?)"
    r"(?: ?[,;:.!?…()–—-]| (?:car|parce|puisque|d'autant|tant|on|nous|je|j'|ceux|la|le|les|l'|il|ils|c'est"
    r"|c est|dans|une?|mais|because|since|we|i|as|denn|weil|wir|ich)\b)"
)
_NONE_OF_WHAT = re.compile(r"aucune? (\w{4,}?)s?(?: \w+){0,2} ?(?:[,;:.!]|$)")
_ASKS_WHAT_ELSE = re.compile(
    r"\b(?:a ajouter|ajouter (?:autre|quelque|des|un)|autre chose|commentaires?|remarques?|complements?"
    r"|anything else|to add|comments?|remarks?|anmerkung\w*|hinzufugen|sonst noch)\b"
    r"|\b(?:avez-vous|auriez-vous|as-tu|quelles?|quels?|y a-t-il|vos|tes|any|what|which|your|haben sie"
    r"|welche) (?:\w+ )?(?:\w+ )?(?:craintes?|peurs?|inquietudes?|risques?|problemes?|difficultes?|freins?"
    r"|obstacles?|objections?|reserves?|concerns?|fears?|worries|risks?|problems?|difficulties|bedenken|sorgen"
    r"|angste?)\b"
    r"|\b(?:etes-vous|seriez-vous|es-tu|are you|sind sie) (?:\w+ )?(?:contre|oppos\w+|hostiles?|inquiet\w*"
    r"|against|worried|dagegen|gegen)\b"
)


def says_only_no(text: str) -> bool:
    """Whether folded ``text`` is a negative answer and nothing else: « aucune et aucun », « non merci »."""
    found = re.findall(r"\w+", text[:60])
    return (
        0 < len(found) <= _LONGEST_ANSWER
        and len(text) <= 40
        and any(word in _NEGATIVE for word in found)
        and all(word in _NEGATIVE or word in _SMALL for word in found)
    )


def opens_with_no(text: str, question: str) -> bool:
    """Whether the folded opening of an answer says « aucun, … » or « aucun domaine, … » to the question."""
    if _OPENS_WITH_NONE.match(text):
        return True
    what = _NONE_OF_WHAT.match(text)
    return what is not None and bool(re.search(rf"\b{re.escape(what.group(1))}", question))


def refuses_nothing(question: str) -> bool:
    """Whether « non » to this folded question refuses nothing: it asks for fears, or for anything to add."""
    return bool(_ASKS_WHAT_ELSE.search(question))
