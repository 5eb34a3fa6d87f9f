"""Words by which neighbours would recognise someone, though no name is written.

« En tant que secrétaire de mairie à X » points to one person; « je suis infirmière » in a town does not.
Each function is held by about ``population ÷ inhabitants for one holder`` people: below ``FEWEST``, the words
are shown to a person, with the reason and a cover of the same length. Nothing is covered alone. French first;
some English and German. What it finds and misses is measured in ``docs/methods/moderation.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from concertia_web.moderation.indirect_posts import ONE, POSTS, TRAITS, Post

FEWEST = 5
"""Below as many holders, the words point to someone."""
UNKNOWN_POPULATION = 2_000
SMALL_PLACE = 2_000
"""A place named in the text, smaller than the authority, is counted as that many inhabitants at most."""
SMALL_PUBLIC = 50

_UP = "A-ZÀ-ÖØ-Þ"
_NAMED = rf"[{_UP}][\w’'-]++(?:[ -](?:(?:sur|sous|en|le|la|les|lès|du|de|des)[ -])?[{_UP}][\w’'-]++)*+"
_HERE = (
    r"(?:du|de mon|de notre|de ce|dans le|dans mon|dans notre|au) (?:village|bourg|hameau|quartier|canton)|"
    r"(?:de|dans) (?:la|ma|notre|cette) (?:commune|vallée|paroisse|petite commune|petite ville)|"
    r"de chez nous|d[’']ici|"
    r"in (?:the|my|our|this) (?:village|town|parish|valley)|im (?:dorf|ort)|in (?:unserem|unserer|"
    r"der) (?:dorf|"
    r"gemeinde|stadt)|"
    rf"(?:à|de|d[’']|au|du|des) ?(?-i:(?:La |Le |Les |L[’'])?{_NAMED})"
)
_WHERE = re.compile(rf"\s*,?\s*(?P<where>{_HERE})", re.IGNORECASE)
_SELF = re.compile(
    r"(?<!\w)(?P<self>en tant qu(?:e |[’'])|en ma qualité d(?:e |[’'])|(?<!si )(?<!que )(?:je suis|"
    r"j[’']étais|"
    r"j[’']ai été)|(?:moi )?qui suis|étant|je travaille (?:comme|en tant que)|j[’']exerce (?:comme|"
    r"en tant que)|"
    r"mon (?:métier|poste|travail) d(?:e |[’'])|moi,|as (?=an? |the )|(?<!if )i am|(?<!if )i[’']m|i work as|"
    r"ich bin|ich arbeite als|als)\s*"
    r"(?:(?:aussi|moi-même|actuellement|encore|toujours|devenue?|depuis [\w ]{3,14}?),?\s+)?"
    r"(?:(?:le|la|un|une|an|a|the|die|der|eine?)\s+|l[’']\s*)?"
    r"(?:(?:anciens?|anciennes?|ex|nouvel(?:le)?|nouveau|jeune|former|new|ehemalige[r]?)[ -])?",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?<!\w)(?:(?:le|la|notre|l[’']|the|der|die)\s*)?(?:seule?|unique|only|einzige[rn]?)\s+", re.IGNORECASE
)
_THE = re.compile(
    r"(?<!\w)(?P<the>le|la|l[’']|notre|votre)\s*(?:ancien(?:ne)? |nouvelle |nouveau )?", re.IGNORECASE
)
_OUGHT = re.compile(
    r"\b(?:doi(?:t|vent)|devr(?:ait|aient|a|ont)|faut|faudrait|pourr(?:ait|aient)|puisse(?:nt)?|peu(?:t|"
    r"vent)|"
    r"soi(?:t|ent))\b",
    re.IGNORECASE,
)
_ONLY_ONE = re.compile(
    r"(?<!\w)(?:je suis|étant|en tant que|nous sommes)\s+(?:le|la|les|l[’'])\s*(?:seule?s?|unique)s?\s+"
    r"(?!à\b|qui\b|dans ce cas)[\w’'-]+(?:\s+[\w’'-]+)?\s+(?:du|de la|de l[’']|de mon|de ma|de notre|de|"
    r"d[’']|dans|à|au)"
    r"\s*(?:la |le |mon |ma |notre |l[’'])?[\w’'-]+",
    re.IGNORECASE,
)
_FAMILY_OF = re.compile(
    r"(?<!\w)(?:je suis|en tant que|moi,|étant)\s+(?:le |la |l[’'])?(?P<kin>(?:ex-)?(?:mère|père|maman|"
    r"papa|femme|épouse|mari|époux|"
    r"fils|fille|veuve|veuf|sœur|frère|compagne|compagnon|belle-(?:sœur|mère|fille)|beau-(?:frère|père|fils)|"
    rf"grand-(?:mère|père)|voisine?)\s+(?:du|de la|de l[’']|de|d[’'])\s*(?:(?-i:{_NAMED})|(?:maire|"
    r"directeur|directrice|adjointe?|médecin|curé|boulanger|instituteur|institutrice|pharmacien(?:ne)?|"
    r"notaire)\b))",
    re.IGNORECASE,
)
_CHILDREN = re.compile(
    r"(?<!\w)(?:j[’']ai|nous avons|mère de|père de|maman de|famille de)\s+(?P<many>sept|huit|neuf|dix|"
    r"onze|douze|"
    r"[7-9]|1[0-4])\s+enfants\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"(?<!\w)(?:j[’']ai|âgée? de|du haut de mes)\s+(?P<age>9[0-9]|1[01][0-9])\s+ans\b", re.IGNORECASE
)
_LIVES = re.compile(
    r"(?<!\w)(?:j[’']habite|je vis|je loge|nous habitons|nous vivons|on habite|je demeure|ma maison est|"
    r"chez moi,)"
    r"[^.!?\n]{0,25}?\s(?P<home>(?:\d{1,4}(?: ?(?:bis|ter))?,?\s+(?:rue|avenue|chemin|impasse|allée|"
    r"place|boulevard|route|"
    rf"cours)\b[^.!?,;\n]{{2,40}}|(?:le |la |l[’'])?(?:hameau|lieu-dit|ferme|impasse|moulin|"
    rf"château) (?:de |du |des |d[’'])?"
    rf"(?:la |le |l[’'])?(?-i:{_NAMED})|(?:juste )?(?:au-dessus|en face|derrière|à côté) (?:de la|"
    rf"de l[’']|du|la|le|l[’'])\s*"
    r"(?:boulangerie|mairie|église|école|pharmacie|poste|gare|boucherie|cimetière|tabac|épicerie|"
    r"salle des fêtes)))",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"(?<!\w)(?:je travaille|je bosse|j[’']exerce|je suis en poste|je suis affectée?)\s+(?:seule? )?"
    r"(?P<desk>(?:au|à la|à l[’']|aux|dans le)\s*(?:service|services|pôle|direction|accueil|guichet|"
    r"secrétariat|bureau|"
    r"état[ -]civil|ccas|standard|cantine|crèche|médiathèque)(?:\s+(?:de|du|des|d[’'])?\s*(?:la |"
    r"l[’'])?[\w’'-]+"
    r"(?: (?:civil|sociale?s?|humaines?|techniques?|publics?))?)?)",
    re.IGNORECASE,
)
_BODY = [
    (re.compile(rf"(?<!\w)(?<!si )je suis (?:devenue? |né(?:e)? )?(?P<body>{words})\b", re.IGNORECASE), per)
    for words, per in TRAITS.items()
]


@dataclass(frozen=True)
class Flag:
    """Words that may point to someone."""

    start: int
    end: int
    words: str
    why: str
    """In French, for who moderates."""


@dataclass(frozen=True)
class Place:
    """How large the place and the public are in which someone could be recognised."""

    name: str = ""
    population: int | None = None
    public: str = ""
    public_size: int | None = None

    @property
    def inhabitants(self) -> int:
        """The known population, or a small one where it is not known."""
        return self.population or UNKNOWN_POPULATION


def flags(text: str, place: Place) -> list[Flag]:
    """What points to someone in a text, in order, never twice the same characters."""
    kept: list[Flag] = []
    for found in sorted(_all(text, place), key=lambda one: (one.start, one.start - one.end)):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def _all(text: str, place: Place) -> Iterator[Flag]:
    yield from _themselves(text, place)
    yield from _others(text, place)
    yield from _alone(text, place)
    yield from _circumstances(text, place)


def _themselves(text: str, place: Place) -> Iterator[Flag]:
    """« en tant que secrétaire de mairie », « je suis la directrice de l’école »."""
    for opening in _SELF.finditer(text):
        end = opening.end()
        only = _ONLY.match(text, end)
        post = _post_at(text, only.end() if only else end, place)
        if post is None or (
            opening.group("self").lower().startswith("als") and not only and post[0].language != "de"
        ):
            continue
        found, stop = post
        stop, named = _located(text, stop, place)
        many = _holders(found, place, named)
        if only or many < FEWEST:
            yield _flag(text, end, stop, _why(many, place, named, bool(only)))


def _others(text: str, place: Place) -> Iterator[Flag]:
    """« le médecin du village », « la directrice de l’école m’a dit »."""
    for opening in _THE.finditer(text):
        post = _post_at(text, opening.end(), place)
        if post is None:
            continue
        found, end = post
        stop, named = _located(text, end, place)
        located = stop > end
        if _elected(text[opening.end() : end]) or (found.per == ONE and not located):
            continue
        many = _holders(found, place, named)
        ours = opening.group("the").lower() == "notre" and many < 2
        house = found.house and not _OUGHT.search(_sentence_after(text, end))
        general = not named and _OUGHT.search(_sentence_after(text, stop))
        if many < FEWEST and ((located and not general) or house or (ours and not general)):
            yield _flag(text, opening.end(), stop, _why(many, place, named, only=False))


def _alone(text: str, place: Place) -> Iterator[Flag]:
    """« la seule sage-femme de la vallée », « je suis la seule femme de l’équipe »."""
    for opening in _ONLY.finditer(text):
        post = _post_at(text, opening.end(), place)
        if post is not None:
            stop, named = _located(text, post[1], place)
            if stop > post[1]:
                yield _flag(text, opening.start(), stop, _why(1, place, named, only=True))
    for match in _ONLY_ONE.finditer(text):
        yield _flag(text, match.start(), match.end(), "La personne dit qu’elle est la seule dans ce cas.")


def _circumstances(text: str, place: Place) -> Iterator[Flag]:
    for match in _FAMILY_OF.finditer(text):
        yield _flag(
            text, *match.span("kin"), "Un lien de famille ou de voisinage avec une personne désignée."
        )
    for match in _LIVES.finditer(text):
        yield _flag(text, *match.span("home"), "Un lieu très précis : on sait qui habite là.")
    for pattern, per in _BODY:
        for match in pattern.finditer(text):
            many = place.inhabitants / per
            if many < FEWEST:
                yield _flag(text, *match.span("body"), _why(many, place, "", only=False))
    yield from _figures(text, place)
    yield from _desks(text, place)


def _figures(text: str, place: Place) -> Iterator[Flag]:
    """A great age, a very large family."""
    for match in _CHILDREN.finditer(text):
        if place.inhabitants < 20_000:
            yield _flag(text, *match.span(), f"Peu de familles sont aussi nombreuses {_there(place)}.")
    for match in _AGED.finditer(text):
        many = place.inhabitants * (0.004 if int(match.group("age")) < 95 else 0.0005)
        if many < FEWEST:
            yield _flag(text, *match.span(), f"Peu de gens ont cet âge {_there(place)}.")


def _desks(text: str, place: Place) -> Iterator[Flag]:
    """« je travaille au service de l’état civil », where few people do."""
    small = place.public_size is not None and place.public_size < SMALL_PUBLIC
    if small or place.inhabitants < 10_000:
        for match in _DESK.finditer(text):
            why = "Peu de gens travaillent dans ce service."
            if small:
                why = f"Ce public ne compte que {place.public_size} personnes : le service suffit."
            yield _flag(text, *match.span("desk"), why)


def _post_at(text: str, start: int, place: Place) -> tuple[Post, int] | None:
    """The function written there, the longest one, and where it ends."""
    found = [(post, match.end()) for post in POSTS if (match := post.pattern.match(text, start))]
    return max(found, key=lambda one: one[1], default=None)


def _located(text: str, end: int, place: Place) -> tuple[int, str]:
    """Where the words about the place end, and the place they name if it is another than the authority."""
    match = _WHERE.match(text, end)
    if match is None:
        return end, ""
    where = match.group("where")
    capital = re.search(rf"[{_UP}].*", where)
    named = capital.group() if capital else where
    return match.end(), "" if place.name and place.name.casefold() in named.casefold() else named


def _holders(post: Post, place: Place, named: str) -> float:
    if post.per == ONE:
        return 1.0
    inhabitants = min(place.inhabitants, SMALL_PLACE) if named else place.inhabitants
    return max(1.0, inhabitants / post.per) if post.house and named else inhabitants / post.per


def _elected(words: str) -> bool:
    """Mayors and their deputies are spoken of by their function: that is public life."""
    return re.match(r"(?:maire|adjointe?)\b", words, re.IGNORECASE) is not None


def _sentence_after(text: str, start: int) -> str:
    return re.split(r"[.!?\n]", text[start : start + 300], maxsplit=1)[0]


def _flag(text: str, start: int, end: int, why: str) -> Flag:
    return Flag(start, end, text[start:end], why)


def _there(place: Place) -> str:
    size = f"{place.inhabitants:,}".replace(",", "\u202f") + " habitants"
    if place.population is None:
        return "dans un petit lieu (population inconnue)"
    return f"ici ({size})" if not place.name else f"à {place.name} ({size})"


def _why(many: float, place: Place, named: str, only: bool) -> str:
    if only:
        return "Le texte dit qu’il n’y a qu’une personne dans ce cas."
    who = "une seule personne" if many < 1.5 else f"environ {round(many)} personnes"
    if named:
        return f"Le texte dit où : {who} peut-être dans ce cas. Ses voisins la reconnaîtraient."
    return f"Sans doute {who} dans ce cas {_there(place)} : ses voisins la reconnaîtraient."
