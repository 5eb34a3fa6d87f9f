"""The rank of what supports each element: computed, never declared.

A: contributions that can be read here. B: a passage, with its page or paragraph, of a document that those who
took part validated and that can be opened. C: declared by the territory. The reason is written beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_scopes import scope

from concertia_web.campaigns.models import Commitment
from concertia_web.contributions.models import Contribution, Document, Passage
from concertia_web.returns.basis import carriers
from concertia_web.returns.fields import fold, one_line
from concertia_web.returns.grid import Content
from concertia_web.returns.sections import Record

RANKS = {
    "A": "contributions que chacun peut lire et recompter",
    "B": "passage d’un document validé par celles et ceux qui ont participé",
    "C": "déclaré par la collectivité",
}


@dataclass(frozen=True)
class Deposited:
    """A document kept here: its fingerprint and what is read on each page."""

    sha256: str
    pages: int
    passages: tuple[tuple[int | None, int, str], ...]

    def says(self, passage: Mapping[str, Any]) -> bool:
        """Whether these words are there, character for character, on that page or in that paragraph."""
        asked = _plain(passage["text"])
        page, paragraph = passage["page"], passage["paragraph"]
        read = [
            words
            for at, number, words in self.passages
            if (page is None or at is None or at == page)
            and (paragraph is None or page or number == paragraph)
        ]
        return bool(asked) and asked in _plain(" ".join(read))


@dataclass(frozen=True)
class Rank:
    """A, B or C, and why."""

    letter: str
    because: str


@dataclass(frozen=True)
class Sources:
    """What is kept here that an element may point to."""

    readable: frozenset[int]
    documents: Mapping[str, Deposited]
    """By identifier (``dx12``) and by folded title."""


def sources_of(commitment: Commitment, content: Content) -> Sources:
    """The contributions and documents that the elements of ``content`` name."""
    asked = {number for item in content["items"] for number in item["contributions"]}
    with scope(territory=carriers(commitment)):
        readable = frozenset(
            Contribution.objects.filter(
                pk__in=asked,
                consultation__commitment=commitment,
                moderation=Contribution.Moderation.ACCEPTED,
                removed=None,
            ).values_list("pk", flat=True)
        )
        documents = list(Document.objects.filter(consultation__commitment=commitment))
        named = {record["id"] for record in content["documents"]}
        titles = {fold(record["title"]) for record in content["documents"]}
        kept = [one for one in documents if f"dx{one.pk}" in named or fold(one.title) in titles]
        passages: dict[int, list[tuple[int | None, int, str]]] = {one.pk: [] for one in kept}
        for passage in Passage.objects.filter(document__in=kept).order_by("document", "position"):
            passages[passage.document_id].append((passage.page, passage.paragraph, passage.text))
    found: dict[str, Deposited] = {}
    for one in kept:
        deposited = Deposited(one.sha256, one.pages, tuple(passages[one.pk]))
        found[f"dx{one.pk}"] = deposited
        found.setdefault(fold(one.title), deposited)
    return Sources(readable, found)


def rank(item: Record, content: Content, sources: Sources) -> Rank:
    """The rank of one element."""
    readable = [number for number in item["contributions"] if number in sources.readable]
    if readable:
        plural = "s" if len(readable) > 1 else ""
        return Rank("A", f"{len(readable)} contribution{plural} lisible{plural} ici")
    reason = "aucune contribution lisible ici, aucun passage de document"
    for passage in item["passages"]:
        document = document_named(content, passage["document"])
        if document is None:
            reason = "le passage nomme un document qui n’est pas dans la liste des documents"
            continue
        reason = _why_not(passage, document, sources)
        if not reason:
            return Rank(
                "B", f"un passage de « {document['title']} », validé par : {document['validated_by']}"
            )
    return Rank("C", reason)


def document_named(content: Content, name: str) -> Record | None:
    """The document of the grid with this identifier or this title."""
    for record in content["documents"]:
        if name and (record["id"] == name or fold(record["title"]) == fold(name)):
            return dict(record)
    return None


def _why_not(passage: Mapping[str, Any], document: Record, sources: Sources) -> str:
    """Why a passage is no more than a declaration; empty when it is evidence."""
    title = document["title"]
    if not document["validated_by"]:
        return f"il n’est pas dit qui a validé « {title} »"
    if not passage["page"] and not passage["paragraph"]:
        return f"la page ou le paragraphe de « {title} » manque"
    deposited = deposited_as(document, sources)
    if deposited is None:
        return "" if document["address"] else f"« {title} » n’est ni déposé ici, ni à une adresse publique"
    return "" if deposited.says(passage) else f"ces mots ne se retrouvent pas à cet endroit de « {title} »"


def deposited_as(document: Record, sources: Sources) -> Deposited | None:
    """The document kept here that this line of the grid names."""
    return sources.documents.get(document["id"]) or sources.documents.get(fold(document["title"]))


def evidence_of(content: Content, sources: Sources) -> dict[str, Any]:
    """What is computed when a remontée is sent: the ranks, and the fingerprints of documents kept here."""
    ranks = {item["id"]: rank(item, content, sources) for item in content["items"]}
    documents = {record["id"]: deposited_as(record, sources) for record in content["documents"]}
    return {
        "ranks": {key: {"rank": one.letter, "because": one.because} for key, one in ranks.items()},
        "documents": {
            key: {"sha256": one.sha256, "pages": one.pages}
            for key, one in documents.items()
            if one is not None
        },
    }


def _plain(text: str) -> str:
    return one_line(text).replace("’", "'")
