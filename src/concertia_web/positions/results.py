"""What came out, from the tallies: counts with their base, passes counted, with and without series."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.positions.models import PositionSettings, StatementTally
from concertia_web.positions.opening import submitted
from concertia_web.positions.words import REASONS

PER_PAGE = 20
LEAST = 10
"""Positions under which a text has counts and no share."""


def results_of(
    consultation: Consultation, settings: PositionSettings, page: str | None, order: str = ""
) -> dict[str, Any]:
    """The context of the page: one page of texts, with the words of the series found; few queries."""
    # text by text, for few are submitted: « in » would read every contribution of the concertation
    shown = Contribution.objects.filter(submitted(consultation), pk=OuterRef("contribution"))
    rows = StatementTally.objects.filter(Exists(shown), consultation=consultation)
    rows = rows.select_related("contribution")
    rows = rows.annotate(seen=F("agree") + F("disagree") + F("passed"))
    rows = rows.order_by("-important" if order == "important" else "-seen", "contribution_id")
    found = Paginator(rows, PER_PAGE).get_page(page)
    for row in found:
        row.shares = shares(row.agree, row.disagree, row.passed)
        row.sure_shares = shares(row.sure_agree, row.sure_disagree, row.sure_passed)
    suspected = sum(int(str(one["participants"])) for one in settings.series)
    return {
        "page": found,
        "participants": settings.participants,
        "suspected": suspected,
        "suspected_positions": sum(int(str(one["positions"])) for one in settings.series),
        "series": [
            {**one, "words": REASONS.get(str(one["reason"]), str(one["reason"]))} for one in settings.series
        ],
        "tallied": settings.tallied,
        "least": LEAST,
    }


def shares(agree: int, disagree: int, passed: int) -> dict[str, int] | None:
    """Percentages of all positions on a text, passes included; None under ``LEAST`` positions."""
    total = agree + disagree + passed
    if total < LEAST:
        return None
    return {
        "agree": round(100 * agree / total),
        "disagree": round(100 * disagree / total),
        "passed": round(100 * passed / total),
    }
