"""Damaged exports of platforms and tools: a plain sentence, or an account that holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_files import damaged, sentence
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concertia.errors import ConcertiaError

Import = Callable[..., dict[str, Any]]
CAP = (
    "export_contribution_type,export_contribution_id,export_contribution_title,export_contribution_body_text,"
    "export_contribution_votes_count,export_contribution_votes_count_ok,export_contribution_votes_id,"
    "export_contribution_votes_author_id,export_contribution_votes_value,export_contribution_arguments_id,"
    "export_contribution_arguments_type,export_contribution_arguments_body\n"
    "o,o1,Un,Deux,1,1,,,,,,\nv,o1,Un,Deux,1,1,v1,u1,YES,,,\na,o1,Un,Deux,1,1,,,,a1,FOR,Parce que\n"
)
SAMPLES = {
    "cap.csv": CAP,
    "decidim.csv": "id;title/fr;body/fr;component/id;votes;published_at\n1;Un;<p>Deux</p>;3;4;2026\n",
    "lime.csv": "id,submitdate,lastpage,startlanguage,ipaddr,Q1\n1,2026-03-12,1,fr,192.0.2.1,Trois mots\n",
    "make.json": '{"results": [{"id": "m", "content": "Il faut", "votes": [{"key": "agree", "count": 1, '
    '"qualifications": [{"key": "likeIt", "count": 1}]}, {"key": "disagree", "count": 2, "qualifications": '
    '[]}, {"key": "neutral", "count": 3, "qualifications": []}]}]}',
    "folded.csv": '"id,texte,commune";;\n"1,""Un texte, entier"",Nord";;\n"2,""Deux caf&eacute";"s"",Sud";\n',
    "twice.csv": "id;idÃ©e;commune\n1;DÃ©jÃ\xa0 lÃ\xa0;Ã‰vry\n2;Un caf&eacute;s;Nord\n",
    "corpus.txt": "**** *id_1 *commune_Nord\nUn texte.\n-*theme\nUn autre.\n**** *id_2\n\n",
}


def accepted(imported: Import, path: Path) -> None:
    try:
        report = imported(path, out=path.parent / "corpus")
    except ConcertiaError as error:
        sentence(error)
        return
    (source,) = report["sources"]
    counts = source["records"]
    assert all(count["read"] == count["kept"] + count["rejected"] for count in counts.values())
    kept = sum(counts[kind]["kept"] for kind in ("contribution", "argument", "comment") if kind in counts)
    assert kept == report["contributions"]
    assert sum(source["reasons"].values()) == sum(count["rejected"] for count in counts.values())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_any_damage_to_an_export(name: str, tmp_path: Path, imported: Import) -> None:
    accepted(imported, write(tmp_path / name, SAMPLES[name].encode()))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        accepted(imported, write(tmp_path / name, damaged(SAMPLES[name].encode(), random.Random(seed))))

    check()


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
