"""The journal as anyone reads it, and as the team of a territory does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concertia_web.accounts.permissions import require
from concertia_web.journal.lines import public_lines
from concertia_web.journal.models import Block, JournalEntry
from concertia_web.journal.permissions import see_journal, see_values
from concertia_web.journal.words import said_action
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PER_PAGE = 50
Change = tuple[str, str, str]


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Who did what, when and why: functions, not names; and what proves that nothing was changed since."""
    entries = JournalEntry.objects.filter(public=True).select_related("territory", "block")
    territory = request.GET.get("territoire", "")
    found = _filtered(entries, request)
    if territory:
        found = found.filter(territory__slug=territory)
    named = JournalEntry.objects.filter(public=True).order_by().values("territory").distinct()
    context = {
        **_listing(request, found, entries),
        "territories": Territory.objects.filter(pk__in=named).order_by("name"),
        "territory": territory,
        "last": Block.objects.order_by("-number").first(),
        "waiting": JournalEntry.objects.filter(block=None, public=True).count(),
    }
    return render(request, "journal/public.html", context)


@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The public entries with their proofs, in lines of JSON; ``?apres=12`` for what follows block 12."""
    after = request.GET.get("apres", "0")
    lines = public_lines(int(after) if after.isdecimal() and len(after) < 10 else 0)
    headers = {"Content-Disposition": 'attachment; filename="journal.jsonl"'}
    return StreamingHttpResponse(lines, content_type="application/jsonl", headers=headers)


@require_safe
@in_space
def of_space(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The journal of one territory, with names; with values for those who answer for it."""
    actor = request.actor  # type: ignore[attr-defined]
    require(see_journal, actor, territory)
    entries = JournalEntry.objects.filter(territory=territory).select_related("user", "block")
    if see_values(actor, territory):
        entries = entries.select_related("user", "block", "value")
    context = _listing(request, _filtered(entries, request), entries)
    for row in context["rows"]:
        row["changes"] = list(_changes(row["entry"])) if see_values(actor, territory) else []
    return render(request, "journal/space.html", context)


def _filtered(entries: QuerySet[JournalEntry], request: HttpRequest) -> QuerySet[JournalEntry]:
    action = request.GET.get("action", "")
    return entries.filter(action=action) if action else entries


def _listing(
    request: HttpRequest, found: QuerySet[JournalEntry], among: QuerySet[JournalEntry]
) -> dict[str, Any]:
    page: Page[JournalEntry] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    actions = among.order_by().values_list("action", flat=True).distinct()
    kept = {name: request.GET[name] for name in ("territoire", "action") if request.GET.get(name)}
    return {
        "page": page,
        "rows": [{"entry": entry, "words": said_action(entry.action)} for entry in page],
        "actions": sorted(((name, said_action(name)) for name in actions), key=lambda pair: pair[1]),
        "action": request.GET.get("action", ""),
        "query": urlencode(kept),
    }


def _changes(entry: JournalEntry) -> Iterator[Change]:
    value = getattr(entry, "value", None)
    if value is None:
        return
    before, after = _as_map(value.before), _as_map(value.after)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key, _said(before.get(key)), _said(after.get(key))


def _as_map(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"": value}


def _said(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value) or "—"
    if isinstance(value, dict):
        return " ; ".join(f"{key} : {_said(item)}" for key, item in sorted(value.items())) or "—"
    return str(value)
