"""The printable kit of one concertation: posters, forms, sheets, results, notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation, Session
from concertia_web.languages import EASY
from concertia_web.papers import facilitation, notices, permissions, posters, results, services
from concertia_web.papers.downloads import download
from concertia_web.papers.facts import frame
from concertia_web.papers.forms import SlipsForm
from concertia_web.papers.forms_to_print import SPECIMEN, forms
from concertia_web.papers.kit import Kit, languages_of, strings
from concertia_web.papers.models import SlipRange
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PDF = "application/pdf"
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def kit_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Everything to print, and the form that takes numbers."""
    actor = request.actor  # type: ignore[attr-defined]
    consultation = _consultation(territory, slug)
    require(permissions.print_kit, actor, consultation)
    form = SlipsForm(request.POST or None, consultation=consultation, initial={"language": "fr"})
    if request.method == "POST":
        require(permissions.reserve_numbers, actor, consultation)
        if form.is_valid():
            try:
                made = services.reserve_slips(
                    consultation=consultation,
                    count=form.cleaned_data["count"],
                    language=form.cleaned_data["language"],
                    actor=actor,
                )
            except services.NoNumberLeftError as problem:
                form.add_error("count", str(problem))
            else:
                messages.success(
                    request,
                    f"Numéros {made.numbers[0]} à {made.numbers[-1]} réservés. Le PDF est prêt à imprimer.",
                )
                return redirect("space:kit", territory.slug, consultation.slug)
    return render(request, "papers/kit.html", _context(request, consultation, form))


def _context(request: HttpRequest, consultation: Consultation, form: SlipsForm) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    made = frame(consultation.territory, consultation.commitment, consultation)
    site = notices.notice(made, "site")
    languages = languages_of(consultation)
    may_see = permissions.print_results(actor, consultation)
    return {
        "consultation": consultation,
        "languages": [(code, name, "fr" if code == EASY else code) for code, name in languages],
        "form": form,
        "may_reserve": permissions.reserve_numbers(actor, consultation),
        "may_fill": permissions.fill_papers(actor, consultation.territory),
        "ranges": _ranges(consultation),
        "sessions": Session.objects.filter(consultation=consultation),
        "may_see_results": may_see,
        "results": results.settled(consultation) if may_see else None,
        "notice": notices.as_blocks(site),
        "missing": site.missing,
        "advice": _advice(made.details, consultation),
        "local": settings.ADDRESS.split("//")[-1].rsplit(":", 1)[0] in _LOCAL,
    }


def _ranges(consultation: Consultation) -> list[SlipRange]:
    """Numbers taken, with the name of the language that each was printed in."""
    found = list(SlipRange.objects.filter(consultation=consultation))
    for one in found:
        one.language_name = strings(one.language)["name"]  # type: ignore[attr-defined]
    return found


def _advice(details: Any, consultation: Consultation) -> list[str]:
    """What the printed kit still lacks; nothing prevents printing."""
    territory = consultation.territory
    lacks = [
        (details.phone, "un numéro de téléphone du service"),
        (details.desk, "où déposer une feuille"),
        (consultation.contact or territory.contact, "où poser une question"),
        (territory.dpo, "l’adresse de la ou du délégué à la protection des données"),
        (consultation.questions, "au moins une question"),
        (consultation.object, "l’objet de la concertation"),
    ]
    return [label for value, label in lacks if not value]


@require_safe
@in_space
def poster_file(request: HttpRequest, territory: Territory, slug: str, size: str) -> HttpResponse:
    """The poster, A4 or A3, in the language asked for."""
    if size not in posters.SIZES:
        raise Http404
    kit = _kit(request, territory, slug)
    return _pdf(posters.poster(kit, size), f"affiche-{size}-{kit.language}")


@require_safe
@in_space
def specimen_file(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The paper form without a number, to look at before taking numbers."""
    kit = _kit(request, territory, slug)
    return _pdf(forms(kit, SPECIMEN), f"feuille-modele-{kit.language}")


@require_safe
@in_space
def forms_file(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The numbered forms of one range: the same file each time it is asked for."""
    consultation = _consultation(territory, slug)
    require(permissions.reserve_numbers, request.actor, consultation)  # type: ignore[attr-defined]
    made = get_object_or_404(SlipRange, pk=pk, consultation=consultation)
    kit = Kit(frame(territory, consultation.commitment, consultation), consultation, made.language)
    return _pdf(forms(kit, made.numbers), f"feuilles-{made.numbers[0]}-{made.numbers[-1]}")


@require_safe
@in_space
def facilitation_file(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """The sheet of the facilitator for one meeting."""
    kit = _kit(request, territory, slug, language="fr")
    session = get_object_or_404(Session, pk=pk, consultation=kit.consultation)
    return _pdf(facilitation.sheet(kit, session), f"fiche-animation-{session.pk}")


@require_safe
@in_space
def results_file(request: HttpRequest, territory: Territory, slug: str, form: str) -> HttpResponse:
    """What came out, for the wall or to read aloud; not found while the reading is not settled."""
    kit = _kit(request, territory, slug, language="fr")
    require(permissions.print_results, request.actor, kit.consultation)  # type: ignore[attr-defined]
    found = results.settled(kit.consultation)
    if found is None:
        raise Http404
    make = results.wall if form == "a3" else results.aloud
    return _pdf(make(kit, found), f"resultats-{form}")


@require_safe
@in_space
def notice_file(request: HttpRequest, territory: Territory, slug: str, version: str) -> HttpResponse:
    """The notice of information on data, in one of its forms."""
    if version not in notices.VERSIONS:
        raise Http404
    kit = _kit(request, territory, slug, language="fr")
    return _pdf(notices.notice_pdf(kit, version), f"vos-donnees-{version}")


def _consultation(territory: Territory, slug: str) -> Consultation:
    found = Consultation.objects.select_related("territory", "commitment__campaign__network")
    return get_object_or_404(found, territory=territory, slug=slug)


def _kit(request: HttpRequest, territory: Territory, slug: str, language: str = "") -> Kit:
    consultation = _consultation(territory, slug)
    require(permissions.print_kit, request.actor, consultation)  # type: ignore[attr-defined]
    language = language or request.GET.get("langue", "fr")
    if language not in dict(languages_of(consultation)):
        raise Http404
    return Kit(frame(territory, consultation.commitment, consultation), consultation, language)


def _pdf(content: bytes, name: str) -> HttpResponse:
    return download(content, f"{name}.pdf", PDF, shown=True)
