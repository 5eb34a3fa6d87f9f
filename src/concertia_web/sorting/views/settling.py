"""Projet → relecture → arrêté, signed opinions, visas, lecture contradictoire, restitution: in the space."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from concertia.reports.html import html_fragment
from concertia_web.accounts.permissions import require
from concertia_web.sorting import dossier, outside, settling, visas
from concertia_web.sorting import permissions as may
from concertia_web.sorting.forms import (
    AnnounceForm,
    DrawForm,
    InviteForm,
    OpinionForm,
    ReasonForm,
    VisaAskForm,
    VisaFileForm,
)
from concertia_web.sorting.models import Opinion, OutsideReader, Sorting
from concertia_web.sorting.page_one import outsiders_in_words
from concertia_web.sorting.reading import summary
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.restitution import circulating, reading_back, restitution
from concertia_web.sorting.views.asked import attempt, document_file, kept, number, sorting_of, to
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

REGISTERED = [Opinion.Kind.SCIENTIFIC, Opinion.Kind.MINORITY, Opinion.Kind.REPLY]


@in_space
def settling_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Where the reading stands, what is missing, and the signed texts."""
    sorting = sorting_of(territory, slug)
    consultation, actor = sorting.consultation, request.actor
    require(may.see_findings, actor, consultation)
    kinds = [Opinion.Kind.GARANT] if may.sign_as_garant(actor, consultation) else []
    kinds += REGISTERED if may.register_opinion(actor, consultation) else []
    wanted = request.POST.get("do", "")
    opinion = OpinionForm(request.POST if wanted == "opinion" else None, kinds=kinds, prefix="o")
    reason = ReasonForm(request.POST if wanted == "reopen" else None, prefix="r")
    if request.method == "POST" and _settled(request, sorting, wanted, opinion, reason, kinds):
        return to("settling", sorting)
    context = {
        "consultation": consultation,
        "sorting": sorting,
        "states": _states(sorting),
        "missing": settling.to_settle(sorting),
        "opinions": list(sorting.opinions.all()),
        "opinion": opinion if kinds else None,
        "reason": reason,
        "settles": may.settle(actor, consultation),
        "dossier": dossier.dossier_of(sorting),
        "asked_visas": sorting.visas.count(),
        "answered_visas": sorting.visas.exclude(answered=None).count(),
    }
    return render(request, "sorting/settling.html", context)


def _states(sorting: Sorting) -> list[tuple[str, bool, bool]]:
    """Name of each state, whether it is past, whether it is now."""
    order = list(Sorting.State)
    here = order.index(Sorting.State(sorting.state))
    return [(state.label, rank < here, rank == here) for rank, state in enumerate(order)]


def _settled(
    request: HttpRequest,
    sorting: Sorting,
    wanted: str,
    opinion: OpinionForm,
    reason: ReasonForm,
    kinds: list[Opinion.Kind],
) -> bool:
    actor, consultation = request.actor, sorting.consultation
    if wanted == "opinion":
        if not kinds:
            require(may.sign_as_garant, actor, consultation, "Seul·e la ou le garant signe son avis.")
        done = kept(opinion, lambda said: settling.attach_opinion(actor=actor, sorting=sorting, **said))
        if done:
            messages.success(request, "Le texte est joint tel quel ; personne ne peut plus le modifier.")
        return done
    require(may.settle, actor, consultation)
    if wanted == "reopen":
        return kept(reason, lambda said: settling.back_to_draft(actor=actor, sorting=sorting, **said))
    actions = {
        "review": (settling.send_back_to_participants, "La lecture peut être donnée à relire."),
        "settle": (settling.settle, "La lecture est arrêtée."),
        "dossier": (dossier.ask, "Le dossier est demandé : il sera prêt dans un instant."),
    }
    if wanted not in actions:
        raise Http404
    action, done_words = actions[wanted]
    attempt(request, lambda: action(actor=actor, sorting=sorting), done_words)
    return True


@in_space
def visas_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Visas asked and received; the document that circulates and the one that came back."""
    sorting = sorting_of(territory, slug)
    require(may.circulate, request.actor, sorting.consultation)
    wanted = request.POST.get("do", "")
    ask = VisaAskForm(request.POST if wanted == "ask" else None)
    file = VisaFileForm(
        request.POST if wanted == "file" else None, request.FILES if wanted == "file" else None
    )
    link, returned = "", None
    if wanted == "ask" and ask.is_valid():
        try:
            _visa, secret = visas.ask_visa(actor=request.actor, sorting=sorting, **ask.cleaned_data)
            link, ask = settings.ADDRESS + reverse("sorting:visa", args=[secret]), VisaAskForm()
        except Refused as problem:
            ask.add_error(None, str(problem))
    elif wanted == "file" and file.is_valid():
        try:
            returned = visas.take_in(actor=request.actor, sorting=sorting, file=file.cleaned_data["file"])
        except Refused as problem:
            file.add_error(None, str(problem))
    context = {
        "consultation": sorting.consultation,
        "sorting": sorting,
        "visas": list(sorting.visas.all()),
        "ask": ask,
        "file": file,
        "link": link,
        "returned": returned,
    }
    return render(request, "sorting/visas.html", context)


@in_space
def outside_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The lecture contradictoire: rule, draw, readers, result."""
    sorting = sorting_of(territory, slug)
    require(may.call_outsiders, request.actor, sorting.consultation)
    counter = sorting.counter_readings.first()
    wanted = request.POST.get("do", "")
    forms: dict[str, Any] = {
        "announce": AnnounceForm(request.POST if wanted == "announce" else None),
        "draw": DrawForm(request.POST if wanted == "draw" else None),
        "invite": InviteForm(request.POST if wanted == "invite" else None),
    }
    link = ""
    if request.method == "POST":
        if wanted not in forms or (wanted != "announce" and counter is None):
            raise Http404
        link, done = _called(request, sorting, counter, wanted, forms[wanted])
        if done and not link:
            return to("outside", sorting)
    counter = sorting.counter_readings.first()
    context = {
        "consultation": sorting.consultation,
        "sorting": sorting,
        "counter": counter,
        "readers": list(counter.readers.all()) if counter else [],
        "sample": outside.sample(counter) if counter and counter.drawn else [],
        "verdict": outsiders_in_words(counter.result) if counter and counter.result else "",
        "link": link,
        "wanted": outside.READERS,
        **forms,
    }
    return render(request, "sorting/outside_space.html", context)


def _called(request: HttpRequest, sorting: Sorting, counter: Any, wanted: str, form: Any) -> tuple[str, bool]:
    actor, links = request.actor, []
    actions = {
        "announce": lambda said: outside.announce(actor=actor, sorting=sorting, **said),
        "draw": lambda said: outside.draw_sample(actor=actor, counter=counter, **said),
        "invite": lambda said: links.append(outside.invite(actor=actor, counter=counter, **said)[1]),
    }
    done = kept(form, actions[wanted])
    return (settings.ADDRESS + reverse("sorting:outside", args=links) if links else ""), done


@require_POST
@in_space
def outside_cancel(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Take an invitation back."""
    sorting = sorting_of(territory, slug)
    require(may.call_outsiders, request.actor, sorting.consultation)
    rows = OutsideReader.objects.filter(counter_reading__sorting=sorting)
    reader = get_object_or_404(
        rows.select_related("counter_reading__sorting"), pk=number(request.POST.get("reader")) or 0
    )
    attempt(
        request,
        lambda: outside.cancel_invitation(
            actor=request.actor, reader=reader, reason=request.POST.get("reason", "")
        ),
        "L’invitation est retirée ; son lien ne s’ouvre plus.",
    )
    return to("outside", sorting)


@require_safe
@in_space
def draft_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The restitution as it stands."""
    sorting = sorting_of(territory, slug)
    require(may.see_findings, request.actor, sorting.consultation)
    article = html_fragment(restitution(summary(sorting.consultation)))
    context = {
        "consultation": sorting.consultation,
        "sorting": sorting,
        "article": mark_safe(article),  # noqa: S308 - written by the engine, which escapes what people said
    }
    return render(request, "sorting/draft.html", context)


@require_safe
@in_space
def file_page(request: HttpRequest, territory: Territory, slug: str, name: str, form: str) -> HttpResponse:
    """The restitution, the sheet for participants, or the draft that circulates, as DOCX or PDF."""
    sorting = sorting_of(territory, slug)
    require(may.see_findings, request.actor, sorting.consultation)
    if sorting.state == Sorting.State.SORTING:
        raise Http404
    read = summary(sorting.consultation)
    makers = {
        "restitution": lambda: restitution(read),
        "relecture": lambda: reading_back(read, territory.contact or territory.full_name),
        "visas": lambda: circulating(read),
    }
    return document_file(makers[name](), f"{name}-{slug}", form)
