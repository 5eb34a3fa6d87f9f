"""Notes that come together: pasted from a table or a wall, or on the prepared sheet."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.contributions import services
from concertia_web.contributions.columns import keys_for
from concertia_web.contributions.desks import Desk
from concertia_web.contributions.forms import PasteForm, SheetForm
from concertia_web.contributions.pasting import ROLE_CHOICES, Pasted, read_paste
from concertia_web.contributions.sheets import prepared_sheet, read_returned
from concertia_web.contributions.syncing import Outcome, apply_changes
from concertia_web.contributions.values import NoteError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PREVIEWED = 400


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Paste, see what each line becomes, correct what the columns hold, confirm."""
    form = PasteForm(
        request.POST or None,
        session=desk.session,
        initial={"declared_kind": keys_for(desk.session)[0] if len(keys_for(desk.session)) == 1 else ""},
    )
    pasted: Pasted | None = None
    if request.method == "POST":
        desk.require_typing()
        if form.is_valid():
            try:
                pasted = _read(request, desk, form)
            except NoteError as error:
                form.add_error("pasted", str(error))
        if pasted is not None and "confirm" in request.POST and pasted.kept:
            return _confirmed(request, desk, pasted)
    return paste_page(request, desk, form, pasted)


def paste_page(request: HttpRequest, desk: Desk, form: PasteForm, pasted: Pasted | None) -> HttpResponse:
    """The page of pastes, with what was understood so far."""
    context: dict[str, Any] = {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "entry_url": desk.url("entry"),
        "paste_url": desk.url("paste"),
        "form": form,
        "pasted": pasted,
        "role_choices": ROLE_CHOICES,
        "batch": _batch(request),
    }
    if pasted is not None:
        context["columns"] = list(zip(pasted.titles, pasted.roles, pasted.examples, strict=True))
        context["shown"] = pasted.notes[:MOST_PREVIEWED]
        context["more"] = max(0, len(pasted.notes) - MOST_PREVIEWED)
    status = 400 if request.method == "POST" and form.errors else 200
    return render(request, "contributions/paste.html", context, status=status)


def _read(request: HttpRequest, desk: Desk, form: PasteForm) -> Pasted:
    defaults = {name: value for name, value in form.cleaned_data.items() if name != "pasted" and value}
    again = "read" in request.POST or "confirm" in request.POST
    return read_paste(
        form.cleaned_data["pasted"],
        session=desk.session,
        defaults=defaults,
        roles=request.POST.getlist("role") if again else (),
        headed="headed" in request.POST if again and "table" in request.POST else None,
    )


def _batch(request: HttpRequest) -> str:
    """The id of this paste: kept from the preview to the confirmation, so that two clicks paste once."""
    try:
        return str(uuid.UUID(request.POST.get("batch", "")))
    except ValueError:
        return str(uuid.uuid4())


def _confirmed(request: HttpRequest, desk: Desk, pasted: Pasted) -> HttpResponse:
    batch = uuid.UUID(_batch(request))
    made = services.add_batch(
        actor=desk.actor,
        session=desk.session,
        batch=batch,
        notes=[note.values for note in pasted.kept],
        ids=[note.client_id for note in pasted.kept],
    )
    if made:
        messages.success(
            request, f"{len(made)} note{'s' if len(made) > 1 else ''} ajoutée{'s' if len(made) > 1 else ''}."
        )
    else:
        messages.success(request, "Ces notes étaient déjà là : rien n’a été ajouté deux fois.")
    return redirect(desk.url("pasted", batch))


@require_safe
def pasted_page(request: HttpRequest, desk: Desk, batch: uuid.UUID) -> HttpResponse:
    """What a paste brought, and one button to undo it all."""
    notes = list(desk.session.contributions.standing().filter(batch=batch))
    context = {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "entry_url": desk.url("entry"),
        "undo_url": desk.url("undo", batch),
        "notes": notes,
    }
    return render(request, "contributions/pasted.html", context)


@require_POST
def undo(request: HttpRequest, desk: Desk, batch: uuid.UUID) -> HttpResponse:
    """Take back a whole paste."""
    desk.require_typing()
    count = services.undo_batch(actor=desk.actor, session=desk.session, batch=batch)
    if count:
        messages.success(
            request,
            f"Le collage est annulé : {count} note{'s' if count > 1 else ''} "
            f"retirée{'s' if count > 1 else ''}.",
        )
    else:
        messages.warning(request, "Il ne reste rien à annuler de ce collage.")
    return redirect(desk.url("entry"))


@require_safe
def sheet_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The prepared sheet: the notes of now, then blank rows of this very copy."""
    desk.require_typing()
    notes = list(desk.session.contributions.standing())
    data = prepared_sheet(desk.session, notes, secrets.token_hex(8))
    name = f"notes-{slugify(desk.session.title)[:40] or desk.session.pk}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take the prepared sheet, give it back filled; another table goes to the page of pastes."""
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "entry_url": desk.url("entry"),
        "file_url": desk.url("sheet-file"),
        "form": form,
        "returned": None,
    }
    if request.method == "POST":
        desk.require_typing()
        if form.is_valid():
            known = {str(note.client_id): note for note in desk.session.contributions.all()}
            try:
                returned = read_returned(form.cleaned_data["sheet"].read(), desk.session, known)
            except NoteError as error:
                form.add_error("sheet", str(error))
            else:
                if returned.foreign:
                    return _foreign(request, desk, returned.foreign)
                outcomes = _applied(desk, returned.changes)
                context |= {"returned": returned, "outcomes": _counted(outcomes)}
    return render(request, "contributions/sheet.html", context, status=400 if form.errors else 200)


def _applied(desk: Desk, changes: list[dict[str, Any]]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for start in range(0, len(changes), 500):
        outcomes += apply_changes(
            actor=desk.actor, session=desk.session, changes=changes[start : start + 500]
        )
    return outcomes


def _counted(outcomes: list[Outcome]) -> dict[str, Any]:
    """How many notes entered or were corrected, and the refusals of those that were not."""
    return {
        "kept": sum(outcome.state == "kept" for outcome in outcomes),
        "rival": sum(outcome.state == "rival" for outcome in outcomes),
        "same": sum(outcome.state == "same" for outcome in outcomes),
        "refused": [outcome for outcome in outcomes if outcome.state == "refused"],
    }


def _foreign(request: HttpRequest, desk: Desk, rows: str) -> HttpResponse:
    """A table that is not our sheet: shown as a paste, to be confirmed column by column."""
    form = PasteForm({"pasted": rows}, session=desk.session)
    pasted: Pasted | None = None
    try:
        pasted = read_paste(rows, session=desk.session, defaults={})
    except NoteError as error:
        form.is_valid()
        form.add_error("pasted", str(error))
    messages.info(
        request,
        "Ce n’est pas la feuille préparée ici, ou son repère a été effacé. Voici ce que nous y lisons : "
        "vérifiez, "
        "puis confirmez.",
    )
    return paste_page(request, desk, form, pasted)
