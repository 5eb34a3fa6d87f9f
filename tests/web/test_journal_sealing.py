"""The chain of the journal: what was sealed cannot be changed, removed or moved unseen; values can go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.web.factories import make_territory, make_user

from concertia_web.accounts.actors import ANYBODY, actor_of
from concertia_web.journal import sealing
from concertia_web.journal.lines import check_lines, public_lines
from concertia_web.journal.models import Block, Chain, JournalEntry, JournalValue
from concertia_web.journal.services import batch_of, purge_values, record
from concertia_web.journal.tree import leaf_hash, proofs_of, root_by_proof, root_of
from concertia_web.territories.models import Territory

WRITER = """
import django, sys
django.setup()
from django.db import transaction
from concertia_web.accounts.actors import ANYBODY
from concertia_web.accounts.models import User
from concertia_web.journal.sealing import seal
from concertia_web.journal.services import record
thing = User.objects.get_or_create(email="installation@territoire.invalid")[0]
for number in range(15):
    with transaction.atomic():
        record(actor=ANYBODY, action="accounts.install", thing=thing, label=sys.argv[1], after={"n": number})
    seal(limit=4)
"""


def write(count=1, public=True, **more):
    """Entries of one person of one territory."""
    territory = make_territory()
    actor = actor_of(make_user(territory))
    entries = []
    for number in range(count):
        with transaction.atomic():
            entries.append(
                record(
                    actor=actor,
                    action="accounts.give_role",
                    thing=territory,
                    label=f"rôle {number}",
                    territory=territory,
                    reason="équipe d’été",
                    before={"n": number},
                    after={"n": number + 1},
                    public=public,
                    **more,
                )
            )
    return entries


@pytest.mark.django_db
class TestSealing:
    def test_nothing_waits_nothing_is_sealed(self):
        assert sealing.seal() is None
        assert sealing.oldest_unsealed_age() is None
        assert sealing.verify_chain() == []

    def test_entries_are_sealed_in_order_by_blocks_that_follow_each_other(self):
        entries = write(5)
        first, second = sealing.seal(limit=3), sealing.seal(limit=3)
        assert (first.number, first.entries_count, first.previous) == (1, 3, "")
        assert (second.number, second.entries_count, second.previous) == (2, 2, first.hash)
        placed = JournalEntry.objects.order_by("pk").values_list("pk", "block__number", "place")
        expected = [(e.pk, 1 + rank // 3, rank % 3) for rank, e in enumerate(entries)]
        assert list(placed) == expected
        assert sealing.seal() is None
        assert sealing.verify_chain() == []
        assert Chain.objects.get().head == second.hash

    def test_tick_seals_everything(self, monkeypatch):
        monkeypatch.setattr(sealing.seal, "__defaults__", (2,))
        write(5)
        assert sealing.tick() == 3
        assert sealing.tick() == 0

    def test_the_age_of_the_oldest_that_waits(self):
        entry = write(2)[0]
        JournalEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(hours=3))
        assert timedelta(hours=3) <= sealing.oldest_unsealed_age() < timedelta(hours=3, minutes=1)
        sealing.seal()
        assert sealing.oldest_unsealed_age() is None

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("function", "maire"),
            ("action", "accounts.take_role"),
            ("reason", "autre"),
            ("public", False),
            ("object_label", "autre"),
            ("object_id", "999"),
            ("before_hash", "0" * 64),
            ("at", timezone.now() - timedelta(days=2)),
            ("who", "0" * 64),
            ("territory", None),
        ],
    )
    def test_a_changed_entry_is_found(self, field, value):
        entry = write(4)[2]
        sealing.seal()
        JournalEntry.objects.filter(pk=entry.pk).update(**{field: value})
        assert any("bloc 1" in problem for problem in sealing.verify_chain())

    def test_a_removed_entry_is_found(self):
        entry = write(4)[1]
        sealing.seal()
        JournalValue.objects.filter(entry=entry).delete()
        JournalEntry.objects.filter(pk=entry.pk).delete()
        assert len(sealing.verify_chain()) == 2

    def test_the_last_entry_removed_with_its_count_is_found(self):
        entry = write(4)[3]
        block = sealing.seal()
        entry.delete()
        Block.objects.filter(pk=block.pk).update(entries_count=3)
        assert sealing.verify_chain()

    def test_entries_that_change_places_are_found(self):
        one, two = write(4)[:2]
        sealing.seal()
        JournalEntry.objects.filter(pk=one.pk).update(place=None)
        JournalEntry.objects.filter(pk=two.pk).update(place=0)
        JournalEntry.objects.filter(pk=one.pk).update(place=1)
        assert sealing.verify_chain() == ["Une ligne du bloc 1 a été changée, retirée ou déplacée."]

    def test_an_entry_given_to_somebody_else_is_found(self):
        entry = write(2)[0]
        sealing.seal()
        JournalEntry.objects.filter(pk=entry.pk).update(user=make_user())
        assert sealing.verify_chain() == [
            f"La ligne {entry.pk} n’est plus attribuée à la personne qui l’a écrite."
        ]

    def test_a_changed_value_is_found(self):
        entry = write(2)[0]
        sealing.seal()
        JournalValue.objects.filter(entry=entry).update(after={"n": 50})
        assert sealing.verify_chain() == [f"Les valeurs gardées avec la ligne {entry.pk} ont été changées."]

    def test_a_missing_block_at_the_end_is_found(self):
        write(4)
        sealing.seal(limit=2)
        last = sealing.seal(limit=2)
        JournalValue.objects.filter(entry__block=last).delete()
        JournalEntry.objects.filter(block=last).delete()
        last.delete()
        assert sealing.verify_chain() == [
            "La fin de la chaîne n’est pas celle qui a été scellée : des blocs ont disparu."
        ]

    def test_a_missing_block_in_the_middle_is_found(self):
        write(6)
        blocks = [sealing.seal(limit=2) for _ in range(3)]
        JournalEntry.objects.filter(block=blocks[1]).update(block=None)
        blocks[1].delete()
        problems = sealing.verify_chain()
        assert "Il manque le bloc 2." in problems
        assert "Le bloc 3 ne suit pas le précédent." in problems

    def test_a_chain_rewritten_from_end_to_end_does_not_match_what_was_noted(self):
        entry = write(3)[0]
        noted = sealing.seal()
        JournalEntry.objects.update(block=None, place=None)
        Block.objects.all().delete()
        Chain.objects.all().delete()
        JournalEntry.objects.filter(pk=entry.pk).update(reason="réécrite")
        sealing.seal()
        assert sealing.verify_chain() == []
        assert "n’a pas l’empreinte notée ailleurs" in sealing.verify_chain({1: noted.hash})[0]

    def test_values_are_forgotten_at_term_and_the_chain_still_holds(self):
        old, recent = write(2)
        sealing.seal()
        JournalEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=900))
        broken = sealing.verify_chain()
        JournalEntry.objects.filter(pk=old.pk).update(at=old.at)
        assert broken and sealing.verify_chain() == []
        assert purge_values(before=old.at) == 0
        assert purge_values(before=recent.at) == 1
        assert not JournalValue.objects.filter(entry=old).exists()
        assert JournalValue.objects.filter(entry=recent).exists()
        assert sealing.verify_chain() == []

    def test_an_account_may_be_erased_and_the_chain_still_holds(self):
        entry = write(1)[0]
        sealing.seal()
        entry.user.delete()
        assert sealing.verify_chain() == []

    def test_the_same_value_has_another_hash_in_another_entry(self):
        territory = make_territory()
        with transaction.atomic():
            kept = [
                record(actor=ANYBODY, action="accounts.install", thing=territory, after={"vote": "oui"})
                for _ in range(2)
            ]
        assert kept[0].after_hash != kept[1].after_hash

    def test_a_batch_enters_as_one_root(self):
        territory = make_territory()
        leaves = [leaf_hash(bytes([number])).hex() for number in range(62)]
        more = {"actor": ANYBODY, "action": "contributions.batch", "thing": territory, "territory": territory}
        with transaction.atomic():
            entry = record(after=batch_of(leaves), label="62 contributions", **more)
            moved = record(after=batch_of(leaves[::-1]), **more)
        assert entry.value.after["count"] == 62
        assert entry.value.after["root"] != moved.value.after["root"]


@pytest.mark.django_db
class TestLines:
    def lines(self):
        write(3)
        write(1, public=False)
        write(2)
        sealing.seal(limit=4)
        sealing.seal(limit=4)
        return list(public_lines())

    def test_anyone_can_check_the_public_lines(self):
        lines = self.lines()
        assert [("header" in json.loads(line)) for line in lines] == [True] * 2 + [False] * 5
        assert check_lines(lines, head=Chain.objects.get().head) == []

    def test_names_and_hidden_entries_are_not_there(self):
        text = "".join(self.lines())
        for entry in JournalEntry.objects.select_related("user"):
            assert entry.user.email not in text
            assert entry.user.name not in text
            assert entry.nonce not in text
        assert JournalEntry.objects.get(public=False).who not in text

    @pytest.mark.parametrize("what", ["function", "at", "reason"])
    def test_a_changed_line_is_found(self, what):
        lines = self.lines()
        changed = json.loads(lines[3])
        changed["entry"][what] = "autre"
        lines[3] = json.dumps(changed)
        assert check_lines(lines) == ["Ligne 4 : l’inscription n’est pas celle qui a été scellée"]

    def test_a_line_moved_to_another_place_or_block_is_found(self):
        lines = self.lines()
        moved = json.loads(lines[3])
        assert check_lines([*lines, json.dumps({**moved, "place": moved["place"] + 1})])
        assert check_lines([*lines, json.dumps({**moved, "block": 2})])
        assert check_lines([*lines, json.dumps({**moved, "proof": moved["proof"][:-1]})])
        assert check_lines([*lines, json.dumps({**moved, "proof": [*moved["proof"], "00" * 32]})])

    def test_a_false_header_and_a_broken_chain_are_found(self):
        lines = self.lines()
        header = json.loads(lines[1])
        header["header"]["previous"] = "0" * 64
        assert "en-tête" in check_lines([lines[0], json.dumps(header)])[0]
        assert check_lines(lines[:2], head="0" * 64)
        assert check_lines(["pas du json", *lines])

    def test_lines_after_a_block(self):
        self.lines()
        later = [json.loads(line) for line in public_lines(after=1)]
        assert {item.get("block", 2) for item in later} == {2}
        assert check_lines(json.dumps(item) for item in later) == []

    def test_the_same_bytes_twice(self):
        assert self.lines() == list(public_lines())


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=40))
@effort(max_examples=60, deadline=None)
def test_every_leaf_has_a_proof_and_no_other(contents):
    leaves = [leaf_hash(content) for content in contents]
    root = root_of(leaves)
    for place, proof in enumerate(proofs_of(leaves)):
        assert root_by_proof(leaves[place], place, len(leaves), proof) == root
        assert root_by_proof(leaf_hash(b"something else"), place, len(leaves), proof) != root


def test_a_root_known_from_elsewhere():
    """The trees of no leaf and of seven, among the test vectors of Certificate Transparency (RFC 6962)."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    leaves = [leaf_hash(bytes.fromhex(item)) for item in inputs]
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of(leaves).hex() == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


def test_writing_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(actor=ANYBODY, action="accounts.install", thing=Territory())


@pytest.fixture
def apart(tmp_path):
    """The environment of processes with a database of their own: a file, or a schema of the server."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "concertia_web.settings", "CONCERTIA_VAR": str(tmp_path)}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    server = os.environ.get("CONCERTIA_DATABASE")
    if not server:
        yield env
        return
    import psycopg

    with psycopg.connect(server, autocommit=True) as database:
        database.execute("DROP SCHEMA IF EXISTS sealing CASCADE")
        database.execute("CREATE SCHEMA sealing")
        mark = "&" if "?" in server else "?"
        yield {**env, "CONCERTIA_DATABASE": f"{server}{mark}options=-csearch_path%3Dsealing"}
        database.execute("DROP SCHEMA sealing CASCADE")


def test_several_write_and_seal_at_once_and_the_chain_holds(apart):
    env = apart
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "migrate", "--verbosity=0"], env=env, check=True, cwd=ROOT)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, f"table {n}"], env=env, cwd=ROOT) for n in range(3)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    check = (
        "import django; django.setup()\n"
        "from concertia_web.journal.models import *; from concertia_web.journal.sealing import *\n"
        "tick(); print(verify_chain(), JournalEntry.objects.exclude(block=None).count())"
    )
    done = subprocess.run([sys.executable, "-c", check], env=env, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[] 45"
