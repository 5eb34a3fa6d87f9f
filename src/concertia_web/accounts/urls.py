"""Addresses: ``public`` for everyone, in four languages; ``space`` inside the space of a territory.

``desk`` is the page of one's own account. ``urlpatterns`` are the doors of identity providers: allauth puts
them under ``/comptes/`` in the place of its own, because ``identity.CheckedProvider`` lives in this package.
"""

from __future__ import annotations

from django.urls import path

from concertia_web.accounts import identity, link_views, views

app_name = "accounts"
public = [
    path("lien/", link_views.inside, name="inside"),
    path("lien/<str:token>/", link_views.enter, name="day-link"),
]
space = [
    path("equipe/", views.team, name="team"),
    path("equipe/retirer/", views.take, name="team-take"),
    path("equipe/donner/", views.give, name="team-give"),
    path("equipe/inviter/", views.invite_again, name="team-invite"),
    path("equipe/liens/nouveau/", link_views.new, name="link-new"),
    path("equipe/liens/<int:pk>/qr/", link_views.code_file, name="link-code"),
    path("equipe/liens/<int:pk>/fermer/", link_views.revoke, name="link-revoke"),
]
desk = [
    path("moi/", views.account, name="account"),
    path("moi/code.svg", views.second_factor_code, name="second-factor-code"),
]
urlpatterns = [
    path("identite/<str:provider_id>/", identity.login, name="openid_connect_login"),
    path("identite/<str:provider_id>/retour/", identity.callback, name="openid_connect_callback"),
]
