"""Words of the app: what the journal says, and the kinds of notices."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str] = {}

KINDS: dict[str, str | Promise] = {
    "opened": _("La concertation est ouverte"),
    "session": _("Une rencontre est annoncée"),
    "rules": _("La règle du jeu est corrigée"),
    "closed": _("Les contributions sont closes"),
    "published": _("Ce qui a été entendu est publié"),
    "answered": _("Une réponse est publiée"),
    "corrected": _("Une réponse est corrigée"),
    "moderated": _("Une décision sur la publication de votre texte"),
    "placed": _("Votre texte a trouvé sa place"),
    "replied": _("Quelqu’un répond à votre texte"),
    "news": _("Des nouvelles de la concertation"),
}
"""Kind of a notice → its title."""
