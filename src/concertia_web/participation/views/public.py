"""What anyone reads: the contributions, one of them with its translations, the list of numbers to print."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concertia_web.contributions.models import Contribution
from concertia_web.participation import lists, permissions
from concertia_web.participation.following import told_to_anyone
from concertia_web.participation.forms import LANGUAGES, questions_of
from concertia_web.participation.lists import key_asked
from concertia_web.participation.opening import is_public_now
from concertia_web.participation.views.finding import actor_of, public_consultation
from concertia_web.participation.words import KINDS, ONLY_COUNTED, number_of
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import of_territory


@require_safe
@of_territory
def contributions(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The accepted contributions, the newest first, by question and by kind."""
    consultation = public_consultation(request, territory, slug)
    questions = dict(questions_of(consultation))
    question, kind = request.GET.get("question", ""), request.GET.get("nature", "")
    question, kind = question if question in questions else "", kind if kind in KINDS else ""
    page = lists.page_of(
        consultation,
        question=question,
        kind=kind,
        before=key_asked(request.GET.get("avant")),
        after=key_asked(request.GET.get("apres")),
    )
    for note in page.rows:
        _dress(note, questions)
    context = {
        "consultation": consultation,
        "page": page,
        "questions": questions.items(),
        "kinds": KINDS.items(),
        "question": question,
        "kind": kind,
        "kept": urlencode({k: v for k, v in (("question", question), ("nature", kind)) if v}),
        "may_write": permissions.contribute(actor_of(request), consultation),
    }
    return render(request, "participation/contributions.html", context)


@require_safe
@of_territory
def contribution(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One contribution as published, its translations, where it went and what was answered."""
    consultation = public_consultation(request, territory, slug)
    rows = Contribution.objects.select_related("choices").prefetch_related(lists.translations_shown())
    note = get_object_or_404(rows, pk=pk, consultation=consultation)
    note.consultation = consultation
    if not permissions.read_contribution(actor_of(request), note):
        raise Http404
    _dress(note, dict(questions_of(consultation)))
    context = {
        "consultation": consultation,
        "note": note,
        "one": told_to_anyone(note),
        "translations": [(one, LANGUAGES.get(one.language, one.language)) for one in note.translations.all()],
    }
    return render(request, "participation/contribution.html", context)


@require_safe
@of_territory
def numbers(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The list to print and to pin up: number → where it is; never a word of what is not published."""
    consultation = public_consultation(request, territory, slug)
    page = lists.numbers_of(
        consultation,
        before=key_asked(request.GET.get("avant")),
        after=key_asked(request.GET.get("apres")),
    )
    lines = [
        (
            number_of(note),
            _state(note),
            note.pk if _readable(note) and is_public_now(note, consultation) else None,
        )
        for note in page.rows
    ]
    context: dict[str, Any] = {"consultation": consultation, "page": page, "lines": lines}
    return render(request, "participation/numbers.html", context)


def _dress(note: Contribution, questions: dict[str, str]) -> None:
    """What templates show beside the words."""
    note.number = number_of(note)  # type: ignore[attr-defined]
    note.kind_words = KINDS.get(note.declared_kind, "")  # type: ignore[attr-defined]
    note.question_words = questions.get(note.question, "")  # type: ignore[attr-defined]
    note.translated = [  # type: ignore[attr-defined]
        (one.language, LANGUAGES.get(one.language, one.language)) for one in note.translations.all()
    ]
    choices = getattr(note, "choices", None)
    note.signed = choices.signature if choices else ""  # type: ignore[attr-defined]


def _readable(note: Contribution) -> bool:
    accepted = note.moderation == Contribution.Moderation.ACCEPTED and note.removed is None
    doubtful = note.doubt and not note.public_text and not note.doubt_decided
    return bool(accepted and not doubtful)


def _state(note: Contribution) -> str:
    if note.removed is not None:
        return _("retirée")
    if note.moderation_reason == ONLY_COUNTED:
        return _("comptée, mots non publiés")
    if note.moderation == Contribution.Moderation.HIDDEN:
        return _("non publiée ; la raison est donnée à son auteur·e")
    if not _readable(note):
        return _("reçue, à relire avant publication")
    return _("reçue et lisible")
