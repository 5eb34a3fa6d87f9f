"""Pages about territories: what one takes part in, its settings, and adding one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scopes_disabled

from concertia_web.accounts.permissions import create_territories, require
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.returns.models import ReturnVersion
from concertia_web.territories import colours, official, services
from concertia_web.territories.forms import BY_HAND, SearchForm, SettingsForm, TerritoryForm
from concertia_web.territories.models import Territory
from concertia_web.territories.permissions import change_settings
from concertia_web.territories.workspace import in_space, of_territory


@require_safe
@of_territory
def detail(request: HttpRequest, territory: Territory) -> HttpResponse:
    """What a territory takes part in, what it debates, what it sent and made public."""
    commitments = (
        Commitment.objects.filter(carriers=territory)
        .exclude(campaign__state=Campaign.State.DRAFT)
        .select_related("campaign__network")
        .prefetch_related("changes", "carrier_set__territory")
    )
    context = {
        "territory": territory,
        "commitments": commitments,
        "called": territory.campaigns.exclude(state=Campaign.State.DRAFT) if territory.is_network else [],
        "consultations": Consultation.objects.exclude(state=Consultation.State.DRAFT),
        "returns": public_returns(territory),
    }
    return render(request, "territories/detail.html", context)


def public_returns(territory: Territory) -> list[ReturnVersion]:
    """The last version that anyone may read today of each of its remontées, without their content."""
    today = timezone.localdate()
    with scopes_disabled():  # one territory, several campaigns; only what is public by its date
        found = ReturnVersion.objects.filter(
            commitment__carriers=territory, public_from__lte=today, withdrawn=None
        )
        found = found.order_by("commitment", "-number").defer("content")
        last: dict[int, ReturnVersion] = {}
        for version in found.select_related("commitment__campaign"):
            last.setdefault(version.commitment_id, version)
        return list(last.values())


@require_safe
@cache_control(max_age=300)
@of_territory
def colour_sheet(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The colours of a territory, as a style sheet."""
    return HttpResponse(colours.css(territory.colours), content_type="text/css; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def settings(request: HttpRequest, territory: Territory) -> HttpResponse:
    """« Réglages »."""
    require(change_settings, request.actor, territory)  # type: ignore[attr-defined]
    form = SettingsForm(request.POST or None, territory=territory)
    if request.method == "POST" and form.is_valid():
        services.change_settings(
            actor=request.actor,  # type: ignore[attr-defined]
            territory=territory,
            values=form.cleaned_data,
        )
        messages.success(request, "Les réglages sont enregistrés.")
        return redirect("space:settings", territory.slug)
    return render(request, "territories/settings.html", {"form": form, "parts": colours.PARTS})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Add a territory: find it in the official list, or type it; give it its first lead."""
    require(create_territories, request.actor, None)  # type: ignore[attr-defined]
    search = SearchForm(request.GET)
    query = search.cleaned_data["q"] if search.is_valid() else ""
    chosen = request.GET.get("choix", "")
    picked = official.find(chosen)
    context = {
        "search": search,
        "query": query,
        "found": official.search(query),
        "by_hand": BY_HAND,
        "picked": picked,
    }
    if picked is None and chosen != BY_HAND:
        return render(request, "territories/search.html", context)
    form = TerritoryForm(request.POST or None, official=picked)
    if request.method == "POST" and form.is_valid():
        territory = services.create_territory(
            actor=request.actor,  # type: ignore[attr-defined]
            values={name: form.cleaned_data[name] for name in TerritoryForm.Meta.fields},
            lead=form.cleaned_data["lead"],
        )
        messages.success(request, f"{territory.full_name} est dans le site.")
        return redirect("territories:detail", territory.slug)
    return render(request, "territories/new.html", {**context, "form": form})
