"""Refusals keep their own kind: they are never turned into something milder without a word."""

from __future__ import annotations

from collections.abc import Iterable

from concertia_web.contributions.models import Contribution, Kind
from concertia_web.sorting.models import Evidence, Finding, Sorting
from concertia_web.sorting.notes import kind
from concertia_web.sorting.refusals import Refused

AS_STRONG = (Finding.Kind.REFUSAL, Finding.Kind.DIVERGENCE)
"""Kinds under which a refusal is said as such."""


class Softened(Refused):
    """Refusals would only appear under a milder kind. ``notes``: which ones."""

    def __init__(self, notes: list[Contribution]) -> None:
        count = len(notes)
        verbs = ("appuient", "apparaîtraient") if count > 1 else ("appuie", "apparaîtrait")
        super().__init__(
            f"{count} refus {verbs[0]} cet enseignement et n’{verbs[1]} nulle part comme refus. "
            "Un « non » n’est pas une vigilance : faites-en aussi un enseignement « Refus », "
            "ou écrivez la raison, qui sera imprimée."
        )
        self.notes = notes


def said_as_refusals(sorting: Sorting, but: Finding | None = None) -> set[int]:
    """Contributions that support a finding of kind refusal (or a disagreement), ``but`` left out."""
    found = Evidence.objects.filter(
        finding__sorting=sorting, finding__kind__in=AS_STRONG, contribution__isnull=False
    )
    if but is not None:
        found = found.exclude(finding=but)
    return set(found.order_by("pk").values_list("contribution", flat=True))


def softened(finding_kind: str, support: Iterable[Contribution], said: set[int]) -> list[Contribution]:
    """The refusals among the support of a milder finding that are said as refusals nowhere."""
    if finding_kind in AS_STRONG:
        return []
    return [note for note in support if kind(note) == Kind.REFUS and note.pk not in said]
