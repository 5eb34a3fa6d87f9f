"""The reading of a small concertation: the table, the findings, the opinions, the visas, the outsiders."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.sorting.alternative_models import AlternativeSynthesis  # noqa: F401 - one of the tables


class Sorting(models.Model):
    """The one table on which a concertation is sorted, and the state of what comes out of it."""

    class State(models.TextChoices):
        """Projet → relecture des participants → arrêté."""

        SORTING = "sorting", "tri en cours"
        DRAFT = "draft", "projet"
        REVIEW = "review", "relecture des participants"
        SETTLED = "settled", "arrêté"

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="sorting")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SORTING)
    columns: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    """``[{"key": "agents", "label": "Travail des agents"}]``: themes of the framing note, then added ones."""
    proposals: models.JSONField[list[list[Any]], list[list[Any]]] = models.JSONField(default=list)
    """``[[key, key, "identical"|"near"|"close"], …]``: pairs of notes that look alike, proposed."""
    proposals_digest = models.CharField(max_length=64, blank=True)
    """Of the notes among which they were looked for: another digest, and they are looked for again."""
    compared = models.DateTimeField(null=True, blank=True)
    """When the sorts made apart were put side by side; from then on there is one common table."""
    agreement: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, blank=True
    )
    """Counted once, when compared: see ``agreement.Agreement``."""
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    """A function, not a name."""

    objects = ScopedManager(territory="consultation__territory")

    def __str__(self) -> str:
        return f"{self.consultation}"


class SortingReader(models.Model):
    """Someone who sorts apart. The other one's table is not shown before both have finished."""

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=40)
    """``user:12``, as in ``Placement.reader``."""
    function = models.CharField(max_length=120)
    began = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """The first who began first: « lecture 1 », « lecture 2 »."""

        ordering = ["sorting", "began", "pk"]
        constraints = [models.UniqueConstraint(fields=["sorting", "key"], name="one_sheet_per_reader")]

    def __str__(self) -> str:
        return self.function


class Step(models.Model):
    """One action on the table, with what it takes to undo it."""

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="steps")
    reader = models.CharField(max_length=40, blank=True)
    """Whose table; empty for the common one."""
    done_by = models.CharField(max_length=40)
    """Who did it: one undoes one’s own actions only."""
    change: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """``{"places": [[note, before, after], …]}`` or ``{"column": "add"|"rename"|"remove", …}``."""
    at = models.DateTimeField(default=timezone.now)
    undone = models.BooleanField(default=False)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.reader} {self.at}"


class Placement(models.Model):
    """Where one reader put one note: in a column, or aside with a reason. ``agreed`` is the common one."""

    AGREED = ""

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="placements")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="placements")
    reader = models.CharField(max_length=40, blank=True)
    """``user:12``; empty for the placement both readers agreed on."""
    column = models.CharField(max_length=60, blank=True)
    aside_reason = models.CharField(max_length=300, blank=True)
    """« Non retenu, parce que… »: then ``column`` is empty."""
    near = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="nearby"
    )
    """The note that says the same, when this one was marked as a duplicate."""
    placed = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """One place per note and reader."""

        ordering = ["sorting", "contribution", "reader"]
        constraints = [
            models.UniqueConstraint(
                fields=["sorting", "contribution", "reader"], name="one_place_per_reader"
            ),
            models.CheckConstraint(
                condition=models.Q(column="") | models.Q(aside_reason=""), name="placed_or_aside"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.reader} {self.column or 'à part'}"


class Finding(models.Model):
    """An enseignement formulated by people. It cannot be settled without support."""

    class Kind(models.TextChoices):
        """As in the contract."""

        EXPECTATION = "attente", "Attente"
        VIGILANCE = "vigilance", "Point de vigilance"
        REFUSAL = "refus", "Refus"
        PROPOSAL = "proposition", "Proposition"
        CONSENSUS = "consensus", "Accord"
        DIVERGENCE = "divergence", "Désaccord"

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    column = models.CharField(max_length=60, blank=True)
    """Key of the column it comes from."""
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    support = models.ManyToManyField(Contribution, through="Evidence", related_name="findings")
    reason = models.TextField(blank=True)
    """Why it was written so, or changed."""
    milder_reason = models.TextField(blank=True)
    """Printed: why refusals support a milder kind without a refusal of their own."""
    changed = models.DateTimeField(auto_now=True)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """As arranged by people."""

        ordering = ["sorting", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """What supports or contradicts a finding: a contribution (rank A) or a passage of a document (rank B)."""

    class Side(models.TextChoices):
        """For, or against."""

        SUPPORT = "support", "appuie"
        DISSENT = "dissent", "contredit"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    side = models.CharField(max_length=8, choices=Side.choices, default=Side.SUPPORT)
    quoted = models.BooleanField(default=False)
    """Chosen as one of the (at most three) words shown under the finding."""

    objects = ScopedManager(territory="finding__sorting__consultation__territory")

    class Meta:
        """Support first."""

        ordering = ["finding", "-side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "contribution"],
                condition=models.Q(contribution__isnull=False),
                name="one_evidence_per_contribution",
            ),
            models.UniqueConstraint(
                fields=["finding", "passage"],
                condition=models.Q(passage__isnull=False),
                name="one_evidence_per_passage",
            ),
            models.CheckConstraint(
                condition=models.Q(contribution__isnull=True) ^ models.Q(passage__isnull=True),
                name="a_contribution_or_a_passage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.side}"


class ChangeRequest(models.Model):
    """Somebody asked that a finding be changed or removed: public, with its reason and the answer."""

    class Wish(models.TextChoices):
        """What is asked."""

        CHANGE = "change", "le modifier"
        REMOVE = "remove", "le retirer"

    class Decision(models.TextChoices):
        """What the readers answered."""

        ACCEPTED = "accepted", "acceptée"
        KEPT = "kept", "non retenue"

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="requests")
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    label = models.CharField(max_length=200)
    """Title of the finding when it was asked."""
    wish = models.CharField(max_length=8, choices=Wish.choices)
    function = models.CharField(max_length=120)
    """Who asked: a function."""
    reason = models.TextField()
    asked = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decision_reason = models.TextField(blank=True)
    decided = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """In the order asked."""

        ordering = ["asked", "pk"]

    def __str__(self) -> str:
        return f"{self.wish} {self.finding_id}"


class Annotation(models.Model):
    """A comment beside a finding; it changes nothing in what was heard."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="annotations")
    function = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="finding__sorting__consultation__territory")

    class Meta:
        """In the order written."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.function


class Opinion(models.Model):
    """A signed opinion attached to the reading, which nobody can edit: garant, minority, right of reply."""

    class Kind(models.TextChoices):
        """Whose."""

        GARANT = "garant", "Avis de la ou du garant"
        SCIENTIFIC = "scientifique", "Avis d’un conseil scientifique"
        MINORITY = "minorite", "Opinion minoritaire"
        REPLY = "reponse", "Droit de réponse"

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    signature = models.CharField(max_length=200)
    """As its author signs it."""
    text = models.TextField()
    digest = models.CharField(max_length=64)
    signed = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """In the order signed."""

        ordering = ["signed", "pk"]

    def __str__(self) -> str:
        return self.signature

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        if self.pk is not None:
            raise TypeError("a signed opinion is never changed")
        super().save(*args, **kwargs)


class Visa(models.Model):
    """A one-time link by which someone writes « vu » or « observations » on the draft."""

    class Answer(models.TextChoices):
        """What they wrote."""

        SEEN = "vu", _("vu")
        REMARKS = "observations", _("observations")

    class Source(models.TextChoices):
        """By what way it came back."""

        LINK = "link", "par le lien"
        PAPER = "paper", "sur le document revenu"

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="visas")
    function = models.CharField(max_length=160)
    """« Directrice générale des services »: a function, not a name."""
    secret_hash = models.CharField(max_length=64, unique=True)
    asked = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)
    """Empty for a line that somebody added on the document itself."""
    answered = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    remarks = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, blank=True)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """In the order asked."""

        ordering = ["asked", "pk"]

    def __str__(self) -> str:
        return self.function


class CounterReading(models.Model):
    """Lecture contradictoire: a sample drawn in public, read by two outsiders who do not see the themes."""

    sorting = models.ForeignKey(Sorting, on_delete=models.CASCADE, related_name="counter_readings")
    seed_rule = models.CharField(max_length=300)
    """Where the seed will come from, announced before it is known."""
    announced = models.DateTimeField(default=timezone.now)
    seed = models.CharField(max_length=120, blank=True)
    size = models.PositiveSmallIntegerField()
    sample: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    """Primary keys of the contributions, in the order read."""
    drawn = models.DateTimeField(null=True, blank=True)
    result: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(null=True, blank=True)

    objects = ScopedManager(territory="sorting__consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-announced", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class OutsideReader(models.Model):
    """One of the two outsiders: a one-time link and, for each text read, which finding says it, or none."""

    counter_reading = models.ForeignKey(CounterReading, on_delete=models.CASCADE, related_name="readers")
    signature = models.CharField(max_length=200)
    secret_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """Contribution key → ``{"finding": key or 0 for none, "remark": "…"}``."""
    finished = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="counter_reading__sorting__consultation__territory")

    class Meta:
        """In the order invited."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return self.signature
