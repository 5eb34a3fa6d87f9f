"""Addresses of the site.

Public pages: French ones have no prefix, the others start with their language. The space of a territory
(``/espace/<territory>/``) and accounts (``/comptes/``) are for those who work here, in French.
"""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from concertia_web import health
from concertia_web.welcome import urls as welcome

handler403 = "concertia_web.errors.forbidden"
handler500 = "concertia_web.errors.server_error"

_apps = {name: import_module(f"concertia_web.{name}.urls") for name in settings.APPS}
_ASKED_MOST_FIRST = sorted(_apps, key=lambda name: (name != "positions", name != "participation"))
"""An address is looked for from the first: positions come by hundreds a second, the rest does not."""
_space = [pattern for module in _apps.values() for pattern in module.space]

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("espace/", include((welcome.desk, "desk"))),
    path("espace/<slug:territory>/", include((_space, "space"))),
    path("comptes/", include("allauth.urls")),
    *i18n_patterns(
        *(path("", include((_apps[name].public, name))) for name in _ASKED_MOST_FIRST),
        prefix_default_language=False,
    ),
]
