"""The sessions of a concertation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations import sessions as services
from concertia_web.consultations.finding import actor_of, consultation_of, frame
from concertia_web.consultations.models import Consultation, Session
from concertia_web.consultations.permissions import add_sessions, change_session
from concertia_web.consultations.session_forms import SessionForm
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_safe
@in_space
def session_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """All of them, in time order."""
    consultation = consultation_of(request, territory, slug)
    context = {
        **frame(consultation),
        "sessions": list(consultation.sessions.all()),
        "may_add": add_sessions(actor_of(request), consultation),
    }
    return render(request, "consultations/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def session_new(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Add one."""
    consultation = consultation_of(request, territory, slug)
    require(add_sessions, actor_of(request), consultation)
    initial = {"day": consultation.opens, "place": consultation.place}
    form = SessionForm(request.POST or None, consultation=consultation, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.add_session(actor=actor_of(request), consultation=consultation, values=form.values())
        messages.success(request, f"« {made.title} » est ajouté.")
        return redirect("space:sessions", territory.slug, slug)
    return render(request, "consultations/session.html", {**frame(consultation), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def session_detail(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One session: to change for those who may, to read for the others."""
    consultation = consultation_of(request, territory, slug)
    session = _session(consultation, pk)
    may = change_session(actor_of(request), session)
    form = SessionForm(request.POST or None, consultation=consultation, session=session)
    if request.method == "POST":
        require(change_session, actor_of(request), session)
        if form.is_valid():
            services.change_session(actor=actor_of(request), session=session, values=form.values())
            messages.success(request, "C’est enregistré.")
            return redirect("space:sessions", territory.slug, slug)
    context = {
        **frame(consultation),
        "form": form,
        "session": session,
        "may_change": may,
        "counts": [
            (form.publics.get(key, "public non connu"), people) for key, people in session.head_counts.items()
        ],
    }
    return render(request, "consultations/session.html", context)


@require_POST
@in_space
def session_copy(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The same one, a week later."""
    consultation = consultation_of(request, territory, slug)
    session = _session(consultation, pk)
    require(change_session, actor_of(request), session)
    made = services.copy_session(actor=actor_of(request), session=session)
    messages.success(request, "Copié, une semaine plus tard : vérifiez la date et le lieu.")
    return redirect("space:session", territory.slug, slug, made.pk)


@require_POST
@in_space
def session_cancel(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Cancel it, or bring it back."""
    consultation = consultation_of(request, territory, slug)
    session = _session(consultation, pk)
    require(change_session, actor_of(request), session)
    cancelled = request.POST.get("cancelled") == "1"
    services.cancel_session(actor=actor_of(request), session=session, cancelled=cancelled)
    said = (
        "est annulé. Ce qui y était noté est gardé ; « Rétablir » le ramène." if cancelled else "est rétabli."
    )
    messages.success(request, f"« {session.title} » {said}")
    return redirect("space:sessions", territory.slug, slug)


def _session(consultation: Consultation, pk: int) -> Session:
    found: Session = get_object_or_404(
        Session.objects.select_related("consultation__territory", "consultation__framing"),
        consultation=consultation,
        pk=pk,
    )
    return found
