"""Asking for a reading and looking at it, as the tests of readings do."""

from __future__ import annotations

from django.urls import reverse
from django_scopes import scopes_disabled

from concertia_web.consultations.models import Consultation
from concertia_web.jobs.models import Job
from concertia_web.jobs.worker import Worker
from concertia_web.readings.folder import open_folder
from concertia_web.readings.models import Analysis
from concertia_web.readings.services import RUN

LEXICAL = {"embedder": "lexical", "lang": "fr", "min_cell": "5", "by": ["public"], "framing": "on"}


def url(name: str, analysis: Analysis | None = None, **more: object) -> str:
    words = ["vaubrun", "atelier"] + ([analysis.pk] if analysis else []) + list(more.values())
    return reverse(f"space:{name}", args=words)


def ask(client, **more: object) -> Analysis:
    response = client.post(url("analyses"), {**LEXICAL, **more})
    assert response.status_code == 302, response.content.decode()
    with scopes_disabled():
        return Analysis.objects.select_related("consultation").latest("pk")


def done(analysis: Analysis) -> Analysis:
    while Worker().step():
        pass
    with scopes_disabled():
        found = Analysis.objects.select_related("reading", "consultation__territory").get(pk=analysis.pk)
    assert found.state == Job.State.DONE, found.problem
    return found


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def folder(analysis: Analysis):
    return open_folder(analysis.reading.home / RUN)


def post(client, address: str, **data: object) -> str:
    response = client.post(address, data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def status(client, address: str) -> int:
    """Of a page or a file, closed at once."""
    response = client.get(address)
    response.close()
    return response.status_code


def put(place: Consultation, state: str) -> None:
    with scopes_disabled():
        Consultation.objects.filter(pk=place.pk).update(state=state)
