"""Addresses: ``public`` for everyone, in four languages; ``space`` for those who work there, in French."""

from __future__ import annotations

from django.urls import path

from concertia_web.returns import file_views, reading_views, record_views, sending_views, views

app_name = "returns"
_ONE = "remontees/<int:pk>/"
_STEP = f"{_ONE}etape/<slug:part>/"
_RECORD = f"{_STEP}<slug:section>/<str:identifier>/"
_VERSION = f"{_ONE}versions/<int:number>/"
_RECEIVED = "campagnes/<slug:slug>/remontees/"
_PUBLIC = "campagnes/<slug:slug>/remontees/<int:commitment>/<int:number>/"
public = [
    path(_PUBLIC, reading_views.detail, name="detail"),
    path(f"{_PUBLIC}remontee.json", reading_views.detail_file, name="detail-file"),
]
space = [
    path("remontees/", views.return_list, name="returns"),
    path(_ONE, views.return_desk, name="return"),
    path(f"{_ONE}commencer/", views.start, name="return-start"),
    path(f"{_ONE}reprendre/", views.refill, name="return-refill"),
    path(f"{_ONE}revenir/", views.restore, name="return-restore"),
    path(f"{_ONE}titres/", record_views.lines, name="return-lines"),
    path(f"{_ONE}passages/", file_views.passages, name="return-passages"),
    path(f"{_ONE}fichiers/", file_views.upload, name="return-upload"),
    path(f"{_ONE}fichiers/<int:number>/", file_views.file, name="return-file"),
    path(f"{_ONE}apercu/", sending_views.preview, name="return-preview"),
    path(_STEP, record_views.part, name="return-part"),
    path(_RECORD, record_views.record, name="return-record"),
    path(f"{_RECORD}retirer/", record_views.remove, name="return-remove"),
    path(f"{_RECORD}deplacer/", record_views.move, name="return-move"),
    path(_VERSION, sending_views.version, name="return-version"),
    path(f"{_VERSION}retirer/", sending_views.withdraw, name="return-withdraw"),
    path(f"{_VERSION}publier/", sending_views.publish, name="return-publish"),
    path(f"{_VERSION}fichier/<str:name>", sending_views.version_file, name="return-version-file"),
    path(_RECEIVED, reading_views.received, name="received"),
    path(f"{_RECEIVED}<int:pk>/<int:number>/", reading_views.received_version, name="received-version"),
]
for _form in ("xlsx", "docx"):
    _extra = {"form": _form}
    space.append(path(f"{_ONE}grille.{_form}", file_views.grid_file, _extra, name=f"return-{_form}"))
for _form in ("json", "xlsx"):
    _place = f"{_RECEIVED}<int:pk>/<int:number>/remontee.{_form}"
    space.append(path(_place, reading_views.received_file, {"form": _form}, name=f"received-{_form}"))
