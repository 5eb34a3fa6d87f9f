"""What awaits someone on the table, on the findings and around them."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.models import AlternativeSynthesis, CounterReading, Sorting, SortingReader
from concertia_web.sorting.notes import counted
from concertia_web.sorting.services import READERS
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

_AFTER = (Consultation.State.READING, Consultation.State.SETTLED)


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line per thing to do; queries do not depend on the number of concertations."""
    found: list[Item] = []
    if actor.has(territory, Role.LEAD, Role.ANALYST) and not actor.has(territory, Role.ELECTED):
        found += _to_open(territory)
        for sorting in _sortings():
            found += _to_do(actor, territory, sorting)
    if actor.has(territory, Role.GARANT):
        found += _to_sign(territory)
    if actor.has(territory, Role.GARANT, Role.LEAD) and not actor.has(territory, Role.ELECTED):
        found += _to_check(territory)
    return found


def _url(name: str, territory: Territory, consultation: Consultation) -> str:
    return reverse(f"space:{name}", args=[territory.slug, consultation.slug])


def _to_open(territory: Territory) -> list[Item]:
    heard = Contribution.objects.filter(consultation=OuterRef("pk"), removed=None)
    waiting = Consultation.objects.filter(Exists(heard), sorting=None, state__in=_AFTER).order_by(
        "opens", "pk"
    )
    return [
        Item(f"Ouvrir la table de tri : {consultation}", _url("sorting", territory, consultation))
        for consultation in waiting
    ]


def _sortings() -> list[Sorting]:
    rows = Sorting.objects.exclude(state=Sorting.State.SETTLED).select_related("consultation")
    counted_rows = rows.annotate(
        waiting_requests=Count("requests", filter=Q(requests__decision=""), distinct=True),
        undrawn=Exists(CounterReading.objects.filter(sorting=OuterRef("pk"), drawn=None)),
    )
    return list(counted_rows.prefetch_related("readers").order_by("consultation__opens", "pk"))


def _to_do(actor: Actor, territory: Territory, sorting: Sorting) -> list[Item]:
    consultation = sorting.consultation
    found: list[Item] = []
    if sorting.state == Sorting.State.SORTING:
        found += _to_sort(actor, territory, sorting)
    elif sorting.state == Sorting.State.DRAFT:
        found.append(
            Item(f"Formuler les enseignements : {consultation}", _url("findings", territory, consultation))
        )
    else:
        found.append(
            Item(
                f"Relecture des participants en cours : {consultation}",
                _url("settling", territory, consultation),
            )
        )
    if sorting.waiting_requests:  # type: ignore[attr-defined]
        count = counted(sorting.waiting_requests, "demande publique attend", "demandes publiques attendent")  # type: ignore[attr-defined]
        found.append(
            Item(
                f"{count} une réponse : {consultation}",
                _url("findings", territory, consultation),
                urgent=True,
            )
        )
    if sorting.undrawn:  # type: ignore[attr-defined]
        found.append(
            Item(f"Tirer l’échantillon annoncé : {consultation}", _url("outside", territory, consultation))
        )
    return found


def _to_sort(actor: Actor, territory: Territory, sorting: Sorting) -> list[Item]:
    consultation, url = sorting.consultation, _url("sorting", territory, sorting.consultation)
    if sorting.compared:
        return [Item(f"Régler ensemble les notes placées autrement : {consultation}", url)]
    seats: list[SortingReader] = list(sorting.readers.all())
    mine = next((seat for seat in seats if actor.user is not None and seat.user_id == actor.user.pk), None)
    if mine is None and len(seats) >= READERS:
        return []
    if mine is None or mine.finished is None:
        return [Item(f"Trier les notes de votre côté : {consultation}", url)]
    if all(seat.finished for seat in seats) and len(seats) == READERS:
        return [Item(f"Comparer les deux tris : {consultation}", url)]
    return []


def _to_check(territory: Territory) -> list[Item]:
    waiting = AlternativeSynthesis.objects.filter(state=AlternativeSynthesis.State.WAITING)
    rows = Consultation.objects.filter(alternatives__in=waiting).distinct().order_by("opens", "pk")
    return [
        Item(f"Vérifier une autre synthèse : {one}", _url("alternatives-check", territory, one))
        for one in rows
    ]


def _to_sign(territory: Territory) -> list[Item]:
    signed = Sorting.objects.filter(opinions__kind="garant", pk=OuterRef("pk"))
    rows = Sorting.objects.filter(~Exists(signed), state__in=(Sorting.State.DRAFT, Sorting.State.REVIEW))
    return [
        Item(
            f"Signer l’avis de la ou du garant : {one.consultation}",
            _url("settling", territory, one.consultation),
        )
        for one in rows.select_related("consultation").order_by("consultation__opens", "pk")
    ]
