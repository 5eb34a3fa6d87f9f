"""Drawing a panel by lot, in the space."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations import panels, permissions
from concertia_web.consultations.draw_forms import AnnounceForm, DrawForm, QuotasForm, SeedForm
from concertia_web.consultations.draw_words import per_category
from concertia_web.consultations.finding import actor_of, consultation_of, frame
from concertia_web.consultations.models import Consultation, Draw, LotteryJob
from concertia_web.consultations.services import RefusedError
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_safe
@in_space
def draw_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The draws of a concertation, the last first."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.see_draws, actor_of(request), consultation)
    context = {
        **frame(consultation),
        "draws": consultation.draws.defer("pool", "lottery", "chosen"),
        "may_hold": permissions.hold_draws(actor_of(request), consultation),
    }
    return render(request, "consultations/draws.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def draw_new(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Bring a list; ``?remplace=`` names the draw that this one replaces."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.hold_draws, actor, consultation)
    asked = request.GET.get("remplace", "")
    former = None
    if asked:
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        former = _draw(consultation, int(asked))
    elif consultation.draws.exclude(announced=None).exists():
        former = consultation.draws.exclude(announced=None).first()
    initial = _former(former)
    form = DrawForm(request.POST or None, request.FILES or None, again=former is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draw = panels.prepare_draw(
            actor=actor,
            consultation=consultation,
            title=data["title"],
            source=data["source"],
            excluded=data["excluded"],
            size=data["size"],
            pool=data["file"],
            replaces=former,
            reason=data.get("reason", ""),
        )
        messages.success(
            request, f"La liste est lue : {draw.pool_size} personnes. Relisez les quotas proposés."
        )
        return redirect("space:draw", territory.slug, slug, draw.pk)
    return render(
        request, "consultations/draw_new.html", {**frame(consultation), "form": form, "former": former}
    )


def _former(former: Draw | None) -> dict[str, Any]:
    if former is None:
        return {}
    return {name: getattr(former, name) for name in ("title", "size", "source", "excluded")}


@require_safe
@in_space
def draw_detail(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Where a draw stands, and its next step."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.see_draws, actor_of(request), consultation)
    return _page(request, _draw(consultation, pk))


@require_POST
@in_space
def draw_quotas(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Write the quotas."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.hold_draws, actor, consultation)
    draw = _draw(consultation, pk)
    form = QuotasForm(request.POST, draw=draw)
    if form.is_valid():
        try:
            panels.set_quotas(actor=actor, draw=draw, quotas=form.quotas())
        except RefusedError as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, "Les quotas sont enregistrés.")
            return redirect("space:draw", territory.slug, slug, pk)
    return _page(request, draw, quotas=form, status=400)


@require_POST
@in_space
def draw_announce(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Compute the lottery and announce the seed to come."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.hold_draws, actor, consultation)
    draw = _draw(consultation, pk)
    form = AnnounceForm(request.POST)
    if form.is_valid():
        try:
            panels.announce(actor=actor, draw=draw, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, refused.reasons)
        else:
            draw.refresh_from_db(fields=["announced"])
            if draw.announced is None:
                messages.info(
                    request, "La liste est variée : le calcul se fait à part, en une minute environ."
                )
            else:
                messages.success(request, "Le tirage est annoncé. Revenez quand la graine sera connue.")
            return redirect("space:draw", territory.slug, slug, pk)
    return _page(request, draw, announce=form, status=400)


@require_POST
@in_space
def draw_hold(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Draw."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.hold_draws, actor, consultation)
    draw = _draw(consultation, pk)
    form = SeedForm(request.POST)
    if form.is_valid():
        try:
            panels.hold(actor=actor, draw=draw, seed=form.cleaned_data["seed"])
        except RefusedError as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, "Le panel est tiré. Téléchargez les numéros, puis effacez la liste.")
            return redirect("space:draw", territory.slug, slug, pk)
    return _page(request, draw, seed=form, status=400)


@require_POST
@in_space
def draw_erase(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Erase the list."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.hold_draws, actor, consultation)
    try:
        panels.erase_pool(actor=actor, draw=_draw(consultation, pk))
        messages.success(
            request, "La liste et les numéros tirés sont effacés d’ici. Le résultat public reste."
        )
    except RefusedError as refused:
        messages.error(request, str(refused), extra_tags="wrong")
    return redirect("space:draw", territory.slug, slug, pk)


@require_safe
@in_space
def draw_chosen(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The identifiers drawn, for the organiser alone."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.hold_draws, actor_of(request), consultation)
    draw = _draw(consultation, pk)
    if draw.chosen is None:
        raise Http404
    body = "numero\r\n" + "".join(f"{identifier}\r\n" for identifier in draw.chosen)
    return _file(body, "text/csv; charset=utf-8", f"panel-{draw.pk}.csv")


@require_safe
@in_space
def draw_lottery(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The announced lottery, without identifiers, for the one who checks."""
    consultation = consultation_of(request, territory, slug)
    draw = _draw(consultation, pk)
    require(permissions.audit_draw, actor_of(request), draw)
    if draw.lottery is None:
        raise Http404
    body = json.dumps(draw.lottery, ensure_ascii=False, sort_keys=True)
    return _file(body, "application/json", f"loterie-{draw.pk}.json")


def _file(body: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body.encode(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _draw(consultation: Consultation, pk: int) -> Draw:
    found: Draw = get_object_or_404(
        Draw.objects.select_related("consultation__territory", "replaces"), consultation=consultation, pk=pk
    )
    return found


def _page(
    request: HttpRequest,
    draw: Draw,
    quotas: QuotasForm | None = None,
    announce: AnnounceForm | None = None,
    seed: SeedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    job = LotteryJob.objects.filter(draw=draw).first() if draw.announced is None else None
    shown = {"draft": (quotas, announce), "announced": (seed,), "drawn": ()}[draw.stage]
    if job is not None and job.active:
        shown = (quotas,)
    refused = [form for form in (quotas, announce, seed) if form is not None and form not in shown]
    context = {
        **frame(draw.consultation),
        "draw": draw,
        "job": job,
        "refused": [error for form in refused for error in form.non_field_errors()],
        "quotas": quotas or QuotasForm(draw=draw),
        "announce": announce or AnnounceForm(),
        "seed": seed or SeedForm(),
        "categories": per_category(draw),
        "may_hold": permissions.hold_draws(actor, draw.consultation),
        "may_audit": permissions.audit_draw(actor, draw),
    }
    return render(request, "consultations/draw.html", context, status=status)
