"""The map of a campaign: one numbered mark per territory, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from concertia_web.campaigns.models import Commitment
from concertia_web.territories import atlas
from concertia_web.territories.models import Territory

_S = Commitment.State
SHAPES = {
    _S.INTERESTED: "dashed",
    _S.COMMITTED: "plain",
    _S.CONSULTING: "open",
    _S.SENT: "sent",
    _S.PUBLISHED: "sent",
    _S.ANSWERED: "sent",
    _S.CLOSED: "sent",
    _S.WITHDRAWN: "gone",
}
"""Shape of a mark by state: the outline tells it, not the colour alone."""


@dataclass(frozen=True)
class Place:
    """A mark: the number of the commitment in the list, where it stands, its shape."""

    number: int
    name: str
    x: float
    y: float
    shape: str
    state: str


def campaign_map(commitments: Sequence[Commitment]) -> dict[str, Any] | None:
    """What the template of the map draws; None where no territory has a place on it."""
    wanted: list[tuple[int, Commitment, Territory, atlas.Mark]] = []
    for number, commitment in enumerate(commitments, start=1):
        if commitment.state == _S.WITHDRAWN:
            continue
        for territory in commitment.territories:
            mark = _mark(territory)
            if mark is not None:
                wanted.append((number, commitment, territory, mark))
    if not wanted:
        return None
    spots = atlas.spread([mark for _, _, _, mark in wanted])
    boxes = atlas.boxes(territory.department for _, _, territory, _ in wanted)
    return {
        "width": atlas.WIDTH,
        "height": atlas.HEIGHT if boxes else atlas.MAINLAND,
        "outlines": atlas.outlines(),
        "boxes": boxes,
        "box_width": atlas.BOX_WIDTH,
        "box_height": atlas.BOX_HEIGHT,
        "places": [
            Place(
                number,
                territory.name,
                spot.x,
                spot.y,
                SHAPES[commitment.state],
                commitment.get_state_display(),
            )
            for (number, commitment, territory, _), spot in zip(wanted, spots, strict=True)
        ],
    }


def _mark(territory: Territory) -> atlas.Mark | None:
    """Its own coordinates where it has some, else the middle of its département."""
    if territory.country != "FR":
        return None
    overseas = territory.department in atlas.OVERSEAS
    if territory.latitude is not None and territory.longitude is not None and not overseas:
        return atlas.project(territory.longitude, territory.latitude)
    return atlas.centre(territory.department)
