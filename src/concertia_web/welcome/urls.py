"""Addresses of the first pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.accounts import urls as accounts
from concertia_web.welcome import views

app_name = "welcome"
public = [
    path("", views.home, name="home"),
    path("style/", views.style, name="style"),
]
desk = [
    *accounts.desk,
    path("", views.week, name="week"),
    path("commencer/", views.start, name="start"),
]
space: list[URLPattern] = [path("", views.territory_home, name="home")]
