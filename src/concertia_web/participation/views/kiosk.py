"""Kiosk and street mode: one question, one note, next. Nobody is followed, nothing stays on the screen."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from concertia_web import gate
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution
from concertia_web.participation import permissions, services
from concertia_web.participation.forms import WordsForm, questions_of
from concertia_web.participation.lists import key_asked
from concertia_web.participation.views.doors import too_many
from concertia_web.participation.views.finding import actor_of, public_consultation
from concertia_web.participation.words import number_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

BY_DESK_AN_HOUR = 400


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def kiosk(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The form of a kiosk (``?temps=`` a session, ``?question=`` one question only)."""
    consultation = public_consultation(request, territory, slug)
    actor = actor_of(request)
    if not permissions.hold_kiosk(actor, consultation):
        raise PermissionDenied(
            "La borne s’ouvre avec un lien d’un jour ou un compte de l’équipe, pendant que la concertation "
            "est ouverte."
        )
    session = _session(request, consultation)
    asked = dict(questions_of(consultation))
    only = request.GET.get("question", "")
    form = WordsForm(
        request.POST or None,
        consultation=consultation,
        initial={"question": only if only in asked else ""},
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            desk = f"{actor.user.pk if actor.user else ''}:{actor.day_link.pk if actor.day_link else ''}"
            if gate.allowed("kiosk", desk, BY_DESK_AN_HOUR):
                return _kept(request, consultation, session, form)
            form.add_error(None, too_many())
            status = 429
    context = {
        "consultation": consultation,
        "session": session,
        "form": form,
        "kept": _just_kept(request, consultation),
    }
    return render(request, "participation/kiosk.html", context, status=status)


def _kept(
    request: HttpRequest, consultation: Consultation, session: Session | None, form: WordsForm
) -> HttpResponse:
    note, _new = services.contribute(
        consultation=consultation,
        participant=None,
        wanted=form.wanted,
        actor=actor_of(request),
        session=session,
    )
    path = reverse("participation:kiosk", args=[consultation.territory.slug, consultation.slug])
    asked = {"temps": session.pk if session else "", "question": form.wanted.question, "merci": note.pk}
    return redirect(f"{path}?{urlencode({name: value for name, value in asked.items() if value})}")


def _just_kept(request: HttpRequest, consultation: Consultation) -> str:
    """The number of the note just given, to write on a slip."""
    key = key_asked(request.GET.get("merci"))
    note = Contribution.objects.filter(consultation=consultation, pk=key).first() if key else None
    return number_of(note) if note else ""


def _session(request: HttpRequest, consultation: Consultation) -> Session | None:
    """The session asked for, or that of the link; a link never writes in another."""
    link = actor_of(request).day_link
    bound = link.session_id if link is not None else None
    asked = key_asked(request.GET.get("temps")) or bound
    if asked is None:
        return None
    if bound is not None and asked != bound:
        raise Http404
    session = consultation.sessions.filter(pk=asked, cancelled=False).first()
    if session is None:
        raise Http404
    return session
