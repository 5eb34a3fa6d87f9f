"""In the space of a territory: what is answered, by whom, where each answer stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from concertia_web.accounts.permissions import require
from concertia_web.answers import correcting, members, services, targets
from concertia_web.answers import permissions as may
from concertia_web.answers.forms import (
    AssignForm,
    CorrectForm,
    FollowForm,
    GroupForm,
    SendBackForm,
    WriteForm,
    services_known,
)
from concertia_web.answers.models import Answer, AnswerTarget, AnswerVersion
from concertia_web.answers.refusals import Refused
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PAGE = 50
MOST = 400
"""Things put to be answered at once."""
OF_A_SERVICE = ("write", "correct", "drop_correction", "follow")
NOT_THEIRS = (
    "Cette réponse est confiée à un autre service. Si elle est pour le vôtre, demandez à la personne chargée "
    "de la concertation de vous y rattacher."
)
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def consultation_of(territory: Territory, slug: str) -> Consultation:
    """The concertation of this territory at this address."""
    rows = Consultation.objects.select_related("territory", "framing").filter(territory=territory)
    return get_object_or_404(rows, slug=slug)


def attempt(request: HttpRequest, action: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        action()
    except Refused as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, done)
    return True


def rights(request: HttpRequest, consultation: Consultation) -> dict[str, bool]:
    """What this person may do, for templates."""
    rules = {
        "prepares": may.prepare,
        "writes": may.write,
        "approves": may.approve,
        "publishes": may.publish,
        "corrects": may.correct,
        "follows": may.follow,
    }
    return {name: rule(request.actor, consultation) for name, rule in rules.items()}  # type: ignore[attr-defined]


def _rights_on(request: HttpRequest, answer: Answer) -> dict[str, bool]:
    """The same for one answer: a service writes its own."""
    own = may.answer_for(request.actor, answer)  # type: ignore[attr-defined]
    found = rights(request, answer.consultation)
    return {**found, **{name: found[name] and own for name in ("writes", "corrects", "follows")}}


@in_space
@GET_POST
def answer_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Every answer and where it stands; the lead publishes those that are approved."""
    consultation = consultation_of(territory, slug)
    require(may.see_answers, request.actor, consultation)
    if request.method == "POST":
        require(may.publish, request.actor, consultation)
        ready = list(consultation.answers.filter(state=Answer.State.APPROVED))
        attempt(
            request,
            lambda: services.publish(actor=request.actor, answers=ready),
            f"Publié : {len(ready)}. Les personnes qui l’ont demandé sont prévenues.",
        )
        return redirect("space:answers", territory.slug, slug)
    alone = may.answers_alone(request.actor, consultation)  # type: ignore[attr-defined]
    seen = consultation.answers.seen_by(request.actor.user, alone=alone)  # type: ignore[attr-defined]
    rows = seen.select_related("service").prefetch_related("targets")
    state = request.GET.get("etat", "")
    if state in Answer.State.values:
        rows = rows.filter(state=state)
    rows = rows.annotate(rivals=Count("versions", filter=Q(versions__settled=False)))
    counts = dict(seen.values_list("state").annotate(n=Count("pk")).order_by())
    page = Paginator(rows.order_by("due", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "page": page,
        "today": timezone.localdate(),
        "states": [(value, label, counts.get(value, 0)) for value, label in Answer.State.choices],
        "state": state,
        "alone": alone,
        "ready": counts.get(Answer.State.APPROVED, 0),
        "open": consultation.state in may.AFTER,
        **rights(request, consultation),
    }
    return render(request, "answers/space_list.html", context)


@in_space
@GET_POST
def answer_new(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Choose what is answered together: themes, findings, contributions found by their words."""
    consultation = consultation_of(territory, slug)
    require(may.prepare, request.actor, consultation)
    form = GroupForm(request.POST if request.method == "POST" else None)
    ticked = request.POST.getlist("thing")[:MOST]
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request, consultation, ticked, form.cleaned_data["title"])
            if len(made) == 1:
                return redirect("space:answer", territory.slug, slug, made[0].pk)
            messages.success(request, f"{len(made)} réponses à préparer.")
            return redirect("space:answers", territory.slug, slug)
        except Refused as problem:
            form.add_error(None, str(problem))
    words = request.GET.get("mots", "")[:100]
    offered = targets.things_of(consultation) + targets.notes_found(consultation, words)
    page = Paginator(offered, PAGE).get_page(request.GET.get("page"))
    taken = AnswerTarget.objects.filter(answer__consultation=consultation).values_list(
        "kind", "key", "answer"
    )
    context = {
        "consultation": consultation,
        "form": form,
        "groups": _groups(list(page)),
        "page": page,
        "taken": {f"{kind}:{key}": answer for kind, key, answer in taken},
        "ticked": set(ticked),
        "words": words,
    }
    return render(request, "answers/new.html", context)


def _open(request: HttpRequest, consultation: Consultation, ticked: list[str], title: str) -> list[Answer]:
    """One answer to all that is ticked, or one to each."""
    things = targets.chosen(consultation, ticked)
    actor = request.actor  # type: ignore[attr-defined]
    if request.POST.get("do") == "each":
        return services.open_each(actor=actor, consultation=consultation, things=things)
    return [services.open_answer(actor=actor, consultation=consultation, things=things, title=title)]


def _groups(things: list[targets.Thing]) -> list[tuple[str, list[targets.Thing]]]:
    found: dict[str, list[targets.Thing]] = {}
    for thing in things:
        found.setdefault(thing.group, []).append(thing)
    return list(found.items())


@in_space
@GET_POST
def answer_page(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One answer: what was heard, who answers, what is written, what became of it."""
    consultation = consultation_of(territory, slug)
    require(may.see_answers, request.actor, consultation)
    rows = consultation.answers.select_related("service", "consultation__territory")
    answer = get_object_or_404(rows, pk=pk)
    require(may.see_answer, request.actor, answer, NOT_THEIRS)
    forms = _forms(request, answer)
    if request.method == "POST":
        done = _act(request, answer, forms)
        if done is not None:
            return done
    prepares = may.prepare(request.actor, consultation)
    context = {
        "consultation": consultation,
        "answer": answer,
        "page": Paginator(answer.targets.select_related("contribution", "finding"), PAGE).get_page(
            request.GET.get("page")
        ),
        "versions": list(answer.versions.all()),
        "rivals": [one for one in answer.versions.all() if not one.settled and not one.correction],
        "correction": answer.versions.filter(settled=False).exclude(correction="").first(),
        "follow_ups": list(answer.follow_ups.all()),
        "services": services_known() if prepares else [],
        "tied": answer.service.members.all() if answer.service and prepares else [],
        "waiting": answer.days_waiting(timezone.localdate()),
        "late": answer.late(timezone.localdate()),
        "accepted": Contribution.Moderation.ACCEPTED,
        **forms,
        **_rights_on(request, answer),
    }
    return render(request, "answers/space_answer.html", context)


def _forms(request: HttpRequest, answer: Answer) -> dict[str, Form]:
    wanted = request.POST.get("do", "")
    written = {"outcome": answer.outcome, "reason": answer.reason, "revision": answer.revision}
    given = {
        "service": answer.service.name if answer.service else "",
        "contact": answer.service.contact if answer.service else "",
        "due": answer.due,
    }

    def bound(name: str) -> Any:
        return request.POST if wanted == name else None

    return {
        "assign": AssignForm(bound("assign"), initial=given, prefix="a"),
        "write": WriteForm(bound("write"), initial=written, prefix="w"),
        "correct": CorrectForm(bound("correct"), initial=written, prefix="c"),
        "send_back": SendBackForm(bound("send_back"), prefix="b"),
        "follow": FollowForm(bound("follow"), initial={"day": timezone.localdate()}, prefix="f"),
    }


def _act(request: HttpRequest, answer: Answer, forms: dict[str, Form]) -> HttpResponse | None:
    """Do what a button asks; None: the form has errors and keeps what was typed."""
    wanted, place = request.POST.get("do", ""), answer.consultation
    rules = {
        "assign": may.prepare,
        "remove": may.prepare,
        "choose": may.prepare,
        "write": may.write,
        "approve": may.approve,
        "correct": may.correct,
        "drop_correction": may.correct,
        "approve_correction": may.approve,
        "send_back": may.approve,
        "follow": may.follow,
    }
    if wanted not in rules:
        raise Http404
    require(rules[wanted], request.actor, place)  # type: ignore[attr-defined]
    if wanted in OF_A_SERVICE:
        require(may.answer_for, request.actor, answer, NOT_THEIRS)  # type: ignore[attr-defined]
    form = forms.get(wanted)
    if form is not None and not form.is_valid():
        return None
    try:
        said = _done(request, answer, wanted, form.cleaned_data if form is not None else {})
    except Refused as problem:
        if form is None:
            messages.error(request, str(problem))
            return redirect("space:answer", place.territory.slug, place.slug, answer.pk)
        form.add_error(None, str(problem))
        return None
    messages.success(request, said)
    if wanted == "remove":
        return redirect("space:answers", place.territory.slug, place.slug)
    return redirect("space:answer", place.territory.slug, place.slug, answer.pk)


def _done(request: HttpRequest, answer: Answer, wanted: str, said: dict[str, Any]) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    if wanted == "assign":
        place = answer.consultation.territory
        service = services.service_named(territory=place, name=said["service"], contact=said["contact"])
        services.assign(actor=actor, answer=answer, service=service, due=said["due"])
        account = members.account_at(service)
        if account is None:
            return "C’est confié. Envoyez le fichier au service, ou donnez-lui un accès."
        return f"C’est confié. Le compte {account.email} voit cette demande et y répond sur le site."
    if wanted == "write":
        version = services.write(actor=actor, answer=answer, written=services.Written(**said))
        if not version.settled:
            return "Quelqu’un a écrit pendant ce temps : votre texte est gardé à côté, il faut choisir."
        return "La réponse est écrite. Elle attend maintenant le visa d’un·e élu·e."
    if wanted == "approve":
        revision = request.POST.get("revision", "")
        number = int(revision) if revision.isdecimal() and len(revision) < 9 else -1
        services.approve(actor=actor, answer=answer, revision=number)
        return "La réponse est visée. Elle peut être publiée."
    if wanted == "send_back":
        services.send_back(actor=actor, answer=answer, reason=said["why"])
        return "La réponse retourne au service, avec vos raisons."
    if wanted == "follow":
        services.follow(actor=actor, answer=answer, **said)
        return "Le suivi est publié."
    if wanted == "remove":
        services.remove(actor=actor, answer=answer)
        return "Le projet est retiré. Ce qui a été dit reste à répondre."
    if wanted == "correct":
        why = said.pop("why")
        correcting.propose(actor=actor, answer=answer, written=services.Written(**said), why=why)
        return "La correction est proposée. Elle sera publiée quand un·e élu·e l’aura visée."
    return _between_versions(request, answer, wanted)


def _between_versions(request: HttpRequest, answer: Answer, wanted: str) -> str:
    """Take, leave, approve or put away one version of an answer."""
    actor = request.actor  # type: ignore[attr-defined]
    number_of = request.POST.get("version", "")
    version = get_object_or_404(
        AnswerVersion,
        answer=answer,
        pk=int(number_of) if number_of.isdecimal() and len(number_of) < 12 else 0,
    )
    if wanted == "approve_correction":
        correcting.approve(actor=actor, version=version)
        return "La correction est publiée. Les personnes prévenues de la première réponse le sont."
    if wanted == "drop_correction":
        correcting.drop(actor=actor, version=version)
        return "La correction est écartée : ce qui était publié reste en place."
    services.choose(actor=actor, version=version, take=request.POST.get("take") == "1")
    return "C’est choisi. Les deux textes restent dans l’historique."
