"""The links of the space of a territory, and texts of organisers in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language_bidi

from concertia.reports.typography import typeset
from concertia_web.accounts.permissions import PERMISSIONS
from concertia_web.languages import TextMap, say

register = template.Library()

SPACE = [
    ("space:home", "Accueil", ""),
    ("space:consultations", "Concertations", ""),
    ("space:commitments", "Campagnes", ""),
    ("space:returns", "Remontées", ""),
    ("space:papers", "Papiers prêts", "papers.read_papers"),
    ("space:team", "Équipe", ""),
    ("space:journal", "Journal", "journal.see_journal"),
    ("space:settings", "Réglages", "territories.change_settings"),
]
"""Name of the address, words, and the permission without which the tab is not shown."""
NETWORK = [
    ("space:home", "Accueil", ""),
    ("space:campaigns", "Campagnes", ""),
    ("space:team", "Équipe", ""),
    ("space:journal", "Journal", "journal.see_journal"),
    ("space:settings", "Réglages", "territories.change_settings"),
]
CONSULTATION = [
    ("space:consultation", "Vue d’ensemble", "consultations.see_consultation"),
    ("space:rules", "Règle du jeu", "consultations.see_consultation"),
    ("space:sessions", "Temps de débat", "consultations.see_consultation"),
    ("space:kit", "Kit à imprimer", "papers.print_kit"),
    ("space:entry", "Saisie", "contributions.see_entry"),
    ("space:participation", "Participation", "participation.see_participation"),
    ("space:positions", "Prises de position", "positions.see_statements"),
    ("space:moderation", "Modération", "moderation.see_moderation"),
    ("space:documents", "Documents", "contributions.see_documents"),
    ("space:imports", "Imports", "imports.see_imports"),
    ("space:sorting", "Tri", "sorting.see_table"),
    ("space:findings", "Enseignements", "sorting.see_findings"),
    ("space:analyses", "Lectures", "readings.see_analyses"),
    ("space:answers", "Réponses", "answers.see_answers"),
    ("space:draws", "Tirages", "consultations.see_draws"),
]
Tab = tuple[str, str, str]


@register.simple_tag(takes_context=True)
def space_links(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """The tabs of the space of this territory."""
    territory = context["request"].territory
    return _links(context, NETWORK if territory.is_network else SPACE, [territory.slug], territory)


@register.simple_tag(takes_context=True)
def consultation_links(context: Mapping[str, Any], consultation: Any) -> list[dict[str, str]]:
    """The tabs of one concertation."""
    words = [context["request"].territory.slug, consultation.slug]
    return _links(context, CONSULTATION, words, consultation)


@register.simple_tag(takes_context=True)
def allowed(context: Mapping[str, Any], name: str, thing: Any) -> bool:
    """Whether the person may do ``app.action`` on this: for links that would lead to a refusal."""
    return PERMISSIONS[name](context["request"].actor, thing)


def _links(
    context: Mapping[str, Any], tabs: Sequence[Tab], words: list[str], thing: Any
) -> list[dict[str, str]]:
    request = context["request"]
    links = []
    for name, label, rule in tabs:
        if rule and not PERMISSIONS[rule](request.actor, thing):
            continue
        url = reverse(name, args=words)
        first = name == tabs[0][0]
        inside = request.path == url or (request.path.startswith(url) and not first)
        mark = "page" if request.path == url else "true" if inside else ""
        links.append({"url": url, "label": label, "here": mark})
    return links


@register.filter
def spaced(text: str) -> str:
    """A sentence of ours with the spaces of French, which no line breaks."""
    return typeset(text, "fr")


@register.filter
def said(texts: TextMap) -> str:
    """The text of an organiser in the language of the page, marked with its own where that is another."""
    found = say(texts)
    if found.asked or not found.text:
        return found.text
    if (found.language == "ar") == get_language_bidi():
        return format_html('<span lang="{}">{}</span>', found.language, found.text)
    direction = "rtl" if found.language == "ar" else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', found.language, direction, found.text)
