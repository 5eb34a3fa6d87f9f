"""Local authorities and the other bodies that take part."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from concertia_web.territories.names import of, the, to


class Territory(models.Model):
    """A local authority, or the network that calls them. Its ``slug`` is its address for ever."""

    class Kind(models.TextChoices):
        """What it is in law, or nearly."""

        COMMUNE = "commune", _("Commune")
        EPCI = "epci", _("Communauté de communes ou d’agglomération")
        METROPOLE = "metropole", _("Métropole ou communauté urbaine")
        DEPARTEMENT = "departement", _("Département")
        REGION = "region", _("Région")
        CITY = "ville", _("Ville hors de France")
        NETWORK = "reseau", _("Réseau de collectivités")
        OTHER = "autre", _("Autre organisme")

    slug = models.SlugField(unique=True, max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=160)
    """Short: « Vaubrun »."""
    full_name = models.CharField(max_length=200)
    """As on a letter: « Ville de Vaubrun »."""
    country = models.CharField(max_length=2, default="FR")
    """ISO 3166-1 alpha-2."""
    jurisdiction = models.CharField(max_length=8, default="FR")
    """Whose law applies: a country, or a part of it (``CA-QC``)."""
    siren = models.CharField(max_length=9, blank=True)
    insee = models.CharField(max_length=5, blank=True)
    """Code of the commune, département or région."""
    department = models.CharField(max_length=3, blank=True)
    """Code of the département, for the map."""
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    languages: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    colours: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    """Tokens of the style that it replaces: ``{"brand": "#12495c"}``."""
    contact = models.EmailField(blank=True)
    """A public address of the service, never of a person."""
    dpo = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    website = models.URLField(max_length=200, blank=True)
    legal = models.TextField(blank=True)
    """Its legal notice: who answers for what is published, who hosts it."""
    fictional = models.BooleanField(default=False)

    class Meta:
        """Alphabetical."""

        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"], condition=~models.Q(siren=""), name="one_territory_per_siren"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_network(self) -> bool:
        """Whether it can open a campaign."""
        return self.kind == self.Kind.NETWORK

    @property
    def of_name(self) -> str:
        """« de la Ville de Vaubrun »."""
        return of(self.full_name)

    @property
    def to_name(self) -> str:
        """« à la Ville de Vaubrun »."""
        return to(self.full_name)

    @property
    def the_name(self) -> str:
        """« la Ville de Vaubrun »."""
        return the(self.full_name)

    @property
    def public_facts(self) -> dict[str, Any]:
        """What anyone may know of it."""
        return {"name": self.full_name, "kind": self.get_kind_display(), "country": self.country}
