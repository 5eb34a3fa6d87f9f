"""The electoral calendar warns at the right time and never blocks."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import make_consultation, make_session, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.consultations import elections, states
from concertia_web.consultations.services import RefusedError
from concertia_web.journal.models import JournalEntry
from concertia_web.territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def home():
    return make_territory()


def keys(found) -> list[str]:
    return [one.key for one in found]


def test_every_date_has_a_source_and_a_status():
    calendar = elections.calendar_of(Territory(jurisdiction="FR"))
    for one in calendar.elections:
        assert one.source and one.label
        assert one.rounds == tuple(sorted(one.rounds))
        assert one.starts < one.month
        assert one.official == (one.key == "municipales-2026")


def test_the_period_starts_six_months_before_the_month_of_the_election():
    calendar = elections.calendar_of(Territory(jurisdiction="FR"))
    starts = {one.key: one.starts for one in calendar.elections}
    assert starts["municipales-2026"] == date(2025, 9, 1)
    assert starts["presidentielle-2027"] == date(2026, 10, 1)
    assert starts["departementales-2028"] == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("commune", date(2026, 9, 30), []),
        ("commune", date(2026, 10, 1), ["presidentielle-2027"]),
        ("commune", date(2026, 3, 1), ["municipales-2026"]),
        ("region", date(2026, 3, 1), []),
        ("commune", date(2026, 3, 23), []),
        ("region", date(2028, 1, 5), ["regionales-2028"]),
        ("departement", date(2028, 1, 5), ["departementales-2028", "regionales-2028"]),
    ],
)
def test_each_kind_of_territory_has_its_elections(kind, day, expected):
    assert keys(elections.in_period(Territory(kind=kind, jurisdiction="FR"), day)) == expected


def test_part_of_a_country_follows_its_country_and_others_have_no_calendar():
    assert elections.calendar_of(Territory(jurisdiction="FR-XX")) is not None
    assert elections.elections_of(Territory(jurisdiction="CA-QC", kind="ville")) == ()


def test_a_page_of_the_space_says_it_without_blocking(client, home):
    made = make_consultation(home, results_on=date(2027, 2, 1), title={"fr": "Avec Madame la Maire"})
    client.force_login(make_user(home))
    for name in ("consultation", "rules", "sessions", "sessions-new", "consultation-edit"):
        body = client.get(reverse(f"space:{name}", args=[home.slug, made.slug])).content.decode()
        assert "Période avant une élection" in body
        assert "date attendue, à vérifier" in body
        assert "le titre" in body
        assert "déplacez-la" in body


def test_a_later_period_is_announced(home):
    with time_machine.travel("2026-09-02T12:00:00+02:00", tick=False):
        made = make_consultation(home, opens=date(2026, 9, 1), closes=date(2026, 10, 15), results_on=None)
        found = elections.neutrality(made, date(2026, 9, 2))
    assert keys(found.now) == []
    assert keys(found.ahead) == ["presidentielle-2027"]


def test_outside_any_period_nothing_is_said(home):
    made = make_consultation(
        home, opens=date(2027, 5, 20), closes=date(2027, 6, 1), results_on=date(2027, 7, 1)
    )
    assert elections.neutrality(made, date(2027, 5, 20)).silent


def test_words_that_only_look_like_elected_functions_are_left_alone(home):
    made = make_consultation(home, title={"fr": "La mairie, les conseils de quartier et le grand maireau"})
    assert elections.mentions(made) == ()


def test_neutral_mode_is_switched_with_a_reason_in_the_journal(client, home):
    made = make_consultation(home)
    client.force_login(make_user(home))
    page = reverse("space:consultation-neutral", args=[home.slug, made.slug])
    refused = client.post(page, {"on": "1", "reason": " "})
    assert refused.status_code == 400 and "Dites pourquoi" in refused.content.decode()
    client.post(page, {"on": "1", "reason": "Élection en avril."})
    made.refresh_from_db()
    assert made.neutral
    client.post(page, {"on": "1", "reason": "Deux fois."})
    client.post(page, {"on": "0", "reason": "Date déplacée."})
    made.refresh_from_db()
    assert not made.neutral
    reasons = JournalEntry.objects.filter(action__startswith="consultations.neutral").order_by("pk")
    assert [entry.reason for entry in reasons] == ["Élection en avril.", "Date déplacée."]


def test_publishing_in_neutral_mode_needs_a_reason_and_only_that(home):
    made = make_consultation(home, state="settled", neutral=True)
    lead = actor_of(make_user(home))
    with scope(territory=home):
        with pytest.raises(RefusedError, match="demande une raison"):
            states.publish(actor=lead, consultation=made)
        assert states.publish(actor=lead, consultation=made, reason="Date annoncée.").state == "published"


def test_without_neutral_mode_the_period_never_blocks(home):
    made = make_consultation(home, state="settled")
    make_session(made)
    with scope(territory=home):
        assert states.publish(actor=actor_of(make_user(home)), consultation=made).state == "published"
