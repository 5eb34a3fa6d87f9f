"""Addresses of the readings."""

from __future__ import annotations

from django.urls import path, register_converter

from concertia_web.readings import views


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
urlpatterns = [
    path("", views.reading_list, name="list"),
    path("lectures/<slug:slug>/", views.reading_detail, name="detail"),
    path("lectures/<slug:slug>/restitution/", views.report, name="report"),
    path("lectures/<slug:slug>/restitution.css", views.report_style, name="report-style"),
    path("lectures/<slug:slug>/contributions/", views.contribution_list, name="contributions"),
    path("lectures/<slug:slug>/contributions/<id16:identifier>/", views.contribution, name="contribution"),
    path("lectures/<slug:slug>/non-lu/", views.not_read, name="not-read"),
    path("lectures/<slug:slug>/fichiers/<str:name>", views.download, name="download"),
]
