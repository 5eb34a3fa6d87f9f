"""CSV exports of Cap Collectif: distinct ids and never rows, totals reconciled, whatever the generation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported_tables import checked, kept, written

from concertia.corpus.folder import read_corpus

Import = Callable[..., dict[str, Any]]


def consultation(prefix: str) -> list[dict[str, Any]]:
    """Two opinions, three votes, two arguments and a version; the parent is repeated on each child row."""
    parents: list[dict[str, Any]] = [
        {
            "id": "o1",
            "section_title": "Titre I",
            "title": "Un registre",
            "body_text": "Publier la liste.",
            "author_id": "u1",
            "votes_count": "3",
            "votes_count_ok": "1",
            "votes_count_mitige": "1",
            "votes_count_nok": "1",
            "arguments_count": "2",
            "trashed": "0",
        },
        {
            "id": "o2",
            "section_title": "Titre I",
            "title": "Rien",
            "body_text": "Ne rien changer.",
            "author_id": "u2",
            "votes_count": "0",
            "votes_count_ok": "0",
            "votes_count_mitige": "0",
            "votes_count_nok": "0",
            "arguments_count": "0",
            "trashed": "1",
        },
    ]
    votes = [("v1", "u3", "YES"), ("v2", "u4", "MITIGE"), ("v3", "u5", "NO")]
    children = [
        *(
            {"votes_id": v, "votes_related_id": "o1", "votes_author_id": u, "votes_value": x}
            for v, u, x in votes
        ),
        {
            "arguments_id": "a1",
            "arguments_related_id": "o1",
            "arguments_type": "FOR",
            "arguments_author_id": "u3",
            "arguments_body": "On saura enfin.",
        },
        {
            "arguments_id": "a2",
            "arguments_related_id": "o1",
            "arguments_type": "AGAINST",
            "arguments_author_id": "u4",
            "arguments_body": "Cela coûte cher.",
        },
        {
            "versions_id": "w1",
            "versions_title": "Un registre complet",
            "versions_body_text": "Publier aussi les tests.",
            "versions_author_id": "u5",
        },
    ]
    rows = [parents[0], *({**parents[0], **child} for child in children), parents[1]]
    return [{f"{prefix}{name}": value for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("prefix", ["export_contribution_", "contribution_"])
def test_cap_collectif_consultation_counts_ids_and_not_rows(
    prefix: str, imported: Import, tmp_path: Path
) -> None:
    source = checked(imported(written(tmp_path / "c.csv", consultation(prefix))), "cap-collectif-csv")
    assert kept(source) == {"contribution": 3, "argument": 2, "vote": 3}
    found = {check["check"]: check["found"] for check in source["reconciliation"]}
    assert found["arguments: total"] == 2
    assert found["agrees: sum over statements"] == found["mixed: sum over statements"] == 1
    corpus = read_corpus(tmp_path / "corpus")
    assert corpus.votes is not None
    assert sorted(corpus.votes["value"].tolist()) == [-1, 1, 2]
    assert sorted(filter(None, corpus.contributions["declared_position"].tolist())) == [
        "defavorable",
        "favorable",
    ]
    assert corpus.contributions["moderation"].tolist().count("rejected") == 1
    assert sum(parent is not None for parent in corpus.contributions["parent_id"].tolist()) == 3


def collect(generation: str) -> list[dict[str, Any]]:
    proposals: list[dict[str, Any]] = [
        {
            "id": "p1",
            "reference": '"7-1"',
            "title": "Une aire de jeux",
            "summary": "Pour les petits.",
            "description": "<p>Avec des <em>arbres</em>.</p>",
            "author_id": "u1",
            "district_name": "Nord",
        },
        {
            "id": "p2",
            "reference": '"7-2"',
            "title": "Un café",
            "summary": "",
            "description": "Ouvert le soir.",
            "author_id": "u2",
            "district_name": "Sud",
        },
    ]
    if generation == "simplified":
        own = ("id", "reference", "author_id")
        return [
            {
                "export_proposal_id": row["id"],
                "export_proposal_published_at": "2026-03-12 18:04:00",
                "export_proposal_reference": row["reference"],
                **{name: value for name, value in row.items() if name not in own},
            }
            for row in proposals
        ]
    comments = [
        {
            "proposal_comments_id": "k1",
            "proposal_comments_body": "Bonne idée",
            "proposal_comments_author_id": "u9",
        }
    ]
    votes = [{"proposal_votes_id": f"v{n}", "proposal_votes_author_id": f"u{n}"} for n in range(3)]
    first, second = ({f"proposal_{name}": value for name, value in row.items()} for row in proposals)
    full = [first, *({**first, **child} for child in [*votes, *comments]), second]
    return [
        {"contribution_type": "proposal", "proposal_publicationStatus": "PUBLISHED", **row} for row in full
    ]


def test_cap_collectif_collect_simplified(imported: Import, tmp_path: Path) -> None:
    source = checked(imported(written(tmp_path / "c.csv", collect("simplified"))), "cap-collectif-csv")
    assert kept(source) == {"contribution": 2}
    table = read_corpus(tmp_path / "corpus").contributions
    assert set(table["text"].tolist()) == {
        "Une aire de jeux\n\nPour les petits.\n\nAvec des arbres.",
        "Un café\n\nOuvert le soir.",
    }
    assert sorted(table["territory"].tolist()) == ["Nord", "Sud"]


def test_cap_collectif_collect_full(imported: Import, tmp_path: Path) -> None:
    source = checked(imported(written(tmp_path / "c.csv", collect("full"))), "cap-collectif-csv")
    assert kept(source) == {"comment": 1, "contribution": 2, "tally": 2}
    assert source["totals"]["agree"] == 3
    assert any("répètent un enregistrement" in line for line in source["warnings"])


def test_cap_collectif_questionnaire(imported: Import, tmp_path: Path) -> None:
    rows = [
        {
            "export_contribution_type": "reply",
            "export_contribution_id": f"r{n}",
            "export_contribution_author_id": f"u{n}",
            "export_contribution_published_at": "2026-03-12 18:04:00",
            "Que souhaitez-vous pour l'accueil ?": text,
        }
        for n, text in enumerate(["Un guichet ouvert le samedi", "", "Moins d'attente au téléphone"])
    ]
    report = imported(written(tmp_path / "q.csv", rows))
    source = checked(report, "cap-collectif-questionnaire")
    assert source["records"]["contribution"] == {"read": 3, "kept": 2, "rejected": 1}
    questions = read_corpus(tmp_path / "corpus").contributions["question"].tolist()
    assert questions == ["Que souhaitez-vous pour l'accueil ?"] * 2
    assert report["participants"] == 2
