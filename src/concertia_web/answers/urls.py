"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import path, re_path

from concertia_web.answers.views import papers, sheets
from concertia_web.answers.views import public as views
from concertia_web.answers.views import space as inside

app_name = "answers"
_public_home = "territoires/<slug:territory>/concertations/<slug:slug>/reponses/"
_home = "concertations/<slug:slug>/reponses"

public = [
    path(_public_home, views.answer_list, name="answers"),
    path(f"{_public_home}<uuid:key>/", views.answer_page, name="answer"),
]
space = [
    path(f"{_home}/", inside.answer_list, name="answers"),
    path(f"{_home}/nouvelle/", inside.answer_new, name="answer-new"),
    path(f"{_home}/<int:pk>/", inside.answer_page, name="answer"),
    path(f"{_home}/fichiers/", sheets.sheets_page, name="answers-sheets"),
    path(f"{_home}/fichiers/service-<int:service>.xlsx", sheets.sheet_file, name="answers-sheet-file"),
    path(f"{_home}/fichiers/<int:pk>/", sheets.returned_page, name="answers-sheet"),
    path(f"{_home}/bilan/", papers.papers_page, name="answers-papers"),
    re_path(
        r"^concertations/(?P<slug>[-\w]+)/reponses/(?P<name>bilan|rapport|presse)\.(?P<form>docx|pdf)$",
        papers.paper_file,
        name="answers-paper",
    ),
]
