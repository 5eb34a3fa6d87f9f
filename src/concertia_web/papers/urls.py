"""Addresses: ``public`` for everyone, in four languages; ``space`` in the space of a territory."""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.papers import kit_views, views

_KIT = "concertations/<slug:slug>/kit/"

app_name = "papers"
public: list[URLPattern] = [
    path(
        "territoires/<slug:territory>/concertations/<slug:slug>/calendrier.ics",
        views.calendar_feed,
        name="calendar",
    ),
]
space: list[URLPattern] = [
    path("papiers/", views.papers_page, name="papers"),
    path("papiers/<slug:key>.docx", views.paper_file, name="paper"),
    path(_KIT, kit_views.kit_page, name="kit"),
    path(f"{_KIT}affiche-<slug:size>.pdf", kit_views.poster_file, name="kit-poster"),
    path(f"{_KIT}feuille-modele.pdf", kit_views.specimen_file, name="kit-specimen"),
    path(f"{_KIT}feuilles/<int:pk>.pdf", kit_views.forms_file, name="kit-forms"),
    path(f"{_KIT}animation/<int:pk>.pdf", kit_views.facilitation_file, name="kit-facilitation"),
    path(f"{_KIT}resultats-a3.pdf", kit_views.results_file, {"form": "a3"}, name="kit-results-wall"),
    path(f"{_KIT}resultats-a-lire.pdf", kit_views.results_file, {"form": "a-lire"}, name="kit-results-aloud"),
    path(f"{_KIT}donnees-<slug:version>.pdf", kit_views.notice_file, name="kit-notice"),
]
