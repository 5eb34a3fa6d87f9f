"""Where notes are typed: one session, reached from the space of the territory or by a one-day link.

The same views serve both doors; a ``Desk`` knows the addresses of its own door and who stands at it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.permissions import see_notes, type_notes, why_closed
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

SIGN_IN_AGAIN = (
    "Votre connexion a pris fin. Vos notes restent sur cet appareil : connectez-vous à nouveau, "
    "elles partiront ensuite."
)
LINK_OVER = (
    "Le lien d’un jour n’est plus valable. Vos notes restent sur cet appareil : enregistrez-les dans un "
    "fichier et "
    "remettez-le à l’équipe, ou demandez-lui un nouveau lien."
)
_SPACE_NAMES = {"entry": "space:session-entry", "relecture": "space:relecture"}


@dataclass(frozen=True)
class Desk:
    """One session and who works on it."""

    actor: Actor
    session: Session
    by_link: bool
    until: datetime
    """When the door closes: end of the signed-in session, or of the link."""

    @property
    def consultation(self) -> Consultation:
        """The concertation of the session."""
        return self.session.consultation

    @property
    def territory(self) -> Territory:
        """Whose it is."""
        return self.consultation.territory

    @property
    def may_type(self) -> bool:
        """Whether this person may write here now."""
        return type_notes(self.actor, self.session)

    @property
    def why_not(self) -> str:
        """Why nothing may be typed, in a sentence."""
        if self.may_type:
            return ""
        if self.session.cancelled:
            return "Ce temps de débat est annulé : rien ne s’y saisit. S’il a eu lieu, rétablissez-le."
        return why_closed(self.consultation) or "Votre rôle permet de lire ces notes, pas d’en saisir."

    @property
    def layout(self) -> str:
        """The template that pages extend."""
        return "contributions/room_page.html" if self.by_link else "consultation_space.html"

    def url(self, name: str, *args: Any) -> str:
        """The address of a screen of this desk."""
        if self.by_link:
            return reverse(f"contributions:room-{name}", args=[self.session.pk, *args])
        space = _SPACE_NAMES.get(name, f"space:session-{name}")
        return reverse(space, args=[self.territory.slug, self.consultation.slug, self.session.pk, *args])

    def require_typing(self) -> None:
        """Raise PermissionDenied, with the reason, where nothing may be typed."""
        require(type_notes, self.actor, self.session, self.why_not)


View = Callable[..., HttpResponseBase]


def from_space(view: View) -> View:
    """The view, for members: ``(request, desk, …)`` inside the scope of the territory."""

    @in_space
    def opened(
        request: HttpRequest, _territory: Territory, consultation: str, pk: int, **more: Any
    ) -> HttpResponseBase:
        sessions = Session.objects.select_related("consultation__territory", "consultation__framing")
        session = get_object_or_404(sessions, pk=pk, consultation__slug=consultation)
        actor = request.actor  # type: ignore[attr-defined]
        require(see_notes, actor, session)
        desk = Desk(actor, session, by_link=False, until=request.session.get_expiry_date())
        return _private(view(request, desk, **more))

    return _answering(view, opened)


def from_link(view: View) -> View:
    """The view, for the bearer of a one-day link: never another session than those of the link."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
        actor = request.actor  # type: ignore[attr-defined]
        link = actor.day_link
        if link is None:
            return _no_link(request)
        territory = link.consultation.territory
        request.territory = territory  # type: ignore[attr-defined]
        with translation.override("fr"), scope(territory=territory):
            sessions = Session.objects.select_related("consultation__territory", "consultation__framing")
            session = get_object_or_404(sessions, pk=pk, consultation=link.consultation_id)
            if not see_notes(actor, session):
                raise Http404
            return _private(view(request, Desk(actor, session, by_link=True, until=link.expires), **more))

    return _answering(view, opened)


def room(request: HttpRequest) -> HttpResponseBase:
    """Where a one-day link leads: to its session, or to the list of the sessions of its concertation."""
    link = request.actor.day_link  # type: ignore[attr-defined]
    if link is None:
        return _no_link(request)
    if link.session_id is not None:
        return redirect("contributions:room-entry", link.session_id)
    territory = link.consultation.territory
    request.territory = territory  # type: ignore[attr-defined]
    with translation.override("fr"), scope(territory=territory):
        sessions = link.consultation.sessions.filter(cancelled=False)
        context = {"link": link, "consultation": link.consultation, "sessions": list(sessions)}
        return _private(render(request, "contributions/room.html", context))


def for_devices(view: View) -> View:
    """Mark a view that devices call: every answer, refusals included, is JSON."""
    view.for_devices = True  # type: ignore[attr-defined]
    return view


def _answering(view: View, opened: View) -> View:
    """For devices: refusals as JSON, never a redirection."""
    if not getattr(view, "for_devices", False):
        return wraps(view)(opened)

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        by_link = request.resolver_match is not None and request.resolver_match.namespace == "contributions"
        actor = request.actor  # type: ignore[attr-defined]
        if by_link and actor.day_link is None:
            return JsonResponse({"why": LINK_OVER, "over": True}, status=401)
        if not by_link and actor.user is None:
            return JsonResponse({"why": SIGN_IN_AGAIN}, status=401)
        try:
            return opened(request, *args, **kwargs)
        except PermissionDenied as error:
            return JsonResponse({"why": str(error)}, status=403)
        except Http404:
            why = (
                "Ce temps de débat n’existe plus, ou n’est pas ouvert à ce compte. Vos notes restent sur "
                "cet appareil."
            )
            return JsonResponse({"why": why}, status=404)

    return answering


def _private(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response


def _no_link(request: HttpRequest) -> HttpResponse:
    with translation.override("fr"):
        return render(request, "contributions/no_link.html", status=403)
