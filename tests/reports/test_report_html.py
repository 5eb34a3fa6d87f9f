"""The HTML report: valid, self-contained, accessible, and deaf to what people may have typed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from concertia.reports.html import html_fragment, html_page
from concertia.reports.model import (
    Anchored,
    Document,
    Heading,
    Quote,
    Run,
    Table,
    link,
    paragraph,
    runs,
)
from concertia.reports.phrases import LANGUAGES
from concertia.reports.render import report_document

LABELS = {"contents": "Sommaire", "skip": "Aller au texte", "figures": "Chiffres"}
HOSTILE = '<script>alert("x")</script>&amp;\u202e #import "x" </bdi></p> \\ \''


def one(*blocks, title: str = "Titre") -> Document:
    return Document(title, "fr", "sous-titre", (("Date", "1"),), blocks, LABELS)


def parsed(document: Document) -> html.HtmlElement:
    return html.document_fromstring(html_page(document).decode("utf-8"))


@pytest.fixture(scope="module", params=["small", "full"])
def page(request: pytest.FixtureRequest) -> html.HtmlElement:
    folder: Path = request.getfixturevalue(f"{request.param}_folder")
    return parsed(report_document(folder, language="fr")[0])


def test_ids_are_unique_and_links_arrive(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {target[1:] for target in page.xpath("//a/@href") if target.startswith("#")}
    assert targets <= set(ids)


def test_nothing_comes_from_elsewhere(page: html.HtmlElement) -> None:
    assert page.xpath("//script | //link | //img | //iframe | //object | //*[@src] | //*[@onclick]") == []
    style = "".join(page.xpath("//style/text()"))
    assert "url(" not in style and "@import" not in style
    assert not [address for address in page.xpath("//a/@href") if not address.startswith("#")]


def test_one_title_then_levels_in_order(page: html.HtmlElement) -> None:
    levels = [int(node.tag[1]) for node in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_captions_and_scopes(page: html.HtmlElement) -> None:
    tables = page.xpath("//table")
    assert tables
    for table in tables:
        assert table.xpath("string(caption)").strip()
        assert all(cell.get("scope") == "col" for cell in table.xpath("thead//th"))
        for row in table.xpath("tbody/tr"):
            assert row[0].tag == "th" and row[0].get("scope") == "row"


def test_figures_are_described(page: html.HtmlElement) -> None:
    for figure in page.xpath("//figure[@class='chart']"):
        assert figure.xpath("div[@role='img']/@aria-label")[0].strip()
        assert figure.xpath("string(figcaption)").strip()
        assert figure.xpath("figcaption/details//table")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language(language: str, small_folder: Path) -> None:
    page = parsed(report_document(small_folder, language=language)[0])
    assert page.get("lang") == language
    arabic = page.xpath("//bdi[@lang='ar']")
    assert arabic and all(node.get("dir") == "rtl" for node in arabic)


def test_the_skip_link_comes_first(page: html.HtmlElement) -> None:
    first = page.xpath("//body/*[1]")[0]
    assert first.tag == "a" and first.get("href") == "#texte"


def test_quotation_marks_only_for_words_of_people(small_folder: Path) -> None:
    page = parsed(report_document(small_folder, language="fr")[0])
    for quote in page.xpath("//figure[contains(@class, 'quoted')]//blockquote/p"):
        assert quote.text_content().startswith("«\u202f")
    noted = page.xpath("//figure[contains(@class, 'noted')]")
    assert noted
    for figure in noted:
        assert "«\u202f" not in figure.xpath("string(blockquote)")[:2]
        assert "noté en séance" in figure.xpath("string(figcaption)")


def test_every_character_survives(small_folder: Path) -> None:
    text = html_page(report_document(small_folder, language="fr")[0]).decode("utf-8")
    for kept in ("中文", "\ue000", "👨‍👩‍👧", "\u202etxet", "e\u0301", "\ufeff"):
        assert kept in text


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    blocks = (
        Heading(2, HOSTILE, "a"),
        paragraph(HOSTILE, link(HOSTILE, "#a")),
        Quote(HOSTILE, runs(HOSTILE), "quoted", "c", 'x"y'),
        Table(HOSTILE, (HOSTILE,), ((runs(HOSTILE),),), (False,)),
        Anchored('c"x', runs(HOSTILE), HOSTILE, "ar"),
    )
    page = parsed(one(*blocks, title=HOSTILE))
    assert page.xpath("//script") == []
    assert page.xpath("//h1")[0].text_content() == HOSTILE
    assert page.xpath("//blockquote")[0].text_content() == f"«\u202f{HOSTILE}\u202f»"
    assert page.xpath("//caption")[0].text_content() == HOSTILE


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_read_back(text: str) -> None:
    page = parsed(one(Quote(text, (), "noted", "c")))
    assert page.xpath("//blockquote/p")[0].text_content() == text


def test_a_link_never_runs_a_script() -> None:
    with pytest.raises(ValueError, match="javascript"):
        html_fragment(one(paragraph(Run("x", "link", "javascript:alert(1)"))))


def test_lines_are_kept() -> None:
    assert "un<br>deux" in html_fragment(one(Quote("un\ndeux", (), "quoted", "c")))


def test_the_fragment_is_what_the_page_holds() -> None:
    document = one(paragraph("bonjour"))
    assert html_fragment(document).encode() in html_page(document)
