"""The first pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from concertia_web.campaigns.models import Campaign
from concertia_web.consultations.models import Consultation
from concertia_web.readings.models import Reading
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space
from concertia_web.welcome.items import items_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open today, what was read, and where to go."""
    with scopes_disabled():
        consultations = list(
            Consultation.objects.exclude(state=Consultation.State.DRAFT).select_related("territory")[:12]
        )
    context = {
        "campaigns": Campaign.objects.exclude(state=Campaign.State.DRAFT).select_related("network")[:6],
        "consultations": consultations,
        "readings": Reading.objects.public()[:6],
    }
    return render(request, "welcome/home.html", context)


@require_safe
@login_required
def week(request: HttpRequest) -> HttpResponse:
    """« Cette semaine »: what awaits this person, territory by territory."""
    actor = request.actor  # type: ignore[attr-defined]
    territories = Territory.objects.filter(pk__in=actor.roles).order_by("name")
    places = [(territory, items_of(actor, territory)) for territory in territories]
    return render(request, "welcome/week.html", {"places": places})


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """« Par où commencer »."""
    actor = request.actor  # type: ignore[attr-defined]
    territories = Territory.objects.filter(pk__in=actor.roles).order_by("name")
    return render(request, "welcome/start.html", {"territories": territories})


@require_safe
@in_space
def territory_home(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The space of one territory: what awaits, what runs."""
    context = {
        "items": items_of(request.actor, territory),  # type: ignore[attr-defined]
        "consultations": Consultation.objects.all()[:20],
    }
    return render(request, "welcome/territory.html", context)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component of the pages, once."""
    return render(request, "welcome/style.html")
