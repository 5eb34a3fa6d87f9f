"""Words by which people declare the kind, the voice, the support and the position of what they say.

Only what is plainly declared is recognised; anything else gives ``None`` and is counted by the caller.
"""

from __future__ import annotations

import re
from functools import lru_cache

from concertia.corpus.formats.column_names import plain

KIND_WORDS: dict[str, str] = {
    "attente": "attente|envie|souhait|espoir|besoin|desir|reve|expectation|hope|wish|need",
    "crainte": "crainte|peur|inquietude|angoisse|apprehension|fear|concern|worry|worries",
    "condition": "condition|oui si|oui mais|a condition|a condition que|sous condition|condition prealable|"
    "prealable",
    "refus": "refus|non|ligne rouge|lignes rouges|opposition|rejet|jamais|refusal|red line|red lines",
    "vigilance": "vigilance|point de vigilance|points de vigilance|point d attention|points d attention|"
    "risque|alerte|risk",
    "proposition": "proposition|idee|suggestion|solution|recommandation|preconisation|piste|"
    "piste d action|pistes d action|action|proposal|idea|recommendation",
    "constat": "constat|diagnostic|etat des lieux|observation|finding",
    "question": "question|interrogation|question ouverte",
    "temoignage": "temoignage|vecu|experience|recit|testimony|story",
    "autre": "autre|divers|other",
}
KINDS_BY_WORD = {word: kind for kind, words in KIND_WORDS.items() for word in words.split("|")}
PLURALS_IN_QUESTION = re.compile(
    r"\b(?:vos|quels|quelles|des|les|sont vos|aux?|a quelles?)\s+(?:\w+\s+)?(?:\w+\s+)?"
    r"(attentes|envies|souhaits|espoirs|besoins|craintes|peurs|inquietudes|conditions|refus|"
    r"points de vigilance|risques|propositions|idees|suggestions|recommandations|constats|questions|"
    r"temoignages)\b"
)
KIND_VERBS = {
    kind: re.compile(rf"^ce (?:que|qu|dont|qui) (?:je|j|on|nous|vous|m|l on|ne)? ?(?:ne |n )?(?:{verbs})\b")
    for kind, verbs in (
        (
            "refus",
            r"(?:veux|veut|voulons|voulez) (?:surtout )?(?:pas|plus|jamais)|refus\w+",
        ),
        ("crainte", r"crai\w+|redout\w+|(?:nous |vous )?(?:inquiet\w*|fait peur|angoisse)"),
        ("attente", r"(?:veux|veut|voulons|voulez|souhait\w+|attend\w*|esper\w+|voudr\w+|aimer\w+)"),
        ("proposition", r"(?:propos\w+|sugger\w+)"),
        ("constat", r"(?:constat\w+|observ\w+)"),
    )
}
"""Headings of workshop sheets: « Ce que nous craignons », « Ce que je ne veux pas »."""
VOICE_WORDS = {
    "individual": "individuel|individuelle|individu|personnel|personnelle|personne seule|individual|"
    "1 personne|une personne|citoyen seul|en mon nom|a titre personnel",
    "collective": "collectif|collective|groupe|table|atelier|sous groupe|group|classe|en groupe|equipe",
    "organisation": "organisation|organization|association|structure|institution|syndicat|entreprise|"
    "collectivite|organisme|au nom d une organisation|au nom d une structure|au nom d une association",
}
CAPTURE_WORDS = {
    "written": "ecrit|ecrite|ecrit par la personne|ecrite par la personne|manuscrit|manuscrite|written",
    "dictated": "dicte|dictee|dicte et relu|dictee et relue|dictated",
    "noted": "note|notee|note en seance|notee en seance|prise de notes|noted",
    "reworded": "reformule|reformulee|synthese|reworded",
    "transcribed": "transcrit|transcrite|retranscrit|retranscrite|transcription|transcribed",
    "imported": "importe|importee|imported",
}
CAPTURES_BY_WORD = {word: capture for capture, words in CAPTURE_WORDS.items() for word in words.split("|")}
VOICES_BY_WORD = {word: voice for voice, words in VOICE_WORDS.items() for word in words.split("|")}
SUPPORT_WORDS = {
    "isole": "isole|isolee|une personne|une seule personne|seul|avis isole|isolated",
    "plusieurs": "plusieurs|plusieurs personnes|quelques uns|quelques personnes|partage par plusieurs|"
    "several",
    "large": "large|largement partage|largement partagee|consensus|unanime|unanimite|tous|toute la table|"
    "tout le monde|partage par tous|partagee par tous|majoritaire|widely shared",
    "dispute": "dispute|disputee|desaccord|controverse|debattu|debattue|conteste|contestee|pas d accord "
    "entre nous|"
    "clivant|disputed",
    "non_mesure": "non mesure|non mesuree|inconnu|not measured",
}
SUPPORT_BY_WORD = {word: support for support, words in SUPPORT_WORDS.items() for word in words.split("|")}
POSITIONS_BY_WORD = {
    **dict.fromkeys(("pour", "favorable", "d accord", "for", "pro", "agree", "oui", "1", "+1"), "favorable"),
    **dict.fromkeys(
        ("contre", "defavorable", "pas d accord", "against", "con", "disagree", "non"), "defavorable"
    ),
    **dict.fromkeys(("nuance", "nuancee", "mitige", "mitigee", "partage", "oui mais", "qualified"), "nuance"),
}
VOTES_BY_WORD = {
    **dict.fromkeys(("d accord", "agree", "pour", "oui", "ok", "1", "accord", "favorable", "yes"), 1),
    **dict.fromkeys(("tout a fait d accord", "plutot d accord", "strongly agree"), 1),
    **dict.fromkeys(
        ("pas d accord", "disagree", "contre", "non", "nok", "desaccord", "defavorable", "no"), -1
    ),
    **dict.fromkeys(("pas du tout d accord", "plutot pas d accord", "strongly disagree"), -1),
    **dict.fromkeys(
        ("je passe", "passe", "pass", "0", "neutre", "sans avis", "ne se prononce pas", "abstention"), 0
    ),
    **dict.fromkeys(("ne sais pas", "je ne sais pas", "ni d accord ni pas d accord", "blanc"), 0),
    **dict.fromkeys(("mitige", "mitigee", "mixed", "nuance", "2"), 2),
}
PLAIN_VOTES = frozenset({"oui", "non", "ok", "nok", "yes", "no", "0", "1", "2", "pour", "contre"})
"""Words that are votes only where a person says that the column holds votes."""
_ENDINGS = ("", "e", "s", "es")
MODERATION_WORDS = {
    "rejected": "rejet|spam|indesirable|hors charte|non conforme|a supprimer|rejected|refused|moderated|"
    "hidden|masked|deleted|removed|unpublished|not published|trashed|blocked|"
    + "|".join(
        verb + ending
        for verb in (
            *("rejete", "refuse", "modere", "masque", "supprime", "retire", "bloque", "censure", "depublie"),
            *("non publie", "pas publie", "non valide", "non accepte", "non approuve"),
        )
        for ending in _ENDINGS
    ),
    "pending": "en attente|en attente de moderation|en attente de validation|a moderer|a valider|"
    "en moderation|en cours de moderation|pending|awaiting moderation|in moderation|unmoderated|"
    "not moderated|"
    + "|".join(verb + ending for verb in ("non modere", "pas encore modere") for ending in _ENDINGS),
    "accepted": "visible|en ligne|conforme|ok|published|accepted|approved|validated|online|"
    + "|".join(verb + ending for verb in ("publie", "accepte", "approuve", "valide") for ending in _ENDINGS),
}
MODERATION_BY_WORD = {
    word: decision for decision, words in MODERATION_WORDS.items() for word in words.split("|")
}
DOT_MARKS = "●•⬤⚫🔴🟢🔵🟡🟠🟣⭐★"
SAID_DOTS = re.compile(
    r"(?:[(\[]\s*(\d{1,4})\s*(?:gommettes?|pastilles?|points?|votes?|voix|dots?|likes?)\s*[)\]]"
    r"|(?<!\w)(\d{1,4})\s*(?:gommettes?|pastilles?|dots?))[\s.]*$",
    re.I,
)
DRAWN_DOTS = re.compile(rf"(?:[{DOT_MARKS}]\ufe0f?\s?)+$")
TIMES = re.compile(r"(?<!\w)[(\[]?[x×](\d{1,3})[)\]]?\s*$", re.I)
PLUSES = re.compile(r"(?<![+\w])[(\[]?(\+{2,9})[)\]]?\s*$")
PLUS_NUMBER = re.compile(r"\(\+\s?(\d{1,3})\)\s*$")
LAST_BRACKETS = re.compile(r"\(([^()]{2,60})\)[\s.]*$")
NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=8192)
def kind_of(words: str) -> str | None:
    """The kind named by a heading or a cell: ``Vos craintes`` gives ``crainte``; two kinds give ``None``."""
    text = plain(words)
    for candidate in (text, text.removesuffix("s"), *_without_plural(text)):
        if candidate in KINDS_BY_WORD:
            return KINDS_BY_WORD[candidate]
    for kind, verbs in KIND_VERBS.items():
        if verbs.search(text):
            return kind
    found = {KINDS_BY_WORD[_singular(word)] for word in PLURALS_IN_QUESTION.findall(text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8192)
def voice_of(words: str) -> tuple[str, int | None] | None:
    """``Collectif (6)`` gives ``("collective", 6)``."""
    numbers = NUMBER.findall(words)
    text = plain(re.sub(r"\(?\b\d+\b\)?(\s*(personnes|participants|voix|pers))?", " ", words))
    text = re.sub(r"\s+(de|d)$", "", text)
    voice = VOICES_BY_WORD.get(text) or VOICES_BY_WORD.get(plain(words))
    if voice is None:
        return None
    count = int(numbers[0]) if numbers and 0 < int(numbers[0]) < 1_000_000 else None
    return voice, count


@lru_cache(maxsize=8192)
def support_of(words: str) -> str | None:
    """The declared support in the room; a number, or drawn dots, gives ``dots:N``."""
    text = words.strip()
    if re.fullmatch(r"\d{1,6}(?:[.,]0+)?", text):
        return f"dots:{int(re.split('[.,]', text)[0])}"
    return SUPPORT_BY_WORD.get(plain(text)) or dots_at_end(text)


def dots_at_end(text: str) -> str | None:
    """Support noted at the end of a line: ``(5 gommettes)``, ``●●●``, ``x3``, ``+++``, ``(disputé)``."""
    if said := SAID_DOTS.search(text):
        return f"dots:{int(said.group(1) or said.group(2))}"
    if drawn := DRAWN_DOTS.search(text.rstrip()):
        count = sum(character in DOT_MARKS for character in drawn.group())
        return f"dots:{count}"
    for pattern in (TIMES, PLUS_NUMBER):
        if number := pattern.search(text):
            return f"dots:{int(number.group(1))}"
    if pluses := PLUSES.search(text):
        return f"dots:{len(pluses.group(1))}"
    brackets = LAST_BRACKETS.search(text)
    return SUPPORT_BY_WORD.get(plain(brackets.group(1))) if brackets else None


def voice_at_end(text: str) -> tuple[str, int | None] | None:
    """Voice noted in brackets at the end of a line: ``(collectif, 6)``."""
    brackets = LAST_BRACKETS.search(text)
    return voice_of(brackets.group(1)) if brackets else None


def capture_of(words: str) -> str | None:
    """How the words were taken down: ``notée en séance`` gives ``noted``."""
    return CAPTURES_BY_WORD.get(plain(words))


def position_of(words: str) -> str | None:
    """The declared position about the consulted text."""
    return POSITIONS_BY_WORD.get(plain(words))


def moderation_of(words: str) -> str | None:
    """The decision of moderators: ``rejetée`` gives ``rejected``."""
    return MODERATION_BY_WORD.get(plain(words))


@lru_cache(maxsize=8192)
def vote_of(words: str) -> int | None:
    """−1, 0, +1 or 2 (mitigé) for a word or a number; ``None`` if it is neither."""
    text = words.strip().removesuffix(".0")
    if text in {"-1", "−1", "–1"}:
        return -1
    return VOTES_BY_WORD.get(plain(text))


def _singular(word: str) -> str:
    return word if word in KINDS_BY_WORD else _without_plural(word)[-1]


def _without_plural(text: str) -> list[str]:
    words = text.split()
    return [" ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)]
