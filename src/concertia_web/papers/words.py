"""Words of the app: what the journal says, and the documents of the kit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "papers.reserve": _("a réservé des numéros pour des feuilles à imprimer"),
    "papers.details": _("a complété les renseignements des papiers"),
}
