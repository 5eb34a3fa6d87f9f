"""Addresses: ``public`` for everyone, in four languages; ``space`` inside the space of a territory."""

from __future__ import annotations

from django.urls import path, re_path

from concertia_web.sorting.views import around, findings, settling, table
from concertia_web.sorting.views import public as views

app_name = "sorting"
_public_home = r"^territoires/(?P<territory>[-\w]+)/concertations/(?P<slug>[-\w]+)/restitution"
_home = "concertations/<slug:slug>"
_found = f"{_home}/enseignements"

public = [
    path("visa/<str:token>/", views.visa_page, name="visa"),
    path("contre-lecture/<str:token>/", views.outside_reading, name="outside"),
    re_path(f"{_public_home}/$", views.restitution_page, name="restitution"),
    re_path(rf"{_public_home}\.(?P<form>docx|pdf)$", views.restitution_file, name="restitution-file"),
    re_path(rf"{_public_home}\.(?P<form>csv|xlsx|txt)$", around.data_file, name="restitution-data"),
    re_path(f"{_public_home}/non-retenu/$", around.not_kept_page, name="not-kept"),
    re_path(f"{_public_home}/autres-syntheses/$", around.alternatives_page, name="alternatives"),
    re_path(f"{_public_home}/autres-syntheses/deposer/$", around.register_page, name="alternative-new"),
]
space = [
    path(f"{_home}/tri/", table.table_page, name="sorting"),
    path(f"{_home}/tri/ouvrir/", table.open_page, name="sorting-open"),
    path(f"{_home}/tri/placer/", table.place_page, name="sorting-place"),
    path(f"{_home}/tri/annuler/", table.undo_page, name="sorting-undo"),
    path(f"{_home}/tri/colonnes/", table.columns_page, name="sorting-columns"),
    path(f"{_home}/tri/etape/", table.step_page, name="sorting-step"),
    path(f"{_home}/tri/comparer/", table.compare_page, name="sorting-compare"),
    re_path(
        r"^concertations/(?P<slug>[-\w]+)/tri\.(?P<form>csv|xlsx)$", table.export_page, name="sorting-export"
    ),
    path(f"{_found}/", findings.finding_list, name="findings"),
    path(f"{_found}/nouveau/", findings.finding_new, name="finding-new"),
    path(f"{_found}/<int:pk>/", findings.finding_page, name="finding"),
    path(f"{_found}/<int:pk>/ecrire/", findings.finding_edit, name="finding-edit"),
    path(f"{_found}/<int:pk>/deplacer/", findings.finding_shift, name="finding-shift"),
    path(f"{_found}/demandes/<int:pk>/", findings.request_page, name="finding-request"),
    path(f"{_found}/arreter/", settling.settling_page, name="settling"),
    path(f"{_found}/visas/", settling.visas_page, name="visas"),
    path(f"{_found}/contre-lecture/", settling.outside_page, name="outside"),
    path(f"{_found}/contre-lecture/retirer/", settling.outside_cancel, name="outside-cancel"),
    path(f"{_found}/autres-syntheses/", around.check_page, name="alternatives-check"),
    path(f"{_found}/restitution/", settling.draft_page, name="restitution"),
    re_path(
        r"^concertations/(?P<slug>[-\w]+)/enseignements/(?P<name>restitution|relecture|visas)\.(?P<form>docx|pdf)$",
        settling.file_page,
        name="restitution-file",
    ),
]
