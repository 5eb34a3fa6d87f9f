"""The words of imports: columns, formats, and how what the engine says is told without its command line."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from concertia.corpus.formats.platform_tables import LABELS
from concertia.reports.phrases import phrases

ACTIONS = {
    "imports.deposit": _("a déposé des fichiers à importer"),
    "imports.answer": _("a répondu à une question posée par un import"),
    "imports.confirm": _("a fait entrer le contenu d’un import"),
    "imports.cancel": _("a arrêté un import"),
    "imports.retry": _("a repris un import interrompu"),
    "imports.undo": _("a retiré ce qu’un import avait apporté"),
}
ROLES = {
    "text": "ce qui a été dit (texte)",
    "title": "titre de la contribution",
    "id": "numéro ou identifiant",
    "kind": "nature (envie, crainte, refus…)",
    "question": "question posée",
    "session": "atelier, table, rencontre",
    "public": "public (habitants, agents…)",
    "territory": "commune, quartier",
    "date": "date",
    "voice": "parole individuelle ou collective",
    "voice_count": "nombre de personnes qui parlent",
    "capture": "manière de recueillir (écrit, noté en séance…)",
    "organisation": "organisation qui s’exprime",
    "dots": "nombre de gommettes",
    "support": "appui dans la salle",
    "position": "pour, contre ou nuancé",
    "author": "auteur (remplacé par un pseudonyme)",
    "parent": "contribution à laquelle celle-ci répond",
    "language": "langue",
    "moderation": "décision de modération",
    "moderation_reason": "motif de modération",
    "agree": "nombre de « d’accord »",
    "disagree": "nombre de « pas d’accord »",
    "pass": "nombre de « je passe »",
    "mixed": "nombre de « mitigé »",
    "voter": "participant qui s’est positionné",
    "vote": "sa réponse",
    "statement": "phrase sur laquelle il s’est positionné",
    "statements": "phrase : une colonne, les réponses dessous",
    "voters": "participant : une colonne, ses réponses dessous",
}
"""What a column of a table may hold; the keys are the engine's."""
FORMATS = {
    "table": "un tableau (CSV, Excel, JSON)",
    "notes": "une liste de notes, une idée par ligne",
    "document": "un document (PDF, Word, texte suivi)",
    "polis-csv": "un export de Polis (CSV)",
    "polis-json": "une conversation de Polis (JSON)",
    "cap-collectif": "un export de Cap Collectif",
    "cap-collectif-flat": "un export à plat de Cap Collectif",
    "pabulib": "un budget participatif (.pb)",
    **LABELS,
    "consult": "un dossier de Consult (Royaume-Uni)",
    "iramuteq": "un corpus IRaMuTeQ",
    "concertia": "un fichier écrit par Concertia",
    "unknown": "format inconnu, non lu",
    "unusable": "fichier inutilisable, non lu",
}
RECORDS = {
    "contribution": "contributions",
    "argument": "arguments",
    "comment": "commentaires",
    "vote": "positions",
    "tally": "totaux de positions",
}
_PLAIN = (
    (re.compile(r"ajoutez --format table"), "choisissez « un tableau » ci-dessous"),
    (re.compile(r"--format table"), "choisissez « un tableau »"),
    (re.compile(r"--format notes"), "choisissez « une liste de notes »"),
    (re.compile(r"--format document"), "choisissez « un document »"),
    (
        re.compile(r"pour un tableau, dites quelle colonne le porte avec --map"),
        "pour un tableau, dites quelle colonne le porte dans « Corriger les colonnes »",
    ),
    (re.compile(r"\(modifiable avec --map\)"), "(vous pouvez la corriger)"),
    (re.compile(r"correspondance donnée par --map"), "colonnes comme vous les avez dites"),
    (re.compile(r"correspondance devinée, à relire"), "colonnes devinées, à relire"),
    (re.compile(r"(?:donné à|avec) --map\b[^.;:]*"), "dans les réglages de cet import"),
    (re.compile(r"--[a-z-]+(?: [A-Z]+\b)?"), "les réglages de cet import"),
    (re.compile(r"« sources/"), "« "),
    (re.compile(r"\bsources/"), ""),
)


_TO_TYPE = re.compile(
    r"(Enregistrez ou ajoutez|Dites-le dans|Dites laquelle|Si c'est plausible|Si ce tableau ne contient)"
    r".*?(?=\n\n|\Z)",
    re.DOTALL,
)


def plainly(message: str, folder: str = "") -> str:
    """A message of the engine for a person who sees a page and no command line."""
    if folder:
        message = message.replace(f"{folder}/", "").replace(folder, "")
    for pattern, words in _PLAIN:
        message = pattern.sub(words, message)
    return message.strip()


def asked(text: str) -> str:
    """A question of the engine without what to type in answer: a form stands below it."""
    said = _TO_TYPE.sub("", text)
    kept = [block.strip() for block in said.split("\n\n") if not block.startswith("[") and " = " not in block]
    return "\n\n".join(block for block in kept if block)


def named(group: str, value: str) -> str:
    """The French words for a reason, a repair, a transformation or a check of the engine."""
    return phrases("fr").named(group, value)
