"""Words of the app: what the journal says, what was verified of who takes part, kinds in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant
from concertia_web.participation.people import asked_proof

ACTIONS = {
    "participation.contribute": gettext_lazy("a reçu une contribution en ligne"),
    "participation.withdraw": gettext_lazy("a retiré une contribution, à la demande de qui l’a écrite"),
    "participation.choices": gettext_lazy("a changé ce que l’auteur·e permet de publier"),
    "participation.stakeholder": gettext_lazy("a reçu un cahier d’acteur"),
    "participation.codes": gettext_lazy("a fait des codes personnels à usage unique"),
    "participation.codes-cancel": gettext_lazy("a annulé des codes qui n’avaient pas servi"),
    "participation.translate": gettext_lazy("a traduit une contribution"),
    "participation.translation-remove": gettext_lazy("a retiré une traduction"),
}

_Proof = Participant.Proof
_KNOWN = {
    _Proof.NONE: gettext_lazy("sans vérification : le nombre de personnes n’est pas connu"),
    _Proof.EMAIL: gettext_lazy(
        "une adresse e-mail vérifiée par participation : une personne peut en avoir plusieurs"
    ),
    _Proof.CODES: gettext_lazy("un code personnel à usage unique par participation"),
    _Proof.OIDC: gettext_lazy("une identité vérifiée par un service public pour chaque participation"),
}

KINDS = {
    "attente": gettext_lazy("Je souhaite…"),
    "crainte": gettext_lazy("Je crains…"),
    "condition": gettext_lazy("Oui, à condition que…"),
    "refus": gettext_lazy("Je refuse…"),
    "proposition": gettext_lazy("Je propose…"),
    "question": gettext_lazy("Je demande…"),
    "temoignage": gettext_lazy("J’ai constaté ou vécu…"),
}
"""Kind of the contract → the words offered to whoever writes."""
BEGINNINGS = {kind: KINDS[kind] for kind in ("attente", "crainte", "condition", "refus", "proposition")}
"""Offered on the page of a concertation itself; the form has them all."""


def proof_words(consultation: Consultation) -> str:
    """The proof level, in words, to print beside every figure of what came on line.

    « sans vérification : le nombre de personnes n’est pas connu ».
    """
    return str(_KNOWN[_Proof(asked_proof(consultation))])


def contributions_words(consultation: Consultation, number: int) -> str:
    """« 126 contributions, sans vérification : le nombre de personnes n’est pas connu »."""
    counted = ngettext("%(number)d contribution", "%(number)d contributions", number) % {"number": number}
    return _("%(counted)s, %(proof)s") % {"counted": counted, "proof": proof_words(consultation)}


def persons_known(consultation: Consultation) -> bool:
    """Whether figures may speak of persons: with a code each, or an identity; otherwise never."""
    return asked_proof(consultation) in (_Proof.CODES, _Proof.OIDC)


ONLY_COUNTED = "comptée, mots non publiés : c’est le choix de son auteur·e"
"""Reason of moderation of a contribution whose author does not want their words published."""


def number_of(contribution: Contribution) -> str:
    """What the author keeps and says on the telephone: « 0417 » on paper, « E1234 » on line."""
    return f"{contribution.slip:04d}" if contribution.slip is not None else f"E{contribution.pk}"
