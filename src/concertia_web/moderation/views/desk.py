"""The screens of those who moderate: what waits, one text at a time or a list, what was decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.finding import actor_of, frame
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.moderation import permissions, queues, services
from concertia_web.moderation.models import Decision
from concertia_web.moderation.pointing import Pointed, places_of, pointed, shown
from concertia_web.moderation.reasons import HIDE, MASK, published
from concertia_web.moderation.telling import decision_words, with_decisions
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

PER_PAGE = 25
QUEUES = [
    (queues.TO_READ, "À lire"),
    (queues.REPORTED, "Signalés"),
    (queues.APPEALED, "À revoir"),
    (queues.DECIDED, "Couverts ou non publiés"),
]
EMPTY = {
    queues.TO_READ: "Tout est lu. Les textes qui arrivent apparaissent ici.",
    queues.REPORTED: "Aucun signalement n’attend de réponse.",
    queues.APPEALED: "Personne n’a demandé de revoir une décision.",
    queues.DECIDED: "Aucun texte n’est couvert ou non publié.",
}


def consultation_of(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    """The concertation, for those who may see its moderation."""
    rows = Consultation.objects.select_related("territory", "framing", "commitment")
    found: Consultation = get_object_or_404(rows, territory=territory, slug=slug)
    require(permissions.see_moderation, actor_of(request), found)
    return found


def text_of(consultation: Consultation, pk: int) -> Contribution:
    """One of its texts that stands."""
    rows = Contribution.objects.standing().filter(consultation=consultation)
    found: Contribution = get_object_or_404(
        with_decisions(rows.select_related("session", "parent", "choices")), pk=pk
    )
    found.consultation = consultation
    return found


def covered_now(note: Contribution) -> bool:
    """Whether a decision keeps some or all of its words from being read."""
    return note.moderation == Contribution.Moderation.HIDDEN or bool(note.public_text)


def card(note: Contribution, places: dict[str, Any], opened: bool = False) -> dict[str, Any]:
    """What a screen shows of a text: what is covered stays so unless it was opened."""
    covered = covered_now(note)
    hidden = note.moderation == Contribution.Moderation.HIDDEN
    found: list[Pointed] = [] if covered and not opened else pointed(note, places)
    words = note.text if opened or not covered else ("" if hidden else note.public_text)
    return {
        "note": note,
        "words": shown(words, found),
        "closed": covered and not opened,
        "opened": covered and opened,
        "hidden": hidden,
        "pointed": found,
        "decided": decision_words(note),
    }


@require_safe
@never_cache
@in_space
def queue(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """A list of texts: to read, reported, to look at again, or decided."""
    consultation = consultation_of(request, territory, slug)
    chosen = request.GET.get("file", "")
    name = chosen if chosen in EMPTY else queues.TO_READ
    return _listed(request, consultation, name, opened=False)


@require_POST
@never_cache
@in_space
def open_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The same page of decided texts with the words received: each opening is in the journal."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.read_original, actor_of(request), consultation)
    return _listed(request, consultation, queues.DECIDED, opened=True)


def _listed(request: HttpRequest, consultation: Consultation, name: str, *, opened: bool) -> HttpResponse:
    rows = with_decisions(queues.texts(consultation, name))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(consultation)
    cards = []
    with transaction.atomic():
        for note in page.object_list:
            note.consultation = consultation
            if opened and covered_now(note):
                services.open_original(actor=actor_of(request), contribution=note)
            cards.append(card(note, places, opened))
    numbers = queues.counts(consultation)
    actor = actor_of(request)
    context = {
        **frame(consultation),
        "name": name,
        "queues": [(key, label, numbers[key]) for key, label in QUEUES],
        "cards": cards,
        "documents": queues.reported_documents().filter(consultation=consultation)
        if name == queues.REPORTED
        else [],
        "page": page,
        "query": f"file={name}",
        "empty": EMPTY[name],
        "reasons": published().reasons.values(),
        "may_decide": permissions.moderate(actor, consultation) and name == queues.TO_READ,
        "may_undo": permissions.undo_decision(actor, consultation),
        "opened": opened,
        "some_closed": any(one["closed"] for one in cards),
        "most": services.MOST_AT_ONCE,
    }
    return render(request, "moderation/queue.html", context)


@require_POST
@in_space
def batch(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """One decision on the texts ticked, at most fifty."""
    consultation = consultation_of(request, territory, slug)
    actor = actor_of(request)
    require(permissions.moderate, actor, consultation)
    ticked = {
        int(one) for one in request.POST.getlist("texte") if one.isascii() and one.isdigit() and len(one) < 12
    }
    rows = Contribution.objects.standing().filter(consultation=consultation, pk__in=sorted(ticked)[:500])
    notes = list(rows.select_related("session").order_by("entered", "pk"))
    verb = request.POST.get("verb", "")
    places = places_of(consultation)
    try:
        done, left = services.decide_many(
            actor=actor,
            contributions=notes,
            verb=verb,
            reason=request.POST.get("reason", ""),
            proposals=lambda note: [(one.start, one.end) for one in pointed(note, places)],
        )
    except services.Refused as problem:
        messages.error(request, str(problem))
        return redirect("space:moderation", territory.slug, slug)
    words = {MASK: "couverts", HIDE: "non publiés"}.get(verb, "publiés")
    if done:
        messages.success(
            request, f"{done} texte{'s' if done > 1 else ''} : {words if done > 1 else words[:-1]}."
        )
    for why in left[:5]:
        messages.error(request, why)
    if len(left) > 5:
        messages.error(request, f"Et {len(left) - 5} autres, pour des raisons semblables.")
    return redirect("space:moderation", territory.slug, slug)


@require_safe
@never_cache
@in_space
def following(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """To the next text to read; ``?apres=12`` for the one that comes after."""
    consultation = consultation_of(request, territory, slug)
    rows = queues.texts(consultation, queues.TO_READ)
    after = request.GET.get("apres", "")
    if after.isascii() and after.isdigit() and len(after) < 12:
        seen = Contribution.objects.filter(consultation=consultation, pk=int(after)).first()
        if seen is not None:
            later = rows.filter(entered__gt=seen.entered) | rows.filter(entered=seen.entered, pk__gt=seen.pk)
            rows = later if later.exists() else rows.exclude(pk=seen.pk)
    found = rows.first()
    if found is None:
        messages.success(request, EMPTY[queues.TO_READ])
        return redirect("space:moderation", territory.slug, slug)
    return redirect("space:moderation-text", territory.slug, slug, found.pk)


@require_POST
@in_space
def undo(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Take the last decision on a text back."""
    consultation = consultation_of(request, territory, slug)
    require(permissions.undo_decision, actor_of(request), consultation)
    note = text_of(consultation, pk)
    number = request.POST.get("decision", "")
    rows = Decision.objects.filter(contribution=note).select_related("contribution")
    decision = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 12 else 0)
    try:
        services.undo(actor=actor_of(request), decision=decision, why=request.POST.get("why", "")[:300])
        messages.success(request, "La décision est annulée ; elle reste dans l’histoire du texte.")
    except services.Refused as problem:
        messages.error(request, str(problem))
    return redirect("space:moderation-text", territory.slug, slug, pk)
