"""The answer that carries a file."""

from __future__ import annotations

from django.http import HttpResponse


def download(content: bytes, name: str, kind: str, *, shown: bool = False) -> HttpResponse:
    """A file to keep, or (``shown``) to look at first."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    return response
