"""The words of the screens and of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "contributions.note": _("a saisi une note"),
    "contributions.change": _("a corrigé une note"),
    "contributions.remove": _("a retiré une note"),
    "contributions.restore": _("a remis une note"),
    "contributions.sync": _("a envoyé des notes saisies en séance"),
    "contributions.paste": _("a collé des notes"),
    "contributions.sheet": _("a repris des notes d’un tableau"),
    "contributions.undo-batch": _("a annulé un collage ou un tableau"),
    "contributions.rival": _("a choisi entre deux versions d’une note"),
    "contributions.mask": _("a masqué des données personnelles"),
    "contributions.keep": _("a relu un passage signalé et l’a laissé"),
    "contributions.slip": _("a saisi une contribution papier"),
    "contributions.session": _("a complété un temps de débat"),
    "contributions.read-back": _("a noté que les notes ont été relues en séance"),
    "contributions.not-read-back": _("a retiré la mention « relu en séance »"),
    "contributions.photo": _("a ajouté une photo de mur"),
    "contributions.remove-photo": _("a retiré une photo de mur"),
    "contributions.restore-photo": _("a remis une photo de mur"),
    "contributions.document": _("a versé un document"),
    "contributions.document-facts": _("a précisé qui a validé un document"),
    "contributions.publish-document": _("a publié un document"),
    "contributions.unpublish-document": _("a retiré un document de la publication"),
}
"""What the journal says of each action."""


COLUMN_LABELS = {
    "attente": "Envies",
    "crainte": "Craintes",
    "condition": "Conditions",
    "proposition": "Propositions",
    "refus": "Refus",
    "question": "Questions",
    "vigilance": "Points de vigilance",
    "constat": "Constats",
    "temoignage": "Témoignages",
    "autre": "Autre",
    "": "Sans colonne",
}
"""Titles of the columns of the wall."""

COLUMN_HINTS = {
    "attente": "ce que l’on souhaite",
    "crainte": "ce que l’on redoute",
    "condition": "« oui, si… »",
    "proposition": "ce que l’on pourrait faire",
    "refus": "« non », « jamais »",
    "question": "ce que l’on veut savoir",
    "vigilance": "ce à quoi veiller",
    "constat": "ce que l’on observe",
    "temoignage": "ce que l’on a vécu",
    "autre": "le reste",
    "": "à placer au tri",
}
"""One line under the title of a column."""
