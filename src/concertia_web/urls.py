"""Addresses of the site. French pages have no prefix; the others start with their language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from concertia_web import health

handler500 = "concertia_web.errors.server_error"

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    *i18n_patterns(path("", include("concertia_web.readings.urls")), prefix_default_language=False),
]
