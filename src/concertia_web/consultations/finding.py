"""Find the concertation of an address, and what every page of it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.permissions import require
from concertia_web.consultations.elections import neutrality
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.permissions import see_consultation
from concertia_web.territories.models import Territory


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def consultation_of(request: HttpRequest, territory: Territory, slug: str) -> Consultation:
    """The concertation of this space, or not found."""
    found: Consultation = get_object_or_404(
        Consultation.objects.select_related("territory", "framing", "commitment"),
        territory=territory,
        slug=slug,
    )
    require(see_consultation, actor_of(request), found)
    return found


def frame(consultation: Consultation) -> dict[str, Any]:
    """What the template of each page of a concertation needs."""
    return {
        "consultation": consultation,
        "neutrality": neutrality(consultation, timezone.localdate()),
    }
