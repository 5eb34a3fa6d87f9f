"""The words of the screens: one vocabulary, translated once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "readings.launch": _("a demandé une lecture"),
    "readings.stop": _("a arrêté une lecture"),
    "readings.take_up": _("a repris une lecture interrompue"),
    "readings.publish": _("a publié une lecture"),
    "readings.unpublish": _("a retiré une lecture de la publication"),
    "readings.rename": _("a proposé de renommer un thème ou un enseignement"),
    "readings.merge": _("a proposé de fondre deux thèmes ou deux enseignements"),
    "readings.split": _("a proposé de séparer un thème"),
    "readings.move": _("a proposé de déplacer des passages"),
    "readings.exclude": _("a proposé d’écarter, avec un motif"),
    "readings.settle": _("a proposé d’arrêter un thème ou un enseignement"),
    "readings.withdraw": _("a annulé une retouche"),
}
"""Verbs of the journal."""

KIND_NAMES = {
    "attente": _("attente"),
    "crainte": _("crainte"),
    "condition": _("condition"),
    "refus": _("refus"),
    "vigilance": _("point de vigilance"),
    "proposition": _("proposition"),
    "constat": _("constat"),
    "question": _("question"),
    "temoignage": _("témoignage"),
    "autre": _("nature indéterminée"),
    "consensus": _("consensus"),
    "divergence": _("divergence"),
}
"""Kinds of passages and of findings."""

POSITION_NAMES = {
    "favorable": _("favorable"),
    "defavorable": _("défavorable"),
    "nuance": _("nuancée"),
    "indetermine": _("indéterminée"),
}
"""Positions towards a text under discussion."""

FINDING_TITLES = {
    "attente": _("Attentes"),
    "vigilance": _("Points de vigilance"),
    "refus": _("Refus"),
    "proposition": _("Propositions"),
    "consensus": _("Ce qui rassemble"),
    "divergence": _("Désaccords"),
}
"""Kinds of findings, in the order in which they are shown."""

CAPTURE_NAMES = {
    "written": _("écrit par la personne"),
    "dictated": _("dicté, puis relu à la personne"),
    "noted": _("noté en séance"),
    "reworded": _("reformulé"),
    "transcribed": _("transcrit d'un papier ou d'un enregistrement"),
    "imported": _("importé d'un autre outil"),
}
VOICE_NAMES = {
    "individual": _("une personne"),
    "collective": _("une parole collective"),
    "organisation": _("une organisation"),
    "unknown": _("voix non précisée"),
}
RECORD_NAMES = {
    "contribution": _("contributions"),
    "argument": _("arguments"),
    "comment": _("commentaires"),
    "vote": _("positions"),
    "tally": _("totaux de positions"),
}
"""Sorts of records; « vote » is never said on screen for a statement."""

QUOTABLE = frozenset({"written", "dictated", "transcribed", "imported"})
"""Captures whose text may stand between quotation marks; a facilitator's note may not."""
