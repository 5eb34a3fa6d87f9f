"""Accounts of those who work here, their roles, and the links that replace an account for a day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail address, in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """An account; without ``password`` it signs in by a code sent by e-mail."""
        user = self.model(email=email.strip().lower(), **more)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> User:
        """The person who installed the site: may create networks and territories."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> User:
        """By address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """Someone who works here. ``function`` is what the public journal shows instead of the name."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField("adresse e-mail", unique=True)
    name = models.CharField("nom", max_length=120, blank=True)
    function = models.CharField("fonction", max_length=120, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where there is none."""
        return str(self)

    get_short_name = get_full_name


class Role(models.TextChoices):
    """What someone does in a territory. One person may have several roles, in several territories."""

    NETWORK = "network", "Équipe du réseau"
    LEAD = "lead", "Chargé·e de la concertation"
    FACILITATOR = "facilitator", "Animateur ou animatrice"
    ANALYST = "analyst", "Lecteur ou lectrice (analyse)"
    GARANT = "garant", "Garant·e"
    ELECTED = "elected", "Élu·e"
    SERVICE = "service", "Service qui répond"
    READER = "reader", "Lecture seule"


class Membership(models.Model):
    """A role of a person in a territory."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    territory = models.ForeignKey(
        "territories.Territory", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        """One row per role."""

        ordering = ["territory", "role", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "territory", "role"], name="one_row_per_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class DayLink(models.Model):
    """A link that lets a facilitator type in one concertation, without an account, until it expires.

    Only the SHA-256 of the secret is kept: a copy of the database opens nothing.
    """

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="day_links"
    )
    session = models.ForeignKey(
        "consultations.Session", on_delete=models.CASCADE, null=True, blank=True, related_name="day_links"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField("pour qui", max_length=120)
    """A function or a table, not a name: « Animation, table 3 »."""
    starts = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        """The last first."""

        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def open(self) -> bool:
        """Whether it opens the door now."""
        return self.revoked is None and self.starts <= timezone.now() < self.expires
