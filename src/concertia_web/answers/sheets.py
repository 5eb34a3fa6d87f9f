"""The sheet of a service: XLSX out, filled without an account, and back. Each line is signed by its key.

The key of a line holds the answer and the revision that was sent, and a signature: a line moved, copied
from elsewhere or altered is said and left. What comes back is shown before it is taken in.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError

import openpyxl
from django.core.signing import Signer
from django.db import transaction
from django.utils import translation
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from concertia.storage.office import EPOCH, without_clock
from concertia_web.accounts.actors import Actor
from concertia_web.answers.models import Answer, AnswerVersion, Outcome, ReturnedSheet
from concertia_web.answers.refusals import Refused
from concertia_web.answers.services import Written, checked, write
from concertia_web.consultations.models import Consultation
from concertia_web.journal.services import record

HEADER = ("clé, à ne pas changer", "n°", "ce qui a été dit", "à répondre avant le", "réponse", "raison")
_WIDTHS = (14, 6, 70, 16, 22, 80)
_KEY, _OUTCOME, _REASON = 0, 4, 5
LARGEST, UNPACKED, ROWS = 5 * 1024 * 1024, 60 * 1024 * 1024, 5_000
_SALT = "concertia_web.answers.sheet"


def _words() -> dict[str, str]:
    """Outcome → its word in the file, in French whatever the language of the page."""
    with translation.override("fr"):
        return {value: str(label) for value, label in Outcome.choices}


def line_key(answer: Answer) -> str:
    """The answer, the revision sent, and a signature of both."""
    said = f"{answer.key.hex}.{answer.revision}"
    return f"{said}.{Signer(salt=_SALT).signature(said)[:22]}"


def read_key(text: str) -> tuple[str, int] | None:
    """The answer and the revision of a key; None where it is not one of ours."""
    name, _, rest = text.strip().partition(".")
    number, _, signature = rest.partition(".")
    said = f"{name}.{number}"
    if not number.isdecimal() or len(number) > 9 or Signer(salt=_SALT).signature(said)[:22] != signature:
        return None
    return name, int(number)


def sheet(answers: Iterable[Answer], title: str) -> bytes:
    """The XLSX to fill: the same bytes for the same answers. ``answers`` with their targets read."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Réponses"
    page.append(list(HEADER))
    for rank, answer in enumerate(answers, start=1):
        heard = "\n".join(target.label for target in answer.targets.all()) or answer.title
        values = (
            line_key(answer),
            str(answer.pk),
            heard if heard.startswith(answer.title) else f"{answer.title}\n{heard}",
            answer.due.strftime("%d/%m/%Y") if answer.due else "",
            _words().get(answer.outcome, ""),
            answer.reason,
        )
        for column, value in enumerate(values, start=1):
            cell = page.cell(rank + 1, column)
            cell.value, cell.data_type = _legible(value), "s"
    _shape(page)
    guide = book.create_sheet("Mode d’emploi")
    for line in _guide(title):
        guide.append([line])
        guide.cell(guide.max_row, 1).data_type = "s"
    guide.column_dimensions["A"].width = 110
    book.properties.creator, book.properties.title = "Concertia", title
    made = io.BytesIO()
    book.save(made)
    return without_clock(made.getvalue(), EPOCH)


def _guide(title: str) -> list[str]:
    return [
        title,
        "Remplissez les deux dernières colonnes, puis renvoyez ce fichier à qui vous l’a envoyé.",
        f"Réponse : {', '.join(_words().values())}. Raison : toujours, en mots simples ; elle sera publiée.",
        "Une ligne laissée vide reste sans réponse. Ne changez pas la première colonne : elle dit à quoi la "
        "ligne répond.",
        "Ce qui a été dit ne se change pas ici.",
    ]


def _shape(page: Any) -> None:
    filled = PatternFill("solid", fgColor="FFF3D6")
    for row in page.iter_rows(min_row=1, max_row=page.max_row, max_col=len(HEADER)):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.font = Font(bold=True)
            elif cell.column > _OUTCOME:
                cell.fill = filled
    for column, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width
    page.freeze_panes = "D2"
    choices = DataValidation("list", formula1=f'"{",".join(_words().values())}"', allow_blank=True)
    page.add_data_validation(choices)
    choices.add(f"E2:E{max(2, page.max_row)}")


def _legible(value: str) -> str:
    return "".join(char for char in value if char in "\n\t" or char >= " ")[:32_000]


@dataclass(frozen=True)
class Line:
    """One line that came back, beside what stands now."""

    answer: Answer | None
    outcome: str
    reason: str
    revision: int
    state: str
    """``new``, ``same``, ``conflict``, ``closed`` (published meanwhile) or ``gone``."""

    @property
    def outcome_label(self) -> str:
        """In words."""
        return str(Outcome(self.outcome).label)


@transaction.atomic
def take_in(*, actor: Actor, consultation: Consultation, name: str, data: bytes) -> ReturnedSheet:
    """Read what came back and keep it to be shown. Nothing changes yet. Raises Refused: unreadable."""
    rows, problems = _read(data)
    if not rows and not problems:
        problems = ["Aucune ligne remplie dans ce fichier."]
    return ReturnedSheet.objects.create(
        consultation=consultation,
        name=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        problems=problems[:200],
        function=actor.function[:120],
    )


def _read(data: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, cells in _lines(data):
        texts = [_text(cell) for cell in cells] + [""] * len(HEADER)
        key, outcome, reason = texts[_KEY], texts[_OUTCOME], texts[_REASON]
        if not any(texts[_OUTCOME : _REASON + 1]):
            continue
        named = read_key(key)
        if named is None:
            problems.append(f"Ligne {number} : sa clé manque ou a été changée. Recopiez : « {reason[:500]} »")
        elif named[0] in seen:
            problems.append(f"Ligne {number} : une autre ligne y répond déjà : « {reason[:500]} »")
        else:
            try:
                outcome, reason = checked(_outcome(outcome), reason)
            except Refused as problem:
                problems.append(f"Ligne {number} : {problem} « {texts[_OUTCOME]} / {reason[:500]} »")
                continue
            seen.add(named[0])
            rows.append({"key": named[0], "revision": named[1], "outcome": outcome, "reason": reason})
    return rows, problems


def _outcome(text: str) -> str:
    wanted = text.casefold().strip(" .")
    return next((value for value, word in _words().items() if wanted in (word.casefold(), value)), "")


def _text(value: Any) -> str:
    return "" if value is None else _legible(str(value)).strip()


def _lines(data: bytes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sorry = (
        "Ce fichier ne s’ouvre pas comme un classeur XLSX. Ouvrez-le dans votre tableur, choisissez "
        "« Enregistrer sous » puis « Classeur Excel (.xlsx) », et déposez le nouveau fichier."
    )
    if len(data) > LARGEST:
        raise Refused("Ce fichier dépasse 5 Mo : retirez les images, elles ne servent pas.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
                raise Refused(sorry)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        page = book["Réponses"] if "Réponses" in book.sheetnames else book.worksheets[0]
        last = min(page.max_row, ROWS + 1)
        found = list(page.iter_rows(min_row=2, max_row=last, max_col=len(HEADER), values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, ExpatError, SyntaxError) as error:
        raise Refused(sorry) from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        raise Refused(sorry) from error
    yield from enumerate(found, start=2)


def lines_of(returned: ReturnedSheet) -> list[Line]:
    """Each line of a returned sheet, beside the answer as it stands: two queries."""
    rows = Answer.objects.filter(consultation=returned.consultation_id)
    known = {answer.key.hex: answer for answer in rows.filter(key__in=[row["key"] for row in returned.rows])}
    return [_line(row, known.get(row["key"])) for row in returned.rows]


def _line(row: dict[str, Any], answer: Answer | None) -> Line:
    if answer is None:
        state = "gone"
    elif (answer.outcome, answer.reason) == (row["outcome"], row["reason"]):
        state = "same"
    elif answer.state in (Answer.State.PUBLISHED, Answer.State.DRAFT):
        state = "closed"
    else:
        state = "new" if answer.revision == row["revision"] else "conflict"
    return Line(answer, row["outcome"], row["reason"], row["revision"], state)


@transaction.atomic
def apply(*, actor: Actor, returned: ReturnedSheet) -> dict[str, int]:
    """Take the lines in; those written meanwhile are kept beside, to be chosen. How many of each."""
    held = ReturnedSheet.objects.select_for_update(of=("self",))
    returned = held.select_related("consultation__territory").get(pk=returned.pk)
    if returned.state != ReturnedSheet.State.SHOWN:
        raise Refused("Ce fichier a déjà été repris ou laissé.")
    counts = {"new": 0, "conflict": 0, "same": 0, "closed": 0, "gone": 0}
    for line in lines_of(returned):
        counts[line.state] += 1
        if line.answer is not None and line.state in ("new", "conflict"):
            written = Written(line.outcome, line.reason, line.revision)
            write(actor=actor, answer=line.answer, written=written, source=AnswerVersion.Source.SHEET)
    returned.state = ReturnedSheet.State.TAKEN
    returned.save(update_fields=["state"])
    _log(actor, returned, counts)
    return counts


@transaction.atomic
def leave(*, actor: Actor, returned: ReturnedSheet) -> None:
    """Put the file away; nothing changes."""
    returned = ReturnedSheet.objects.select_for_update(of=("self",)).get(pk=returned.pk)
    if returned.state != ReturnedSheet.State.SHOWN:
        raise Refused("Ce fichier a déjà été repris ou laissé.")
    returned.state = ReturnedSheet.State.LEFT
    returned.save(update_fields=["state"])


def _log(actor: Actor, returned: ReturnedSheet, counts: dict[str, int]) -> None:
    record(
        actor=actor,
        action="answers.take_sheet",
        thing=returned,
        label=str(returned.consultation),
        territory=returned.consultation.territory,
        after={"sha256": returned.sha256, **counts},
    )
