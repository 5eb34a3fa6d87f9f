"""The paragraphs of a PDF that holds text: lines joined again, running headers and page numbers left out."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from concertia.corpus.formats.port import SourceFile
from concertia.errors import UnusableSourceError

MAX_PAGES = 3000
MAX_SIZE = 150 << 20
"""Bytes: the reader holds the whole file, several times."""
EDGE = 2
"""Lines at the top and bottom of a page where headers and footers are looked for."""
REPEATED = 0.5
"""Share of pages on which a line at the edge is a running header or footer."""
PAGE_NUMBER = re.compile(r"(?:page|p\.?)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?\s*(?:(?:/|sur|of|de)\s*\d{1,4})?", re.I)
HYPHEN = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
WORD_START = re.compile(r"[^\W\d_]+")
BULLET = re.compile(r"\s*(?:[-•◦▪■□–‣·➢➤→✓]|\uf0b7|\(?\d{1,3}[.)]|[a-z]\))\s+")
AFTER_HYPHEN = """
    il elle on ils elles t je tu nous vous ce ci là la le les lui leur moi toi y en
    être même mêmes dire midi vis uns unes après delà dessous dessus dedans dehors
"""
KEEPS_HYPHEN = frozenset(AFTER_HYPHEN.split())
"""Second halves of French compounds: ``peut-être``, ``dit-il``, ``vis-à-vis``."""


@dataclass
class PdfText:
    """What was read."""

    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    """Page (from 1) and text."""
    left_out: list[tuple[int, str]] = field(default_factory=list)
    """Page and reason of lines that are not the text of the document."""
    repairs: Counter[str] = field(default_factory=Counter)
    empty_pages: list[int] = field(default_factory=list)
    title: str | None = None


def read_pdf(file: SourceFile) -> PdfText:
    """Read a PDF. Raises UnusableSourceError if it is damaged, locked or without text (a scan)."""
    pages, title = _pages(file)
    if not any(line.strip() for lines in pages for line in lines):
        raise UnusableSourceError(
            f"« {file.name} » ne contient pas de texte, seulement des images de pages ({len(pages)}). "
            f"Passez-le "
            "d'abord par une reconnaissance de caractères (OCR), relisez, puis revenez avec le résultat.",
            f"“{file.name}” holds no text, only pictures of pages ({len(pages)}). Run it first through "
            f"character "
            "recognition (OCR), proofread, then come back with the result.",
        )
    content = PdfText(title=title)
    running = _running_lines(pages)
    kept: list[list[str]] = []
    for number, lines in enumerate(pages, 1):
        said = [line for line in lines if line.strip()]
        if not said:
            content.empty_pages.append(number)
        kept.append(_without_edges(said, number, running, content))
    _join(kept, content)
    return content


def _pages(file: SourceFile) -> tuple[list[list[str]], str | None]:
    if b"%PDF" not in file.head[:1024]:
        raise _damaged(file)
    if file.size > MAX_SIZE:
        raise _too_long(file)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(file.path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(file)
        if len(reader.pages) > MAX_PAGES:
            raise _too_long(file)
        # A hyphen that shows on the page is often stored as a soft hyphen.
        pages = [page.extract_text().replace("\u00ad", "-").splitlines() for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except UnusableSourceError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise _locked(file) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _damaged(file) from error
    except (OSError, RecursionError, AssertionError, NotImplementedError, ZeroDivisionError) as error:
        raise _damaged(file) from error
    return pages, str(title).strip() or None if title else None


def _running_lines(pages: list[list[str]]) -> frozenset[str]:
    """Lines, digits left out, that come back at the edge of at least half of three pages or more."""
    filled = [[line for line in lines if line.strip()] for lines in pages]
    filled = [lines for lines in filled if lines]
    if len(filled) < 3:
        return frozenset()
    seen: Counter[str] = Counter()
    for lines in filled:
        seen.update({_shape(line) for line in [*lines[:EDGE], *lines[-EDGE:]]})
    return frozenset(
        shape for shape, count in seen.items() if shape and count >= max(3, REPEATED * len(filled))
    )


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _without_edges(lines: list[str], page: int, running: frozenset[str], content: PdfText) -> list[str]:
    kept = []
    for position, line in enumerate(lines):
        edge = position < EDGE or position >= len(lines) - EDGE
        if edge and PAGE_NUMBER.fullmatch(line.strip()):
            content.left_out.append((page, "page number"))
        elif edge and _shape(line) in running:
            content.left_out.append((page, "running header or footer"))
        else:
            kept.append(line)
    return kept


def _join(pages: list[list[str]], content: PdfText) -> None:
    """Paragraphs from lines. A paragraph that goes on over a page belongs to the page where it starts."""
    widths = [len(line.strip()) for lines in pages for line in lines if len(line.strip()) > 20]
    usual = median(widths) if widths else 80
    vocabulary = {
        word.casefold()
        for lines in pages
        for line in lines
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line)
    }
    current: list[str] = []
    started = 1
    previous = ""
    for number, lines in enumerate(pages, 1):
        for line in lines:
            text = " ".join(line.split())
            new_page = line is lines[0]
            if current and _starts_paragraph(previous, text, usual, new_page):
                content.paragraphs.append((started, _joined(current, vocabulary, content.repairs)))
                current = []
            if not current:
                started = number
            current.append(text)
            previous = text
    if current:
        content.paragraphs.append((started, _joined(current, vocabulary, content.repairs)))


def _starts_paragraph(previous: str, line: str, usual: float, new_page: bool) -> bool:
    """Whether a line starts a paragraph, seen from the one above."""
    if BULLET.match(line):
        return True
    ended = previous.endswith((".", "!", "?", "…", ":", ".»", "»"))
    begins = line[:1].isupper() or line[:1].isdigit() or line[:1] in '«“"('
    if ended and (len(previous) < 0.85 * usual or (new_page and begins)):
        return True
    short = len(previous) < 0.6 * usual
    return begins and short and not previous.endswith((",", ";", "-"))


def _joined(lines: list[str], vocabulary: set[str], repairs: Counter[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        cut = HYPHEN.search(text)
        following = WORD_START.match(line)
        if cut and following and following.group()[0].islower():
            left, right = cut.group(1), following.group()
            whole, compound = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
            keeps = compound in vocabulary or (right.casefold() in KEEPS_HYPHEN and whole not in vocabulary)
            repairs["hyphens kept at line ends" if keeps else "words cut at line ends joined"] += 1
            text = (text if keeps else text[:-1]) + line
        else:
            text = f"{text} {line}"
    return text


def _locked(file: SourceFile) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » est protégé par un mot de passe. Enregistrez-en une copie sans protection.",
        f"“{file.name}” is protected by a password. Save a copy without protection.",
    )


def _damaged(file: SourceFile) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » n'est pas un PDF lisible : abîmé ou coupé. Téléchargez-le ou exportez-le à "
        f"nouveau.",
        f"“{file.name}” is not a readable PDF: damaged or cut short. Download or export it again.",
    )


def _too_long(file: SourceFile) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » dépasse {MAX_PAGES} pages ou {MAX_SIZE >> 20} Mo : découpez-le, ou allégez ses "
        f"images.",
        f"“{file.name}” is beyond {MAX_PAGES} pages or {MAX_SIZE >> 20} MB: split it, or make its pictures "
        f"lighter.",
    )
