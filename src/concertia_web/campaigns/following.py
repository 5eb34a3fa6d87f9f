"""Where each territory stands, and which are late or silent: rules printed on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils.functional import Promise

from concertia_web.campaigns.models import Campaign, Commitment, Milestone, Pulse
from concertia_web.campaigns.pulse_questions import QUESTIONS, needs

_S = Commitment.State
DAYS_BEFORE_DUE = 21
DAYS_INTERESTED = 60
SILENT_MESSAGES = 2
DAYS_TO_ANSWER = 10
DAYS_STILL = 45
RULES = (
    (
        "En retard",
        "la date des remontées est passée et la remontée n’est pas partie ; ou il reste moins de "
        f"{DAYS_BEFORE_DUE} jours et le débat n’est pas ouvert ; ou la collectivité est intéressée depuis "
        f"plus de {DAYS_INTERESTED} jours sans suite.",
    ),
    (
        "Silencieuse",
        f"les {SILENT_MESSAGES} derniers messages du mois sont sans réponse depuis plus de {DAYS_TO_ANSWER} "
        f"jours, et l’étape n’a pas changé depuis {DAYS_STILL} jours.",
    ),
    ("À aider", "une réponse au dernier message demande quelque chose au réseau."),
)
"""What the page prints beside the words that it uses."""


@dataclass
class Follow:
    """One commitment, as the network follows it."""

    commitment: Commitment
    late: str = ""
    """Why it is late, in a sentence; empty: it is not."""
    silent: bool = False
    last: Pulse | None = None
    """The last message that was answered."""
    unsent: Pulse | None = None
    """The last message, where it could not leave."""
    needs: list[tuple[Promise, Promise]] = field(default_factory=list)

    @property
    def said(self) -> list[tuple[Promise, Promise]]:
        """(question, answer) of the last answers."""
        if self.last is None:
            return []
        pairs = (
            (question.text, question.choice(self.last.answers.get(question.key, "")))
            for question in QUESTIONS
        )
        return [(text, choice.label) for text, choice in pairs if choice is not None]

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Those who need the network come first."""
        return (not self.late, not self.silent, not self.needs)


def follow(campaign: Campaign, today: date) -> list[Follow]:
    """Every commitment, those to look at first. Bounded queries."""
    commitments = campaign.commitments.select_related("campaign__network", "charter").prefetch_related(
        "carrier_set__territory",
        "changes",
        "signatories",
        Prefetch("pulses", Pulse.objects.order_by("-month")),
    )
    found = [one(commitment, today) for commitment in commitments]
    return sorted(found, key=lambda item: (*item.rank, item.commitment.lead.name, item.commitment.pk))


def one(commitment: Commitment, today: date) -> Follow:
    """How one commitment stands; its changes, carriers and pulses are read from what was prefetched."""
    pulses = list(commitment.pulses.all())
    answered = next((pulse for pulse in pulses if pulse.answered), None)
    made = Follow(
        commitment, late=_late(commitment, today), silent=_silent(commitment, pulses, today), last=answered
    )
    if pulses and pulses[0].problem:
        made.unsent = pulses[0]
    if answered is not None:
        made.needs = needs(answered.answers)
    return made


def _late(commitment: Commitment, today: date) -> str:
    due = commitment.campaign.returns_due
    if commitment.state not in (_S.INTERESTED, _S.COMMITTED, _S.CONSULTING):
        return ""
    if today > due:
        return f"la remontée était attendue le {due:%d/%m/%Y}"
    if commitment.state != _S.CONSULTING and due - today < timedelta(days=DAYS_BEFORE_DUE):
        return f"il reste {(due - today).days} jours et le débat n’est pas ouvert"
    since = commitment.since
    if commitment.state == _S.INTERESTED and since and today - since > timedelta(days=DAYS_INTERESTED):
        return f"intéressée depuis le {since:%d/%m/%Y}, sans suite"
    return ""


def _silent(commitment: Commitment, pulses: list[Pulse], today: date) -> bool:
    if commitment.state in (_S.CLOSED, _S.WITHDRAWN, _S.ANSWERED, _S.PUBLISHED):
        return False
    sent = [pulse for pulse in pulses if pulse.sent is not None][:SILENT_MESSAGES]
    if len(sent) < SILENT_MESSAGES or any(pulse.answered for pulse in sent):
        return False
    latest = sent[0].sent
    waited = latest is not None and (today - latest.date()).days > DAYS_TO_ANSWER
    since = commitment.since
    return waited and (since is None or (today - since).days > DAYS_STILL)


def next_milestones(campaign: Campaign, today: date) -> Iterable[Milestone]:
    """Those still to come, in order."""
    return [milestone for milestone in campaign.milestones.all() if milestone.due >= today]
