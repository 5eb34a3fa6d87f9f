from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from concertia.corpus.text import canonical, html_to_text, without_entities

ANYTHING = st.text(st.characters())  # lone surrogates and controls included
XML_CHARACTER = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@given(ANYTHING)
@example("👩‍👩‍👧‍👦 d'accord 🏳️‍🌈")
@example("e\u0301te\u0301 \ud800 \x00 \ufffe")
@example("قبل كل شيء، نريد الشفافية؟\r\n")
def test_canonical_text_is_xml_nfc_and_stable(raw: str) -> None:
    text = canonical(raw).text
    assert XML_CHARACTER.fullmatch(text)
    assert unicodedata.is_normalized("NFC", text)
    assert "\r\n" not in text or "\r\r\n" in raw
    text.encode("utf-8")
    assert canonical(text).text == text or "\r\n" in text


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Mn"))).filter(str.strip))
def test_ordinary_text_is_left_alone(raw: str) -> None:
    raw = unicodedata.normalize("NFC", raw)
    cleaned = canonical(raw)
    assert cleaned.text == raw
    assert cleaned.transformations == {}


@pytest.mark.parametrize(
    ("raw", "text", "counts"),
    [
        ("a\x00b\x01", "a\ufffdb\ufffd", {"forbidden characters": 2}),
        ("a\ud83d", "a\ufffd", {"forbidden characters": 1}),
        ("a\r\nb\rc\n", "a\nb\rc\n", {"crlf": 1}),
        ("e\u0301", "é", {"nfc": 1}),
        ("  bord à bord  ", "  bord à bord  ", {}),
        ("👩🏽\u200d💻", "👩🏽\u200d💻", {}),
    ],
)
def test_each_transformation_is_counted(raw: str, text: str, counts: dict[str, int]) -> None:
    cleaned = canonical(raw)
    assert (cleaned.text, cleaned.transformations) == (text, counts)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>L&#39;&Eacute;tat</p><p>et nous</p>", "L'État\n\net nous"),
        ("<p>liste :</p><ul>\n<li>pain</li>\n<li>vin</li>\n</ul>fin", "liste :\n\npain\nvin\n\nfin"),
        ("<div>un<div>deux</div></div>", "un\ndeux"),
        ("<p>un</p>\n\n<p>deux<br><br><br>trois</p>", "un\n\ndeux\n\ntrois"),
        ("un<br>deux<br/>trois", "un\ndeux\ntrois"),
        ("<ul><li>pain</li><li>vin</li></ul>", "pain\nvin"),
        ("<p>a  \n b</p>", "a b"),
        ("prix&nbsp;: 3&nbsp;€", "prix\xa0: 3\xa0€"),
        ("<script>alert(1)</script>dit <b>fort</b>", "dit fort"),
        ("a < b & c", "a < b & c"),
        ("<!-- caché -->vu", "vu"),
        ("", ""),
        ("   ", ""),
        ("&#0;x", "\ufffdx"),
    ],
)
def test_html_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert canonical(markup, html=True).text == text


@given(ANYTHING)
def test_any_markup_gives_canonical_text(raw: str) -> None:
    text = canonical(raw, html=True).text
    assert XML_CHARACTER.fullmatch(text)
    assert unicodedata.is_normalized("NFC", text)


def test_text_before_the_first_tag_is_kept_in_order() -> None:
    assert html_to_text("avant <b>pendant</b> après") == "avant pendant après"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l&#39;eau &amp; le gaz", ("l'eau & le gaz", 2)),
        ("AT&T; R&D; a&b", ("AT&T; R&D; a&b", 0)),
        ("rien", ("rien", 0)),
    ],
)
def test_entities_left_by_an_exporter_are_repaired(text: str, expected: tuple[str, int]) -> None:
    assert without_entities(text) == expected


def test_hostile_markup_loses_nothing_and_takes_no_time() -> None:
    assert html_to_text("<b>x" * 3_000 + "fin").endswith("fin")
    assert html_to_text("<p>" * 20_000 + "fin") == "fin"
    assert html_to_text("<div>" * 300 + "mot" + "</div>" * 300 + "fin") == "mot\nfin"
