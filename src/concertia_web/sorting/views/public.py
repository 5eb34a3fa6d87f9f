"""What links open, and the restitution that anyone may read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_scopes import scope

from concertia.reports.html import html_fragment
from concertia_web.consultations.models import Consultation
from concertia_web.readings.services import public_dossier_id
from concertia_web.sorting import outside, visas
from concertia_web.sorting.dossier import public_dossier
from concertia_web.sorting.forms import VisaAnswerForm
from concertia_web.sorting.models import AlternativeSynthesis, Sorting
from concertia_web.sorting.reading import Summary, in_order, summary
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.restitution import restitution
from concertia_web.sorting.views.asked import document_file, kept, number
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page opened by a secret: never kept by a cache, never told to the next site, never indexed."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@private
def visa_page(request: HttpRequest, token: str) -> HttpResponse:
    """Read the draft and write « vu » or « observations », once; reading consumes nothing."""
    visa = visas.visa_of(token)
    if visa is None:
        return render(request, "sorting/closed_link.html", status=404)
    consultation = visa.sorting.consultation
    request.territory = consultation.territory
    with scope(territory=consultation.territory):
        form = VisaAnswerForm(request.POST or None)
        if (
            request.method == "POST"
            and not visa.answered
            and kept(form, lambda said: visas.answer_visa(visa=visa, **said))
        ):
            messages.success(request, _("Votre visa est enregistré. Merci."))
            return redirect("sorting:visa", token)
        article = _under_a_title(html_fragment(restitution(summary(consultation))))
        context = {
            "visa": visa,
            "consultation": consultation,
            "form": form,
            "article": mark_safe(article),  # noqa: S308 - written by the engine, which escapes what people said
        }
        return render(request, "sorting/visa.html", context)


def _under_a_title(article: str) -> str:
    """The document inside a page that has a title of its own: its title is no second ``h1``."""
    opened = article.replace("<h1>", '<p class="lead"><strong>', 1)
    return opened.replace("</h1>", "</strong></p>", 1)


@private
def outside_reading(request: HttpRequest, token: str) -> HttpResponse:
    """Read each text of the sample and say which finding says it, or none."""
    reader = outside.reader_of(token)
    if reader is None:
        return render(request, "sorting/closed_link.html", status=404)
    sorting = reader.counter_reading.sorting
    request.territory = sorting.consultation.territory
    with scope(territory=request.territory):
        if request.method == "POST" and not reader.finished:
            return _answered(request, reader, token)
        findings = in_order(sorting.findings.all())
        texts = [(note, *_given(reader, note.pk)) for note in outside.sample(reader.counter_reading)]
        context = {
            "reader": reader,
            "consultation": sorting.consultation,
            "texts": texts,
            "findings": [
                (finding.pk, f"{finding.get_kind_display()} : {finding.title}") for finding in findings
            ],
            "unread": outside.unread(reader),
        }
        return render(request, "sorting/outside.html", context)


def _given(reader: outside.OutsideReader, key: int) -> tuple[int | None, str]:
    kept_answer = reader.answers.get(str(key), {})
    return kept_answer.get("finding"), kept_answer.get("remark", "")


def _answered(request: HttpRequest, reader: outside.OutsideReader, token: str) -> HttpResponse:
    answers = {
        note.pk: (number(request.POST.get(f"f-{note.pk}")), request.POST.get(f"r-{note.pk}", ""))
        for note in outside.sample(reader.counter_reading)
    }
    finished = "finish" in request.POST
    try:
        reader = outside.save_answers(reader=reader, answers=answers, finished=finished)
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("sorting:outside", token)
    if reader.finished:
        messages.success(request, _("Votre lecture est terminée et enregistrée. Merci."))
    elif finished:
        left = outside.unread(reader)
        said = _("Tout est gardé, mais des textes attendent encore une réponse : %(count)s.")
        messages.error(request, said % {"count": left})
    else:
        messages.success(request, _("C’est gardé. Vous pouvez revenir par le même lien."))
    return redirect("sorting:outside", token)


def _published(territory: Territory, slug: str) -> Summary:
    """The settled reading of a published concertation, and nothing else."""
    rows = Consultation.objects.select_related("territory", "framing")
    consultation = get_object_or_404(rows, territory=territory, slug=slug, state=Consultation.State.PUBLISHED)
    read = summary(consultation)
    if read.state != Sorting.State.SETTLED:
        raise Http404
    return read


@require_safe
@of_territory
def restitution_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The restitution of a published concertation."""
    read = _published(territory, slug)
    sorting = Sorting.objects.get(consultation=read.consultation)
    listed = read.consultation.alternatives.filter(state=AlternativeSynthesis.State.LISTED)
    dossier = public_dossier(sorting)
    context = {
        "consultation": read.consultation,
        "dossier": dossier,
        "dossier_id": public_dossier_id(dossier) if dossier is not None else "",
        "alternatives": listed.count(),
        "article": mark_safe(html_fragment(restitution(read))),  # noqa: S308 - escaped by the engine
    }
    return render(request, "sorting/restitution.html", context)


@require_safe
@of_territory
def restitution_file(request: HttpRequest, territory: Territory, slug: str, form: str) -> HttpResponse:
    """The same as a file."""
    return document_file(restitution(_published(territory, slug)), f"restitution-{slug}", form)
