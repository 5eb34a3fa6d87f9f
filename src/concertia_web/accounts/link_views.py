"""One-day links: made by the team, shown once, opened by a facilitator without an account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope, scopes_disabled

from concertia_web.accounts import services
from concertia_web.accounts.actors import DAY_LINK
from concertia_web.accounts.forms import LinkForm
from concertia_web.accounts.models import DayLink
from concertia_web.accounts.permissions import manage_team, require
from concertia_web.accounts.views import picture
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_space
def new(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Make a link; the answer is the sheet to hand over, the only page that ever shows it."""
    require(manage_team, request.actor, territory)  # type: ignore[attr-defined]
    form = LinkForm(request.POST or None, initial={"target": request.GET.get("pour", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        link, token = services.make_day_link(
            actor=request.actor,  # type: ignore[attr-defined]
            **{name: data[name] for name in ("consultation", "session", "label", "starts", "expires")},
        )
        address = settings.ADDRESS + reverse("accounts:day-link", args=[token])
        context = {
            "link": link,
            "token": token,
            "address": address,
            "code": mark_safe(picture(address).decode()),  # noqa: S308 - our own drawing of our own address
        }
        return render(request, "accounts/link_made.html", context)
    return render(request, "accounts/link_new.html", {"form": form})


@require_POST
@in_space
def code_file(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """The QR code as a file, for a poster: asked with the secret, which is on the sheet and not kept here."""
    require(manage_team, request.actor, territory)  # type: ignore[attr-defined]
    link = get_object_or_404(DayLink, pk=pk, consultation__territory=territory)
    token = request.POST.get("token", "")
    if services.hash_of(token) != link.secret_hash:
        raise Http404
    address = settings.ADDRESS + reverse("accounts:day-link", args=[token])
    name = f"lien-d-un-jour-{link.pk}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(picture(address), content_type="image/svg+xml", headers=headers)


@require_POST
@in_space
def revoke(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """Close a link before its time."""
    actor = request.actor  # type: ignore[attr-defined]
    require(manage_team, actor, territory)
    links = DayLink.objects.filter(consultation__territory=territory).select_related(
        "consultation__territory"
    )
    link = services.revoke_day_link(actor=actor, link=get_object_or_404(links, pk=pk))
    messages.success(request, f"Le lien « {link.label} » est fermé : il n’ouvre plus rien.")
    return redirect("space:team", territory.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The door of a link. Only the button opens it: programs that read e-mails follow addresses."""
    with scopes_disabled():  # the secret is the proof; nothing else of the territory is read
        link = services.link_of(token)
    if link is None or not link.open:
        return render(request, "accounts/link_closed.html", {"state": _state(link), "link": link}, status=410)
    territory = link.consultation.territory
    if request.method == "POST":
        if request.user.is_authenticated:
            logout(request)
        request.session.cycle_key()
        request.session[DAY_LINK] = link.pk
        request.session.set_expiry(max(1, int((link.expires - timezone.now()).total_seconds())))
        return redirect(_room())
    with scope(territory=territory):
        return render(request, "accounts/link_open.html", {"link": link, "territory": territory})


def _state(link: DayLink | None) -> str:
    if link is None:
        return "unknown"
    if link.revoked is not None:
        return "revoked"
    return "early" if timezone.now() < link.starts else "expired"


def _room() -> str:
    try:
        return reverse("contributions:room")
    except NoReverseMatch:
        return reverse("accounts:inside")


@require_safe
@never_cache
def inside(request: HttpRequest) -> HttpResponse:
    """Where a link leads while no page of the room exists."""
    link = request.actor.day_link  # type: ignore[attr-defined]
    if link is None:
        return render(request, "accounts/link_closed.html", {"state": "unknown", "link": None}, status=410)
    with scopes_disabled():
        return render(request, "accounts/link_inside.html", {"link": link})
