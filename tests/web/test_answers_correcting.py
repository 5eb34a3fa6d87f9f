"""A published answer is corrected in public: approved, dated, with its reason; what stood stays readable."""

from __future__ import annotations

import pytest
from django_scopes import scope
from tests.web.answers_world import make_answering

from concertia_web.accounts.models import Role
from concertia_web.answers import correcting, services
from concertia_web.answers.models import Answer
from concertia_web.answers.refusals import Refused
from concertia_web.answers.services import Written
from concertia_web.journal.models import JournalEntry
from concertia_web.notices.models import Notice


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        yield world


def proposed(world, answer, outcome="partly", reason="Au printemps seulement.", why="Le budget est voté."):
    actor = world.actor(Role.SERVICE)
    written = Written(outcome, reason, answer.revision)
    return correcting.propose(actor=actor, answer=answer, written=written, why=why)


def test_a_correction_is_approved_dated_told_and_what_stood_stays_readable(world, client):
    answer = world.published()
    first = answer.published
    page = world.url("answer", answer.pk)
    client.force_login(world.made.user(Role.SERVICE))
    said = {"c-outcome": "partly", "c-reason": "Au printemps seulement.", "c-revision": str(answer.revision)}
    missing = client.post(page, {"do": "correct", **said})
    assert "Au printemps seulement." in missing.content.decode()
    client.post(page, {"do": "correct", **said, "c-why": "Le budget est voté."})
    (version,) = answer.versions.exclude(correction="")
    public = client.get(world.public(answer.key)).content.decode()
    assert "Au printemps" not in public and "Dès janvier." in public
    assert client.post(page, {"do": "approve_correction", "version": version.pk}).status_code == 403
    client.force_login(world.made.user(Role.ELECTED))
    assert "Viser et publier la correction" in client.get(page).content.decode()
    client.post(page, {"do": "approve_correction", "version": version.pk})
    answer = Answer.objects.get(pk=answer.pk)
    assert (answer.state, answer.outcome, answer.published) == ("published", "partly", first)
    for address in (world.public(answer.key), world.public()):
        public = client.get(address).content.decode()
        for words in ("Au printemps seulement.", "Le budget est voté.", "Dès janvier.", "Corrigée le"):
            assert words in public, (address, words)
    entry = JournalEntry.objects.get(action="answers.correct")
    assert entry.reason == "Le budget est voté."
    assert Notice.objects.filter(kind="corrected", contribution=None).count() == 1


def test_the_second_correction_keeps_both_earlier_texts_and_is_told_too(world):
    answer = world.published()
    for reason in ("Au printemps.", "À l’été."):
        version = proposed(world, answer, reason=reason)
        answer = correcting.approve(actor=world.actor(Role.ELECTED), version=version)
    assert [one.reason for one in answer.replaced] == ["Au printemps.", "Dès janvier."]
    assert answer.correction.reason == "À l’été."
    assert Notice.objects.filter(kind="corrected", contribution=None).count() == 2


def test_drafts_written_before_publication_are_not_shown_as_published(world):
    answer = world.written(world.asked(), reason="Un brouillon.")
    answer = world.written(answer, reason="La réponse.")
    services.approve(actor=world.actor(Role.ELECTED), answer=answer, revision=answer.revision)
    (answer,) = services.publish(actor=world.made.actor, answers=[answer])
    answer = correcting.approve(actor=world.actor(Role.ELECTED), version=proposed(world, answer))
    assert [one.reason for one in answer.replaced] == ["La réponse."]


@pytest.mark.parametrize(
    "more",
    [
        {"why": " "},
        {"outcome": "accepted", "reason": "Dès janvier."},
        {"outcome": "peut-être"},
        {"reason": ""},
        {"why": "60 % des habitants le demandent."},
    ],
)
def test_what_is_no_correction_is_refused(world, more):
    with pytest.raises(Refused):
        proposed(world, world.published(), **more)


def test_one_correction_at_a_time_and_one_put_away_is_never_published(world):
    answer = world.published()
    version = proposed(world, answer)
    with pytest.raises(Refused):
        proposed(world, answer, reason="Autre chose.")
    correcting.drop(actor=world.made.actor, version=version)
    with pytest.raises(Refused):
        correcting.approve(actor=world.actor(Role.ELECTED), version=version)
    answer = Answer.objects.get(pk=answer.pk)
    assert (answer.reason, answer.correction, answer.replaced) == ("Dès janvier.", None, [])


def test_only_a_published_answer_is_corrected(world):
    with pytest.raises(Refused):
        proposed(world, world.written(world.asked()))
