"""Long lists around the restitution come by pages, with as many queries whatever their length."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope
from tests.web.answers_world import make_answering
from tests.web.factories import make_notes

from concertia_web.answers import targets
from concertia_web.answers.models import Answer, AnswerTarget
from concertia_web.answers.views import space
from concertia_web.sorting import not_kept
from concertia_web.sorting.models import AlternativeSynthesis, Finding, Placement
from concertia_web.sorting.views import around


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        yield world


def asked(client, address: str) -> tuple[int, str]:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries), answer.content.decode()


def public(world, name: str, *more: object) -> str:
    return reverse(name, args=[world.place.territory.slug, world.place.slug, *more])


def set_aside(world, count: int) -> None:
    notes = make_notes(world.made.session, *(f"Mise de côté {at:03d}" for at in range(count)))
    rows = [
        Placement(
            sorting=world.made.sorting,
            contribution=note,
            reader="",
            aside_reason="hors du sujet" if at % 2 else "concerne la séance",
        )
        for at, note in enumerate(notes)
    ]
    Placement.objects.bulk_create(rows)


def register(world, count: int, state: str = "listed") -> None:
    rows = [
        AlternativeSynthesis(
            consultation=world.place,
            dossier_id="a" * 64,
            title=f"Autre lecture {at:03d}",
            signature="Un collectif",
            text="Tout autrement.",
            digest=hashlib.sha256(f"{state}{at}".encode()).hexdigest(),
            state=state,
            refusal="" if state != "refused" else "message publicitaire ou automatique",
        )
        for at in range(count)
    ]
    AlternativeSynthesis.objects.bulk_create(rows)


def test_what_was_not_kept_comes_by_pages_with_the_count_of_each_reason(world, client):
    address = public(world, "sorting:not-kept")
    before, _ = asked(client, address)
    set_aside(world, not_kept.PAGE + 20)
    after, first = asked(client, address)
    assert after == before
    second = client.get(f"{address}?page=2").content.decode()
    assert first.count("<li><p") == not_kept.PAGE
    assert second.count("<li><p") == 21
    assert "(60)" in first and "(61)" in first
    for at in range(not_kept.PAGE + 20):
        assert (f"Mise de côté {at:03d}" in first) != (f"Mise de côté {at:03d}" in second)


def test_other_syntheses_come_by_pages_on_both_sides(world, client):
    address, inside = public(world, "sorting:alternatives"), world.url("alternatives-check")
    register(world, 1)
    client.force_login(world.made.lead)
    before = [asked(client, one)[0] for one in (address, inside)]
    AlternativeSynthesis.objects.all().delete()
    register(world, around.PAGE + 5)
    register(world, 3, "refused")
    register(world, 4, "waiting")
    assert [asked(client, one)[0] for one in (address, inside)] == before
    first, second = (client.get(f"{address}?page={at}").content.decode() for at in (1, 2))
    assert (first.count("Autre lecture"), second.count("Autre lecture")) == (around.PAGE, 5)
    assert (first.count("non publiée :"), second.count("non publiée :")) == (0, 3)
    assert "4 synthèses attendent" in first and "4 synthèses attendent" in second
    waiting = client.get(inside).content.decode()
    assert waiting.count("Publier sans retouche") == 4
    assert "page=2" in waiting


def test_what_can_be_answered_and_what_one_answer_answers_come_by_pages(world, client):
    client.force_login(world.made.lead)
    answer = world.published()
    addresses = [world.url("answer-new"), world.url("answer", answer.pk), world.public(answer.key)]
    before = [asked(client, one)[0] for one in addresses]
    rows = [
        Finding(sorting=world.made.sorting, kind="attente", title=f"Attente {at:03d}", column="agents")
        for at in range(space.PAGE + 10)
    ]
    Finding.objects.bulk_create(rows)
    found = [one for one in targets.things_of(world.place) if one.label.startswith("Attente")]
    AnswerTarget.objects.bulk_create(
        [
            AnswerTarget(answer=answer, kind=one.kind, key=one.key, label=one.label, finding_id=one.finding)
            for one in found
        ]
    )
    assert [asked(client, one)[0] for one in addresses] == before
    for address in addresses:
        shown = []
        for at in range(1, 4):
            page = client.get(f"{address}?page={at}").content.decode()
            shown.append({one.label for one in found if one.label in page})
        assert shown[0] != shown[1]
        assert {label for labels in shown for label in labels} == {one.label for one in found}


def test_what_is_ticked_on_the_second_page_is_opened(world, client):
    client.force_login(world.made.lead)
    Finding.objects.bulk_create(
        [
            Finding(sorting=world.made.sorting, kind="attente", title=f"Attente {at:03d}", column="agents")
            for at in range(space.PAGE + 10)
        ]
    )
    last = targets.things_of(world.place)[-1]
    address = f"{world.url('answer-new')}?page=2"
    assert last.value in client.get(address).content.decode()
    client.post(address, {"thing": last.value, "do": "together"})
    assert Answer.objects.get().title == last.label
