"""A remontée in the space of its territory: the list, its desk, opening the draft, refilling, going back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from concertia_web.accounts.permissions import require
from concertia_web.campaigns.models import Commitment
from concertia_web.returns import services
from concertia_web.returns.desks import WHY, commitment_of, desk_of, draft_of, opened, versions_of
from concertia_web.returns.grid import digest
from concertia_web.returns.merging import refilled
from concertia_web.returns.models import DraftState, Return, ReturnVersion
from concertia_web.returns.paper import counted
from concertia_web.returns.permissions import edit_draft, read_draft, send_return
from concertia_web.returns.prefill import proposal_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

STATES_SHOWN = 12


@require_safe
@in_space
def return_list(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The campaigns in which this territory takes part, and where each remontée stands."""
    commitments = list(
        Commitment.objects.filter(carriers=territory)
        .exclude(state=Commitment.State.WITHDRAWN)
        .select_related("campaign__network")
        .prefetch_related("carrier_set__territory")
        .order_by("campaign__returns_due", "pk")
    )
    with scope(campaign=[one.campaign for one in commitments], territory=[one.lead for one in commitments]):
        sent = ReturnVersion.objects.filter(commitment__in=commitments, withdrawn=None).defer("content")
        last: dict[int, ReturnVersion] = {}
        for version in sent.order_by("number"):
            last[version.commitment_id] = version
        drafts = set(
            Return.objects.filter(commitment__in=commitments).values_list("commitment_id", flat=True)
        )
    rows = [(one, last.get(one.pk), one.pk in drafts) for one in commitments]
    return render(request, "returns/list.html", {"rows": rows, "today": timezone.localdate()})


@require_safe
@in_space
def return_desk(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """One remontée: where it stands, what could be added, the files, what was sent."""
    commitment = commitment_of(territory, pk)
    actor = request.actor  # type: ignore[attr-defined]
    require(read_draft, actor, commitment)
    draft = draft_of(commitment)
    context: dict[str, Any] = {
        "commitment": commitment,
        "versions": versions_of(commitment),
        "may_edit": edit_draft(actor, commitment) and commitment.lead == territory,
        "may_send": send_return(actor, commitment),
        "late": timezone.localdate() > commitment.campaign.returns_due,
        "draft": draft,
        "today": timezone.localdate(),
    }
    if draft is None:
        return render(request, "returns/start.html", context)
    with scope(territory=commitment.lead):
        context["states"] = list(draft.states.all()[:STATES_SHOWN])
    context["desk"] = desk_of(commitment, draft)
    return render(request, "returns/desk.html", context)


@require_POST
@in_space
def start(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """Open the draft, filled with what the site knows."""
    commitment = commitment_of(territory, pk)
    require(edit_draft, request.actor, commitment, WHY)  # type: ignore[attr-defined]
    with scope(territory=commitment.lead):
        services.open_draft(actor=request.actor, commitment=commitment)  # type: ignore[attr-defined]
    messages.success(request, "Le brouillon est ouvert, rempli de ce que le site sait déjà.")
    return redirect("space:return", territory.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def refill(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """What the site knows now and the draft does not say: taken alone where nobody wrote, else chosen."""
    desk = opened(request, territory, pk)
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and "choose" in request.POST:
        keys = request.POST.getlist("take")
        services.take_from_sources(actor=actor, draft=desk.draft, keys=keys)
        messages.success(request, f"{counted(len(keys), 'réponse')} du site dans le brouillon.")
        return redirect("space:return", territory.slug, pk)
    if request.method == "POST":
        left = services.refill(actor=actor, draft=desk.draft)
        changed = digest(Return.objects.get(pk=desk.draft.pk).content) != digest(desk.draft.content)
        if changed:
            messages.success(request, "Le brouillon a été complété. Ce que vous aviez écrit est resté.")
        elif not left:
            messages.info(request, "Le brouillon dit déjà tout ce que le site sait.")
        if not left:
            return redirect("space:return", territory.slug, pk)
    else:
        proposal = proposal_of(desk.commitment, desk.grid)
        _content, left = refilled(desk.grid, desk.content, desk.grid.clean(desk.draft.filled), proposal)
    return render(request, "returns/refill.html", {"desk": desk, "commitment": desk.commitment, "left": left})


@require_POST
@in_space
def restore(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """Bring back the draft as it was."""
    desk = opened(request, territory, pk)
    asked = request.POST.get("state", "")
    states = DraftState.objects.filter(draft=desk.draft)
    state = get_object_or_404(states, pk=int(asked) if asked.isdecimal() else 0)
    services.restore(actor=request.actor, draft=desk.draft, state=state)  # type: ignore[attr-defined]
    messages.success(request, "Le brouillon est revenu à cet état. Vous pouvez aussi revenir sur ce retour.")
    return redirect("space:return", territory.slug, pk)
