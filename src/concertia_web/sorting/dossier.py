"""The verifiable dossier of a sort: a reading by the engine of the same notes, with what people decided.

Asked for when the reading is settled, and on demand; it belongs to the reading that was settled then, and no
longer counts once that one is taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from concertia_web.accounts.actors import Actor
from concertia_web.jobs.models import Job
from concertia_web.readings.folder import open_folder
from concertia_web.readings.models import Analysis, Reading
from concertia_web.readings.services import RefusedError, public_dossier_id, reading_home, start_analysis
from concertia_web.sorting import corrections
from concertia_web.sorting.models import Sorting
from concertia_web.sorting.refusals import Refused

OPTIONS = {"embedder": "lexical", "by": ["public"], "framing": True}
"""Nothing here is left to a network of neurons: people placed every note."""


@dataclass(frozen=True)
class Dossier:
    """Where the dossier of the settled reading stands."""

    analysis: Analysis

    @property
    def reading(self) -> Reading | None:
        """The reading, once made."""
        return self.analysis.reading if self.analysis.ready else None

    @property
    def public_id(self) -> str:
        """The id of what anyone downloads."""
        return public_dossier_id(self.reading) if self.reading is not None else ""

    @property
    def conflicts(self) -> list[dict[str, Any]]:
        """What the engine did not take up, each with its reason."""
        if self.reading is None:
            return []
        found: list[dict[str, Any]] = open_folder(reading_home(self.reading)).result["conflicts"]
        return found

    @property
    def waiting(self) -> int:
        """Contributions that had not been moderated: the dossier stays private."""
        return int(self.analysis.snapshot.get("waiting", 0))


def dossier_of(sorting: Sorting) -> Dossier | None:
    """The last one asked for the reading as it is settled now; None: never asked, or taken up since."""
    if sorting.settled is None:
        return None
    rows = Analysis.objects.filter(consultation=sorting.consultation_id, given_for=_mark(sorting))
    found = rows.select_related("reading", "consultation").order_by("-number").first()
    return Dossier(found) if found is not None else None


def public_dossier(sorting: Sorting) -> Reading | None:
    """The reading that anyone may download, once what was heard is published."""
    if sorting.settled is None:
        return None
    rows = Analysis.objects.filter(consultation=sorting.consultation_id, given_for=_mark(sorting))
    made = rows.filter(state=Job.State.DONE, reading__visibility=Reading.Visibility.PUBLISHED)
    last = made.select_related("reading__consultation").order_by("-number").first()
    return last.reading if last is not None and last.reading is not None and last.reading.public else None


def _mark(sorting: Sorting) -> str:
    assert sorting.settled is not None
    return f"tri:{sorting.pk}:{sorting.settled.isoformat()}"


@transaction.atomic
def ask(*, actor: Actor, sorting: Sorting) -> Dossier:
    """Have the settled reading made into a dossier. Raises Refused: not settled, or one is running."""
    if sorting.state != Sorting.State.SETTLED or sorting.settled is None:
        raise Refused("Le dossier se fait quand la lecture est arrêtée.")
    lines = corrections.edits(sorting)
    try:
        analysis = start_analysis(
            consultation=sorting.consultation,
            options=OPTIONS,
            actor=actor,
            lines=lines,
            given_for=_mark(sorting),
        )
    except RefusedError as why:
        raise Refused(str(why)) from why
    return Dossier(analysis)


def ask_if_free(*, actor: Actor, sorting: Sorting) -> None:
    """The same when the reading is settled: where the engine is busy, it is asked for later, by hand."""
    try:
        ask(actor=actor, sorting=sorting)
    except Refused:
        return
