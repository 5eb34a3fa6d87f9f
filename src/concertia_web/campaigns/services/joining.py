"""Interest declared by e-mail, without account and without act; what the network does with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.accounts.models import Role
from concertia_web.campaigns.models import Campaign, Commitment, Interest
from concertia_web.campaigns.services.commitments import create_commitment
from concertia_web.journal import services as journal
from concertia_web.languages import say
from concertia_web.territories import official
from concertia_web.territories import services as territories
from concertia_web.territories.forms import facts
from concertia_web.territories.models import Territory

log = logging.getLogger(__name__)
SALT = "campaigns.interest"
DAYS_TO_CONFIRM = 7


def token_of(interest: Interest) -> str:
    """The secret of the link that confirms the address. Nothing of it is kept."""
    return signing.dumps(interest.pk, salt=SALT)


def interest_of(token: str) -> Interest | None:
    """The interest that a link confirms, while it may."""
    try:
        number = signing.loads(token, salt=SALT, max_age=timedelta(days=DAYS_TO_CONFIRM))
    except signing.BadSignature:
        return None
    return Interest.objects.select_related("campaign__network").filter(pk=number).first()


@transaction.atomic
def declare_interest(*, campaign: Campaign, values: Mapping[str, Any]) -> Interest:
    """Keep what was said; then ``send_confirmation``. The same person saying it twice: one row."""
    same = campaign.interests.filter(
        email__iexact=values["email"], territory_name=values["territory_name"], state=Interest.State.SAID
    )
    interest = same.first() or Interest(campaign=campaign)
    for name, value in values.items():
        setattr(interest, name, value)
    interest.said = timezone.now()
    interest.save()
    return interest


def send_confirmation(interest: Interest) -> bool:
    """Write to the address, with the link that confirms it. False when the message could not leave."""
    path = reverse("campaigns:join-confirm", args=[interest.campaign.slug, token_of(interest)])
    context = {"interest": interest, "link": settings.ADDRESS + path, "days": DAYS_TO_CONFIRM}
    subject = " ".join(render_to_string("campaigns/email/interest_subject.txt", context).split())
    body = render_to_string("campaigns/email/interest.txt", context)
    return _send(EmailMessage(subject, body, to=[interest.email]))


@transaction.atomic
def confirm_interest(*, interest: Interest) -> Interest:
    """The address is really theirs: the network sees it now."""
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    if interest.state == Interest.State.SAID:
        interest.state = Interest.State.CONFIRMED
        interest.confirmed = timezone.now()
        interest.save(update_fields=["state", "confirmed"])
        _record(ANYBODY, interest, "interest")
    return interest


@transaction.atomic
def accept(*, actor: Actor, interest: Interest, territory: Territory | None = None) -> Commitment:
    """Make the territory if it is not there, its commitment « intéressé », and give the sender its charge.

    Where somebody has the charge of it already, they give roles: a message opens nobody's space.
    ``territory``: the one it is, where the network knows it under another name.
    """
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    if interest.commitment is not None:
        return interest.commitment
    place = territory or _territory(actor, interest)
    commitment = Commitment.objects.filter(
        campaign=interest.campaign, carrier__territory=place, carrier__lead=True
    ).first()
    if commitment is None:
        commitment = create_commitment(
            actor=actor,
            campaign=interest.campaign,
            territories=[place],
            correspondent=interest.email,
            on=timezone.localdate(interest.confirmed or interest.said),
        )
    if not place.memberships.filter(role=Role.LEAD).exists():
        territories.welcome(actor=actor, territory=place, email=interest.email)
    interest.commitment = commitment
    _handled(interest, Interest.State.ACCEPTED)
    _record(actor, interest, "accept")
    return commitment


@transaction.atomic
def answer(*, actor: Actor, interest: Interest, text: str) -> bool:
    """Write back without accepting. True when the message left; what was written is kept either way."""
    interest.answer = text
    _handled(interest, Interest.State.ANSWERED)
    interest.save(update_fields=["answer"])
    _record(actor, interest, "answer", public=False)
    network = interest.campaign.network
    return _send(
        EmailMessage(
            " ".join(f"{network.full_name} : votre message".split()),
            render_to_string("campaigns/email/answer.txt", {"interest": interest, "network": network}),
            to=[interest.email],
            reply_to=[network.contact] if network.contact else [],
        )
    )


def forget_unconfirmed() -> int:
    """Erase what was never confirmed: nobody proved that the address was theirs."""
    limit = timezone.now() - timedelta(days=DAYS_TO_CONFIRM)
    erased, _ = Interest.objects.filter(state=Interest.State.SAID, said__lt=limit).delete()
    return erased


def _territory(actor: Actor, interest: Interest) -> Territory:
    found = official.find(interest.official)
    if found is not None:
        values = facts(found)
        known = Territory.objects.filter(siren=values["siren"]).first() if values["siren"] else None
        known = (
            known
            or Territory.objects.filter(
                kind=values["kind"], insee=values["insee"], insee__gt="", country="FR"
            ).first()
        )
        return known or territories.create_territory(actor=actor, values=values)
    known = Territory.objects.filter(full_name__iexact=interest.territory_name).first()
    if known is not None:
        return known
    foreign = interest.country != "FR"
    return territories.create_territory(
        actor=actor,
        values={
            "name": interest.territory_name,
            "full_name": interest.territory_name,
            "kind": Territory.Kind.CITY if foreign else Territory.Kind.OTHER,
            "country": interest.country,
            "jurisdiction": interest.country,
            "fictional": interest.campaign.fictional,
        },
    )


def _handled(interest: Interest, state: str) -> None:
    interest.state = state
    interest.handled = timezone.now()
    interest.save(update_fields=["state", "handled", "commitment"])


def _send(message: EmailMessage) -> bool:
    try:
        message.send()
    except (OSError, SMTPException) as error:
        log.warning("message of a campaign not sent: %s", type(error).__name__)
        return False
    return True


def _record(actor: Actor, interest: Interest, verb: str, **more: Any) -> None:
    journal.record(
        actor=actor,
        action=f"campaigns.{verb}",
        thing=interest,
        label=f"{say(interest.campaign.title, 'fr').text} · {interest.territory_name}"[:200],
        territory=interest.campaign.network,
        **more,
    )
