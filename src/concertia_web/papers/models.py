"""What the papers need and nobody else keeps: a few facts of the territory, and who has which numbers."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.territories.models import Territory

MOST_SHEETS = 500
"""Paper forms that one person prints at once."""
LAST_NUMBER = 99_999


class PaperDetails(models.Model):
    """What only the territory knows and every paper asks: typed once, used in all of them."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="paper_details")
    council_date = models.DateField("date du conseil", null=True, blank=True)
    signatory = models.CharField("nom de la personne qui signe", max_length=120, blank=True)
    signatory_function = models.CharField("fonction de la personne qui signe", max_length=120, blank=True)
    elected_lead = models.CharField("fonction de l’élu·e référent·e", max_length=160, blank=True)
    service = models.CharField("service qui pilote", max_length=160, blank=True)
    phone = models.CharField("téléphone du service", max_length=40, blank=True)
    desk = models.CharField("où déposer une feuille", max_length=200, blank=True)
    budget = models.CharField("budget prévu", max_length=120, blank=True)
    changed = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="territory")

    def __str__(self) -> str:
        return f"{self.territory}"


class SlipRange(models.Model):
    """Numbers that were printed together on paper forms. No number is ever given twice."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="slip_ranges")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    language = models.CharField(max_length=8, default="fr")
    """Of the words printed on the form."""
    reserved = models.DateTimeField(default=timezone.now)
    reserved_by = models.CharField(max_length=120)
    """A function, not a name."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order of the numbers."""

        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "first"], name="one_range_per_first_number"),
            models.CheckConstraint(
                condition=models.Q(first__gte=1)
                & models.Q(last__gte=models.F("first"))
                & models.Q(last__lte=LAST_NUMBER),
                name="numbers_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{written(self.first)} – {written(self.last)}"

    @property
    def count(self) -> int:
        """How many sheets."""
        return self.last - self.first + 1

    @property
    def numbers(self) -> list[str]:
        """As printed."""
        return [written(number) for number in range(self.first, self.last + 1)]


def written(number: int) -> str:
    """« 0417 », as printed on the sheet and on the slip."""
    return f"{number:04d}"
