"""The columns of a corpus folder (``contract.md``), and the closed lists of values they hold.

Row order: ``contributions`` by ``contribution_id``; ``votes`` by ``seq``; ``tallies`` by ``contribution_id``.
"""

from __future__ import annotations

CONTRIBUTIONS: dict[str, str] = {
    "contribution_id": "VARCHAR",
    "source": "VARCHAR",
    "source_id": "VARCHAR",
    "text": "VARCHAR",
    "public_text": "VARCHAR",
    "language": "VARCHAR",
    "declared_kind": "VARCHAR",
    "voice": "VARCHAR",
    "voice_count": "INTEGER?",
    "capture": "VARCHAR",
    "room_support": "VARCHAR",
    "votable": "BOOLEAN",
    "parent_id": "VARCHAR",
    "question": "VARCHAR",
    "session": "VARCHAR",
    "channel": "VARCHAR",
    "territory": "VARCHAR",
    "public": "VARCHAR",
    "author": "VARCHAR",
    "date": "VARCHAR",
    "moderation": "VARCHAR",
    "moderation_reason": "VARCHAR",
    "weight": "DOUBLE?",
    "leaf": "VARCHAR",
    # Beyond the contract's list (keys may be added, never renamed):
    "nonce": "VARCHAR",
    "declared_position": "VARCHAR",
    "location": "VARCHAR",
}
VOTES: dict[str, str] = {
    "seq": "BIGINT",
    "contribution_id": "VARCHAR",
    "voter": "VARCHAR",
    "value": "TINYINT",
    "date": "VARCHAR",
}
TALLIES: dict[str, str] = {
    "contribution_id": "VARCHAR",
    "agree": "BIGINT",
    "disagree": "BIGINT",
    "pass": "BIGINT",
    "mixed": "BIGINT",
}
PEOPLE: dict[str, str] = {"contribution_id": "VARCHAR", "age": "VARCHAR", "sex": "VARCHAR"}
"""What was said of who speaks, where it was asked for: restricted, one row per contribution that says it."""
ORIGINALS: dict[str, str] = {"contribution_id": "VARCHAR", "raw": "VARCHAR"}

KINDS = (
    "attente",
    "crainte",
    "condition",
    "refus",
    "vigilance",
    "proposition",
    "constat",
    "question",
    "temoignage",
    "autre",
)
POSITIONS = ("favorable", "defavorable", "nuance", "indetermine")
VOICES = ("individual", "collective", "organisation", "unknown")
CAPTURES = ("written", "dictated", "noted", "reworded", "transcribed", "imported")
ROOM_SUPPORT = ("isole", "plusieurs", "large", "dispute", "non_mesure")
"""Or ``dots:N`` where people put N dots."""
CHANNELS = ("online", "room", "paper", "class", "street", "phone", "document", "import")
"""``document`` is a passage of a validated document: evidence of rank B."""
MODERATIONS = ("accepted", "pending", "counted", "rejected")
"""``rejected`` stays traceable and enters no result. ``counted``: its author wants it counted and its
words not published; it is in every base, is never quoted, founds no theme, and a public dossier holds no
word of it. ``moderation_reason`` is ``is_meta`` for a statement about the conversation itself: shown, but
its votes do not shape the groups."""

AGREE, DISAGREE, PASS, MIXED = 1, -1, 0, 2
