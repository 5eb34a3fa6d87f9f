"""What was said and how it was taken down; documents; photographs of the wall."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation, Session

NOT_PUBLISHED = "[texte non publié]"
"""Stands for the words of a contribution that moderation did not publish."""


def new_nonce() -> str:
    """128 random bits, in hexadecimal: makes the published leaf impossible to guess."""
    return secrets.token_hex(16)


class NoteQuerySet(models.QuerySet["Contribution"]):
    """Reads that others share."""

    def standing(self) -> NoteQuerySet:
        """Not taken back by who typed them."""
        return self.filter(removed=None)

    def doubtful(self) -> NoteQuerySet:
        """In which something looks like personal data, and nobody decided yet."""
        return self.standing().exclude(doubt="").filter(public_text="", doubt_decided=None)


class PhotoQuerySet(models.QuerySet["WallPhoto"]):
    """Reads that others share."""

    def standing(self) -> PhotoQuerySet:
        """Not taken back."""
        return self.filter(removed=None)


class Kind(models.TextChoices):
    """The ten kinds of the contract, as a column of a wall or a choice on a form."""

    ATTENTE = "attente", "Envies, attentes"
    CRAINTE = "crainte", "Craintes"
    CONDITION = "condition", "Conditions (« oui, si… »)"
    REFUS = "refus", "Refus"
    VIGILANCE = "vigilance", "Points de vigilance"
    PROPOSITION = "proposition", "Propositions"
    CONSTAT = "constat", "Constats"
    QUESTION = "question", "Questions"
    TEMOIGNAGE = "temoignage", "Témoignages"
    AUTRE = "autre", "Autre"


class Contribution(models.Model):
    """One note, one paper, one text. Values in ASCII are those of the contract and of the engine's corpus."""

    class Voice(models.TextChoices):
        """Who speaks."""

        INDIVIDUAL = "individual", "une personne"
        COLLECTIVE = "collective", "un groupe"
        ORGANISATION = "organisation", "une organisation"
        UNKNOWN = "unknown", "non précisé"

    class Capture(models.TextChoices):
        """How the words reached us."""

        WRITTEN = "written", "écrit par la personne"
        DICTATED = "dictated", "dicté et relu"
        NOTED = "noted", "noté en séance"
        REWORDED = "reworded", "reformulé"
        TRANSCRIBED = "transcribed", "transcrit d’un papier ou d’un enregistrement"
        IMPORTED = "imported", "importé"

    class Support(models.TextChoices):
        """How much support in the room."""

        ISOLATED = "isolated", "isolé"
        SEVERAL = "several", "plusieurs"
        BROAD = "broad", "large"
        DISPUTED = "disputed", "disputé"
        UNMEASURED = "unmeasured", "non mesuré"

    class Channel(models.TextChoices):
        """By what way."""

        ROOM = "room", "en salle"
        ONLINE = "online", "en ligne"
        PAPER = "paper", "papier"
        CLASS = "class", "classe"
        STREET = "street", "rue"
        PHONE = "phone", "téléphone"
        IMPORT = "import", "import"

    class Moderation(models.TextChoices):
        """Whether anyone may read it. Counted and traceable in every state."""

        WAITING = "waiting", "à relire"
        ACCEPTED = "accepted", "acceptée"
        HIDDEN = "hidden", "non publiée"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="contributions")
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    imported_by = models.ForeignKey(
        "imports.Import", on_delete=models.CASCADE, null=True, blank=True, related_name="contributions"
    )
    client_id = models.UUIDField(default=uuid.uuid4)
    """Given by the device that typed it: the same note sent twice is one note."""
    revision = models.PositiveIntegerField(default=1)
    """Grows with each change: how a device knows whether another one changed the note meanwhile."""
    applied: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    """Ids of the last changes received from devices: one that comes again changes nothing."""
    batch = models.UUIDField(null=True, blank=True)
    """The paste or the sheet that brought it, which can be undone as a whole."""
    slip = models.PositiveIntegerField(null=True, blank=True)
    """Number of the slip that the person keeps; printed « 0417 »."""
    position = models.PositiveIntegerField(default=0)
    """Order of entry inside its session."""
    text = models.TextField()
    public_text = models.TextField(blank=True)
    """Where personal data was masked: same length as ``text``. Empty when nothing was masked."""
    doubt = models.CharField(max_length=200, blank=True)
    """What looks like personal data in ``text``, in words (« une adresse e-mail »); see ``personal.py``."""
    doubt_decided = models.DateTimeField(null=True, blank=True)
    """When a person read the doubt and kept the text as it is."""
    language = models.CharField(max_length=8, default="fr")
    declared_kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    voice = models.CharField(max_length=12, choices=Voice.choices, default=Voice.UNKNOWN)
    voice_count = models.PositiveIntegerField(null=True, blank=True)
    capture = models.CharField(max_length=12, choices=Capture.choices, default=Capture.NOTED)
    room_support = models.CharField(max_length=12, choices=Support.choices, default=Support.UNMEASURED)
    dots = models.PositiveIntegerField(null=True, blank=True)
    subgroup = models.CharField(max_length=60, blank=True)
    """« Table 3 »."""
    question = models.CharField(max_length=60, blank=True)
    public = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ROOM)
    author = models.CharField(max_length=64, blank=True)
    """A pseudonym made with the key of the concertation, or nothing."""
    participant = models.ForeignKey(
        "participation.Participant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
    )
    """Who wrote it on line, when somebody did; ``author`` is then their pseudonym."""
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    """The text it is about: « pourquoi », or a comment in a thread."""
    votable = models.BooleanField(default=False)
    """Whether people may take position on it."""
    organisation = models.CharField(max_length=160, blank=True)
    helped = models.BooleanField(default=False)
    """Typed by someone who helps, for the person."""
    weight = models.FloatField(default=1.0)
    said_on = models.DateField(null=True, blank=True)
    moderation = models.CharField(max_length=8, choices=Moderation.choices, default=Moderation.ACCEPTED)
    moderation_reason = models.CharField(max_length=200, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce)
    entered = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed = models.DateTimeField(auto_now=True)
    removed = models.DateTimeField(null=True, blank=True)
    """Taken back by the person who typed it (undo); kept until the concertation closes."""

    objects = ScopedManager(models.Manager.from_queryset(NoteQuerySet), territory="consultation__territory")

    class Meta:
        """In the order of entry."""

        ordering = ["session", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "client_id"], name="one_note_per_client_id"),
            models.UniqueConstraint(
                fields=["consultation", "slip"],
                condition=models.Q(removed=None),
                name="one_contribution_per_slip",
            ),
        ]
        indexes = [
            models.Index(fields=["consultation", "session", "position"]),
            models.Index(fields=["consultation", "batch"]),
            models.Index(fields=["consultation", "moderation", "id"], name="note_list"),
            models.Index(fields=["consultation", "moderation", "channel", "id"], name="note_list_channel"),
            models.Index(fields=["consultation", "moderation", "question", "id"], name="note_list_question"),
            models.Index(fields=["consultation", "moderation", "declared_kind", "id"], name="note_list_kind"),
            models.Index(
                fields=["consultation", "moderation", "id"],
                condition=models.Q(votable=True),
                name="note_votable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def shown_text(self) -> str:
        """What every screen shows: covered words stay covered, what is not published is only named.

        The words received are opened from moderation, which writes each opening in the journal.
        """
        return NOT_PUBLISHED if self.not_published else self.public_text or self.text

    @property
    def not_published(self) -> bool:
        """Set aside by a decision: counted, its words are read by nobody but those who moderate."""
        return self.moderation == self.Moderation.HIDDEN

    @property
    def kept_back(self) -> bool:
        """Whether some or all of the words received are not those shown."""
        return self.not_published or bool(self.public_text)


class RivalVersion(models.Model):
    """What another device wrote for the same note, and that was not kept: shown until a person decides."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="rivals")
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """The same keys as a change sent by a device."""
    received = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="contribution__consultation__territory")

    @property
    def shown_text(self) -> str:
        """Its words, unless some of those of the note are covered: the other version holds them too."""
        return NOT_PUBLISHED if self.contribution.kept_back else str(self.values.get("text", ""))

    class Meta:
        """In the order received."""

        ordering = ["contribution", "received", "pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id}:{self.pk}"


def file_place(instance: Any, name: str) -> str:
    """Where an uploaded file is kept, under ``var/files``, without its original name."""
    suffix = name.rsplit(".", 1)[-1].lower()[:5] if "." in name else "bin"
    return f"{instance.consultation_id}/{secrets.token_hex(16)}.{suffix}"


class Document(models.Model):
    """An avis, a report, minutes, a cahier d’acteur: stored whole, split into passages that can be quoted."""

    class Kind(models.TextChoices):
        """What it is."""

        OPINION = "avis", _("Avis ou rapport de participants")
        SYNTHESIS = "synthese", _("Synthèse")
        MINUTES = "compte-rendu", _("Compte rendu")
        STAKEHOLDER = "cahier", _("Cahier d’acteur")
        OTHER = "autre", _("Autre document")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="documents")
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=160, blank=True)
    """Who signs, for a cahier d’acteur: under its own name, one voice of an organisation."""
    validated_by = models.CharField(max_length=200, blank=True)
    """By whom it was validated (« les 40 membres du panel »): without it, it is not evidence of rank B."""
    validated_on = models.DateField(null=True, blank=True)
    file = models.FileField(upload_to=file_place)
    original_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    """Why it could not be split into passages, or what was not read, in a sentence."""
    published = models.BooleanField(default=False)
    received = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order received."""

        ordering = ["received", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def evidence(self) -> bool:
        """Whether its passages may be evidence of rank B: somebody says who validated it."""
        return bool(self.validated_by)


class Passage(models.Model):
    """A paragraph of a document, with the page where it is read."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    paragraph = models.PositiveIntegerField()
    section = models.CharField(max_length=200, blank=True)
    """Title that stands above it, where the file has no pages."""
    text = models.TextField()

    objects = ScopedManager(territory="document__consultation__territory")

    class Meta:
        """As in the document."""

        ordering = ["document", "position"]

    def __str__(self) -> str:
        return f"{self.document_id}:{self.position}"


class WallPhoto(models.Model):
    """The wall beside the table: reduced, without the data that a camera adds."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="photos")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="photos")
    subgroup = models.CharField(max_length=60, blank=True)
    caption = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to=file_place)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken = models.DateTimeField(default=timezone.now)
    removed = models.DateTimeField(null=True, blank=True)
    """Taken back (undo)."""

    objects = ScopedManager(models.Manager.from_queryset(PhotoQuerySet), territory="consultation__territory")

    class Meta:
        """In the order received."""

        ordering = ["session", "pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
