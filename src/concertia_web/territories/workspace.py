"""The door of a territory's space: signed in, with a role there, and reading only what is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django_scopes import scope

from concertia_web.territories.models import Territory

View = Callable[..., HttpResponseBase]


def in_space(view: View) -> View:
    """A view of the space: called with the territory, inside ``scope(territory=…)``.

    Without an account: to the sign-in page. Without a role there: not found, as if it did not exist.
    What someone may do there is asked by ``accounts.permissions.require`` in each view.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, territory: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        place = get_object_or_404(Territory, slug=territory)
        if not request.actor.belongs(place):  # type: ignore[attr-defined]
            raise Http404
        request.territory = place  # type: ignore[attr-defined]
        with scope(territory=place):
            return view(request, place, *args, **kwargs)

    return wrapped


def of_territory(view: View) -> View:
    """A public view about one territory: called with it, inside its scope. Show only what is published."""

    @wraps(view)
    def wrapped(request: HttpRequest, territory: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        place = get_object_or_404(Territory, slug=territory)
        request.territory = place  # type: ignore[attr-defined]
        with scope(territory=place):
            return view(request, place, *args, **kwargs)

    return wrapped
