"""The page « Saisie » of a concertation, and papers with a number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.contributions import services
from concertia_web.contributions.forms import SlipForm
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.permissions import see_entry, type_slips, why_closed
from concertia_web.contributions.publics import public_label
from concertia_web.contributions.slips import add_slip, next_slip, whereabouts
from concertia_web.contributions.values import NoteError
from concertia_web.contributions.words import COLUMN_LABELS
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

RECENT = 10


def _consultation(slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.select_related("territory", "framing"), slug=slug)


@require_safe
@in_space
def overview(request: HttpRequest, territory: Territory, consultation: str) -> HttpResponse:
    """Sessions with their notes, papers, what is to be looked at again."""
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(see_entry, actor, found)
    sessions = found.sessions.annotate(
        notes=Count("contributions", filter=Q(contributions__removed=None), distinct=True),
        tables=Count(
            "contributions__subgroup",
            filter=Q(contributions__removed=None) & ~Q(contributions__subgroup=""),
            distinct=True,
        ),
    )
    doubtful = list(Contribution.objects.doubtful().filter(consultation=found).select_related("session")[:30])
    for note in doubtful:
        note.column = COLUMN_LABELS[note.declared_kind]  # type: ignore[attr-defined]
    context = {
        "consultation": found,
        "sessions": list(sessions),
        "doubtful": doubtful,
        "papers": found.contributions.standing().exclude(slip=None).count(),
        "total": found.contributions.standing().count(),
        "may_type": type_slips(actor, found),
        "why_not": why_closed(found),
        **_asked(request, found),
    }
    return render(request, "contributions/overview.html", context)


def _asked(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """The paper whose number was typed in the search, and where its words are."""
    asked = request.GET.get("numero", "").strip()
    number = asked.removeprefix("n°").strip()
    if not asked:
        return {"asked": "", "slip_problem": "", "found": None}
    if not number.isdecimal() or len(number) > 9:
        problem = "Un numéro de papier ne comporte que des chiffres, comme 0417."
        return {"asked": asked, "slip_problem": problem, "found": None}
    papers = consultation.contributions.filter(slip=int(number)).select_related(
        "consultation__commitment__campaign", "session"
    )
    note = papers.filter(removed=None).first() or papers.order_by("-removed").first()
    if note is None:
        problem = (
            f"Aucun papier n° {int(number):04d} n’a été saisi dans cette concertation. Vérifiez le numéro, "
            f"ou "
            "saisissez le papier s’il attend encore."
        )
        return {"asked": asked, "slip_problem": problem, "found": None}
    return {
        "asked": asked,
        "slip_problem": "",
        "found": whereabouts(note),
        "column": COLUMN_LABELS[note.declared_kind],
        "public": public_label(consultation, note.public),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def papers(request: HttpRequest, territory: Territory, consultation: str) -> HttpResponse:
    """The desk: one paper after the other, the next number ready."""
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(type_slips, actor, found, why_closed(found) or "Votre rôle ne permet pas de saisir des papiers.")
    kept = request.session.get("contributions.paper", {}) if request.method == "GET" else {}
    initial = {"slip": next_slip(found), **kept}
    form = SlipForm(request.POST or None, consultation=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            note = add_slip(actor=actor, consultation=found, **form.cleaned_data)
        except NoteError as error:
            form.add_error("slip" if "uméro" in str(error) else "text", str(error))
        else:
            request.session["contributions.paper"] = {
                "public": note.public,
                "session": note.session_id,
                "helped": note.helped,
            }
            messages.success(request, f"Le papier n° {note.slip:04d} est enregistré.")
            return redirect("space:papers-desk", territory.slug, found.slug)
    recent = found.contributions.standing().exclude(slip=None).order_by("-entered", "-pk")[:RECENT]
    context = {"consultation": found, "form": form, "recent": list(recent)}
    return render(request, "contributions/papers.html", context, status=400 if form.errors else 200)


@require_POST
@in_space
def paper_act(
    request: HttpRequest, territory: Territory, consultation: str, pk: int, action: str
) -> HttpResponse:
    """Take a paper back or put it back; cover or keep what was pointed out in it."""
    if action not in _DONE:
        raise Http404
    found = _consultation(consultation)
    actor = request.actor  # type: ignore[attr-defined]
    require(type_slips, actor, found, why_closed(found))
    notes = Contribution.objects.select_related("consultation__territory", "session__consultation__territory")
    note = get_object_or_404(notes, pk=pk, consultation=found)
    verbs = {
        "retirer": services.remove_note,
        "remettre": services.restore_note,
        "masquer": services.mask_note,
        "garder": services.keep_note,
    }
    try:
        verbs[action](actor=actor, note=note)
    except NoteError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _DONE[action])
    if note.slip is None or action in ("masquer", "garder"):
        return redirect("space:entry", territory.slug, found.slug)
    return redirect(_query(territory, found, note))


def _query(territory: Territory, consultation: Consultation, note: Contribution) -> str:
    return f"{reverse('space:entry', args=[territory.slug, consultation.slug])}?numero={note.slip:04d}#numero"


_DONE = {
    "retirer": "Le papier est retiré. Vous pouvez le remettre ici.",
    "remettre": "Le papier est remis.",
    "masquer": "Ce passage est couvert dans tout ce qui sera publié ; les mots reçus sont gardés.",
    "garder": "Le texte reste tel quel : votre relecture est notée.",
}
