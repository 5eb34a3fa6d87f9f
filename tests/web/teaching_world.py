"""A concertation whose forty notes speak of two things, and what it takes to code them."""

from __future__ import annotations

import uuid

from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.teaching import services
from concertia_web.teaching.coding import next_text
from concertia_web.teaching.models import Grid

THINGS = {
    "vélo": ["une piste cyclable", "un garage à vélos", "une bande cyclable", "un casier à vélo"],
    "cantine": ["un menu végétarien", "un repas bio à la cantine", "un goûter", "un plat chaud à la cantine"],
}
PLACES = ["près de l'école", "devant la gare", "dans le bourg", "au stade", "rue Haute"]
CODES = "vélo : rouler et garer\ncantine : ce que les enfants mangent"


def make_wishes(territory_name: str = "Vaubrun") -> Consultation:
    """Forty notes with the same identifiers each time, so that their reading is the same."""
    consultation = make_consultation(make_territory(territory_name), slug="atelier", state="reading")
    texts = [f"Il faudrait {one} {place}" for things in THINGS.values() for one in things for place in PLACES]
    for note in make_notes(make_session(consultation), *texts, declared_kind=""):
        same = {"client_id": uuid.UUID(int=note.position), "nonce": f"{note.position * 7919 % 1009:032x}"}
        with scopes_disabled():
            Contribution.objects.filter(pk=note.pk).update(**same)
    return consultation


def analyst(consultation: Consultation) -> Actor:
    return actor_of(make_user(consultation.territory, Role.ANALYST, function="analyste"))


def open_wishes(consultation: Consultation, actor: Actor) -> Grid:
    """A grid of one's own, with two codes."""
    with scope(territory=consultation.territory):
        return services.open_own(
            consultation=consultation, title="Sujet", codes=CODES, level="contribution", actor=actor
        )


def subject(words: str) -> str:
    """What somebody careful would code."""
    return "vélo" if any(part in words for part in ("cycl", "vélo")) else "cantine"


def code_some(grid: Grid, actor: Actor, count: int) -> list[str]:
    """Code the next ``count`` texts as the page proposes them; their words, in that order."""
    read = []
    with scope(territory=grid.consultation.territory):
        for _ in range(count):
            grid.refresh_from_db(fields=["queue"])
            text = next_text(grid, services.reader_key(actor))
            assert text is not None
            given = subject(text.words)
            services.code(grid=grid, contribution=text.note.pk, span=text.span, given=given, actor=actor)
            read.append(text.words)
    return read
