"""Addresses of imports, inside the space of a territory."""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.imports import views

app_name = "imports"
public: list[URLPattern] = []
_HERE = "concertations/<slug:slug>/imports/"
space: list[URLPattern] = [
    path(_HERE, views.import_list, name="imports"),
    path(f"{_HERE}<int:pk>/", views.import_detail, name="import"),
    path(f"{_HERE}<int:pk>/colonnes/", views.columns, name="import-columns"),
    path(f"{_HERE}<int:pk>/non-retenus.csv", views.rejects, name="import-rejects"),
]
