"""Words of the app: what the journal says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "answers.open": _("a mis une demande à l’étude"),
    "answers.assign": _("a confié une réponse à un service"),
    "answers.write": _("a écrit une réponse"),
    "answers.take_sheet": _("a repris les réponses d’un service"),
    "answers.take_rival": _("a choisi entre deux versions d’une réponse"),
    "answers.approve": _("a visé une réponse"),
    "answers.send_back": _("a renvoyé une réponse au service"),
    "answers.publish": _("a publié une réponse"),
    "answers.members": _("a dit qui répond pour un service"),
    "answers.propose_correction": _("a proposé de corriger une réponse publiée"),
    "answers.drop_correction": _("a écarté une correction proposée"),
    "answers.correct": _("a corrigé une réponse publiée"),
    "answers.follow": _("a dit ce que devient une réponse"),
    "answers.remove": _("a retiré un projet de réponse"),
}
