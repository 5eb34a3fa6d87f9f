"""What every screen of the sort begins with, and how a refusal is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect

from concertia.reports.docx import docx_file
from concertia.reports.model import Document
from concertia.reports.pdf import pdf
from concertia_web.consultations.models import Consultation
from concertia_web.sorting.models import Sorting
from concertia_web.sorting.refusals import Refused
from concertia_web.territories.models import Territory

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def consultation_of(territory: Territory, slug: str) -> Consultation:
    """The concertation of this territory at this address."""
    rows = Consultation.objects.select_related("territory", "framing").filter(territory=territory)
    return get_object_or_404(rows, slug=slug)


def sorting_of(territory: Territory, slug: str) -> Sorting:
    """Its table; not found before it is opened."""
    consultation = consultation_of(territory, slug)
    sorting = Sorting.objects.filter(consultation=consultation).first()
    if sorting is None:
        raise Http404
    sorting.consultation = consultation
    return sorting


def attempt(request: HttpRequest, action: Callable[[], object], done: str = "") -> bool:
    """Do it and say so, or say why not; whether it was done."""
    try:
        action()
    except Refused as problem:
        messages.error(request, str(problem))
        return False
    if done:
        messages.success(request, done)
    return True


def kept(form: Form, action: Callable[[dict[str, Any]], object]) -> bool:
    """Do it with what a form holds; a refusal goes on the form, which keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def to(name: str, sorting: Sorting, *more: object, anchor: str = "") -> HttpResponseRedirect:
    """To a screen of this concertation."""
    consultation = sorting.consultation
    found = redirect(f"space:{name}", consultation.territory.slug, consultation.slug, *more)
    if anchor:
        found["Location"] += f"#{anchor}"
    return found


def number(text: str | None) -> int | None:
    """A number written in an address or a hidden field; None where it is not one."""
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def document_file(document: Document, name: str, form: str) -> HttpResponse:
    """A document as ``docx`` or ``pdf``."""
    if form == "docx":
        return download(docx_file(document), f"{name}.docx", DOCX)
    return download(pdf(document), f"{name}.pdf", "application/pdf")
