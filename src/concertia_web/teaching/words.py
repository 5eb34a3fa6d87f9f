"""What the journal says of what was done here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "teaching.open": _("a ouvert une grille pour coder des exemples"),
    "teaching.code": _("a codé un texte en exemple"),
    "teaching.undo": _("a repris un exemple codé"),
    "teaching.add_code": _("a ajouté un code à une grille"),
    "teaching.upload": _("a déposé un fichier d’exemples"),
    "teaching.close": _("a mis une grille de côté : les lectures n’en apprennent plus rien"),
    "teaching.reopen": _("a repris une grille mise de côté"),
}
"""Verbs of the journal."""
