"""The canonical text of a contribution: what is segmented, quoted and hashed, and nothing more.

Order of the steps: characters that XML 1.0 forbids → U+FFFD; HTML rendered to plain text where the source
says it is HTML; CRLF → LF; NFC. Each step that changed something is counted. Text is never trimmed,
spell-checked or reworded.
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

REPLACEMENT = "\ufffd"
# Everything outside the production Char of XML 1.0, fifth edition, § 2.2 (lone surrogates included).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(
    r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
    # Accented letters are certain even where a separator took the semicolon.
    r"|&(?:[aeiouAEIOU](?:acute|grave|circ|uml)|[cC]cedil|laquo|raquo|nbsp)(?![A-Za-z;])"
)
_CONTINUATIONS = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0xC0)}
"""What Windows-1252 shows for the bytes that follow the first one of a character of UTF-8."""
_NEXT = "[" + re.escape("".join(_CONTINUATIONS)) + "]"
_TWICE = re.compile(f"[ÃÅ]{_NEXT}|(?<![A-ZÀ-Þ])Â{_NEXT}|â{_NEXT}{{2}}|ð{_NEXT}{{3}}")
_RESTORED = re.compile("[\u00a0-\u017f\u2010-\u20cf\u2122\U0001f000-\U0001faff]")
"""Letters, punctuation and emoji of UTF-8 that are restored where they were read as Windows-1252: no language
writes the sequences that they give."""
_LOST = re.compile(r"(?<![\w/?&=.:%-])[A-Za-zÀ-ÿ']*[a-zà-ÿ]\?[a-zà-ÿ']+(?![\w/?&=%])")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPHS = "article blockquote dl h1 h2 h3 h4 h5 h6 ol p pre section table ul"
_LINES = (
    "address aside caption dd details div dt figcaption figure footer form header hr legend li main nav tr"
)
_BREAKS = {**dict.fromkeys(_LINES.split(), 1), **dict.fromkeys(_PARAGRAPHS.split(), 2)}
"""Line feeds around an element."""
_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title"))


@dataclass(frozen=True)
class CanonicalText:
    """Canonical text, and how many times each transformation changed something."""

    text: str
    transformations: dict[str, int] = field(default_factory=dict)


def canonical(raw: str, html: bool = False) -> CanonicalText:
    """The canonical text of ``raw`` (already decoded to code points); ``html``: it is HTML."""
    counts: dict[str, int] = {}
    text, forbidden = _FORBIDDEN.subn(REPLACEMENT, raw)
    if html:
        text = html_to_text(text)
        counts["html"] = 1
        text, decoded = _FORBIDDEN.subn(REPLACEMENT, text)
        forbidden += decoded
    counts["forbidden characters"] = forbidden
    counts["crlf"] = text.count("\r\n")
    text = text.replace("\r\n", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        counts["nfc"] = 1
    return CanonicalText(text, {name: count for name, count in counts.items() if count})


def html_to_text(markup: str) -> str:
    """Plain text of an HTML fragment: blocks, ``br`` and list items become line feeds, entities characters.

    Runs of ASCII white space become one space, as a browser shows them; no-break spaces are kept.
    Scripts, styles and comments are left out. ``markup`` holds no character that XML 1.0 forbids.
    """
    if not markup.strip():
        return ""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        # A leading element keeps libxml2 from moving text that stands before the first tag.
        root = lxml_html.document_fromstring(f"<div>{markup}</div>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html_entities.unescape(markup)
    if any("depth" in entry.message for entry in parser.error_log):
        # Beyond 2,048 levels the parser drops what follows: better plain than lost.
        return html_entities.unescape(re.sub(r"<[^<>]*>", " ", markup))
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        _collect(event, element, pieces)
    return _joined(pieces)


def without_entities(text: str) -> tuple[str, int]:
    """Text with HTML entities left by an exporter turned into characters, and how many there were."""
    count = len(_ENTITY.findall(text))
    if not count:
        return text, 0
    decoded = _ENTITY.sub(lambda match: html_entities.unescape(match.group()), text)
    return decoded, count if decoded != text else 0


def without_double_encoding(text: str) -> tuple[str, int]:
    """Text with accents that were encoded twice (``Ã©``) restored, and how many characters
    too many there were.

    Only sequences that decode to a character are touched; an ``Ã`` before a plain space stays.
    """
    count = 0
    for _ in range(3):  # each careless program adds one turn
        read = _TWICE.sub(_decoded_once_more, text)
        if read == text:
            break
        count += len(text) - len(read)
        text = read
    return text, count


def has_lost_letters(text: str) -> bool:
    """Whether letters were lost on the way: ``d\ufffdpartement``, ``d?partement``, ``Ã la``."""
    return REPLACEMENT in text or _LOST.search(text) is not None or "Ã " in text


def _decoded_once_more(match: re.Match[str]) -> str:
    run = match.group()
    try:
        read = bytes([ord(run[0]), *(_CONTINUATIONS[character] for character in run[1:])]).decode("utf-8")
    except UnicodeDecodeError:
        return run
    return read if _RESTORED.fullmatch(read) else run


def _collect(event: str, element: etree._Element, pieces: list[str]) -> None:
    name = str(element.tag)
    if name in _BREAKS:
        _end_line(pieces, _BREAKS[name])
    if event == "start":
        if name == "br":
            pieces.append("\n")
        if element.text and name not in _UNSEEN:
            pieces.append(_SPACES.sub(" ", element.text))
        return
    if name in ("td", "th"):
        pieces.append(" ")
    parent = element.getparent()
    if element.tail and (parent is None or parent.tag not in _UNSEEN):
        pieces.append(_SPACES.sub(" ", element.tail))


def _end_line(pieces: list[str], wanted: int) -> None:
    """At least ``wanted`` line feeds since the last word."""
    present = 0
    for piece in reversed(pieces):
        if present >= wanted or piece.strip(" \n"):
            break
        present += piece.count("\n")
    if present < wanted:
        pieces.append("\n" * (wanted - present))


def _joined(pieces: list[str]) -> str:
    text = re.sub(r" {2,}", " ", "".join(pieces))
    text = re.sub(r" *\n *", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip(" \n")
