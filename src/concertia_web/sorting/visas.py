"""Visas on the draft: by a one-time link, or on the document that circulates and comes back."""

from __future__ import annotations

import hashlib
import io
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO
from zipfile import BadZipFile

import docx
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from docx.opc.exceptions import PackageNotFoundError

from concertia.errors import UnusableSourceError
from concertia.language.words import fold
from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.office_files import check_office_file
from concertia_web.sorting.models import Sorting, Visa
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.services import locked, log

HEADER = ("N°", "Fonction", "Vu ou observations", "Observations")
DAYS = 21
MOST_BYTES = 10_000_000
_DAMAGED = (PackageNotFoundError, BadZipFile, LookupError, ValueError, SyntaxError, AttributeError)
_ASKABLE = (Sorting.State.DRAFT, Sorting.State.REVIEW)


def hashed(secret: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def ask_visa(*, actor: Actor, sorting: Sorting, function: str, days: int = DAYS) -> tuple[Visa, str]:
    """Ask for a visa, by function: the visa, and the secret of its link."""
    sorting = locked(sorting)
    function = " ".join(function.split())
    if sorting.state not in _ASKABLE:
        raise Refused("Un visa se demande sur un projet, ou pendant la relecture des participants.")
    if not function:
        raise Refused("Dites à quelle fonction le visa est demandé : « Direction générale des services ».")
    if not 1 <= days <= 120:
        raise Refused("Le lien peut servir de 1 à 120 jours.")
    secret = secrets.token_urlsafe(24)
    visa = Visa.objects.create(
        sorting=sorting,
        function=function[:160],
        secret_hash=hashed(secret),
        expires=timezone.now() + timedelta(days=days),
    )
    log(actor, sorting, "ask_visa", thing=visa, label=visa.function)
    return visa, secret


def visa_of(secret: str) -> Visa | None:
    """The visa that a link opens, answered or not; None where the link is unknown or expired."""
    with scopes_disabled():  # the secret is the key: whoever holds it has no territory
        visa = (
            Visa.objects.select_related("sorting__consultation__territory", "sorting__consultation__framing")
            .filter(secret_hash=hashed(secret))
            .first()
        )
    if visa is None or (visa.expires is not None and visa.expires <= timezone.now()):
        return None
    return visa


@transaction.atomic
def answer_visa(*, visa: Visa, answer: str, remarks: str) -> Visa:
    """« Vu » or « observations », once."""
    visa = (
        Visa.objects.select_for_update(of=("self",))
        .select_related("sorting__consultation__territory")
        .get(pk=visa.pk)
    )
    if visa.answered:
        raise Refused(_("Ce visa a déjà reçu sa réponse : le lien ne sert qu’une fois."))
    _write(visa, answer, remarks, Visa.Source.LINK)
    log(ANYBODY, visa.sorting, "answer_visa", thing=visa, label=visa.function, after={"answer": visa.answer})
    return visa


def _write(visa: Visa, answer: str, remarks: str, source: str) -> None:
    remarks = remarks.strip()
    if answer not in Visa.Answer.values:
        raise Refused(_("Choisissez « vu » ou « observations »."))
    if answer == Visa.Answer.REMARKS and not remarks:
        raise Refused(_("Écrivez vos observations, ou choisissez « vu »."))
    visa.answer, visa.remarks, visa.source, visa.answered = answer, remarks[:10_000], source, timezone.now()
    visa.save()


@dataclass
class Returned:
    """What the document that came back held."""

    written: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def take_in(*, actor: Actor, sorting: Sorting, file: BinaryIO) -> Returned:
    """Read the visa table of the document that came back. Empty lines stay asked; nothing is overwritten."""
    sorting = locked(sorting)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(
            "Le document dépasse 10 Mo : enregistrez-le sans images, ou saisissez les visas à la main."
        )
    rows = _rows(data)
    known = {str(visa.pk): visa for visa in sorting.visas.select_for_update()}
    by_function = {fold(visa.function): visa for visa in known.values()}
    returned = Returned()
    for number, row in enumerate(rows, start=1):
        visa = known.get(row[0]) or by_function.get(fold(row[1]))
        try:
            _take_row(sorting, visa, row, returned)
        except Refused as problem:
            returned.problems.append(f"Ligne {number} ({row[1] or 'sans fonction'}) : {problem}")
    counts = {"written": len(returned.written), "added": len(returned.added)}
    log(actor, sorting, "take_visas", after=counts)
    return returned


def _take_row(sorting: Sorting, visa: Visa | None, row: list[str], returned: Returned) -> None:
    _number, function, answer, remarks = row
    if not answer and not remarks:
        return
    answer = _answer(answer, remarks)
    if visa is None:
        if not function:
            raise Refused("la fonction manque.")
        visa = Visa(sorting=sorting, function=function[:160], secret_hash=hashed(secrets.token_urlsafe(24)))
        _write(visa, answer, remarks, Visa.Source.PAPER)
        returned.added.append(visa.function)
    elif visa.answered:
        same = (visa.answer, visa.remarks) == (answer, remarks.strip())
        if not same:
            raise Refused("une réponse différente est déjà enregistrée ; elle n’est pas remplacée.")
        returned.already.append(visa.function)
    else:
        _write(visa, answer, remarks, Visa.Source.PAPER)
        returned.written.append(visa.function)


def _answer(written: str, remarks: str) -> str:
    said = fold(written).strip(" .")
    if not said and remarks:
        return Visa.Answer.REMARKS
    if said.startswith("obs"):
        return Visa.Answer.REMARKS
    if said in ("vu", "vue", "v", "ok", "x", "lu"):
        return Visa.Answer.REMARKS if remarks else Visa.Answer.SEEN
    raise Refused(f"« {written} » n’est ni « vu » ni « observations ».")


def _rows(data: bytes) -> list[list[str]]:
    """Lines of the visa table: number, function, answer, remarks."""
    try:
        check_office_file(data, "Ce document")
        document = docx.Document(io.BytesIO(data))
    except UnusableSourceError as problem:
        raise Refused(f"{problem.fr} Rien n’a été changé.") from problem
    except _DAMAGED as problem:
        raise Refused(
            "Ce fichier n’est pas un document Word (.docx). Renvoyez celui qui a été téléchargé ici, "
            "complété."
        ) from problem
    for table in document.tables:
        head = [fold(_cell(cell)) for row in table.rows[:1] for cell in row.cells]
        if {"fonction", fold(HEADER[2])} <= set(head):
            at = [head.index(fold(name)) if fold(name) in head else None for name in HEADER]
            return [
                ["" if place is None else _cell(row.cells[place]) for place in at] for row in table.rows[1:]
            ]
    raise Refused(
        "Le tableau des visas n’est pas dans ce document : il doit garder ses colonnes « Fonction » et « Vu "
        "ou "
        "observations ». Rien n’a été changé."
    )


def _cell(cell: Any) -> str:
    return " ".join(str(cell.text).split())
