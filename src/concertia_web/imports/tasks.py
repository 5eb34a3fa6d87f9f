"""What the worker does for an import: read the files, let their content enter, take it out again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from concertia.corpus.formats.mapping import quoted
from concertia.errors import ConcertiaError, QuestionError
from concertia_web.contributions.models import Contribution
from concertia_web.imports.corpus import BATCH, Entering, ImportedCorpus, client_id, provenance
from concertia_web.imports.models import Import, ImportFile, Provenance
from concertia_web.imports.words import asked, plainly
from concertia_web.jobs.hold import Finished, Hold
from concertia_web.jobs.models import Job
from concertia_web.jobs.registry import Outcome
from concertia_web.jobs.services import job_folder

SOURCES = "sources"
CORPUS = "corpus"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def work(job: Import, hold: Hold) -> Outcome:
    """Do the stage in which the import stands."""
    return {Import.Stage.READ: _read, Import.Stage.ENTER: _enter, Import.Stage.UNDO: _undo}[
        Import.Stage(job.stage)
    ](job, hold)


def corpus_of(job: Import) -> ImportedCorpus:
    """What the engine wrote for an import."""
    return ImportedCorpus(job_folder(job) / CORPUS)


def _read(job: Import, hold: Hold) -> Outcome:
    folder = job_folder(job)
    hold.tell("Préparation des fichiers", 0.02)
    sources = _bring_files(job, folder / SOURCES)
    (folder / "mapping.json").write_text(json.dumps(_mapping(job.options)), encoding="utf-8")
    hold.tell("Lecture des fichiers", 0.1)
    done = hold.run(_command(job, folder), folder)
    hold.tell("Rapprochement des comptes", 0.7)
    tables = _tables(hold, folder)
    if done.code == QuestionError.exit_code:
        question = _question(plainly(done.said, str(sources)), done.said, tables)
        return Outcome(Job.State.ASKING, {"question": question, "report": {}})
    if done.code != 0:
        raise _unusable(done, sources)
    report = json.loads(done.out.read_text(encoding="utf-8"))
    report["preview"] = _preview(job, hold)
    return Outcome(Job.State.ASKING, {"question": {"kind": "confirm", "tables": tables}, "report": report})


def _bring_files(job: Import, folder: Path) -> Path:
    """The received files under their own names, in a folder that the engine reads whole."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for received in ImportFile.objects.filter(job=job):
        name = _UNSAFE.sub("_", Path(received.original_name).name).lstrip(".") or "fichier"
        target = folder / name
        if target.exists():
            target = folder / f"{received.position}-{name}"
        try:
            os.link(received.file.path, target)
        except OSError:  # another disk
            shutil.copyfile(received.file.path, target)
    return folder


def _command(job: Import, folder: Path) -> list[str]:
    said = job.options
    words = [sys.executable, "-m", "concertia", "import", str(folder / SOURCES), "--json"]
    words += ["--out", str(folder / CORPUS), "--key", str(Path(settings.VAR) / "pseudonymes.key")]
    for option, name in (("--format", "format"), ("--encoding", "encoding"), ("--vote-sign", "vote_sign")):
        if said.get(name):
            words += [option, said[name]]
    mapping = _as_toml(_mapping(said))
    if mapping:
        (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
        words += ["--map", str(folder / "mapping.toml")]
    shutil.rmtree(folder / CORPUS, ignore_errors=True)
    return words


def _mapping(options: dict[str, Any]) -> dict[str, Any]:
    """The part of the answers that the engine takes as a mapping of columns."""
    names = ("columns", "values", "options")
    return {name: options["mapping"][name] for name in names if options.get("mapping", {}).get(name)}


def _as_toml(mapping: dict[str, Any]) -> str:
    lines = []
    for role, titles in mapping.get("columns", {}).items():
        lines.append(f"{role} = [{', '.join(map(quoted, titles))}]")
    lines = ["[columns]", *lines] if lines else []
    for role, words in mapping.get("values", {}).items():
        lines += [f"[values.{role}]", *(f"{quoted(word)} = {quoted(said)}" for word, said in words.items())]
    if mapping.get("options"):
        lines.append("[options]")
        for name, said in mapping["options"].items():
            lines.append(f"{name} = {said if isinstance(said, int) else quoted(said)}")
    return "\n".join(lines)


def _tables(hold: Hold, folder: Path) -> list[dict[str, Any]]:
    """How the tables are understood; nothing where even looking at them failed."""
    words = [sys.executable, "-m", "concertia_web.imports.preview", str(folder / SOURCES)]
    done = hold.run([*words, str(folder / "mapping.json")], folder / "preview")
    found: list[dict[str, Any]] = json.loads(done.out.read_text("utf-8")) if done.code == 0 else []
    return found


def _question(text: str, said: str, tables: list[dict[str, Any]]) -> dict[str, Any]:
    """What is asked, so that a page can ask it: ``kinds`` among columns, moderation, header, sheet, sign."""
    marks = {
        "columns": "complétez `text`",
        "moderation": "[values.moderation]",
        "header": "header_row",
        "sheet": "sheet = ",
        "sign": "--vote-sign",
    }
    kinds = [kind for kind, mark in marks.items() if mark in said]
    question: dict[str, Any] = {"kind": kinds[0] if kinds else "other", "kinds": kinds, "tables": tables}
    question["text"] = asked(text)
    if "moderation" in kinds:
        block = "[values.moderation]" + said.partition("[values.moderation]")[2].partition("\n\n")[0]
        question["words"] = list(tomllib.loads(block)["values"]["moderation"])
    if "sheet" in kinds:
        question["sheet"] = tomllib.loads(re.findall(r"^sheet = .*$", said, flags=re.MULTILINE)[0])["sheet"]
    return question


def _unusable(done: Finished, sources: Path) -> ConcertiaError:
    told = plainly(done.said, str(sources)) or "L’import s’est arrêté sans dire pourquoi."
    return ConcertiaError(
        f"{told}\nRien n’est entré dans la concertation, et vos fichiers sont gardés.", told
    )


def _preview(job: Import, hold: Hold) -> dict[str, int]:
    """What would enter, counted without writing anything."""
    corpus, documents = corpus_of(job), bool(job.options.get("documents"))
    total = corpus.count(documents=documents)
    existing = {
        _short(text)
        for text in Contribution.objects.filter(consultation=job.consultation, removed=None)
        .values_list("text", flat=True)
        .iterator(chunk_size=BATCH)
    }
    already = same = seen = 0
    for rows in corpus.batches(documents=documents):
        seen += len(rows)
        hold.tell("Comparaison avec ce qui est déjà là", 0.7 + 0.3 * seen / total)
        known = _known(job, rows)
        already += len(known)
        same += sum(
            client_id(row["contribution_id"]) not in known and _short(row["text"]) in existing for row in rows
        )
    left = corpus.count(documents=True) - total
    return {
        "total": total,
        "already": already,
        "enter": total - already,
        "same_text": same,
        "documents": left,
    }


def _short(text: str) -> bytes:
    return hashlib.blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _known(job: Import, rows: list[dict[str, Any]]) -> dict[Any, int | None]:
    """Client ids of the rows that are in the concertation, with the import that brought them."""
    found = Contribution.objects.filter(
        consultation=job.consultation, client_id__in=[client_id(row["contribution_id"]) for row in rows]
    )
    return dict(found.values_list("client_id", "imported_by_id"))


def _enter(job: Import, hold: Hold) -> Outcome:
    """Write what is not there yet. A worker that takes it up after another finds where it stood."""
    corpus, documents = corpus_of(job), bool(job.options.get("documents"))
    if not corpus.written:
        raise ConcertiaError(
            "Les fichiers lus ne sont plus là : relancez la lecture de cet import.",
            "The files that were read are gone: read this import again.",
        )
    entering, total, seen = Entering(job), corpus.count(documents=documents), 0
    for rows in corpus.batches(documents=documents):
        with transaction.atomic():
            hold.tell("Entrée des contributions", seen / total)
            known = _known(job, rows)
            new = [
                (row, entering.contribution(row, seen + rank))
                for rank, row in enumerate(rows, start=1)
                if client_id(row["contribution_id"]) not in known
            ]
            Contribution.objects.bulk_create([made for _, made in new])
            Provenance.objects.bulk_create([provenance(made, row) for row, made in new])
        seen += len(rows)
    brought = Contribution.objects.filter(imported_by=job).count()
    return Outcome(
        Job.State.DONE,
        {"brought": brought, "already": total - brought, "question": {}, "progress": 1.0, "step": ""},
    )


def _undo(job: Import, hold: Hold) -> Outcome:
    """Take out what the import brought, in batches, then forget its files."""
    total = max(1, Contribution.objects.filter(imported_by=job).count())
    for left, keys in _keys(job):
        with transaction.atomic():
            hold.tell("Retrait des contributions", 1 - left / total)
            Contribution.objects.filter(pk__in=keys).delete()
    for received in ImportFile.objects.filter(job=job):
        received.file.delete(save=False)
    shutil.rmtree(job_folder(job), ignore_errors=True)
    return Outcome(Job.State.DONE, {"undone": timezone.now(), "progress": 1.0, "step": "", "question": {}})


def _keys(job: Import) -> Iterator[tuple[int, list[int]]]:
    """How many are left, and the keys of the next ones, until there is none."""
    rows = Contribution.objects.filter(imported_by=job).order_by("pk")
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        yield rows.count(), keys
