"""The entry of a session, note by note: as plain forms, and as the messages of devices."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from concertia_web.consultations.models import Session
from concertia_web.contributions import services
from concertia_web.contributions.columns import CHOICES, arranged, keys_for
from concertia_web.contributions.desks import Desk, for_devices
from concertia_web.contributions.forms import NoteForm, PhotoForm, SessionForm, SettingsForm
from concertia_web.contributions.models import Contribution, RivalVersion
from concertia_web.contributions.sheets import LISTS
from concertia_web.contributions.syncing import MOST_CHANGES, apply_changes, notes_for_devices
from concertia_web.contributions.values import FIELDS, NoteError, values_of
from concertia_web.contributions.words import COLUMN_HINTS, COLUMN_LABELS

MOST_BYTES = 2 << 20
"""Of one message of a device."""
RESTORE = "contributions.restore"
"""Key of the session that holds the note just taken back, so that the page offers to put it back."""


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The columns of the wall and a line to type in each."""
    settings = SettingsForm(request.GET or None, session=desk.session)
    typed, problem = {}, ""
    if request.method == "POST":
        desk.require_typing()
        typed = {name: request.POST[name] for name in FIELDS if request.POST.get(name)}
        text = typed.pop("text", "")
        try:
            services.add_note(actor=desk.actor, session=desk.session, text=text, **typed)
        except NoteError as error:
            problem, typed = str(error), {**typed, "text": text}
        else:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return redirect(f"{desk.url('entry')}{query}#c-{typed.get('declared_kind') or 'sans'}")
    return _entry_page(request, desk, settings, typed, problem)


def _entry_page(
    request: HttpRequest, desk: Desk, settings: SettingsForm, typed: dict[str, Any], problem: str
) -> HttpResponse:
    notes = list(desk.session.contributions.standing().prefetch_related("rivals"))
    gone = request.session.pop(RESTORE, None)
    photos = list(desk.session.photos.standing())
    chosen = next((photo for photo in photos if str(photo.pk) == request.GET.get("photo")), None)
    context = {
        **_page(desk),
        "columns": arranged(desk.session, notes),
        "count": len(notes),
        "settings": settings,
        "carried": settings.values() if settings.is_bound else {},
        "typed": typed,
        "problem": problem,
        "gone": desk.session.contributions.filter(client_id=gone).first() if gone else None,
        "photos": photos,
        "photo": chosen,
        "photo_form": PhotoForm(auto_id="photo-%s"),
        "facts": SessionForm(session=desk.session),
        "device": device_settings(desk),
        "young": desk.session.kind == Session.Kind.CLASS,
    }
    response = render(request, "contributions/entry.html", context, status=400 if problem else 200)
    response.headers["X-Concertia-Until"] = str(int(desk.until.timestamp() * 1000))
    return response


def _page(desk: Desk) -> dict[str, Any]:
    """What every page of a desk needs."""
    return {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "urls": {
            name: desk.url(name) for name in ("entry", "paste", "sheet", "photos", "facts", "relecture")
        },
    }


def device_settings(desk: Desk) -> dict[str, Any]:
    """What the script of the entry needs, kept on the device with the page."""
    return {
        "desk": desk.url("entry"),
        "sync": desk.url("sync"),
        "note": desk.url("note", uuid.UUID(int=0)),
        "title": desk.session.title,
        "mayType": desk.may_type,
        "byLink": desk.by_link,
        "columns": [
            {"key": key, "label": COLUMN_LABELS[key], "hint": COLUMN_HINTS[key]}
            for key in keys_for(desk.session)
        ],
        "labels": COLUMN_LABELS,
        "choices": {
            "declared_kind": dict(CHOICES),
            "voice": LISTS["Voix"] | {"unknown": "non précisé"},
            "capture": {name: str(label) for name, label in Contribution.Capture.choices},
            "room_support": LISTS["Soutien dans la salle"],
        },
        "young": desk.session.kind == Session.Kind.CLASS,
    }


def _note(desk: Desk, note: uuid.UUID) -> Contribution:
    return get_object_or_404(
        Contribution.objects.select_related("session__consultation__territory"),
        session=desk.session,
        client_id=note,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, desk: Desk, note: uuid.UUID) -> HttpResponse:
    """All that is said of one note, what looks like personal data in it, and its other version."""
    found = _note(desk, note)
    initial = {**values_of(found), "text": found.shown_text}
    form = NoteForm(request.POST or None, session=desk.session, initial=initial)
    closed = form.fields["text"].disabled = services.moderated(found)
    if request.method == "POST":
        desk.require_typing()
        if form.is_valid():
            services.change_note(actor=desk.actor, note=found, **form.cleaned_data)
            messages.success(request, "La note est corrigée.")
            return redirect(f"{desk.url('entry')}#n-{found.client_id}")
    context = {
        **_page(desk),
        "note": found,
        "form": form,
        "closed": closed,
        "rivals": list(found.rivals.all()),
    }
    return render(request, "contributions/note.html", context, status=400 if form.errors else 200)


@require_POST
def act(request: HttpRequest, desk: Desk, note: uuid.UUID, action: str) -> HttpResponse:
    """Take back, put back, cover, keep, one dot more or less, choose between two versions."""
    if action not in _ACTIONS:
        raise Http404
    desk.require_typing()
    found = _note(desk, note)
    try:
        _ACTIONS[action](request, desk, found)
    except NoteError as error:
        messages.warning(request, str(error))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{desk.url('entry')}{query}#n-{found.client_id}")


def _remove(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    services.remove_note(actor=desk.actor, note=note)
    request.session[RESTORE] = str(note.client_id)


def _restore(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    services.restore_note(actor=desk.actor, note=note)
    messages.success(request, "La note est remise à sa place.")


def _mask(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    services.mask_note(actor=desk.actor, note=note)
    messages.success(
        request,
        "Ce passage est couvert dans tout ce qui sera publié ; les mots reçus sont gardés.",
    )


def _keep(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    services.keep_note(actor=desk.actor, note=note)
    messages.success(request, "La note reste telle quelle : votre relecture est notée.")


def _dots(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    step = 1 if request.POST.get("step") == "more" else -1
    services.change_note(actor=desk.actor, note=note, dots=max(0, (note.dots or 0) + step))


def _rival(request: HttpRequest, desk: Desk, note: Contribution) -> None:
    number = request.POST.get("rival", "")
    rivals = RivalVersion.objects.select_related("contribution__session__consultation__territory")
    rival = rivals.filter(contribution=note, pk=int(number) if number.isdecimal() else 0).first()
    if rival is None:
        raise NoteError("Cette autre version a déjà été traitée, peut-être sur un autre appareil.")
    services.settle_rival(actor=desk.actor, rival=rival, choice=request.POST.get("choice", ""))
    messages.success(request, "C’est noté.")


_ACTIONS = {
    "retirer": _remove,
    "remettre": _restore,
    "masquer": _mask,
    "garder": _keep,
    "gommettes": _dots,
    "versions": _rival,
}


@require_http_methods(["GET", "POST"])
@for_devices
def sync(request: HttpRequest, desk: Desk) -> JsonResponse:
    """GET: the notes and a fresh token to send with. POST: changes in, what became of each, the notes."""
    outcomes: list[dict[str, Any]] = []
    if request.method == "POST":
        desk.require_typing()
        changes, why, status = _received(request)
        if why:
            return JsonResponse({"why": why}, status=status)
        found = apply_changes(actor=desk.actor, session=desk.session, changes=changes)
        outcomes = [asdict(outcome) for outcome in found]
    return JsonResponse(
        {
            "outcomes": outcomes,
            "notes": notes_for_devices(desk.session),
            "token": get_token(request),
            "until": int(desk.until.timestamp() * 1000),
            "mayType": desk.may_type,
            "why": desk.why_not,
        }
    )


def _received(request: HttpRequest) -> tuple[list[Any], str, int]:
    """The changes of a message; or why it cannot be read, and the status that says so."""
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return [], "Cet envoi est trop gros : il doit être coupé en plusieurs.", 413
    try:
        changes = json.loads(body)["changes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], "Cet envoi n’est pas lisible : rien n’a été changé.", 400
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
        return [], f"Un envoi porte au plus {MOST_CHANGES} notes : rien n’a été changé.", 400
    return changes, "", 200
