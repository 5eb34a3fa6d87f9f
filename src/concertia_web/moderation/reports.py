"""« Signaler »: keep what a reader points out, give it a number, answer it once for all who said the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.contributions.documents import set_published
from concertia_web.contributions.models import Contribution, Document
from concertia_web.journal.services import record
from concertia_web.moderation.models import Decision, Report
from concertia_web.moderation.reasons import published
from concertia_web.moderation.services import Refused, check, decide, locked

LONGEST = 1000
_VERBS = {Report.Outcome.MASKED: Decision.Verb.MASK, Report.Outcome.HIDDEN: Decision.Verb.HIDE}


def report(*, contribution: Contribution, reason: str, text: str = "") -> Report:
    """Keep a report about a text that anyone can read. Raises Refused."""
    about = Report(consultation=contribution.consultation, contribution=contribution)
    return _keep(about, reason, text)


def report_document(*, document: Document, reason: str, text: str = "") -> Report:
    """Keep a report about a document that anyone can read. Raises Refused."""
    return _keep(Report(consultation=document.consultation, document=document), reason, text)


@transaction.atomic
def _keep(made: Report, reason: str, text: str) -> Report:
    said = text.strip()[:LONGEST]
    if reason and reason not in published().reasons:
        reason = ""
    if not reason and not said:
        raise Refused(_("Choisissez une raison, ou dites en quelques mots ce qui ne va pas."))
    made.reason, made.text = reason, said
    made.save()
    _journal(ANYBODY, "report", made)
    return made


@transaction.atomic
def answer(
    *,
    actor: Actor,
    contribution: Contribution,
    outcome: str,
    text: str,
    reason: str = "",
    spans: Iterable[Sequence[int]] = (),
    after: int | None = None,
) -> list[Report]:
    """Answer every report that waits on this text, with what is done about it. Raises Refused."""
    row = locked(contribution)
    waiting = _waiting(outcome, text, contribution=row)
    verb = _VERBS.get(Report.Outcome(outcome))
    if verb is not None:
        decide(actor=actor, contribution=row, verb=verb, reason=reason, spans=spans, after=after)
    return _answered(actor, waiting, outcome, text, reason if verb is not None else "")


@transaction.atomic
def answer_document(
    *, actor: Actor, document: Document, outcome: str, text: str, reason: str = ""
) -> list[Report]:
    """Answer every report that waits on this document: it stays published, or is no more. Raises Refused."""
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    waiting = _waiting(outcome, text, document=row)
    if outcome == Report.Outcome.MASKED:
        raise Refused("Un document se publie entier : gardez-le publié, ou ne le publiez plus.")
    hides = outcome == Report.Outcome.HIDDEN
    if hides:
        check(Decision.Verb.HIDE, reason)
        set_published(actor=actor, document=row, published=False)
    return _answered(actor, waiting, outcome, text, reason if hides else "")


def _waiting(outcome: str, text: str, **about: Contribution | Document) -> list[Report]:
    """The reports to answer, which nobody else answers meanwhile; or what the answer lacks."""
    waiting = list(Report.objects.select_for_update(of=("self",)).filter(outcome="", **about))
    if not waiting:
        raise Refused("Ces signalements ont déjà une réponse.")
    if outcome not in Report.Outcome.values:
        raise Refused("Choisissez ce que devient le texte.")
    if not text.strip():
        raise Refused("Écrivez pourquoi : qui a signalé le texte lira cette réponse.")
    return waiting


def _answered(actor: Actor, waiting: list[Report], outcome: str, text: str, ground: str) -> list[Report]:
    for one in waiting:
        one.outcome, one.answer, one.ground = outcome, text.strip()[:LONGEST], ground
        one.decided, one.by, one.function = timezone.now(), actor.user, actor.function[:120]
        one.save()
        _journal(actor, "report-decided", one, reason=one.outcome_words)
    return waiting


def _journal(actor: Actor, verb: str, made: Report, reason: str = "") -> None:
    consultation = made.consultation
    record(
        actor=actor,
        action=f"moderation.{verb}",
        thing=made,
        label=str(consultation),
        territory=consultation.territory,
        reason=reason,
    )
