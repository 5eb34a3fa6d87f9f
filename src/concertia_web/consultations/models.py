"""A concertation: its rules of the game, its phases, its sessions, its panel drawn by lot."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.campaigns.models import CampaignText, Commitment
from concertia_web.jobs.models import Job
from concertia_web.languages import say
from concertia_web.territories.models import Territory


class Consultation(models.Model):
    """A process of one territory, in the frame of a campaign or on its own."""

    class State(models.TextChoices):
        """Its life. Public from ``open`` on; what it says is public from ``published`` on."""

        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouverte")
        READING = "reading", _("en lecture")
        SETTLED = "settled", _("lecture arrêtée")
        PUBLISHED = "published", _("restituée")

    class Proof(models.TextChoices):
        """What is asked so that one person does not count for several."""

        NONE = "none", _("aucune vérification")
        EMAIL = "email", _("une adresse e-mail vérifiée")
        CODES = "codes", _("un code personnel à usage unique")
        OIDC = "oidc", _("une identité vérifiée par un service public")
        ROOM = "room", _("présence dans la salle")

    class Moderation(models.TextChoices):
        """When moderation reads."""

        BEFORE = "before", _("avant publication")
        AFTER = "after", _("après publication")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="consultations")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="consultations"
    )
    framing = models.ForeignKey(
        CampaignText, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The version of the framing note it works with; its themes and publics are in ``framing.content``."""
    slug = models.SlugField()
    blueprint = models.CharField(max_length=40)
    """Key of ``packs/blueprints``."""
    title: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    object: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """What it is about, in one or two sentences; language → text."""
    questions: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    """``[{"key": "conditions", "fr": "…", "en": "…"}]``, the common ones first."""
    publics: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    """Keys of the publics invited (of the framing note)."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opens = models.DateField()
    closes = models.DateField()
    results_on = models.DateField(null=True, blank=True)
    """When the results will be published, announced in the rules."""
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """The règle du jeu: line key → text or choice; ``consultations/rules.py`` generates and checks it."""
    rules_frozen = models.DateTimeField(null=True, blank=True)
    rules_digest = models.CharField(max_length=64, blank=True)
    rules_page: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, blank=True
    )
    """The page as it was at opening: facts, texts, version of the pack. ``rules_digest`` is its hash."""
    place = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    """Where to write, ring or come: of a service, never of a person."""
    proof = models.CharField(max_length=8, choices=Proof.choices, default=Proof.ROOM)
    moderation = models.CharField(max_length=8, choices=Moderation.choices, default=Moderation.BEFORE)
    live_results = models.BooleanField(default=False)
    neutral = models.BooleanField(default=False)
    """Electoral neutral mode, switched on by a person (with a reason in the journal)."""
    decision = models.TextField(blank=True)
    """The decision that it feeds."""
    fictional = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="territory")

    class Meta:
        """The last opened first."""

        ordering = ["-opens", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "slug"], name="one_consultation_per_address"),
            models.CheckConstraint(
                condition=models.Q(closes__gte=models.F("opens")),
                name="closes_after_opening",
                violation_error_message="La date de clôture précède l’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return say(self.title, "fr").text

    @property
    def public(self) -> bool:
        """Whether anyone may see that it exists and read its rules."""
        return self.state != self.State.DRAFT

    @property
    def themes(self) -> list[dict[str, Any]]:
        """The themes of its framing note, or none."""
        return list(self.framing.content["themes"]) if self.framing else []


class Phase(models.Model):
    """What may be done between two dates."""

    class Kind(models.TextChoices):
        """What is open."""

        INFORM = "inform", _("information")
        ROOM = "room", _("rencontres")
        WRITE = "write", _("contributions en ligne")
        POSITION = "position", _("prises de position")
        PAPER = "paper", _("contributions sur papier")
        READ = "read", _("lecture et relecture")
        ANSWER = "answer", _("réponse")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    opens = models.DateField()
    closes = models.DateField()

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In time order."""

        ordering = ["opens", "closes", "kind"]

    def __str__(self) -> str:
        return f"{self.kind} {self.opens} {self.closes}"

    def holds(self, on: date) -> bool:
        """Whether it is open on that day, both ends included."""
        return self.opens <= on <= self.closes


class Session(models.Model):
    """A moment of debate. Head counts by public only: attendance sheets never enter the tool."""

    class Kind(models.TextChoices):
        """How people met."""

        WORKSHOP = "atelier", _("atelier")
        HEARING = "audition", _("audition")
        PANEL = "panel", _("panel tiré au sort")
        ONLINE = "en-ligne", _("en ligne")
        PAPER = "papier", _("papier")
        CLASS = "classe", _("classe")
        STREET = "rue", _("dans la rue")
        CAFE = "cafe", _("café IA")
        COUNCIL = "conseil", _("conseil permanent")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=160)
    starts = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=120)
    place = models.CharField(max_length=200, blank=True)
    recruitment = models.TextField(blank=True)
    """How people were invited."""
    method = models.TextField(blank=True)
    facilitators = models.PositiveSmallIntegerField(default=0)
    head_counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)
    """Public key → number of people; ``""`` for those whose public is not known."""
    not_agreed = models.TextField(blank=True)
    """What was not agreed, one line each."""
    read_back = models.DateTimeField(null=True, blank=True)
    """When what was noted was read back to those present."""
    cancelled = models.BooleanField(default=False)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In time order."""

        ordering = ["starts", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def present(self) -> int:
        """People counted, all publics together."""
        return sum(self.head_counts.values())


class RuleAnnex(models.Model):
    """A correction of the rules after opening, dated, with its reason; the frozen page never changes."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="annexes")
    line = models.CharField(max_length=40)
    """Key of the line that it corrects."""
    text: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    function = models.CharField(max_length=120)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In time order."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.line} {self.at:%Y-%m-%d}"


class Draw(models.Model):
    """A panel drawn by lot. No person: opaque ids of the organiser's own list, categories and results.

    Announced first (list, lottery and seed rule committed by their digests), drawn afterwards.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="draws")
    title = models.CharField(max_length=160)
    source = models.TextField()
    """The list that people are drawn from."""
    excluded = models.TextField()
    """Whom that list leaves out."""
    size = models.PositiveSmallIntegerField()
    quotas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """Category → value → ``[least, most]``."""
    pool: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, blank=True
    )
    """``{"categories": […], "people": [[id, value…]…]}``; erased afterwards. Never published."""
    pool_size = models.PositiveIntegerField(default=0)
    pool_counts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    pool_digest = models.CharField(max_length=64, blank=True)
    lottery: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, blank=True
    )
    """``lots.Lottery.as_json``: kept for an auditor; its digest is published."""
    lottery_digest = models.CharField(max_length=64, blank=True)
    seed_rule = models.CharField(max_length=300, blank=True)
    """Where the seed comes from: « numéros du tirage du Loto du … »."""
    seed_known_on = models.DateField(null=True, blank=True)
    """The day on which the seed will be known: no draw before."""
    announced = models.DateTimeField(null=True, blank=True)
    """When list, lottery and seed rule were announced, before the seed was known."""
    seed = models.CharField(max_length=120, blank=True)
    chosen: models.JSONField[list[str] | None, list[str] | None] = models.JSONField(null=True, blank=True)
    """The ids drawn: for the organiser alone."""
    result: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, blank=True
    )
    """What is published."""
    drawn = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="redraws"
    )
    reason = models.TextField(blank=True)
    """Why it was drawn again."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> str:
        """``draft``, ``announced`` or ``drawn``."""
        return "drawn" if self.drawn else "announced" if self.announced else "draft"


class LotteryJob(Job):
    """The lottery of a draw whose list is too varied to be computed while somebody waits for the page."""

    draw = models.OneToOneField(Draw, on_delete=models.CASCADE, related_name="computing")
    seed_rule = models.CharField(max_length=300)
    seed_known_on = models.DateField()
    asked_by = models.PositiveBigIntegerField(null=True)
    """Number of the account that asked: the journal says its function."""

    objects = ScopedManager(territory="draw__consultation__territory")

    def __str__(self) -> str:
        return f"{self.draw}"

    @property
    def territory(self) -> Territory:
        """Of its concertation."""
        return self.draw.consultation.territory
