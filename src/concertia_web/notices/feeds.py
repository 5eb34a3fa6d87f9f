"""Atom feeds (RFC 4287): what happens in the concertations of a territory, or in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.notices.models import Notice
from concertia_web.notices.words import KINDS

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def entries(consultations: Sequence[Consultation]) -> list[Notice]:
    """The last public notices of these concertations, with their concertation: one query."""
    rows = Notice.objects.filter(consultation__in=consultations, contribution=None)
    return list(rows.select_related("consultation__territory").order_by("-pk")[:MOST])


def atom(
    *, title: str, author: str, address: str, page: str, notices: Iterable[Notice], since: datetime
) -> bytes:
    """The feed, in the active language. ``address``: its own; ``since``: when nothing happened yet."""
    language = translation.get_language() or "fr"
    found = list(notices)
    register_namespace("", ATOM)
    feed = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(max((one.created for one in found), default=since)))
    _link(feed, "self", address)
    _link(feed, "alternate", page)
    _add(SubElement(feed, f"{{{ATOM}}}author"), "name", author)
    for one in found:
        _entry(feed, one, language)
    made: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(feed: Element, one: Notice, language: str) -> None:
    consultation = one.consultation
    page = reverse("consultations:detail", args=[consultation.territory.slug, consultation.slug])
    path = page if not one.path else ("" if language == "fr" else f"/{language}") + one.path
    made = SubElement(feed, f"{{{ATOM}}}entry")
    _add(made, "id", f"urn:sha256:{one.key}")
    _add(made, "title", f"{KINDS[one.kind]} – {say(consultation.title).text}")
    _add(made, "updated", _moment(one.created))
    _link(made, "alternate", settings.ADDRESS + path)
    _add(made, "summary", say(one.words).text)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = " ".join(text.translate(_FORBIDDEN).split())


def _link(parent: Element, rel: str, address: str) -> None:
    SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": address})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
