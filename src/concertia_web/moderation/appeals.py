"""Ask that a decision be looked at again, and answer: somebody else than who decided, when there is one."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.accounts.models import Membership, Role
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.moderation.models import Appeal, Decision
from concertia_web.moderation.permissions import WATCHES
from concertia_web.moderation.services import Refused, apply, last_decision, locked, tell

LONGEST = 2000


@transaction.atomic
def ask(*, contribution: Contribution, text: str, actor: Actor = ANYBODY, by_desk: bool = False) -> Appeal:
    """Keep what the author says against the decision that stands. Raises Refused."""
    row = locked(contribution)
    decision = last_decision(row)
    said = text.strip()
    if decision is None or decision.verb not in (Decision.Verb.MASK, Decision.Verb.HIDE):
        raise Refused(
            _("Votre texte est publié ou attend d’être lu : il n’y a rien à revoir pour l’instant.")
        )
    if not said:
        raise Refused(_("Dites en quelques mots pourquoi cette décision vous semble mauvaise."))
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                contribution=row, decision=decision, text=said[:LONGEST], by_desk=by_desk
            )
    except IntegrityError:
        raise Refused(
            _("Cette décision a déjà fait l’objet d’une demande : la réponse sera sur votre page.")
        ) from None
    _journal(actor, "appeal", appeal)
    return appeal


@transaction.atomic
def answer(*, actor: Actor, appeal: Appeal, outcome: str, text: str) -> Appeal:
    """Maintain the decision or publish the text, with a reason. Raises Refused."""
    row = locked(appeal.contribution)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision").get(pk=appeal.pk)
    if appeal.outcome:
        raise Refused("Une réponse a déjà été donnée à cette demande.")
    if outcome not in Appeal.Outcome.values:
        raise Refused("Choisissez : maintenir la décision, ou publier le texte.")
    if not text.strip():
        raise Refused("Écrivez pourquoi : la personne lira cette réponse.")
    same = actor.user is not None and actor.user.pk == appeal.decision.by_id
    if same and others(row.consultation, actor):
        raise Refused(
            "Vous avez pris cette décision : une autre personne doit répondre. La ou le garant le peut aussi."
        )
    appeal.outcome, appeal.answer = outcome, text.strip()[:LONGEST]
    appeal.decided, appeal.by, appeal.function = timezone.now(), actor.user, actor.function[:120]
    appeal.same_person = same
    appeal.save()
    if outcome == Appeal.Outcome.CHANGED:
        _publish(actor, row, appeal)
    _journal(actor, "appeal-decided", appeal, reason=str(appeal.get_outcome_display()))
    tell(row, lambda: _("Votre demande de revoir une décision a une réponse : elle est sur votre page."))
    return appeal


def others(consultation: Consultation, actor: Actor) -> bool:
    """Whether somebody else could answer: another lead, analyst or garant, who is not elected there."""
    here = Membership.objects.filter(territory=consultation.territory, user__is_active=True)
    elected = here.filter(role=Role.ELECTED).values("user")
    found = here.filter(role__in=WATCHES).exclude(user__in=elected)
    return found.exclude(user=actor.user).exists()


def waiting(consultation: Consultation) -> int:
    """How many have no answer yet."""
    count: int = Appeal.objects.filter(contribution__consultation=consultation, outcome="").count()
    return count


def _publish(actor: Actor, row: Contribution, appeal: Appeal) -> None:
    """As it was before the decision that is changed, and published."""
    spans = [(start, end) for start, end in appeal.decision.before["spans"]]
    undone = Decision.objects.filter(undoes=appeal.decision).exists()
    apply(
        actor=actor,
        row=row,
        verb=Decision.Verb.MASK if spans else Decision.Verb.ACCEPT,
        state=Contribution.Moderation.ACCEPTED,
        spans=spans,
        reason=appeal.decision.before["key"] if spans else "",
        undoes=None if undone else appeal.decision,
    )


def _journal(actor: Actor, verb: str, appeal: Appeal, reason: str = "") -> None:
    consultation = appeal.contribution.consultation
    record(
        actor=actor,
        action=f"moderation.{verb}",
        thing=appeal,
        label=str(consultation),
        territory=consultation.territory,
        reason=reason,
    )
