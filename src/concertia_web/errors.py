"""Pages for what goes wrong: what happened, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an unexpected failure, in the language of the visitor."""
    return render(request, "500.html", status=500)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a refusal: the sentence that the rule gave."""
    return render(request, "403.html", {"why": str(exception)}, status=403)
