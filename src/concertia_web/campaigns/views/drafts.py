"""Write the texts of a campaign: a draft in each language, what it lacks, its publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concertia_web.campaigns import services, texts
from concertia_web.campaigns.models import CampaignText
from concertia_web.campaigns.text_forms import SOURCE, TextEditor
from concertia_web.campaigns.views.network import _campaign
from concertia_web.languages import NAMES
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def draft(request: HttpRequest, territory: Territory, slug: str, kind: str) -> HttpResponse:
    """The draft of a text, or the door to start one."""
    if kind not in CampaignText.Kind.values:
        raise Http404
    campaign = _campaign(request, territory, slug)
    actor = request.actor  # type: ignore[attr-defined]
    language = request.GET.get("langue", SOURCE)
    language = language if language in NAMES else SOURCE
    here = redirect("space:campaign-text", territory.slug, slug, kind)
    held = campaign.texts.filter(kind=kind, published=None).first()
    versions = list(campaign.texts.filter(kind=kind).exclude(published=None))
    if held is None:
        if request.method == "POST" and "start" in request.POST:
            services.start_draft(actor=actor, campaign=campaign, kind=kind)
            return here
        context = {
            "campaign": campaign,
            "kind": kind,
            "label": CampaignText.Kind(kind).label,
            "versions": versions,
        }
        return render(request, "campaigns/draft_start.html", context)
    if request.method == "POST" and "discard" in request.POST:
        services.discard_draft(actor=actor, draft=held)
        messages.success(request, "Le brouillon est jeté. Les versions publiées restent.")
        return redirect("space:campaign", territory.slug, slug)
    editor = TextEditor(held, language, request.POST if request.method == "POST" else None)
    if request.method == "POST" and editor.valid():
        held = services.edit_draft(
            actor=actor, draft=held, content=editor.made(), change_note=editor.change_note
        )
        if "publish" in request.POST:
            return _publish(request, territory, held)
        messages.success(request, "Le brouillon est enregistré.")
        answer = here
        answer["Location"] += f"?langue={language}"
        return answer
    return render(request, "campaigns/draft.html", _context(campaign, held, editor, language, versions))


def _publish(request: HttpRequest, territory: Territory, held: CampaignText) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        services.publish_draft(actor=actor, draft=held)
    except services.NotReadyError as problem:
        messages.error(request, f"La version n’est pas publiée ; le brouillon est enregistré. {problem}")
        return redirect("space:campaign-text", territory.slug, held.campaign.slug, held.kind)
    messages.success(
        request, f"{held.get_kind_display()}, version {held.version} : publiée. Elle ne changera plus."
    )
    return redirect("space:campaign", territory.slug, held.campaign.slug)


def _context(
    campaign: Any, held: CampaignText, editor: TextEditor, language: str, versions: list[CampaignText]
) -> dict[str, Any]:
    missing = texts.missing_languages(held.kind, held.content, list(NAMES))
    last = versions[0] if versions else None
    return {
        "campaign": campaign,
        "draft": held,
        "label": held.get_kind_display(),
        "editor": editor,
        "language": language,
        "languages": [(code, name, missing[code]) for code, name in NAMES.items()],
        "source": SOURCE,
        "lacks": texts.problems(held.kind, held.content),
        "last": last,
        "differences": texts.differences(held.kind, last.content, held.content, language) if last else [],
        "wrong": editor.head.is_bound and not editor.valid(),
    }
