"""Exports of participation platforms: distinct records, totals reconciled, whatever the generation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported_tables import checked, kept, written

from concertia.corpus.folder import read_corpus

Import = Callable[..., dict[str, Any]]


PROPOSALS = [
    {
        "id": "1",
        "title/fr": "Un guichet",
        "body/fr": "<p>Garder un <b>humain</b> &agrave; l'accueil.</p>",
        "title/en": "",
        "body/en": "",
        "state": "",
        "votes": "12",
    },
    {
        "id": "2",
        "title/fr": "",
        "body/fr": "",
        "title/en": "A register",
        "body/en": "Publish the list.",
        "state": "",
        "votes": "3",
    },
    {
        "id": "3",
        "title/fr": "Retirée",
        "body/fr": "Finalement non.",
        "title/en": "",
        "body/en": "",
        "state": "withdrawn",
        "votes": "0",
    },
]
RECENT = {
    "author/id": "7",
    "author/name": "Camille Exemple",
    "taxonomies/id": "4",
    "taxonomies/name/fr": "Accueil",
    "participatory_space/id": "9",
    "component/id": "5",
    "published_at": "2026-03-12 18:04:00 UTC",
    "answer/fr": "Nous y travaillons.",
}
OLDER = {
    "author/id": "7",
    "author/name": "Camille Exemple",
    "category/name/fr": "Accueil",
    "scope/name/fr": "Nord",
    "participatory_space/id": "9",
    "component/id": "5",
    "published_at": "2021-03-12 18:04:00 +0100",
}
COMMENTS = [
    {
        "id": "1",
        "created_at": "2026-03-13 09:00:00 UTC",
        "body": "Tout à fait.",
        "locale": "fr",
        "author/id": "8",
        "author/name": "C. Exemple",
        "alignment": "1",
        "depth": "0",
        "commentable_id": "1",
        "commentable_type": "Decidim::Proposals::Proposal",
    },
    {
        "id": "2",
        "created_at": "2026-03-13 09:10:00 UTC",
        "body": "Pas moi.",
        "locale": "fr",
        "author/id": "9",
        "author/name": "D. Exemple",
        "alignment": "-1",
        "depth": "1",
        "commentable_id": "1",
        "commentable_type": "Decidim::Comments::Comment",
    },
]


@pytest.mark.parametrize("generation", ["recent", "older"])
def test_decidim(generation: str, imported: Import, tmp_path: Path) -> None:
    rows = [dict(row, **(RECENT if generation == "recent" else OLDER)) for row in PROPOSALS]
    if generation == "older":
        rows = [
            {("supports" if name == "votes" else name): value for name, value in row.items()} for row in rows
        ]
    folder = tmp_path / "export"
    written(folder / "site-open-data-proposals.csv", rows, ";")
    written(folder / "site-open-data-comments.csv", COMMENTS, ";")
    results = [
        {"id": "1", "title/fr": "Fait", "status/key": "done", "progress": "100", "description/fr": "Fait."}
    ]
    written(folder / "site-open-data-results.csv", results, ";")
    report = imported(folder)
    sources = {source["path"].rpartition("-")[2]: source for source in report["sources"]}
    assert {source["format"] for source in report["sources"]} == {"decidim"}
    assert kept(sources["proposals.csv"]) == {"contribution": 3, "tally": 3}
    assert kept(sources["comments.csv"]) == {"comment": 2}
    assert kept(sources["results.csv"]) == {}
    assert "suites données" in sources["results.csv"]["warnings"][0]
    assert sources["proposals.csv"]["totals"]["agree"] == 15
    table = read_corpus(tmp_path / "corpus").contributions
    at = {text: row for row, text in enumerate(table["text"].tolist())}
    first = at["Un guichet\n\nGarder un humain à l'accueil."]
    reply, comment = at["Pas moi."], at["Tout à fait."]
    assert "A register\n\nPublish the list." in at
    assert table["parent_id"][comment] == table["contribution_id"][first]
    assert table["parent_id"][reply] == table["contribution_id"][comment]
    assert (table["declared_position"][comment], table["declared_position"][reply]) == (
        "favorable",
        "defavorable",
    )
    withdrawn = at["Retirée\n\nFinalement non."]
    assert (table["moderation"][withdrawn], table["moderation_reason"][withdrawn]) == (
        "rejected",
        "withdrawn",
    )
    assert table["question"][first] == "Accueil"
    assert not any("Exemple" in str(value) for column in table.values() for value in column.tolist())


def test_decidim_with_hidden_votes_has_no_totals(imported: Import, tmp_path: Path) -> None:
    rows = [dict(row, **RECENT, votes="") for row in PROPOSALS]  # the second `votes` wins
    source = checked(imported(written(tmp_path / "p.csv", rows, ";")), "decidim")
    assert kept(source) == {"contribution": 3}, "hidden votes are not zero votes"


@pytest.mark.parametrize("form", ["QUXVlc3Rpb246MTY5 - {}", "Q169 - {}", "{}"])
def test_grand_debat_headers(form: str, imported: Import, tmp_path: Path) -> None:
    asked = "Que faudrait-il faire pour mieux représenter la diversité ?"
    closed = "Faut-il réduire le nombre d'élus ?"
    rows = [
        {
            "reference": f"2-{n}",
            "title": "Mon avis",
            "createdAt": "2019-01-22 10:09:10",
            "publishedAt": "2019-01-22 10:09:10",
            "updatedAt": "",
            "trashed": "true" if n == 2 else "false",
            "trashedStatus": "",
            "authorId": f"a{n}",
            "authorType": "Citoyen / Citoyenne",
            "authorZipCode": "75010",
            form.format(asked): f"Réponse écrite et différente numéro {n} sur la représentation",
            form.format(closed): "Oui|Non" if n % 2 else "Oui",
        }
        for n in range(12)
    ]
    source = checked(imported(written(tmp_path / "DEMOCRATIE.csv", rows)), "grand-debat")
    assert kept(source) == {"contribution": 12}
    table = read_corpus(tmp_path / "corpus").contributions
    assert set(table["question"].tolist()) == {asked}
    assert set(table["territory"].tolist()) == {"75010"}
    assert table["moderation"].tolist().count("rejected") == 1
    assert any(f"fermées, non lues : « {form.format(closed)} »" in line for line in source["warnings"])


def test_grand_debat_as_json(imported: Import, tmp_path: Path) -> None:
    asked = ("Que faut-il changer ?", "Faut-il réduire le nombre d'élus ?")
    rows = [
        {
            "reference": f"2-{n}",
            "title": "Mon avis",
            "publishedAt": "2019-01-22 10:09:10",
            "trashed": False,
            "authorId": f"a{n}",
            "authorType": "Élu",
            "authorZipCode": "75010",
            "responses": [
                {"questionId": "Q1", "questionTitle": asked[0], "value": text, "formattedValue": text},
                {"questionId": "Q2", "questionTitle": asked[1], "value": "Oui", "formattedValue": "Oui"},
            ],
        }
        for n, text in enumerate(["Écouter les communes rurales", "Publier les comptes en ligne"])
    ]
    (tmp_path / "gd.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    source = checked(imported(tmp_path / "gd.json"), "grand-debat")
    assert kept(source) == {"contribution": 2}
    assert read_corpus(tmp_path / "corpus").contributions["question"].tolist() == [asked[0]] * 2


def test_make_org_table_and_search_answer(imported: Import, tmp_path: Path) -> None:
    rows = [
        {
            "id": "m1",
            "content": "Il faut former les agents",
            "agree": "85",
            "disagree": "6",
            "neutral": "24",
            "likeIt": "17",
            "status": "Accepted",
            "language": "fr",
        },
        {
            "id": "m2",
            "content": "Il faut tout arrêter",
            "agree": "1",
            "disagree": "9",
            "neutral": "1",
            "likeIt": "0",
            "status": "Refused",
            "language": "fr",
        },
    ]
    source = checked(imported(written(tmp_path / "m.csv", rows), out=tmp_path / "table"), "make-org")
    assert source["totals"] == {"agree": 86, "disagree": 15, "pass": 25, "mixed": 0}
    table = read_corpus(tmp_path / "table").contributions
    assert sorted(table["moderation"].tolist()) == ["accepted", "rejected"]
    votes = [
        {"key": "agree", "count": 85, "qualifications": [{"key": "likeIt", "count": 17}]},
        {"key": "disagree", "count": 6, "qualifications": []},
        {"key": "neutral", "count": 24, "qualifications": []},
    ]
    answer = {"total": 1, "results": [{"id": "m1", "content": "Il faut former les agents", "votes": votes}]}
    (tmp_path / "search.json").write_text(json.dumps(answer), encoding="utf-8")
    source = checked(imported(tmp_path / "search.json", out=tmp_path / "json"), "make-org")
    assert source["totals"] == {"agree": 85, "disagree": 6, "pass": 24, "mixed": 0}


def test_go_vocal(imported: Import, tmp_path: Path) -> None:
    rows = [
        {
            "ID": "g1",
            "Title": "Un jardin",
            "Description": "<p>Partagé.</p>",
            "Author name": "C. Exemple",
            "Author email": "c@exemple.fr",
            "Author ID": "u1",
            "Published at": "2026-03-12",
            "Likes": "12",
            "Dislikes": "2",
            "Tags": "Nature",
            "Project": "Quartier",
        },
        {
            "ID": "g2",
            "Title": "Un banc",
            "Description": "À l'ombre.",
            "Author name": "D. Exemple",
            "Author email": "",
            "Author ID": "u2",
            "Published at": "2026-03-12",
            "Likes": "3",
            "Dislikes": "0",
            "Tags": "",
            "Project": "",
        },
    ]
    report = imported(written(tmp_path / "g.csv", rows))
    source = checked(report, "go-vocal")
    assert kept(source) == {"contribution": 2, "tally": 2}
    assert source["totals"] == {"agree": 15, "disagree": 2, "pass": 0, "mixed": 0}
    assert set(source["dropped_columns"]) == {"Author name", "Author email"}


def test_participatory_budget_of_a_town(imported: Import, tmp_path: Path) -> None:
    rows = [
        {
            "N°": "1",
            "Nom du projet": "Aire de jeux",
            "Description": "Avec des arbres",
            "Coût estimé": "25 000 €",
            "Nombre de votes": "1 204",
            "Quartier": "Nord",
            "Lauréat": "oui",
        },
        {
            "N°": "2",
            "Nom du projet": "Banc",
            "Description": "À l'ombre",
            "Coût estimé": "900 €",
            "Nombre de votes": "17",
            "Quartier": "Sud",
            "Lauréat": "non",
        },
    ]
    source = checked(imported(written(tmp_path / "bp.csv", rows, ";")), "participatory-budget")
    assert source["totals"]["agree"] == 1_221
    assert set(read_corpus(tmp_path / "corpus").contributions["declared_kind"].tolist()) == {"proposition"}
