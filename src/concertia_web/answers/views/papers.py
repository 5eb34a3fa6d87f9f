"""Bilan, draft rapport au conseil, press sheet: as DOCX and PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concertia.reports.docx import docx_file
from concertia.reports.pdf import pdf
from concertia_web.accounts.permissions import require
from concertia_web.answers import permissions as may
from concertia_web.answers.council import paper
from concertia_web.answers.views.space import consultation_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = (
    (
        "bilan",
        "Bilan de la concertation",
        "À annexer à une délibération : du déroulement aux réponses.",
    ),
    (
        "rapport",
        "Projet de rapport au conseil",
        "L’exposé est écrit, la proposition est la vôtre.",
    ),
    ("presse", "Fiche pour la presse", "Une page, les chiffres et leurs limites."),
)


@require_safe
@in_space
def papers_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The three papers."""
    consultation = consultation_of(territory, slug)
    require(may.take_papers, request.actor, consultation)
    context = {"consultation": consultation, "papers": PAPERS}
    return render(request, "answers/papers.html", context)


@require_safe
@in_space
def paper_file(request: HttpRequest, territory: Territory, slug: str, name: str, form: str) -> HttpResponse:
    """One of them."""
    consultation = consultation_of(territory, slug)
    require(may.take_papers, request.actor, consultation)
    document = paper(consultation, name)
    content, kind = (docx_file(document), DOCX) if form == "docx" else (pdf(document), "application/pdf")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}-{slug}.{form}"'
    return response
