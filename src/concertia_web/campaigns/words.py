"""The words of this app in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "campaigns.create": _("a préparé la campagne"),
    "campaigns.change": _("a changé la présentation ou le calendrier de la campagne"),
    "campaigns.milestones": _("a changé les étapes de la campagne"),
    "campaigns.open": _("a ouvert la campagne"),
    "campaigns.closed": _("a clos la campagne"),
    "campaigns.draft_text": _("a commencé une version d’un texte"),
    "campaigns.edit_text": _("a écrit dans le brouillon d’un texte"),
    "campaigns.publish_text": _("a publié une version d’un texte"),
    "campaigns.discard_text": _("a jeté le brouillon d’un texte"),
    "campaigns.interest": _("s’est dit intéressé"),
    "campaigns.accept": _("a accepté une demande de participation"),
    "campaigns.answer": _("a répondu à une demande de participation"),
    "campaigns.join": _("a inscrit la collectivité dans la campagne"),
    "campaigns.advance": _("a fait passer l’engagement à une nouvelle étape"),
    "campaigns.change_commitment": _("a complété l’engagement"),
    "campaigns.sign": _("a ajouté une signature"),
    "campaigns.unsign": _("a retiré une signature écrite par erreur"),
    "campaigns.carry": _("a ajouté une collectivité qui porte l’engagement"),
    "campaigns.uncarry": _("a retiré une collectivité qui portait l’engagement"),
    "campaigns.to_confirm": _("a marqué l’engagement comme pris par l’exécutif précédent"),
    "campaigns.confirm": _("a confirmé l’engagement pris par l’exécutif précédent"),
    "campaigns.pulse": _("a envoyé le message du mois"),
    "campaigns.pulse_answer": _("a répondu au message du mois"),
}
