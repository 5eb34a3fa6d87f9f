"""Choose the texts submitted to positions; in the space of the territory."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution
from concertia_web.positions import permissions as may
from concertia_web.positions import statements as write
from concertia_web.positions.forms import ScheduleForm, SeedForm
from concertia_web.positions.opening import settings_of, submitted
from concertia_web.positions.words import SEED_MARK
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PER_PAGE = 25
SHOWN = {"soumis": "Soumis", "autres": "Pas encore soumis"}


def _consultation(territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory", "position_settings")
    found: Consultation = get_object_or_404(rows, territory=territory, slug=slug)
    return found


@require_safe
@in_space
def statements(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The texts submitted, and those that could be."""
    consultation = _consultation(territory, slug)
    require(may.see_statements, request.actor, consultation)  # type: ignore[attr-defined]
    return _page(request, consultation, SeedForm())


@require_POST
@in_space
def submit(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponseBase:
    """Submit a text, or withdraw it."""
    consultation = _consultation(territory, slug)
    require(may.choose_statements, request.actor, consultation)  # type: ignore[attr-defined]
    note = get_object_or_404(_candidates(consultation), pk=pk)
    note.consultation = consultation
    votable = request.POST.get("soumettre") == "1"
    shown = "autres" if votable else "soumis"
    try:
        write.set_votable(
            actor=request.actor,  # type: ignore[attr-defined]
            note=note,
            votable=votable,
            anyway=request.POST.get("quand_meme") == "1",
        )
    except write.AlikeError as problem:
        return _page(request, consultation, SeedForm(), shown=shown, alike=(note, problem.like), status=409)
    messages.success(
        request, "Texte soumis." if votable else "Texte retiré : les positions déjà prises restent."
    )
    back = redirect("space:positions", territory.slug, slug)
    back["Location"] += f"?voir={shown}"
    return back


@require_POST
@in_space
def seed(request: HttpRequest, territory: Territory, slug: str) -> HttpResponseBase:
    """Add a text written to begin with."""
    consultation = _consultation(territory, slug)
    require(may.choose_statements, request.actor, consultation)  # type: ignore[attr-defined]
    form = SeedForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, form, status=400)
    try:
        write.write_seed(
            actor=request.actor,  # type: ignore[attr-defined]
            consultation=consultation,
            text=form.cleaned_data["text"],
            anyway=form.cleaned_data["anyway"],
        )
    except write.AlikeError as problem:
        form.asked_twice(problem.like)
        return _page(request, consultation, form, status=409)
    messages.success(request, "Texte ajouté. Il est marqué « écrit par l’organisateur ».")
    return redirect("space:positions", territory.slug, slug)


@require_POST
@in_space
def threads(request: HttpRequest, territory: Territory, slug: str) -> HttpResponseBase:
    """Open or close the comments."""
    consultation = _consultation(territory, slug)
    require(may.choose_statements, request.actor, consultation)  # type: ignore[attr-defined]
    opened = request.POST.get("ouvrir") == "1"
    write.open_threads(
        actor=request.actor,  # type: ignore[attr-defined]
        consultation=consultation,
        opened=opened,
    )
    messages.success(request, "Les commentaires sont ouverts." if opened else "Les commentaires sont fermés.")
    return redirect("space:positions", territory.slug, slug)


@require_POST
@in_space
def schedule(request: HttpRequest, territory: Territory, slug: str) -> HttpResponseBase:
    """Say from when to when positions are taken."""
    consultation = _consultation(territory, slug)
    require(may.choose_statements, request.actor, consultation)  # type: ignore[attr-defined]
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, SeedForm(), dates=form, status=400)
    said = form.cleaned_data
    write.schedule(
        actor=request.actor,  # type: ignore[attr-defined]
        consultation=consultation,
        opens=said["opens"],
        closes=said["closes"],
    )
    messages.success(request, "Les dates des prises de position sont fixées.")
    return redirect("space:positions", territory.slug, slug)


def _candidates(consultation: Consultation) -> Any:
    """What may be submitted or withdrawn: accepted, standing, and not itself a comment."""
    return Contribution.objects.filter(
        consultation=consultation,
        removed=None,
        moderation=Contribution.Moderation.ACCEPTED,
        parent=None,
    ).filter(Q(doubt="") | ~Q(public_text="") | Q(doubt_decided__isnull=False))


def _page(
    request: HttpRequest,
    consultation: Consultation,
    form: SeedForm,
    *,
    shown: str = "",
    alike: tuple[Contribution, str] | None = None,
    dates: ScheduleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = shown or request.GET.get("voir", "soumis")
    shown = shown if shown in SHOWN else "soumis"
    wanted = request.GET.get("mots", "").strip()[:80]
    rows = _candidates(consultation).filter(votable=shown == "soumis").order_by("pk")
    if wanted:
        # in the words shown: a search among covered words would tell them
        rows = rows.filter(Q(text__icontains=wanted, public_text="") | Q(public_text__icontains=wanted))
    phases = list(consultation.phases.filter(kind=Phase.Kind.POSITION))
    known = {"opens": phases[0].opens, "closes": phases[0].closes} if phases else {}
    first = {"opens": consultation.opens, "closes": consultation.closes, **known}
    context = {
        "consultation": consultation,
        "dates": dates or ScheduleForm(initial={name: day.isoformat() for name, day in first.items()}),
        "settings": settings_of(consultation),
        "page": Paginator(rows.select_related("tally"), PER_PAGE).get_page(request.GET.get("page")),
        "shown": shown,
        "choices": SHOWN,
        "wanted": wanted,
        "submitted": Contribution.objects.filter(submitted(consultation)).count(),
        "form": form,
        "alike": alike,
        "seed_mark": SEED_MARK,
        "may_choose": may.choose_statements(request.actor, consultation),  # type: ignore[attr-defined]
        "phases": phases,
    }
    return render(request, "positions/statements.html", context, status=status)
