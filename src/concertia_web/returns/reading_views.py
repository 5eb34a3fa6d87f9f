"""What others read: the team of the network, then everyone when the conditions allow it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_scopes import scope

from concertia_web.accounts.permissions import require
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.languages import say
from concertia_web.returns.basis import grid_of_content
from concertia_web.returns.file_views import attached
from concertia_web.returns.grid import Content, canonical, words_of
from concertia_web.returns.lists import ITEM_KINDS
from concertia_web.returns.merging import differences
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.paper import publication_words
from concertia_web.returns.permissions import read_received
from concertia_web.returns.presenting import kind_counts, kind_title, public_content, rank_counts, shown, told
from concertia_web.returns.workbook import write_workbook
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

HEARD_HERE = ("heard", "little")


@dataclass(frozen=True)
class Received:
    """One commitment as the network sees it."""

    commitment: Commitment
    version: ReturnVersion | None
    versions: int
    withdrawn: ReturnVersion | None
    """The last version taken back, where none stands."""
    ranks: dict[str, int]
    kinds: list[tuple[str, int]]
    heard: list[str]
    missing: list[str]
    """Parts that say nothing."""
    public: bool


def _campaign(territory: Territory, request: HttpRequest, slug: str) -> Campaign:
    campaign = get_object_or_404(Campaign.objects.select_related("network"), slug=slug, network=territory)
    require(read_received, request.actor, campaign)  # type: ignore[attr-defined]
    return campaign


@require_safe
@in_space
def received(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Every remontée received, what it stands on, what is common so far; and who sent nothing yet."""
    campaign = _campaign(territory, request, slug)
    commitments = (
        Commitment.objects.filter(campaign=campaign)
        .exclude(state__in=[Commitment.State.WITHDRAWN, Commitment.State.INTERESTED])
        .prefetch_related("carrier_set__territory")
        .order_by("created", "pk")
    )
    with scope(campaign=campaign):
        sent: dict[int, list[ReturnVersion]] = {}
        for version in ReturnVersion.objects.filter(commitment__campaign=campaign).order_by("number"):
            sent.setdefault(version.commitment_id, []).append(version)
    today = timezone.localdate()
    rows = [_received(one, sent.get(one.pk, []), today) for one in commitments]
    standing = [row for row in rows if row.version is not None]
    context = {
        "campaign": campaign,
        "rows": standing,
        "waiting": [row for row in rows if row.version is None],
        "asked": len(rows),
        "late": today > campaign.returns_due,
        "common": _common([row.version.content for row in standing if row.version is not None]),
        "kinds": [str(kind_title(kind, _NO_WORDS)) for kind, _label in ITEM_KINDS],
        "total": sum(sum(row.ranks.values()) for row in standing),
        "ranks": {letter: sum(row.ranks[letter] for row in standing) for letter in "ABC"},
    }
    return render(request, "returns/received.html", context)


_NO_WORDS: Content = {"labels": {"kind": []}}


def _received(commitment: Commitment, versions: list[ReturnVersion], today: date) -> Received:
    standing = [one for one in versions if one.withdrawn is None]
    last = standing[-1] if standing else None
    taken_back = versions[-1] if versions and last is None else None
    if last is None:
        return Received(commitment, None, len(versions), taken_back, {}, [], [], [], False)
    content = last.content
    labels = words_of(content)["publics"]
    return Received(
        commitment,
        last,
        len(versions),
        None,
        rank_counts(content),
        [(kind_title(kind, content), count) for kind, count in kind_counts(content)],
        [
            labels.get(one["id"], one["id"])
            for one in content["publics"]
            if one["heard"] in ("heard", "little")
        ],
        [name for name, there in told(content) if not there],
        last.public_on(today),
    )


@dataclass(frozen=True)
class Common:
    """A theme: how many territories raise it, and how many elements of each kind."""

    theme: str
    territories: int
    counts: list[int]


def _common(contents: list[Content]) -> list[Common]:
    """Counts by theme and kind. Nothing is brought together by meaning here: that is the consolidation."""
    territories: Counter[str] = Counter()
    elements: Counter[tuple[str, str]] = Counter()
    labels: dict[str, str] = {}
    for content in contents:
        named = words_of(content)["theme"]
        themes = [(item["theme"], item["kind"]) for item in content["items"]]
        labels |= {theme: named.get(theme, "Sans thème indiqué") for theme, _kind in themes}
        territories.update({theme for theme, _kind in themes})
        elements.update(themes)
    order = sorted(territories, key=lambda theme: (theme == "", -territories[theme], labels[theme]))
    kinds = [kind for kind, _label in ITEM_KINDS]
    return [
        Common(labels[theme], territories[theme], [elements[theme, kind] for kind in kinds])
        for theme in order
    ]


def _sent(campaign: Campaign, pk: int, number: int) -> ReturnVersion:
    with scope(campaign=campaign):
        found = ReturnVersion.objects.select_related("commitment__campaign").prefetch_related(
            "commitment__carrier_set__territory"
        )
        return get_object_or_404(found, commitment=pk, number=number)


@require_safe
@in_space
def received_version(
    request: HttpRequest, territory: Territory, slug: str, pk: int, number: int
) -> HttpResponse:
    """One version, in full for the network; what it changed since the one before."""
    campaign = _campaign(territory, request, slug)
    version = _sent(campaign, pk, number)
    with scope(campaign=campaign):
        before = (
            ReturnVersion.objects.filter(commitment=pk, number__lt=number, withdrawn=None)
            .order_by("-number")
            .first()
        )
        others = list(ReturnVersion.objects.filter(commitment=pk).defer("content"))
    context: dict[str, Any] = {
        "campaign": campaign,
        "version": version,
        "others": others,
        "publication": publication_words(version),
    }
    if version.withdrawn is None:
        grid = grid_of_content(version.content)
        old = grid.clean(before.content) if before else None
        context["before"] = before
        context["changes"] = differences(grid, old, grid.clean(version.content)) if old else []
        context["read"] = shown(version.content, public=False)
    return render(request, "returns/received_version.html", context)


@require_safe
@in_space
def received_file(
    request: HttpRequest, territory: Territory, slug: str, pk: int, number: int, form: str
) -> HttpResponse:
    """A version as JSON, byte for byte as sent, or as the XLSX grid."""
    campaign = _campaign(territory, request, slug)
    version = _sent(campaign, pk, number)
    if version.withdrawn is not None:
        raise Http404
    name = f"{version.commitment.lead.slug}-version-{number}.{form}"
    if form == "json":
        return attached(canonical(version.content), name)
    grid = grid_of_content(version.content)
    title = f"Remontée : {say(campaign.title, 'fr').text}"
    return attached(write_workbook(grid, grid.clean(version.content), title=title), name)


def _open_to_all(slug: str, pk: int, number: int) -> tuple[Campaign, ReturnVersion, ReturnVersion | None]:
    """A version that anyone may read today, and the later one that replaces it. Raises Http404."""
    campaign = get_object_or_404(Campaign.objects.exclude(state=Campaign.State.DRAFT), slug=slug)
    version = _sent(campaign, pk, number)
    today = timezone.localdate()
    if not version.public_on(today):
        raise Http404
    with scope(campaign=campaign):
        later = ReturnVersion.objects.filter(
            commitment=pk, number__gt=number, withdrawn=None, public_from__lte=today
        ).first()
    return campaign, version, later


@require_safe
def detail(request: HttpRequest, slug: str, commitment: int, number: int) -> HttpResponse:
    """A remontée, for everyone, within the conditions of the territory."""
    campaign, version, later = _open_to_all(slug, commitment, number)
    context = {
        "campaign": campaign,
        "version": version,
        "later": later,
        "read": shown(version.content, public=True),
        "conditions": version.content["publication"]["conditions"],
        "lead": version.commitment.lead,
    }
    return render(request, "returns/detail.html", context)


@require_safe
def detail_file(_request: HttpRequest, slug: str, commitment: int, number: int) -> HttpResponse:
    """The same, as data."""
    _campaign_found, version, _later = _open_to_all(slug, commitment, number)
    name = f"{version.commitment.lead.slug}-version-{number}.json"
    return attached(canonical(public_content(version.content)), name)
