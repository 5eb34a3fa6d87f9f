"""Whether a press release should be factual: what a person asks, what was decided, what the calendar says."""

from __future__ import annotations

from concertia_web.consultations.elections import elections_of
from concertia_web.consultations.models import Consultation
from concertia_web.papers.dates import day

NEUTRAL, ORDINARY = "neutre", "ordinaire"


def neutral_because(consultation: Consultation | None, asked: str) -> str:
    """Why the neutral variant is proposed; empty: it is not. Depends on dates of the data, never on today."""
    if asked == NEUTRAL:
        return "vous l’avez demandé"
    if asked == ORDINARY or consultation is None:
        return ""
    if consultation.neutral:
        return "la concertation est en mode neutre"
    for election in elections_of(consultation.territory):
        if election.covers(consultation.opens, consultation.closes):
            kind = "date officielle" if election.official else "date attendue, à vérifier"
            when = f"du {day(election.starts)} au {day(election.ends)}"
            why = "la concertation tombe dans la période qui précède un scrutin"
            return f"{why} ({election.label}, {kind}\u00a0: {when})"
    return ""
