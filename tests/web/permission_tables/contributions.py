"""Who types, reads and files what was said."""

from __future__ import annotations

from tests.web.permission_tables.world import NOON

from concertia_web.contributions.models import Document

TYPISTS = "lead facilitator link"
READERS = "lead facilitator analyst garant reader"


def _document(world, published):
    return Document(consultation=world.consultation, title="Avis", published=published)


ABOUT = {
    "type_notes": lambda world: world.session,
    "see_notes": lambda world: world.session,
    "read_document": lambda world: world.kept.get("document") or _document(world, True),
}
PHASES = {
    "cancelled": lambda world: world.put(world.session, cancelled=True),
    "not published": lambda world: world.kept.update(document=_document(world, False)),
    "link over": lambda world: world.put(world.actors["link"].day_link, expires=NOON),
    "link not yet": lambda world: world.put(
        world.actors["link"].day_link, starts=NOON.replace(hour=13), expires=NOON.replace(hour=20)
    ),
    "link taken back": lambda world: world.put(
        world.actors["link"].day_link, revoked=NOON, starts=NOON.replace(hour=6)
    ),
}
ROWS = {
    "type_notes": {
        "draft settled published": "",
        "open reading": TYPISTS,
        "cancelled": "",
        "link over": "lead facilitator",
        "link not yet": "lead facilitator",
        "link taken back": "lead facilitator",
    },
    "see_notes": {
        "draft open reading settled published": f"{READERS} link",
        "cancelled": f"{READERS} link",
        "link over": READERS,
    },
    "see_entry": {"always": READERS},
    "type_slips": {"draft settled published": "", "open reading": "lead facilitator"},
    "see_documents": {"always": f"{READERS} elected service"},
    "file_documents": {"draft settled published": "", "open reading": "lead facilitator"},
    "read_document": {
        "draft": "",
        "open reading settled published": "everyone",
        "not published": "",
    },
}
