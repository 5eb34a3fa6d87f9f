"""Around the restitution: what was not kept, other syntheses, the data to take away."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web import gate
from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.sorting import alternatives, exports, not_kept, opened
from concertia_web.sorting import permissions as may
from concertia_web.sorting.forms import AlternativeForm
from concertia_web.sorting.models import AlternativeSynthesis, Sorting
from concertia_web.sorting.reading import Summary, summary
from concertia_web.sorting.views.asked import XLSX, attempt, consultation_of, download, kept, number
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space, of_territory

AN_HOUR = 5
"""Alternative syntheses from one address."""
PAGE = 30
"""Alternative syntheses on a page."""
_States = AlternativeSynthesis.State


def published(territory: Territory, slug: str) -> Consultation:
    """A concertation whose results are published, and nothing else."""
    rows = Consultation.objects.select_related("territory", "framing")
    return get_object_or_404(rows, territory=territory, slug=slug, state=Consultation.State.PUBLISHED)


def _settled(consultation: Consultation) -> Summary | None:
    read = summary(consultation)
    return read if read.state == Sorting.State.SETTLED else None


@require_safe
@of_territory
def data_file(request: HttpRequest, territory: Territory, slug: str, form: str) -> HttpResponse:
    """Every note with its place: CSV, XLSX, or a corpus for IRaMuTeQ."""
    read = _settled(published(territory, slug))
    if read is None:
        raise Http404
    if form == "csv":
        return download(exports.as_csv(read, opened.rows(read)), f"{slug}.csv", "text/csv; charset=utf-8")
    if form == "xlsx":
        return download(exports.as_xlsx(read, opened.rows(read)), f"{slug}.xlsx", XLSX)
    return download(opened.iramuteq(read), f"{slug}-iramuteq.txt", "text/plain; charset=utf-8")


@require_safe
@of_territory
def not_kept_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Every note set aside with its reason; those moderation did not publish, counted with theirs."""
    consultation = published(territory, slug)
    read = _settled(consultation)
    page = max(1, number(request.GET.get("page")) or 1)
    found = None if read is not None else not_kept.folder_of(consultation)
    if read is not None:
        total, groups = not_kept.of_summary(read, page)
    elif found is not None:
        total, groups = not_kept.of_reading(found[1], page)
    else:
        raise Http404
    context = {
        "consultation": consultation,
        "groups": groups,
        "total": total,
        "moderated": not_kept.moderated(consultation),
        "sorted": read is not None,
        "reading": found[0] if found else None,
        "page": page,
        "pages": max(1, -(-total // not_kept.PAGE)),
    }
    return render(request, "sorting/not_kept.html", context)


@require_safe
@of_territory
def alternatives_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The other syntheses, as they came."""
    consultation = published(territory, slug)
    decided = consultation.alternatives.exclude(state=_States.WAITING)
    page = Paginator(decided.order_by("state", "received", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "page": page,
        "listed": [one for one in page if one.state == _States.LISTED],
        "refused": [one for one in page if one.state == _States.REFUSED],
        "waiting": consultation.alternatives.filter(state=_States.WAITING).count(),
        "dossier_id": alternatives.dossier_id_of(consultation),
    }
    return render(request, "sorting/alternatives.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_territory
def register_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Register another synthesis."""
    consultation = published(territory, slug)
    form = AlternativeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and not gate.allowed("alternative", gate.address_of(request), AN_HOUR):
            form.add_error(None, _("Trop d’envois depuis cette connexion. Réessayez dans une heure."))
            status = 429
        elif form.is_valid() and _registered(consultation, form):
            messages.success(
                request, _("Votre synthèse est reçue. Une personne vérifie la loi, rien d’autre.")
            )
            return redirect("sorting:alternatives", territory.slug, slug)
    context = {
        "consultation": consultation,
        "form": form,
        "dossier_id": alternatives.dossier_id_of(consultation),
    }
    return render(request, "sorting/alternative_new.html", context, status=status)


def _registered(consultation: Consultation, form: AlternativeForm) -> bool:
    wanted = ("title", "signature", "link", "text")
    return kept(
        form,
        lambda said: alternatives.register(
            consultation=consultation, **{name: said[name] for name in wanted}
        ),
    )


@in_space
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Those that wait: list them, or refuse them for law or spam."""
    consultation = consultation_of(territory, slug)
    require(may.check_alternatives, request.actor, consultation)
    if request.method == "POST":
        one = get_object_or_404(consultation.alternatives, pk=number(request.POST.get("one")) or 0)
        refusal = request.POST.get("refusal", "") if request.POST.get("do") == "refuse" else ""
        if request.POST.get("do") == "refuse" and not refusal:
            messages.error(request, "Choisissez la raison.")
        else:
            attempt(
                request,
                lambda: alternatives.decide(actor=request.actor, alternative=one, refusal=refusal),
                "C’est décidé, et inscrit au journal.",
            )
        return redirect("space:alternatives-check", territory.slug, slug)
    context = {
        "consultation": consultation,
        "page": Paginator(consultation.alternatives.order_by("-state", "received", "pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "reasons": alternatives.REFUSALS,
    }
    return render(request, "sorting/alternatives_check.html", context)
