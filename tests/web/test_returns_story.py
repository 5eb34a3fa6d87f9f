"""Somebody has a 20-page PDF and attendance figures: on screen and in XLSX, the same remontée leaves."""

from __future__ import annotations

import hashlib
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import make_campaign, make_commitment, make_consultation, make_territory, make_user

from concertia.reports.model import Document as Paper
from concertia.reports.model import Heading, PageBreak, paragraph
from concertia.reports.pdf import pdf
from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Document, Passage
from concertia_web.returns.fields import show_passage
from concertia_web.returns.grid import canonical
from concertia_web.returns.models import Return, ReturnVersion

pytestmark = pytest.mark.django_db
SENTENCES = {
    3: "Les participants refusent toute reconnaissance des visages dans la rue.",
    7: "Ils attendent que chaque agent soit formé pendant son temps de travail.",
    12: "Ils demandent de veiller à ce que le guichet reste ouvert avec une personne.",
}


def synthesis() -> bytes:
    """A synthesis of twenty pages, invented."""
    blocks = []
    for page in range(1, 21):
        blocks.append(Heading(2, f"Partie {page}", f"p{page}"))
        blocks.append(paragraph(f"Cette partie raconte la rencontre numéro {page} et son déroulement."))
        if page in SENTENCES:
            blocks.append(paragraph(SENTENCES[page]))
        blocks.append(PageBreak())
    return pdf(
        Paper("Synthèse des débats", "fr", "Texte inventé", (), tuple(blocks[:-1]), {"contents": "Sommaire"})
    )


@pytest.fixture
def places():
    """Two territories in the same position, each with the same PDF to give."""
    campaign = make_campaign()
    made = []
    for name in ("Écran", "Tableur"):
        commitment = make_commitment(campaign, make_territory(f"Place-{name}".replace("É", "E")))
        make_consultation(commitment=commitment, publics=[], questions=[])
        made.append(commitment)
    return made


def url(name, commitment, *more):
    return reverse(f"space:{name}", args=[commitment.lead.slug, commitment.pk, *more])


def enter(client, commitment):
    client.force_login(make_user(commitment.lead, Role.LEAD))
    assert client.post(url("return-start", commitment)).status_code == 302
    data = {
        "document-form": "1",
        "document-consultation": str(_consultation(commitment).pk),
        "document-title": "Synthèse des débats",
        "document-kind": "synthese",
        "document-validated_by": "Les 40 personnes venues, le dernier soir",
        "document-file": SimpleUploadedFile("synthese.pdf", synthesis()),
    }
    page = client.post(url("return-passages", commitment), data)
    assert page.status_code == 302, page.content.decode()
    with scope(territory=commitment.lead):
        return Document.objects.get(consultation__commitment=commitment)


def _consultation(commitment):
    with scope(territory=commitment.lead):
        return commitment.consultations.get()


def passages(document):
    with scope(territory=document.consultation.territory):
        found = Passage.objects.filter(document=document).order_by("position")
        return {one.page: one for one in found if one.text in SENTENCES.values()}


ITEMS = [
    (3, "refus", "Pas de reconnaissance des visages", "espace-public"),
    (7, "attente", "Former chaque agent", "agents"),
    (12, "vigilance", "Garder le guichet ouvert", "accueil"),
]


def on_screen(client, commitment):
    document = enter(client, commitment)
    where = url("return-passages", commitment)
    found = client.get(f"{where}?document={document.pk}&mots=visages rue").content.decode()
    assert SENTENCES[3] in found and SENTENCES[7] not in found
    by_page = passages(document)
    for page, kind, title, theme in ITEMS:
        data = {"passages-form": "1", "document": document.pk, "passages": [by_page[page].pk], "kind": kind}
        assert client.post(where, {**data, "title": title, "theme": theme}).status_code == 302
    session = {
        "sessions-title": "Trois soirées",
        "sessions-kind": "atelier",
        "sessions-day": "2026-03-12",
        "sessions-present_habitants": "1 040",
        "sessions-present_agents": "12",
        "sessions-recruitment": "Affiches",
    }
    client.post(url("return-record", commitment, "methode", "sessions", "nouveau"), session)
    client.post(
        url("return-part", commitment, "participants"),
        {"participants-people": "900", "publics-habitants-heard": "heard", "publics-jeunes-heard": "invited"},
    )
    client.post(
        url("return-part", commitment, "publication"),
        {"publication-when": "later", "publication-words": "publish"},
    )
    client.post(
        url("return-record", commitment, "publication", "visas", "nouveau"),
        {
            "visas-function": "Directrice générale des services",
            "visas-act": "validated",
            "visas-day": "2026-11-20",
        },
    )


def in_a_spreadsheet(client, commitment):
    document = enter(client, commitment)
    by_page = passages(document)
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("return-xlsx", commitment) + "?vide").content))
    _table(book["Méthode"], "Intitulé", [
        {
            "Intitulé": "Trois soirées", "Forme": "Atelier", "Date": "12/03/2026",
            "Présents : Habitants": "1 040",
            "Présents : Agents": 12, "Comment les gens ont été invités": "Affiches",
        }
    ])  # fmt: skip
    _beside(book["Participants"], "Combien de personnes différentes, en tout ?", 900)
    _beside(book["Participants"], "Habitants", "Entendu")
    _beside(book["Participants"], "Jeunes et élèves", "Invité, pas venu")
    themes = {"espace-public": "Surveillance et espace public", "agents": "Travail et métiers des agents"}
    _table(book["Éléments"], "Nature", [
        {
            "Nature": {"refus": "Refus", "attente": "Attente", "vigilance": "Point de vigilance"}[kind],
            "Titre": title,
            "Thème": themes.get(theme, "Accueil et services aux habitants"),
            "Passages de documents": show_passage({
                "document": f"dx{document.pk}", "page": page, "paragraph": by_page[page].paragraph,
                "text": by_page[page].text,
            }),
        }
        for page, kind, title, theme in ITEMS
    ])  # fmt: skip
    _table(book["Documents"], "Titre du document", [
        {
            "Titre du document": "Synthèse des débats", "Sorte de document": "Synthèse",
            "Validé par": "Les 40 personnes venues, le dernier soir", "Repère": f"dx{document.pk}",
        }
    ])  # fmt: skip
    _beside(book["Publication"], "Quand chacun peut-il lire cette remontée ?", "Quand nous le dirons")
    _beside(book["Publication"], "Les paroles citées sont…", "Publiées")
    _table(book["Publication"], "Fonction", [
        {
            "Fonction": "Directrice générale des services", "Ce qu’elle ou il a fait": "A validé",
            "Le": "20/11/2026",
        }
    ])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    answer = client.post(
        url("return-upload", commitment), {"file": SimpleUploadedFile("grille.xlsx", out.getvalue())}
    )
    page = client.get(answer.url).content.decode()
    assert "0 non lue" in page
    client.post(answer.url)


def _table(sheet, first, rows):
    top = next(cell for row in sheet.iter_rows() for cell in row if cell.value == first)
    columns = {cell.value: cell.column for cell in sheet[top.row] if cell.value}
    for number, row in enumerate(rows, start=top.row + 1):
        for heading, value in row.items():
            sheet.cell(number, columns[heading]).value = value


def _beside(sheet, heading, value):
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
    sheet.cell(cell.row, cell.column + 1).value = value


def neutral(content, document):
    """The stored bytes, with the number that this database gave to the document set aside."""
    return canonical(content).replace(f"dx{document}".encode(), b"dx")


def test_a_pdf_and_figures_leave_as_the_same_remontee_on_screen_and_in_a_spreadsheet(client, places):
    stored = []
    for commitment, fill in zip(places, (on_screen, in_a_spreadsheet), strict=True):
        fill(client, commitment)
        with scope(territory=commitment.lead):
            draft = Return.objects.get(commitment=commitment)
            document = Document.objects.get(consultation__commitment=commitment)
        stored.append(neutral(draft.content, document.pk))
        page = client.get(url("return-preview", commitment))
        answer = client.post(url("return-preview", commitment), {"seen": page.context["seen"]})
        assert answer.status_code == 302
        with scope(campaign=commitment.campaign):
            version = ReturnVersion.objects.get(commitment=commitment)
        assert hashlib.sha256(canonical(version.content)).hexdigest() == version.digest
        ranks = {one["rank"] for one in version.content["evidence"]["ranks"].values()}
        assert ranks == {"B"}, version.content["evidence"]
        assert version.content["evidence"]["documents"][f"dx{document.pk}"]["sha256"] == document.sha256
        assert "Accusé de réception" in client.get(answer.url).content.decode()
    assert stored[0] == stored[1]


def test_words_that_are_not_in_the_document_are_no_evidence(client, places):
    commitment = places[0]
    document = enter(client, commitment)
    client.post(
        url("return-record", commitment, "elements", "items", "nouveau"),
        {
            "items-kind": "refus",
            "items-title": "Inventé",
            "items-passages": f"[dx{document.pk}] p. 3 : Personne n’a dit cela.",
        },
    )
    client.post(
        url("return-record", commitment, "documents", "documents", "nouveau"),
        {"documents-title": "Synthèse des débats", "documents-validated_by": "Les 40"},
    )
    page = client.get(url("return-part", commitment, "elements")).content.decode()
    assert "rang C" in page


def test_without_a_concertation_the_page_says_what_to_do(client):
    commitment = make_commitment()
    client.force_login(make_user(commitment.lead, Role.LEAD))
    client.post(url("return-start", commitment))
    page = client.get(url("return-passages", commitment)).content.decode()
    assert "n’y en a pas encore" in page and "page et son adresse publique" in page


def test_a_file_that_is_no_document_is_refused_and_a_title_is_asked(client, places):
    commitment = places[0]
    document = enter(client, commitment)
    where = url("return-passages", commitment)
    data = {
        "document-form": "1",
        "document-consultation": str(_consultation(commitment).pk),
        "document-title": "Photo",
        "document-kind": "autre",
        "document-file": SimpleUploadedFile("photo.jpg", b"\xff\xd8"),
    }
    assert "n’est pas un format de document" in client.post(where, data).content.decode()
    key = passages(document)[3].pk
    page = client.post(
        where, {"passages-form": "1", "document": document.pk, "passages": [key], "kind": "refus"}
    )
    assert (
        "Donnez un titre" in page.content.decode()
        and f'value="{key}" id="p{key}" checked' in page.content.decode()
    )
    nothing = client.post(
        where, {"passages-form": "1", "document": document.pk, "kind": "refus", "title": "x"}
    )
    assert "Cochez au moins un passage" in nothing.content.decode()
