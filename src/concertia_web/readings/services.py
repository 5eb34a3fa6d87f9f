"""What changes readings: their index, what is asked of the engine, retouches, publication."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concertia.storage.canonical import sha256_file
from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.imports.models import Import
from concertia_web.jobs.models import Job
from concertia_web.jobs.services import ask_cancel, put_in_queue
from concertia_web.journal.services import record
from concertia_web.readings.models import Analysis, Edit, Reading

NOTICE = "notice.json"
RUN = "lecture"
DOSSIER = "dossier.zip"


@transaction.atomic
def index_reading(*, home: Path, consultation: Consultation | None = None) -> Reading:
    """Write the row of one reading from what its folder holds.

    Visibility is decided by people: a row that exists keeps it, and a folder that says that it belongs to a
    concertation is private until somebody publishes it.
    """
    notice = json.loads((home / NOTICE).read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        "position": notice["order"],
        "notice": notice,
        "language": notice["report_language"],
        "state": _state(home, notice),
        "contributions": 0,
        "dossier_id": "",
    }
    if values["state"] == Reading.State.READY:
        result = json.loads((home / RUN / "result.json").read_text(encoding="utf-8"))
        values["contributions"] = result["corpus"]["contributions"]
        values["dossier_id"] = sha256_file(home / RUN / "MANIFEST.json")
    if consultation is not None:
        values["consultation"] = consultation
    private = consultation is not None or notice.get("consultation")
    seen = Reading.Visibility.PRIVATE if private else Reading.Visibility.PUBLISHED
    reading, _created = Reading.objects.update_or_create(
        slug=home.name, defaults=values, create_defaults={**values, "visibility": seen}
    )
    return reading


@transaction.atomic
def rebuild_index(*, folder: Path) -> int:
    """Make the index say exactly what the folders hold; the number of readings."""
    homes = sorted(path.parent for path in folder.glob(f"*/{NOTICE}"))
    Reading.objects.exclude(slug__in=[home.name for home in homes]).delete()
    for home in homes:
        index_reading(home=home)
    return len(homes)


def _state(home: Path, notice: dict[str, Any]) -> Reading.State:
    if notice.get("failed"):
        return Reading.State.FAILED
    if (home / RUN / "MANIFEST.json").is_file() and (home / DOSSIER).is_file():
        return Reading.State.READY
    return Reading.State.RUNNING


OPTIONS: dict[str, Any] = {
    "by": ["public"],
    "lang": "fr",
    "framing": True,
    "embedder": "use",
    "min_cell": 5,
    "position": "",
    "themes": None,
}
"""What a reading is asked unless somebody says otherwise."""


class RefusedError(Exception):
    """Not now; the sentence says why."""


def latest_reading(consultation: Consultation) -> Reading | None:
    """The last version by the engine that can be read, or None."""
    done = Analysis.objects.filter(consultation=consultation, state=Job.State.DONE, reading__isnull=False)
    done = done.filter(given_for="")
    last = done.select_related("reading").order_by("-number").first()
    return last.reading if last is not None else None


def asked_before(consultation: Consultation) -> dict[str, Any]:
    """What the last version by the engine was asked, which suits the next; ``OPTIONS`` before the first."""
    last = Analysis.objects.filter(consultation=consultation, given_for="").order_by("-number").first()
    said = last.options if last is not None else {}
    return {name: said.get(name, usual) for name, usual in OPTIONS.items()}


@transaction.atomic
def start_analysis(
    *,
    consultation: Consultation,
    options: Mapping[str, Any],
    actor: Actor,
    edits: Sequence[Mapping[str, Any]] = (),
    same_texts: Analysis | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
    given_for: str = "",
) -> Analysis:
    """Ask for a new version, of what stands now or of the texts of an earlier one. Raises RefusedError.

    ``edits``: retouches to add first, each as a line of ``edits.jsonl`` with, if wished, a ``summary``.
    ``lines``: signed lines of ``edits.jsonl`` to replay instead of the retouches, decided on the table of
    sort that ``given_for`` names; no id is then taken from an earlier version.
    """
    _refuse_busy(consultation)
    last = Analysis.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    said = {**OPTIONS, **{name: options[name] for name in OPTIONS if name in options}}
    if same_texts is not None:
        said["previous"] = same_texts.options.get("previous", "")
    else:
        previous = None if given_for else latest_reading(consultation)
        said["previous"] = previous.slug if previous is not None else ""
    published = Reading.objects.filter(consultation=consultation, visibility=Reading.Visibility.PUBLISHED)
    said["published"] = list(published.order_by("slug").values_list("slug", flat=True))
    analysis = Analysis.objects.create(
        consultation=consultation,
        number=last + 1,
        options=said,
        same_texts=same_texts,
        asked_by=actor.user,
        given=[dict(line) for line in lines],
        given_for=given_for,
    )
    for edit in edits:
        body = {name: value for name, value in edit.items() if name not in ("summary", "author", "date")}
        summary = str(edit.get("summary") or Edit.Operation(str(edit["op"])).label)
        add_edit(consultation=consultation, made_on=None, body=body, summary=summary, actor=actor)
    _write(analysis, actor, "launch", after=said)
    return analysis


def _refuse_busy(consultation: Consultation) -> None:
    active = (Job.State.QUEUED, Job.State.RUNNING)
    if Analysis.objects.filter(consultation=consultation, state__in=active).exists():
        raise RefusedError(
            "Une lecture de cette concertation est déjà en cours : attendez sa fin, ou arrêtez-la, "
            "avant d’en "
            "demander une autre."
        )
    entering = Import.objects.filter(
        consultation=consultation, state__in=active, stage__in=(Import.Stage.ENTER, Import.Stage.UNDO)
    )
    if entering.exists():
        raise RefusedError(
            "Un import est en train d’entrer : une lecture n’en verrait qu’une partie. Demandez-la dès "
            "qu’il aura "
            "fini."
        )


@transaction.atomic
def stop(*, analysis: Analysis, actor: Actor) -> None:
    """Stop a reading; what it did is kept and can be taken up. Raises RefusedError."""
    if not ask_cancel(analysis):
        raise RefusedError("Cette lecture était déjà terminée : rien n’a été arrêté.")
    _write(analysis, actor, "stop")


@transaction.atomic
def take_up(*, analysis: Analysis, actor: Actor) -> None:
    """Go on with a reading that stopped, where it stopped, on the same texts. Raises RefusedError."""
    if not analysis.interrupted:
        raise RefusedError("Cette lecture n’est pas interrompue : il n’y a rien à reprendre.")
    _refuse_busy(analysis.consultation)
    put_in_queue(analysis)
    _write(analysis, actor, "take_up")


@transaction.atomic
def add_edit(
    *,
    consultation: Consultation,
    made_on: Analysis | None,
    body: Mapping[str, Any],
    summary: str,
    actor: Actor,
) -> Edit:
    """Add a retouch after the others; it takes effect in the next version. Raises RefusedError."""
    if consultation.state in (Consultation.State.SETTLED, Consultation.State.PUBLISHED):
        raise RefusedError("La lecture est arrêtée : ses enseignements ne se retouchent plus.")
    last = Edit.objects.filter(consultation=consultation).aggregate(last=Max("position"))["last"] or 0
    edit = Edit.objects.create(
        consultation=consultation,
        made_on=made_on,
        position=last + 1,
        operation=Edit.Operation(str(body["op"])),
        body={name: value for name, value in body.items() if name != "reason"},
        summary=summary[:300],
        reason=str(body.get("reason") or ""),
        author=actor.user,
        function=actor.function[:120],
    )
    record(
        actor=actor,
        action=f"readings.{edit.operation}",
        thing=edit,
        label=f"retouche {edit.position}",
        territory=consultation.territory,
        reason=edit.reason,
        after=edit.body,
        public=False,
    )
    return edit


@transaction.atomic
def withdraw_edit(*, edit: Edit, actor: Actor) -> None:
    """Take a retouch back; it stays in the list and is no longer given to the engine. Raises RefusedError."""
    if edit.withdrawn is not None:
        raise RefusedError("Cette retouche est déjà annulée.")
    if edit.consultation.state in (Consultation.State.SETTLED, Consultation.State.PUBLISHED):
        raise RefusedError("La lecture est arrêtée : ses retouches ne changent plus.")
    edit.withdrawn = timezone.now()
    edit.save(update_fields=["withdrawn"])
    record(
        actor=actor,
        action="readings.withdraw",
        thing=edit,
        label=f"retouche {edit.position}",
        territory=edit.consultation.territory,
        public=False,
    )


@transaction.atomic
def publish(*, analysis: Analysis, actor: Actor) -> None:
    """Make a version public, with the results of the concertation. Raises RefusedError."""
    if not analysis.ready:
        raise RefusedError("Cette lecture n’est pas terminée : elle ne peut pas être publiée.")
    waiting = analysis.snapshot.get("waiting", 0)
    if waiting:
        raise RefusedError(
            f"{waiting} contributions attendaient encore d’être relues quand cette lecture a été faite "
            ": leur texte "
            "serait publié. Relisez-les, puis demandez une nouvelle lecture."
        )
    _show(analysis, Reading.Visibility.PUBLISHED)
    _write(analysis, actor, "publish", public=True)


@transaction.atomic
def unpublish(*, analysis: Analysis, reason: str, actor: Actor) -> None:
    """Make it private again, for a reason that the public journal gives. Raises RefusedError."""
    if not reason.strip():
        raise RefusedError("Dites pourquoi : le motif est écrit dans le journal public.")
    _show(analysis, Reading.Visibility.PRIVATE)
    _write(analysis, actor, "unpublish", reason=reason.strip(), public=True)


def _show(analysis: Analysis, visibility: Reading.Visibility) -> None:
    changed = Reading.objects.filter(pk=analysis.reading_id).exclude(visibility=visibility)
    if not changed.update(visibility=visibility):
        raise RefusedError("C’était déjà fait : rien n’a changé.")


def with_results(reading: Reading) -> None:
    """What people read is public as soon as the results of its concertation are (``Reading.public``)."""
    Reading.objects.filter(pk=reading.pk).update(visibility=Reading.Visibility.PUBLISHED)


def public_dossier_id(reading: Reading) -> str:
    """The id of the dossier that anyone downloads (not that of the restricted folder); "" for none."""
    path = reading.home / DOSSIER
    return _id_inside(path, path.stat().st_mtime_ns) if path.is_file() else ""


@lru_cache(maxsize=256)
def _id_inside(path: Path, _written: int) -> str:
    with zipfile.ZipFile(path) as archive:
        return hashlib.sha256(archive.read("MANIFEST.json")).hexdigest()


def reading_home(reading: Reading) -> Path:
    """The folder of a reading that the engine wrote."""
    return Path(settings.READINGS) / reading.slug / RUN


def _write(
    analysis: Analysis, actor: Actor, verb: str, after: Any = None, reason: str = "", public: bool = False
) -> None:
    record(
        actor=actor,
        action=f"readings.{verb}",
        thing=analysis,
        label=str(analysis),
        territory=analysis.consultation.territory,
        reason=reason,
        after=after,
        public=public,
    )
