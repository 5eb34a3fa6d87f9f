"""What changes an import: deposit, answer, confirm, cancel, take up again, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation, Session
from concertia_web.imports.models import Import, ImportFile
from concertia_web.jobs.models import Job
from concertia_web.jobs.services import ask_cancel, put_in_queue
from concertia_web.journal.services import record


class RefusedError(Exception):
    """Not now; the sentence says why."""


@transaction.atomic
def deposit(
    *,
    consultation: Consultation,
    files: Sequence[UploadedFile],
    options: Mapping[str, Any],
    session: Session | None,
    actor: Actor,
) -> Import:
    """Keep the files and ask for their reading."""
    job = Import.objects.create(
        consultation=consultation, session=session, options=dict(options), asked_by=actor.user
    )
    for position, file in enumerate(files, start=1):
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        ImportFile.objects.create(
            job=job,
            position=position,
            file=file,
            original_name=(file.name or "fichier")[-200:],
            sha256=digest.hexdigest(),
            size=file.size or 0,
        )
    _write(job, actor, "deposit", after={"files": len(files)})
    return job


def seen_before(job: Import) -> list[ImportFile]:
    """Files of this import that an earlier one, not undone, already received."""
    same = ImportFile.objects.filter(
        job__consultation=job.consultation,
        job__undone=None,
        sha256__in=job.files.values_list("sha256", flat=True),
    )
    return list(same.exclude(job=job).exclude(job__state=Job.State.CANCELLED).select_related("job"))


@transaction.atomic
def answer(*, job: Import, options: Mapping[str, Any], actor: Actor) -> None:
    """Keep what the person said and read the files again with it. Raises RefusedError."""
    if job.stage != Import.Stage.READ or job.active:
        raise RefusedError("Cet import n’attend plus de réponse : son contenu est entré, ou il est en cours.")
    Import.objects.filter(pk=job.pk).update(options=dict(options), question={}, report={})
    put_in_queue(job)
    _write(job, actor, "answer", before=_told(job.options), after=_told(options))


@transaction.atomic
def confirm(*, job: Import, actor: Actor) -> None:
    """Let the content enter the concertation. Raises RefusedError."""
    if not job.to_confirm:
        raise RefusedError(
            "Cet import n’attend pas de confirmation : rechargez la page pour voir où il en est."
        )
    put_in_queue(job)
    Import.objects.filter(pk=job.pk).update(stage=Import.Stage.ENTER)
    _write(job, actor, "confirm", after=dict(job.report.get("preview", {})))


@transaction.atomic
def cancel(*, job: Import, actor: Actor) -> None:
    """Stop it; what had entered stays until it is undone. Raises RefusedError."""
    if not ask_cancel(job):
        raise RefusedError("Cet import était déjà terminé : rien n’a été arrêté.")
    _write(job, actor, "cancel")


@transaction.atomic
def retry(*, job: Import, actor: Actor) -> None:
    """Take up an import that stopped, where it stopped. Raises RefusedError."""
    if job.undone or job.state not in (Job.State.FAILED, Job.State.CANCELLED) or not put_in_queue(job):
        raise RefusedError("Cet import n’est pas interrompu : il n’y a rien à reprendre.")
    _write(job, actor, "retry")


@transaction.atomic
def undo(*, job: Import, actor: Actor) -> None:
    """Take out what it brought. Raises RefusedError where the reading is settled."""
    if job.undone:
        raise RefusedError("Ce que cet import avait apporté est déjà retiré.")
    if job.active:
        raise RefusedError("Cet import est en cours : arrêtez-le d’abord, puis retirez ce qu’il a apporté.")
    settled = settled_because(job.consultation)
    if settled:
        raise RefusedError(settled)
    put_in_queue(job)
    Import.objects.filter(pk=job.pk).update(stage=Import.Stage.UNDO)
    _write(job, actor, "undo", before={"brought": job.contributions.count()})


def settled_because(consultation: Consultation) -> str:
    """Why what was imported can no longer be taken out; nothing where it can."""
    sorting = getattr(consultation, "sorting", None)
    if consultation.state in (Consultation.State.SETTLED, Consultation.State.PUBLISHED) or (
        sorting is not None and sorting.state == sorting.State.SETTLED
    ):
        return (
            "La lecture de cette concertation est arrêtée : ses enseignements s’appuient sur ces "
            "contributions, "
            "qui ne peuvent plus être retirées d’un bloc. Une personne peut toujours demander le "
            "retrait de la "
            "sienne."
        )
    return ""


def _told(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def _write(job: Import, actor: Actor, verb: str, before: Any = None, after: Any = None) -> None:
    record(
        actor=actor,
        action=f"imports.{verb}",
        thing=job,
        label=f"import {job.pk}",
        territory=job.consultation.territory,
        before=before,
        after=after,
        public=False,
    )
