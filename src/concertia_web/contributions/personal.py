"""What looks like personal data in a text. It is shown to a person, who decides: nothing is hidden alone.

What has a form (addresses, numbers) is found by the engine. Names are guessed from how French writes them, on
purpose too often rather than too seldom. ``doubts`` gives the words to cover; the covered text has the same
length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from concertia.corpus.masking import MASK, mask_personal_data

_UPPER = "A-ZÀ-ÖØ-Þ"
_NAME = rf"[{_UPPER}][a-zà-öø-ÿ’']+(?:-[{_UPPER}][a-zà-öø-ÿ]+)*"
_FAMILY = rf"(?:{_NAME}|[{_UPPER}]{{2,}}(?:-[{_UPPER}]{{2,}})*)"
_FIRST_NAMES = """
    adam adele adrien agathe agnes alain albert alexandre alexis alice aline ambre amelie ana anais andre
    andrea angele anna anne annie anthony antoine ariane arnaud arthur aurelie axel aya baptiste basile
    bastien beatrice benjamin benoit bernadette bernard bertrand brigitte bruno camille capucine carine
    carole caroline catherine cecile cedric celia celine chantal charles charlotte chloe christelle
    christian christiane christine christophe claire clara claude claudine clemence clement colette
    corinne cyril damien daniel daniele david delphine denis denise diane didier dominique edouard
    eleonore elena eliane elias elisabeth elise elodie emile emilie emma emmanuel enzo eric erwan estelle
    esther ethan etienne eugenie eva evelyne fabien fabienne fabrice fanny fatima fatou felix fernand
    florence florian francis francois francoise franck frederic gabin gabriel gaelle gaspard genevieve
    georges gerald gerard germaine gilbert gilles ginette gregory guillaume gustave guy gwenaelle hamza
    hannah helene henri herve hubert hugo ibrahim ines iris isabelle jacqueline jacques jade jean jeanne
    jeannine jeremy jerome joel johanna jonathan josephine josette josiane juliette julien julie justine
    karim karine kevin khadija kylian laetitia laura laure laurence laurent lea lena leo leon leonie liam
    lina lise lola louane louis louise luc lucas lucie lucien ludovic madeleine maelys malik manon marc
    marcel margaux margot marguerite marie marine marion marius martine mathieu mathilde mathis matteo
    maurice maxence maxime melanie mehdi michel michele mickael mila mireille mohamed mohammed monique
    moussa muriel myriam nadia nadine nathalie nathan nicolas nicole nina noah noe noemie nolan oceane
    odette odile olivia olivier oscar pascal pascale patrice patricia patrick paul paulette pauline
    philippe pierre pierrette quentin rachid raphael raymond regine remi renaud rene renee richard robert
    robin roger roland romain romane rosalie sabrina sacha salome samira samuel sandra sandrine sarah
    sebastien serge severine simon simone solange solene sofia sonia sophie stephane stephanie suzanne
    sylvain sylvie tania theo theodore therese thibault thierry thomas timeo tom tristan valentin valerie
    vanessa veronique victor victoria vincent virginie viviane xavier yann yannick yasmine yolande youssef
    yves yvette yvonne zoe
"""
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
"""Given names often borne in France, without accents."""
_ACCENTS = str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")
_TITLED = re.compile(
    rf"\b(?:Mme|Mlle|Melle|Monsieur|Madame|Mademoiselle|Docteure?|Dr|Maître|[Mm]aîtresse)\.?\s+({_FAMILY}"
    rf"(?:\s+{_FAMILY})?)|\bM\.\s*({_FAMILY}(?:\s+{_FAMILY})?)"
)
_OFFICES = re.compile(
    r"(?:la |le )?(?:Maire|Présidente?|Ministre|Préfète?|Directrice|Directeur|Conseill\w+)\b", re.I
)
_SAYS_NAME = re.compile(
    r"\b(?i:je m[’']appelle|mon nom est|mon prénom est|signé|prénom\s*:|nom\s*:)\s*"
    rf"({_FAMILY}(?:\s+{_FAMILY})?)"
)
_TWO_WORDS = re.compile(rf"\b({_NAME})\s+({_FAMILY})\b")
_ALONE = re.compile(rf"\b{_NAME}\b")
_POST = re.compile(
    r"\b(?:en tant que|je suis|moi qui suis)\s+(?:(?:le|la|l[’']|seule?|une?)\s*)*"
    r"(?:secrétaire (?:de mairie|générale?)|maire|adjointe?|directrice|directeur|médecin|infirmi(?:er|ère)|"
    r"institut(?:eur|rice)|gardien(?:ne)?|policier|policière|postier|postière|pharmacien(?:ne)?|curé|notaire)\b",
    re.I,
)


@dataclass(frozen=True)
class Doubts:
    """What was found in a text."""

    words: str
    """« une adresse e-mail, un nom »; empty: nothing."""
    masked: str
    """The text with what was found covered, same length; the text itself where nothing can be covered."""


def doubts(text: str, *, young: bool = False) -> Doubts:
    """What looks like personal data. ``young``: a class, where a first name alone is enough."""
    found: list[str] = []
    masked = mask_personal_data(text) or text
    if masked != text:
        found.append(_form(text, masked))
    spans = _names(text, young)
    for start, end in spans:
        masked = masked[:start] + MASK * (end - start) + masked[end:]
    if spans:
        found.append("un nom" if len(spans) == 1 else f"{len(spans)} noms")
    if _POST.search(text):
        found.append("une fonction que peu de gens occupent")
    return Doubts(", ".join(found), masked)


def _form(text: str, masked: str) -> str:
    """What the covered characters were, as exactly as their form allows."""
    hidden = "".join(before for before, after in zip(text, masked, strict=True) if before != after)
    if "@" in hidden or "arobase" in hidden.lower() or "(at)" in hidden.lower():
        return "une adresse e-mail"
    return "un numéro" if sum(character.isdigit() for character in hidden) >= 8 else "une coordonnée"


def _names(text: str, young: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for pattern in (_TITLED, _SAYS_NAME):
        for match in pattern.finditer(text):
            group = 1 if match.group(1) else 2
            if not _OFFICES.match(match.group(group)):
                spans.append(match.span(group))
    spans += [match.span() for match in _TWO_WORDS.finditer(text) if _is_first_name(match.group(1))]
    if young:
        spans += [match.span() for match in _ALONE.finditer(text) if _is_first_name(match.group())]
    return _united(spans)


def _is_first_name(word: str) -> bool:
    return word.lower().translate(_ACCENTS).split("-")[0] in FIRST_NAMES


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
