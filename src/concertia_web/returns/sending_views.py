"""Sending: what will be seen, the acknowledgement, the mirror, earlier versions, taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from concertia.reports.docx import docx_file
from concertia.reports.pdf import pdf
from concertia_web.accounts.permissions import require
from concertia_web.campaigns.models import Commitment
from concertia_web.returns.basis import grid_of_content
from concertia_web.returns.desks import commitment_of, opened, versions_of
from concertia_web.returns.file_views import attached
from concertia_web.returns.forms import WithdrawForm
from concertia_web.returns.grid import canonical, digest
from concertia_web.returns.mailing import mail_acknowledgement
from concertia_web.returns.merging import Difference, differences
from concertia_web.returns.mirror import Mirror, mirror_of, others_of
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.paper import (
    BASIS,
    acknowledgement,
    mirror_document,
    mirror_sentences,
    publication_words,
)
from concertia_web.returns.permissions import read_draft, send_return
from concertia_web.returns.presenting import kind_counts, kind_title, rank_counts, shown
from concertia_web.returns.sending import (
    NotSentError,
    public_from,
    publish_return,
    sent_content,
    withdraw_return,
)
from concertia_web.returns.sending import send_return as send
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

WHO_SENDS = "L’envoi revient à la personne chargée de la concertation."


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def preview(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """What the network, then everyone, will read; and the button that sends."""
    desk = opened(request, territory, pk)
    actor: Any = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        require(
            send_return, actor, desk.commitment, "L’envoi revient à la personne chargée de la concertation."
        )
        try:
            version = send(actor=actor, draft=desk.draft, seen=request.POST.get("seen", ""))
        except NotSentError as error:
            messages.error(request, str(error))
        else:
            problem = mail_acknowledgement(version, [desk.commitment.correspondent, actor.user.email])
            if problem:
                messages.warning(request, problem)
            messages.success(request, f"Envoyée : le réseau a reçu la version {version.number}.")
            return redirect("space:return-version", territory.slug, pk, version.number)
    content = sent_content(desk.draft)
    today = timezone.localdate()
    public = request.GET.get("vue") == "tous"
    campaign = desk.commitment.campaign
    versions = versions_of(desk.commitment)
    last = next((one for one in versions if one.withdrawn is None), None)
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "read": shown(content, public=public),
        "public": public,
        "seen": digest(content),
        "ranks": rank_counts(content),
        "from": public_from(content, today, campaign.results_on),
        "content": content,
        "late": today > campaign.returns_due,
        "may_send": send_return(actor, desk.commitment),
        "last": last,
        "changes": _changes(content, last),
        "number": versions[0].number + 1 if versions else 1,
    }
    return render(request, "returns/preview.html", context)


def _changes(content: dict[str, Any], before: ReturnVersion | None) -> list[Difference]:
    """What changed since a version, in words."""
    if before is None:
        return []
    grid = grid_of_content(content)
    return differences(grid, grid.clean(before.content), grid.clean(content))


def _version(territory: Territory, request: HttpRequest, pk: int, number: int) -> ReturnVersion:
    """A version sent by a commitment of this territory."""
    commitment = commitment_of(territory, pk)
    require(read_draft, request.actor, commitment)  # type: ignore[attr-defined]
    for version in versions_of(commitment):
        if version.number == number:
            version.commitment = commitment
            return version
    raise Http404


def mirror_now(version: ReturnVersion) -> Mirror:
    """The mirror of a version against what the others have sent so far."""
    campaign = version.commitment.campaign
    with scope(campaign=campaign):
        sent = (
            ReturnVersion.objects.filter(commitment__campaign=campaign, withdrawn=None)
            .exclude(commitment__state=Commitment.State.WITHDRAWN)
            .order_by("commitment", "number")
        )
        last = {one.commitment_id: one for one in sent}
    others = others_of(version, list(last.values()), timezone.localdate())
    return mirror_of(version.content, others)


@require_safe
@in_space
def version(request: HttpRequest, territory: Territory, pk: int, number: int) -> HttpResponse:
    """A version sent: its acknowledgement, its mirror, what it changed, what can still be done."""
    found = _version(territory, request, pk, number)
    actor: Any = request.actor  # type: ignore[attr-defined]
    versions = versions_of(found.commitment)
    before = next((one for one in versions if one.number < number and one.withdrawn is None), None)
    mirror = mirror_now(found)
    context = {
        "version": found,
        "commitment": found.commitment,
        "versions": versions,
        "later": any(one.number > number and one.withdrawn is None for one in versions),
        "before": before,
        "changes": _changes(found.content, before),
        "kinds": [(kind_title(kind, found.content), count) for kind, count in kind_counts(found.content)],
        "ranks": rank_counts(found.content),
        "read": shown(found.content, public=False),
        "publication": publication_words(found),
        "public": found.public_on(timezone.localdate()),
        "mirror": mirror,
        "sentences": mirror_sentences(mirror) if mirror.others else [],
        "basis": BASIS,
        "may_send": send_return(actor, found.commitment),
        "form": WithdrawForm(),
    }
    return render(request, "returns/version.html", context)


@require_safe
@in_space
def version_file(request: HttpRequest, territory: Territory, pk: int, number: int, name: str) -> HttpResponse:
    """The acknowledgement, the mirror, or the version itself, as a file."""
    found = _version(territory, request, pk, number)
    stem, _dot, form = name.partition(".")
    if name == "remontee.json":
        data = canonical(found.content)
    elif name in ("accuse.pdf", "accuse.docx"):
        paper = acknowledgement(found)
        data = pdf(paper) if form == "pdf" else docx_file(paper)
    elif name in ("miroir.pdf", "miroir.docx"):
        paper = mirror_document(found, mirror_now(found))
        data = pdf(paper) if form == "pdf" else docx_file(paper)
    else:
        raise Http404
    return attached(data, f"{stem}-version-{number}.{form}")


@require_POST
@in_space
def withdraw(request: HttpRequest, territory: Territory, pk: int, number: int) -> HttpResponse:
    """Take a version back, with a reason."""
    found = _version(territory, request, pk, number)
    require(send_return, request.actor, found.commitment)  # type: ignore[attr-defined]
    form = WithdrawForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        with scope(campaign=found.commitment.campaign):
            withdraw_return(actor=request.actor, version=found, reason=reason)  # type: ignore[attr-defined]
        messages.success(request, f"La version {number} est retirée. Le brouillon n’a pas changé.")
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("space:return-version", territory.slug, pk, number)


@require_POST
@in_space
def publish(request: HttpRequest, territory: Territory, pk: int, number: int) -> HttpResponse:
    """Let everyone read a version from today."""
    found = _version(territory, request, pk, number)
    require(send_return, request.actor, found.commitment)  # type: ignore[attr-defined]
    with scope(campaign=found.commitment.campaign):
        publish_return(actor=request.actor, version=found)  # type: ignore[attr-defined]
    messages.success(request, f"Chacun peut lire la version {number} dès maintenant.")
    return redirect("space:return-version", territory.slug, pk, number)
