"""The publics of a concertation: their labels, who came, who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.db.models import Count

from concertia.execution.packs import packs_folder
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution
from concertia_web.languages import TextMap, say


@lru_cache(maxsize=1)
def _shipped() -> tuple[tuple[str, dict[str, str]], ...]:
    path = packs_folder() / "framing" / "ia-territoires.yaml"
    pack = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple((public["key"], public["label"]) for public in pack["publics"])


def known_publics(framing: dict[str, Any] | None) -> dict[str, TextMap]:
    """Key → label of the publics of a framing note; those that ship where there is none."""
    listed = (framing or {}).get("publics") or []
    return {public["key"]: public["label"] for public in listed} or dict(_shipped())


def labels_of(consultation: Consultation) -> dict[str, TextMap]:
    """Key → label of the publics invited, in the order of the framing note."""
    known = known_publics(consultation.framing.content if consultation.framing else None)
    ordered = [key for key in known if key in consultation.publics]
    ordered += [key for key in consultation.publics if key not in known]
    return {key: known.get(key, {"fr": key.replace("-", " ")}) for key in ordered}


@dataclass(frozen=True)
class Presence:
    """One public: how many people were counted, how many notes say that they come from it."""

    key: str
    label: str
    people: int
    notes: int
    invited: bool

    @property
    def missing(self) -> bool:
        """Invited, and nothing shows that anyone came."""
        return self.invited and not self.people and not self.notes


def presence(consultation: Consultation, sessions: Iterable[Session]) -> list[Presence]:
    """« Qui manque ? »: the publics invited, then others that came, then people whose public is unknown."""
    counted: dict[str, int] = {}
    for session in sessions:
        if not session.cancelled:
            for key, people in session.head_counts.items():
                counted[key] = counted.get(key, 0) + people
    rows = (
        Contribution.objects.filter(consultation=consultation, removed=None)
        .order_by("public")
        .values_list("public")
        .annotate(notes=Count("pk"))
    )
    notes = dict(rows)
    labels = labels_of(consultation)
    others = sorted(({*counted, *notes} - labels.keys()) - {""})
    known = known_publics(consultation.framing.content if consultation.framing else None)
    found = [
        Presence(key, say(label, "fr").text, counted.get(key, 0), notes.get(key, 0), True)
        for key, label in labels.items()
    ]
    found += [
        Presence(
            key, say(known.get(key, {"fr": key}), "fr").text, counted.get(key, 0), notes.get(key, 0), False
        )
        for key in others
    ]
    if counted.get("") or notes.get(""):
        found.append(Presence("", "Public non connu", counted.get("", 0), notes.get("", 0), False))
    return found
