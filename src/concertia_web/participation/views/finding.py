"""What the views share: the concertation that is asked for, the person who asks, a refusal that says why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.participation import permissions
from concertia_web.territories.models import Territory


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def public_consultation(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    """A concertation that anyone may see; not found otherwise."""
    rows = Consultation.objects.select_related("territory", "framing", "commitment__campaign")
    found: Consultation = get_object_or_404(rows.prefetch_related("phases"), territory=territory, slug=slug)
    if not permissions.read_contributions(actor_of(request), found):
        raise Http404
    return found


def own_consultation(territory: Territory, slug: str) -> Consultation:
    """A concertation of the space."""
    rows = Consultation.objects.select_related("territory", "framing", "commitment__campaign")
    return get_object_or_404(rows.prefetch_related("phases"), territory=territory, slug=slug)


def onwards_of(request: HttpRequest, raw: str) -> str:
    """A path of this site to go on to, or nothing."""
    safe = raw.startswith("/") and url_has_allowed_host_and_scheme(
        raw, allowed_hosts=None, require_https=request.is_secure()
    )
    return raw[:300] if safe and len(raw) <= 300 else ""


def refused(
    request: HttpRequest, consultation: Consultation, title: str, why: str, status: int = 403
) -> HttpResponse:
    """A page that says why nothing can be done now, and where to go."""
    context = {"consultation": consultation, "title": title, "why": why}
    return render(request, "participation/refused.html", context, status=status)
