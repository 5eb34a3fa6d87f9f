"""The words that everyone reads, in the journal and on the public pages: translated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "returns.open": _("a ouvert le brouillon de la remontée"),
    "returns.edit": _("a travaillé au brouillon de la remontée"),
    "returns.receive-file": _("a déposé une grille remplie"),
    "returns.send": _("a envoyé la remontée"),
    "returns.withdraw": _("a retiré une version de la remontée"),
    "returns.publish": _("a ouvert la remontée à tout le monde"),
}
KIND_TITLES = {
    "attente": _("Attentes"),
    "vigilance": _("Points de vigilance"),
    "proposition": _("Propositions"),
    "refus": _("Refus"),
    "desaccord": _("Désaccords"),
    "accord": _("Ce qui rassemble"),
    "": _("Sans nature indiquée"),
}
"""In the order in which they are shown."""
SUPPORT_WORDS = {
    "isolated": _("appui isolé"),
    "several": _("appui de plusieurs personnes"),
    "broad": _("large appui"),
    "disputed": _("disputé"),
    "unmeasured": _("appui non mesuré"),
    "": _("appui non indiqué"),
}
RANK_WORDS = {
    "A": _("contributions que chacun peut lire"),
    "B": _("passage d’un document validé par celles et ceux qui ont participé"),
    "C": _("déclaré par la collectivité"),
}
CAPTURE_WORDS = {
    "written": _("écrit par la personne"),
    "dictated": _("dicté et relu"),
    "transcribed": _("transcrit d’un papier ou d’un enregistrement"),
    "noted": _("noté en séance"),
    "reworded": _("reformulé"),
    "imported": _("importé d’un autre outil"),
    "": _("origine non précisée"),
}
HEARD_WORDS = {
    "heard": _("entendu"),
    "little": _("peu entendu"),
    "invited": _("invité, pas venu"),
    "not-invited": _("pas invité"),
    "": _("non précisé"),
}
