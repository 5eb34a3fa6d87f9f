"""What the journal says of what was done here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "sorting.open": _("a ouvert la table de tri"),
    "sorting.begin": _("a commencé à trier de son côté"),
    "sorting.withdraw_reader": _("a retiré une lecture inachevée"),
    "sorting.columns": _("a changé les colonnes de la table"),
    "sorting.finish": _("a terminé son tri"),
    "sorting.resume": _("a rouvert son tri"),
    "sorting.compare": _("a comparé les tris faits séparément"),
    "sorting.close_table": _("a terminé le tri : chaque note a sa place"),
    "sorting.formulate": _("a formulé un enseignement"),
    "sorting.rewrite": _("a récrit un enseignement"),
    "sorting.remove": _("a retiré un enseignement"),
    "sorting.reorder": _("a changé l’ordre des enseignements"),
    "sorting.annotate": _("a annoté un enseignement, sans le changer"),
    "sorting.ask_change": _("a demandé qu’un enseignement soit modifié"),
    "sorting.ask_removal": _("a demandé qu’un enseignement soit retiré"),
    "sorting.accept_request": _("a accepté une demande sur un enseignement"),
    "sorting.keep_despite_request": _("a gardé un enseignement malgré une demande"),
    "sorting.review": _("a donné la lecture à relire aux participants"),
    "sorting.reopen": _("a repris la lecture comme projet"),
    "sorting.settle": _("a arrêté la lecture"),
    "sorting.opinion": _("a joint un texte signé, sans retouche"),
    "sorting.alternative": _("a reçu une autre synthèse des mêmes contributions"),
    "sorting.list_alternative": _("a publié une autre synthèse, sans la modifier"),
    "sorting.refuse_alternative": _("n’a pas publié une autre synthèse, avec la raison"),
    "sorting.ask_visa": _("a demandé un visa"),
    "sorting.answer_visa": _("a répondu à une demande de visa"),
    "sorting.take_visas": _("a relu le document revenu avec ses visas"),
    "sorting.announce_sample": _("a annoncé la règle du tirage de la lecture contradictoire"),
    "sorting.draw_sample": _("a tiré les textes de la lecture contradictoire"),
    "sorting.invite_outsider": _("a invité une personne extérieure à lire"),
    "sorting.cancel_outsider": _("a retiré une invitation à lire"),
    "sorting.finish_outsider": _("a terminé une lecture contradictoire"),
    "sorting.conclude_outsiders": _("a réuni les deux lectures contradictoires"),
}
