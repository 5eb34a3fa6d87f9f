"""« Les réponses »: what was answered, what still waits and for how long, what became of it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concertia_web.answers import permissions as may
from concertia_web.answers import targets
from concertia_web.answers.finding import shown
from concertia_web.answers.models import Answer, AnswerTarget, Outcome
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.models import Sorting
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory

PAGE = 30


def _published(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    rows = Consultation.objects.select_related("territory", "framing")
    consultation = get_object_or_404(rows, territory=territory, slug=slug)
    if not may.read_answers(request.actor, consultation):  # type: ignore[attr-defined]
        raise Http404
    return consultation


@require_safe
@of_territory
def answer_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The answers, then what waits, then what nobody was asked yet."""
    consultation = _published(request, territory, slug)
    outcome = request.GET.get("issue", "")
    rows = shown(consultation.answers.published())
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    counts = dict(consultation.answers.published().values_list("outcome").annotate(n=Count("pk")).order_by())
    today = timezone.localdate()
    waiting = consultation.answers.waiting().select_related("service").order_by("asked", "pk")
    context = {
        "consultation": consultation,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "outcomes": [(value, label, counts.get(value, 0)) for value, label in Outcome.choices],
        "outcome": outcome,
        "answered": sum(counts.values()),
        "waiting": [(answer, answer.days_waiting(today), answer.late(today)) for answer in waiting[:200]],
        "waiting_count": waiting.count(),
        "unasked": _unasked(consultation),
        "settled": _since(consultation),
        "today": today,
    }
    return render(request, "answers/list.html", context)


def _unasked(consultation: Consultation) -> list[targets.Thing]:
    """Findings that nobody was asked to answer, alone or with their theme."""
    taken = AnswerTarget.objects.filter(answer__consultation=consultation)
    asked = taken.exclude(answer__state=Answer.State.DRAFT).values_list("kind", "key")
    known = set(asked)
    themes = {key for kind, key in known if kind == AnswerTarget.Kind.THEME}
    return [
        thing
        for thing in targets.things_of(consultation)
        if thing.kind != AnswerTarget.Kind.THEME
        and (thing.kind, thing.key) not in known
        and thing.theme not in themes
    ]


def _since(consultation: Consultation) -> int | None:
    """Days since what was heard was settled."""
    sorting = Sorting.objects.filter(consultation=consultation).first()
    if sorting is None or sorting.settled is None:
        return None
    return max(0, (timezone.localdate() - timezone.localdate(sorting.settled)).days)


@require_safe
@of_territory
def answer_page(request: HttpRequest, territory: Territory, slug: str, key: UUID) -> HttpResponse:
    """One published answer, at an address that does not change."""
    consultation = _published(request, territory, slug)
    answer = get_object_or_404(shown(consultation.answers.published()), key=key)
    rows = AnswerTarget.objects.filter(answer=answer).select_related("contribution", "finding")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "answer": answer,
        "targets": [(target, _words(target)) for target in page],
        "page": page,
        "sorted": Sorting.objects.filter(consultation=consultation, state="settled").exists(),
    }
    return render(request, "answers/answer.html", context)


def _words(target: AnswerTarget) -> Contribution | None:
    """The contribution answered, where its words may be read."""
    note = target.contribution
    if note is None or note.removed is not None or note.moderation != Contribution.Moderation.ACCEPTED:
        return None
    return note
