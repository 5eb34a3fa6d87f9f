"""A territory joins, moves on, withdraws. Every state is dated and public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import (
    Campaign,
    CampaignText,
    Carrier,
    Commitment,
    Signatory,
    StateChange,
)
from concertia_web.journal import services as journal
from concertia_web.languages import say
from concertia_web.territories.models import Territory

_S = Commitment.State
_AFTER_SENDING = (_S.PUBLISHED, _S.ANSWERED, _S.CLOSED, _S.WITHDRAWN)
TRANSITIONS: dict[str, tuple[str, ...]] = {
    _S.INTERESTED: (_S.COMMITTED, _S.CONSULTING, _S.SENT, _S.WITHDRAWN),
    _S.COMMITTED: (_S.CONSULTING, _S.SENT, _S.WITHDRAWN),
    _S.CONSULTING: (_S.SENT, _S.WITHDRAWN),
    _S.SENT: _AFTER_SENDING,
    _S.PUBLISHED: _AFTER_SENDING[1:],
    _S.ANSWERED: _AFTER_SENDING[2:],
    _S.CLOSED: (),
    _S.WITHDRAWN: (_S.INTERESTED, _S.COMMITTED),
}
"""From each state, those that may follow. No act of the council is needed for any of them."""
FIELDS = ("act", "act_date", "correspondent", "correspondent_name", "own_questions")


def may_become(commitment: Commitment) -> tuple[str, ...]:
    """The states that may follow its own."""
    return TRANSITIONS[commitment.state]


@transaction.atomic
def create_commitment(
    *,
    actor: Actor,
    campaign: Campaign,
    territories: Sequence[Territory],
    correspondent: str = "",
    on: date | None = None,
    state: str = _S.INTERESTED,
    note: str = "",
) -> Commitment:
    """A commitment of one or several territories, the first of which leads."""
    charter = (
        campaign.texts.filter(kind=CampaignText.Kind.CHARTER)
        .exclude(published=None)
        .order_by("-version")
        .first()
    )
    commitment = Commitment.objects.create(
        campaign=campaign, state=state, charter=charter, correspondent=correspondent
    )
    for rank, territory in enumerate(territories):
        Carrier.objects.create(commitment=commitment, territory=territory, lead=rank == 0)
    StateChange.objects.create(commitment=commitment, state=state, on=on or timezone.localdate(), note=note)
    _record(actor, commitment, "join", after=state, reason=note)
    return commitment


@transaction.atomic
def advance(
    *, commitment: Commitment, state: str, actor: Actor, on: date | None = None, note: str = ""
) -> bool:
    """Enter a state on a day (today by default). False, and nothing changes, where it may not follow.

    Other apps call it without asking first: a concertation that opens, a remontée that leaves.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if state not in may_become(commitment):
        return False
    last = commitment.changes.order_by("-on", "-pk").first()
    day = min(on or timezone.localdate(), timezone.localdate())
    if last is not None:
        day = max(day, last.on)
    before, commitment.state = commitment.state, state
    commitment.save(update_fields=["state"])
    StateChange.objects.create(commitment=commitment, state=state, on=day, note=note[:300])
    _record(actor, commitment, "advance", before=before, after=state, reason=note)
    return True


@transaction.atomic
def change_commitment(*, actor: Actor, commitment: Commitment, values: Mapping[str, Any]) -> Commitment:
    """Its act, its correspondent, its own questions."""
    before = {name: _plain(getattr(commitment, name)) for name in FIELDS}
    for name in FIELDS:
        if name in values:
            setattr(commitment, name, values[name])
    after = {name: _plain(getattr(commitment, name)) for name in FIELDS}
    if after != before:
        commitment.save(update_fields=list(FIELDS))
        private = {"correspondent", "correspondent_name"}
        changed = [name for name in FIELDS if before[name] != after[name]]
        _record(
            actor,
            commitment,
            "change_commitment",
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
            public=not private.issuperset(changed),
        )
    return commitment


@transaction.atomic
def add_signatory(*, actor: Actor, commitment: Commitment, values: Mapping[str, Any]) -> Signatory:
    """An elected member signed. The first signature commits a territory that was only interested."""
    signatory = Signatory.objects.create(commitment=commitment, **values)
    _record(actor, commitment, "sign", after={"function": signatory.function})
    if commitment.state == _S.INTERESTED:
        advance(commitment=commitment, state=_S.COMMITTED, actor=actor, on=signatory.signed)
        commitment.refresh_from_db()
    return signatory


@transaction.atomic
def drop_signatory(*, actor: Actor, signatory: Signatory) -> None:
    """Take back a signature that was written by mistake."""
    _record(actor, signatory.commitment, "unsign", before={"function": signatory.function})
    signatory.delete()


@transaction.atomic
def add_carrier(*, actor: Actor, commitment: Commitment, territory: Territory, lead: bool = False) -> Carrier:
    """Another territory carries it too, or takes the lead."""
    if lead:
        commitment.carrier_set.update(lead=False)
    carrier, _ = Carrier.objects.update_or_create(
        commitment=commitment, territory=territory, defaults={"lead": lead}
    )
    _record(actor, commitment, "carry", after={"territory": territory.slug, "lead": lead})
    return carrier


@transaction.atomic
def drop_carrier(*, actor: Actor, carrier: Carrier) -> None:
    """A territory no longer carries it. The lead stays: give the lead to another first."""
    if carrier.lead:
        raise ValueError("the lead of a commitment cannot leave it")
    _record(actor, carrier.commitment, "uncarry", before={"territory": carrier.territory.slug})
    carrier.delete()


@transaction.atomic
def to_be_confirmed(*, actor: Actor, commitment: Commitment, reason: str = "") -> None:
    """An election took place: « engagement pris par l’exécutif précédent », until confirmed."""
    _set_to_confirm(actor, commitment, True, reason)


@transaction.atomic
def confirm(*, actor: Actor, commitment: Commitment, reason: str = "") -> None:
    """The new executive takes the commitment up."""
    _set_to_confirm(actor, commitment, False, reason)


def _set_to_confirm(actor: Actor, commitment: Commitment, value: bool, reason: str) -> None:
    if commitment.to_confirm != value:
        commitment.to_confirm = value
        commitment.save(update_fields=["to_confirm"])
        _record(actor, commitment, "to_confirm" if value else "confirm", after=value, reason=reason)


def _record(actor: Actor, commitment: Commitment, verb: str, **more: Any) -> None:
    lead = Carrier.objects.select_related("territory").get(commitment=commitment, lead=True).territory
    journal.record(
        actor=actor,
        action=f"campaigns.{verb}",
        thing=commitment,
        label=f"{say(commitment.campaign.title, 'fr').text} · {lead.full_name}",
        territory=lead,
        **more,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
