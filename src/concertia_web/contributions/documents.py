"""Documents: stored whole, split into passages that can be quoted, published or not."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import transaction
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from concertia.corpus.formats.documents import FORMAT
from concertia.corpus.formats.port import Draft, ReadOptions, SourceFile
from concertia.errors import ConcertiaError
from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Document, Passage
from concertia_web.journal.services import record

MOST_BYTES = 50 << 20
SUFFIXES = (".pdf", ".docx", ".odt", ".txt", ".md")
ADVISED_PAGES = 4
"""Of a cahier d’acteur."""
MOST_PASSAGES = 5_000
_PLACE_ON_PAGE = re.compile(r"p\. (\d+), § (\d+)")
_PLACE_IN_SECTION = re.compile(r"(?:« (.*) », )?§ (\d+)", re.DOTALL)


class DocumentError(Exception):
    """A file that cannot be kept: what to do, in a sentence."""


@dataclass(frozen=True)
class Piece:
    """A passage and its place."""

    text: str
    page: int | None
    section: str
    paragraph: int


@dataclass
class Split:
    """What was read in a file."""

    pieces: list[Piece] = field(default_factory=list)
    pages: int = 0
    problem: str = ""
    """Why there is no passage, or what was not read, in a sentence."""


def check_file(name: str, size: int) -> None:
    """Raise DocumentError for what is not a document we keep."""
    if size > MOST_BYTES:
        raise DocumentError(
            f"Ce fichier pèse {size >> 20} Mo ; la limite est de {MOST_BYTES >> 20} Mo. Allégez ses images "
            f"(Word : "
            "« Compresser les images » ; PDF : « Enregistrer en taille réduite »), puis recommencez."
        )
    if size == 0:
        raise DocumentError("Ce fichier est vide : vérifiez que c’est le bon, puis recommencez.")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        hint = "Enregistrez-le d’abord en .docx ou en PDF." if suffix in (".doc", ".rtf", ".pages") else ""
        raise DocumentError(
            f"« {suffix or name[-20:]} » n’est pas un format de document que nous savons garder : PDF, "
            f"DOCX, ODT, TXT "
            f"ou MD. {hint}".strip()
        )


def split(data: bytes, name: str) -> Split:
    """The passages of a file, by the readers of the engine; or none, and a sentence that says why."""
    suffix = PurePath(name).suffix.lower()
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / f"document{suffix}"
        path.write_bytes(data)
        file = SourceFile(path, PurePath(name).name, len(data), data[: 1 << 16])
        found = Split(pages=_pages(path) if data[:1024].find(b"%PDF") >= 0 else 0)
        try:
            parsed = FORMAT.read([file], ReadOptions())
        except ConcertiaError as error:
            found.problem = error.fr
            return found
    found.pieces = [_piece(draft) for draft in parsed.drafts[:MOST_PASSAGES]]
    remarks = [text for texts in parsed.warnings.values() for text in texts]
    if len(parsed.drafts) > MOST_PASSAGES:
        remarks.append(f"seuls les {MOST_PASSAGES} premiers passages sont repris")
    found.problem = " ; ".join(remarks)
    return found


def _piece(draft: Draft) -> Piece:
    place = draft.location or ""
    on_page = _PLACE_ON_PAGE.fullmatch(place)
    if on_page:
        return Piece(draft.raw, int(on_page.group(1)), "", int(on_page.group(2)))
    in_section = _PLACE_IN_SECTION.fullmatch(place)
    section, paragraph = in_section.groups() if in_section else ("", "1")
    return Piece(draft.raw, None, (section or "")[:200], int(paragraph))


def _pages(path: Path) -> int:
    try:
        return len(PdfReader(path, strict=False).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        return 0


@transaction.atomic
def add_document(
    *,
    actor: Actor,
    consultation: Consultation,
    kind: str,
    title: str,
    name: str,
    data: bytes,
    session: Session | None = None,
    organisation: str = "",
    validated_by: str = "",
    validated_on: date | None = None,
) -> tuple[Document, bool]:
    """Keep a document and its passages; and whether it is new: the same file again gives the first one.

    Raises DocumentError.
    """
    check_file(name, len(data))
    digest = hashlib.sha256(data).hexdigest()
    known = consultation.documents.filter(sha256=digest).first()
    if known is not None:
        return known, False
    found = split(data, name)
    document = Document(
        consultation=consultation,
        session=session,
        kind=kind,
        title=title,
        organisation=organisation,
        validated_by=validated_by,
        validated_on=validated_on,
        original_name=PurePath(name).name[-200:],
        sha256=digest,
        pages=found.pages,
        problem=found.problem,
    )
    document.file.save(
        f"{secrets.token_hex(4)}{PurePath(name).suffix.lower()}", ContentFile(data), save=False
    )
    document.save()
    Passage.objects.bulk_create(
        Passage(
            document=document,
            position=position,
            page=piece.page,
            section=piece.section,
            paragraph=piece.paragraph,
            text=piece.text,
        )
        for position, piece in enumerate(found.pieces, 1)
    )
    _journal(actor, "document", document, {"sha256": digest, "passages": len(found.pieces)})
    return document, True


@transaction.atomic
def state_facts(
    *,
    actor: Actor,
    document: Document,
    title: str,
    organisation: str,
    validated_by: str,
    validated_on: date | None,
) -> None:
    """Correct what is said of a document: its title, who signs, who validated it and when."""
    names = ("title", "organisation", "validated_by", "validated_on")
    before = {name: str(getattr(document, name) or "") for name in names}
    document.title, document.organisation = title, organisation
    document.validated_by, document.validated_on = validated_by, validated_on
    document.save(update_fields=list(names))
    after = {name: str(getattr(document, name) or "") for name in names}
    if before != after:
        _journal(actor, "document-facts", document, after, before)


@transaction.atomic
def set_published(*, actor: Actor, document: Document, published: bool) -> None:
    """Show the document and its passages to all, or no more."""
    if document.published != published:
        document.published = published
        document.save(update_fields=["published"])
        verb = "publish-document" if published else "unpublish-document"
        _journal(actor, verb, document, {"sha256": document.sha256})


def _journal(
    actor: Actor,
    verb: str,
    document: Document,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    record(
        actor=actor,
        action=f"contributions.{verb}",
        thing=document,
        label=document.title,
        territory=document.consultation.territory,
        before=before,
        after=after,
        public=document.published or verb == "unpublish-document",
    )
