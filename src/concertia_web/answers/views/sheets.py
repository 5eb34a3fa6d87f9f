"""The sheet of a service: sent, come back, shown, taken in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from concertia_web.accounts.permissions import require
from concertia_web.answers import members, sheets
from concertia_web.answers import permissions as may
from concertia_web.answers.forms import SheetForm
from concertia_web.answers.models import Answer, ReturnedSheet, Service
from concertia_web.answers.refusals import Refused
from concertia_web.answers.views.space import GET_POST, attempt, consultation_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_SERVICE = (Answer.State.SERVICE, Answer.State.ELECTED)


@in_space
@GET_POST
def sheets_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """One file per service to send, and the files that came back."""
    consultation = consultation_of(territory, slug)
    require(may.prepare, request.actor, consultation)
    if request.method == "POST" and request.POST.get("do") == "members":
        return _members(request, territory, slug)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > sheets.LARGEST:
                raise Refused("Ce fichier dépasse 5 Mo : retirez les images, elles ne servent pas.")
            returned = sheets.take_in(
                actor=request.actor, consultation=consultation, name=file.name, data=file.read()
            )
            return redirect("space:answers-sheet", territory.slug, slug, returned.pk)
        except Refused as problem:
            form.add_error(None, str(problem))
    rows = consultation.answers.filter(state__in=_AT_SERVICE).select_related("service")
    held: dict[Service, list[Answer]] = {}
    for answer in rows.order_by("service__name", "due", "pk"):
        if answer.service is not None:
            held.setdefault(answer.service, []).append(answer)
    context = {
        "consultation": consultation,
        "form": form,
        "services": [(service, len(found), found[0].due) for service, found in held.items()],
        "accounts": members.accounts_of(territory),
        "known": Service.objects.prefetch_related("members"),
        "returned": consultation.answer_sheets.all()[:50],
    }
    return render(request, "answers/sheets.html", context)


def _members(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Say which accounts answer for one service."""
    asked = number(request.POST.get("service"))
    service = get_object_or_404(Service, territory=territory, pk=asked or 0)
    ticked = {number(one) for one in request.POST.getlist("member")[:200]}
    chosen = [user for user in members.accounts_of(territory) if user.pk in ticked]
    attempt(
        request,
        lambda: members.set_members(actor=request.actor, service=service, users=chosen),  # type: ignore[attr-defined]
        "C’est noté. Ces comptes voient et écrivent les réponses de ce service, et pas les autres.",
    )
    return redirect("space:answers-sheets", territory.slug, slug)


def number(text: str | None) -> int | None:
    """A key sent by a form."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 12 else None


@require_safe
@in_space
def sheet_file(request: HttpRequest, territory: Territory, slug: str, service: int) -> HttpResponse:
    """The XLSX of one service."""
    consultation = consultation_of(territory, slug)
    require(may.prepare, request.actor, consultation)
    asked = get_object_or_404(Service, territory=territory, pk=service)
    rows = consultation.answers.filter(service=asked, state__in=_AT_SERVICE).prefetch_related("targets")
    data = sheets.sheet(rows.order_by("due", "pk"), f"{consultation} – {asked.name}")
    response = HttpResponse(data, content_type=XLSX)
    name = f"reponses-{slugify(asked.name)[:40]}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@in_space
@GET_POST
def returned_page(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """What came back, line by line, before anything changes."""
    consultation = consultation_of(territory, slug)
    require(may.prepare, request.actor, consultation)
    returned = get_object_or_404(ReturnedSheet, consultation=consultation, pk=pk)
    if request.method == "POST":
        if request.POST.get("do") == "leave":
            attempt(
                request,
                lambda: sheets.leave(actor=request.actor, returned=returned),
                "Le fichier est laissé de côté : rien n’a changé.",
            )
            return redirect("space:answers-sheets", territory.slug, slug)
        try:
            counts = sheets.apply(actor=request.actor, returned=returned)
        except Refused as problem:
            messages.error(request, str(problem))
            return redirect("space:answers-sheet", territory.slug, slug, pk)
        messages.success(
            request,
            f"{counts['new']} réponses reprises, {counts['conflict']} gardées à côté d’un autre texte, "
            f"{counts['same']} déjà là.",
        )
        return redirect("space:answers", territory.slug, slug)
    lines = sheets.lines_of(returned)
    context = {
        "consultation": consultation,
        "returned": returned,
        "lines": lines,
        "takes": any(line.state in ("new", "conflict") for line in lines),
        "shown": returned.state == ReturnedSheet.State.SHOWN,
    }
    return render(request, "answers/returned.html", context)
