"""The closed lists of the grid: key in the data, French label on screen and in the files."""

from __future__ import annotations

ITEM_KINDS = (
    ("attente", "Attente"),
    ("vigilance", "Point de vigilance"),
    ("proposition", "Proposition"),
    ("refus", "Refus"),
    ("desaccord", "Désaccord"),
    ("accord", "Ce qui rassemble"),
)
SUPPORTS = (
    ("isolated", "Isolé"),
    ("several", "Plusieurs"),
    ("broad", "Large"),
    ("disputed", "Disputé"),
    ("unmeasured", "Non mesuré"),
)
CAPTURES = (
    ("written", "Écrit par la personne"),
    ("dictated", "Dicté et relu"),
    ("transcribed", "Transcrit d’un papier ou d’un enregistrement"),
    ("noted", "Noté en séance"),
    ("reworded", "Reformulé"),
    ("imported", "Importé d’un autre outil"),
)
QUOTABLE = frozenset({"written", "dictated", "transcribed"})
"""Only these may stand between quotation marks."""
SAID_KINDS = (
    ("attente", "attentes"),
    ("crainte", "craintes"),
    ("condition", "conditions"),
    ("refus", "refus"),
    ("vigilance", "points de vigilance"),
    ("proposition", "propositions"),
    ("constat", "constats"),
    ("question", "questions"),
    ("temoignage", "témoignages"),
    ("autre", "autres"),
)
SESSION_KINDS = (
    ("atelier", "Atelier"),
    ("audition", "Audition"),
    ("panel", "Panel tiré au sort"),
    ("en-ligne", "En ligne"),
    ("papier", "Papier"),
    ("classe", "Classe"),
    ("rue", "Dans la rue"),
    ("cafe", "Café IA"),
    ("conseil", "Conseil permanent"),
)
HEARD = (
    ("heard", "Entendu"),
    ("little", "Peu entendu"),
    ("invited", "Invité, pas venu"),
    ("not-invited", "Pas invité"),
)
DOCUMENT_KINDS = (
    ("avis", "Avis ou rapport de participants"),
    ("synthese", "Synthèse"),
    ("compte-rendu", "Compte rendu"),
    ("cahier", "Cahier d’acteur"),
    ("autre", "Autre document"),
)
PUBLICATION = (
    ("receipt", "Dès l’envoi"),
    ("date", "À partir d’une date"),
    ("results", "Le jour où le réseau publie"),
    ("later", "Quand nous le dirons"),
)
SHARING = (
    ("counted", "Comptés, sans nous nommer"),
    ("named", "Montrés, avec notre nom"),
    ("none", "Absents"),
)
SAID_WORDS = (("publish", "Publiées"), ("network", "Pour le réseau seulement"))
STEP_STATES = (("studied", "À l’étude"), ("decided", "Décidé"), ("refused", "Ne se fera pas"))
VISA_ACTS = (("seen", "A vu"), ("reread", "A relu"), ("validated", "A validé"))
VERBATIMS = (1, 2, 3)
