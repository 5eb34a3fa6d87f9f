"""Corpora made in memory for the tests of ``texts``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import CONTRIBUTIONS

DEFAULTS: dict[str, Any] = {
    "moderation": "accepted",
    "voice": "unknown",
    "capture": "written",
    "channel": "import",
}


def corpus_of(texts: Sequence[str], **columns: Sequence[Any]) -> Corpus:
    """A corpus of ``texts`` sorted by id; ids depend on the text and on how many times it came before."""
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        ids.append(hashlib.sha256(f"{text}\n{seen[text]}".encode("utf-8", "surrogatepass")).hexdigest()[:16])
        seen[text] += 1
    order = sorted(range(len(ids)), key=ids.__getitem__)
    values = {"contribution_id": ids, "text": list(texts), **columns}
    table = {}
    for name in CONTRIBUTIONS:
        column = np.full(len(ids), DEFAULTS.get(name), dtype=object)
        for target, row in enumerate(order):
            if name in values:
                column[target] = values[name][row]
        table[name] = column
    return Corpus(table, None, None, {"corpus_id": "0" * 64})


SUBJECTS = {
    "cantine": [
        "la cantine scolaire",
        "les repas des enfants",
        "les légumes à la cantine",
        "le menu végétarien",
    ],
    "vélo": [
        "les pistes cyclables",
        "le stationnement des vélos",
        "les trajets à vélo",
        "la sécurité des cyclistes",
    ],
    "caméra": [
        "les caméras de surveillance",
        "la vidéo dans la rue",
        "les images filmées",
        "la surveillance de la rue",
    ],
    "santé": [
        "les médecins du village",
        "la maison de santé",
        "les rendez-vous médicaux",
        "l'accès aux soins",
    ],
    "logement": [
        "les loyers trop chers",
        "la construction de logements",
        "les logements vacants",
        "le prix des loyers",
    ],
    "eau": ["la facture d'eau", "les fuites d'eau", "la qualité de l'eau potable", "le réseau d'eau potable"],
}
FRAMES = [
    "Il faut parler de {} avant tout.",
    "Je pense souvent à {} dans ma commune.",
    "Ce qui compte pour nous, c'est {}.",
    "On devrait mieux organiser {}.",
    "Chez nous, {} posent question depuis longtemps.",
    "Plus de moyens pour {}, vite.",
    "Un débat public sur {} serait utile.",
    "Les élus oublient trop {} chaque année.",
]


def six_subjects() -> list[str]:
    """192 invented sentences on six plain subjects, 32 each."""
    return [frame.format(about) for abouts in SUBJECTS.values() for about in abouts for frame in FRAMES]
