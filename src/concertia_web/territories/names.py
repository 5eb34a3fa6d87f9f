"""French articles and prepositions before the name of an authority: « de la Ville de Vaubrun », « d’Angers ».

``joint`` is the code that INSEE gives to the articles of a name (0 « de », 1 « d’ », 2 « du », 3 « de la »,
4 « des », 5 « de l’ »). Without it a rule decides, and the
official list for the names in H and in Y (« d’Hyères », « de Honfleur »).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from concertia_web.territories.listing import lines

_FEMININE = frozenset(
    {
        "ville",
        "commune",
        "communauté",
        "métropole",
        "région",
        "collectivité",
        "eurométropole",
        "mairie",
        "province",
        "principauté",
        "association",
        "agglomération",
        "agglo",
        "municipalité",
        "fédération",
        "agence",
        "société",
        "chambre",
        "régie",
        "préfecture",
        "confédération",
        "conférence",
        "maison",
        "mission",
        "direction",
    }
)
_MASCULINE = frozenset(
    {
        "département",
        "réseau",
        "syndicat",
        "conseil",
        "pays",
        "grand",
        "territoire",
        "établissement",
        "parc",
        "pôle",
        "centre",
        "canton",
        "comité",
        "groupement",
        "collectif",
        "sicoval",
        "bassin",
        "district",
        "arrondissement",
        "institut",
        "observatoire",
        "club",
        "forum",
        "consortium",
        "gouvernement",
        "royaume",
    }
)
_PLURAL = frozenset({"interconnectés"})
_ARTICLES = {"le": ("du ", "au ", "le "), "les": ("des ", "aux ", "les ")}
_JOINTS = {"2": "du ", "3": "de la ", "4": "des ", "5": "de l’"}
_HEADS = {
    "cc": "Communauté de communes",
    "ca": "Communauté d’agglomération",
    "cu": "Communauté urbaine",
    "ept": "Établissement public territorial",
}
_TOWN = 2_000
"""Inhabitants from which a commune calls itself a « ville »: a habit, not a law."""


def of(name: str, joint: str = "") -> str:
    """« de … »: ``of("Ville de Vaubrun")`` is « de la Ville de Vaubrun », ``of("Le Mans")`` « du Mans »."""
    name = name.strip()
    if not name:
        return ""
    article, rest = _article(name)
    if article in _ARTICLES and "Métropole" not in rest:
        return _ARTICLES[article][0] + rest
    if article == "aux":
        return f"des {rest}"
    if article:
        return f"de {name}"
    if joint in _JOINTS:
        return _JOINTS[joint] + name
    if joint == "0":
        return f"de {name}"
    if joint == "1":
        return f"d’{name}"
    gender = _gender(name)
    if gender == "p":
        return f"des {name}"
    if gender and _elides(name):
        return f"de l’{name}"
    if gender:
        return f"{'de la' if gender == 'f' else 'du'} {name}"
    return f"d’{name}" if _elides(name) else f"de {name}"


def to(name: str, joint: str = "") -> str:
    """« à … »: « à la Ville de Vaubrun », « au Département », « aux Sables-d’Olonne », « à Angers »."""
    made = of(name, joint)
    for begins, becomes in (("du ", "au "), ("des ", "aux "), ("de la ", "à la "), ("de l’", "à l’")):
        if made.startswith(begins):
            return becomes + made.removeprefix(begins)
    return "à " + made.removeprefix("de ").removeprefix("d’")


def the(name: str, joint: str = "") -> str:
    """With its article where it has one: « la Ville de Vaubrun », « le Mans », « Angers »."""
    made = to(name, joint)
    for begins, becomes in (("au ", "le "), ("aux ", "les "), ("à la ", "la "), ("à l’", "l’")):
        if made.startswith(begins):
            return becomes + made.removeprefix(begins)
    return made.removeprefix("à ")


def short_name(kind: str, listed: str) -> str:
    """The name without what it is in law: « CA du Grand Dole » gives « Grand Dole »."""
    if kind not in _HEADS:
        return listed
    bare = re.sub(r"^(CC|CA|CU)\s+", "", listed)
    bare = re.sub(r"^(de la |de l’|de |du |des |d’)", "", bare, flags=re.IGNORECASE)
    return bare[:1].upper() + bare[1:]


def compose(kind: str, listed: str, *, joint: str = "", population: int | None = None) -> str:
    """The name as on a letter, from the kind and name of the official list."""
    if kind == "commune":
        return f"{'Ville' if (population or 0) >= _TOWN else 'Commune'} {of(listed, joint)}"
    if kind == "departement":
        return f"Département {of(listed, joint)}"
    if kind == "region":
        special = {"Corse": "Collectivité de Corse", "Martinique": "Collectivité territoriale de Martinique"}
        special["Guyane"] = "Collectivité territoriale de Guyane"
        return special.get(listed, f"Région {listed}")
    if kind in _HEADS:
        bare = re.sub(r"^(CC|CA|CU)\s+", "", listed)
        if re.match(r"(?i)communauté\b", bare) or (kind == "cu" and "Métropole" in bare):
            return bare
        return f"{_HEADS[kind]} {bare[:1].lower() + bare[1:] if _joined(bare) else bare}"
    return listed


def _joined(bare: str) -> bool:
    return re.match(r"(?i)(de|du|des)\s|d’", bare) is not None


def _article(name: str) -> tuple[str, str]:
    found = re.match(r"(?i)(?:(les|le|la|aux)\s+|(l)['’])(\S.*)", name)
    return ((found[1] or found[2]).lower(), found[3]) if found else ("", name)


def _gender(name: str) -> str:
    first = re.split(r"[\s’'-]", name, maxsplit=1)[0].lower()
    alone = " " not in name and first not in ("sicoval", "interconnectés")
    if first in _PLURAL:
        return "p"
    if first in _FEMININE and not alone:
        return "f"
    return "m" if first in _MASCULINE and not alone else ""


def _elides(name: str) -> bool:
    """Whether « de » loses its vowel before this name. A foreign name in H or in Y and a vowel keeps it."""
    first = unicodedata.normalize("NFD", name[0].lower())[0]
    if first in "hy":
        listed = _listed_in_h_and_y().get(name)
        if listed is not None:
            return listed
        return (
            first == "y" and len(name) > 1 and unicodedata.normalize("NFD", name[1].lower())[0] not in "aeiou"
        )
    return first in "aeiouœæ" and not re.match(r"(?i)(ouagadougou|onze)\b", name)


@lru_cache(maxsize=1)
def _listed_in_h_and_y() -> dict[str, bool]:
    """Communes whose first letter does not say: what the official list says, its largest where two differ."""
    found: dict[str, tuple[int, bool]] = {}
    for line in lines():
        kind, _, _, name, joint, population, *_ = line.split("\t")
        if kind == "commune" and name[0] in "HY" and joint in ("0", "1"):
            found[name] = max(found.get(name, (-1, False)), (int(population or 0), joint == "1"))
    return {name: elides for name, (_, elides) in found.items()}


__all__ = ["compose", "of", "short_name", "the", "to"]
