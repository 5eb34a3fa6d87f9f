"""Free tables: what is guessed, what is asked, what is dropped, and that every row ends somewhere."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.mapping import OPTIONS, ROLES, WIDE, read_table_options, read_values
from concertia.corpus.formats.port import Parsed, ReadOptions
from concertia.corpus.gathering import gather
from concertia.errors import QuestionError, UnusableSourceError

SAMPLES = Path(__file__).parent / "samples"
Import = Callable[..., dict[str, Any]]


def read(*paths: Path, mapping: dict[str, Any] | None = None, **options: Any) -> Parsed:
    ((form, files),) = gather(list(paths), None, mapped=mapping is not None).groups
    return form.read(files, ReadOptions(mapping=mapping, **options))


def sheet(path: Path, rows: list[list[Any]], **more: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for position, (title, content) in enumerate({"Feuille": rows, **more}.items()):
        page = book.active if position == 0 else book.create_sheet()
        page.title = title
        for row in content:
            page.append(row)
    book.save(path)
    return path


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_form_with_two_open_questions() -> None:
    parsed = read(SAMPLES / "formulaire.csv")
    assert [draft.raw for draft in parsed.drafts] == [
        "Que plus personne ne réponde au guichet, le soir surtout",
        "Des réponses claires et un numéro de téléphone",
        "Perdre la main sur les dossiers que je traite",
        'Qu\'on note les élèves "à la machine" sans rien dire',
        "Une formation pour tout le monde,\nmême les parents",
    ]
    first, second = parsed.drafts[:2]
    assert first.question == "Quelles sont vos craintes vis-à-vis de l'IA ?"
    assert (first.declared_kind, second.declared_kind) == ("crainte", None)
    assert (first.territory, first.public, first.date) == ("Corbelise", "habitante", "12/03/2026 18:04:11")
    assert len({draft.source_id for draft in parsed.drafts}) == 5
    assert [(reject.line, reject.reason) for reject in parsed.rejects] == [(3, "empty text")]
    assert parsed.dropped_columns == ["Adresse e-mail"]
    assert any("Horodateur" in line for line in parsed.warnings[0])


def test_columns_of_a_wall_are_kinds() -> None:
    parsed = read(SAMPLES / "mur.csv")
    assert [(draft.declared_kind, draft.session) for draft in parsed.drafts] == [
        ("attente", "Table 1"),
        ("crainte", "Table 1"),
        ("condition", "Table 1"),
        ("attente", "Table 2"),
        ("crainte", "Table 2"),
    ]
    assert len(parsed.rejects) == 1


def test_title_and_totals() -> None:
    parsed = read(SAMPLES / "propositions.csv")
    assert parsed.drafts[0].raw == "Un guichet humain\n\nGarder quelqu'un à l'accueil, tous les jours."
    assert parsed.drafts[0].territory == "Centre"
    first = parsed.tallies[0]
    assert (first.source_id, first.agree, first.disagree, first.passed, first.mixed) == ("7", 31, 4, 2, 5)
    assert [(reject.record, reject.reason) for reject in parsed.rejects] == [("contribution", "empty text")]


def test_votes_beside_their_texts(imported: Import, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    table(folder / "textes.csv", "id,texte\n7,Un guichet humain\n8,Un registre public\n")
    table(folder / "votes.csv", (SAMPLES / "propositions-votes.csv").read_text(encoding="utf-8"))
    report = imported(folder)
    corpus = read_corpus(tmp_path / "corpus")
    assert corpus.votes is not None
    assert corpus.votes["value"].tolist() == [1, -1, 0]
    assert report["participants"] == 2
    reasons = [source["reasons"] for source in report["sources"]]
    assert {"unknown value": 1, "vote on a contribution that was not kept": 1} in reasons


def test_votes_alone_are_explained() -> None:
    with pytest.raises(UnusableSourceError, match="contient des votes"):
        read(SAMPLES / "propositions-votes.csv")


def test_one_column_per_statement(imported: Import, tmp_path: Path) -> None:
    report = imported(SAMPLES / "positions.csv")
    corpus = read_corpus(tmp_path / "corpus")
    assert sorted(corpus.contributions["text"].tolist()) == [
        "La ville doit publier ses outils",
        "Les caméras intelligentes sont utiles",
        "Un humain relit chaque décision",
    ]
    assert corpus.votes is not None
    assert sorted(corpus.votes["value"].tolist()) == [-1, -1, -1, 0, 1, 1, 1, 1]
    assert report["participants"] == 3


def test_one_column_per_voter(tmp_path: Path) -> None:
    path = table(tmp_path / "v.csv", "énoncé,A,B\nplus de bus,1,-1\nmoins de voitures,0,\n")
    mapping = {"columns": {"text": "énoncé", "voters": ["A", "B"]}}
    parsed = read(path, mapping=mapping)
    (votes,) = parsed.votes
    assert list(zip(votes.statement, votes.voter, votes.value.tolist(), strict=True)) == [
        ("l2", "A", 1),
        ("l2", "B", -1),
        ("l3", "A", 0),
    ]
    flipped = read(path, mapping=mapping, vote_sign="agree=-1")
    assert flipped.votes[0].value.tolist() == [-1, 1, 0]


def test_json_is_flattened_and_html_marked() -> None:
    parsed = read(SAMPLES / "mesures.json")
    assert [(draft.source_id, draft.html) for draft in parsed.drafts] == [("a1", False), ("a2", True)]
    assert any("lieu/commune" in line for line in parsed.warnings[0])
    assert [reject.reason for reject in parsed.rejects] == ["empty text"]


def test_json_lines_reject_the_bad_line() -> None:
    parsed = read(SAMPLES / "idees.jsonl")
    assert [draft.source_id for draft in parsed.drafts] == ["1", "3"]
    assert [(reject.line, reject.reason) for reject in parsed.rejects] == [(2, "not JSON")]


def test_two_possible_texts_are_asked_with_a_mapping_that_works() -> None:
    with pytest.raises(QuestionError) as asked:
        read(SAMPLES / "ambigu.csv")
    assert asked.value.exit_code == 3
    assert '# ? = "synthèse de la table"' in asked.value.fr
    assert "[columns]" in asked.value.en
    mapping = {"columns": {"text": "phrases relevées par le greffe", "id": "code"}}
    parsed = read(SAMPLES / "ambigu.csv", mapping=mapping)
    assert parsed.drafts[1].raw == "on nous donne un outil et pas le mode d'emploi"


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"columns": {"text": "Absente"}}, "pas de colonne « Absente »"),
        ({"columns": {"texte": "code"}}, "« texte » n'est pas connu"),
        ({"columns": {"id": "code"}}, "au moins `text`"),
        ({"columns": {"text": "code", "id": ["code", "code"]}}, "une seule colonne"),
        ({"columns": {"text": "code"}, "values": {"kind": {"Envies": "envie"}}}, "n'est pas possible"),
        ({"columns": {"text": "code"}, "options": {"separator": ";;"}}, "un seul caractère"),
        ({"columns": {"text": "code"}, "options": {"header_row": 90}}, "pas de ligne 90"),
        ({"colonnes": {}}, "« colonnes » n'est pas connu"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(mapping: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableSourceError, match=message):
        read(SAMPLES / "ambigu.csv", mapping=mapping)


def test_values_of_a_mapping(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "texte,couleur,avis\nplus de bus,jaune,+\nmoins de bruit,rose,-\n")
    parsed = read(
        path,
        mapping={
            "columns": {"text": "texte", "kind": "couleur", "position": "avis"},
            "values": {"kind": {"Jaune": "attente"}},
        },
    )
    assert [draft.declared_kind for draft in parsed.drafts] == ["attente", None]
    assert parsed.repairs[0] == {
        "kind not recognised, left empty": 1,
        "position not recognised, left empty": 2,
    }


def test_a_name_may_be_an_author_and_nothing_else(tmp_path: Path, imported: Import) -> None:
    path = table(tmp_path / "t.csv", "Prénom,texte\nAnonyme Un,plus de bus\nAnonyme Deux,moins de bruit\n")
    assert read(path).dropped_columns == ["Prénom"]
    with pytest.raises(UnusableSourceError, match="données personnelles"):
        read(path, mapping={"columns": {"text": "texte", "session": "Prénom"}})
    mapping = table(tmp_path / "m.toml", '[columns]\ntext = "texte"\nauthor = "Prénom"\n')
    imported(path, mapping=mapping)
    authors = read_corpus(tmp_path / "corpus").contributions["author"]
    assert len(set(authors)) == 2
    assert not any("Anonyme" in author for author in authors)


@pytest.mark.parametrize(
    "values",
    [
        ["a@example.org", "b@example.org", "c@example.org"],
        ["06 12 34 56 78", "07.12.34.56.78", "+33 6 12 34 56 78"],
        ["192.168.0.1", "10.0.0.7", "2001:db8::1"],
    ],
)
def test_personal_data_is_known_by_its_content(tmp_path: Path, values: list[str]) -> None:
    rows = "\n".join(f"{value};une contribution numéro {index}" for index, value in enumerate(values))
    parsed = read(table(tmp_path / "t.csv", f"champ;texte\n{rows}\n"))
    assert parsed.dropped_columns == ["champ"]
    with pytest.raises(UnusableSourceError, match="données personnelles"):
        read(tmp_path / "t.csv", mapping={"columns": {"text": "texte", "public": "champ"}})


def test_an_answer_about_telephones_is_not_dropped(tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.csv",
        "Que pensez-vous du téléphone à l'école ?\nil faudrait les laisser à la maison le matin\n"
        "je trouve que c'est utile pour prévenir les parents\n",
    )
    assert len(read(path).drafts) == 2


def test_workbook(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "notes.xlsx",
        [
            ["Concertation sur l'IA", None, None, None, None],
            [None, None, None, None, None],
            ["N°", "Verbatim", "Date", "Soutien", "Individuel ou collectif"],
            [1, "plus d'humains au guichet", date(2026, 3, 12), "largement partagé", "collectif (6)"],
            [
                2,
                "'=SOMME n'est pas une réponse",
                datetime.combine(date(2026, 3, 12), time(18, 30)),
                "isolé",
                "individuel",
            ],
            [None, None, None, None, None],
            [3.0, "former les agents avant", None, None, "association"],
        ],
    )
    parsed = read(path)
    first, second, third = parsed.drafts
    assert (first.source_id, first.date, first.room_support) == ("1", "2026-03-12", "large")
    assert (first.voice, first.voice_count) == ("collective", 6)
    assert (second.raw, second.date) == ("=SOMME n'est pas une réponse", "2026-03-12 18:30:00")
    assert (third.source_id, third.voice) == ("3", "organisation")
    assert parsed.repairs[0] == {"empty rows": 2, "protected cells restored": 1}
    assert any("au-dessus des titres" in line for line in parsed.warnings[0])


def test_merged_cells_hold_for_each_row(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["Table", "Note"],
        ["Table 1", "plus de bus"],
        [None, "moins de bruit"],
        ["Table 2", "des bancs"],
    ):
        page.append(row)
    page.merge_cells("A2:A3")
    book.save(path)
    assert [draft.session for draft in read(path).drafts] == ["Table 1", "Table 1", "Table 2"]


def test_formula_without_value_is_a_counted_reject(tmp_path: Path) -> None:
    path = sheet(tmp_path / "f.xlsx", [["id", "texte"], [1, "plus de bus"], [2, '=CONCATENATE("a","b")']])
    parsed = read(path)
    assert [draft.raw for draft in parsed.drafts] == ["plus de bus"]
    assert [(reject.line, reject.reason) for reject in parsed.rejects] == [
        (3, "formula without stored value")
    ]


def test_several_sheets_are_asked(tmp_path: Path) -> None:
    rows = [["id", "texte"], [1, "plus de bus"]]
    path = sheet(tmp_path / "s.xlsx", rows, Nord=[["id", "texte"], [1, "des bancs"]], Vide=[])
    with pytest.raises(QuestionError, match=r"Feuille, Nord"):
        read(path)
    parsed = read(path, mapping={"options": {"sheet": "Nord"}})
    assert [draft.raw for draft in parsed.drafts] == ["des bancs"]
    with pytest.raises(UnusableSourceError, match="pas de feuille « Sud »"):
        read(path, mapping={"options": {"sheet": "Sud"}})


def test_single_column_without_known_title_is_asked(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "plus de bus le soir\nmoins de bruit\n")
    with pytest.raises(QuestionError, match="header_row = 0"):
        read(path)
    mapping = {"columns": {"text": "colonne 1"}, "options": {"header_row": 0}}
    assert len(read(path, mapping=mapping).drafts) == 2


def test_duplicate_ids_lose_nothing(imported: Import, tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.csv",
        "id,texte\n1,plus de bus\n1,moins de bruit\n1,plus de bus\n2,des bancs\n3,un parc\n4,x\n5,y\n",
    )
    report = imported(path)
    (source,) = report["sources"]
    assert source["records"]["contribution"] == {"read": 7, "kept": 6, "rejected": 1}
    assert source["reasons"] == {"duplicate id, same text": 1}
    assert source["repairs"] == {"duplicate ids renamed": 1}


def test_parents_are_linked(imported: Import, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "id,parent,commentaire\n1,,plus de bus\n2,1,oui mais le soir\n")
    imported(path)
    rows = read_corpus(tmp_path / "corpus").contributions
    by_text = dict(zip(rows["text"], rows["contribution_id"], strict=True))
    parents = dict(zip(rows["text"], rows["parent_id"], strict=True))
    assert parents == {"plus de bus": None, "oui mais le soir": by_text["plus de bus"]}


def test_read_is_kept_plus_rejected(imported: Import, tmp_path: Path) -> None:
    names = ["formulaire.csv", "mur.csv", "propositions.csv", "positions.csv", "mesures.json", "idees.jsonl"]
    report = imported(*(SAMPLES / name for name in names))
    assert len(report["sources"]) == len(names)
    for source in report["sources"]:
        for counts in source["records"].values():
            assert counts["read"] == counts["kept"] + counts["rejected"]
    text = json.dumps(report, ensure_ascii=False)
    assert "example.org" not in text


def test_real_answers_of_the_grand_debat(shared_data: Path, imported: Import) -> None:
    report = imported(shared_data / "grand-debat" / "labelled_answers.json")
    (source,) = report["sources"]
    assert source["records"]["contribution"] == {"read": 1102, "kept": 1102, "rejected": 0}
    assert report["contributions"] - source["exact_duplicates"] == 1022


def test_real_totals_of_the_vrai_debat(shared_data: Path, imported: Import) -> None:
    report = imported(shared_data / "vrai-debat" / "unique_contributions.json")
    (source,) = report["sources"]
    assert report["contributions"] == 375
    totals = source["totals"]
    assert totals["agree"] + totals["disagree"] + totals["mixed"] == 253_576


def test_the_documented_mapping_names_every_key() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    documented = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    assert set(documented["columns"]) == {*ROLES, *WIDE}
    assert set(documented["options"]) == set(OPTIONS)
    assert read_table_options(documented).header_row == 3
    assert read_values(documented) == {"kind": {"post it jaune": "attente"}}


def test_texts_cut_at_their_own_separators_are_joined_where_that_is_certain(tmp_path: Path) -> None:
    text = "id;commune;avis\n1;Corbelise;Garder un guichet\n2;Aubray;Des bus ; le soir;\n3;Corbelise;Rien\n"
    parsed = read(table(tmp_path / "avis.csv", text))
    assert [draft.raw for draft in parsed.drafts] == ["Garder un guichet", "Des bus ; le soir;", "Rien"]
    assert [draft.row for draft in parsed.drafts] == [2, 3, 4]
    assert parsed.repairs[0] == {"unquoted separators in the last column": 1}
    assert not parsed.rejects


@pytest.mark.parametrize(
    "text",
    [
        "id;avis;commune\n1;Un guichet;Corbelise\n2;Des bus ; le soir;Aubray\n",  # the text is not last
        "id;commune;avis\n1;Corbelise;Un guichet\n2;Aubray;Des bus ; le soir\n3;Corbelise\n",  # a short row
        "id;commune;avis\n1;Corbelise;Un guichet\n2;Aubray ; centre;Des bus\n",  # cut before the text
        'id;commune;avis\n1;Corbelise;Un guichet\n2;Aubray;"Des bus";le soir\n',  # quotes took part
        "id\tcommune\tavis\n1\tCorbelise\tUn guichet\n2\tAubray\tDes bus\tle soir\n",  # no one writes tabs
        "id;titre;avis\n1;Accueil;Un guichet\n2;Bus;Des bus ; le soir\n",  # a title may be cut as well
    ],
)
def test_a_row_too_long_is_rejected_where_anything_is_uncertain(text: str, tmp_path: Path) -> None:
    parsed = read(table(tmp_path / "avis.csv", text))
    assert (3, "more cells than titles") in [(reject.line, reject.reason) for reject in parsed.rejects]
    assert 0 not in parsed.repairs
