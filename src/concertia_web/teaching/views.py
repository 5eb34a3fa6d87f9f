"""Screens: choose a grid, code one text at a time, look again at what one coded, bring or take a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concertia.errors import UnusableSourceError
from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.readings.services import RefusedError, asked_before
from concertia_web.sorting.notes import counted, origin, public_labels
from concertia_web.teaching import files, services
from concertia_web.teaching.coding import Text, next_text, text_at
from concertia_web.teaching.forms import CodeForm, FileForm, OwnGridForm, grids_offered
from concertia_web.teaching.grids import KEYS
from concertia_web.teaching.models import Example, Grid
from concertia_web.teaching.permissions import see_examples, teach
from concertia_web.teaching.progress import progress_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PAGE = 50
WHY_NOT = "Coder des exemples est réservé à celles et ceux qui lisent, tant que la lecture n’est pas arrêtée."


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def grid_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The grids of a concertation with how far each is, and what opens another."""
    consultation = _consultation(territory, slug)
    require(see_examples, request.actor, consultation)
    form = OwnGridForm(request.POST if "own" in request.POST else None)
    if request.method == "POST":
        require(teach, request.actor, consultation, WHY_NOT)
        opened = _open(request, consultation, form)
        if opened is not None:
            return redirect(_address(opened))
    grids = list(Grid.objects.filter(consultation=consultation))
    context = {
        "consultation": consultation,
        "may": teach(request.actor, consultation),
        "grids": progress_of(grids, _reader(request)),
        "offered": grids_offered({grid.key for grid in grids}),
        "form": form,
    }
    return render(request, "teaching/grids.html", context)


def _open(request: HttpRequest, consultation: Consultation, form: OwnGridForm) -> Grid | None:
    actor, pack = request.actor, request.POST.get("pack", "")
    try:
        if pack:
            return services.open_shipped(consultation=consultation, key=pack, actor=actor)
        if form.is_valid():
            return services.open_own(consultation=consultation, **form.cleaned_data, actor=actor)
    except RefusedError as why:
        if pack:
            messages.error(request, str(why))
        else:
            form.add_error(None, str(why))
    return None


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def coding(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One text, the codes of the grid under it; what is around a grid, folded."""
    grid = _grid(territory, slug, pk)
    require(teach, request.actor, grid.consultation, WHY_NOT)
    forms = {"file_form": FileForm(), "code_form": CodeForm()}
    if request.method == "POST":
        done = _act(request, grid, forms)
        if done is not None:
            return done
    reader = _reader(request)
    asked = _place(request.GET.get("texte", ""))
    text = text_at(grid, reader, asked) if asked else next_text(grid, reader)
    publics = public_labels(grid.consultation)
    context = {
        "consultation": grid.consultation,
        "grid": grid,
        "text": text,
        "origin": origin(text.note, publics) if text else "",
        "codes": list(zip(KEYS, grid.told, strict=False)),
        "progress": progress_of([grid], reader)[0],
        "position": asked_before(grid.consultation)["position"] if grid.key == "positions" else "",
        **forms,
    }
    return render(request, "teaching/coding.html", context, status=400 if request.method == "POST" else 200)


def _act(request: HttpRequest, grid: Grid, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what a button asks, and come back to the page; None: a form is shown again with what to mend."""
    actor, sent = request.actor, request.POST  # type: ignore[attr-defined]
    asked = sent.get("do", "")
    try:
        if "code" in sent:
            place = _place(sent.get("text", ""))
            if place is None:
                raise RefusedError("Rechargez la page : on ne sait pas quel texte est codé.")
            services.code(
                grid=grid, contribution=place[0], span=(place[1], place[2]), given=sent["code"], actor=actor
            )
            back = reverse("space:teaching-coded", args=_where(grid)) if "back" in sent else _address(grid)
            return HttpResponseRedirect(back)
        if asked == "upload":
            return _brought(request, grid, forms)
        if asked == "add":
            return _added(request, grid, forms)
        _plain(request, grid, asked)
    except RefusedError as why:
        messages.error(request, str(why))
    return HttpResponseRedirect(_address(grid))


def _plain(request: HttpRequest, grid: Grid, asked: str) -> None:
    """What one button does alone."""
    actor = request.actor  # type: ignore[attr-defined]
    plain: dict[str, Callable[[], str]] = {
        "undo": lambda: f"Annulé : « {_said(services.undo(grid=grid, actor=actor))} » est repris.",
        "take_up": lambda: (
            f"{counted(services.take_up(grid=grid, actor=actor), 'texte revient', 'textes reviennent')}."
        ),
        "close": lambda: _aside(grid, actor, aside=True),
        "reopen": lambda: _aside(grid, actor, aside=False),
    }
    if asked not in plain:
        raise Http404
    messages.success(request, plain[asked]())


def _said(example: Example) -> str:
    return example.grid.labels_by_code.get(example.code, example.code) if example.code else "plus tard"


def _aside(grid: Grid, actor: Any, *, aside: bool) -> str:
    services.put_aside(grid=grid, aside=aside, actor=actor)
    return (
        "La grille est de côté : les lectures n’en apprennent plus rien."
        if aside
        else "La grille sert de nouveau."
    )


def _brought(request: HttpRequest, grid: Grid, forms: dict[str, Any]) -> HttpResponse | None:
    form = forms["file_form"] = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return None
    with TemporaryDirectory(prefix="concertia-") as scratch:
        path = Path(scratch) / "exemples.csv"
        path.write_bytes(form.cleaned_data["file"].read())
        try:
            found = files.read(grid, path)
        except UnusableSourceError as why:
            form.add_error("file", str(why))
            return None
    left_out = sum(found.left_out.values())
    services.keep_many(
        grid=grid,
        given=list(found.given.values()),
        left_out=left_out,
        actor=request.actor,  # type: ignore[attr-defined]
    )
    said = counted(len(found.given), "exemple gardé", "exemples gardés", "Aucun exemple gardé")
    reasons = " ; ".join(f"{count} {reason}" for reason, count in sorted(found.left_out.items()))
    names = ", ".join(f"« {code[:40]} »" for code, _ in found.unknown_codes.most_common(5))
    more = f" Laissées de côté : {reasons}{f' ({names})' if names else ''}." if left_out else ""
    (messages.success if found.given else messages.error)(request, f"{said}.{more}")
    return HttpResponseRedirect(_address(grid))


def _added(request: HttpRequest, grid: Grid, forms: dict[str, Any]) -> HttpResponse | None:
    form = forms["code_form"] = CodeForm(request.POST)
    if not form.is_valid():
        return None
    try:
        services.add_code(grid=grid, written=form.cleaned_data["written"], actor=request.actor)  # type: ignore[attr-defined]
    except RefusedError as why:
        if not grid.own:
            raise
        form.add_error("written", str(why))
        return None
    messages.success(request, "Le code est ajouté, à la suite des autres.")
    return HttpResponseRedirect(_address(grid))


@in_space
@require_safe
def coded(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """What this person coded, the last first, each with a way to change it."""
    grid = _grid(territory, slug, pk)
    require(teach, request.actor, grid.consultation, WHY_NOT)
    rows = Example.objects.filter(grid=grid, reader=_reader(request), contribution__removed=None)
    rows = rows.exclude(code=Example.SKIPPED).select_related("contribution").order_by("-at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    names = grid.labels_by_code
    context = {
        "consultation": grid.consultation,
        "grid": grid,
        "page": page,
        "rows": [
            (one, Text.of(one.contribution, (one.start, one.end)), names.get(one.code, one.code))
            for one in page
        ],
    }
    return render(request, "teaching/coded.html", context)


@in_space
@require_safe
def examples_file(
    request: HttpRequest, territory: Territory, slug: str, pk: str, whose: str | None = None
) -> HttpResponse:
    """The examples of a grid: everybody’s, or one’s own."""
    grid = _grid(territory, slug, int(pk))
    require(see_examples, request.actor, grid.consultation)
    content = files.as_csv(grid, reader=_reader(request) if whose else "")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-exemples-{grid.pk}{whose or ""}.csv"'
    return response


def _consultation(territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory", "framing")
    return get_object_or_404(rows, territory=territory, slug=slug)


def _grid(territory: Territory, slug: str, pk: int) -> Grid:
    consultation = _consultation(territory, slug)
    grid: Grid = get_object_or_404(Grid, consultation=consultation, pk=pk)
    grid.consultation = consultation
    return grid


def _where(grid: Grid) -> list[Any]:
    return [grid.consultation.territory.slug, grid.consultation.slug, grid.pk]


def _address(grid: Grid) -> str:
    return reverse("space:teaching-grid", args=_where(grid))


def _reader(request: HttpRequest) -> str:
    return services.reader_key(request.actor)  # type: ignore[attr-defined]


def _place(written: str) -> tuple[int, int, int] | None:
    """``12-0-40``: a contribution and its passage."""
    parts = written.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 12 for part in parts):
        return None
    contribution, start, end = map(int, parts)
    return contribution, start, end
