"""The table: see it, place notes, undo, change columns, compare, agree."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.sorting import permissions as may
from concertia_web.sorting import services
from concertia_web.sorting.agreement import stored
from concertia_web.sorting.columns import REASONS, labels
from concertia_web.sorting.exports import as_csv, as_xlsx
from concertia_web.sorting.models import Sorting
from concertia_web.sorting.notes import Filters, notes_of
from concertia_web.sorting.places import ASIDE, places
from concertia_web.sorting.reading import summary
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.settling import close_table
from concertia_web.sorting.table import Table, disagreements, place_words, progress, table
from concertia_web.sorting.views.asked import XLSX, attempt, consultation_of, download, number, sorting_of, to
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

FILTERS = {"nature": "kind", "public": "public", "temps": "session", "groupe": "table", "mots": "words"}
VIEWS = {"": "unplaced", "placees": "placed", "toutes": ""}
DISAGREEMENTS = 50


@require_safe
@in_space
def table_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The table of the person who looks, or where the sort stands."""
    consultation = consultation_of(territory, slug)
    require(may.see_table, request.actor, consultation, NOT_YOURS)
    sorting = Sorting.objects.filter(consultation=consultation).first()
    sorts = may.sort(request.actor, consultation)
    if sorting is None:
        context = {"consultation": consultation, "notes": notes_of(consultation).count(), "sorts": sorts}
        return render(request, "sorting/open.html", context)
    sorting.consultation = consultation
    seen = request.GET.get("vue", "")
    found = table(
        request.actor,
        sorting,
        _filters(request, seen),
        page=number(request.GET.get("page")) or 1,
        sorts=sorts,
        board=seen == "colonnes",
    )
    context = _context(request, found, seen)
    return render(request, "sorting/table.html", {"consultation": consultation, "sorts": sorts, **context})


NOT_YOURS = "Le tri des notes est réservé à l’équipe de la concertation et à la ou au garant."


def _filters(request: HttpRequest, seen: str) -> Filters:
    given = {field: request.GET.get(name, "")[:200] for name, field in FILTERS.items()}
    column = request.GET.get("colonne", "")
    if column:
        return Filters(place=column, **given)
    return Filters(place="" if seen == "colonnes" else VIEWS.get(seen, ""), **given)


def _context(request: HttpRequest, found: Table, seen: str) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    again = query.urlencode()
    query.pop("vue", None)
    query.pop("colonne", None)
    rest = query.urlencode()
    views = [("", "À placer"), ("placees", "Placées"), ("toutes", "Toutes"), ("colonnes", "En colonnes")]
    return {
        "table": found,
        "sorting": found.sorting,
        "reasons": REASONS,
        "aside_key": ASIDE,
        "column": request.GET.get("colonne", ""),
        "column_label": {**labels(found.sorting.columns), ASIDE: "Non retenu"}.get(
            request.GET.get("colonne", ""), ""
        ),
        "seen": seen,
        "again": again,
        "views": [
            (name, label, "&".join(part for part in (f"vue={name}" if name else "", rest) if part))
            for name, label in views
        ],
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "open": found.mode in ("sort", "common") and found.sorting.state in ("sorting", "draft"),
        "differing": _waiting(found),
    }


def _waiting(found: Table) -> int:
    """How many disagreements are still to be settled on the common table."""
    differing = (found.sorting.agreement or {}).get("differing", []) if found.mode == "common" else []
    return len(set(differing) - places(found.sorting, "", differing).keys()) if differing else 0


@require_POST
@in_space
def open_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Open the table."""
    consultation = consultation_of(territory, slug)
    require(may.sort, request.actor, consultation)
    sorting = services.open_table(actor=request.actor, consultation=consultation)
    services.propose(sorting=sorting)
    return redirect("space:sorting", territory.slug, slug)


def _json_asked(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_POST
@in_space
def place_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Place the notes chosen in a column, aside with a reason, or with a note that looks like them."""
    sorting = sorting_of(territory, slug)
    require(may.sort, request.actor, sorting.consultation)
    try:
        done = services.place(actor=request.actor, sorting=sorting, **_asked(request))
    except Refused as problem:
        return _refused(request, sorting, str(problem))
    return _placed(request, sorting, done)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the form says: the notes and where they go."""
    sent = request.POST
    with_note, _, near = sent.get("with", "").partition(":")
    if with_note:
        return {"notes": [number(with_note) or 0], "near": number(near)}
    notes = [found for text in sent.getlist("note") if (found := number(text)) is not None]
    if "aside" in sent:
        reason = sent.get("typed", "").strip() or sent.get("reason", "")
        return {"notes": notes, "aside": reason}
    return {"notes": notes, "column": sent.get("column", "")}


def _refused(request: HttpRequest, sorting: Sorting, why: str) -> HttpResponse:
    if _json_asked(request):
        return JsonResponse({"refused": why}, status=409)
    messages.error(request, why)
    return _back(request, sorting, "")


def _placed(request: HttpRequest, sorting: Sorting, done: list[int], said: str = "") -> HttpResponse:
    reader = services.table_of(request.actor, sorting)
    seen = places(sorting, reader)
    order = list(notes_of(sorting.consultation).values_list("pk", flat=True))
    columns = labels(sorting.columns)
    if _json_asked(request):
        counts: dict[str, int] = {}
        for place in seen.values():
            counts[place.target] = counts.get(place.target, 0) + 1
        notes = {
            str(key): {
                "target": seen[key].target if key in seen else "",
                "words": place_words(seen.get(key), columns),
            }
            for key in done
        }
        answer = {
            "notes": notes,
            "counts": counts,
            "progress": progress(len(seen), len(order)),
            "placed": len(seen),
            "total": len(order),
            "said": said,
            "columns": [one["key"] for one in sorting.columns],
        }
        return JsonResponse(answer)
    if said:
        messages.success(request, said)
    else:
        where = place_words(seen.get(done[0]), columns) if done else ""
        count = "Note placée" if len(done) == 1 else f"{len(done)} notes placées"
        messages.success(request, f"{count} : {where}. {progress(len(seen), len(order))}.")
    last = max((order.index(key) for key in done if key in order), default=-1)
    following = next((key for key in order[last + 1 :] + order if key not in seen), None)
    return _back(request, sorting, f"n{following}" if following else "")


def _back(request: HttpRequest, sorting: Sorting, anchor: str) -> HttpResponse:
    found = to("sorting", sorting)
    query = request.POST.get("again", "")
    if query and "\n" not in query and "\r" not in query:
        found["Location"] += f"?{query}"
    if anchor:
        found["Location"] += f"#{anchor}"
    return found


@require_POST
@in_space
def undo_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Undo one’s last action."""
    sorting = sorting_of(territory, slug)
    require(may.sort, request.actor, sorting.consultation)
    try:
        said, notes = services.undo(actor=request.actor, sorting=sorting)
    except Refused as problem:
        return _refused(request, sorting, str(problem))
    sorting.refresh_from_db(fields=["columns"])
    return _placed(request, sorting, notes, said)


@require_POST
@in_space
def columns_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Add, rename or take away a column."""
    sorting = sorting_of(territory, slug)
    require(may.sort, request.actor, sorting.consultation)
    actor, sent = request.actor, request.POST
    key, label = sent.get("key", ""), sent.get("label", "")
    actions = {
        "add": (lambda: services.add_column(actor=actor, sorting=sorting, label=label), "Colonne ajoutée."),
        "rename": (
            lambda: services.rename_column(actor=actor, sorting=sorting, key=key, label=label),
            "Colonne renommée.",
        ),
        "remove": (lambda: services.remove_column(actor=actor, sorting=sorting, key=key), "Colonne retirée."),
    }
    action, done = actions.get(sent.get("do", ""), (None, ""))
    if action is None:
        raise Http404
    attempt(request, action, done)
    return _back(request, sorting, "colonnes")


@require_POST
@in_space
def step_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Finish, take up again, compare, free a seat, go on to the findings, look for notes that look alike."""
    sorting = sorting_of(territory, slug)
    require(may.sort, request.actor, sorting.consultation)
    actor, sent = request.actor, request.POST
    wanted = sent.get("do", "")
    if wanted == "withdraw":
        return _withdraw(request, sorting)
    actions = {
        "finish": (lambda: services.finish(actor=actor, sorting=sorting), "Votre tri est terminé."),
        "resume": (lambda: services.resume(actor=actor, sorting=sorting), "Votre tri est rouvert."),
        "compare": (
            lambda: services.compare(actor=actor, sorting=sorting, alone="alone" in sent),
            "Les notes placées de la même manière sont sur la table commune.",
        ),
        "propose": (
            lambda: services.propose(sorting=sorting),
            "Les notes qui se ressemblent sont signalées.",
        ),
        "close": (lambda: close_table(actor=actor, sorting=sorting), "Chaque note a sa place."),
    }
    action, done = actions.get(wanted, (None, ""))
    if action is None:
        raise Http404
    if attempt(request, action, done):
        if wanted == "close":
            return to("findings", sorting)
        if wanted == "compare" and Sorting.objects.get(pk=sorting.pk).agreement["differing"]:
            return to("sorting-compare", sorting)
    return to("sorting", sorting)


def _withdraw(request: HttpRequest, sorting: Sorting) -> HttpResponse:
    reader = sorting.readers.filter(pk=number(request.POST.get("reader")) or 0).first()
    if reader is None:
        raise Http404
    attempt(
        request,
        lambda: services.withdraw_reader(
            actor=request.actor, sorting=sorting, reader=reader, reason=request.POST.get("reason", "")
        ),
        "Cette lecture est retirée : quelqu’un d’autre peut trier.",
    )
    return to("sorting", sorting)


@in_space
def compare_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The disagreements, one by one, to settle together."""
    sorting = sorting_of(territory, slug)
    require(may.sort, request.actor, sorting.consultation)
    if sorting.compared is None:
        return to("sorting", sorting)
    if request.method == "POST":
        return _agree(request, sorting)
    waiting = disagreements(sorting)
    context = {
        "consultation": sorting.consultation,
        "sorting": sorting,
        "waiting": len(waiting),
        "disagreements": [
            (one, [(who, json.dumps(place), words) for who, place, words in one.choices])
            for one in waiting[:DISAGREEMENTS]
        ],
        "columns": list(labels(sorting.columns).items()),
        "agreement": stored(sorting.agreement),
    }
    return render(request, "sorting/compare.html", context)


def _agree(request: HttpRequest, sorting: Sorting) -> HttpResponse:
    sent = request.POST
    try:
        chosen = json.loads(sent.get("choice") or "{}")
    except ValueError:
        chosen = {}
    column, aside = sent.get("column", ""), sent.get("typed", "")
    if isinstance(chosen, dict) and chosen:
        column, aside = str(chosen.get("column", "")), str(chosen.get("aside", ""))
    done = attempt(
        request,
        lambda: services.place(
            actor=request.actor,
            sorting=sorting,
            notes=[number(sent.get("note")) or 0],
            column=column,
            aside="" if column else aside,
        ),
        "Réglé : la note a sa place commune.",
    )
    return to("sorting-compare", sorting, anchor="" if done else f"d{number(sent.get('note')) or 0}")


@require_safe
@in_space
def export_page(request: HttpRequest, territory: Territory, slug: str, form: str) -> HttpResponse:
    """Every note with its place, its reason and its findings."""
    sorting = sorting_of(territory, slug)
    require(may.export, request.actor, sorting.consultation)
    if sorting.compared is None:
        messages.error(
            request,
            "Les tris sont encore séparés : l’export s’ouvre quand ils sont comparés, pour ne rien montrer "
            "avant.",
        )
        return to("sorting", sorting)
    read = summary(sorting.consultation)
    if form == "csv":
        return download(as_csv(read), f"tri-{slug}.csv", "text/csv; charset=utf-8")
    return download(as_xlsx(read), f"tri-{slug}.xlsx", XLSX)
