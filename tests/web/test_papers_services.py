"""Numbers are taken once, details are kept once, and the journal says so."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope
from tests.conftest import ROOT
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.journal.models import JournalEntry
from concertia_web.papers.models import LAST_NUMBER, PaperDetails, SlipRange, written
from concertia_web.papers.services import NoNumberLeftError, reserve_slips, save_details


@pytest.fixture
def world(db):
    consultation = make_consultation()
    actor = actor_of(make_user(consultation.territory))
    with scope(territory=consultation.territory):
        yield consultation, actor


def test_numbers_begin_at_one_and_follow_each_other(world):
    consultation, actor = world
    first = reserve_slips(consultation=consultation, count=30, actor=actor)
    second = reserve_slips(consultation=consultation, count=5, actor=actor, language="ar")
    assert (first.first, first.last, first.count) == (1, 30, 30)
    assert (second.first, second.last, second.language) == (31, 35, "ar")
    assert second.numbers == ["0031", "0032", "0033", "0034", "0035"] and str(second) == "0031 – 0035"


def test_each_concertation_has_its_own_numbers(world):
    consultation, actor = world
    reserve_slips(consultation=consultation, count=30, actor=actor)
    other = make_consultation(consultation.territory)
    assert reserve_slips(consultation=other, count=1, actor=actor).first == 1


def test_numbers_that_were_typed_already_are_passed_over(world):
    consultation, actor = world
    make_notes(make_session(consultation), "une", slip=12)
    make_notes(make_session(consultation), "deux", slip=2000)
    assert reserve_slips(consultation=consultation, count=10, actor=actor).numbers[0] == "0001"
    assert reserve_slips(consultation=consultation, count=10, actor=actor).numbers[0] == "0013"


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_number_of_sheets_out_of_bounds_is_refused(world, count):
    consultation, actor = world
    with pytest.raises(NoNumberLeftError, match="entre 1 et 500"):
        reserve_slips(consultation=consultation, count=count, actor=actor)
    assert not SlipRange.objects.exists()


def test_when_no_number_is_left_the_sentence_says_so(world):
    consultation, actor = world
    SlipRange.objects.create(consultation=consultation, first=1, last=LAST_NUMBER - 3, reserved_by="x")
    assert reserve_slips(consultation=consultation, count=3, actor=actor).last == LAST_NUMBER
    with pytest.raises(NoNumberLeftError, match="Il ne reste pas 1 numéros"):
        reserve_slips(consultation=consultation, count=1, actor=actor)


def test_the_database_itself_refuses_a_number_given_twice_and_numbers_upside_down(world):
    consultation, _ = world
    SlipRange.objects.create(consultation=consultation, first=1, last=3, reserved_by="x")
    for first, last in ((1, 2), (9, 8), (0, 4), (5, LAST_NUMBER + 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SlipRange.objects.create(consultation=consultation, first=first, last=last, reserved_by="x")


def test_the_journal_of_the_territory_keeps_who_took_which_numbers(world):
    consultation, actor = world
    made = reserve_slips(consultation=consultation, count=30, actor=actor)
    entry = JournalEntry.objects.get(action="papers.reserve")
    assert not entry.public and entry.object_id == str(made.pk) and entry.function == "chargée de mission"
    assert entry.value.after == {"first": 1, "last": 30}


SETUP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.web.factories import make_consultation, make_user
consultation = make_consultation()
make_user(consultation.territory)
"""
TAKE = """
import django, sys; django.setup()
from django_scopes import scopes_disabled
from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import User
from concertia_web.consultations.models import Consultation
from concertia_web.papers.services import reserve_slips
with scopes_disabled():
    consultation, actor = Consultation.objects.get(), actor_of(User.objects.get())
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(5):
        print(*reserve_slips(consultation=consultation, count=7, actor=actor).numbers)
"""


def test_two_people_who_print_at_once_never_get_the_same_numbers(tmp_path):
    """Two processes and a database in a file, as two workers of the site."""
    settings = {"DJANGO_SETTINGS_MODULE": "concertia_web.settings", "CONCERTIA_VAR": str(tmp_path)}
    environment = {**os.environ, **settings, "CONCERTIA_DATABASE": ""}
    subprocess.run([sys.executable, "-c", SETUP], env=environment, cwd=ROOT, check=True)
    people = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for person in people:
        assert person.stdout.readline() == "ready\n"
    for person in people:
        person.stdin.write("go\n")
        person.stdin.flush()
    numbers = [number for person in people for number in person.communicate()[0].split()]
    assert [person.returncode for person in people] == [0, 0]
    assert len(numbers) == len(set(numbers)) == 70 and max(numbers) == "0070"


def test_details_are_one_row_and_the_journal_says_what_changed(db):
    place = make_territory()
    actor = actor_of(make_user(place))
    with scope(territory=place):
        save_details(territory=place, values={"service": "le service participation"}, actor=actor)
        save_details(territory=place, values={"service": "le service participation"}, actor=actor)
        made = save_details(territory=place, values={"service": "la direction générale"}, actor=actor)
        assert PaperDetails.objects.get() == made and made.service == "la direction générale"
    entries = JournalEntry.objects.filter(action="papers.details").order_by("pk")
    assert [entry.value.after for entry in entries] == [
        {"service": "le service participation"},
        {"service": "la direction générale"},
    ]
    assert not any(entry.public for entry in entries)


def test_numbers_are_written_with_four_digits_or_more():
    assert [written(number) for number in (1, 417, 9999, 12345)] == ["0001", "0417", "9999", "12345"]
