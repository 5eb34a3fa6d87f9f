"""The list of concertations, the choice of a method, the one form, the overview, the steps of its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import PERMISSIONS, Permission, require
from concertia_web.campaigns.models import Commitment
from concertia_web.consultations import permissions, services, states
from concertia_web.consultations.blueprints import Blueprint, blueprints
from concertia_web.consultations.finding import actor_of, consultation_of, frame
from concertia_web.consultations.forms import ConsultationForm, ReasonForm, question_maps
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.next_steps import next_step
from concertia_web.consultations.publics import presence
from concertia_web.languages import say
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_safe
@in_space
def consultation_list(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Those of this territory, the last first."""
    context = {
        "consultations": Consultation.objects.filter(territory=territory),
        "may_create": permissions.create_consultation(actor_of(request), territory),
    }
    return render(request, "consultations/list.html", context)


@require_safe
@in_space
def choose(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Which method: cards that say what each takes and what comes out."""
    require(permissions.create_consultation, actor_of(request), territory)
    asked = request.GET.get("engagement", "")
    context = {"blueprints": blueprints().values(), "asked": asked if asked.isdecimal() else ""}
    return render(request, "consultations/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def create(request: HttpRequest, territory: Territory, key: str) -> HttpResponse:
    """The one form."""
    require(permissions.create_consultation, actor_of(request), territory)
    method = blueprints().get(key)
    if method is None:
        raise Http404
    commitments = (
        Commitment.objects.filter(carriers=territory)
        .exclude(state=Commitment.State.WITHDRAWN)
        .select_related("campaign")
    )
    chosen = _chosen(request, list(commitments))
    framing = services.framing_of(chosen)
    content = framing.content if framing else None
    form = ConsultationForm(
        request.POST or None,
        framing=content,
        commitments=commitments,
        initial=_proposed(method, territory, chosen, content),
    )
    if request.method == "POST" and form.is_valid():
        made = _create(request, territory, method, form, content)
        messages.success(request, "Tout est prêt. Relisez la règle du jeu, puis ouvrez la concertation.")
        return redirect("space:consultation", territory.slug, made.slug)
    return render(request, "consultations/create.html", {"form": form, "blueprint": method})


def _chosen(request: HttpRequest, commitments: list[Commitment]) -> Commitment | None:
    asked = request.POST.get("commitment", request.GET.get("engagement", ""))
    if request.method == "POST" and not asked:
        return None
    return next((one for one in commitments if str(one.pk) == asked), commitments[0] if commitments else None)


def _proposed(
    method: Blueprint, territory: Territory, commitment: Commitment | None, framing: dict[str, Any] | None
) -> dict[str, Any]:
    dates = method.dates_from(timezone.localdate())
    questions = known_questions(commitment, framing)
    return {
        "commitment": commitment,
        "opens": dates.opens,
        "closes": dates.closes,
        "results_on": dates.results,
        "publics": list(method.publics),
        "questions": "\n".join(question.get("fr", "") for question in questions),
        "object": say(framing.get("question", {}), "fr").text if framing else "",
        "contact": territory.contact,
        "proof": method.proof,
        "moderation": method.moderation,
        "first_hour": method.sessions[0]["hour"] if method.sessions else None,
    }


def known_questions(commitment: Commitment | None, framing: dict[str, Any] | None) -> list[dict[str, str]]:
    """The common questions of the framing note, then those that this territory added."""
    if framing is None:
        return list(commitment.own_questions) if commitment else []
    common = [dict(question) for question in framing.get("questions", [])]
    if not common and framing.get("question"):
        common = [{"key": "question", **framing["question"]}]
    return [*common, *(commitment.own_questions if commitment else [])]


def _create(
    request: HttpRequest,
    territory: Territory,
    method: Blueprint,
    form: ConsultationForm,
    framing: dict[str, Any] | None,
) -> Consultation:
    data = form.cleaned_data
    commitment = data.get("commitment")
    names = ("title", "object", "opens", "closes", "results_on", "publics", "place", "contact", "decision")
    wanted = services.Wanted(
        **{name: data[name] for name in names},
        questions=question_maps(data["questions"], known_questions(commitment, framing)),
        proof=data["proof"],
        moderation=data["moderation"],
        rules={key: {"fr": data[key]} for key in ("open", "decided", "answer")},
    )
    return services.create(
        actor=actor_of(request),
        territory=territory,
        blueprint=method,
        wanted=wanted,
        commitment=commitment,
        first_hour=data["first_hour"],
    )


@require_safe
@in_space
def overview(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Where it stands, the next thing to do, who is missing."""
    consultation = consultation_of(request, territory, slug)
    return _overview(request, consultation, ReasonForm())


def _overview(
    request: HttpRequest, consultation: Consultation, form: ReasonForm, status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    sessions = list(consultation.sessions.all())
    method = blueprints().get(consultation.blueprint)
    step = next_step(consultation, today)
    context = {
        **frame(consultation),
        "blueprint": method,
        "step": step,
        "may_follow": not step.rule or PERMISSIONS[step.rule](actor, consultation),
        "publics": presence(consultation, sessions),
        "sessions": sessions,
        "phases": [(phase, phase.closes < today) for phase in consultation.phases.all()],
        "notes": consultation.contributions.filter(removed=None).count(),
        "documents": consultation.documents.count(),
        "present": sum(session.present for session in sessions if not session.cancelled),
        "may": {name: getattr(permissions, name)(actor, consultation) for name in _ASKED},
        "reason_form": form,
    }
    return render(request, "consultations/overview.html", context, status=status)


_ASKED = (

        "change_consultation", "discard_consultation", "open_consultation", "close_consultation",
        "reopen_consultation", "settle_consultation", "publish_consultation", "switch_neutral", "see_draws",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def edit(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Change what the form said; once open, with a reason."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.change_consultation, actor_of(request), consultation)
    form = ConsultationForm(
        request.POST or None,
        framing=consultation.framing.content if consultation.framing else None,
        consultation=consultation,
        initial={
            **{name: getattr(consultation, name) for name in services.EDITED},
            "title": consultation.title.get("fr", ""),
            "object": consultation.object.get("fr", ""),
            "questions": "\n".join(question.get("fr", "") for question in consultation.questions),
        },
    )
    if request.method == "POST" and form.is_valid() and _change(request, consultation, form):
        messages.success(request, "C’est enregistré.")
        return redirect("space:consultation", territory.slug, slug)
    return render(request, "consultations/edit.html", {**frame(consultation), "form": form})


def _change(request: HttpRequest, consultation: Consultation, form: ConsultationForm) -> bool:
    data = form.cleaned_data
    values: dict[str, Any] = {name: data[name] for name in services.EDITED}
    values["title"] = {**consultation.title, "fr": data["title"]}
    values["object"] = {**consultation.object, "fr": data["object"]}
    values["questions"] = question_maps(data["questions"], consultation.questions)
    try:
        services.change(
            actor=actor_of(request), consultation=consultation, values=values, reason=data.get("reason", "")
        )
    except services.RefusedError as refused:
        form.add_error("reason" if "reason" in form.fields else None, refused.reasons)
        return False
    return True


Act = Callable[..., Consultation]
VERBS: dict[str, tuple[Permission, Act, str]] = {
    "ouvrir": (
        permissions.open_consultation,
        states.open_,
        "La concertation est ouverte. Sa règle du jeu est figée.",
    ),
    "clore": (
        permissions.close_consultation,
        states.close,
        "Les contributions sont closes. La lecture commence.",
    ),
    "rouvrir": (permissions.reopen_consultation, states.reopen, "Les contributions sont rouvertes."),
    "arreter": (permissions.settle_consultation, states.settle, "La saisie est fermée."),
    "publier": (permissions.publish_consultation, states.publish, "La restitution est publiée."),
}


@require_POST
@in_space
def change_state(request: HttpRequest, territory: Territory, slug: str, verb: str) -> HttpResponse:
    """Take one step of its life."""
    consultation = consultation_of(request, territory, slug)
    if verb not in VERBS:
        raise Http404
    rule, act, said = VERBS[verb]
    actor = actor_of(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _overview(request, consultation, form, status=400)
    require(rule, actor, consultation, _why(consultation))
    more = {} if verb == "ouvrir" else {"reason": form.cleaned_data["reason"]}
    try:
        act(actor=actor, consultation=consultation, **more)
    except services.RefusedError as refused:
        form.add_error(None, refused.reasons)
        return _overview(request, consultation, form, status=400)
    messages.success(request, said)
    return redirect("space:consultation", territory.slug, slug)


def _why(consultation: Consultation) -> str:
    state = consultation.get_state_display()
    return (
        f"La concertation est « {state} » : cette étape ne se fait pas maintenant, ou votre rôle ne la "
        "permet pas. "
        "Rechargez la page de la concertation."
    )


@require_POST
@in_space
def neutral(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Switch the neutral mode, with a reason."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.switch_neutral, actor, consultation)
    form = ReasonForm(request.POST)
    on = request.POST.get("on") == "1"
    try:
        if form.is_valid():
            services.switch_neutral(
                actor=actor, consultation=consultation, on=on, reason=form.cleaned_data["reason"]
            )
            messages.success(request, "Mode neutre en place." if on else "Mode neutre retiré.")
            return redirect("space:consultation", territory.slug, slug)
    except services.RefusedError as refused:
        form.add_error(None, refused.reasons)
    return _overview(request, consultation, form, status=400)


@require_POST
@in_space
def discard(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Abandon a draft."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.discard_consultation, actor, consultation)
    try:
        services.discard(actor=actor, consultation=consultation)
    except services.RefusedError as refused:
        messages.error(request, str(refused), extra_tags="wrong")
        return redirect("space:consultation", territory.slug, slug)
    messages.success(request, "Le projet est abandonné.")
    return redirect("space:consultations", territory.slug)
