"""What the pages of the editor stand on: the commitment, its draft, and where each step is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django_scopes import scope

from concertia_web.accounts.permissions import require
from concertia_web.campaigns.models import Commitment
from concertia_web.returns.basis import grid_from
from concertia_web.returns.completeness import Advice, Progress, advice_for, present, progress
from concertia_web.returns.evidence import Rank, rank, sources_of
from concertia_web.returns.fields import show
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.merging import name_of, records
from concertia_web.returns.models import Return, ReturnVersion
from concertia_web.returns.permissions import edit_draft
from concertia_web.returns.sections import PARTS, Part, Section
from concertia_web.territories.models import Territory


def commitment_of(territory: Territory, pk: int) -> Commitment:
    """A commitment in which this territory takes part."""
    found = Commitment.objects.filter(carriers=territory).select_related("campaign__network")
    return get_object_or_404(found.prefetch_related("carrier_set__territory"), pk=pk)


def draft_of(commitment: Commitment) -> Return | None:
    """Its draft, if somebody opened one."""
    with scope(territory=commitment.lead):
        return Return.objects.filter(commitment=commitment).first()


def versions_of(commitment: Commitment) -> list[ReturnVersion]:
    """What was sent, the last first."""
    with scope(campaign=commitment.campaign):
        return list(ReturnVersion.objects.filter(commitment=commitment))


@dataclass(frozen=True)
class Desk:
    """What every page of the editor shows around its form."""

    commitment: Commitment
    draft: Return
    grid: Grid
    content: Content
    ranks: dict[str, Rank]
    advice: list[Advice]
    steps: list[tuple[Part, Progress]]


def desk_of(commitment: Commitment, draft: Return) -> Desk:
    """The draft with its ranks, its advice and where each step stands."""
    grid = grid_from(draft.basis)
    content = grid.clean(draft.content)
    sources = sources_of(commitment, content)
    ranks = {item["id"]: rank(item, content, sources) for item in content["items"]}
    advice = advice_for(grid, content, ranks)
    parts = {part.key: part for part in PARTS}
    steps = [(parts[one.part], one) for one in progress(grid, content, advice)]
    return Desk(commitment, draft, grid, content, ranks, advice, steps)


def opened(request: HttpRequest, territory: Territory, pk: int) -> Desk:
    """The desk of a page that changes the draft. Raises PermissionDenied or Http404."""
    commitment = commitment_of(territory, pk)
    require(edit_draft, request.actor, commitment, WHY)  # type: ignore[attr-defined]
    draft = draft_of(commitment)
    if draft is None or commitment.lead != territory:
        raise Http404
    return desk_of(commitment, draft)


WHY = (
    "La remontée est remplie par la collectivité qui répond de l’engagement, par la personne chargée de la "
    "concertation ou par qui la lit (analyse)."
)


@dataclass(frozen=True)
class Line:
    """A record in a list."""

    identifier: str
    title: str
    kind: str
    facts: str
    rank: Rank | None


def lines_of(desk: Desk, section: Section) -> list[Line]:
    """The records of a section, each in a line."""
    made = []
    for identifier, record in records(section, desk.content).items():
        kind = dict(section.field("kind").choices).get(record["kind"], "") if "kind" in record else ""
        facts = " · ".join(
            _day_words(record[field.key]) if field.key in _DAYS else show(field, record[field.key])
            for field in section.fields
            if field.key in _FACTS[section.key] and record[field.key] != field.empty
        )
        if section.key == "sessions":
            people = present(record)
            facts += f" · {people} présent{'s' if people > 1 else ''}" if people is not None else ""
        held = desk.ranks.get(identifier) if section.key == "items" else None
        made.append(Line(identifier, name_of(section, record), kind, facts.removeprefix(" · "), held))
    return made


def _day_words(value: str) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


_DAYS = ("day", "due")
_FACTS = {
    "sessions": ("day", "place"),
    "items": ("theme", "support"),
    "steps": ("state", "service", "due"),
    "documents": ("validated_by",),
    "visas": ("act", "day"),
}
