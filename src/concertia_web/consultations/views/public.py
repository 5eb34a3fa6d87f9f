"""The public pages of a concertation: what it is about, its rules, its draws."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concertia_web.consultations import permissions, rules, states
from concertia_web.consultations.draw_words import per_category
from concertia_web.consultations.finding import actor_of
from concertia_web.consultations.models import Consultation, Draw, Session
from concertia_web.consultations.publics import labels_of
from concertia_web.languages import EASY
from concertia_web.participation.opening import positions_open, writing_open
from concertia_web.participation.words import BEGINNINGS
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory


def _consultation(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    found: Consultation = get_object_or_404(
        Consultation.objects.select_related("territory", "framing", "commitment__campaign"),
        territory=territory,
        slug=slug,
    )
    if not permissions.read_public_page(actor_of(request), found):
        raise Http404
    return found


@require_safe
@of_territory
def detail(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """What it is about, where it stands, how to take part, what happens next."""
    consultation = _consultation(request, territory, slug)
    now, today = timezone.now(), timezone.localdate()
    sessions = [
        session
        for session in consultation.sessions.filter(cancelled=False)
        if session.kind not in (Session.Kind.ONLINE, Session.Kind.PAPER)
    ]
    texts = {line.key: line for line in rules.shown(consultation)}
    state = consultation.State
    context = {
        "consultation": consultation,
        "publics": labels_of(consultation).values(),
        "questions": [
            {language: text for language, text in question.items() if language != "key"}
            for question in consultation.questions
        ],
        "phases": [(phase, phase.closes < today) for phase in consultation.phases.all()],
        "positions": positions_open(consultation),
        "coming": [session for session in sessions if session.starts >= now],
        "past": [session for session in sessions if session.starts < now],
        "documents": consultation.documents.filter(published=True),
        "draws": consultation.draws.exclude(announced=None).defer("pool", "lottery", "chosen"),
        "without_internet": texts["without_internet"].text,
        "contact": texts["contact"].text,
        "answer": texts["answer"].text,
        "open_now": consultation.state == state.OPEN and consultation.opens <= today <= consultation.closes,
        "writing": writing_open(consultation),
        "beginnings": BEGINNINGS,
        "published": consultation.state == state.PUBLISHED,
        "restitution": consultation.state == state.PUBLISHED and states.is_settled(consultation),
        "heard": consultation.readings.public().filter(state="ready").order_by("-position").first(),
        "reading": consultation.state in (state.READING, state.SETTLED),
    }
    return render(request, "consultations/detail.html", context)


@require_safe
@of_territory
def rules_page(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The rules of the game, as frozen at opening, with their dated corrections."""
    consultation = _consultation(request, territory, slug)
    easy = request.GET.get("version") == EASY
    lines = rules.shown(consultation, consultation.annexes.all(), EASY if easy else None)
    context = {
        "consultation": consultation,
        "lines": lines,
        "easy": easy,
        "laws": {law["key"]: law for line in lines for law in line.laws}.values(),
    }
    return render(request, "consultations/rules.html", context)


@require_safe
@of_territory
def draw_page(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """A draw: method, list, quotas, seed, result, and how to check."""
    consultation = _consultation(request, territory, slug)
    draw: Draw = get_object_or_404(
        Draw.objects.select_related("consultation__territory", "replaces").defer("pool", "lottery", "chosen"),
        consultation=consultation,
        pk=pk,
    )
    if not permissions.read_draw(actor_of(request), draw):
        raise Http404
    context = {
        "consultation": consultation,
        "draw": draw,
        "categories": per_category(draw),
        "redraws": draw.redraws.exclude(announced=None).defer("pool", "lottery", "chosen"),
    }
    return render(request, "consultations/draw_public.html", context)
