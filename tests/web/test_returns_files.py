"""Files that come back: rearranged, half filled, foreign. Each cell is read or named with its reason."""

from __future__ import annotations

import io
from datetime import datetime

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import make_campaign, make_commitment, make_territory, make_user
from tests.web.returns_samples import GRID, SMALL, make_draft

from concertia_web.accounts.models import Role
from concertia_web.returns.basis import grid_from
from concertia_web.returns.grid import canonical
from concertia_web.returns.models import DraftState, GridFile, Return
from concertia_web.returns.word_file import read_word, write_word
from concertia_web.returns.workbook import UnreadableFileError, read_workbook, write_workbook


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content=None):
    data = write_workbook(GRID, GRID.clean(content or {}), title="Remontée")
    return openpyxl.load_workbook(io.BytesIO(data))


def why(read):
    return {one.text: one.why for one in read.unread}


def test_columns_renamed_moved_and_of_their_own_on_a_sheet_with_another_name():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Nos résultats"
    sheet.append(["Synthèse de nos ateliers", None, "brouillon du 12"])
    sheet.append([])
    sheet.append(["N°", "Intitulé", "TYPE", "thème", "Verbatim 1", "Soutien", "Remarque interne", None])
    sheet.append(
        [1, "Pas de caméras", "refus", "Surveillance et espace public", "“Jamais”", "large", "à revoir", "x"]
    )
    sheet.append([2, "Former", "attente", "Jardinage", None, "très fort", None, None])
    read = read_workbook(GRID, saved(book))
    keys = ("title", "kind", "theme", "words_1", "support")
    assert [tuple(one[key] for key in keys) for one in read.content["items"]] == [
        ("Pas de caméras", "refus", "espace-public", "Jamais", "broad"),
        ("Former", "attente", "", "", ""),
    ]  # fmt: skip
    found = why(read)
    assert found["Synthèse de nos ateliers"] == "ce texte n’est sous aucun titre de la grille"
    assert found["à revoir"] == "la grille n’a pas de colonne « Remarque interne »"
    assert found["x"] == "cette colonne n’a pas de titre"
    assert found["1"] == "la grille n’a pas de colonne « N° »"
    assert "Jardinage" in found and "très fort" in found
    assert all(one.place.startswith("feuille « Nos résultats », case ") for one in read.unread)


def test_every_written_cell_is_read_or_named():
    book = openpyxl.Workbook()
    written = 0
    for title in ("Éléments", "Notes", "Méthode"):
        sheet = book.create_sheet(title)
        for row in range(1, 6):
            for column in range(1, 5):
                sheet.cell(row, column, f"{title} {row} {column}")
                written += 1
    read = read_workbook(GRID, saved(book))
    assert len(read.unread) + read.cells == written
    assert GRID.empty(read.content)


def test_formulas_dates_as_text_numbers_with_spaces_and_errors():
    book = opened()
    sheet = book["Méthode"]
    headings = {cell.value: cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value}
    top = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Intitulé")
    sheet[f"{headings['Intitulé']}{top + 1}"] = "Atelier"
    sheet[f"{headings['Date']}{top + 1}"] = "jeudi 12 mars 2026"
    sheet[f"{headings['Durée en minutes']}{top + 1}"] = "1 200"
    sheet[f"{headings['Présents : Habitants']}{top + 1}"] = "=20+10"
    sheet[f"{headings['Lieu']}{top + 1}"] = "#REF!"
    sheet[f"{headings['Présents : Agents']}{top + 1}"] = "une dizaine"
    read = read_workbook(GRID, saved(book))
    (one,) = [session for session in read.content["sessions"] if session["day"]]
    assert (one["title"], one["day"], one["minutes"]) == ("Atelier", "2026-03-12", 1200)
    assert one["present_habitants"] is None and one["present_agents"] is None
    found = why(read)
    assert found["=20+10"].startswith("une formule sans résultat enregistré")
    assert "nombre entier" in found["une dizaine"]
    assert "#REF!" in found


def test_the_result_of_a_formula_is_read_and_said():
    book = opened()
    sheet = book["Participants"]
    cell = next(
        c
        for row in sheet.iter_rows()
        for c in row
        if c.value == "Combien de personnes différentes, en tout ?"
    )
    sheet.cell(cell.row, 2).value = 4242
    data = saved(book)
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            body = source.read(name).replace(b"<v>4242</v>", b"<f>4200+42</f><v>4242</v>")
            target.writestr(name, body)
    read = read_workbook(GRID, made.getvalue())
    assert read.content["participants"]["people"] == 4242
    assert any("résultat de la formule" in note for note in read.notes)


def test_merged_cells_give_their_choice_to_each_line_and_their_text_to_the_first():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Nature", "Titre", "Texte"])
    sheet.append(["Refus", "Un", "Texte long"])
    sheet.append([None, "Deux", None])
    sheet.append([None, "Trois", None])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("C2:C4")
    read = read_workbook(GRID, saved(book))
    assert [(one["kind"], one["title"], one["text"]) for one in read.content["items"]] == [
        ("refus", "Un", "Texte long"),
        ("refus", "Deux", ""),
        ("refus", "Trois", ""),
    ]
    assert not read.unread and len(read.notes) == 2


def test_a_half_filled_grid_and_extra_sheets_lose_nothing():
    book = opened(SMALL)
    extra = book.create_sheet("Émargement")
    extra["A1"] = "Liste des présents"
    del book["Suites"]
    read = read_workbook(GRID, saved(book))
    assert read.content["items"] == GRID.clean(SMALL)["items"]
    assert read.content["follow"]["decision"] == ""
    assert why(read) == {"Liste des présents": "ce texte n’est sous aucun titre de la grille"}


def test_the_same_heading_twice_and_two_tables_on_a_sheet():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Titre", "Nature", "Titre"])
    sheet.append(["Un", "refus", "Double"])
    sheet.append([])
    sheet.append(["Fonction", "Ce qu’elle ou il a fait", "Le"])
    sheet.append(["DGS", "a vu", datetime(2026, 3, 12)])  # noqa: DTZ001
    read = read_workbook(GRID, saved(book))
    assert [one["title"] for one in read.content["items"]] == ["Un"]
    assert read.content["visas"][0]["day"] == "2026-03-12"
    assert "deux colonnes s’appellent" in why(read)["Double"]


def test_a_copied_row_becomes_another_record():
    book = opened({"items": [{"title": "Un", "kind": "refus"}]})
    sheet = book["Éléments"]
    top = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Nature")
    for column in range(1, sheet.max_column + 1):
        sheet.cell(top + 2, column).value = sheet.cell(top + 1, column).value
    read = read_workbook(GRID, saved(book))
    assert [one["id"] for one in read.content["items"]] == ["e1", "e2"]


def test_a_grid_of_another_campaign_is_read_and_said():
    other = openpyxl.load_workbook(io.BytesIO(write_workbook(GRID, GRID.clean(SMALL), title="R")))
    other["Mode d’emploi"]["A2"] = "Campagne : ailleurs"
    other["Mode d’emploi"]["A3"] = "Note de cadrage : version 9"
    read = read_workbook(GRID, saved(other))
    assert len(read.notes) == 2 and "autre campagne" in read.notes[0] and not read.unread


def test_what_is_written_outside_the_tables_of_a_word_file_is_named():
    document = docx.Document(io.BytesIO(write_word(GRID, GRID.clean(SMALL), title="Remontée")))
    document.add_paragraph("Voir aussi notre courrier.")
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Titre", "Nature", "Couleur"), strict=True):
        cell.text = words
    for cell, words in zip(table.rows[1].cells, ("Ajouté", "refus", "bleu"), strict=True):
        cell.text = words
    out = io.BytesIO()
    document.save(out)
    read = read_word(GRID, out.getvalue())
    assert [one["title"] for one in read.content["items"]][-1] == "Ajouté"
    assert why(read) == {
        "Voir aussi notre courrier.": "ce texte n’est dans aucun tableau de la grille",
        "bleu": "la grille n’a pas de colonne « Couleur »",
    }


def test_a_file_too_large_is_refused():
    with pytest.raises(UnreadableFileError, match="10 Mo"):
        read_workbook(GRID, b"0" * 10_000_001)


@pytest.fixture
def commitment(db):
    return make_commitment(make_campaign(), make_territory())


@pytest.fixture
def user(client, commitment):
    user = make_user(commitment.lead, Role.LEAD)
    client.force_login(user)
    return user


def url(name, commitment, *more):
    return reverse(f"space:{name}", args=[commitment.lead.slug, commitment.pk, *more])


def content_of(commitment):
    with scope(territory=commitment.lead):
        return Return.objects.get(commitment=commitment).content


def upload(client, commitment, data, name="grille.xlsx"):
    return client.post(url("return-upload", commitment), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_grid_leaves_empty_or_filled_and_comes_back_the_same(client, commitment, user, form):
    before = client.get(url(f"return-{form}", commitment))
    assert before.status_code == 200, "even before the draft"
    draft = make_draft(commitment, SMALL)
    filled = client.get(url(f"return-{form}", commitment))
    assert filled.content == client.get(url(f"return-{form}", commitment)).content
    assert "attachment" in filled["Content-Disposition"]
    empty = client.get(url(f"return-{form}", commitment) + "?vide").content
    grid = grid_from(draft.basis)
    read = read_workbook if form == "xlsx" else read_word
    assert canonical(read(grid, filled.content).content) == canonical(content_of(commitment))
    assert grid.empty(read(grid, empty).content)
    answer = upload(client, commitment, filled.content, f"grille.{form}")
    assert "dit la même chose" in client.get(answer.url).content.decode()


def test_a_file_shows_what_it_changes_before_and_can_be_undone(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    grid = grid_from(draft.basis)
    before = canonical(content_of(commitment))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(grid, grid.blank(), title="R")))
    book["Éléments"]["A5"], book["Éléments"]["B5"] = "Refus", "Ajouté au tableau"
    assert book["Éléments"]["A4"].value == "Nature"
    answer = upload(client, commitment, saved(book))
    page = client.get(answer.url).content.decode()
    assert (
        "Ajouté au tableau" in page
        and "Compléter le brouillon" in page
        and "Remplacer tout le brouillon" in page
    )
    assert canonical(content_of(commitment)) == before, "nothing before a person accepts"
    client.post(answer.url)
    titles = [item["title"] for item in content_of(commitment)["items"]]
    assert titles == [*(item["title"] for item in SMALL["items"]), "Ajouté au tableau"]
    client.post(answer.url)
    assert len(content_of(commitment)["items"]) == 3, "accepted once"
    with scope(territory=commitment.lead):
        state = DraftState.objects.first()
    client.post(url("return-restore", commitment), {"state": state.pk})
    assert canonical(content_of(commitment)) == before


def test_replacing_takes_the_file_as_it_is(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    grid = grid_from(draft.basis)
    theirs = grid.clean(
        {"items": [{"id": "e2", "title": "Seul", "kind": "refus"}], "participants": {"people": 3}}
    )
    answer = upload(client, commitment, write_workbook(grid, theirs, title="R"))
    client.post(answer.url, {"replace": "1"})
    assert canonical(content_of(commitment)) == canonical(theirs)


def test_rows_without_identifier_find_the_record_of_the_same_title(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Titre", "Nature", "Texte"])
    sheet.append(["former les agents pendant leur temps de travail", None, "Une journée par an."])
    sheet.append(["Nouveau", "refus", None])
    answer = upload(client, commitment, saved(book))
    client.post(answer.url)
    items = content_of(commitment)["items"]
    assert [(one["id"], one["text"]) for one in items[1:]] == [("e2", "Une journée par an."), ("e3", "")]
    assert draft.pk


def test_what_was_not_read_stays_on_its_page(client, commitment, user):
    make_draft(commitment)
    book = openpyxl.Workbook()
    book.active.append(["Des mots sans colonne"])
    answer = upload(client, commitment, saved(book), "à nous.xlsx")
    page = client.get(answer.url).content.decode()
    assert "Non lu, parce que" in page and "Des mots sans colonne" in page and "case A1" in page
    with scope(territory=commitment.lead):
        assert GridFile.objects.get().cells == 0


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("grille.xls", b"\xd0\xcf", "Enregistrez-le en .xlsx"),
        ("avis.pdf", b"%PDF-1.7", "un PDF se dépose comme document"),
        ("grille.xlsm", b"PK", "Enregistrez-le en .xlsx"),
        ("grille.xlsx", b"bonjour", "Enregistrer sous"),
        ("grille.docx", b"bonjour", "Enregistrer sous"),
        ("grille.xlsx", b"", "Ce fichier est vide"),
    ],
)
def test_a_file_that_is_not_a_grid_is_refused_with_what_to_do(client, commitment, user, name, data, sentence):
    make_draft(commitment)
    page = upload(client, commitment, data, name)
    assert page.status_code == 200 and sentence in page.content.decode()


def test_no_file_at_all(client, commitment, user):
    make_draft(commitment)
    page = client.post(url("return-upload", commitment), {})
    assert "Choisissez un fichier" in page.content.decode()
