"""What everyone reads: how texts are moderated, report one, the answer; and the appeal of an author."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scope

from concertia_web import gate
from concertia_web.consultations.finding import actor_of
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Document
from concertia_web.languages import say
from concertia_web.moderation import appeals, permissions, queues, reports
from concertia_web.moderation.forms import AppealForm, ReportForm
from concertia_web.moderation.models import Report
from concertia_web.moderation.reasons import published
from concertia_web.moderation.services import Refused
from concertia_web.moderation.telling import decision_words
from concertia_web.participation.opening import public_now
from concertia_web.participation.people import by_token
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

REPORTS_AN_HOUR = 10
APPEALS_AN_HOUR = 10


def _consultation(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory")
    found: Consultation = get_object_or_404(rows, territory=territory, slug=slug)
    if not permissions.read_policy(actor_of(request), found):
        raise Http404
    return found


@require_safe
@of_territory
def policy(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """« Comment nous modérons »: who reads, when, the list of reasons with how many texts for each."""
    consultation = _consultation(request, territory, slug)
    figures = queues.figures(consultation)
    known = published()
    context = {
        "consultation": consultation,
        "reasons": [(reason, figures.by_reason.get(reason.key, 0)) for reason in known.reasons.values()],
        "older": sum(many for key, many in figures.by_reason.items() if key not in known.reasons),
        "never": known.never,
        "known": known,
        "figures": figures,
    }
    return render(request, "moderation/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def report(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Point out a text that anyone can read. A number is given; nothing is asked of who reports."""
    consultation = _consultation(request, territory, slug)
    note: Contribution = get_object_or_404(readable(consultation), pk=pk)
    return _report(request, consultation, lambda said: reports.report(contribution=note, **said), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_territory
def report_document(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Point out a published document: the same form, the same answer."""
    consultation = _consultation(request, territory, slug)
    rows = consultation.documents.filter(published=True).select_related("consultation__territory")
    document: Document = get_object_or_404(rows, pk=pk)
    return _report(
        request,
        consultation,
        lambda said: reports.report_document(document=document, **said),
        document=document,
    )


def _report(
    request: HttpRequest,
    consultation: Consultation,
    keep: Callable[[dict[str, str]], Report],
    **about: Contribution | Document,
) -> HttpResponse:
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not gate.allowed("moderation.report", gate.address_of(request), REPORTS_AN_HOUR):
            form.add_error(
                None,
                _(
                    "Trop de signalements sont partis d’ici en peu de temps. Attendez une heure : "
                    "ce que vous avez écrit est resté en place."
                ),
            )
            status = 429
        else:
            try:
                made = keep({name: form.cleaned_data[name] for name in ("reason", "text")})
                place = [consultation.territory.slug, consultation.slug]
                return redirect("moderation:report-state", *place, made.number)
            except Refused as problem:
                form.add_error(None, str(problem))
    context = {"consultation": consultation, "form": form, **about}
    return render(request, "moderation/report.html", context, status=status)


def readable(consultation: Consultation) -> QuerySet[Contribution]:
    """The texts whose words are on a public page today; not what waits for a decision or the restitution."""
    accepted = Contribution.objects.standing().filter(
        consultation=consultation, moderation=Contribution.Moderation.ACCEPTED
    )
    undoubted = Q(doubt="") | ~Q(public_text="") | Q(doubt_decided__isnull=False)
    shown = public_now(consultation)
    if shown:  # empty, it keeps everything, and « or » would drop it
        shown |= Q(votable=True)
    return accepted.filter(undoubted).filter(shown)


@require_safe
@never_cache
@of_territory
def report_state(request: HttpRequest, territory: Territory, slug: str, number: str) -> HttpResponse:
    """The acknowledgement of a report, then its answer: the same address."""
    consultation = _consultation(request, territory, slug)
    rows = Report.objects.filter(consultation=consultation).select_related("document")
    made: Report = get_object_or_404(rows, number=number.upper())
    context = {
        "consultation": consultation,
        "report": made,
        "reason": _said(made.reason),
        "ground": _said(made.ground),
        "note": readable(consultation).filter(pk=made.contribution_id).first(),
        "document": made.document if made.document and made.document.published else None,
    }
    response = render(request, "moderation/report_state.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _said(key: str) -> str:
    """A reason of the published list, in the language of the page."""
    known = published().reasons.get(key)
    return say(known.label).text if known else ""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """From the private link: ask that the decision on one of my texts be looked at again."""
    person = by_token(token)
    if person is None:
        raise Http404
    consultation = person.consultation
    request.territory = consultation.territory  # type: ignore[attr-defined]
    with scope(territory=consultation.territory):
        rows = Contribution.objects.standing().filter(consultation=consultation, participant=person)
        note: Contribution = get_object_or_404(rows.select_related("consultation__territory"), pk=pk)
        decided = decision_words(note)
        form = AppealForm(request.POST or None)
        status = 200
        if request.method == "POST" and form.is_valid():
            if not gate.allowed("moderation.appeal", str(person.pk), APPEALS_AN_HOUR):
                form.add_error(None, _("Trop de demandes en peu de temps. Attendez une heure."))
                status = 429
            else:
                try:
                    appeals.ask(contribution=note, text=form.cleaned_data["text"])
                    return redirect("moderation:appeal", token, pk)
                except Refused as problem:
                    form.add_error(None, str(problem))
        context = {
            "consultation": consultation,
            "note": note,
            "decided": decided,
            "form": form,
            "token": token,
        }
        response = render(request, "moderation/appeal.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
