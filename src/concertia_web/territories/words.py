"""The words of this app in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "territories.create": _("a ajouté la collectivité"),
    "territories.settings": _("a changé les réglages de la collectivité"),
}
