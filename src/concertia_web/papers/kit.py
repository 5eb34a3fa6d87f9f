"""What the printed documents of a concertation share: words in one language, addresses, size of title."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pypdf
import yaml

from concertia.reports.typography import typeset
from concertia_web.consultations.models import Consultation
from concertia_web.languages import EASY, say
from concertia_web.papers.dates import day
from concertia_web.papers.facts import Frame, public_address
from concertia_web.papers.printing import printed, qr_svg

LANGUAGES = ("fr", EASY, "en", "de", "ar")
FICTIONAL = "Concertation fictive, pour la formation"
_SCALES = (1.3, 1.2, 1.1, 1.0, 0.93, 0.86, 0.79, 0.72, 0.65, 0.58, 0.5)


@dataclass(frozen=True)
class Kit:
    """One concertation as it will be printed, in one language."""

    frame: Frame
    consultation: Consultation
    language: str

    @property
    def words(self) -> dict[str, str]:
        """Our own words."""
        return strings(self.language)

    @property
    def tag(self) -> str:
        """The language as machines name it: easy French is French."""
        return "fr" if self.language == EASY else self.language

    @property
    def colon(self) -> str:
        """Between a label and what it names."""
        return "\u00a0: " if self.tag == "fr" else ": "

    def said(self, texts: Mapping[str, str]) -> dict[str, str]:
        """A text of the organiser, in this language where there is one, and the language that it is in."""
        found = say(texts, self.language)
        return {"text": " ".join(found.text.split()), "language": found.language}

    def own(self, text: str) -> dict[str, str]:
        """A text of the organiser that exists in French only."""
        return {"text": " ".join(text.split()), "language": "fr"}

    @property
    def basis(self) -> dict[str, Any]:
        """What every page needs."""
        address = public_address(self.consultation, self.language)
        title = self.said(self.consultation.title)
        return {
            "title": title["text"] or "Concertation",
            "language": self.tag,
            "words": self.words,
            "colon": self.colon,
            "territory": " ".join(self.frame.territory.full_name.split()),
            "heading": title,
            "questions": [self.said(_texts(question)) for question in self.consultation.questions],
            "fictional": self.consultation.fictional,
            "qr": qr_svg(address),
            "qr_alternative": f"QR code : {address}",
            "address": address,
        }

    def labelled(self, label: str, value: str) -> str:
        """« Label : value »."""
        return f"{label}{self.colon}{value}"

    @property
    def answer(self) -> str:
        """When the results come."""
        if self.consultation.results_on is None:
            return self.words["answer_unknown"]
        return self.words["answer"].format(results=day(self.consultation.results_on, self.language))


@lru_cache(maxsize=8)
def strings(language: str) -> dict[str, str]:
    """Our own words on paper, in one language, with its typography."""
    path = files("concertia_web.papers").joinpath("strings", f"{language}.yaml")
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: typeset(text, "fr" if language == EASY else language) for name, text in words.items()}


def languages_of(consultation: Consultation) -> list[tuple[str, str]]:
    """Languages to print in; easy French only where the organiser wrote the title or the object so."""
    easy = consultation.title.get(EASY) or consultation.object.get(EASY)
    return [(code, strings(code)["name"]) for code in LANGUAGES if code != EASY or easy]


def title_size(text: str, largest: float) -> float:
    """Points: a long title is smaller, never cut."""
    for most, share in ((28, 1.0), (50, 0.86), (80, 0.72), (120, 0.6), (200, 0.5)):
        if len(text) <= most:
            return largest * share
    return largest * 0.4


def one_page(page: str, data: dict[str, Any], least: float = 0.5) -> bytes:
    """The page at the largest of our sizes at which everything holds on one sheet.

    What does not hold at ``least`` goes on, at that size, on the next sheet.
    """
    made = b""
    for scale in (scale for scale in _SCALES if scale >= least):
        made = printed(page, {**data, "scale": scale})
        if pages(made) == 1:
            break
    return made


def pages(pdf: bytes) -> int:
    """How many."""
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _texts(question: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in question.items() if name != "key"}
