"""Projet → relecture → arrêté; signed texts; visas by link and on the document that comes back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from tests.web.sorting_world import make_sorted

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.journal.models import JournalEntry
from concertia_web.sorting import settling, visas
from concertia_web.sorting.models import Opinion, Sorting, Visa
from concertia_web.sorting.refusals import Refused


@pytest.fixture
def made(db):
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        yield made


def test_nothing_is_read_back_without_a_finding(made):
    with pytest.raises(Refused, match="Aucun enseignement"):
        settling.send_back_to_participants(actor=made.actor, sorting=made.sorting)


def test_the_reading_is_settled_after_the_participants_have_read(made, client):
    made.finding()
    with pytest.raises(Refused, match="après la relecture"):
        settling.settle(actor=made.actor, sorting=made.sorting)
    client.force_login(made.lead)
    client.post(made.url("settling"), {"do": "review"})
    client.post(made.url("settling"), {"do": "settle"})
    made.sorting.refresh_from_db()
    assert made.sorting.state == Sorting.State.SETTLED
    assert made.sorting.settled_by == "chargée de concertation"
    with pytest.raises(Refused, match="elle ne change plus"):
        made.finding()
    page = client.get(made.url("finding-new")).status_code
    assert page == 200
    html = client.post(
        made.url("finding-new"), {"kind": "attente", "title": "Trop tard", f"n-{made.notes[0].pk}": "support"}
    )
    assert "ne change plus" in html.content.decode() and "Trop tard" in html.content.decode()


def test_a_finding_left_without_support_blocks(made):
    made.finding("attente", 0)
    made.notes[0].removed = timezone.now()
    made.notes[0].save()
    assert any("appuyé par rien" in one for one in settling.to_settle(made.sorting))


def test_reopening_needs_a_reason_in_the_journal(made, client):
    made.finding()
    made.settled()
    client.force_login(made.lead)
    client.post(made.url("settling"), {"do": "reopen", "r-reason": ""})
    assert Sorting.objects.get().state == "settled"
    client.post(made.url("settling"), {"do": "reopen", "r-reason": "une table oubliée"})
    assert Sorting.objects.get().state == "draft"
    assert JournalEntry.objects.get(action="sorting.reopen").reason == "une table oubliée"


def test_what_is_published_is_not_reopened(made):
    made.finding()
    made.settled()
    made.consultation.state = "published"
    made.consultation.save()
    with pytest.raises(Refused, match="La restitution est publiée"):
        settling.back_to_draft(actor=made.actor, sorting=made.sorting, reason="changer")


@pytest.mark.parametrize("role", [Role.ELECTED, Role.GARANT, Role.FACILITATOR, Role.SERVICE])
def test_others_do_not_settle(made, client, role):
    made.finding()
    client.force_login(made.user(role))
    assert client.post(made.url("settling"), {"do": "review"}).status_code == 403
    assert client.get(made.url("settling")).status_code == 200
    assert Sorting.objects.get().state == "draft"


def test_only_the_garant_signs_the_garants_opinion(made, client):
    sent = {
        "do": "opinion",
        "o-kind": "garant",
        "o-signature": "La garante",
        "o-text": "Rien à redire.\r\nSauf les délais.",
    }
    client.force_login(made.lead)
    assert "Sélectionnez un choix valide" in client.post(made.url("settling"), sent).content.decode()
    client.force_login(made.user(Role.ELECTED))
    assert client.post(made.url("settling"), sent).status_code == 403
    client.force_login(made.user(Role.GARANT))
    client.post(made.url("settling"), sent)
    opinion = Opinion.objects.get()
    assert opinion.text == "Rien à redire.\nSauf les délais." and len(opinion.digest) == 64
    with pytest.raises(TypeError):
        opinion.save()


def test_a_minority_opinion_is_registered_unedited_up_to_four_pages(made, client):
    client.force_login(made.lead)
    long = {"do": "opinion", "o-kind": "minorite", "o-signature": "Table 4", "o-text": "x" * 12_001}
    html = client.post(made.url("settling"), long).content.decode()
    assert "12001 caractères" in html and "x" * 12_001 in html
    client.post(made.url("settling"), long | {"o-text": "Nous ne sommes pas d’accord."})
    assert Opinion.objects.get().text == "Nous ne sommes pas d’accord."


def test_a_visa_is_asked_by_function_and_answered_once(made, client):
    made.finding(title="Garder une personne au guichet")
    client.force_login(made.lead)
    html = client.post(
        made.url("visas"), {"do": "ask", "function": "Direction générale", "days": "10"}
    ).content.decode()
    visa = Visa.objects.get()
    secret = html.split("/visa/")[1].split("/")[0]
    assert visa.secret_hash == visas.hashed(secret) and secret not in visa.secret_hash
    assert secret not in client.get(made.url("visas")).content.decode()
    client.logout()
    address = reverse("sorting:visa", args=[secret])
    for _ in range(2):
        page = client.get(address)
        assert "Garder une personne au guichet" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    assert Visa.objects.get().answered is None
    empty = client.post(address, {"answer": "observations", "remarks": ""}).content.decode()
    assert "Écrivez vos observations" in empty
    client.post(address, {"answer": "observations", "remarks": "Ajouter les délais"})
    visa.refresh_from_db()
    assert (visa.answer, visa.remarks, visa.source) == ("observations", "Ajouter les délais", "link")
    client.post(address, {"answer": "vu"})
    visa.refresh_from_db()
    assert visa.answer == "observations"
    with pytest.raises(Refused, match="ne sert qu’une fois"):
        visas.answer_visa(visa=visa, answer="vu", remarks="")


def test_an_expired_or_unknown_link_says_so(made, client):
    _, secret = visas.ask_visa(actor=made.actor, sorting=made.sorting, function="DGS", days=1)
    address = reverse("sorting:visa", args=[secret])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        answer = client.get(address)
    assert answer.status_code == 404 and "ne s’ouvre plus" in answer.content.decode()
    assert client.post(reverse("sorting:visa", args=["rien"]), {"answer": "vu"}).status_code == 404
    assert Visa.objects.get().answered is None


def returned(made, client, change):
    """The document that circulates, after ``change`` of its visa table."""
    client.force_login(made.lead)
    data = client.get(made.url("restitution-file", "visas", "docx")).content
    word = docx.Document(io.BytesIO(data))
    change(word.tables[0])
    written = io.BytesIO()
    word.save(written)
    file = SimpleUploadedFile("visas.docx", written.getvalue())
    return client.post(made.url("visas"), {"do": "file", "file": file}).content.decode()


def test_the_document_that_comes_back_is_read(made, client):
    made.finding()
    for function in ("Direction générale", "Service juridique", "Cabinet"):
        visas.ask_visa(actor=made.actor, sorting=made.sorting, function=function)

    def fill(table):
        table.cell(1, 2).text = "Vu"
        table.cell(2, 2).text, table.cell(2, 3).text = "Observations", "Citer le règlement"
        table.cell(4, 1).text, table.cell(4, 2).text = "Syndicat du personnel", "vu"
        table.cell(5, 1).text, table.cell(5, 2).text = "Archives", "peut-être"

    html = returned(made, client, fill)
    assert "2 visas enregistrés, 1 ajouté" in html
    assert "« peut-être » n’est ni « vu » ni « observations »" in html
    assert dict(Visa.objects.values_list("function", "answer")) == {
        "Direction générale": "vu",
        "Service juridique": "observations",
        "Cabinet": "",
        "Syndicat du personnel": "vu",
    }
    again = returned(made, client, lambda table: None)
    assert "3 déjà connus" in again
    other = returned(made, client, lambda table: setattr(table.cell(1, 2), "text", "observations : non"))
    assert "une réponse différente est déjà enregistrée" in other
    assert Visa.objects.get(function="Direction générale").answer == "vu"


@pytest.mark.parametrize("data", [b"", b"pas un document", b"PK\x03\x04" + b"0" * 200])
def test_another_file_is_refused_with_a_sentence(made, client, data):
    client.force_login(made.lead)
    file = SimpleUploadedFile("visas.docx", data)
    html = client.post(made.url("visas"), {"do": "file", "file": file}).content.decode()
    assert "errorlist" in html


def test_a_document_without_the_table_is_refused(made, client):
    written = io.BytesIO()
    docx.Document().save(written)
    client.force_login(made.lead)
    file = SimpleUploadedFile("autre.docx", written.getvalue())
    html = client.post(made.url("visas"), {"do": "file", "file": file}).content.decode()
    assert "Le tableau des visas n’est pas dans ce document" in html


def test_the_sheet_for_participants_has_a_form_and_asks_no_name(made, client):
    made.finding(title="Garder une personne au guichet")
    client.force_login(made.lead)
    data = client.get(made.url("restitution-file", "relecture", "docx")).content
    word = docx.Document(io.BytesIO(data))
    text = "\n".join(line.text for line in word.paragraphs)
    assert "Ne mettez ni votre nom" in text
    assert word.tables[0].cell(1, 1).text == "Garder une personne au guichet"
    assert data == client.get(made.url("restitution-file", "relecture", "docx")).content


def test_those_who_do_not_circulate_see_no_visa(made, client):
    client.force_login(made.user(Role.ELECTED))
    assert client.get(made.url("visas")).status_code == 403


def test_an_elected_lead_signs_nothing(made):
    user = made.user(Role.ELECTED)
    assert not actor_of(user).has(made.consultation.territory, Role.LEAD)


def test_tabs_lead_only_where_one_may_go(made, client):
    client.force_login(made.user(Role.ELECTED))
    page = client.get(made.url("findings")).content.decode()
    assert made.url("settling") in page
    assert made.url("visas") not in page and made.url("outside") not in page
    client.force_login(made.user(Role.GARANT))
    page = client.get(made.url("findings")).content.decode()
    assert made.url("outside") in page and made.url("visas") not in page


@pytest.mark.parametrize("trap", ["bomb", "broken"])
def test_a_document_that_is_a_trap_is_refused_with_a_sentence(made, trap):
    written, back = io.BytesIO(), io.BytesIO()
    docx.Document().save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(back, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            damaged = trap == "broken" and name == "word/document.xml"
            target.writestr(name, b"<w:document" if damaged else source.read(name))
        if trap == "bomb":
            target.writestr("word/media/image.bin", bytes(60 << 20))
    with pytest.raises(Refused, match="Rien n’a été changé" if trap == "bomb" else "document Word"):
        visas.take_in(actor=made.actor, sorting=made.sorting, file=io.BytesIO(back.getvalue()))
