"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import path

from concertia_web.positions.views import public as pages
from concertia_web.positions.views import space as desk

app_name = "positions"
_PUBLIC = "territoires/<slug:territory>/concertations/<slug:slug>/positions/"
_HERE = "concertations/<slug:slug>/positions/"

public = [
    path(_PUBLIC, pages.page, name="page"),
    path(f"{_PUBLIC}les-miennes/", pages.mine, name="mine"),
    path(f"{_PUBLIC}resultats/", pages.results, name="results"),
    path(f"{_PUBLIC}textes/<int:pk>/", pages.text, name="text"),
    path(f"{_PUBLIC}textes/<int:pk>/commenter/", pages.reply, name="reply"),
]
space = [
    path(_HERE, desk.statements, name="positions"),
    path(f"{_HERE}textes/<int:pk>/", desk.submit, name="position-submit"),
    path(f"{_HERE}texte-de-depart/", desk.seed, name="position-seed"),
    path(f"{_HERE}dates/", desk.schedule, name="position-schedule"),
    path(f"{_HERE}commentaires/", desk.threads, name="position-threads"),
]
