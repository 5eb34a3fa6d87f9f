"""A concertation where people take position, and people who do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_territory

from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution
from concertia_web.positions.models import Position, PositionEvent
from concertia_web.positions.opening import changed, settings_of

TEXTS = (
    "L’IA ne doit jamais décider seule d’une aide sociale.",
    "Un agent doit toujours pouvoir être joint par téléphone.",
    "La commune doit publier la liste des outils d’IA qu’elle utilise.",
    "Il faut former tous les agents avant d’installer un outil.",
    "La cantine peut prévoir les repas avec une IA.",
    "Les caméras ne doivent pas reconnaître les visages.",
    "Les données des habitants doivent rester en France.",
    "Une IA peut résumer les délibérations du conseil.",
    "Les élèves doivent apprendre à s’en méfier.",
    "Un assistant en ligne la nuit me rendrait service.",
    "Il faut un droit de refuser d’avoir affaire à une machine.",
    "L’énergie que cela consomme doit être dite.",
)


@scopes_disabled()
def make_positions(texts: int = 6, **more: Any) -> Consultation:
    """An open concertation in its phase of positions, with texts submitted."""
    day = timezone.localdate()
    dates = {"opens": day - timedelta(days=5), "closes": day + timedelta(days=10)}
    consultation = make_consultation(make_territory(), **{"proof": "none", **dates, **more})
    Phase.objects.create(consultation=consultation, kind=Phase.Kind.POSITION, **dates)
    submit_texts(consultation, *(f"{TEXTS[n % 12]}{'' if n < 12 else f' ({n})'}" for n in range(texts)))
    return consultation


@scopes_disabled()
def submit_texts(consultation: Consultation, *texts: str, **more: Any) -> list[Contribution]:
    made = [
        Contribution.objects.create(
            consultation=consultation,
            text=text,
            votable=True,
            channel="online",
            capture="written",
            voice="individual",
            **more,
        )
        for text in texts
    ]
    settings_of(consultation)
    changed(consultation)
    return made


def address(consultation: Consultation, more: str = "") -> str:
    return f"/territoires/{consultation.territory.slug}/concertations/{consultation.slug}/positions/{more}"


class Visitor:
    """Somebody at a browser: reads the page, answers, goes on."""

    def __init__(self, consultation: Consultation, ip: str = "192.0.2.7") -> None:
        self.consultation = consultation
        self.client = Client(REMOTE_ADDR=ip)
        self.seen: list[int] = []

    def look(self, more: str = "") -> dict[str, Any]:
        """The context of the page."""
        response = self.client.get(address(self.consultation) + more)
        assert response.status_code == 200, response.content.decode()
        return response.context

    def answer(self, value: int | str, more: str = "", **fields: Any) -> Any:
        """Answer the text shown (or ``texte=``)."""
        shown = self.look(more)
        sent = {"texte": shown["text"].pk, "nonce": shown["nonce"], "position": value, **fields}
        self.seen.append(int(sent["texte"]))
        return self.client.post(address(self.consultation), sent)


@scopes_disabled()
def kept(consultation: Consultation) -> list[tuple[int, int]]:
    """(text, value) of the positions that count."""
    rows = Position.objects.filter(consultation=consultation).order_by("pk")
    return list(rows.values_list("contribution_id", "value"))


@scopes_disabled()
def events(consultation: Consultation) -> int:
    return PositionEvent.objects.filter(consultation=consultation).count()


def together(place: Consultation, acts: list[Callable[[], object]]) -> list[object]:
    """Do all of these at once, each with its own connection; one by one where a test has a single one."""
    if connection.vendor == "sqlite":  # in memory; ``benchmarks/positions_load.py`` has the file
        return [act() for act in acts]
    gate = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            with scope(territory=place.territory):
                gate.wait(20)
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
