"""The paragraphs of an ODT file (OpenDocument 1.3, part 3), read from its XML like those of a DOCX file.

Text that tracked changes deleted, comments and the table of contents are not read; notes are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from concertia.corpus.formats.archives import damaged, office_archive, protected
from concertia.corpus.formats.docx_reading import Paragraph, WordDocument
from concertia.corpus.formats.port import SourceFile

KIND = b"mimetypeapplication/vnd.oasis.opendocument.text"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
BLOCKS = frozenset({f"{TEXT}p", f"{TEXT}h"})
UNREAD = frozenset(
    {
        *(f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}note", f"{OFFICE}annotation"),
        *(f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{TEXT}alphabetical-index"),
    }
)
MAX_SPACES = 100
MAX_REPEATED = 100
"""Columns that one cell may stand for."""


@dataclass
class _Styles:
    parents: dict[str, str] = field(default_factory=dict)
    bold: dict[str, bool] = field(default_factory=dict)

    def chain(self, name: str) -> Iterator[str]:
        """A style and those it is made from, nearest first."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            name = self.parents.get(name, "")

    def is_bold(self, name: str) -> bool | None:
        return next((self.bold[each] for each in self.chain(name) if each in self.bold), None)


def is_odt(file: SourceFile) -> bool:
    """Whether a file is an OpenDocument text, by its first bytes."""
    return file.head.startswith(b"PK") and KIND in file.head[:200]


def read_odt(file: SourceFile) -> WordDocument:
    """Read an ODT file. Raises UnusableSourceError if it is damaged, protected or not a document."""
    with office_archive(file) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names:
            manifest = _parse(archive.read("META-INF/manifest.xml"))
            if next(manifest.iter(f"{MANIFEST}encryption-data"), None) is not None:
                raise protected(file)
        content = _parse(archive.read("content.xml"))
        styles = _Styles()
        for root in ([_parse(archive.read("styles.xml"))] if "styles.xml" in names else []) + [content]:
            _gather(root, styles)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise damaged(file)
    notes = sum(1 for _ in body.iter(f"{TEXT}note"))
    return WordDocument(tuple(p for p in _paragraphs(body, styles) if p.text.strip()), notes)


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _gather(root: etree._Element, styles: _Styles) -> None:
    for style in root.iter(f"{STYLE}style"):
        name = str(style.get(f"{STYLE}name"))
        parent = style.get(f"{STYLE}parent-style-name")
        if parent is not None:
            styles.parents[name] = str(parent)
        properties = style.find(f"{STYLE}text-properties")
        weight = None if properties is None else _weight(properties)
        if weight is not None:
            styles.bold[name] = weight


def _weight(properties: etree._Element) -> bool | None:
    found = next((str(v) for k, v in properties.attrib.items() if str(k).endswith("}font-weight")), None)
    return None if found is None else found == "bold" or found in {"600", "700", "800", "900"}


def _paragraphs(body: etree._Element, styles: _Styles) -> Iterator[Paragraph]:
    tables: dict[etree._Element, int] = {}
    rows: dict[etree._Element, int] = {}
    for element in body.iter(*BLOCKS):
        if any(ancestor.tag in UNREAD for ancestor in element.iterancestors()):
            continue
        table, row, column = _place(element, tables, rows)
        style = str(element.get(f"{TEXT}style-name") or "")
        heading = _heading(element, style, styles)
        runs = list(_runs(element, styles.is_bold(style) or False, styles))
        worded = [bold for text, bold in runs if text.strip()]
        yield Paragraph(
            text="".join(text for text, _ in runs),
            heading=heading,
            bullet=not heading and any(True for _ in element.iterancestors(f"{TEXT}list")),
            bold=bool(worded) and all(worded),
            table=table,
            row=row,
            column=column,
        )


def _heading(element: etree._Element, style: str, styles: _Styles) -> int:
    if element.tag == f"{TEXT}h":
        level = str(element.get(f"{TEXT}outline-level") or "1")
        return int(level) if level.isdecimal() and 0 < int(level) < 11 else 1
    return 1 if "Title" in styles.chain(style) else 0


def _runs(element: etree._Element, bold: bool, styles: _Styles) -> Iterator[tuple[str, bool]]:
    """Pieces of the text of a paragraph and whether each is bold, other paragraphs inside it left out."""
    yield element.text or "", bold
    for child in element:
        tag = str(child.tag)
        if tag == f"{TEXT}s":
            count = str(child.get(f"{TEXT}c") or "1")
            yield " " * (min(int(count), MAX_SPACES) if count.isdecimal() else 1), bold
        elif tag == f"{TEXT}tab":
            yield "\t", bold
        elif tag == f"{TEXT}line-break":
            yield "\n", bold
        elif tag not in BLOCKS and tag not in UNREAD and isinstance(child.tag, str):
            weight = styles.is_bold(str(child.get(f"{TEXT}style-name") or ""))
            yield from _runs(child, bold if weight is None else weight, styles)
        yield child.tail or "", bold


def _place(
    element: etree._Element, tables: dict[etree._Element, int], rows: dict[etree._Element, int]
) -> tuple[int, int, int]:
    """Table, row and column of a paragraph: those of the outermost table."""
    cell = row = table = None
    for ancestor in element.iterancestors(f"{TABLE}table-cell", f"{TABLE}table-row", f"{TABLE}table"):
        if ancestor.tag == f"{TABLE}table-cell":
            cell = ancestor
        elif ancestor.tag == f"{TABLE}table-row":
            row = ancestor
        else:
            table = ancestor
    if table is None or row is None or cell is None:
        return 0, 0, 0
    if table not in tables:
        tables[table] = len(tables) + 1
        own = (line for line in table.iter(f"{TABLE}table-row"))
        rows.update((line, place) for place, line in enumerate(own))
    column = sum(_width(other) for other in cell.itersiblings(preceding=True))
    return tables[table], rows.get(row, 1), column


def _width(cell: etree._Element) -> int:
    """Columns that a cell stands for; those that a wide cell covers are elements of their own."""
    value = str(cell.get(f"{TABLE}number-columns-repeated") or "1")
    return min(int(value), MAX_REPEATED) if value.isdecimal() else 1
