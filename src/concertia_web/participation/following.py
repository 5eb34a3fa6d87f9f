"""Where the words of one or many contributions are today: a bounded number of queries, whatever there is.

The public and the authors learn what is published; the team learns more (``contributions/slips``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from concertia.corpus.identifiers import contribution_id
from concertia.dossier.receipts import SCHEMA
from concertia_web.answers.finding import answers_by_contribution, answers_for
from concertia_web.answers.models import Answer
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.moderation.telling import DecisionWords, decision_words
from concertia_web.participation.words import ONLY_COUNTED, number_of
from concertia_web.readings.models import Reading
from concertia_web.readings.services import DOSSIER
from concertia_web.returns.models import ReturnVersion
from concertia_web.sorting.models import Evidence, Placement, Sorting


@dataclass
class Followed:
    """One contribution and what became of it, as its author may read it."""

    note: Contribution
    number: str
    decision: DecisionWords
    columns: list[str] = field(default_factory=list)
    aside: str = ""
    """« Non retenu, parce que… »."""
    findings: list[Evidence] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    """Titles of what the authority passed on to the network, from these words."""
    answers: list[Answer] = field(default_factory=list)
    engine: dict[str, str] | None = None
    """The receipt of the published reading, that ``concertia receipt`` verifies."""

    @property
    def counted_only(self) -> bool:
        """Not published because its author wished so."""
        return self.note.moderation_reason == ONLY_COUNTED

    @property
    def told(self) -> bool:
        """Whether anything is said of it yet, beyond that it came."""
        return bool(self.columns or self.aside or self.findings or self.items or self.answers)

    @property
    def sentence(self) -> str:
        """One sentence: where it is."""
        if self.note.removed is not None:
            return _("Vous l’avez retirée : elle n’est plus comptée ni montrée.")
        if self.counted_only:
            return _("Elle est comptée ; ses mots ne sont pas publiés, comme vous l’avez choisi.")
        return self.decision.sentence


def followed(consultation: Consultation, notes: Sequence[Contribution]) -> list[Followed]:
    """What became of these contributions of one concertation. Call it inside the scope of its territory.

    Give ``notes`` through ``moderation.telling.with_decisions``. Themes and findings are told once published.
    """
    found = {note.pk: Followed(note, number_of(note), decision_words(note)) for note in notes}
    if consultation.state == Consultation.State.PUBLISHED:
        _sorted(consultation, found)
        _engine(consultation, found.values())
    _passed_on(consultation, found)
    answers = answers_by_contribution(consultation) if found else {}
    for key, one in found.items():
        one.answers = answers.get(key, [])
    return list(found.values())


def told_to_anyone(note: Contribution) -> Followed:
    """The same about one contribution that anyone may read, at a cost that does not grow with the others."""
    consultation = note.consultation
    one = Followed(note, number_of(note), decision_words(note))
    if consultation.state == Consultation.State.PUBLISHED:
        _sorted(consultation, {note.pk: one})
        one.answers = answers_for(note)
    _passed_on(consultation, {note.pk: one})
    return one


def engine_receipt(reading: Reading, note: Contribution) -> dict[str, str]:
    """What finds these words in the dossier of a reading and shows that they were not changed."""
    consultation = note.consultation
    source = f"{consultation.territory.slug}/{consultation.slug}"
    return {
        "schema": SCHEMA,
        "id": contribution_id("concertia", source, str(note.client_id)),
        "nonce": note.nonce,
        "dossier_id": public_dossier(reading),
    }


def public_dossier(reading: Reading) -> str:
    """Identifier of the dossier that anyone downloads, whose manifest is its own; or empty."""
    path = reading.home / DOSSIER
    try:
        return _manifest_hash(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


def reading_of_dossier(identifier: str) -> Reading | None:
    """The reading, that anyone may read, whose public dossier this is."""
    if not identifier:
        return None
    rows = Reading.objects.filter(state=Reading.State.READY).public().order_by("-pk")
    return next((reading for reading in rows.iterator() if public_dossier(reading) == identifier), None)


@lru_cache(maxsize=512)
def _manifest_hash(path: Path, _changed: int) -> str:
    try:
        with ZipFile(path) as archive:
            return hashlib.sha256(archive.read("MANIFEST.json")).hexdigest()
    except (BadZipFile, KeyError):
        return ""


def published_reading(consultation: Consultation) -> Reading | None:
    """The last reading of this concertation that anyone may read."""
    rows = Reading.objects.filter(consultation=consultation, state=Reading.State.READY).public()
    found = rows.select_related("analysis").order_by("-pk").first()
    return found if found is not None and public_dossier(found) else None


def _sorted(consultation: Consultation, found: dict[int, Followed]) -> None:
    sorting = Sorting.objects.filter(consultation=consultation, state=Sorting.State.SETTLED).first()
    if sorting is None:
        return
    labels = {column["key"]: column["label"] for column in sorting.columns}
    places = Placement.objects.filter(sorting=sorting, contribution__in=found, reader=Placement.AGREED)
    for place in places:
        if place.column:
            found[place.contribution_id].columns.append(labels.get(place.column, place.column))
        else:
            found[place.contribution_id].aside = place.aside_reason
    for evidence in Evidence.objects.filter(contribution__in=found).select_related("finding"):
        found[evidence.contribution_id].findings.append(evidence)


def _engine(consultation: Consultation, found: Iterable[Followed]) -> None:
    reading = published_reading(consultation)
    if reading is None:
        return
    read = reading.analysis.snapshot.get("taken", "") if hasattr(reading, "analysis") else ""
    for one in found:
        after = bool(read) and one.note.entered.isoformat() > read
        if one.note.removed is None and not after:
            one.engine = engine_receipt(reading, one.note)


def _passed_on(consultation: Consultation, found: dict[int, Followed]) -> None:
    """Items of the last public version of the remontée that name these contributions."""
    commitment = consultation.commitment
    if commitment is None or not found:
        return
    with scope(campaign=commitment.campaign):
        version = ReturnVersion.objects.filter(commitment=commitment, withdrawn=None).first()
    if version is None or not version.public_on(timezone.localdate()):
        return
    items: list[dict[str, Any]] = version.content.get("items", [])
    for item in items:
        for number in item.get("contributions", []):
            one = found.get(int(number)) if str(number).isdecimal() else None
            if one is not None:
                one.items.append(item.get("title") or item.get("text") or "")
