"""Lecture contradictoire: rule first, draw that anyone can redo, two readers, result on page one."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.sorting_world import make_sorted

from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry
from concertia_web.sorting import outside
from concertia_web.sorting.models import CounterReading, OutsideReader
from concertia_web.sorting.notes import notes_of
from concertia_web.sorting.refusals import Refused


@pytest.fixture
def made(db):
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        yield made


def drawn(made, size=5):
    counter = outside.announce(
        actor=made.actor, sorting=made.sorting, seed_rule="Loto du 5 décembre", size=size
    )
    return outside.draw_sample(actor=made.actor, counter=counter, seed="4 8 15 16 23")


def invited(made, counter):
    return [
        outside.invite(actor=made.actor, counter=counter, signature=who)
        for who in ("Une enseignante", "Un élu d’ailleurs")
    ]


def test_the_rule_is_public_before_the_draw_and_the_draw_can_be_redone(made, client):
    client.force_login(made.lead)
    client.post(made.url("outside"), {"do": "announce", "seed_rule": "Loto du 5 décembre", "size": "5"})
    counter = CounterReading.objects.get()
    assert JournalEntry.objects.get(action="sorting.announce_sample").public
    client.post(made.url("outside"), {"do": "draw", "seed": "4 8 15"})
    counter.refresh_from_db()
    names = {str(note.pk): note.pk for note in made.notes}
    by_hand = sorted(names, key=lambda name: hashlib.sha256(f"4 8 15\n{name}".encode()).digest())[:5]
    assert counter.sample == [names[name] for name in by_hand]
    with pytest.raises(Refused, match="ne se refait pas"):
        outside.draw_sample(actor=made.actor, counter=counter, seed="autre")


@pytest.mark.parametrize(
    ("rule", "size", "why"), [(" ", 5, "graine"), ("Loto", 2, "de 5 à 60"), ("Loto", 900, "de 5 à 60")]
)
def test_a_rule_that_does_not_hold_is_refused(made, rule, size, why):
    with pytest.raises(Refused, match=why):
        outside.announce(actor=made.actor, sorting=made.sorting, seed_rule=rule, size=size)


def test_one_at_a_time_and_two_readers(made):
    counter = drawn(made)
    with pytest.raises(Refused, match="déjà en cours"):
        outside.announce(actor=made.actor, sorting=made.sorting, seed_rule="autre", size=5)
    invited(made, counter)
    with pytest.raises(Refused, match="Deux personnes"):
        outside.invite(actor=made.actor, counter=counter, signature="Une troisième")


def test_an_outsider_reads_without_seeing_themes_and_keeps_what_is_half_done(made, client):
    finding = made.finding("attente", 0, title="Former avant tout")
    counter = drawn(made)
    (_, secret), _second = invited(made, counter)
    address = reverse("sorting:outside", args=[secret])
    page = client.get(address).content.decode()
    assert "Former avant tout" in page and "Travail et métiers" not in page
    first = counter.sample[0]
    client.post(address, {f"f-{first}": str(finding.pk), f"r-{first}": "clair", "keep": "1"})
    kept = OutsideReader.objects.first()
    assert kept.answers[str(first)] == {"finding": finding.pk, "remark": "clair"}
    refused = client.post(
        address, {f"f-{first}": str(finding.pk), "finish": "1"}, follow=True
    ).content.decode()
    assert "attendent encore une réponse : 4" in refused
    assert not OutsideReader.objects.exclude(finished=None).exists()


def test_the_result_counts_both_agreements_and_what_no_finding_says(made, client):
    finding = made.finding("attente", 0, 2)
    counter = drawn(made, size=6)
    readers = invited(made, counter)
    pk = finding.pk
    held = {made.notes[0].pk, made.notes[2].pk}
    faithful = {key: (pk if key in held else 0, "") for key in counter.sample}
    lost = made.notes[1].pk
    other = faithful | {made.notes[0].pk: (0, "autre chose"), lost: (0, "un refus net")}
    outside.save_answers(reader=readers[0][0], answers=faithful, finished=True)
    assert CounterReading.objects.get().result is None
    outside.save_answers(reader=readers[1][0], answers=other, finished=True)
    result = CounterReading.objects.get().result
    assert (result["read"], result["alike"], result["with_synthesis"], result["both"]) == (6, 5, [6, 5], 5)
    assert len(result["unsaid_both"]) == 4 and {"text": lost, "remarks": ["un refus net"]} in result["unsaid"]
    client.force_login(made.lead)
    page = client.get(made.url("restitution")).content.decode()
    assert "6 textes tirés au sort" in page and "un refus net" in page
    with pytest.raises(Refused, match="ne change plus"):
        outside.save_answers(reader=readers[0][0], answers=faithful)


def test_invented_answers_are_ignored(made):
    counter = drawn(made)
    reader, _ = invited(made, counter)[0]
    saved = outside.save_answers(
        reader=reader, answers={counter.sample[0]: (987654, ""), 555: (0, "x")}, finished=True
    )
    assert saved.answers == {} and saved.finished is None


def test_an_invitation_is_taken_back(made, client):
    counter = drawn(made)
    reader, secret = invited(made, counter)[0]
    client.force_login(made.lead)
    client.post(made.url("outside-cancel"), {"reader": reader.pk, "reason": "empêchée"})
    assert client.get(reverse("sorting:outside", args=[secret])).status_code == 404
    entry = JournalEntry.objects.get(action="sorting.cancel_outsider")
    assert entry.reason == "empêchée" and "enseignante" not in entry.object_label


@pytest.mark.parametrize("role", [Role.ELECTED, Role.ANALYST, Role.SERVICE])
def test_others_call_nobody(made, client, role):
    client.force_login(made.user(role))
    assert client.get(made.url("outside")).status_code == 403


def test_the_link_works_from_nowhere(made, client):
    counter = drawn(made)
    _, secret = invited(made, counter)[0]
    with scopes_disabled():
        assert client.get(reverse("sorting:outside", args=[secret])).status_code == 200


def test_what_moderation_hides_is_neither_drawn_nor_shown_to_outsiders(made, client):
    hidden, *_rest = notes_of(made.consultation)
    Contribution.objects.filter(pk=hidden.pk).update(moderation="hidden", text="Madame Tartempion ment")
    counter = drawn(made, size=60)
    assert hidden.pk not in counter.sample and len(counter.sample) == notes_of(made.consultation).count() - 1
    shown = Contribution.objects.get(pk=counter.sample[0])
    Contribution.objects.filter(pk=shown.pk).update(moderation="waiting", text="Monsieur Untel ment")
    _reader, secret = outside.invite(actor=made.actor, counter=counter, signature="Une enseignante")
    page = client.get(reverse("sorting:outside", args=[secret])).content.decode()
    assert "ment</strong>" not in page and f'id="t{shown.pk}"' not in page
