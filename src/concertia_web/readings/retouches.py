"""Screens of the retouches: what people change in a reading, replayed by the engine in the next version."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.readings import services
from concertia_web.readings.analyses import analysis_of, folder_of, place_of
from concertia_web.readings.folder import PAGE, Filters, Passage, ReadingFolder
from concertia_web.readings.forms import RetouchForm
from concertia_web.readings.models import Analysis, Edit
from concertia_web.readings.permissions import retouch
from concertia_web.readings.retouching import NOWHERE, retouch_of
from concertia_web.readings.words import FINDING_TITLES
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The themes and findings of a version with what can be done to each, and the retouches made."""
    analysis, folder = _opened(request, territory, slug, pk)
    if request.method == "POST":
        done = _act(request, analysis, folder)
        if done is not None:
            return done
    edits = Edit.objects.filter(consultation=analysis.consultation)
    context = {
        "consultation": analysis.consultation,
        "analysis": analysis,
        "may": retouch(request.actor, analysis.consultation),
        "themes": folder.theme_tree,
        "every_theme": list(folder.themes.values()),
        "findings": [
            (title, [finding for finding in folder.findings.values() if finding["kind"] == kind])
            for kind, title in FINDING_TITLES.items()
        ],
        "edits": list(edits),
        "waiting": sum(edit.withdrawn is None for edit in edits) - analysis.edits_read,
        "conflicts": folder.result["conflicts"],
    }
    return render(request, "readings/edits.html", context)


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def theme_passages(
    request: HttpRequest, territory: Territory, slug: str, pk: int, theme: str
) -> HttpResponse:
    """The passages of a theme (or of none), to move, set apart or set aside."""
    analysis, folder = _opened(request, territory, slug, pk)
    if theme not in folder.themes and theme != NOWHERE:
        raise Http404
    if request.method == "POST":
        done = _act(request, analysis, folder)
        if done is not None:
            return done
    asked = request.GET.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 10 else 1
    total, contributions = folder.contributions(Filters(theme=theme), page)
    inside = {theme, *(key for key, child in folder.themes.items() if child["parent"] == theme)}
    context = {
        "consultation": analysis.consultation,
        "analysis": analysis,
        "may": retouch(request.actor, analysis.consultation),
        "theme": folder.themes.get(theme),
        "identifier": theme,
        "rows": [
            (contribution, [passage for passage in contribution.passages if _place(passage) in inside])
            for contribution in contributions
        ],
        "every_theme": [other for key, other in folder.themes.items() if key != theme],
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "chosen": request.POST.getlist("units"),
        "typed": {name: request.POST.get(name, "") for name in ("reason", "label", "into")},
    }
    return render(request, "readings/theme.html", context)


@in_space
@require_safe
def edits_file(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The retouches that stand, as the file that ``concertia analyse --edits`` takes."""
    analysis = analysis_of(request, territory, slug, pk)
    edits = Edit.objects.filter(consultation=analysis.consultation, withdrawn=None)
    lines = [json.dumps(edit.line, ensure_ascii=False, sort_keys=True) for edit in edits]
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{analysis.consultation.slug}-retouches.jsonl"'
    return response


def _act(request: HttpRequest, analysis: Analysis, folder: ReadingFolder) -> HttpResponse | None:
    """Add or take back a retouch; None: what was typed is shown again with what to mend."""
    actor = request.actor  # type: ignore[attr-defined]
    require(retouch, actor, analysis.consultation)
    here = request.get_full_path()
    try:
        if request.POST.get("do") == "withdraw":
            rows = Edit.objects.select_related("consultation").filter(consultation=analysis.consultation)
            number = request.POST.get("edit", "")
            edit = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
            services.withdraw_edit(edit=edit, actor=actor)
            messages.success(request, f"Retouche annulée : {edit.summary}.")
            return redirect(here)
        if request.POST.get("do") == "again":
            version = services.start_analysis(
                consultation=analysis.consultation, options=analysis.options, actor=actor, same_texts=analysis
            )
            return redirect(place_of(version))
        form = RetouchForm(request.POST)
        if not form.is_valid():
            raise services.RefusedError("Cette retouche n’est pas complète : rien n’est enregistré.")
        made = retouch_of(folder, {**form.cleaned_data, "units": request.POST.getlist("units")})
        services.add_edit(
            consultation=analysis.consultation,
            made_on=analysis,
            body=made.body,
            summary=made.summary,
            actor=actor,
        )
        messages.success(request, f"C’est noté : {made.summary}. La prochaine version en tiendra compte.")
        return redirect(here)
    except services.RefusedError as why:
        messages.error(request, str(why))
    return None


def _place(passage: Passage) -> str:
    return str(passage.theme["id"]) if passage.theme else NOWHERE


def _opened(request: HttpRequest, territory: Territory, slug: str, pk: int) -> tuple[Analysis, ReadingFolder]:
    analysis = analysis_of(request, territory, slug, pk)
    folder = folder_of(analysis)
    if folder is None:
        raise Http404
    return analysis, folder
