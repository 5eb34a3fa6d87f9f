"""The network, its campaign, the territories and the stage where each one stands."""

from __future__ import annotations

from typing import Any

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns import services
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.demonstration.pack import Pack
from concertia_web.territories.models import Territory
from concertia_web.territories.services import create_territory

TEXTS = {"call": "ia-territoires", "charter": "ia-territoires", "framing": "ia-territoires-2"}
LEFT_TO_SERVICES = ("remontee-envoyee", "publiee")
"""States that the remontée itself enters."""


def make_places(pack: Pack, installer: Actor) -> dict[str, Territory]:
    """The network and the territories of the pack; address → territory."""
    network = {**pack.content["network"], "kind": Territory.Kind.NETWORK}
    found = {}
    for line in [network, *pack.content["territories"]]:
        names = ("slug", "name", "full_name", "kind", "population", "department", "country", "jurisdiction")
        values: dict[str, Any] = {name: line[name] for name in (*names, "colours") if name in line}
        values |= {"fictional": True, "contact": f"contact@{line['slug']}.invalid"}
        values["dpo"] = f"dpo@{line['slug']}.invalid"
        found[line["slug"]] = create_territory(actor=installer, values=values)
    return found


def make_campaign(pack: Pack, network: Territory, team: Actor) -> Campaign:
    """The campaign, its texts published, its milestones announced, open."""
    said = pack.content["campaign"]
    values = {
        "title": said["title"],
        "summary": said["summary"],
        **{name: pack.day(said[name]) for name in ("opens", "join_by", "returns_due", "results_on")},
    }
    campaign = services.create_campaign(actor=team, network=network, values=values, packs=TEXTS)
    for draft in campaign.texts.all():
        services.publish_draft(actor=team, draft=draft)
    services.set_milestones(
        actor=team,
        campaign=campaign,
        milestones=[
            {"label": line["label"], "due": pack.day(line["day"])} for line in pack.content["milestones"]
        ],
    )
    return services.move(actor=team, campaign=campaign, state=Campaign.State.OPEN)


def make_commitments(
    pack: Pack, campaign: Campaign, places: dict[str, Territory], team: Actor
) -> dict[str, Commitment]:
    """Each territory joins, then advances on the dates of the pack; address → commitment."""
    found = {}
    for line in pack.content["territories"]:
        (first, day), *others = line["history"]
        commitment = services.create_commitment(
            actor=team,
            campaign=campaign,
            territories=[places[line["slug"]]],
            correspondent=f"suivi@{line['slug']}.invalid",
            on=pack.day(day),
            state=first,
        )
        for state, count in others:
            if state not in LEFT_TO_SERVICES:
                services.advance(commitment=commitment, state=state, actor=team, on=pack.day(count))
        commitment.refresh_from_db()
        found[line["slug"]] = commitment
    return found
