"""Addresses: ``public`` for everyone, in four languages; ``space`` inside the space of a territory.

The screens of a desk (one session) exist twice: for members in the space, for one-day links under ``salle/``.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.contributions.desks import View, from_link, from_space, room
from concertia_web.contributions.views import documents, gatherings, notes, overview, pastes

app_name = "contributions"
_DESK: list[tuple[str, View, str]] = [
    ("", notes.entry, "entry"),
    ("synchro/", notes.sync, "sync"),
    ("notes/<uuid:note>/", notes.edit, "note"),
    ("notes/<uuid:note>/<slug:action>/", notes.act, "act"),
    ("coller/", pastes.paste, "paste"),
    ("coller/<uuid:batch>/", pastes.pasted_page, "pasted"),
    ("coller/<uuid:batch>/annuler/", pastes.undo, "undo"),
    ("tableau/", pastes.sheet, "sheet"),
    ("tableau.xlsx", pastes.sheet_file, "sheet-file"),
    ("precisions/", gatherings.facts, "facts"),
    ("photos/", gatherings.photos, "photos"),
    ("photos/<int:photo>/", gatherings.photo, "photo"),
    ("photos/<int:photo>/<slug:action>/", gatherings.photo_act, "photo-act"),
    ("relecture/", gatherings.relecture, "relecture"),
]
_NAMES = {"entry": "session-entry", "relecture": "relecture"}
_PLACE = "territoires/<slug:territory>/concertations/<slug:consultation>/documents/"
_HERE = "concertations/<slug:consultation>/"

public: list[URLPattern] = [
    path("salle/", room, name="room"),
    path("salle/hors-ligne/", gatherings.offline, name="room-offline"),
    *(path(f"salle/<int:pk>/{rest}", from_link(view), name=f"room-{name}") for rest, view, name in _DESK),
    path("salle/<int:pk>/agent.js", gatherings.agent, name="room-agent"),
    path(_PLACE, documents.public_documents, name="documents"),
    path(f"{_PLACE}<int:pk>/", documents.public_document, name="document"),
    path(f"{_PLACE}<int:pk>/fichier/", documents.public_file, name="document-file"),
]
space: list[URLPattern] = [
    path(f"{_HERE}saisie/", overview.overview, name="entry"),
    path(f"{_HERE}saisie/papiers/", overview.papers, name="papers-desk"),
    path(f"{_HERE}saisie/papiers/<int:pk>/<slug:action>/", overview.paper_act, name="paper-act"),
    *(
        path(f"{_HERE}saisie/<int:pk>/{rest}", from_space(view), name=_NAMES.get(name, f"session-{name}"))
        for rest, view, name in _DESK
    ),
    path(f"{_HERE}saisie/<int:pk>/agent.js", gatherings.agent, name="session-agent"),
    path(f"{_HERE}documents/", documents.documents, name="documents"),
    path(f"{_HERE}documents/<int:pk>/", documents.document, name="document"),
    path(f"{_HERE}documents/<int:pk>/publication/", documents.publish, name="document-publish"),
    path(f"{_HERE}documents/<int:pk>/fichier/", documents.document_file, name="document-file"),
]
