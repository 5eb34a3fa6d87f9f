"""Addresses: ``public`` for everyone, in four languages; ``space`` inside the space of a territory."""

from __future__ import annotations

from django.urls import path

from concertia_web.journal import views

app_name = "journal"
public = [
    path("journal/", views.public, name="public"),
    path("journal/journal.jsonl", views.download, name="download"),
]
space = [path("journal/", views.of_space, name="journal")]
