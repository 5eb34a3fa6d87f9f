"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from concertia_web.moderation.views import desk, document, text
from concertia_web.moderation.views import public as pages

app_name = "moderation"
_PUBLIC = "territoires/<slug:territory>/concertations/<slug:slug>/moderation/"
_HERE = "concertations/<slug:slug>/moderation/"
_TEXT = f"{_HERE}<int:pk>/"

public: list[URLPattern] = [
    path(_PUBLIC, pages.policy, name="policy"),
    path(f"{_PUBLIC}signaler/<int:pk>/", pages.report, name="report"),
    path(f"{_PUBLIC}signaler/document/<int:pk>/", pages.report_document, name="report-document"),
    re_path(
        r"^territoires/(?P<territory>[-\w]+)/concertations/(?P<slug>[-\w]+)/moderation/signalements/"
        r"(?P<number>[A-Za-z0-9-]{14})/$",
        pages.report_state,
        name="report-state",
    ),
    path("suivi/<str:token>/revoir/<int:pk>/", pages.appeal, name="appeal"),
]
space: list[URLPattern] = [
    path(_HERE, desk.queue, name="moderation"),
    path(f"{_HERE}ouvrir/", desk.open_page, name="moderation-open"),
    path(f"{_HERE}ensemble/", desk.batch, name="moderation-batch"),
    path(f"{_HERE}suivant/", desk.following, name="moderation-next"),
    path(f"{_HERE}documents/<int:pk>/", document.document, name="moderation-document"),
    path(_TEXT, text.text, name="moderation-text"),
    path(f"{_TEXT}annuler/", desk.undo, name="moderation-undo"),
    path(f"{_TEXT}mots-recus/", text.original, name="moderation-original"),
    re_path(
        r"^concertations/(?P<slug>[-\w]+)/moderation/(?P<pk>[0-9]{1,12})/(?P<what>revoir|signalements|guichet)/$",
        text.answer,
        name="moderation-answer",
    ),
]
