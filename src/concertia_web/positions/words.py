"""Words of the app: what the journal says, what is said of a series."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "positions.batch": _("positions reçues"),
    "positions.submit": _("a soumis un texte aux prises de position"),
    "positions.withdraw": _("a retiré un texte des prises de position"),
    "positions.seed": _("a écrit un texte de départ"),
    "positions.schedule": _("a fixé les dates des prises de position"),
    "positions.threads": _("a ouvert ou fermé les commentaires"),
}
"""What the journal says of each action."""

REASONS = {
    "burst": _("arrivées groupées depuis un même réseau"),
    "twins": _("réponses identiques, dans le même ordre"),
    "pace": _("rythme régulier de machine"),
}
"""Why participants look like a series."""

SEED_MARK = "seed"
"""``Contribution.source_id`` of a text written by the organiser to begin with starts with it."""
