"""Screens of imports: deposit, follow, answer, look before, let in, take out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.imports import services
from concertia_web.imports.corpus import Entering, question_text
from concertia_web.imports.forms import AnswerForm, ColumnsForm, DepositForm, SettingsForm
from concertia_web.imports.models import Import
from concertia_web.imports.permissions import bring_in, see_imports
from concertia_web.imports.report import account
from concertia_web.imports.tasks import corpus_of
from concertia_web.imports.words import named, plainly
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

SHOWN = 20
"""Contributions shown before they enter."""


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The imports of a concertation, and the form that makes one."""
    consultation = _consultation(territory, slug)
    require(see_imports, request.actor, consultation)
    may = bring_in(request.actor, consultation)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DepositForm(*sent, consultation=consultation)
    if request.method == "POST":
        require(bring_in, request.actor, consultation)
        if form.is_valid():
            job = services.deposit(
                consultation=consultation,
                files=form.cleaned_data["files"],
                options=form.options,
                session=form.cleaned_data["session"],
                actor=request.actor,
            )
            for file in services.seen_before(job):
                messages.warning(
                    request,
                    f"« {file.original_name} » avait déjà été déposé le {file.job.asked:%d/%m/%Y} : ce "
                    "qui est déjà "
                    "dans la concertation ne sera pas compté deux fois.",
                )
            return redirect(_place(job))
    jobs = Import.objects.filter(consultation=consultation).prefetch_related("files")
    context = {"consultation": consultation, "jobs": jobs, "form": form, "may": may}
    return render(request, "imports/list.html", context)


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One import: where it stands, what it asks, what it would bring, what it brought."""
    job = _import(request, territory, slug, pk)
    asked = request.POST.get("do", "")
    answers = AnswerForm(request.POST if asked == "answer" else None, question=job.question)
    settings = SettingsForm(
        request.POST if asked == "settings" else None,
        consultation=job.consultation,
        initial={**job.options, "session": job.session_id},
    )
    if request.method == "POST":
        require(bring_in, request.actor, job.consultation)
        done = _act(request, job, answers, settings)
        if done is not None:
            return done
        job.refresh_from_db()
    context = {
        "consultation": job.consultation,
        "job": job,
        "may": bring_in(request.actor, job.consultation),
        "files": account(job.report),
        "settled": services.settled_because(job.consultation),
        "answers": answers,
        "settings": settings,
        "examples": _examples(job),
        "tables": [table for table in job.question.get("tables", []) if table["titles"]],
        "placed": _placed(job),
        "refresh": job.active,
    }
    return render(request, "imports/detail.html", context)


def _act(
    request: HttpRequest, job: Import, answers: AnswerForm, settings: SettingsForm
) -> HttpResponse | None:
    """Do what the button asked; None: the page is shown again with what to mend."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST.get("do", "")
    plain: dict[str, tuple[Callable[..., None], str]] = {
        "confirm": (services.confirm, "Les contributions entrent dans la concertation."),
        "cancel": (services.cancel, "L’import s’arrête."),
        "retry": (services.retry, "L’import reprend où il s’était arrêté."),
        "undo": (services.undo, "Ce que cet import avait apporté est en train d’être retiré."),
    }
    try:
        if asked in plain:
            service, said = plain[asked]
            service(job=job, actor=actor)
            messages.success(request, said)
        elif asked == "answer" and answers.is_valid():
            services.answer(job=job, options=answers.merged(job.options), actor=actor)
            messages.success(request, "Merci. Les fichiers sont relus avec votre réponse.")
        elif asked == "settings" and settings.is_valid():
            kept = {name: job.options[name] for name in ("mapping", "vote_sign") if name in job.options}
            job.session = settings.cleaned_data["session"]
            job.save(update_fields=["session"])
            services.answer(job=job, options={**kept, **settings.options}, actor=actor)
            messages.success(request, "Les fichiers sont relus avec ces réglages.")
        else:
            return None
    except services.RefusedError as why:
        messages.error(request, str(why))
    return redirect(_place(job))


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """What each column holds, with the first rows under the eyes."""
    job = _import(request, territory, slug, pk)
    require(bring_in, request.actor, job.consultation)
    tables = [table for table in job.question.get("tables", []) if table["titles"]]
    if job.stage != Import.Stage.READ or not tables:
        messages.warning(request, "Cet import n’a pas, ou plus, de colonnes à décrire.")
        return redirect(_place(job))
    table = tables[0]
    form = ColumnsForm(request.POST if request.method == "POST" else None, table=table)
    if request.method == "POST" and form.is_valid():
        mapping = {**job.options.get("mapping", {}), "columns": form.columns}
        try:
            services.answer(job=job, options={**job.options, "mapping": mapping}, actor=request.actor)
            messages.success(request, "C’est noté. Les fichiers sont relus avec ces colonnes.")
        except services.RefusedError as why:
            messages.error(request, str(why))
        return redirect(_place(job))
    others = [other["file"] for other in tables[1:] if other["titles"] != table["titles"]]
    context = {
        "consultation": job.consultation,
        "job": job,
        "form": form,
        "table": table,
        "others": others,
        "same": [other["file"] for other in tables[1:] if other["titles"] == table["titles"]],
    }
    return render(request, "imports/columns.html", context)


def _no_formula(cell: str) -> str:
    """A cell that spreadsheets read as text, whatever a file is called."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


class _Echo:
    def write(self, value: str) -> str:
        return value


@in_space
@require_safe
def rejects(request: HttpRequest, territory: Territory, slug: str, pk: int) -> StreamingHttpResponse:
    """What was not kept, line by line with the reason, as a table; the text itself is never in it."""
    job = _import(request, territory, slug, pk)
    corpus = corpus_of(job)
    if not corpus.written:
        raise Http404

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo(), delimiter=";")
        yield "\ufeff" + writer.writerow(["Fichier", "Sorte", "Ligne", "Non retenu, parce que"])
        for item in corpus.rejects():
            file = _no_formula(plainly(item["source"]))
            reason = named("reason", item["reason"])
            yield writer.writerow([file, named("record", item["record_type"]), item["line"], reason])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}-non-retenus.csv"'
    return response


def _examples(job: Import) -> list[dict[str, Any]]:
    """The first contributions as they would enter."""
    corpus = corpus_of(job)
    if not job.to_confirm or not corpus.written:
        return []
    entering = Entering(job)
    found = []
    for row in corpus.rows(documents=bool(job.options.get("documents")), most=SHOWN):
        made = entering.contribution(row, 0)
        found.append({"made": made, "question": question_text(job, made, row), "session": row["session"]})
    return found


def _placed(job: Import) -> int:
    """How many of the contributions that it brought were placed on the sorting table."""
    if job.stage == Import.Stage.READ or job.undone:
        return 0
    return job.contributions.filter(placements__isnull=False).distinct().count()


def _consultation(territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory", "framing", "sorting")
    return get_object_or_404(rows, territory=territory, slug=slug)


def _import(request: HttpRequest, territory: Territory, slug: str, pk: int) -> Import:
    consultation = _consultation(territory, slug)
    require(see_imports, request.actor, consultation)  # type: ignore[attr-defined]
    rows = Import.objects.select_related("session").prefetch_related("files")
    job: Import = get_object_or_404(rows, consultation=consultation, pk=pk)
    job.consultation = consultation
    return job


def _place(job: Import) -> str:
    consultation = job.consultation
    return reverse("space:import", args=[consultation.territory.slug, consultation.slug, job.pk])
