"""Drawing a panel through the pages: announced before the seed, drawn once, no identifier in public."""

from __future__ import annotations

import io
import random

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations import lots, panels
from concertia_web.consultations.models import Draw, LotteryJob
from concertia_web.consultations.services import RefusedError
from concertia_web.jobs.worker import Worker
from concertia_web.journal.models import JournalEntry, JournalValue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def home():
    return make_territory()


@pytest.fixture
def consultation(client, home):
    client.force_login(make_user(home))
    made = make_consultation(home)
    with scope(territory=home):
        yield made


def url(name, consultation, *more):
    return reverse(f"space:{name}", args=[consultation.territory.slug, consultation.slug, *more])


def people(number: int = 60) -> bytes:
    chance = random.Random(number)
    rows = [
        f"SECRET{n:03d},{chance.choice('FH')},{chance.choice(['16-30', '31-60', '61+'])}"
        for n in range(number)
    ]
    return ("numero,genre,age\n" + "\n".join(rows)).encode()


def upload(content: bytes | None = None, **more):
    file = SimpleUploadedFile("liste.csv", people() if content is None else content)
    return {
        "title": "Panel de vingt",
        "size": "10",
        "source": "Volontaires parmi 500 adresses",
        "excluded": "Les personnes sans adresse",
        "file": file,
        **more,
    }


@pytest.fixture
def prepared(client, consultation):
    client.post(url("draw-new", consultation), upload())
    return Draw.objects.get()


@pytest.fixture
def announced(client, consultation, prepared):
    client.post(
        url("draw-announce", consultation, prepared.pk),
        {"seed_rule": "Loto du 5 décembre", "seed_known_on": "2026-12-05"},
    )
    prepared.refresh_from_db()
    return prepared


@pytest.fixture
def drawn(client, consultation, announced, clock):
    clock.move_to("2026-12-05T21:00:00+01:00")
    client.post(url("draw-hold", consultation, announced.pk), {"seed": " 3 14  15 "})
    announced.refresh_from_db()
    return announced


def test_a_list_is_read_and_quotas_are_proposed(client, consultation, prepared):
    assert prepared.pool_size == 60
    assert prepared.stage == "draft"
    page = client.get(url("draw", consultation, prepared.pk)).content.decode()
    assert 'name="least_0_0"' in page
    assert "SECRET" not in page


def test_a_list_with_names_is_refused_and_the_form_is_kept(client, consultation):
    answer = client.post(url("draw-new", consultation), upload(b"numero;nom\n1;Dupont\n2;Durand\n3;A\n4;B\n"))
    page = answer.content.decode()
    assert "semble identifier des personnes" in page
    assert "Volontaires parmi 500 adresses" in page
    assert not Draw.objects.exists()


def test_more_places_than_people_is_refused(client, consultation):
    page = client.post(url("draw-new", consultation), upload(size="60")).content.decode()
    assert "moins de places que de personnes" in page
    assert not Draw.objects.exists()


def test_quotas_are_written_before_the_announcement_only(client, consultation, announced):
    form = {
        f"{bound}_{c}_{r}": "0"
        for bound in ("least", "most")
        for c, r in ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2))
    }
    answer = client.post(url("draw-quotas", consultation, announced.pk), form)
    assert answer.status_code == 400
    before = announced.quotas
    announced.refresh_from_db()
    assert announced.quotas == before


def test_impossible_quotas_are_explained(client, consultation, prepared):
    quotas = {name: dict(values) for name, values in prepared.quotas.items()}
    quotas["genre"] = {"F": [9, 10], "H": [5, 5]}
    Draw.objects.filter(pk=prepared.pk).update(quotas=quotas)
    form = {"seed_rule": "Loto", "seed_known_on": "2026-12-05"}
    page = client.post(url("draw-announce", consultation, prepared.pk), form).content.decode()
    assert "les minimums font 14 personnes en tout, pour 10 places. Retirez-en 4." in page
    prepared.refresh_from_db()
    assert prepared.stage == "draft"


def test_quotas_that_contradict_each_other_name_the_smallest_change(client, home, consultation):
    rows = [f"P{n},F,jeune" for n in range(10)] + [f"Q{n},H,aine" for n in range(10)]
    client.post(
        url("draw-new", consultation), upload(("numero,genre,age\n" + "\n".join(rows)).encode(), size="4")
    )
    draw = Draw.objects.get()
    Draw.objects.filter(pk=draw.pk).update(
        quotas={"genre": {"F": [3, 3], "H": [1, 1]}, "age": {"jeune": [2, 2], "aine": [2, 2]}}
    )
    form = {"seed_rule": "Loto", "seed_known_on": "2026-12-05"}
    page = client.post(url("draw-announce", consultation, draw.pk), form).content.decode()
    assert "Le plus petit changement qui en rend un possible" in page
    assert " au lieu de " in page


def test_a_seed_already_known_is_refused(client, consultation, prepared):
    form = {"seed_rule": "Loto d’hier", "seed_known_on": "2026-11-22"}
    page = client.post(url("draw-announce", consultation, prepared.pk), form).content.decode()
    assert "Prenez un fait public à venir" in page
    assert "Loto d’hier" in page
    prepared.refresh_from_db()
    assert prepared.announced is None


def test_the_announcement_commits_the_list_and_the_lottery(announced):
    assert announced.stage == "announced"
    assert announced.lottery_digest == lots.Lottery.from_json(announced.lottery).digest
    assert announced.pool_digest == panels.pool_of(announced).digest


def test_nobody_draws_before_the_day(client, consultation, announced):
    page = client.post(url("draw-hold", consultation, announced.pk), {"seed": "1"}).content.decode()
    assert "pas encore connue" in page
    announced.refresh_from_db()
    assert announced.stage == "announced"


def test_the_draw_keeps_the_quotas_and_is_what_anyone_finds_again(drawn):
    assert drawn.seed == "3 14 15"
    assert len(drawn.chosen) == 10
    for category, values in drawn.quotas.items():
        for value, (least, most) in values.items():
            assert least <= drawn.result["counts"][category].get(value, 0) <= most
    again = lots.pick(panels.pool_of(drawn), lots.Lottery.from_json(drawn.lottery), drawn.seed)
    assert list(again.chosen) == drawn.chosen


def test_a_draw_is_done_once(client, consultation, drawn):
    chosen = drawn.chosen
    page = client.post(url("draw-hold", consultation, drawn.pk), {"seed": "autre"}).content.decode()
    assert "ne se refait pas en silence" in page
    drawn.refresh_from_db()
    assert drawn.chosen == chosen


def test_drawing_again_is_said_in_public(client, consultation, drawn):
    page = url("draw-new", consultation)
    silent = client.post(page, upload())
    assert silent.status_code == 200, "a second draw needs a reason"
    assert Draw.objects.count() == 1
    client.post(page, upload(reason="Douze désistements."))
    second = Draw.objects.first()
    assert second.replaces == drawn
    client.post(
        url("draw-announce", consultation, second.pk),
        {"seed_rule": "Loto du 12", "seed_known_on": "2026-12-12"},
    )
    for draw in (drawn, second):
        body = client.get(public(consultation, draw)).content.decode()
        assert "Douze désistements." in body
    assert JournalEntry.objects.get(action="consultations.redraw").reason == "Douze désistements."


def public(consultation, draw):
    return reverse("consultations:draw", args=[consultation.territory.slug, consultation.slug, draw.pk])


def test_the_public_page_says_everything_but_the_identifiers(client, consultation, drawn):
    client.logout()
    body = client.get(public(consultation, drawn)).content.decode()
    for said in (
        "Volontaires parmi 500 adresses",
        "Les personnes sans adresse",
        drawn.pool_digest,
        "3 14 15",
    ):
        assert said in body
    assert str(drawn.result["ticket"]) in body
    assert "SECRET" not in body


def test_the_public_page_waits_for_the_announcement(client, consultation, prepared):
    assert client.get(public(consultation, prepared)).status_code == 404


def test_the_announcement_is_public_before_the_draw(client, consultation, announced):
    body = client.get(public(consultation, announced)).content.decode()
    assert "Loto du 5 décembre" in body
    assert announced.lottery_digest in body
    assert "seront tirées au sort" in body


def test_no_identifier_reaches_the_journal(drawn):
    values = [str(row.after) + str(row.before) for row in JournalValue.objects.all()]
    assert values
    assert not any("SECRET" in value for value in values)


def test_only_the_lead_downloads_the_identifiers(client, home, consultation, drawn):
    page = url("draw-chosen", consultation, drawn.pk)
    body = client.get(page).content.decode()
    assert body.split() == ["numero", *drawn.chosen]
    for role in (Role.GARANT, Role.ANALYST, Role.FACILITATOR, Role.ELECTED):
        client.force_login(make_user(home, role))
        assert client.get(page).status_code == 403


def test_the_garant_gets_the_lottery_without_identifiers(client, home, consultation, announced):
    client.force_login(make_user(home, Role.GARANT))
    answer = client.get(url("draw-lottery", consultation, announced.pk))
    assert answer.status_code == 200
    assert b"SECRET" not in answer.content
    assert lots.Lottery.from_json(answer.json()).digest == announced.lottery_digest


def test_the_list_is_erased_after_the_draw_and_the_result_stays(client, consultation, announced, clock):
    page = url("draw-erase", consultation, announced.pk)
    assert "sert encore" in client.post(page, follow=True).content.decode()
    clock.move_to("2026-12-06T10:00:00+01:00")
    client.post(url("draw-hold", consultation, announced.pk), {"seed": "7"})
    client.post(page)
    announced.refresh_from_db()
    assert announced.pool is None and announced.chosen is None
    assert announced.result["counts"]
    assert client.get(url("draw-chosen", consultation, announced.pk)).status_code == 404
    assert client.get(url("draw", consultation, announced.pk)).status_code == 200
    with pytest.raises(RefusedError, match="effacée"):
        panels.pool_of(announced)


def test_announcing_after_erasing_is_explained(client, home, consultation, prepared):
    panels.erase_pool(actor=actor_of(make_user(home)), draw=prepared)
    form = {"seed_rule": "Loto", "seed_known_on": "2026-12-05"}
    page = client.post(url("draw-announce", consultation, prepared.pk), form).content.decode()
    assert "a été effacée" in page


def test_the_list_of_draws_never_loads_the_people(
    client, consultation, prepared, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        body = client.get(url("draws", consultation)).content.decode()
    assert "Panel de vingt" in body


def test_elected_members_do_not_see_draws_in_the_space(client, home, consultation, prepared):
    client.force_login(make_user(home, Role.ELECTED))
    assert client.get(url("draws", consultation)).status_code == 403


def test_an_upload_that_is_no_table_is_refused_in_words(client, consultation):
    file = io.BytesIO(bytes(range(256)) * 40).getvalue()
    answer = client.post(url("draw-new", consultation), upload(file))
    assert answer.status_code == 200
    assert "CSV" in answer.content.decode()


@pytest.fixture
def varied(client, consultation, prepared, monkeypatch):
    """A draw whose list counts as too varied to wait for, and whose announcement was asked."""
    monkeypatch.setattr(panels, "IMMEDIATE_TYPES", 3)
    form = {"seed_rule": "Loto du 5 décembre", "seed_known_on": "2026-12-05"}
    client.post(url("draw-announce", consultation, prepared.pk), form)
    return prepared


def test_a_varied_list_is_computed_by_the_worker(client, consultation, varied):
    page = url("draw", consultation, varied.pk)
    assert "La loterie se calcule" in client.get(page).content.decode()
    form = {"seed_rule": "Loto du 6 décembre", "seed_known_on": "2026-12-06"}
    again = client.post(url("draw-announce", consultation, varied.pk), form)
    assert "déjà en cours" in again.content.decode()
    with scopes_disabled():
        assert Worker().step()
    varied.refresh_from_db()
    assert varied.stage == "announced"
    assert varied.seed_rule == "Loto du 5 décembre"
    entry = JournalEntry.objects.get(action="consultations.announce-draw")
    assert entry.function == "chargée de mission"


def test_the_worker_and_the_page_compute_the_same_lottery(varied):
    with scopes_disabled():
        Worker().step()
    varied.refresh_from_db()
    here = lots.prepare(panels.pool_of(varied), panels.quotas_of(varied), varied.size)
    assert varied.lottery_digest == here.digest


def test_a_worker_stopped_after_the_announcement_announces_once(varied):
    with scopes_disabled():
        Worker().step()
        LotteryJob.objects.update(state="queued")
        Worker().step()
        assert LotteryJob.objects.get().state == "done"
    assert JournalEntry.objects.filter(action="consultations.announce-draw").count() == 1


def test_what_the_worker_cannot_do_is_said_on_the_page(client, consultation, varied, clock):
    clock.move_to("2026-12-05T10:00:00+01:00")
    with scopes_disabled():
        Worker().step()
    body = client.get(url("draw", consultation, varied.pk)).content.decode()
    assert "Le calcul s’est arrêté" in body
    assert "prenez un fait à venir" in body
    form = {"seed_rule": "Loto du 12 décembre", "seed_known_on": "2026-12-12"}
    client.post(url("draw-announce", consultation, varied.pk), form)
    with scopes_disabled():
        Worker().step()
    varied.refresh_from_db()
    assert varied.seed_rule == "Loto du 12 décembre"
