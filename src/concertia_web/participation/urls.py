"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import URLPattern, path

from concertia_web.participation.views import doors, kiosk, receipt, writing
from concertia_web.participation.views import public as pages
from concertia_web.participation.views import space as desk

app_name = "participation"
_PLACE = "territoires/<slug:territory>/concertations/<slug:slug>/"
_PART = f"{_PLACE}participer/"
_MINE = "suivi/<str:token>/"
_HERE = "concertations/<slug:slug>/participation/"

public: list[URLPattern] = [
    path(_PART, writing.contribute, name="contribute"),
    path(f"{_PART}merci/", writing.thanks, name="thanks"),
    path(f"{_PART}cahier/", writing.stakeholder, name="stakeholder"),
    path(f"{_PART}preuve/", doors.prove, name="prove"),
    path(f"{_PART}preuve/adresse/<str:signed>/", doors.address, name="address"),
    path(f"{_PART}preuve/identite/", doors.identity_back, name="identity-back"),
    path(f"{_PART}preuve/identite/<slug:provider>/", doors.leave_for_identity, name="identity"),
    path(f"{_PLACE}borne/", kiosk.kiosk, name="kiosk"),
    path(f"{_PLACE}contributions/", pages.contributions, name="contributions"),
    path(f"{_PLACE}contributions/numeros/", pages.numbers, name="numbers"),
    path(f"{_PLACE}contributions/<int:pk>/", pages.contribution, name="contribution"),
    path("suivi/verifier/", receipt.verify, name="verify"),
    path(_MINE, receipt.receipt, name="receipt"),
    path(f"{_MINE}appareil/", receipt.this_device, name="device"),
    path(f"{_MINE}<int:pk>/retirer/", receipt.withdraw, name="withdraw"),
    path(f"{_MINE}<int:pk>/choix/", receipt.choices, name="choices"),
    path(f"{_MINE}<int:pk>/recu.json", receipt.engine_file, name="engine-receipt"),
]
space: list[URLPattern] = [
    path(_HERE, desk.overview, name="participation"),
    path(f"{_HERE}codes/", desk.code_batches, name="participation-codes"),
    path(f"{_HERE}codes/<int:pk>/annuler/", desk.code_cancel, name="participation-codes-cancel"),
    path(f"{_HERE}traductions/", desk.translations, name="participation-translations"),
    path(f"{_HERE}traductions/<int:pk>/", desk.translation, name="participation-translation"),
    path(
        f"{_HERE}traductions/retirer/<int:pk>/",
        desk.translation_remove,
        name="participation-translation-remove",
    ),
]
