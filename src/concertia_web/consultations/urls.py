"""Addresses: ``public`` for everyone, in four languages; ``space`` inside that of a territory, in French."""

from __future__ import annotations

from django.urls import path

from concertia_web.consultations.views import draws, overview, rules, sessions
from concertia_web.consultations.views import public as pages

app_name = "consultations"
_PUBLIC = "territoires/<slug:territory>/concertations/<slug:slug>/"
_ALL = "concertations/"
_HERE = f"{_ALL}<slug:slug>/"
_TIMES = f"{_HERE}temps/"
_DRAWS = f"{_HERE}tirages/"

public = [
    path(_PUBLIC, pages.detail, name="detail"),
    path(f"{_PUBLIC}regle-du-jeu/", pages.rules_page, name="rules"),
    path(f"{_PUBLIC}tirages/<int:pk>/", pages.draw_page, name="draw"),
]
space = [
    path(_ALL, overview.consultation_list, name="consultations"),
    path(f"{_ALL}nouvelle/", overview.choose, name="consultation-new"),
    path(f"{_ALL}nouvelle/<slug:key>/", overview.create, name="consultation-create"),
    path(_HERE, overview.overview, name="consultation"),
    path(f"{_HERE}modifier/", overview.edit, name="consultation-edit"),
    path(f"{_HERE}etape/<slug:verb>/", overview.change_state, name="consultation-state"),
    path(f"{_HERE}mode-neutre/", overview.neutral, name="consultation-neutral"),
    path(f"{_HERE}abandonner/", overview.discard, name="consultation-discard"),
    path(f"{_HERE}regle-du-jeu/", rules.rules_edit, name="rules"),
    path(f"{_HERE}regle-du-jeu/corriger/", rules.correct, name="rules-correct"),
    path(_TIMES, sessions.session_list, name="sessions"),
    path(f"{_TIMES}nouveau/", sessions.session_new, name="sessions-new"),
    path(f"{_TIMES}<int:pk>/", sessions.session_detail, name="session"),
    path(f"{_TIMES}<int:pk>/copier/", sessions.session_copy, name="sessions-copy"),
    path(f"{_TIMES}<int:pk>/annuler/", sessions.session_cancel, name="sessions-cancel"),
    path(_DRAWS, draws.draw_list, name="draws"),
    path(f"{_DRAWS}nouveau/", draws.draw_new, name="draw-new"),
    path(f"{_DRAWS}<int:pk>/", draws.draw_detail, name="draw"),
    path(f"{_DRAWS}<int:pk>/quotas/", draws.draw_quotas, name="draw-quotas"),
    path(f"{_DRAWS}<int:pk>/annoncer/", draws.draw_announce, name="draw-announce"),
    path(f"{_DRAWS}<int:pk>/tirer/", draws.draw_hold, name="draw-hold"),
    path(f"{_DRAWS}<int:pk>/effacer/", draws.draw_erase, name="draw-erase"),
    path(f"{_DRAWS}<int:pk>/panel.csv", draws.draw_chosen, name="draw-chosen"),
    path(f"{_DRAWS}<int:pk>/loterie.json", draws.draw_lottery, name="draw-lottery"),
]
