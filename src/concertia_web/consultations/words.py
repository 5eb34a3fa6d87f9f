"""The words of what is recorded in the journal, which everyone reads: translated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "consultations.create": _("a préparé la concertation"),
    "consultations.change": _("a modifié la concertation"),
    "consultations.discard": _("a abandonné le projet de concertation"),
    "consultations.open": _("a ouvert la concertation"),
    "consultations.close": _("a clos les contributions"),
    "consultations.reopen": _("a rouvert les contributions"),
    "consultations.settle": _("a arrêté la lecture"),
    "consultations.publish": _("a publié la restitution"),
    "consultations.write-rules": _("a écrit la règle du jeu"),
    "consultations.correct-rules": _("a corrigé la règle du jeu après l’ouverture"),
    "consultations.neutral-on": _("a mis la concertation en mode neutre"),
    "consultations.neutral-off": _("a quitté le mode neutre"),
    "consultations.add-session": _("a ajouté un temps de débat"),
    "consultations.change-session": _("a modifié un temps de débat"),
    "consultations.cancel-session": _("a annulé un temps de débat"),
    "consultations.restore-session": _("a rétabli un temps de débat annulé"),
    "consultations.prepare-draw": _("a préparé un tirage au sort"),
    "consultations.announce-draw": _("a annoncé un tirage au sort et sa graine à venir"),
    "consultations.draw": _("a tiré un panel au sort"),
    "consultations.redraw": _("a préparé un nouveau tirage au sort"),
    "consultations.erase-pool": _("a effacé la liste d’un tirage au sort"),
}
