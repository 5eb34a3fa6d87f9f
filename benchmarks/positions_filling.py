"""A site with 100,000 contributions and 1,000,000 positions in one concertation, written in bulk."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django_scopes import scopes_disabled

CONTRIBUTIONS, TEXTS, PEOPLE, EACH = 100_000, 1_000, 20_000, 50
WORDS = (
    *("il", "faut", "que", "la", "commune", "publie", "chaque", "année", "liste", "des", "outils", "qui"),
    *("décident", "de", "nos", "droits", "avec", "les", "agents", "former", "école", "santé", "données"),
    *("personne", "machine", "téléphone", "aide", "refus", "contrôle", "confiance", "énergie"),
)


@scopes_disabled()
def fill(share: float = 1.0) -> tuple[Any, list[int]]:
    """The concertation, and the keys of the texts submitted. ``share``: of the whole size."""
    from concertia_web.consultations.models import Consultation, Phase
    from concertia_web.contributions.models import Contribution
    from concertia_web.participation.models import Participant
    from concertia_web.participation.people import hash_of, token_of
    from concertia_web.positions.models import PositionSettings
    from concertia_web.territories.models import Territory

    day = timezone.localdate()
    dates = {"opens": day - timedelta(days=5), "closes": day + timedelta(days=30)}
    place = Territory.objects.create(
        slug="essai-de-charge", name="Essai", full_name="Essai de charge", kind="commune", fictional=True
    )
    consultation = Consultation.objects.create(
        territory=place, slug="charge", blueprint="atelier", title={"fr": "Essai de charge"}, state="open",
        proof="none", live_results=True, fictional=True, **dates,
    )  # fmt: skip
    for kind in (Phase.Kind.WRITE, Phase.Kind.POSITION):
        Phase.objects.create(consultation=consultation, kind=kind, **dates)
    draw = random.Random(7)
    now = timezone.now()
    notes, people, each = (int(size * share) for size in (CONTRIBUTIONS, PEOPLE, EACH / share))
    texts = int(TEXTS * share)
    _load(
        Contribution,
        (
            Contribution(
                consultation=consultation, position=n, text=" ".join(draw.choices(WORDS, k=24)),
                declared_kind="attente", voice="individual", capture="written", channel="online",
                votable=n < texts, entered=now, changed=now,
            )
            for n in range(notes)
        ),
    )  # fmt: skip
    made = [Participant(consultation=consultation, pseudonym=secrets.token_hex(10)) for _ in range(people)]
    for one in made:
        one.secret_hash = hash_of(token_of(one))
    _load(Participant, made)
    ids = list(Contribution.objects.filter(votable=True).order_by("pk").values_list("pk", flat=True))
    _positions(consultation, ids, each, draw)
    PositionSettings.objects.create(consultation=consultation)
    _sequences()
    return consultation, ids


def _positions(consultation: Any, ids: list[int], each: int, draw: random.Random) -> None:
    """``each`` positions of everyone, on texts drawn."""
    from concertia_web.participation.models import Participant
    from concertia_web.positions.models import Position, PositionEvent

    now = timezone.now()
    who = list(Participant.objects.values_list("pk", flat=True))
    common = {"consultation_id": consultation.pk}
    rows = [
        (one, text, draw.choice((1, 1, -1, 0)), now - timedelta(seconds=draw.random() * 400_000))
        for one in who
        for text in draw.sample(ids, min(each, len(ids)))
    ]
    _load(
        PositionEvent,
        (
            PositionEvent(
                seq=n, participant_id=one, contribution_id=text, value=value, nonce=n, at=at, **common
            )
            for n, (one, text, value, at) in enumerate(rows, 1)
        ),
    )
    _load(
        Position,
        (
            Position(pk=n, participant_id=one, contribution_id=text, value=value, seq=n, at=at, **common)
            for n, (one, text, value, at) in enumerate(rows, 1)
        ),
    )


def _load(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """COPY on PostgreSQL, prepared inserts on SQLite."""
    first = next(iter(rows := iter(rows)))
    fields = [
        field for field in model._meta.concrete_fields if field is not model._meta.pk or first.pk is not None
    ]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)

    def values() -> Iterator[list[Any]]:
        for row in _again(first, rows):
            yield [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values():
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(fields))
            cursor.execute("BEGIN")
            connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values())
            cursor.execute("COMMIT")


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _sequences() -> None:
    """After rows whose keys were given; and the statistics of the planner."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table, column in (("positions_positionevent", "seq"), ("positions_position", "id")):
                serial = f"pg_get_serial_sequence('{table}', '{column}')"
                cursor.execute(f"SELECT setval({serial}, max({column})) FROM {table}")
            cursor.execute("VACUUM (ANALYZE)")  # as it is a while after so many rows came in
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
