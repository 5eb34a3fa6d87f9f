"""What the worker does for a reading: snapshot, engine, public dossier, index."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from concertia.errors import ConcertiaError
from concertia.execution.progress import STAGES
from concertia_web.imports.words import plainly
from concertia_web.jobs.hold import Hold
from concertia_web.jobs.models import Job
from concertia_web.jobs.registry import Outcome
from concertia_web.jobs.services import job_folder
from concertia_web.languages import say
from concertia_web.readings.models import Analysis, Edit
from concertia_web.readings.services import DOSSIER, NOTICE, RUN, index_reading, with_results
from concertia_web.readings.snapshot import FRAMING, SOURCE, SUMMARY, write_snapshot
from concertia_web.teaching.files import write_given
from concertia_web.teaching.services import refill_all

SNAPSHOT = "snapshot"
EDITS = "edits.jsonl"
EXAMPLES = "exemples.csv"
PROGRESS = "progress.json"
SMALL = 2000
"""Contributions below which one process reads."""
ENGINE = (0.05, 0.93)
"""Part of the gauge that the engine fills."""


def work(job: Analysis, hold: Hold) -> Outcome:
    """Read the concertation; taken up after an interruption, the same texts give the same reading."""
    folder, home = job_folder(job), Path(settings.READINGS) / job.slug
    hold.tell("Relevé de ce qui a été dit", 0.01)
    summary = _snapshot(job, folder / SNAPSHOT)
    edits = _write_edits(job, folder / EDITS)
    examples = _write_examples(job, folder)
    hold.tell("Lecture", ENGINE[0], snapshot=summary, edits_read=edits, examples_read=examples)
    job.snapshot = summary
    _refuse_nothing(summary)
    home.mkdir(parents=True, exist_ok=True)
    _engine(hold, _command(job, folder, home / RUN), folder, _watch(hold, folder / PROGRESS))
    hold.tell("Dossier public", ENGINE[1])
    (home / DOSSIER).unlink(missing_ok=True)
    build = ["dossier", "build", str(home / RUN), "--grade", "public", "--out", str(home / DOSSIER)]
    _engine(hold, build, folder / "dossier")
    hold.check()
    partial = home / f"{NOTICE}.new"
    partial.write_text(json.dumps(_notice(job), ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(home / NOTICE)
    reading = index_reading(home=home, consultation=job.consultation)
    if not job.given_for:
        refill_all(job.consultation, reading)
    if job.given_for and not summary.get("waiting", 0):
        with_results(reading)  # of the restitution: it is published with it, and not before
    return Outcome(Job.State.DONE, {"reading": reading, "progress": 1.0, "step": ""})


def _snapshot(job: Analysis, folder: Path) -> dict[str, Any]:
    """Taken once: a reading that is taken up reads what it read, a retouched one what was retouched."""
    if not (folder / SUMMARY).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        earlier = job_folder(job.same_texts) / SNAPSHOT if job.same_texts else None
        if earlier is not None and (earlier / SUMMARY).is_file():
            partial = folder.with_name("snapshot.new")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(earlier, partial)
            partial.rename(folder)
        else:
            return write_snapshot(job.consultation, folder)
    summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return summary


def _refuse_nothing(summary: dict[str, Any]) -> None:
    if summary["contributions"] - summary["hidden"] + summary["passages"] <= 0:
        raise ConcertiaError(
            "Il n’y a encore rien à lire : aucune contribution dans cette concertation, et aucun "
            "document publié "
            "et validé. Saisissez ou importez ce qui a été dit, puis demandez la lecture.",
            "There is nothing to read yet.",
        )


def _write_edits(job: Analysis, path: Path) -> int:
    """The retouches that stand, in order; written once, so that taking up does not change the reading."""
    if not path.is_file():
        rows = Edit.objects.filter(consultation=job.consultation, withdrawn=None).order_by("position")
        read = job.given if job.given_for else [edit.line for edit in rows]
        lines = [json.dumps(line, ensure_ascii=False, sort_keys=True) for line in read]
        partial = path.with_suffix(".new")
        partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        partial.replace(path)
    with path.open(encoding="utf-8") as lines_read:
        return sum(1 for _ in lines_read)


def _write_examples(job: Analysis, folder: Path) -> int:
    """What people coded, for a reading by the engine; written once, as retouches are. How many."""
    path = folder / EXAMPLES
    if not job.given_for and not path.is_file():
        write_given(job.consultation, path, lambda: _records(folder / SNAPSHOT / SOURCE))
    if not path.is_file():
        return 0
    with path.open(encoding="utf-8") as lines:
        return sum(1 for _ in lines) - 1


def _records(source: Path) -> set[str]:
    """The names of the contributions of a snapshot."""
    with source.open(encoding="utf-8") as lines:
        return {str(record.get("id", "")) for record in map(json.loads, lines)}


def _command(job: Analysis, folder: Path, out: Path) -> list[str]:
    said, consultation = job.options, job.consultation
    words = ["analyse", str(folder / SNAPSHOT / SOURCE), "--out", str(out), "--quiet"]
    words += ["--key", str(Path(settings.VAR) / "pseudonymes.key"), "--progress", str(folder / PROGRESS)]
    words += ["--lang", said["lang"], "--by", ",".join(said["by"]), "--min-cell", str(said["min_cell"])]
    words += ["--embedder", said["embedder"], "--edits", str(folder / EDITS)]
    words += ["--title", say(consultation.title, said["lang"]).text]
    if job.snapshot.get("contributions", 0) < SMALL:
        words += ["--jobs", "1"]  # starting other processes would take longer than the reading
    if consultation.fictional:
        words += ["--notice", "Textes inventés pour la formation : personne ne les a dits."]
    if said["framing"] and (folder / SNAPSHOT / FRAMING).is_file():
        words += ["--framing", str(folder / SNAPSHOT / FRAMING)]
    if said.get("previous"):
        words += ["--previous", str(Path(settings.READINGS) / said["previous"] / RUN)]
    if (folder / EXAMPLES).is_file():
        words += ["--learn", str(folder / EXAMPLES)]
    if said.get("position"):
        words.append(f"--position={said['position']}")
    if said.get("themes"):
        words += ["--themes", str(said["themes"])]
    for slug in said.get("published", []):
        words += ["--published", str(Path(settings.READINGS) / slug / RUN)]
    return words


def _engine(hold: Hold, words: list[str], folder: Path, watch: Callable[[], None] | None = None) -> None:
    done = hold.run([sys.executable, "-m", "concertia", *words], folder, watch)
    if done.code != 0:
        told = plainly(done.said, str(settings.VAR)) or "La lecture s’est arrêtée sans dire pourquoi."
        raise ConcertiaError(told, told)


def _watch(hold: Hold, path: Path) -> Callable[[], None]:
    """Tell the stage that the engine writes, each time it changes."""
    seen = ""

    def look() -> None:
        nonlocal seen
        said = path.read_text(encoding="ascii") if path.is_file() else ""
        if said and said != seen:
            seen = said
            stage = json.loads(said)
            first, last = ENGINE
            hold.tell(STAGES[stage["stage"]][0], first + (last - first) * stage["number"] / stage["of"])

    return look


def _notice(job: Analysis) -> dict[str, Any]:
    consultation = job.consultation
    territory = consultation.territory
    title = say(consultation.title, "fr").text
    return {
        "order": 1000 + job.pk,
        "kind": "fictional" if consultation.fictional else "real",
        "language": "fr",
        "report_language": job.options["lang"],
        "title": {**consultation.title, "fr": title},
        "subject": {**consultation.object, "fr": say(consultation.object, "fr").text},
        "notice": {"fr": f"Lecture n° {job.number} de la concertation « {title} », {territory.full_name}."},
        "source": territory.full_name,
        "licence": "non précisée par la collectivité",
        "attribution": f"{territory.full_name}, « {title} »",
        "consultation": f"{territory.slug}/{consultation.slug}",
    }
