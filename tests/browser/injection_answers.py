"""The same scripts in what is said around a published result: other syntheses, and what is answered."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress

import openpyxl
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.web.analysing import done
from tests.web.answers_world import Answering, make_answering
from tests.web.factories import make_notes

from concertia_web.accounts.models import Role, User
from concertia_web.answers import services, sheets
from concertia_web.answers.models import Answer, FollowUp
from concertia_web.consultations import states
from concertia_web.contributions.models import Contribution
from concertia_web.sorting import alternatives, dossier
from concertia_web.sorting.forms import AlternativeForm

ANSWERS = 5
"""How far an answer went: asked, sent back, approved, published, published and followed."""


def make_answered(payloads: Sequence[str], lead: User) -> tuple[list[str], list[str]]:
    """The public pages and those of the space; ``lead`` has the charge of them."""
    world = make_answering(state="settled")
    place = world.place
    lead.memberships.create(territory=place.territory, role=Role.LEAD)
    notes = make_notes(world.made.session, *payloads)
    found = dossier.dossier_of(world.made.sorting)
    assert found is not None
    done(found.analysis)
    states.publish(actor=world.made.actor, consultation=place)
    for payload in payloads:
        _other_syntheses(world, payload)
    waiting = [_answered(world, note, rank % ANSWERS) for rank, note in enumerate(notes)]
    sheet = _returned(world, [one for one in waiting if one.state == Answer.State.SERVICE], payloads)
    public = [world.public(), *(world.public(one.key) for one in place.answers.published())]
    where = [place.territory.slug, place.slug]
    names = ("sorting:restitution", "sorting:not-kept", "sorting:alternatives", "sorting:alternative-new")
    public += [reverse(name, args=where) for name in names]
    public += [reverse("participation:contribution", args=[*where, note.pk]) for note in notes]
    space = [world.url("answers"), world.url("answer-new") + "?mots=x", world.url("answers-sheets"), sheet]
    space += [world.url("answer", one.pk) for one in place.answers.all()]
    space += [world.url("alternatives-check"), world.url("answers-papers")]
    return public, space


def _other_syntheses(world: Answering, payload: str) -> None:
    """Title, author, text and link, listed and waiting; the link as far as the form lets it be written."""
    link = "https://exemple.invalid/?" + "".join(payload.split())
    with suppress(ValidationError):
        link = AlternativeForm.base_fields["link"].clean(payload.strip())
    for more in ("", " 2"):
        made = alternatives.register(
            consultation=world.place,
            title=payload[:190] + more,
            signature=payload,
            text=f"{payload}\n\n{payload}",
            link=AlternativeForm.base_fields["link"].clean(link),
        )
    alternatives.decide(actor=world.made.actor, alternative=made)


def _answered(world: Answering, note: Contribution, far: int) -> Answer:
    """About one contribution, so far on its way: every word of it is a script."""
    words = note.text
    answer = world.asked(f"note:{note.pk}", service=words[:120], title=words)
    if far == 0:
        return answer
    answer = world.written(answer, reason=words)
    elected = world.actor(Role.ELECTED)
    if far == 1:
        return services.send_back(actor=elected, answer=answer, reason=words)
    answer = services.approve(actor=elected, answer=answer, revision=answer.revision)
    if far > 2:
        (answer,) = services.publish(actor=world.made.actor, answers=[answer])
    if far > 3:
        said = {"state": FollowUp.State.DROPPED, "day": world.due.replace(year=2025), "text": words}
        services.follow(actor=world.made.actor, answer=answer, **said)
    return answer


def _returned(world: Answering, answers: list[Answer], payloads: Sequence[str]) -> str:
    """The page of a sheet that came back with scripts as reasons and as its name."""
    book = openpyxl.load_workbook(io.BytesIO(sheets.sheet(answers, payloads[0])))
    for number, payload in zip(range(2, 2 + len(answers)), payloads, strict=False):
        book["Réponses"].cell(number, 5).value, book["Réponses"].cell(number, 6).value = "refusée", payload
    made = io.BytesIO()
    book.save(made)
    returned = sheets.take_in(
        actor=world.made.actor, consultation=world.place, name=payloads[1], data=made.getvalue()
    )
    assert returned.rows, "the lines are read"
    return world.url("answers-sheet", returned.pk)
