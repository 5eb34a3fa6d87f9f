"""The monthly message: sent really, once a month, and answered without an account."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.campaigns.models import Campaign, Commitment, Pulse, closes
from concertia_web.campaigns.pulse_questions import QUESTIONS, valid
from concertia_web.journal import services as journal
from concertia_web.languages import say

log = logging.getLogger(__name__)
SALT = "campaigns.pulse"
FOLLOWED = (
    Commitment.State.INTERESTED,
    Commitment.State.COMMITTED,
    Commitment.State.CONSULTING,
    Commitment.State.SENT,
)
"""States in which a territory gets the message."""


@dataclass(frozen=True)
class Sending:
    """What became of the messages of a month."""

    sent: int = 0
    already: int = 0
    failed: int = 0
    without_address: int = 0


def token_of(commitment: Commitment, month: date) -> str:
    """The secret of the link of one message: always the same, so that a message sent again opens the same."""
    return salted_hmac(SALT, f"{commitment.pk}:{month:%Y-%m}", algorithm="sha256").hexdigest()[:40]


def pulse_of(token: str) -> Pulse | None:
    """The message of that link."""
    found = Pulse.objects.filter(secret_hash=hashlib.sha256(token.encode()).hexdigest())
    return found.select_related("commitment__campaign__network").first()


def send_pulses(*, campaign: Campaign, month: date, actor: Actor, again: bool = False) -> Sending:
    """Write to every commitment followed, once a month. Called twice: nothing leaves twice.

    A message that failed leaves at the next call; ``again`` writes once more to those who did not answer.
    """
    month = month.replace(day=1)
    commitments = campaign.commitments.filter(state__in=FOLLOWED).prefetch_related("carrier_set__territory")
    counts = {"sent": 0, "already": 0, "failed": 0, "without_address": 0}
    connection = get_connection()
    for commitment in commitments:
        counts[_one(commitment, month, connection, again)] += 1
    sending = Sending(**counts)
    if sending.sent or sending.failed:
        with transaction.atomic():
            journal.record(
                actor=actor,
                action="campaigns.pulse",
                thing=campaign,
                label=f"{say(campaign.title, 'fr').text} · {month:%Y-%m}",
                territory=campaign.network,
                after={"sent": sending.sent, "failed": sending.failed},
            )
    return sending


def _one(commitment: Commitment, month: date, connection: BaseEmailBackend, again: bool) -> str:
    if not commitment.correspondent:
        return "without_address"
    pulse = _kept(commitment, month)
    wanted = pulse.sent is None or (again and pulse.answered is None)
    if not wanted:
        return "already"
    try:
        message(commitment, month, connection).send()
    except (OSError, SMTPException) as error:
        log.warning("monthly message not sent: %s", type(error).__name__)
        pulse.problem = _reason(error)
        pulse.save(update_fields=["problem"])
        return "failed"
    pulse.sent, pulse.problem = timezone.now(), ""
    pulse.save(update_fields=["sent", "problem"])
    return "sent"


def _kept(commitment: Commitment, month: date) -> Pulse:
    """The row of this month; two senders at once share it."""
    secret = hashlib.sha256(token_of(commitment, month).encode()).hexdigest()
    try:
        with transaction.atomic():
            pulse, _ = Pulse.objects.get_or_create(
                commitment=commitment, month=month, defaults={"secret_hash": secret}
            )
    except IntegrityError:
        pulse = Pulse.objects.get(commitment=commitment, month=month)
    return pulse


def _reason(error: Exception) -> str:
    if isinstance(error, SMTPException):
        return f"Le serveur de courrier a refusé le message ({type(error).__name__})."
    return f"Le serveur de courrier ne répond pas ({type(error).__name__})."


def message(
    commitment: Commitment, month: date, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The message, as plain text and as simple HTML; its links carry an answer that only the page records."""
    campaign = commitment.campaign
    page = settings.ADDRESS + reverse("campaigns:pulse", args=[token_of(commitment, month)])
    with translation.override("fr"):
        context = {
            "campaign": say(campaign.title, "fr").text,
            "commitment": commitment,
            "month": month,
            "page": page,
            "closes": closes(month),
            "returns_due": campaign.returns_due,
            "questions": [
                (
                    question.text,
                    [(choice.label, f"{page}?{question.key}={choice.key}") for choice in question.choices],
                )
                for question in QUESTIONS
            ],
            "network": campaign.network,
        }
        made = EmailMultiAlternatives(
            " ".join(render_to_string("campaigns/email/pulse_subject.txt", context).split()),
            render_to_string("campaigns/email/pulse.txt", context),
            to=[commitment.correspondent],
            reply_to=[campaign.network.contact] if campaign.network.contact else [],
            connection=connection,
        )
        made.attach_alternative(render_to_string("campaigns/email/pulse.html", context), "text/html")
    return made


@transaction.atomic
def record_answers(*, pulse: Pulse, answers: Mapping[str, str], comment: str = "") -> Pulse:
    """Keep the answers of a month; the last ones replace the others."""
    pulse = Pulse.objects.select_for_update(of=("self",)).get(pk=pulse.pk)
    pulse.answers = valid(dict(answers))
    pulse.comment = comment.strip()[:500]
    pulse.answered = timezone.now()
    pulse.save(update_fields=["answers", "comment", "answered"])
    lead = pulse.commitment.carrier_set.select_related("territory").get(lead=True).territory
    journal.record(
        actor=ANYBODY,
        action="campaigns.pulse_answer",
        thing=pulse,
        label=f"{say(pulse.commitment.campaign.title, 'fr').text} · {pulse.month:%Y-%m}",
        territory=lead,
        after={"answers": pulse.answers},
        public=False,
    )
    return pulse
