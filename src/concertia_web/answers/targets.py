"""What can be answered: themes and findings of the reading, single contributions; in the words heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from concertia_web.answers.models import AnswerTarget
from concertia_web.answers.refusals import Refused
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.readings.folder import ReadingFolder, open_folder
from concertia_web.readings.models import Reading
from concertia_web.readings.services import RUN
from concertia_web.readings.snapshot import engine_ids
from concertia_web.sorting.columns import labels
from concertia_web.sorting.models import Finding, Sorting
from concertia_web.sorting.reading import in_order

Kind = AnswerTarget.Kind
LONGEST = 300
MOST_FOUND = 50
"""Contributions offered at once for a search."""


@dataclass(frozen=True)
class Thing:
    """Something that can be answered. ``group``: where it stands on the page."""

    kind: str
    key: str
    label: str
    group: str = ""
    words: str = ""
    """Of a contribution: shown to choose, and never copied, so that masking or erasing it leaves nothing."""
    theme: str = ""
    """Key of the theme where a finding stands."""
    finding: int | None = None
    contribution: int | None = None
    units: Sequence[str] = field(default_factory=tuple)
    """Of a reading by the engine: the units it stands on."""

    @property
    def value(self) -> str:
        """As in a form: « finding:12 »."""
        return f"{self.kind}:{self.key}"


def things_of(consultation: Consultation) -> list[Thing]:
    """Every theme and finding of the settled sort; without one, of the published reading."""
    sorting = Sorting.objects.filter(consultation=consultation).first()
    if sorting is not None:
        themes = [
            Thing(Kind.THEME, key, label[:LONGEST], "Thèmes")
            for key, label in labels(sorting.columns).items()
        ]
        found = in_order(sorting.findings.all())
        return themes + [
            Thing(
                Kind.FINDING,
                str(one.pk),
                one.title[:LONGEST],
                _kind_name(one.kind),
                theme=one.column,
                finding=one.pk,
            )
            for one in found
        ]
    folder = published_folder(consultation)
    return [] if folder is None else _heard(folder)


def _kind_name(kind: str) -> str:
    return str(Finding.Kind(kind).label)


def _heard(folder: ReadingFolder) -> list[Thing]:
    themes = [
        Thing(Kind.THEME, key, str(theme["label"])[:LONGEST], "Thèmes")
        for key, theme in folder.themes.items()
    ]
    return themes + [
        Thing(
            Kind.HEARD,
            key,
            str(one["text"])[:LONGEST],
            _kind_name(one["kind"]),
            theme=one["theme"] or "",
            units=tuple(one["support"]),
        )
        for key, one in folder.findings.items()
    ]


def published_folder(consultation: Consultation) -> ReadingFolder | None:
    """The reading of the engine that is published with this concertation: the last one."""
    reading = (
        Reading.objects.filter(consultation=consultation, visibility=Reading.Visibility.PUBLISHED)
        .filter(state=Reading.State.READY)
        .order_by("-position")
        .first()
    )
    if reading is None:
        return None
    home = Path(settings.READINGS) / reading.slug / RUN
    return open_folder(home) if (home / "MANIFEST.json").is_file() else None


def notes_found(consultation: Consultation, words: str) -> list[Thing]:
    """Contributions that hold some words, or whose number is that: at most ``MOST_FOUND``."""
    wanted = words.strip().removeprefix("n°").strip()
    if not wanted:
        return []
    rows = Contribution.objects.filter(consultation=consultation, removed=None).order_by("pk")
    rows = rows.filter(moderation=Contribution.Moderation.ACCEPTED)
    if wanted.isdecimal() and len(wanted) < 12:
        rows = rows.filter(pk=int(wanted)) | rows.filter(slip=int(wanted[:9]))
    else:
        rows = rows.filter(text__icontains=wanted, public_text="") | rows.filter(
            public_text__icontains=wanted
        )
    return [_note(note) for note in rows[:MOST_FOUND]]


def _note(note: Contribution) -> Thing:
    label = f"Contribution n° {note.pk}"
    return Thing(
        Kind.CONTRIBUTION, str(note.pk), label, "Contributions", note.shown_text, contribution=note.pk
    )


def chosen(consultation: Consultation, values: Sequence[str]) -> list[Thing]:
    """The things named by « kind:key », each once. Raises Refused for what is not there."""
    wanted = list(dict.fromkeys(values))
    numbers = [value.partition(":")[2] for value in wanted if value.startswith(f"{Kind.CONTRIBUTION}:")]
    rows = Contribution.objects.filter(
        consultation=consultation,
        removed=None,
        moderation=Contribution.Moderation.ACCEPTED,
        pk__in=[int(one) for one in numbers if one.isdecimal() and len(one) < 12],
    )
    known: Mapping[str, Thing] = {
        thing.value: thing for thing in [*things_of(consultation), *map(_note, rows)]
    }
    missing = [value for value in wanted if value not in known]
    if missing or not wanted:
        raise Refused(
            "Choisissez au moins un thème, un enseignement ou une contribution de cette concertation."
            if not wanted
            else "Une partie de ce que vous avez coché n’existe plus dans la lecture. Rechargez la page."
        )
    return [known[value] for value in wanted]


def covered(consultation: Consultation, thing: Thing) -> list[int]:
    """Contributions under a theme or finding of a reading by the engine; none for what the site knows."""
    units = thing.units
    if thing.kind == Kind.THEME and not Sorting.objects.filter(consultation=consultation).exists():
        folder = published_folder(consultation)
        units = folder.units_of_theme(thing.key) if folder is not None else ()
    if not units:
        return []
    names = {unit.partition(":")[0] for unit in units}
    return [key for key, name in engine_ids(consultation).items() if name in names]
