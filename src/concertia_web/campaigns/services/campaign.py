"""Open a campaign, set its calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Campaign, CampaignText, Milestone
from concertia_web.campaigns.services.texts import NotReadyError, start_from_pack
from concertia_web.journal import services as journal
from concertia_web.languages import say
from concertia_web.territories.models import Territory
from concertia_web.territories.official import fold

CALENDAR = ("opens", "join_by", "returns_due", "results_on")
FIELDS = ("title", "summary", *CALENDAR)
FEWEST, MOST = 3, 6
"""Milestones announced."""
RESERVED = frozenset({"nouvelle"})


@transaction.atomic
def create_campaign(
    *, actor: Actor, network: Territory, values: Mapping[str, Any], packs: Mapping[str, str]
) -> Campaign:
    """A campaign in preparation, with a draft of each text taken from a pack (kind → key of the pack)."""
    campaign = Campaign(network=network, slug=_free_slug(values["title"]), fictional=network.fictional)
    for name in FIELDS:
        setattr(campaign, name, values[name])
    campaign.save()
    for kind, key in packs.items():
        start_from_pack(campaign, kind, key)
    journal.record(
        actor=actor,
        action="campaigns.create",
        thing=campaign,
        label=say(campaign.title, "fr").text,
        territory=network,
        after={"packs": dict(packs)},
    )
    return campaign


@transaction.atomic
def change_campaign(*, actor: Actor, campaign: Campaign, values: Mapping[str, Any]) -> Campaign:
    """Its title, its summary and its dates."""
    before = {name: _plain(getattr(campaign, name)) for name in FIELDS}
    for name in FIELDS:
        setattr(campaign, name, values[name])
    after = {name: _plain(getattr(campaign, name)) for name in FIELDS}
    if after != before:
        campaign.save(update_fields=list(FIELDS))
        changed = [name for name in FIELDS if before[name] != after[name]]
        journal.record(
            actor=actor,
            action="campaigns.change",
            thing=campaign,
            label=say(campaign.title, "fr").text,
            territory=campaign.network,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return campaign


@transaction.atomic
def set_milestones(*, actor: Actor, campaign: Campaign, milestones: Sequence[Mapping[str, Any]]) -> None:
    """Replace the dates that the network announces: ``[{"label": {"fr": …}, "due": date}]``."""
    before = _listed(campaign)
    campaign.milestones.all().delete()
    taken: set[str] = set()
    for milestone in milestones:
        base = slugify(fold(milestone["label"]["fr"]))[:36] or "etape"
        key = next(key for n in range(1, 99) if (key := base if n == 1 else f"{base}-{n}") not in taken)
        taken.add(key)
        Milestone.objects.create(campaign=campaign, key=key, label=milestone["label"], due=milestone["due"])
    after = _listed(campaign)
    if after != before:
        journal.record(
            actor=actor,
            action="campaigns.milestones",
            thing=campaign,
            label=say(campaign.title, "fr").text,
            territory=campaign.network,
            before=before,
            after=after,
        )


@transaction.atomic
def move(*, actor: Actor, campaign: Campaign, state: str) -> Campaign:
    """Open a campaign (its texts published, its milestones announced), close it, open it again.

    Raises NotReadyError that says what is missing.
    """
    if campaign.state == state:
        return campaign
    if state == Campaign.State.DRAFT:
        raise NotReadyError("Une campagne ouverte ne redevient pas secrète : vous pouvez la clore.")
    if state == Campaign.State.OPEN and (missing := missing_to_open(campaign)):
        raise NotReadyError("Avant d’ouvrir la campagne : " + " ; ".join(missing) + ".")
    before, campaign.state = campaign.state, state
    campaign.save(update_fields=["state"])
    journal.record(
        actor=actor,
        action=f"campaigns.{state}",
        thing=campaign,
        label=say(campaign.title, "fr").text,
        territory=campaign.network,
        before=before,
        after=state,
    )
    return campaign


def missing_to_open(campaign: Campaign) -> list[str]:
    """What a campaign lacks before anyone can read it."""
    published = set(campaign.texts.exclude(published=None).values_list("kind", flat=True))
    missing = [
        f"publiez une version de « {CampaignText.Kind(kind).label} »"
        for kind in CampaignText.Kind.values
        if kind not in published
    ]
    if campaign.milestones.count() < FEWEST:
        missing.append(f"annoncez au moins {FEWEST} étapes")
    return missing


def _listed(campaign: Campaign) -> list[dict[str, str]]:
    return [{"fr": one.label.get("fr", ""), "due": one.due.isoformat()} for one in campaign.milestones.all()]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _free_slug(title: Mapping[str, str]) -> str:
    base = slugify(fold(title.get("fr", "")))[:44].strip("-") or "campagne"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    return base if base not in taken else next(s for n in range(2, 9999) if (s := f"{base}-{n}") not in taken)
