"""The session as a whole: facts, reading back, photographs, the agent that keeps it without network."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from concertia_web.contributions.columns import arranged
from concertia_web.contributions.desks import Desk
from concertia_web.contributions.forms import PhotoForm, SessionForm
from concertia_web.contributions.gatherings import describe_session, set_read_back
from concertia_web.contributions.photographs import PhotoError, add_photo, reduce_photo, set_photo_removed

KEPT_FILES = (
    "site.css", "room.css", "icon.svg", "room.js", "room-board.js", "room-card.js", "room-store.js",
    "room-sync.js", "room-offline.js", "room-leave.js",
)  # fmt: skip
"""Static files that the entry needs without network."""


@require_http_methods(["POST"])
def facts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Head counts and what was not agreed."""
    desk.require_typing()
    form = SessionForm(request.POST, session=desk.session)
    if form.is_valid():
        describe_session(
            actor=desk.actor,
            session=desk.session,
            not_agreed=form.cleaned_data["not_agreed"],
            head_counts=form.counts(),
            seen=form.cleaned_data["seen"],
        )
        messages.success(request, "C’est enregistré.")
        return redirect(f"{desk.url('entry')}#facts")
    context = {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "form": form,
        "entry_url": desk.url("entry"),
    }
    return render(request, "contributions/facts.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def relecture(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was noted, in large type, to project at the end; one column at a time or all."""
    if request.method == "POST":
        desk.require_typing()
        done = request.POST.get("done") == "yes"
        set_read_back(actor=desk.actor, session=desk.session, done=done)
        messages.success(
            request,
            "C’est noté : ces notes ont été relues aux personnes présentes."
            if done
            else "La mention « relu en séance » est retirée.",
        )
        return redirect(f"{desk.url('relecture')}?{request.GET.urlencode()}".rstrip("?"))
    columns = [
        column for column in arranged(desk.session, desk.session.contributions.standing()) if column.notes
    ]
    steps = [*(column.slug for column in columns), "desaccords"]
    chosen = request.GET.get("colonne", "")
    place = steps.index(chosen) if chosen in steps else None
    context: dict[str, Any] = {
        "desk": desk,
        "layout": desk.layout,
        "session": desk.session,
        "consultation": desk.consultation,
        "entry_url": desk.url("entry"),
        "all_columns": columns,
        "columns": columns if place is None else [column for column in columns if column.slug == chosen],
        "chosen": chosen if place is not None else "",
        "show_disagreements": place is None or chosen == "desaccords",
        "disagreements": desk.session.not_agreed.splitlines(),
        "previous": steps[place - 1] if place else "",
        "following": steps[0] if place is None else steps[place + 1] if place + 1 < len(steps) else "",
        "count": sum(len(column.notes) for column in columns),
    }
    return render(request, "contributions/relecture.html", context)


@require_http_methods(["POST"])
def photos(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add photographs of the wall; one that cannot be kept does not stop the others."""
    desk.require_typing()
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, "Choisissez d’abord une ou plusieurs photos.")
        return redirect(f"{desk.url('entry')}#photos")
    last = None
    for upload in form.cleaned_data["photos"][:20]:
        try:
            reduced = reduce_photo(upload.file, upload.size or 0)
        except PhotoError as error:
            messages.warning(request, f"{(upload.name or 'Photo')[-60:]} : {error}")
            continue
        last = add_photo(
            actor=desk.actor,
            session=desk.session,
            reduced=reduced,
            subgroup=form.cleaned_data["subgroup"],
        )
    if last is None:
        return redirect(f"{desk.url('entry')}#photos")
    return redirect(f"{desk.url('entry')}?photo={last.pk}#work")


@require_safe
def photo(request: HttpRequest, desk: Desk, photo: int) -> HttpResponseBase:
    """One photograph, for those who may read the notes."""
    found = get_object_or_404(desk.session.photos, pk=photo)
    try:
        file = found.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/jpeg")


@require_POST
def photo_act(request: HttpRequest, desk: Desk, photo: int, action: str) -> HttpResponse:
    """Take a photograph back, or put it back."""
    if action not in ("retirer", "remettre"):
        raise Http404
    desk.require_typing()
    found = get_object_or_404(
        desk.session.photos.select_related("session__consultation__territory"), pk=photo
    )
    set_photo_removed(actor=desk.actor, photo=found, removed=action == "retirer")
    if action == "retirer":
        return render(
            request,
            "contributions/photo_gone.html",
            {
                "desk": desk,
                "layout": desk.layout,
                "session": desk.session,
                "consultation": desk.consultation,
                "entry_url": desk.url("entry"),
                "restore_url": desk.url("photo-act", found.pk, "remettre"),
            },
        )
    return redirect(f"{desk.url('entry')}?photo={found.pk}#work")


@require_GET
def agent(_request: HttpRequest, **_place: Any) -> HttpResponse:
    """The service worker of one desk. Its address bounds what it may answer for: that desk and nothing else.

    It holds no data, so that a browser whose session ended still gets it.
    """
    return HttpResponse(
        _agent(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@lru_cache(maxsize=1)
def _agent() -> str:
    found = {name: finders.find(f"concertia/{name}") for name in (*KEPT_FILES, "room-worker.js")}
    contents = {name: Path(str(path)).read_bytes() for name, path in found.items() if path}
    digest = hashlib.sha256(b"".join(contents[name] for name in sorted(contents))).hexdigest()[:16]
    facts = {
        "version": digest,
        "files": [static(f"concertia/{name}") for name in KEPT_FILES],
        "offline": reverse("contributions:room-offline"),
    }
    script = contents["room-worker.js"].decode("utf-8")
    return f"const FACTS = {json.dumps(facts)};\n{script}"


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a device shows when it kept no page: the notes that wait on it. Holds no data of ours."""
    return render(request, "contributions/offline.html")
