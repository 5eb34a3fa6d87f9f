"""The words of this app in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "accounts.create": _("a créé un compte"),
    "accounts.install": _("a installé le site"),
    "accounts.give_role": _("a donné un rôle"),
    "accounts.take_role": _("a retiré un rôle"),
    "accounts.describe": _("a changé son nom ou sa fonction"),
    "accounts.make_link": _("a fait un lien d’un jour"),
    "accounts.revoke_link": _("a fermé un lien d’un jour"),
}
