"""A campaign of a network, its versioned texts, and the commitments of the territories that join."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertia_web.territories.models import Territory


class Campaign(models.Model):
    """A call by a network. Public by nature once open."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    network = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="campaigns")
    slug = models.SlugField(unique=True)
    title: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    summary: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """Two sentences; language → text."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    opens = models.DateField()
    join_by = models.DateField(null=True, blank=True)
    returns_due = models.DateField()
    """Until when a remontée may be sent, and sent again."""
    results_on = models.DateField(null=True, blank=True)
    """When the network announces that it will publish."""
    fictional = models.BooleanField(default=False)

    class Meta:
        """The last opened first."""

        ordering = ["-opens", "slug"]

    def __str__(self) -> str:
        return self.slug


class CampaignText(models.Model):
    """The call, the charter, the framing note or the collection grid: versions, immutable once published."""

    class Kind(models.TextChoices):
        """What it is."""

        CALL = "call", _("Appel")
        CHARTER = "charter", _("Charte")
        FRAMING = "framing", _("Note de cadrage")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """The pack itself: ``packs/call``, ``packs/charter``, ``packs/framing`` show the keys of each kind."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the canonical JSON of ``content``."""
    change_note = models.CharField(max_length=300, blank=True)
    published = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The last version first."""

        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "version"], name="one_text_per_version"),
            models.UniqueConstraint(
                fields=["campaign", "kind"], condition=models.Q(published=None), name="one_draft_per_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published is None


class Milestone(models.Model):
    """A date that the network announces: three to six of them."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=40)
    label: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    due = models.DateField()

    class Meta:
        """In time order."""

        ordering = ["due", "key"]
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="one_milestone_per_key")]

    def __str__(self) -> str:
        return self.key


class Commitment(models.Model):
    """One or several territories take part. Its state and dates are public; its correspondent is not."""

    class State(models.TextChoices):
        """The states of the design, in order; the last may come at any moment."""

        INTERESTED = "interesse", _("intéressé")
        COMMITTED = "engage", _("engagé")
        CONSULTING = "en-concertation", _("en concertation")
        SENT = "remontee-envoyee", _("remontée envoyée")
        PUBLISHED = "publiee", _("remontée publiée")
        ANSWERED = "reponse-donnee", _("réponse donnée")
        CLOSED = "clos", _("clos")
        WITHDRAWN = "retire", _("retiré")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="commitments")
    carriers = models.ManyToManyField(Territory, through="Carrier", related_name="commitments")
    state = models.CharField(max_length=18, choices=State.choices, default=State.INTERESTED)
    charter = models.ForeignKey(CampaignText, on_delete=models.PROTECT, null=True, related_name="+")
    """The version of the charter it joined under."""
    act = models.CharField("acte", max_length=200, blank=True)
    """Reference of the deliberation or decision, if there is one."""
    act_date = models.DateField(null=True, blank=True)
    to_confirm = models.BooleanField(default=False)
    """« Engagement pris par l’exécutif précédent », until the new one confirms."""
    correspondent = models.EmailField(blank=True)
    """Where the monthly message goes. Never published."""
    correspondent_name = models.CharField(max_length=120, blank=True)
    own_questions: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        default=list, blank=True
    )
    """Questions that this territory adds to the common ones: ``[{"key": "…", "fr": "…"}]``."""
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they joined."""

        ordering = ["created", "pk"]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.pk}"

    @property
    def lead(self) -> Territory:
        """The territory that answers for it."""
        return next(carrier.territory for carrier in self.carrier_set.all() if carrier.lead)

    @property
    def territories(self) -> list[Territory]:
        """Those that carry it, the lead first."""
        return [carrier.territory for carrier in self.carrier_set.all()]

    @property
    def name(self) -> str:
        """Its territories, the lead first."""
        return ", ".join(territory.full_name for territory in self.territories)

    @property
    def since(self) -> date | None:
        """When it entered its state."""
        changes = list(self.changes.all())
        return changes[-1].on if changes else None


class Carrier(models.Model):
    """A territory of a commitment. Exactly one leads."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT)
    lead = models.BooleanField(default=False)

    class Meta:
        """The lead first."""

        ordering = ["-lead", "territory__name"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "territory"], name="one_row_per_carrier"),
            models.UniqueConstraint(fields=["commitment"], condition=models.Q(lead=True), name="one_lead"),
        ]

    def __str__(self) -> str:
        return str(self.territory)


class Signatory(models.Model):
    """An elected member who signs, in a function and for a term of office."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField("nom", max_length=120)
    function = models.CharField("fonction", max_length=160)
    term_ends = models.DateField("fin du mandat", null=True, blank=True)
    signed = models.DateField("date de signature")

    class Meta:
        """In the order of signature."""

        ordering = ["signed", "pk"]

    def __str__(self) -> str:
        return self.name


class StateChange(models.Model):
    """A commitment entered a state on a date: the public timeline."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(max_length=18, choices=Commitment.State.choices)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """In time order."""

        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


class Interest(models.Model):
    """Someone says, without an account, that a territory is interested. The network answers."""

    class State(models.TextChoices):
        """Where it stands."""

        SAID = "said", "adresse à confirmer"
        CONFIRMED = "confirmed", "à traiter"
        ACCEPTED = "accepted", "accepté"
        ANSWERED = "answered", "répondu"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="interests")
    official = models.CharField(max_length=24, blank=True)
    """Key in the official list (``commune:44109``); empty: typed."""
    territory_name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="FR")
    who = models.CharField(max_length=160)
    """Function and service of the person, not a name."""
    email = models.EmailField()
    message = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SAID)
    said = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True, blank=True)
    handled = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="interests"
    )

    class Meta:
        """The oldest first: they wait."""

        ordering = ["said", "pk"]

    def __str__(self) -> str:
        return self.territory_name


class Pulse(models.Model):
    """The monthly message to one commitment and its answers, given without an account."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="pulses")
    month = models.DateField()
    """Its first day."""
    secret_hash = models.CharField(max_length=64, unique=True)
    sent = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    """Why the message could not leave."""
    answered = models.DateTimeField(null=True, blank=True)
    answers: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    """Question key → answer key, as ``campaigns/pulse_questions.py`` defines them."""
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        """The last month first."""

        ordering = ["-month", "commitment"]
        constraints = [models.UniqueConstraint(fields=["commitment", "month"], name="one_pulse_per_month")]

    def __str__(self) -> str:
        return f"{self.commitment} {self.month:%Y-%m}"

    @property
    def closes(self) -> date:
        """Last day on which its link opens: the end of the next month, when another message has come."""
        return closes(self.month)


def closes(month: date) -> date:
    """Last day of the month after this one."""
    years, months = divmod(month.month + 1, 12)
    return date(month.year + years, months + 1, 1) - timedelta(days=1)


__all__ = [
    "Campaign",
    "CampaignText",
    "Carrier",
    "Commitment",
    "Interest",
    "Milestone",
    "Pulse",
    "Signatory",
    "StateChange",
]
