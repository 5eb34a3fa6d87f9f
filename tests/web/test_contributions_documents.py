"""Documents and cahiers d’acteur: kept whole, split into passages, published or not."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from docx import Document as Word
from pypdf import PdfWriter
from tests.web.factories import make_consultation, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.contributions.documents import (
    DocumentError,
    add_document,
    check_file,
    set_published,
    split,
)
from concertia_web.contributions.models import Document, Passage
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
MARKDOWN = "# Avis du panel\n\nNous voulons des guichets ouverts.\n\n## Refus\n\nPas de caméra dans la rue.\n"


class Shelf:
    def __init__(self, role=Role.LEAD):
        self.territory = make_territory()
        self.consultation = make_consultation(self.territory)
        self.user = make_user(self.territory, role)
        self.actor = actor_of(self.user)

    def url(self, name="documents", *args):
        return reverse(f"space:{name}", args=[self.territory.slug, self.consultation.slug, *args])

    def public(self, name="documents", *args):
        return reverse(f"contributions:{name}", args=[self.territory.slug, self.consultation.slug, *args])

    def held(self):
        with scope(territory=self.territory):
            return list(Document.objects.all())

    def passages(self, document):
        with scope(territory=self.territory):
            return list(Passage.objects.filter(document=document))


@pytest.fixture
def shelf(client):
    made = Shelf()
    client.force_login(made.user)
    return made


def file(client, shelf, data, name="avis.md", **said):
    said = {"kind": "avis", "title": "Avis du panel", "file": SimpleUploadedFile(name, data), **said}
    return client.post(shelf.url(), said, follow=True)


def pdf(*pages):
    """A PDF with text, made by the report writer of the engine's own dependency."""
    import typst

    body = "\n#pagebreak()\n".join(pages)
    return typst.compile(body.encode(), format="pdf")


def word(*paragraphs):
    book = Word()
    for level, text in paragraphs:
        book.add_heading(text, level) if level else book.add_paragraph(text)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def odt(body):
    made = io.BytesIO()
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>'
            f"{body}</office:text></office:body></office:document-content>",
        )
    return made.getvalue()


def places(found):
    return [(piece.page, piece.section, piece.paragraph, piece.text) for piece in found.pieces]


def test_a_pdf_gives_its_pages_and_paragraphs():
    found = split(pdf("Nous voulons des guichets.", "Nous refusons les caméras."), "avis.pdf")
    assert found.pages == 2
    assert places(found) == [
        (1, "", 1, "Nous voulons des guichets."),
        (2, "", 1, "Nous refusons les caméras."),
    ]


def test_word_and_odt_give_sections():
    expected = [(None, "Refus", 1, "Pas de caméra dans la rue."), (None, "Refus", 2, "Ni au stade.")]
    docx = word((1, "Refus"), (0, "Pas de caméra dans la rue."), (0, "Ni au stade."))
    assert places(split(docx, "avis.docx")) == expected
    made = odt(
        "<text:h>Refus</text:h><text:p>Pas de <text:span>caméra</text:span><text:s/>dans la rue."
        "<text:note><text:p>note de bas</text:p></text:note></text:p><text:p>Ni au stade.</text:p>"
    )
    assert places(split(made, "avis.odt")) == expected


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4 coupe", "avis.pdf"),
        (b"PK\x03\x04abime", "avis.docx"),
        (b"PK\x03\x04abime", "avis.odt"),
        (b"rien d'un PDF", "avis.pdf"),
    ],
)
def test_a_damaged_file_is_kept_with_a_sentence(client, shelf, data, name):
    page = file(client, shelf, data, name).content.decode()
    (held,) = shelf.held()
    assert held.problem
    assert "n’a pas de passage à citer" in page
    assert not shelf.passages(held)
    assert client.get(shelf.url("document-file", held.pk)).getvalue() == data


def test_a_scan_is_kept_with_a_sentence(client, shelf):
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(made)
    page = file(client, shelf, made.getvalue(), "scan.pdf").content.decode()
    assert "reconnaissance de caractères" in page
    assert shelf.held()[0].pages == 1


@pytest.mark.parametrize("name", ["avis.doc", "avis.exe", "avis", "tableau.xlsx"])
def test_other_formats_are_refused_with_a_sentence(client, shelf, name):
    answer = file(client, shelf, b"contenu", name)
    assert answer.status_code == 400
    assert "PDF, DOCX, ODT, TXT ou MD" in answer.content.decode()
    assert not shelf.held()


def test_sizes_are_limited_with_a_sentence():
    with pytest.raises(DocumentError, match="51 Mo"):
        check_file("avis.pdf", 51 << 20)
    with pytest.raises(DocumentError, match="vide"):
        check_file("avis.pdf", 0)


def test_without_validation_no_rank_b_and_it_is_said(client, shelf):
    page = file(client, shelf, MARKDOWN.encode()).content.decode()
    assert "ne peuvent pas servir de preuve de rang B" in page
    (held,) = shelf.held()
    assert not held.evidence
    said = {"title": held.title, "validated_by": "les 40 membres du panel", "validated_on": "2026-11-12"}
    page = client.post(shelf.url("document", held.pk), said, follow=True).content.decode()
    assert "Validé par les 40 membres du panel, le 12 novembre 2026" in page
    assert shelf.held()[0].evidence


def test_the_same_file_twice_is_one_document(client, shelf):
    file(client, shelf, MARKDOWN.encode())
    page = file(client, shelf, MARKDOWN.encode(), title="Autre titre").content.decode()
    assert "déjà versé" in page
    assert len(shelf.held()) == 1


def test_a_cahier_is_signed_and_four_pages_are_advised(client, shelf):
    answer = file(client, shelf, MARKDOWN.encode(), kind="cahier")
    assert answer.status_code == 400
    assert "sous le nom de l’organisation" in answer.content.decode()
    long = pdf(*(f"Page numéro {number}." for number in range(5)))
    page = file(
        client, shelf, long, "cahier.pdf", kind="cahier", organisation="Les Tilleuls"
    ).content.decode()
    assert "Ce cahier fait 5 pages ; 4 au plus sont conseillées" in page
    assert len(shelf.held()) == 1


def test_publication_opens_the_passages_to_all_and_closes_them(client, shelf):
    file(client, shelf, MARKDOWN.encode(), validated_by="le panel")
    (held,) = shelf.held()
    pages = (shelf.public("document", held.pk), shelf.public("document-file", held.pk))
    client.logout()
    assert [client.get(url).status_code for url in pages] == [404, 404]
    assert "Aucun document" in client.get(shelf.public()).content.decode()
    client.force_login(shelf.user)
    client.post(shelf.url("document-publish", held.pk), {"published": "yes"})
    client.logout()
    page = client.get(pages[0]).content.decode()
    assert "Pas de caméra dans la rue." in page
    assert 'id="p-2"' in page
    assert "« Refus », § 1" in page
    assert client.get(pages[1]).getvalue() == MARKDOWN.encode()
    assert "Avis du panel" in client.get(shelf.public()).content.decode()
    client.force_login(shelf.user)
    client.post(shelf.url("document-publish", held.pk), {"published": "no"})
    assert client.get(pages[0]).status_code == 404
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"contributions.document", "contributions.publish-document"} <= actions


def test_a_concertation_in_preparation_shows_no_document(client, shelf):
    with scope(territory=shelf.territory):
        held, _new = add_document(
            actor=shelf.actor, consultation=shelf.consultation, kind="avis", title="Avis", name="a.md",
            data=MARKDOWN.encode(),
        )  # fmt: skip
        held.published = True
        held.save()
    shelf.consultation.state = "draft"
    shelf.consultation.save()
    client.logout()
    assert client.get(shelf.public("document", held.pk)).status_code == 404
    assert client.get(shelf.public()).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.ELECTED, Role.SERVICE, Role.GARANT])
def test_the_others_read_and_file_nothing(client, role):
    shelf = Shelf(role)
    client.force_login(shelf.user)
    page = client.get(shelf.url()).content.decode()
    assert "Verser un document" not in page
    assert "Aucun document." in page
    assert file(client, shelf, MARKDOWN.encode()).status_code == 403


def test_the_title_of_a_page_is_a_form_without_file(client, shelf):
    answer = client.post(shelf.url(), {"kind": "avis", "title": "Sans fichier"})
    assert answer.status_code == 400
    assert "Sans fichier" in answer.content.decode()


def test_the_list_asks_few_queries(client, shelf, django_assert_max_num_queries):
    with scope(territory=shelf.territory):
        for number in range(12):
            add_document(
                actor=shelf.actor, consultation=shelf.consultation, kind="avis", title=f"Avis {number}",
                name="a.md", data=f"Passage {number}.".encode(),
            )  # fmt: skip
    client.get(shelf.url())
    with django_assert_max_num_queries(12):
        client.get(shelf.url())


def test_the_public_journal_names_a_document_only_once_it_is_published(client, shelf):
    file(client, shelf, b"Un paragraphe du cahier.")
    assert not JournalEntry.objects.filter(action="contributions.document", public=True).exists()
    with scope(territory=shelf.territory):
        document = Document.objects.get()
        set_published(actor=shelf.actor, document=document, published=True)
        set_published(actor=shelf.actor, document=document, published=False)
    told = JournalEntry.objects.filter(public=True, action__contains="publish-document").order_by("pk")
    assert [entry.action.split(".")[1] for entry in told] == ["publish-document", "unpublish-document"]
