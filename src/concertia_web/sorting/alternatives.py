"""Other syntheses of the same words, by anyone: checked for law and spam only, listed as they are."""

from __future__ import annotations

import hashlib

import rfc8785
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.consultations.models import Consultation
from concertia_web.journal.services import record
from concertia_web.readings.models import Reading
from concertia_web.readings.services import public_dossier_id
from concertia_web.sorting import dossier
from concertia_web.sorting.models import AlternativeSynthesis, Sorting
from concertia_web.sorting.refusals import Refused

LONGEST = 12_000
"""Characters: four pages."""
REFUSALS = (
    "contenu contraire à la loi",
    "message publicitaire ou automatique",
    "données personnelles d’autrui",
)
"""The only reasons; what it says is not one."""


def dossier_id_of(consultation: Consultation) -> str:
    """The id of the public dossier: that of the settled sort, else of the published reading; "" for none."""
    sorting = Sorting.objects.filter(consultation=consultation).first()
    made = dossier.public_dossier(sorting) if sorting is not None else None
    if made is None and sorting is None:
        rows = Reading.objects.filter(consultation=consultation, state=Reading.State.READY).public()
        made = rows.exclude(dossier_id="").order_by("-position").first()
    return public_dossier_id(made) if made is not None else ""


@transaction.atomic
def register(
    *, consultation: Consultation, title: str, signature: str, link: str = "", text: str = ""
) -> AlternativeSynthesis:
    """Keep it as it came, against the dossier published now. Raises Refused; the same text twice is one."""
    dossier_id = dossier_id_of(consultation)
    title, signature = " ".join(title.split()), " ".join(signature.split())
    text = text.replace("\r\n", "\n").strip()
    if not dossier_id:
        raise Refused(_("Il n’y a pas encore de dossier public : une autre synthèse s’y rattache."))
    if not link and not text:
        raise Refused(_("Donnez un lien ou un texte."))
    if len(text) > LONGEST:
        said = _("Le texte fait %(count)s caractères, %(most)s au plus (quatre pages). Rien n’est perdu.")
        raise Refused(said % {"count": len(text), "most": LONGEST})
    content = {"title": title, "signature": signature, "link": link, "text": text, "dossier": dossier_id}
    digest = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    values = {name: content[name] for name in ("title", "signature", "link", "text")}
    try:
        with transaction.atomic():
            made = AlternativeSynthesis.objects.create(
                consultation=consultation, dossier_id=dossier_id, digest=digest, **values
            )
    except IntegrityError:
        return AlternativeSynthesis.objects.get(consultation=consultation, digest=digest)
    _log(ANYBODY, made, "alternative")
    return made


@transaction.atomic
def decide(*, actor: Actor, alternative: AlternativeSynthesis, refusal: str = "") -> AlternativeSynthesis:
    """List it, or refuse it for one of the three reasons. Once listed, it stays."""
    rows = AlternativeSynthesis.objects.select_for_update(of=("self",))
    one = rows.select_related("consultation__territory").get(pk=alternative.pk)
    if one.state != one.State.WAITING:
        raise Refused("C’est déjà décidé.")
    if refusal and refusal not in REFUSALS:
        raise Refused("Une synthèse n’est écartée que pour l’une des raisons de la liste.")
    one.state = one.State.REFUSED if refusal else one.State.LISTED
    one.refusal, one.decided = refusal, timezone.now()
    one.save(update_fields=["state", "refusal", "decided"])
    _log(actor, one, "refuse_alternative" if refusal else "list_alternative", refusal)
    return one


def _log(actor: Actor, one: AlternativeSynthesis, verb: str, reason: str = "") -> None:
    record(
        actor=actor,
        action=f"sorting.{verb}",
        thing=one,
        label=str(one.consultation),
        territory=one.consultation.territory,
        reason=reason,
        after={"digest": one.digest},
    )
