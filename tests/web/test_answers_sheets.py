"""The sheet of a service: out, filled without an account, back; conflicts shown, nothing lost."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope
from tests.web.answers_world import make_answering

from concertia_web.accounts.models import Role
from concertia_web.answers import sheets
from concertia_web.answers.models import Answer, AnswerVersion, ReturnedSheet, Service
from concertia_web.answers.refusals import Refused


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        yield world


def sent(world, client) -> bytes:
    client.force_login(world.made.lead)
    return client.get(world.url("answers-sheet-file", Service.objects.get().pk)).content


def filled(data: bytes, *rows: tuple[str, str], keys: dict[int, str] | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Réponses"]
    for number, (outcome, reason) in enumerate(rows, start=2):
        page.cell(number, 5).value, page.cell(number, 6).value = outcome, reason
    for number, key in (keys or {}).items():
        page.cell(number, 1).value = key
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def take(world, data: bytes) -> ReturnedSheet:
    return sheets.take_in(actor=world.made.actor, consultation=world.place, name="rh.xlsx", data=data)


def test_a_sheet_goes_out_and_comes_back(world, client):
    first, second = world.asked(), world.asked(f"finding:{world.findings[1].pk}")
    data = sent(world, client)
    assert data == sent(world, client), "same bytes twice"
    page = openpyxl.load_workbook(io.BytesIO(data))["Réponses"]
    assert [page.cell(row, 3).value for row in (2, 3)] == [first.title, second.title]
    back = SimpleUploadedFile("rh.xlsx", filled(data, ("Refusée", "Trop cher."), ("", "")))
    shown = client.post(world.url("answers-sheets"), {"file": back}, follow=True).content.decode()
    assert "Rien n’a encore changé" in shown and "Trop cher." in shown
    assert Answer.objects.get(pk=first.pk).state == "service"
    client.post(world.url("answers-sheet", ReturnedSheet.objects.get().pk), {"do": "take"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.outcome, first.reason) == ("elected", "refused", "Trop cher.")
    assert second.state == "service"
    assert AnswerVersion.objects.get().source == "sheet"
    client.post(world.url("answers-sheet", ReturnedSheet.objects.get().pk), {"do": "take"})
    assert AnswerVersion.objects.count() == 1, "taken once"


def test_what_somebody_wrote_meanwhile_is_shown_and_both_are_kept(world, client):
    answer = world.asked()
    data = sent(world, client)
    world.written(answer, "accepted", "Écrit sur le site")
    returned = take(world, filled(data, ("refusée", "Écrit dans le fichier")))
    assert [line.state for line in sheets.lines_of(returned)] == ["conflict"]
    html = client.get(world.url("answers-sheet", returned.pk)).content.decode()
    assert "Écrit sur le site" in html and "Écrit dans le fichier" in html
    counts = sheets.apply(actor=world.made.actor, returned=returned)
    answer.refresh_from_db()
    assert counts["conflict"] == 1 and answer.reason == "Écrit sur le site"
    assert answer.versions.filter(settled=False).get().reason == "Écrit dans le fichier"
    assert "Deux versions" in client.get(world.url("answer", answer.pk)).content.decode()


def test_the_same_file_twice_changes_nothing_more(world, client):
    world.asked()
    back = filled(sent(world, client), ("acceptée", "Oui."))
    sheets.apply(actor=world.made.actor, returned=take(world, back))
    again = take(world, back)
    assert [line.state for line in sheets.lines_of(again)] == ["same"]
    sheets.apply(actor=world.made.actor, returned=again)
    assert AnswerVersion.objects.count() == 1


def test_lines_without_their_key_are_said_and_their_words_given_back(world, client):
    first, _second = world.asked(), world.asked(f"finding:{world.findings[1].pk}")
    data = sent(world, client)
    forged = sheets.line_key(first).replace(".0.", ".1.")
    for key in ("", "x", forged, f"{first.key.hex}.0.mauvaise"):
        returned = take(world, filled(data, ("Acceptée", "Texte gardé"), keys={2: key}))
        assert returned.rows == [] and "Texte gardé" in returned.problems[0]
    double = filled(data, ("Acceptée", "Un"), ("Refusée", "Deux"), keys={3: sheets.line_key(first)})
    returned = take(world, double)
    assert len(returned.rows) == 1 and "Deux" in returned.problems[0]
    odd = take(world, filled(data, ("Peut-être", "On verra"), ("Refusée", "")))
    assert odd.rows == [] and len(odd.problems) == 2 and "Peut-être" in odd.problems[0]


def test_a_sheet_of_another_concertation_answers_nothing_here(world, client):
    other = make_answering()
    with scope(territory=other.place.territory):
        stranger = other.asked()
        key = sheets.line_key(stranger)
    world.asked()
    returned = take(world, filled(sent(world, client), ("Acceptée", "Oui"), keys={2: key}))
    assert [line.state for line in sheets.lines_of(returned)] == ["gone"]
    sheets.apply(actor=world.made.actor, returned=returned)
    assert not AnswerVersion.objects.exists()


def test_published_answers_are_not_changed_by_a_sheet(world, client):
    answer = world.asked()
    data = sent(world, client)
    from concertia_web.answers import services

    answer = world.written(answer)
    services.approve(actor=world.actor(Role.ELECTED), answer=answer, revision=1)
    services.publish(actor=world.made.actor, answers=[answer])
    returned = take(world, filled(data, ("Refusée", "Non")))
    assert [line.state for line in sheets.lines_of(returned)] == ["closed"]


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (sheets.UNPACKED + 1))
    return made.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK", b"un texte", b"x" * (sheets.LARGEST + 1), _bomb()])
def test_what_is_no_sheet_is_refused_in_a_sentence(world, data):
    with pytest.raises(Refused):
        take(world, data)
    assert not ReturnedSheet.objects.exists()


def test_formulas_in_what_was_said_stay_words(world, client):
    world.asked(title="=1+1")
    page = openpyxl.load_workbook(io.BytesIO(sent(world, client)))["Réponses"]
    assert page["C2"].data_type == "s"


def test_a_file_left_aside_changes_nothing(world, client):
    world.asked()
    returned = take(world, filled(sent(world, client), ("Acceptée", "Oui")))
    client.post(world.url("answers-sheet", returned.pk), {"do": "leave"})
    assert not AnswerVersion.objects.exists()
    with pytest.raises(Refused):
        sheets.apply(actor=world.made.actor, returned=returned)
