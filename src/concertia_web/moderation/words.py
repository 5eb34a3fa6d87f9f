"""Words of the app: what the journal says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "moderation.accept": _("a publié un texte"),
    "moderation.mask": _("a couvert quelques mots d’un texte"),
    "moderation.hide": _("n’a pas publié un texte"),
    "moderation.undo": _("est revenu sur une décision de modération"),
    "moderation.appeal": _("a demandé de revoir une décision de modération"),
    "moderation.appeal-decided": _("a répondu à une demande de revoir une décision"),
    "moderation.report": _("a signalé un texte"),
    "moderation.report-decided": _("a répondu à un signalement"),
    "moderation.original": _("a ouvert les mots reçus d’un texte modéré"),
}
"""What the journal says of each action."""
