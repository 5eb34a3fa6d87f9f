"""Documents: filed in the space, read by all once published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.documents import (
    ADVISED_PAGES,
    DocumentError,
    add_document,
    set_published,
    state_facts,
)
from concertia_web.contributions.forms import DocumentForm, FactsForm
from concertia_web.contributions.models import Document
from concertia_web.contributions.permissions import file_documents, read_document, see_documents, why_closed
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space, of_territory

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
}
FACTS = ("title", "organisation", "validated_by", "validated_on")


def _consultation(slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.select_related("territory"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def documents(request: HttpRequest, territory: Territory, consultation: str) -> HttpResponse:
    """The documents of a concertation, and a form to add one."""
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(see_documents, actor, found)
    form = DocumentForm(request.POST or None, request.FILES or None, consultation=found)
    if request.method == "POST":
        require(
            file_documents,
            actor,
            found,
            why_closed(found) or "Votre rôle ne permet pas de verser un document.",
        )
        if form.is_valid():
            document = _added(request, found, form)
            if document is not None:
                return redirect("space:document", territory.slug, found.slug, document.pk)
    context = {
        "consultation": found,
        "documents": list(found.documents.annotate(passage_count=Count("passages"))),
        "form": form,
        "may_file": file_documents(actor, found),
        "why_not": why_closed(found),
    }
    return render(request, "contributions/documents.html", context, status=400 if form.errors else 200)


def _added(request: HttpRequest, consultation: Consultation, form: DocumentForm) -> Document | None:
    said = dict(form.cleaned_data)
    upload = said.pop("file")
    try:
        document, new = add_document(
            actor=request.actor,  # type: ignore[attr-defined]
            consultation=consultation,
            name=upload.name,
            data=upload.read(),
            **said,
        )
    except DocumentError as error:
        form.add_error("file", str(error))
        return None
    if not new:
        messages.warning(request, "Ce fichier était déjà versé : le voici. Rien n’a été ajouté deux fois.")
    else:
        messages.success(request, "Le document est gardé.")
    if new and document.kind == Document.Kind.STAKEHOLDER and document.pages > ADVISED_PAGES:
        messages.info(
            request,
            f"Ce cahier fait {document.pages} pages ; {ADVISED_PAGES} au plus sont conseillées, pour que "
            f"chaque "
            "organisation soit lue. Il est gardé en entier.",
        )
    return document


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def document(request: HttpRequest, territory: Territory, consultation: str, pk: int) -> HttpResponse:
    """One document: what is said of it, its passages, publication."""
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(see_documents, actor, found)
    documents = Document.objects.select_related("consultation__territory", "session")
    held = get_object_or_404(documents, pk=pk, consultation=found)
    form = FactsForm(request.POST or None, initial={name: getattr(held, name) for name in FACTS})
    if request.method == "POST":
        require(file_documents, actor, found, why_closed(found))
        if form.is_valid():
            state_facts(actor=actor, document=held, **form.cleaned_data)
            messages.success(request, "C’est enregistré.")
            return redirect("space:document", territory.slug, found.slug, held.pk)
    context = {
        "consultation": found,
        "document": held,
        "passages": list(held.passages.all()),
        "form": form,
        "may_file": file_documents(actor, found),
    }
    return render(request, "contributions/document.html", context, status=400 if form.errors else 200)


@require_POST
@in_space
def publish(request: HttpRequest, territory: Territory, consultation: str, pk: int) -> HttpResponse:
    """Publish a document, or take it out of publication."""
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(file_documents, actor, found, why_closed(found))
    held = get_object_or_404(
        Document.objects.select_related("consultation__territory"), pk=pk, consultation=found
    )
    on = request.POST.get("published") == "yes"
    set_published(actor=actor, document=held, published=on)
    messages.success(
        request,
        "Le document est publié : chacun peut le lire et citer ses passages."
        if on
        else "Le document n’est plus publié. Les passages déjà cités restent tracés dans les enseignements.",
    )
    return redirect("space:document", territory.slug, found.slug, held.pk)


@require_safe
@in_space
def document_file(request: HttpRequest, territory: Territory, consultation: str, pk: int) -> HttpResponseBase:
    """The file as received, for members."""
    found = _consultation(consultation)
    require(see_documents, request.actor, found)  # type: ignore[attr-defined]
    return _file(get_object_or_404(found.documents, pk=pk))


@require_safe
@of_territory
def public_documents(request: HttpRequest, territory: Territory, consultation: str) -> HttpResponse:
    """The published documents of a concertation."""
    found = _public(consultation)
    published = found.documents.filter(published=True).annotate(passage_count=Count("passages"))
    context: dict[str, Any] = {"territory": territory, "consultation": found, "documents": list(published)}
    return render(request, "contributions/public_documents.html", context)


@require_safe
@of_territory
def public_document(request: HttpRequest, territory: Territory, consultation: str, pk: int) -> HttpResponse:
    """A published document, passage by passage: each has an address that can be quoted."""
    held = _published(request, consultation, pk)
    context = {
        "territory": territory,
        "consultation": held.consultation,
        "document": held,
        "passages": list(held.passages.all()),
    }
    return render(request, "contributions/public_document.html", context)


@require_safe
@of_territory
def public_file(request: HttpRequest, territory: Territory, consultation: str, pk: int) -> HttpResponseBase:
    """The file of a published document."""
    return _file(_published(request, consultation, pk))


def _public(slug: str) -> Consultation:
    found = _consultation(slug)
    if not found.public:
        raise Http404
    return found


def _published(request: HttpRequest, consultation: str, pk: int) -> Document:
    held = get_object_or_404(
        Document.objects.select_related("consultation__territory"), pk=pk, consultation=_public(consultation)
    )
    if not read_document(request.actor, held):  # type: ignore[attr-defined]
        raise Http404
    return held


def _file(document: Document) -> HttpResponseBase:
    try:
        file = document.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    suffix = document.file.name.rsplit(".", 1)[-1].lower()
    response = FileResponse(
        file,
        as_attachment=True,
        filename=document.original_name,
        content_type=TYPES.get(suffix, "application/octet-stream"),
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
