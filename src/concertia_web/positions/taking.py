"""Take position: one event, and the last position of the pair. Nothing else is written in the request."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.gate import network_of
from concertia_web.participation.models import Participant
from concertia_web.participation.services import Wanted, contribute

PER_MINUTE = 40
"""Positions of one participant in a minute above which it is asked to wait: nobody reads faster."""
LONGEST_WHY = 1_500
WHYS_A_DAY = 30
"""Comments of one participant in a day."""
NONCE_BITS = 62


class TooFastError(Exception):
    """More positions in a minute than a person can read."""


def new_nonce() -> int:
    """What a form carries, so that the same sending twice is one event."""
    return secrets.randbelow(2**NONCE_BITS)


def take(
    *,
    participant: Participant,
    contribution: int,
    value: int,
    important: bool,
    nonce: int,
    address: str = "",
) -> bool:
    """Keep a position. Acknowledge only after this returns: the event is then on the disk.

    ``address``: the network address that asks, where there is one; with somebody's first position, a
    digest of their network is kept, never the address. Returns whether this sending is new: the same
    ``nonce`` again changes nothing. Raises TooFastError; IntegrityError where the text or the person is gone.
    """
    now = timezone.now()
    network = network_digest(participant.consultation_id, address, f"{now:%Y%m%d%H}") if address else None
    event = [participant.consultation_id, participant.pk, contribution, value, important, nonce]
    recent, kept = (_in_one if connection.vendor == "postgresql" else _one_by_one)(event, network)
    if recent >= PER_MINUTE:
        raise TooFastError
    return kept


def _one_by_one(event: list[object], network: str | None) -> tuple[int, bool]:
    """How many in the last minute; the event, then the last position of the pair. False: known already."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [*event[:2], _a_minute_ago()])
        recent = int(cursor.fetchone()[0])
    if recent >= PER_MINUTE:
        return recent, False
    with transaction.atomic(), connection.cursor() as cursor:
        when = _moment()  # once the database lets us write: dates follow the order of events
        cursor.execute(f"{_EVENT} {_VALUES} {_ONCE} RETURNING seq", [*event, when])
        row = cursor.fetchone()
        if row is not None:
            cursor.execute(f"{_LAST} {_VALUES} {_LATER}", [*event[:5], row[0], when])
            if not recent and network:
                cursor.execute(f"{_ARRIVAL} VALUES (%s, %s, %s, %s) {_NO_MORE}", [*event[:2], network, when])
    return recent, row is not None


def _in_one(event: list[object], network: str | None) -> tuple[int, bool]:
    """The same in one statement, where each costs a journey to the database and back."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TOGETHER, [*event[:2], _a_minute_ago(), *event, _moment(), PER_MINUTE, network, network]
        )
        recent, seq = cursor.fetchone()
    return recent, seq is not None


def _a_minute_ago() -> object:
    return connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(minutes=1))


def _moment() -> object:
    """Now, to the millisecond as readings date it, as the database wants it."""
    at = timezone.now()
    return connection.ops.adapt_datetimefield_value(at.replace(microsecond=at.microsecond // 1000 * 1000))


# In SQL because this is what everybody does at once: the same through models costs twice the processor.
_EVENT = """
INSERT INTO positions_positionevent
    (consultation_id, participant_id, contribution_id, value, important, nonce, at)
"""
_VALUES = "VALUES (%s, %s, %s, %s, %s, %s, %s)"
_ONCE = "ON CONFLICT (consultation_id, participant_id, nonce) DO NOTHING"
_LAST = """
INSERT INTO positions_position
    (consultation_id, participant_id, contribution_id, value, important, seq, at)
"""
_LATER = """
ON CONFLICT (consultation_id, participant_id, contribution_id) DO UPDATE
SET value = excluded.value, important = excluded.important, seq = excluded.seq, at = excluded.at
WHERE (excluded.at, excluded.seq) > (positions_position.at, positions_position.seq)
"""
_RECENT = """
SELECT count(*) AS number FROM positions_positionevent
WHERE consultation_id = %s AND participant_id = %s AND at > %s
"""
_ARRIVAL = "INSERT INTO positions_arrival (consultation_id, participant_id, network, at)"
_NO_MORE = "ON CONFLICT (participant_id) DO NOTHING"
_TOGETHER = f"""
WITH recent AS ({_RECENT}),
event AS ({_EVENT} SELECT %s, %s, %s, %s, %s, %s, %s FROM recent WHERE number < %s {_ONCE} RETURNING *),
last AS (
    {_LAST}
    SELECT consultation_id, participant_id, contribution_id, value, important, seq, at FROM event
    {_LATER}
),
arrival AS (
    {_ARRIVAL}
    SELECT consultation_id, participant_id, %s, at FROM event, recent
    WHERE number = 0 AND %s IS NOT NULL {_NO_MORE}
)
SELECT number, (SELECT seq FROM event) FROM recent
"""  # noqa: S608 - our own statements


def network_digest(consultation: int, address: str, hour: str) -> str:
    """A keyed digest of a network, other in each concertation and each hour: 64 bits, never an address.

    A house, an office, a school share it.
    """
    value = f"{consultation}\x1f{network_of(address, 24, 48)}\x1f{hour}"
    return salted_hmac("positions.network", value, secret=site.SECRET_KEY, algorithm="sha256").hexdigest()[
        :16
    ]


def say_why(
    *, participant: Participant, consultation: Consultation, parent: Contribution, text: str, ticket: str = ""
) -> Contribution | None:
    """What a person writes under a text: a contribution linked to it, moderated like the others.

    The same ``ticket`` again is one contribution; ``None`` for who wrote too much today. Raises NoteError.
    """
    own = Contribution.objects.filter(consultation=consultation, participant=participant)
    today = own.filter(parent__isnull=False, entered__gt=timezone.now() - timedelta(days=1))
    if today.count() >= WHYS_A_DAY:
        return None
    wanted = Wanted(
        text=text,
        question=parent.question,
        public=participant.public,
        language=participant.language,
        ticket=f"{participant.pk} {ticket}" if ticket else "",
        parent=parent,
    )
    return contribute(consultation=consultation, participant=participant, wanted=wanted)[0]
