"""What our own sentences may not say.

People came by themselves: whatever they said, it is not the share of residents, citizens or the French
who think so. These rules look at our sentences only (labels, edited findings, reports), never at
quotations.
"""

from __future__ import annotations

import re

from concertia.errors import ConcertiaError

_PEOPLE = {
    "fr": r"habitant(?:e|es|s|\(e\)s|·e·s|\.e\.s)?|citoyen(?:ne|nes|s|·ne·s|\.ne\.s)?|administré(?:e|es|s)?"
    r"|résident(?:e|es|s)?|riverain(?:e|es|s)?|Français(?:e|es)?|Européen(?:ne|nes|s)?|électeurs?|électrices?"
    r"|contribuables?|usagers?|population|gens|foyers?|ménages?|jeunes|femmes|hommes|personnes âgées|opinion"
    r"|Rennais(?:e|es)?|Nantais(?:e|es)?|Parisien(?:ne|nes|s)?|Lyonnais(?:e|es)?|Montpelliérain(?:e|es|s)?"
    r"|Tourangeaux|Tourangelles?|Bordelais(?:e|es)?|Toulousain(?:e|es|s)?|Lillois(?:e|es)?"
    r"|Strasbourgeois(?:e|es)?|Brestois(?:e|es)?|Grenoblois(?:e|es)?|Marseillais(?:e|es)?|Métropolitains?",
    "en": r"residents?|citizens?|inhabitants?|people|population|public|voters?|taxpayers?|households?"
    r"|Europeans?|French|Germans?|locals?|young people|women|men",
    "de": r"Bürger(?:innen|n|\*innen|:innen)?|Einwohner(?:innen|n|\*innen|:innen)?|Bevölkerung|Deutschen?"
    r"|Anwohner(?:innen|n)?|Franzosen|Europäer(?:innen|n)?|Wähler(?:innen|n)?|Menschen|Leute|Haushalte",
}
"""Names of a population, by language."""

_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?|[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*)\s*(?:%|pour\s*cent|pour-cent|percent|per\s*cent|Prozent)"
)
_GENTILE = r"[A-ZÉÈÎÔ][a-zà-ÿ]+(?:ais|aise|aises|ois|oise|oises|iens?|iennes?|ains?|aines?|éens?|éennes?)"
"""A capitalised word that ends as the names of a town's people do: « Rennais », « Parisiennes »."""

_RULES = {
    "fr": (
        rf"{_NUMBER}\s+(?:(?:de|des|d['’]|du|parmi)\s*)(?:tous\s+)?(?:les\s+|l['’]|la\s+|nos\s+)?"
        rf"(?:\w+\s+)?(?:{_PEOPLE['fr']})\b",
        rf"(?:majorité|minorité|moitié|tiers|quart|plupart|ensemble|totalité|part)\s+(?:de\s+|des\s+|d['’]|du\s+)"
        rf"(?:la\s+|l['’]|nos\s+)?(?:{_PEOPLE['fr']})\b",
        rf"\b(?:un|une|deux|trois|quatre|neuf|\d+)\s+(?:{_PEOPLE['fr']})\s+sur\s+(?:\w+)",
        rf"\b(?:les|nos|tous les|la|l['’])\s*(?:{_PEOPLE['fr']})\s+(?:ne\s+|n['’]|en\s+|y\s+|se\s+|s['’])?"
        r"(?:pens|veul|veut|souhait|demand|estim|attend|rejett|refus|approuv|crai(?:gn|nt)|réclam|exig|préfèr"
        r"|préfér|considèr|considér|croi|dis(?:ent)\b|sont\s+(?:pour|contre|favorables|opposé|inqui)"
        r"|est\s+(?:pour|contre|favorable|opposé|inqui))\w*",
    ),
    "en": (
        rf"{_NUMBER}\s+of\s+(?:all\s+)?(?:the\s+|our\s+)?(?:\w+\s+)?(?:{_PEOPLE['en']})\b",
        rf"(?:majority|minority|most|half|third|quarter|all)\s+of\s+(?:the\s+|our\s+)?(?:{_PEOPLE['en']})\b",
        rf"\bmost\s+(?:{_PEOPLE['en']})\b",
        rf"\b(?:the|our)\s+(?:{_PEOPLE['en']})\s+(?:think|want|believe|wish|demand|expect|reject|refuse|approve"
        r"|support|oppose|fear|prefer|are\s+(?:for|against|in favou?r|opposed|worried))\w*",
    ),
    "de": (
        rf"{_NUMBER}\s+(?:der|von|aller|unserer)\s+(?:den\s+)?(?:\w+\s+)?(?:{_PEOPLE['de']})\b",
        rf"(?:Mehrheit|Minderheit|Hälfte|Drittel|Viertel|Teil|Großteil)\s+(?:der|von|aller)\s+(?:{_PEOPLE['de']})\b",
        rf"\b(?:die|alle|unsere)\s+(?:\w+\s+)?(?:{_PEOPLE['de']})\s+(?:denken|denkt|wollen|will|glauben|glaubt"
        r"|wünschen|wünscht|fordern|fordert|erwarten|erwartet|lehnen|lehnt|befürworten|befürwortet|fürchten)",
    ),
}
_COMPILED = {
    language: tuple(re.compile(rule, re.IGNORECASE) for rule in rules) for language, rules in _RULES.items()
}
_TOWN = re.compile(rf"(?:\d+(?:[.,]\d+)?)\s*(?:%|pour\s*cent)\s+(?:des|de\s+tous\s+les)\s+{_GENTILE}\b")


class PopulationClaimError(ConcertiaError):
    """A sentence speaks for people who were not asked."""


def population_claim(text: str) -> str | None:
    """The words of ``text`` that speak for a whole population, or ``None``. All languages are tried."""
    found = [rule.search(text) for rules in _COMPILED.values() for rule in rules] + [_TOWN.search(text)]
    hits = [match for match in found if match is not None]
    return min(hits, key=lambda match: match.start()).group(0) if hits else None


def refuse_population_claims(text: str) -> None:
    """Raise PopulationClaimError if one of our sentences speaks for residents, citizens, a country…

    « 62 % des 140 contributions » is fine; « 62 % des habitants » and « les citoyens veulent » are not.
    """
    words = population_claim(text)
    if words is not None:
        raise PopulationClaimError(
            f"La phrase parle au nom de personnes qui n'ont pas été interrogées : « {words} ». "
            "Celles qui ont contribué sont venues d'elles-mêmes et ne représentent pas toutes les autres. "
            "Écrivez par exemple « 62 % des 140 contributions » ou « parmi les personnes venues ».",
            f"The sentence speaks for people who were not asked: “{words}”. Those who contributed came by "
            "themselves and do not stand for everybody else. "
            "Write for instance “62% of the 140 contributions” or “among the people who came”.",
        )
