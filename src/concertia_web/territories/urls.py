"""Addresses: ``public`` for everyone, in four languages; ``space`` in the space of a territory, in French."""

from __future__ import annotations

from django.urls import path

from concertia_web.territories import views

app_name = "territories"
public = [
    path("territoires/nouvelle/", views.new, name="new"),
    path("territoires/<slug:territory>/", views.detail, name="detail"),
    path("territoires/<slug:territory>/couleurs.css", views.colour_sheet, name="colours"),
]
space = [path("reglages/", views.settings, name="settings")]
