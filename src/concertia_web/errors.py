"""Pages for what goes wrong: what happened, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an unexpected failure, in the language of the visitor."""
    return render(request, "500.html", status=500)
