"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.notices import views

app_name = "notices"
_TERRITORY = "territoires/<slug:territory>/"
_PLACE = f"{_TERRITORY}concertations/<slug:slug>/"

public: list[URLPattern] = [
    path(f"{_PLACE}etre-prevenu/", views.subscribe, name="subscribe"),
    path(f"{_PLACE}nouvelles.atom", views.feed, name="feed"),
    path(f"{_TERRITORY}nouvelles.atom", views.territory_feed, name="territory-feed"),
    path("suivi/<str:token>/etre-prevenu/", views.mine, name="mine"),
    path("prevenir/confirmer/<str:token>/", views.confirm, name="confirm"),
    path("prevenir/arreter/<str:token>/", views.stop, name="stop"),
]
space: list[URLPattern] = []
