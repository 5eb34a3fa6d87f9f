"""Screens of one reading: plain pages with an address that can be shared by those who may open it."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from concertia_web.readings import opened
from concertia_web.readings.folder import PAGE, Filters, ReadingFolder, open_folder
from concertia_web.readings.forms import FilterForm
from concertia_web.readings.models import Reading
from concertia_web.readings.permissions import see_reading
from concertia_web.readings.services import DOSSIER, RUN
from concertia_web.readings.words import FINDING_TITLES

FILES = {
    "rapport.html": f"{RUN}/rapport.html",
    "rapport.docx": f"{RUN}/rapport.docx",
    "rapport.pdf": f"{RUN}/rapport.pdf",
    "dossier.zip": DOSSIER,
}
"""What may be downloaded: the report and the public dossier. The folder itself is restricted."""

REJECTS_SHOWN = 200


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    """The readings, or what to do when there is none."""
    readings = Reading.objects.public().select_related("consultation")
    return render(request, "readings/list.html", {"readings": readings})


@require_safe
def reading_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One reading: what it is, its figures, its report and its files; or where it stands."""
    reading = _open(request, slug)
    if not reading.ready:
        return render(request, "readings/waiting.html", {"reading": reading})
    sizes = {name.split(".")[1]: (reading.home / place).stat().st_size for name, place in FILES.items()}
    folder = open_folder(reading.home / RUN)
    elsewhere, _first = folder.contributions(Filters(place="none"), 1)
    context = {
        "reading": reading,
        "result": folder.result,
        "folder": folder,
        "sizes": sizes,
        "xlsx": reading.contributions <= opened.MOST_XLSX,
        "elsewhere": elsewhere,
        "findings": [
            (title, [finding for finding in folder.findings.values() if finding["kind"] == kind])
            for kind, title in FINDING_TITLES.items()
        ],
    }
    return render(request, "readings/detail.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report, word for word, inside a page of the site."""
    reading, folder = _ready(request, slug)
    _style, article = folder.report
    context = {
        "reading": reading,
        "article": mark_safe(article),  # noqa: S308 - written by the engine, which escapes what people said
        "direction": "rtl" if get_language_info(reading.language)["bidi"] else "ltr",
    }
    return render(request, "readings/report.html", context)


@require_safe
def data_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Every contribution of the public dossier with its place: CSV, XLSX, or a corpus for IRaMuTeQ."""
    reading, _folder = _ready(request, slug)
    if form == "xlsx":
        if reading.contributions > opened.MOST_XLSX:
            raise Http404
        content = opened.as_xlsx(reading)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response: HttpResponseBase = HttpResponse(content, content_type=kind)
    else:
        write, kind = {"csv": (opened.as_csv, "text/csv"), "txt": (opened.as_iramuteq, "text/plain")}[form]
        response = StreamingHttpResponse(write(reading), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    return response


@require_safe
def report_style(request: HttpRequest, slug: str) -> HttpResponse:
    """The style that the report was published with, as a sheet of its own: the policy allows no other."""
    _reading, folder = _ready(request, slug)
    style, _article = folder.report
    return HttpResponse(style, content_type="text/css; charset=utf-8")


@require_safe
def contribution_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The contributions, fifty a page, each with where its words went."""
    reading, folder = _ready(request, slug)
    form = FilterForm(request.GET, folder)
    page = form.page_asked
    total, contributions = folder.contributions(form.filters, page)
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise Http404
    context = {
        "reading": reading,
        "form": form,
        "contributions": contributions,
        "total": total,
        "page": page,
        "pages": pages,
        "first": PAGE * (page - 1) + 1,
    }
    return render(request, "readings/contributions.html", context)


@require_safe
def contribution(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    """One contribution, passage by passage."""
    reading, folder = _ready(request, slug)
    found = folder.contribution(identifier)
    if found is None:
        raise Http404
    return render(request, "readings/contribution.html", {"reading": reading, "contribution": found})


@require_safe
def not_read(request: HttpRequest, slug: str) -> HttpResponse:
    """What was received and could not be read, and why."""
    reading, folder = _ready(request, slug)
    rejects = folder.rejects
    context = {
        "reading": reading,
        "imported": folder.imported,
        "rejects": rejects[:REJECTS_SHOWN],
        "total": len(rejects),
    }
    return render(request, "readings/not_read.html", context)


@require_safe
def download(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """One of the files that anyone may keep."""
    reading, _folder = _ready(request, slug)
    if name not in FILES:
        raise Http404
    path: Path = reading.home / FILES[name]
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{slug}-{name}")


def _open(request: HttpRequest, slug: str) -> Reading:
    """The reading, as if it did not exist for those who may not see it."""
    rows = Reading.objects.select_related("consultation", "consultation__territory")
    reading: Reading = get_object_or_404(rows, slug=slug)
    if not see_reading(request.actor, reading):  # type: ignore[attr-defined]
        raise Http404
    return reading


def _ready(request: HttpRequest, slug: str) -> tuple[Reading, ReadingFolder]:
    reading = _open(request, slug)
    if not reading.ready:
        raise Http404
    return reading, open_folder(reading.home / RUN)
