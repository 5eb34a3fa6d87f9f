"""Notes that come together: pasted, or on the prepared sheet."""

from __future__ import annotations

import io
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.web.factories import make_notes
from tests.web.test_contributions_notes import Room

from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.pasting import MOST_LINES, read_paste
from concertia_web.contributions.sheets import ID, SHEET, prepared_sheet
from concertia_web.contributions.values import NoteError

TABLE = (
    "Note\tColonne\tTable\tGommettes\tSoutien\tVoix\n"
    "formation agents\tEnvies\t3\t5\tlarge\tcollectif (6)\n"
    "pas de caméras\tRefus\tTable 1\t\tdisputé\t\n"
    "\t\t2\t\t\t\n"
    '"oui si\nun humain relit"\tConditions\t2\t\t\tindividuel\n'
    "un mot\tRouge\t\t\t\t\n"
)
LIST = (
    "Table 2\nCraintes\n- perdre mon poste\n- les robots (3 gommettes)\n\nEnvies :\n"
    "formation (collectif, 6)\nNon\n---\nDes guichets ●●\n"
)


def read(text, **more):
    session = Session(kind=Session.Kind.WORKSHOP)
    return read_paste(text, session=session, defaults=more.pop("defaults", {}), **more)


def kept(pasted, *names):
    return [tuple(note.values[name] for name in names) for note in pasted.kept]


def test_a_table_with_titles_is_understood():
    pasted = read(TABLE)
    assert pasted.headed
    assert pasted.roles == ["text", "kind", "subgroup", "dots", "support", "voice"]
    assert kept(pasted, "text", "declared_kind", "subgroup", "dots", "room_support") == [
        ("formation agents", "attente", "Table 3", 5, "broad"),
        ("pas de caméras", "refus", "Table 1", None, "disputed"),
        ("oui si\nun humain relit", "condition", "Table 2", None, "unmeasured"),
        ("un mot", "", "", None, "unmeasured"),
    ]
    assert kept(pasted, "voice", "voice_count")[0] == ("collective", 6)
    assert kept(pasted, "voice", "voice_count")[2] == ("individual", None)
    assert [(note.line, note.why) for note in pasted.aside] == [(4, "aucune note dans cette ligne")]
    assert "Rouge" in pasted.kept[3].remark


def test_one_column_of_the_table_per_column_of_the_wall():
    pasted = read("Envies\tCraintes\tRefus\nformation\tmon poste\tles caméras\n\tles robots\t\n")
    assert kept(pasted, "text", "declared_kind") == [
        ("formation", "attente"),
        ("mon poste", "crainte"),
        ("les caméras", "refus"),
        ("les robots", "crainte"),
    ]


def test_a_list_under_headings():
    pasted = read(LIST)
    assert kept(pasted, "text", "declared_kind", "subgroup", "dots") == [
        ("perdre mon poste", "crainte", "Table 2", None),
        ("les robots (3 gommettes)", "crainte", "Table 2", 3),
        ("formation (collectif, 6)", "attente", "Table 2", None),
        ("Non", "attente", "Table 2", None),
        ("Des guichets ●●", "attente", "Table 2", 2),
    ]
    assert len(pasted.aside) == 4
    assert all(note.why for note in pasted.aside)


def test_columns_of_people_are_left_aside_and_not_shown():
    pasted = read(
        "texte;type;prénom;e-mail\nformation;Envies;Zoé;z@b.invalid\nguichets;Envies;Ali;a@b.invalid"
    )
    assert pasted.roles == ["text", "kind", "person", "person"]
    assert len(pasted.kept) == 2
    assert "Zoé" not in str([note.values for note in pasted.notes])


def test_sentences_with_commas_are_not_a_table():
    pasted = read("moins, c’est mieux\nun guichet, pas un robot; merci\noui, mais, si, non")
    assert [note.text for note in pasted.kept] == [
        "moins, c’est mieux",
        "un guichet, pas un robot; merci",
        "oui, mais, si, non",
    ]


def test_a_person_corrects_what_columns_hold():
    text = "Former\tA\nOuvrir\tB"
    first = read(text)
    assert not first.headed
    second = read(text, roles=["wall:proposition", "subgroup"], headed=False)
    assert kept(second, "text", "declared_kind", "subgroup") == [
        ("Former", "proposition", "A"),
        ("Ouvrir", "proposition", "B"),
    ]
    third = read(text, roles=["text", "text"], headed=True)
    assert [note.text for note in third.kept] == ["Ouvrir", "B"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 400_001, "note\n" * (MOST_LINES + 1)])
def test_what_cannot_be_read_is_said(text):
    with pytest.raises(NoteError):
        read(text)


@given(st.text(alphabet=st.sampled_from("aé\t;,\n\r\"'|-# ()●:«"), max_size=60))
@example("a) :")
@settings(max_examples=300, deadline=None)
def test_no_line_disappears(text):
    if not text.strip():
        return
    pasted = read(text)
    letters = sum(character in "aé" for character in text)
    shown = "".join(note.text for note in pasted.notes) + "".join(pasted.examples) + "".join(pasted.titles)
    assert all(note.why or note.values for note in pasted.notes)
    assert letters == 0 or any(character in "aé" for character in shown)


pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def test_sixty_two_notes_are_pasted_once_and_undone_at_once(client, room):
    text = "Note\tColonne\n" + "".join(f"note {number}\tCraintes\n" for number in range(62))
    url = room.url("session-paste")
    page = client.post(url, {"pasted": text}).content.decode()
    assert "Ajouter ces 62 notes" in page
    assert not room.notes()
    batch = page.split('name="batch" value="')[1][:36]
    said = {
        "pasted": text,
        "batch": batch,
        "confirm": "yes",
        "role": ["text", "kind"],
        "table": "yes",
        "headed": "yes",
    }
    for _ in range(2):
        answer = client.post(url, said)
        assert answer.status_code == 302
    assert [note.text for note in room.notes()] == [f"note {number}" for number in range(62)]
    assert {note.declared_kind for note in room.notes()} == {"crainte"}
    assert "62 notes de ce collage" in client.get(answer.url).content.decode()
    client.post(room.url("session-undo", batch))
    assert not room.notes()
    assert "annulé" in client.get(answer.url).content.decode()
    client.post(room.url("session-undo", batch))


def test_what_was_pasted_stays_when_it_is_refused(client, room):
    answer = client.post(room.url("session-paste"), {"pasted": "mot\n", "declared_kind": "colère"})
    assert answer.status_code == 400
    assert "mot" in answer.content.decode()
    empty = client.post(room.url("session-paste"), {"pasted": "—\n…"})
    assert "Aucune ligne ne donne de note" in empty.content.decode()


def test_the_file_of_a_device_brings_the_notes_that_it_holds(client, room):
    (note,) = make_notes(room.session, "déjà là")
    fresh = uuid.uuid4()
    text = f"Repère\tColonne\tNote\n{note.client_id}\tEnvies\tdéjà là\n{fresh}\tEnvies\tnouvelle\n"
    said = {"pasted": text, "confirm": "yes"}
    client.post(room.url("session-paste"), said)
    client.post(room.url("session-paste"), said)
    assert [one.text for one in room.notes()] == ["déjà là", "nouvelle"]
    assert room.notes()[1].client_id == fresh


def test_pasting_needs_to_be_open(client, room):
    room.consultation.state = "settled"
    room.consultation.save()
    assert client.post(room.url("session-paste"), {"pasted": "mot"}).status_code == 403


def sheet_of(room, token="jeton"):
    with scope(territory=room.territory):
        notes = list(Contribution.objects.standing().filter(session=room.session))
        return prepared_sheet(room.session, notes, token)


def filled(data, rows, start=None):
    """The sheet with these rows (title → word) written in its blank rows."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    titles = {cell.value: cell.column for cell in sheet[1]}
    first = start or next(row for row in range(2, 500) if not sheet.cell(row, titles["Note"]).value)
    for rank, row in enumerate(rows):
        for title, word in row.items():
            sheet.cell(first + rank, titles[title], word)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def give_back(client, room, data, name="notes.xlsx"):
    upload = SimpleUploadedFile(name, data)
    return client.post(room.url("session-sheet"), {"sheet": upload})


def test_the_same_sheet_is_the_same_bytes(room):
    make_notes(room.session, "=1+1", "Former")
    assert sheet_of(room) == sheet_of(room)
    assert sheet_of(room) != sheet_of(room, "autre")
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(room)))
    assert book[SHEET].column_dimensions["A"].hidden
    assert book[SHEET]["C2"].value == "'=1+1"
    assert len(book[SHEET].data_validations.dataValidation) == 5


def test_a_sheet_given_twice_brings_each_note_once(client, room):
    make_notes(room.session, "déjà là", dots=2)
    data = filled(
        sheet_of(room),
        [
            {"Note": "Former les agents", "Colonne": "Propositions", "Table": "Table 2", "Gommettes": 4},
            {"Note": "Pas de caméra", "Colonne": "refus", "Soutien dans la salle": "large", "Combien": 6},
        ],
    )
    page = give_back(client, room, data).content.decode()
    assert "2 notes ajoutées ou corrigées" in page
    assert "1 déjà là" in page
    for _ in range(2):
        assert "3 déjà là" in give_back(client, room, data).content.decode()
    found = [(note.text, note.declared_kind, note.subgroup, note.dots) for note in room.notes()]
    assert found == [
        ("déjà là", "attente", "", 2),
        ("Former les agents", "proposition", "Table 2", 4),
        ("Pas de caméra", "refus", "", None),
    ]
    assert room.notes()[2].room_support == "broad"
    assert room.notes()[2].voice_count == 6


def test_a_row_that_is_corrected_corrects_its_own_note(client, room):
    data = filled(sheet_of(room), [{"Note": "Formé"}])
    give_back(client, room, data)
    again = filled(data, [{"Note": "Former"}], start=2)
    page = give_back(client, room, again).content.decode()
    assert "1 note ajoutée ou corrigée" in page
    assert [note.text for note in room.notes()] == ["Former"]
    assert not room.notes()[0].rivals.with_scopes_disabled().exists()


def test_a_note_changed_in_the_room_and_in_the_sheet_keeps_both(client, room):
    (note,) = make_notes(room.session, "au départ")
    data = filled(sheet_of(room), [{"Note": "dans le tableau"}], start=2)
    with scope(territory=room.territory):
        from concertia_web.contributions import services

        services.change_note(actor=room.actor, note=note, text="dans la salle")
        page = give_back(client, room, data).content.decode()
        (found,) = room.notes()
        versions = {found.text, *(rival.values["text"] for rival in found.rivals.all())}
    assert "les deux versions sont gardées" in page
    assert versions == {"dans la salle", "dans le tableau"}


def test_wrong_rows_are_said_line_by_line_and_the_others_enter(client, room):
    rows = [
        {"Note": "Bonne ligne"},
        {"Note": "Mauvaise colonne", "Colonne": "Colères"},
        {"Colonne": "Envies", "Table": "Table 2"},
        {"Note": "Mauvais nombre", "Gommettes": "beaucoup"},
        {"Note": "Repère cassé", ID: "rien"},
    ]
    page = give_back(client, room, filled(sheet_of(room), rows)).content.decode()
    assert "4 lignes à revoir" in page
    for why in ("« Colères » n’est pas dans la liste", "au moins un mot", "gommettes", "repère masqué"):
        assert why in page
    assert [note.text for note in room.notes()] == ["Bonne ligne"]


def test_another_table_goes_to_the_page_of_pastes(client, room):
    book = openpyxl.Workbook()
    for row in (["Idée", "Catégorie"], ["Former", "Envies"], ["Pas de\ncaméra", "Refus"]):
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    page = give_back(client, room, made.getvalue()).content.decode()
    assert "Ce n’est pas la feuille préparée ici" in page
    assert "Ajouter ces 2 notes" in page
    assert not room.notes()


@pytest.mark.parametrize(
    "data", [b"rien", b"PK\x03\x04abime", b"\xd0\xcf\x11\xe0vieux", b"\x00" * (11 << 20)]
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(client, room, data):
    answer = give_back(client, room, data)
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_the_sheet_is_downloaded_with_the_notes_of_now(client, room):
    make_notes(room.session, "déjà là")
    answer = client.get(room.url("session-sheet-file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-atelier-du-soir.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book[SHEET]["C2"].value == "déjà là"
    assert client.get(room.url("session-sheet")).status_code == 200
