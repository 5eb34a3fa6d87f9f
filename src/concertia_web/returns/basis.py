"""Which grid a commitment fills: the framing note and the questions, kept with the draft once it exists."""

from __future__ import annotations

from typing import Any

from django_scopes import scope

from concertia_web.campaigns.models import CampaignText, Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.returns.grid import Content, Grid, make_grid
from concertia_web.returns.models import Return
from concertia_web.territories.models import Territory

KEPT = ("version", "themes", "questions", "publics", "return_kinds")


def carriers(commitment: Commitment) -> list[Territory]:
    """The territories of a commitment, the lead first."""
    return [carrier.territory for carrier in commitment.carrier_set.select_related("territory")]


def consultations_of(commitment: Commitment) -> list[Consultation]:
    """The concertations of all its territories."""
    with scope(territory=carriers(commitment)):
        return list(Consultation.objects.filter(commitment=commitment).order_by("opens", "pk"))


def present_basis(commitment: Commitment) -> dict[str, Any]:
    """What a grid made today would rest on."""
    text = (
        commitment.campaign.texts.filter(kind=CampaignText.Kind.FRAMING)
        .exclude(published=None)
        .order_by("-version")
        .first()
    )
    framing = {key: text.content[key] for key in KEPT if key in text.content} if text else {}
    own = [dict(question) for question in commitment.own_questions]
    known = {question["key"] for question in [*framing.get("questions", ()), *own]}
    more: dict[str, dict[str, str]] = {}
    for consultation in consultations_of(commitment):
        for question in consultation.questions:
            if question["key"] not in known:
                more.setdefault(question["key"], dict(question))
    return {
        "campaign": commitment.campaign.slug,
        "framing": {**framing, "version": text.version if text else 0},
        "digest": text.digest if text else "",
        "own_questions": own,
        "more_questions": list(more.values()),
    }


def with_new_questions(kept: dict[str, Any], present: dict[str, Any]) -> dict[str, Any]:
    """The basis of a draft with the questions added since; nothing that it had goes away."""
    merged = dict(kept)
    for name in ("own_questions", "more_questions"):
        known = {question["key"] for question in kept[name]}
        merged[name] = [*kept[name], *(one for one in present[name] if one["key"] not in known)]
    return merged


def grid_from(basis: dict[str, Any]) -> Grid:
    """The grid that rests on it."""
    return make_grid(**basis)


def grid_of(commitment: Commitment, draft: Return | None = None) -> Grid:
    """The grid of its draft, or the one that a draft would have today."""
    return grid_from(draft.basis if draft is not None else present_basis(commitment))


Labels = dict[str, list[list[str]]]


def labels_of(grid: Grid) -> Labels:
    """The words of the keys that depend on the campaign, in order: what was sent can be read without it."""
    items = grid.section("items")
    named = {key: items.field(key).choices for key in ("kind", "theme", "question", "publics")}
    own = [section.fixed for section in grid.sections if section.key == "own"]
    named["own"] = own[0] if own else ()
    return {name: [list(pair) for pair in pairs] for name, pairs in named.items()}


def grid_of_content(content: Content) -> Grid:
    """The grid that something sent was filled in, from the words it carries."""

    def entries(name: str, *leaving: str) -> list[dict[str, Any]]:
        pairs = content["labels"][name]
        return [{"key": key, "label": {"fr": label}} for key, label in pairs if key not in leaving]

    own = [{"key": key, "fr": label} for key, label in content["labels"]["own"]]
    return make_grid(
        campaign=content["campaign"],
        framing={
            "version": content["framing"]["version"],
            "themes": entries("theme", "autre"),
            "questions": entries("question", *(question["key"] for question in own)),
            "publics": entries("publics"),
            "return_kinds": entries("kind"),
        },
        digest=content["framing"]["digest"],
        own_questions=own,
    )
