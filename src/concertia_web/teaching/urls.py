"""Addresses: inside the space of a territory, beside its readings."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from concertia_web.teaching import views

app_name = "teaching"
_HERE = "concertations/<slug:slug>/lectures/exemples/"

public: list[URLPattern] = []
space = [
    path(_HERE, views.grid_list, name="teaching"),
    path(f"{_HERE}<int:pk>/", views.coding, name="teaching-grid"),
    path(f"{_HERE}<int:pk>/codes/", views.coded, name="teaching-coded"),
    re_path(
        r"^concertations/(?P<slug>[-\w]+)/lectures/exemples/(?P<pk>\d{1,12})(?P<whose>-moi)?\.csv$",
        views.examples_file,
        name="teaching-file",
    ),
]
