"""The twins of the grid: files to take away, files to bring back, passages of documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scope

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.documents import DocumentError, add_document
from concertia_web.contributions.models import Document, Passage
from concertia_web.contributions.permissions import file_documents
from concertia_web.languages import say
from concertia_web.returns import services
from concertia_web.returns.basis import carriers, grid_of
from concertia_web.returns.desks import Desk, commitment_of, draft_of, opened
from concertia_web.returns.forms import DocumentForm, GridFileForm, PassageForm
from concertia_web.returns.merging import Difference, differences
from concertia_web.returns.models import GridFile
from concertia_web.returns.paper import counted
from concertia_web.returns.permissions import read_draft
from concertia_web.returns.reading import ReadGrid
from concertia_web.returns.word_file import read_word, write_word
from concertia_web.returns.workbook import UnreadableFileError, read_workbook, write_workbook
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
}
PASSAGES_SHOWN = 400


def attached(data: bytes, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(data, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@in_space
def grid_file(request: HttpRequest, territory: Territory, pk: int, form: str) -> HttpResponse:
    """The grid as XLSX or DOCX, with the draft in it, or empty with ``?vide``."""
    commitment = commitment_of(territory, pk)
    require(read_draft, request.actor, commitment)  # type: ignore[attr-defined]
    draft = draft_of(commitment)
    grid = grid_of(commitment, draft)
    empty = draft is None or "vide" in request.GET
    content = grid.blank() if draft is None or empty else grid.clean(draft.content)
    title = f"Remontée : {say(commitment.campaign.title, 'fr').text}"
    write = write_workbook if form == "xlsx" else write_word
    name = f"grille-{'vide-' if empty else ''}{slugify(commitment.lead.name)}.{form}"
    return attached(write(grid, content, title=title), name)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def upload(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """Bring a filled grid: it is read at once, and shown before it changes anything."""
    desk = opened(request, territory, pk)
    posted = request.method == "POST"
    form = GridFileForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        received = form.cleaned_data["file"]
        try:
            read = _read(desk, received.name, received.read())
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            file = services.receive_file(
                actor=request.actor,  # type: ignore[attr-defined]
                draft=desk.draft,
                name=received.name,
                read=read,
            )
            return redirect("space:return-file", territory.slug, pk, file.pk)
    return render(request, "returns/upload.html", {"desk": desk, "commitment": desk.commitment, "form": form})


def _read(desk: Desk, name: str, data: bytes) -> ReadGrid:
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in ("xls", "ods", "csv", "doc", "odt", "pdf", "xlsm"):
        raise UnreadableFileError(
            f"Un fichier .{ending} ne peut pas être repris tel quel. Enregistrez-le en .xlsx (tableau) ou "
            ".docx (texte) ; un PDF se dépose comme document, et ses passages deviennent des éléments."
        )
    return read_word(desk.grid, data) if ending == "docx" else read_workbook(desk.grid, data)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def file(request: HttpRequest, territory: Territory, pk: int, number: int) -> HttpResponse:
    """What a file says, what it changes, what was not read; then complete the draft, or replace it."""
    desk = opened(request, territory, pk)
    found = get_object_or_404(GridFile.objects.filter(draft=desk.draft), pk=number)
    if request.method == "POST" and found.accepted is None:
        replace = "replace" in request.POST
        services.accept_file(
            actor=request.actor,  # type: ignore[attr-defined]
            draft=desk.draft,
            file=found,
            replace=replace,
        )
        done = "remplacé par" if replace else "complété avec"
        messages.success(request, f"Brouillon {done} « {found.name} ». « Revenir à » annule cette reprise.")
        return redirect("space:return", territory.slug, pk)
    filling, replacing = (
        differences(
            desk.grid, desk.content, services.outcome(desk.grid, desk.content, found, replace=replace)
        )
        for replace in (False, True)
    )
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "file": found,
        "filling": filling,
        "lost": _only_in(replacing, filling),
    }
    return render(request, "returns/file.html", context)


def _only_in(some: list[Difference], others: list[Difference]) -> list[Difference]:
    keys = {one.key for one in others}
    return [one for one in some if one.key not in keys]


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def passages(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """The passages of the documents, to be ticked: an element of rank B is then half written."""
    desk = opened(request, territory, pk)
    with scope(territory=carriers(desk.commitment)):
        documents = list(
            Document.objects.filter(consultation__commitment=desk.commitment).order_by("received", "pk")
        )
        asked = request.POST.get("document") or request.GET.get("document", "")
        chosen = next(
            (one for one in documents if str(one.pk) == asked), documents[-1] if documents else None
        )
        words = (request.GET.get("mots") or request.POST.get("mots", "")).strip()[:200]
        found = list(_passages(chosen, words)) if chosen else []
        known = [str(key) for key in Passage.objects.filter(document=chosen).values_list("pk", flat=True)]
        form = PassageForm(desk.grid, known, request.POST if "passages-form" in request.POST else None)
        if form.is_bound and form.is_valid():
            ticked = Passage.objects.filter(pk__in=form.cleaned_data["passages"]).select_related("document")
            made = services.add_from_passages(
                actor=request.actor,  # type: ignore[attr-defined]
                draft=desk.draft,
                passages=list(ticked.order_by("position")),
                values=form.values,
            )
            messages.success(
                request, f"Élément créé : « {made['title']} ». Cochez-en d’autres, ou complétez-le."
            )
            return redirect(f"{request.path}?document={chosen.pk if chosen else ''}&mots={words}#chercher")
    used = _used(desk, chosen)
    deposit = _deposit(request, desk)
    if isinstance(deposit, HttpResponse):
        return deposit
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "documents": documents,
        "chosen": chosen,
        "found": [(one, (one.page, one.paragraph) in used) for one in found[:PASSAGES_SHOWN]],
        "more": max(0, len(found) - PASSAGES_SHOWN),
        "words": words,
        "form": form,
        "ticked": request.POST.getlist("passages"),
        "deposit": deposit,
    }
    return render(request, "returns/passages.html", context)


def _passages(document: Document, words: str) -> Iterable[Passage]:
    """Those that hold every word asked."""
    asked = Q()
    for word in words.split():
        asked &= Q(text__icontains=word)
    return Passage.objects.filter(asked, document=document).order_by("position")


def _used(desk: Desk, document: Document | None) -> set[tuple[int | None, int | None]]:
    """Places of the document that an element rests on already."""
    key = f"dx{document.pk}" if document else ""
    return {
        (passage["page"], passage["paragraph"])
        for item in desk.content["items"]
        for passage in item["passages"]
        if passage["document"] == key
    }


def _deposit(request: HttpRequest, desk: Desk) -> DocumentForm | HttpResponse | None:
    """The form that deposits a document from here; None where no concertation can receive it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    mine = Consultation.objects.filter(commitment=desk.commitment).order_by("opens", "pk")
    places = {str(one.pk): one for one in mine if file_documents(actor, one)}
    if not places:
        return None
    posted = "document-form" in request.POST
    form = DocumentForm(
        desk.grid,
        [(key, str(one)) for key, one in places.items()],
        request.POST if posted else None,
        request.FILES if posted else None,
    )
    if not posted or not form.is_valid():
        return form
    received = form.cleaned_data["file"]
    try:
        document, _new = add_document(
            actor=actor,
            consultation=places[form.cleaned_data["consultation"]],
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
            name=received.name,
            data=received.read(),
            validated_by=form.cleaned_data["validated_by"],
        )
    except DocumentError as error:
        form.add_error("file", str(error))
        return form
    count = document.passages.count()
    messages.success(request, f"Document déposé : {counted(count, 'passage')}. {document.problem}".strip())
    return redirect(f"{request.path}?document={document.pk}#chercher")
