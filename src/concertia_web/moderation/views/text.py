"""One text: what it says, what points to someone in it, decide, answer those who reported it or wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from concertia_web.accounts.permissions import require
from concertia_web.consultations.finding import actor_of, frame
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.moderation import appeals, permissions, reports, services
from concertia_web.moderation.forms import AppealAnswerForm, DecisionForm, DeskAppealForm, ReportAnswerForm
from concertia_web.moderation.models import Decision
from concertia_web.moderation.pointing import chosen_spans, places_of
from concertia_web.moderation.reasons import published
from concertia_web.moderation.views.desk import card, consultation_of, text_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_space
def text(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Read and decide; then the next one comes."""
    consultation = consultation_of(request, territory, slug)
    note = text_of(consultation, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        require(permissions.moderate, actor_of(request), consultation)
        if _done(form, lambda said: _decide(request, note, said)):
            messages.success(request, "C’est décidé. La personne qui a écrit le lit sur sa page.")
            if request.POST.get("then") == "stay":
                return redirect("space:moderation-text", territory.slug, slug, pk)
            found = redirect("space:moderation-next", territory.slug, slug)
            found["Location"] += f"?apres={pk}"
            return found
    return _page(request, consultation, note, form=form)


@require_POST
@never_cache
@in_space
def original(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The words received of a text that is covered or not published: written in the journal each time."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.read_original, actor_of(request), consultation)
    note = text_of(consultation, pk)
    services.open_original(actor=actor_of(request), contribution=note)
    return _page(request, consultation, note, opened=True)


@require_POST
@never_cache
@in_space
def answer(request: HttpRequest, territory: Territory, slug: str, pk: int, what: str) -> HttpResponse:
    """Answer an appeal (``revoir``) or reports (``signalements``); write an appeal down (``guichet``)."""
    consultation = consultation_of(request, territory, slug)
    note = text_of(consultation, pk)
    actor = actor_of(request)
    if what == "revoir":
        require(permissions.hear_appeals, actor, consultation)
        appeal = note.appeals.filter(outcome="").select_related("decision").first()
        if appeal is None:
            raise Http404
        form: Form = AppealAnswerForm(request.POST)
        action: Callable[[dict[str, Any]], object] = lambda said: appeals.answer(  # noqa: E731
            actor=actor, appeal=appeal, outcome=said["outcome"], text=said["answer"]
        )
        names, done = "appeal_form", "La réponse est publiée sur la page de la personne."
    elif what == "signalements":
        require(permissions.moderate, actor, consultation)
        form = ReportAnswerForm(request.POST, prefix="s")
        action = lambda said: _answer_reports(request, note, said)  # noqa: E731
        names, done = "report_form", "La réponse se lit à la page de chaque numéro."
    else:
        require(permissions.see_moderation, actor, consultation)
        form = DeskAppealForm(request.POST, prefix="g")
        action = lambda said: appeals.ask(  # noqa: E731
            contribution=note, text=said["text"], actor=actor, by_desk=True
        )
        names, done = "desk_form", "La demande est enregistrée : une autre personne va y répondre."
    if _done(form, action):
        messages.success(request, done)
        return redirect("space:moderation-text", territory.slug, slug, pk)
    return _page(request, consultation, note, **{names: form})


def _decide(request: HttpRequest, note: Contribution, said: dict[str, Any]) -> None:
    services.decide(
        actor=actor_of(request),
        contribution=note,
        verb=request.POST.get("verb", ""),
        reason=said["reason"],
        note=said["note"],
        spans=_spans(request.POST.getlist("box"), note, said["words"]),
        after=said["after"],
    )


def _answer_reports(request: HttpRequest, note: Contribution, said: dict[str, Any]) -> None:
    reports.answer(
        actor=actor_of(request),
        contribution=note,
        outcome=said["outcome"],
        text=said["answer"],
        reason=said["reason"],
        spans=_spans(request.POST.getlist("s-box"), note, said["words"]),
        after=said["after"],
    )


def _spans(boxes: list[str], note: Contribution, words: str) -> list[tuple[int, int]]:
    spans, missing = chosen_spans(note.text, boxes, words)
    if missing:
        raise services.Refused(
            f"Ces mots ne sont pas dans le texte : « {missing[0]} ». Copiez-les tels quels."
        )
    return spans


def _done(form: Form, action: Callable[[dict[str, Any]], object]) -> bool:
    """Do it with what a form holds; a refusal goes on the form, which keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except services.Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _page(
    request: HttpRequest,
    consultation: Consultation,
    note: Contribution,
    *,
    opened: bool = False,
    **forms: Form,
) -> HttpResponse:
    actor = actor_of(request)
    history = sorted(note.decisions.all(), key=lambda one: (one.at, one.pk))
    last = history[-1] if history else None
    start = {"after": last.pk if last else 0}
    appeal = note.appeals.filter(outcome="").select_related("decision").first()
    mine = appeal is not None and actor.user is not None and appeal.decision.by_id == actor.user.pk
    waiting = list(note.reports.filter(outcome=""))
    context = {
        **frame(consultation),
        "card": card(note, places_of(consultation), opened),
        "form": forms.get("form") or DecisionForm(initial=start),
        "boxes": set(request.POST.getlist("box")) | set(request.POST.getlist("s-box")),
        "history": [(one, published().reasons.get(one.reason)) for one in history],
        "last": last if last is not None and last.verb != Decision.Verb.WAIT else None,
        "appeal": appeal,
        "appeal_form": forms.get("appeal_form") or AppealAnswerForm(),
        "not_me": mine and appeals.others(consultation, actor),
        "waiting": [(one, published().reasons.get(one.reason)) for one in waiting],
        "report_form": forms.get("report_form") or ReportAnswerForm(initial=start, prefix="s"),
        "desk_form": forms.get("desk_form") or DeskAppealForm(prefix="g"),
        "may_decide": permissions.moderate(actor, consultation),
        "may_undo": permissions.undo_decision(actor, consultation),
        "wrong": any(one.is_bound for one in forms.values()),
    }
    return render(request, "moderation/text.html", context)
