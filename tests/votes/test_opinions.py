from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import corpus

from concertia.corpus.folder import Corpus
from concertia.errors import VerificationError
from concertia.storage.canonical import canonical_json, rounded
from concertia.votes.opinions import VOTE_GROUPS, Opinions, analyse_opinions, opinions_section_from_groups

KEYS = {
    *("participants", "in_conversation", "votes", "k", "stability", "fragile", "shown", "projection"),
    *("groups", "statements", "representative", "consensus"),
}
STATEMENT = {
    *("id", "source_id", "source", "agree", "disagree", "pass", "mixed", "extremity", "priority"),
    *("group_aware_consensus", "group_aware_consensus_geometric", "bridging", "by_group"),
}


def debate(participants: int = 40, statements: int = 14, seed: int = 0) -> list[tuple[str, str, int]]:
    """Two camps, one vote in five missing."""
    generator = np.random.default_rng(seed)
    return [
        (f"v{person}", str(statement), (1 if (person + statement) % 2 else -1) if statement else 1)
        for person in range(participants)
        for statement in range(statements)
        if generator.random() < 0.8
    ]


def read(found: Corpus, **options: Any) -> Opinions:
    opinions = analyse_opinions(found, seed=0, **options)
    assert opinions is not None
    return opinions


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) else []


def test_two_camps() -> None:
    section = read(corpus(debate())).section
    assert section.keys() >= KEYS
    assert all(statement.keys() >= STATEMENT for statement in section["statements"])
    assert section["k"] == 2
    assert section["shown"] is True
    assert section["fragile"] is False
    assert [group["size"] for group in section["groups"]] == [20, 20]
    assert [statement["source_id"] for statement in section["statements"]] == [str(n) for n in range(14)]
    assert section["consensus"]["agree"][0]["statement"] == "id-0"
    best = max(section["statements"], key=lambda statement: statement["bridging"])
    assert best["source_id"] == "0"


def test_sums_agree() -> None:
    opinions = read(corpus(debate()))
    section = opinions.section
    assert sum(group["size"] for group in section["groups"]) == section["in_conversation"]
    total = 0
    for statement in section["statements"]:
        kinds = [statement[kind] for kind in ("agree", "disagree", "pass", "mixed")]
        total += sum(kinds)
        by_group = np.array(list(statement["by_group"].values())).sum(axis=0)
        if section["in_conversation"] == section["participants"]:
            assert by_group.tolist() == [kinds[0], kinds[1], kinds[2] + kinds[3]]
    assert total == section["votes"]
    assert set(opinions.groups) == set(VOTE_GROUPS)
    assert len(opinions.groups["voter"]) == section["participants"]


def test_below_thirty_participants_no_group_is_shown() -> None:
    assert read(corpus(debate(29))).section["shown"] is False
    assert read(corpus(debate(30))).section["shown"] is True


def test_a_rejected_statement_is_in_no_list_and_a_meta_one_shapes_nothing() -> None:
    moderation = {"3": ("rejected", "spam"), "4": ("accepted", "is_meta")}
    section = read(corpus(debate(), moderation=moderation)).section
    assert "id-3" not in json.dumps(section)
    statement = next(item for item in section["statements"] if item["source_id"] == "4")
    assert statement["meta"] is True
    assert statement["priority"] == 49
    assert statement["extremity"] == 0
    put_forward = [item for entries in section["representative"].values() for item in entries]
    put_forward += [item for side in section["consensus"].values() for item in side]
    assert "id-4" not in [item["statement"] for item in put_forward]
    assert len(section["projection"]["center"]) == len(section["statements"]) == 13
    assert section["votes"] == sum(1 for _, name, _ in debate() if name != "3")


def test_tallies_are_counts_only() -> None:
    tallies = {"a": (28, 3, 0, 2), "b": (5, 5, 5, 5)}
    section = read(corpus([], tallies=tallies, moderation={"b": ("rejected", None)})).section
    assert section.keys() >= KEYS
    (statement,) = section["statements"]
    assert [statement[kind] for kind in ("agree", "disagree", "pass", "mixed")] == [28, 3, 0, 2]
    assert statement["by_group"] == {}
    assert statement["bridging"] is None
    assert (section["k"], section["groups"], section["shown"]) == (0, [], False)
    assert (section["votes"], section["tallied_votes"]) == (0, 33)


def test_tallies_never_enter_groups() -> None:
    alone = read(corpus(debate())).section
    mixed = read(corpus(debate(), tallies={"00": (9, 0, 0, 0), "1": (7, 7, 7, 7)})).section
    assert mixed["groups"] == alone["groups"]
    assert [item["source"] for item in mixed["statements"]].count("tallies") == 1
    voted = [item for item in mixed["statements"] if item["source"] == "votes"]
    assert voted == alone["statements"]
    assert len(mixed["projection"]["center"]) == len(mixed["statements"])


def test_nothing_to_read() -> None:
    assert analyse_opinions(corpus([], extra=["1"]), seed=0) is None


def test_mitige_is_counted_apart_and_neither_for_nor_against() -> None:
    events = debate()
    as_pass = [(voter, name, 0 if name == "5" else value) for voter, name, value in events]
    as_mixed = [(voter, name, 2 if name == "5" else value) for voter, name, value in events]
    passed, mixed = read(corpus(as_pass)), read(corpus(as_mixed))
    assert mixed.section["projection"] == passed.section["projection"]
    assert mixed.groups["group"].tolist() == passed.groups["group"].tolist()
    one, other = mixed.section["statements"][5], passed.section["statements"][5]
    assert (one["mixed"], one["pass"]) == (other["pass"], other["mixed"])
    assert one["by_group"] == other["by_group"]


def test_names_of_voters_do_not_matter() -> None:
    events = debate(seed=2)
    renamed = [(f"{hash(voter) % 997:03}{voter}", name, value) for voter, name, value in events]
    one, other = read(corpus(events)), read(corpus(renamed))
    assert canonical_json(rounded(one.section)) == canonical_json(rounded(other.section))
    assert one.groups["group"].tolist() == other.groups["group"].tolist()


def test_same_bytes_twice() -> None:
    assert canonical_json(rounded(read(corpus(debate())).section)) == canonical_json(
        rounded(read(corpus(debate())).section)
    )


def test_without_stability() -> None:
    section = read(corpus(debate()), stability=False).section
    assert section["stability"] is None
    assert section["fragile"] is None


votes = st.lists(
    st.tuples(
        st.sampled_from([f"v{n}" for n in range(9)]),
        st.sampled_from([str(n) for n in range(6)]),
        st.sampled_from([-1, 0, 1, 2]),
    ),
    min_size=1,
    max_size=50,
)


@settings(deadline=None, max_examples=25)
@given(votes, st.sets(st.sampled_from(["0", "1"])))
def test_any_votes_give_finite_figures_that_can_be_recomputed(
    events: list[tuple[str, str, int]], rejected: set[str]
) -> None:
    moderation = dict.fromkeys(rejected, ("rejected", None))
    found = corpus(events, moderation=moderation, extra=["0"])
    opinions = read(found, stability=len(events) % 5 == 0)
    assert all(map(math.isfinite, numbers(opinions.section)))
    stored = json.loads(json.dumps(opinions.section))
    again = opinions_section_from_groups(found, opinions.groups, stored)
    assert canonical_json(rounded(again)) == canonical_json(rounded(opinions.section))


@pytest.mark.parametrize("change", ["group", "count", "representative", "bridging"])
def test_an_altered_figure_is_recomputed(change: str) -> None:
    found = corpus(debate())
    opinions = read(found)
    altered = json.loads(json.dumps(opinions.section))
    groups = dict(opinions.groups)
    if change == "group":
        groups["group"] = groups["group"].copy()
        groups["group"][0] = 1 - groups["group"][0]
    elif change == "count":
        altered["statements"][2]["agree"] += 1
    elif change == "representative":
        altered["representative"]["0"].pop()
    else:
        altered["statements"][0]["bridging"] = 0.0
    assert rounded(opinions_section_from_groups(found, groups, altered)) != rounded(altered)


def test_rows_of_groups_in_another_order_are_found_by_voter() -> None:
    found = corpus(debate())
    opinions = read(found)
    reversed_rows = {name: column[::-1] for name, column in opinions.groups.items()}
    again = opinions_section_from_groups(found, reversed_rows, opinions.section)
    assert rounded(again) == rounded(opinions.section)


def test_groups_of_other_participants_are_refused() -> None:
    found = corpus(debate())
    opinions = read(found)
    other = {**opinions.groups, "voter": np.array([f"w{n}" for n in range(40)], dtype=object)}
    with pytest.raises(VerificationError):
        opinions_section_from_groups(found, other, opinions.section)
    with pytest.raises(VerificationError):
        opinions_section_from_groups(found, opinions.groups, {**opinions.section, "k": 1})
    shorter = {**opinions.section, "projection": {"center": [0.0], "components": [[0.0], [0.0]]}}
    with pytest.raises(VerificationError):
        opinions_section_from_groups(found, opinions.groups, shorter)


KERNEL = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from making import matrix
from concertia.votes.groups import group_participants
from concertia.votes.projection import in_conversation, project
generator = np.random.default_rng(7)
camp = generator.integers(0, 3, 400)
liking = generator.normal(0, 1, (3, 60))
votes = np.sign(np.round(liking[camp] + generator.normal(0, 1.2, (400, 60)))).astype(int)
found = matrix(np.where(generator.random(votes.shape) < 0.6, 9, votes).tolist())
groups = group_participants(project(found).positions, found.start_order, in_conversation(found))
print(groups.k, "".join(map(str, groups.labels.tolist())))
"""


def test_same_groups_under_two_linear_algebra_kernels() -> None:
    here = str(Path(__file__).parent)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", KERNEL, here],
            env={**os.environ, "OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for kernel in ("Haswell", "Sandybridge")
    }
    assert len(outputs) == 1
    assert outputs.pop()[0] in "2345"
