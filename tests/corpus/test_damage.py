"""Damaged exports: a clear sentence or counted rejects, never a traceback, never a lost record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concertia.corpus.importing import ImportOptions, import_sources
from concertia.errors import ConcertiaError

FUZZ = settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.just([]),
    st.just({}),
    st.just([None]),
)
PABULIB = """META
key;value
num_projects;2
num_votes;2
vote_type;ordinal
PROJECTS
project_id;cost;votes;name
1;1000;2;Un parc
2;500;1;Des vélos
VOTES
voter_id;vote
a;1,2
b;1
"""
CAP = {
    "opinion": {
        "id": 7,
        "title": "Titre",
        "body": "<p>Corps</p>",
        "created_at": "2015-09-26T14:05:04+0200",
        "author": {"uniqueId": "a"},
        "type": {"title": "Section", "subtitle": "Sujet"},
        "votes_ok": 3,
        "votes_nok": 1,
        "votes_mitige": 2,
        "votes_total": 6,
        "arguments": [{"id": 5, "type": 1, "body": "Oui", "author": {"uniqueId": "b"}}],
        "arguments_count": 1,
    }
}
FLAT = [
    {
        "topic_id": 1,
        "contributions_id": "f3",
        "contribution_versions_title": "Titre",
        "contribution_versions_bodyText": "Corps",
        "contributions_votesCount": 3.0,
        "contributions_votesCountOk": 1.0,
        "contributions_votesCountMitige": 1.0,
        "contributions_votesCountNok": 1.0,
    }
]
POLIS: dict[str, Any] = {
    "comments": [
        {
            "txt": "Un",
            "statement_id": 0,
            "participant_id": 1,
            "agree_count": 1,
            "disagree_count": 0,
            "moderated": 1,
        },
        {"txt": "Deux", "statement_id": 1, "created": "2023-04-08T09:38:05Z", "lang": "fr", "is_meta": True},
    ],
    "votes": [{"participant_id": 1, "statement_id": 0, "vote": 1, "modified": 1.6e12}],
    "conversation": {
        "topic": "Sujet",
        "conversation_id": "abc",
        "strict_moderation": True,
        "participant_count": 1,
    },
    "math-pca2": {"comment-priorities": {}, "n": 1, "user-vote-counts": {"1": 1}, "mod-out": [1]},
}


def attempt(source: Path, key: Path, **options: Any) -> None:
    """A dry run either explains itself or accounts for everything it read."""
    try:
        report = import_sources([source], source, ImportOptions(key=key, dry_run=True, **options))
    except ConcertiaError as error:
        assert len(error.fr) > 20
        assert len(error.en) > 20
        return
    kept = sum(source["records"][kind]["kept"] for source in report["sources"] for kind in source["records"])
    assert kept >= report["contributions"] > 0
    for entry in report["sources"]:
        rejected = sum(counts["rejected"] for counts in entry["records"].values())
        assert rejected == sum(entry["reasons"].values())
        assert all(c["read"] == c["kept"] + c["rejected"] for c in entry["records"].values())


def nodes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in items for found in nodes(item, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


@FUZZ
@given(st.data(), st.sampled_from(["pb", "cap", "flat"]))
def test_one_wrong_value_anywhere(tmp_path: Path, key_file: Path, data: st.DataObject, kind: str) -> None:
    if kind == "pb":
        cells = PABULIB.split("\n")
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.text(max_size=12))
        (tmp_path / "a.pb").write_bytes("\n".join(cells).encode("utf-8", "surrogatepass"))
        attempt(tmp_path / "a.pb", key_file)
        return
    sample: Any = CAP if kind == "cap" else FLAT
    broken = replaced(sample, data.draw(st.sampled_from(nodes(sample))), data.draw(JUNK))
    folder = tmp_path / kind
    folder.mkdir(exist_ok=True)
    (folder / "a.json").write_text(json.dumps(broken), encoding="utf-8")
    attempt(folder, key_file, format="cap-collectif" if kind == "cap" else "cap-collectif-flat")


@FUZZ
@given(st.data())
def test_one_wrong_value_in_a_polis_conversation(tmp_path: Path, key_file: Path, data: st.DataObject) -> None:
    broken = replaced(POLIS, data.draw(st.sampled_from(nodes(POLIS)[1:])), data.draw(JUNK))
    folder = tmp_path / "polis"
    folder.mkdir(exist_ok=True)
    for name, content in broken.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    attempt(folder, key_file, format="polis-json")


@FUZZ
@given(st.data())
def test_bytes_overwritten_in_a_polis_export(
    tmp_path_factory: Any, polis: Callable[..., Path], key_file: Path, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("export")
    for path in polis(name=folder.name).iterdir():
        content = bytearray(path.read_bytes())
        start = data.draw(st.integers(0, len(content)))
        noise = data.draw(st.binary(max_size=6))
        content[start : start + data.draw(st.integers(0, 6))] = noise
        (folder / path.name).write_bytes(content)
    attempt(folder, key_file, format="polis-csv")


def test_json_nested_beyond_reason(tmp_path: Path, key_file: Path) -> None:
    path = tmp_path / "comments.json"
    path.write_text('[{"txt": "a", "tid": 0, "x": ' + "[" * 100_000, encoding="utf-8")
    attempt(path, key_file)
