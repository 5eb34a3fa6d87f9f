"""Screens of the readings of a concertation: ask, follow, compare, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.readings import services
from concertia_web.readings.compare import compare
from concertia_web.readings.folder import ReadingFolder, open_folder
from concertia_web.readings.forms import CompareForm, LaunchForm
from concertia_web.readings.models import Analysis, Edit
from concertia_web.readings.permissions import launch_analysis, publish_reading, retouch, see_analyses
from concertia_web.readings.words import FINDING_TITLES, POSITION_NAMES
from concertia_web.teaching.learnt import learnt
from concertia_web.teaching.models import Grid
from concertia_web.teaching.permissions import teach
from concertia_web.teaching.progress import given_since
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

SMALL = 150
"""Contributions below which sorting by hand is the better way."""


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def analysis_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The versions of the reading of a concertation, and the form that asks for another."""
    consultation = consultation_of(territory, slug)
    require(see_analyses, request.actor, consultation)
    may = launch_analysis(request.actor, consultation)
    before = services.asked_before(consultation)
    data = request.POST if request.method == "POST" else None
    form = LaunchForm(data, consultation=consultation, initial=before)
    if request.method == "POST":
        require(launch_analysis, request.actor, consultation)
        if form.is_valid():
            try:
                analysis = services.start_analysis(
                    consultation=consultation, options=form.options, actor=request.actor
                )
                return redirect(place_of(analysis))
            except services.RefusedError as why:
                messages.error(request, str(why))
    analyses = Analysis.objects.filter(consultation=consultation).select_related("reading")
    standing = Contribution.objects.filter(consultation=consultation, removed=None).count()
    context = {
        "consultation": consultation,
        "analyses": list(analyses),
        "form": form,
        "may": may,
        "standing": standing,
        "small": standing < SMALL,
        "examples": given_since(consultation),
    }
    return render(request, "readings/analyses.html", context)


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def analysis_detail(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One version: its progress, or what it says and what can be done with it."""
    analysis = analysis_of(request, territory, slug, pk)
    consultation = analysis.consultation
    if request.method == "POST":
        return _act(request, analysis)
    folder = folder_of(analysis)
    edits = Edit.objects.filter(consultation=consultation, withdrawn=None)
    grids = list(Grid.objects.filter(consultation=consultation)) if folder else []
    context: dict[str, Any] = {
        "consultation": consultation,
        "analysis": analysis,
        "job": analysis,
        "may": launch_analysis(request.actor, consultation),
        "may_retouch": retouch(request.actor, consultation),
        "may_publish": publish_reading(request.actor, consultation),
        "refresh": analysis.active,
        "reading": analysis.reading,
        "dossier_id": services.public_dossier_id(analysis.reading) if folder else "",
        "result": folder.result if folder else None,
        "conflicts": folder.result["conflicts"] if folder else [],
        "titles": FINDING_TITLES,
        "pending": max(0, edits.count() - analysis.edits_read),
        "others": _ready(consultation).exclude(pk=analysis.pk),
        "since": _since(analysis),
        "learnt": learnt(folder.result, grids) if folder else [],
        "may_teach": teach(request.actor, consultation),
        "examples_since": given_since(consultation, analysis.asked) if folder else 0,
        "positions": _positions(folder) if folder else [],
    }
    return render(request, "readings/analysis.html", context)


def _positions(folder: ReadingFolder) -> list[tuple[Any, int, float | None]]:
    """Name, contributions and share of each position towards the text under discussion; no share of few."""
    small = folder.result["mode"] == "small"
    return [
        (POSITION_NAMES[one["position"]], one["contributions"], None if small else 100 * one["share"])
        for one in folder.result.get("positions", [])
    ]


def _act(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST.get("do", "")
    rules: dict[str, Any] = {"publish": publish_reading, "unpublish": publish_reading}
    require(rules.get(asked, launch_analysis), actor, analysis.consultation)
    plain: dict[str, tuple[Callable[..., None], str]] = {
        "stop": (services.stop, "La lecture s’arrête. Ce qui était fait est gardé."),
        "take_up": (services.take_up, "La lecture reprend où elle s’était arrêtée."),
        "publish": (services.publish, "La lecture sera publique avec la restitution."),
    }
    try:
        if asked in plain:
            service, said = plain[asked]
            service(analysis=analysis, actor=actor)
            messages.success(request, said)
        elif asked == "unpublish":
            services.unpublish(analysis=analysis, reason=request.POST.get("reason", ""), actor=actor)
            messages.success(request, "La lecture n’est plus publique. Le journal public dit pourquoi.")
        elif asked in ("again", "fresh"):
            analysis = services.start_analysis(
                consultation=analysis.consultation,
                options=analysis.options,
                actor=actor,
                same_texts=analysis if asked == "again" else None,
            )
            messages.success(request, "Une nouvelle version est demandée.")
    except services.RefusedError as why:
        messages.error(request, str(why))
    return redirect(place_of(analysis))


@in_space
@require_safe
def comparison(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Two versions side by side, in words."""
    consultation = consultation_of(territory, slug)
    require(see_analyses, request.actor, consultation)
    form = CompareForm(request.GET or None, consultation)
    context: dict[str, Any] = {"consultation": consultation, "form": form, "found": None}
    if form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        first, second = folder_of(before), folder_of(after)
        if first is not None and second is not None:
            context |= {"before": before, "after": after, "found": compare(first, second)}
    return render(request, "readings/compare.html", context)


def _ready(consultation: Consultation) -> Any:
    done = Analysis.objects.filter(consultation=consultation, state=Analysis.State.DONE)
    return done.filter(reading__isnull=False).select_related("reading")


def _since(analysis: Analysis) -> dict[str, int]:
    """What changed in the concertation after the snapshot: reasons to ask for another version."""
    taken = analysis.snapshot.get("taken")
    if not analysis.ready or not taken:
        return {"new": 0, "changed": 0}
    rows = Contribution.objects.filter(consultation=analysis.consultation)
    arrived = rows.filter(entered__gt=taken, removed=None).count()
    return {"new": arrived, "changed": rows.filter(entered__lte=taken, changed__gt=taken).count()}


def consultation_of(territory: Territory, slug: str) -> Consultation:
    """The concertation of an address."""
    rows = Consultation.objects.select_related("territory", "framing")
    return get_object_or_404(rows, territory=territory, slug=slug)


def analysis_of(request: HttpRequest, territory: Territory, slug: str, pk: int) -> Analysis:
    """The version of an address, for those who may see it."""
    consultation = consultation_of(territory, slug)
    require(see_analyses, request.actor, consultation)  # type: ignore[attr-defined]
    rows = Analysis.objects.select_related("reading", "same_texts")
    analysis: Analysis = get_object_or_404(rows, consultation=consultation, pk=pk)
    analysis.consultation = consultation
    return analysis


def folder_of(analysis: Analysis) -> ReadingFolder | None:
    """What the engine wrote, if it did."""
    if not analysis.ready or analysis.reading is None:
        return None
    home = services.reading_home(analysis.reading)
    return open_folder(home) if (home / "MANIFEST.json").is_file() else None


def place_of(analysis: Analysis) -> str:
    """The address of a version."""
    consultation = analysis.consultation
    return reverse("space:analysis", args=[consultation.territory.slug, consultation.slug, analysis.pk])
