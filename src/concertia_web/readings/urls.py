"""Addresses of the readings: public ones, and those of the work on them inside the space of a territory."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path, register_converter

from concertia_web.readings import analyses, retouches, views


class Identifier:
    """A contribution id: 16 hexadecimal characters."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


register_converter(Identifier, "id16")

app_name = "readings"
_HERE = "concertations/<slug:slug>/lectures/"
space: list[URLPattern] = [
    path(_HERE, analyses.analysis_list, name="analyses"),
    path(f"{_HERE}comparer/", analyses.comparison, name="analyses-compare"),
    path(f"{_HERE}<int:pk>/", analyses.analysis_detail, name="analysis"),
    path(f"{_HERE}<int:pk>/retouches/", retouches.edit_list, name="analysis-edits"),
    path(f"{_HERE}<int:pk>/retouches.jsonl", retouches.edits_file, name="analysis-edits-file"),
    path(f"{_HERE}<int:pk>/themes/<str:theme>/", retouches.theme_passages, name="analysis-theme"),
]
public = [
    path("lectures/", views.reading_list, name="list"),
    path("lectures/<slug:slug>/", views.reading_detail, name="detail"),
    path("lectures/<slug:slug>/restitution/", views.report, name="report"),
    path("lectures/<slug:slug>/restitution.css", views.report_style, name="report-style"),
    path("lectures/<slug:slug>/contributions/", views.contribution_list, name="contributions"),
    path("lectures/<slug:slug>/contributions/<id16:identifier>/", views.contribution, name="contribution"),
    re_path(r"^lectures/(?P<slug>[-\w]+)/donnees\.(?P<form>csv|xlsx|txt)$", views.data_file, name="data"),
    path("lectures/<slug:slug>/non-lu/", views.not_read, name="not-read"),
    path("lectures/<slug:slug>/fichiers/<str:name>", views.download, name="download"),
]
