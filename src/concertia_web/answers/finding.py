"""Which answers speak of which words. Pure reads, a bounded number of queries; call them inside a scope."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from concertia_web.answers.models import Answer, AnswerTarget
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.models import Evidence, Placement

_THEME, _FINDING = AnswerTarget.Kind.THEME, AnswerTarget.Kind.FINDING


def answers_for(contribution: Contribution) -> list[Answer]:
    """The published answers that speak of one contribution: to it, to its findings, to its theme.

    Each with ``service``, ``targets``, ``follow_ups`` and ``versions`` read: six queries, whatever there is.
    """
    columns = Placement.objects.filter(contribution=contribution, reader="").exclude(column="")
    findings = Evidence.objects.filter(contribution=contribution, finding__isnull=False)
    targets = AnswerTarget.objects.filter(answer__consultation=contribution.consultation_id).filter(
        Q(contribution=contribution)
        | Q(covers=contribution)
        | Q(finding__in=findings.values("finding"))
        | Q(kind=_THEME, key__in=columns.values("column"))
    )
    return list(shown(Answer.objects.published().filter(pk__in=targets.values("answer"))))


def answers_by_contribution(consultation: Consultation) -> dict[int, list[Answer]]:
    """Contribution → the published answers that speak of it, in the order of their publication."""
    answers = {answer.pk: answer for answer in shown(consultation.answers.published())}
    held: dict[int, set[int]] = {}
    for contribution, answer in _pairs(consultation, answers):
        held.setdefault(contribution, set()).add(answer)
    return {
        contribution: [answer for key, answer in answers.items() if key in keys]
        for contribution, keys in held.items()
    }


def contributions_of(answer: Answer) -> list[int]:
    """Keys of the contributions that one answer speaks of."""
    return sorted({contribution for contribution, _ in _pairs(answer.consultation, [answer.pk])})


def shown(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """With what a page shows of each: four queries more, not one per answer."""
    ordered = answers.order_by("published", "pk").select_related("service", "consultation__territory")
    return ordered.prefetch_related("targets", "follow_ups", "versions")


def _pairs(consultation: Consultation, answers: Iterable[int]) -> set[tuple[int, int]]:
    """(contribution, answer), by each way in which an answer may speak of a contribution."""
    targets = AnswerTarget.objects.filter(answer__consultation=consultation, answer__in=list(answers))
    direct = targets.filter(contribution__isnull=False).values_list("contribution", "answer")
    covered = targets.filter(covers__isnull=False).values_list("covers", "answer")
    through = targets.filter(finding__evidence__contribution__isnull=False)
    pairs = {*direct, *covered, *through.values_list("finding__evidence__contribution", "answer")}
    columns: dict[str, list[int]] = {}
    for key, answer in targets.filter(kind=_THEME).values_list("key", "answer"):
        columns.setdefault(key, []).append(answer)
    if columns:
        placed = Placement.objects.filter(sorting__consultation=consultation, reader="", column__in=columns)
        for contribution, column in placed.values_list("contribution", "column"):
            pairs |= {(contribution, answer) for answer in columns[column]}
    return pairs
