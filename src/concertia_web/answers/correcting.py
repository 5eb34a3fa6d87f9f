"""A published answer is corrected in public: proposed with a reason, approved; what stood stays readable."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import Actor
from concertia_web.answers.models import LONGEST_WHY, Answer, AnswerVersion
from concertia_web.answers.refusals import Refused
from concertia_web.answers.services import Written, checked, locked, log, tell

State = Answer.State


@transaction.atomic
def propose(*, actor: Actor, answer: Answer, written: Written, why: str) -> AnswerVersion:
    """Write what should stand instead of a published answer, and why. It waits for the elected member.

    Raises Refused for an answer that is not published, without a reason, or that says the same.
    """
    outcome, reason = checked(written.outcome, written.reason)
    why = " ".join(why.split())
    if not why:
        raise Refused("Dites pourquoi la réponse est corrigée : ce sera publié à côté d’elle.")
    checked(outcome, why)
    answer = locked(answer)
    if answer.state != State.PUBLISHED:
        raise Refused("Cette réponse n’est pas publiée : récrivez-la, il n’y a rien à corriger en public.")
    if written.revision != answer.revision:
        raise Refused("La réponse a été corrigée depuis que vous l’avez ouverte : relisez-la d’abord.")
    if (answer.outcome, answer.reason) == (outcome, reason):
        raise Refused("La réponse est la même : rien n’est à corriger.")
    if answer.versions.filter(settled=False).exists():
        raise Refused("Une correction attend déjà un visa : laissez-la, ou écartez-la d’abord.")
    made = AnswerVersion.objects.create(
        answer=answer,
        outcome=outcome,
        reason=reason,
        correction=why[:LONGEST_WHY],
        function=actor.function[:120],
        settled=False,
    )
    log(actor, answer, "propose_correction", after={"version": made.pk}, public=False)
    return made


@transaction.atomic
def approve(*, actor: Actor, version: AnswerVersion) -> Answer:
    """The elected member approves the correction that they read: it stands; those told before are told."""
    answer = locked(version.answer)
    version = AnswerVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.settled or not version.correction or answer.state != State.PUBLISHED:
        raise Refused("Cette correction n’attend plus de visa.")
    before = {"outcome": answer.outcome, "revision": answer.revision}
    answer.revision += 1
    version.number, version.settled, version.published = answer.revision, True, timezone.now()
    version.save(update_fields=["number", "settled", "published"])
    answer.outcome, answer.reason = version.outcome, version.reason
    answer.approved, answer.approved_by = version.published, actor.function[:120]
    answer.save(update_fields=["revision", "outcome", "reason", "approved", "approved_by"])
    after = {"outcome": answer.outcome, "revision": answer.revision}
    log(actor, answer, "correct", reason=version.correction, before=before, after=after)
    tell(
        answer,
        kind="corrected",
        thing=version,
        everyone=lambda: _("Une réponse est corrigée : %(title)s") % {"title": answer.title},
        authors=lambda: _("La collectivité a corrigé sa réponse à ce que vous avez écrit."),
    )
    return answer


@transaction.atomic
def drop(*, actor: Actor, version: AnswerVersion) -> None:
    """Put a proposed correction away: it stays in the history, and was never published."""
    answer = locked(version.answer)
    version = AnswerVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.settled or not version.correction:
        raise Refused("Cette correction n’attend plus de visa.")
    version.settled = True
    version.save(update_fields=["settled"])
    log(actor, answer, "drop_correction", after={"version": version.pk}, public=False)
