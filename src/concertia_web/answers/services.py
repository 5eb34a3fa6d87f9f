"""The life of an answer: opened, given to a service, written, approved, published, followed.

What was heard is never changed here. Every version that somebody wrote is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia.synthesis.evidence import PopulationClaimError, refuse_population_claims
from concertia_web.accounts.actors import Actor
from concertia_web.answers import members
from concertia_web.answers.finding import answers_by_contribution, answers_for, contributions_of
from concertia_web.answers.models import (
    LONGEST,
    Answer,
    AnswerTarget,
    AnswerVersion,
    FollowUp,
    Outcome,
    Service,
)
from concertia_web.answers.refusals import Refused
from concertia_web.answers.targets import Thing, covered
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.notices.services import in_languages, notify
from concertia_web.territories.models import Territory

__all__ = ["answers_by_contribution", "answers_for", "open_answer", "publish", "write"]
State = Answer.State


@dataclass(frozen=True)
class Written:
    """What somebody wrote, and the revision they had under their eyes."""

    outcome: str
    reason: str
    revision: int


def log(actor: Actor, answer: Answer, verb: str, **more: Any) -> None:
    """One entry of the journal about an answer, without the words of anybody."""
    record(
        actor=actor,
        action=f"answers.{verb}",
        thing=answer,
        label=f"réponse n°\xa0{answer.pk}",
        territory=answer.consultation.territory,
        **more,
    )


def locked(answer: Answer) -> Answer:
    """The answer, held until the end of the transaction."""
    rows = Answer.objects.select_for_update(of=("self",))
    return rows.select_related("consultation__territory").get(pk=answer.pk)


def service_named(*, territory: Territory, name: str, contact: str = "") -> Service:
    """The service of this name, made if it is new; a new address replaces the old one."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Dites quel service répond : « Direction des ressources humaines ».")
    service, _new = Service.objects.get_or_create(
        territory=territory, name=name[:120], defaults={"contact": contact}
    )
    if contact and service.contact != contact:
        service.contact = contact
        service.save(update_fields=["contact"])
    return service


@transaction.atomic
def open_answer(
    *, actor: Actor, consultation: Consultation, things: Sequence[Thing], title: str = ""
) -> Answer:
    """Put one or several things to be answered together. Raises Refused for what another answer holds.

    ``title``: the name of a group; without it, the words of the first thing.
    """
    if not things:
        raise Refused("Choisissez au moins un thème, un enseignement ou une contribution.")
    # one at a time for a concertation: two answers to the same thing are never opened together
    Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    taken = AnswerTarget.objects.filter(answer__consultation=consultation)
    asked = Q(pk__in=[])
    for thing in things:
        asked |= Q(kind=thing.kind, key=thing.key)
    double = taken.filter(asked).first()
    if double is not None:
        raise Refused(f"« {double.label} » a déjà une réponse en préparation ou publiée : ouvrez-la.")
    answer = Answer.objects.create(
        consultation=consultation, title=_group_name(title) or things[0].label[:300]
    )
    for thing in things:
        target = AnswerTarget.objects.create(
            answer=answer,
            kind=thing.kind,
            key=thing.key,
            label=thing.label[:300],
            finding_id=thing.finding,
            contribution_id=thing.contribution,
        )
        target.covers.set(covered(consultation, thing))
    log(actor, answer, "open", after=[thing.value for thing in things])
    return answer


@transaction.atomic
def open_each(*, actor: Actor, consultation: Consultation, things: Sequence[Thing]) -> list[Answer]:
    """One answer to each thing: all of them, or none."""
    return [open_answer(actor=actor, consultation=consultation, things=[thing]) for thing in things]


def _group_name(title: str) -> str:
    title = " ".join(title.split())[:300]
    try:
        refuse_population_claims(title)
    except PopulationClaimError as problem:
        raise Refused(problem.fr) from problem
    return title


@transaction.atomic
def assign(*, actor: Actor, answer: Answer, service: Service, due: date) -> Answer:
    """Give it to a service, by a date; given again, the date and the service change.

    The account at the address of the service, where there is one with that role, sees it from then on.
    """
    answer = locked(answer)
    if answer.state not in (State.DRAFT, State.SERVICE):
        raise Refused("Le service a déjà répondu : renvoyez-lui d’abord la réponse.")
    if service.territory_id != answer.consultation.territory_id:
        raise Refused("Ce service n’est pas de cette collectivité.")
    before = {"service": answer.service_id, "due": answer.due and answer.due.isoformat()}
    answer.service, answer.due, answer.state = service, due, State.SERVICE
    answer.asked = answer.asked or timezone.now()
    answer.save(update_fields=["service", "due", "state", "asked"])
    members.tie(actor=actor, service=service)
    log(actor, answer, "assign", before=before, after={"service": service.name, "due": due.isoformat()})
    return answer


def checked(outcome: str, reason: str) -> tuple[str, str]:
    """An outcome of the five and a reason. Raises Refused."""
    reason = reason.replace("\r\n", "\n").strip()
    if outcome not in Outcome.values:
        raise Refused("Choisissez l’une des cinq issues : acceptée, en partie, refusée, déjà fait, ailleurs.")
    if not reason:
        raise Refused("Écrivez la raison : une réponse sans raison n’en est pas une.")
    if len(reason) > LONGEST:
        raise Refused(f"La raison fait {len(reason)} caractères, {LONGEST} au plus. Rien n’a été changé.")
    try:
        refuse_population_claims(reason)
    except PopulationClaimError as problem:
        raise Refused(problem.fr) from problem
    return outcome, reason


@transaction.atomic
def write(
    *, actor: Actor, answer: Answer, written: Written, source: str = AnswerVersion.Source.SITE
) -> AnswerVersion:
    """Write the outcome and its reason; then it waits for the elected member.

    If somebody wrote since ``written.revision``, this version is kept beside theirs (``settled`` is False)
    until one is chosen. The same words twice are one version. Raises Refused for an answer that is
    published or that nobody was asked for.
    """
    outcome, reason = checked(written.outcome, written.reason)
    answer = locked(answer)
    if answer.state == State.DRAFT:
        raise Refused("Confiez d’abord cette réponse à un service, avec une date.")
    if answer.state == State.PUBLISHED:
        raise Refused("Cette réponse est publiée : corrigez-la avec une raison, ou dites au suivi la suite.")
    if (answer.outcome, answer.reason) == (outcome, reason):
        same = answer.versions.filter(number=answer.revision).first()
        if same is not None and answer.state != State.SERVICE:
            return same
    version = AnswerVersion(
        answer=answer, outcome=outcome, reason=reason, source=source, function=actor.function[:120]
    )
    if written.revision != answer.revision:
        twin = answer.versions.filter(settled=False, outcome=outcome, reason=reason).first()
        if twin is not None:
            return twin
        version.settled = False
        version.save()
        log(actor, answer, "write", after={"beside": version.pk}, public=False)
        return version
    _stands(answer, version)
    log(actor, answer, "write", after={"outcome": outcome, "revision": answer.revision})
    return version


def _stands(answer: Answer, version: AnswerVersion) -> None:
    """This version is the one that stands: any approval of another is void."""
    answer.revision += 1
    version.number, version.settled = answer.revision, True
    version.save()
    answer.outcome, answer.reason = version.outcome, version.reason
    answer.state, answer.sent_back = State.ELECTED, ""
    answer.approved, answer.approved_by = None, ""
    answer.save()


@transaction.atomic
def choose(*, actor: Actor, version: AnswerVersion, take: bool) -> Answer:
    """Between two versions: the rival stands from now on, or is put away; both stay in the history."""
    answer = locked(version.answer)
    version = AnswerVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.settled:
        raise Refused("Quelqu’un a déjà choisi entre ces deux versions.")
    if answer.state == State.PUBLISHED and take:
        raise Refused("Cette réponse est publiée : elle ne change plus.")
    if take:
        _stands(answer, version)
    else:
        version.settled = True
        version.save(update_fields=["settled"])
    log(actor, answer, "take_rival", after={"version": version.pk, "taken": take})
    return answer


@transaction.atomic
def approve(*, actor: Actor, answer: Answer, revision: int) -> Answer:
    """The elected member approves the version that they read, and no other."""
    answer = locked(answer)
    if answer.state != State.ELECTED:
        raise Refused("Cette réponse n’attend pas de visa.")
    if answer.revision != revision:
        raise Refused("La réponse a changé depuis que vous l’avez ouverte : relisez-la, puis visez-la.")
    if answer.versions.filter(settled=False).exists():
        raise Refused("Deux versions de cette réponse attendent qu’on choisisse : le visa vient après.")
    answer.state, answer.approved, answer.approved_by = (
        State.APPROVED,
        timezone.now(),
        actor.function[:120],
    )
    answer.save(update_fields=["state", "approved", "approved_by"])
    log(actor, answer, "approve", after={"revision": revision})
    return answer


@transaction.atomic
def send_back(*, actor: Actor, answer: Answer, reason: str) -> Answer:
    """Back to the service, with a reason; its words are not changed."""
    answer = locked(answer)
    if answer.state not in (State.ELECTED, State.APPROVED):
        raise Refused("Cette réponse n’est pas à viser : il n’y a rien à renvoyer.")
    if not reason.strip():
        raise Refused("Dites au service pourquoi la réponse lui revient.")
    answer.state, answer.sent_back = State.SERVICE, reason.strip()[:2000]
    answer.approved, answer.approved_by = None, ""
    answer.save(update_fields=["state", "sent_back", "approved", "approved_by"])
    log(actor, answer, "send_back", reason=reason.strip(), public=False)
    return answer


@transaction.atomic
def publish(*, actor: Actor, answers: Iterable[Answer]) -> list[Answer]:
    """Publish approved answers together, and tell those who asked. Raises Refused: then none is."""
    done = []
    for wanted in sorted(answers, key=lambda one: one.pk):
        answer = locked(wanted)
        if answer.consultation.state != Consultation.State.PUBLISHED:
            raise Refused("Publiez d’abord ce qui a été entendu : on répond à ce que chacun peut lire.")
        if answer.state != State.APPROVED:
            raise Refused(f"« {answer.title} » n’est pas visée : rien n’est publié.")
        answer.state, answer.published = State.PUBLISHED, timezone.now()
        answer.save(update_fields=["state", "published"])
        log(actor, answer, "publish", after={"outcome": answer.outcome, "revision": answer.revision})
        tell(
            answer,
            kind="answered",
            thing=answer,
            everyone=lambda: _("Une réponse est publiée : %(title)s") % {"title": answer.title},  # noqa: B023
            authors=lambda: _("La collectivité a répondu à ce que vous avez écrit."),
        )
        done.append(answer)
    return done


def address(answer: Answer) -> str:
    """The public page of one answer."""
    place = answer.consultation
    return reverse("answers:answer", args=[place.territory.slug, place.slug, answer.key])


def tell(
    answer: Answer, *, kind: str, thing: Model, everyone: Callable[[], str], authors: Callable[[], str]
) -> None:
    """Those who follow the concertation, and each author who asked about their own words."""
    path = address(answer)
    words = in_languages(everyone)
    notify(consultation=answer.consultation, kind=kind, thing=thing, words=words, path=path)
    asked = Q(subscriptions__isnull=False) | Q(participant__subscriptions__isnull=False)
    own = in_languages(authors)
    rows = Contribution.objects.filter(asked, consultation=answer.consultation).distinct().order_by("pk")
    concerned = set(contributions_of(answer))
    for contribution in rows.iterator():
        if contribution.pk in concerned:
            notify(
                consultation=answer.consultation,
                kind=kind,
                thing=thing,
                words=own,
                path=path,
                contribution=contribution,
            )


@transaction.atomic
def follow(*, actor: Actor, answer: Answer, state: str, day: date, text: str = "") -> FollowUp:
    """Say what became of it, on what day. Given up: with the reason."""
    answer = locked(answer)
    text = " ".join(text.split())
    if answer.state != State.PUBLISHED:
        raise Refused("Le suivi commence quand la réponse est publiée.")
    if state not in FollowUp.State.values:
        raise Refused("Choisissez : annoncé, en cours, fait ou abandonné.")
    if state == FollowUp.State.DROPPED and not text:
        raise Refused("Abandonné : écrivez pourquoi, c’est publié.")
    if day > timezone.localdate():
        raise Refused("Ce jour n’est pas encore venu : dites ce qui est fait, pas ce qui le sera.")
    made = FollowUp.objects.create(
        answer=answer, state=state, text=text[:1000], day=day, function=actor.function[:120]
    )
    log(actor, answer, "follow", after={"state": state, "day": day.isoformat()})
    return made


@transaction.atomic
def remove(*, actor: Actor, answer: Answer) -> None:
    """Take a draft away, before anybody wrote anything."""
    answer = locked(answer)
    if answer.state not in (State.DRAFT, State.SERVICE) or answer.versions.exists():
        raise Refused("Quelqu’un a déjà écrit : cette réponse ne disparaît plus.")
    log(actor, answer, "remove")
    answer.delete()
