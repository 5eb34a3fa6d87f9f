"""Groups of files read by their formats: what they gave, what could not be used, what a person must tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from concertia.corpus.formats.port import Parsed, Question, ReadOptions, SourceFile
from concertia.corpus.gathering import Gathered
from concertia.errors import QuestionError, UnusableSourceError

TOLD = 5
"""Questions, or messages of unusable files, printed in full; a dry run prints all questions."""


@dataclass
class Readings:
    """What the formats gave, in an order that does not depend on that of the files."""

    parsed: list[Parsed] = field(default_factory=list)
    unusable: list[tuple[SourceFile, UnusableSourceError]] = field(default_factory=list)
    """Files found in folders, with what to say of them."""
    questions: list[Question] = field(default_factory=list)
    """Without the answer, the file could not be read at all."""


def read_groups(gathered: Gathered, options: ReadOptions) -> Readings:
    """Read each group. A file found in a folder may be unusable, one that the person named may not.

    Raises UnusableSourceError for the latter, and where nothing could be used.
    """
    readings = Readings()
    for form, files in gathered.groups:
        try:
            readings.parsed.append(form.read(files, options))
        except QuestionError as question:
            readings.questions.append(Question(question.fr, question.en))
        except UnusableSourceError as error:
            if any(file.path in gathered.named for file in files):
                raise
            readings.unusable += [(file, error) for file in files]
    if not readings.parsed and not readings.questions:
        raise _all_unusable([error for _, error in readings.unusable])
    readings.parsed.sort(key=lambda item: (item.format, item.source, [file.name for file in item.files]))
    return readings


def stop_on_questions(readings: Readings, *, dry_run: bool) -> None:
    """Raise QuestionError with every question of every file, each in its language.

    A dry run goes on where the files could be read without the answers; where they could not, it also
    says how the other tables are understood.
    """
    late = [
        question
        for item in readings.parsed
        for number in sorted(item.questions)
        for question in item.questions[number]
    ]
    if not readings.questions and (dry_run or not late):
        return
    asked = [*readings.questions, *late]
    if not dry_run and len(asked) > TOLD:
        more = len(asked) - TOLD
        asked = asked[:TOLD]
        asked.append(
            Question(
                f"{more} autres questions attendent. Pour les voir toutes, ajoutez --dry-run.",
                f"{more} more questions wait. To see them all, add --dry-run.",
            )
        )
    if len(readings.questions) > 1:
        asked.append(
            Question(
                "Le fichier donné à --map vaut pour tous les tableaux : donnez-leur les mêmes titres de "
                "colonnes, ou importez-les séparément.",
                "The file given to --map holds for all tables: give them the same column titles, or import "
                "them separately.",
            )
        )
    others = _understood(readings.parsed) if dry_run else []
    if others:
        listed = "\n".join(others)
        asked.append(Question(f"Lu sans question :\n{listed}", f"Read without a question:\n{listed}"))
    raise QuestionError(
        "\n\n".join(question.fr.strip() for question in asked),
        "\n\n".join(question.en.strip() for question in asked),
    )


def _understood(parsed: Sequence[Parsed]) -> list[str]:
    """What each file that was read says of its reading; files that say the same, together."""
    files: dict[str, list[str]] = {}
    for item in parsed:
        for number, file in enumerate(item.files):
            told = " ; ".join(item.warnings.get(number, [])) or "rien à signaler"
            files.setdefault(f"({item.format}) : {told}", []).append(file.name)
    return [
        f"  {', '.join(names[:TOLD])}{f' + {len(names) - TOLD}' if len(names) > TOLD else ''} {told}"
        for told, names in files.items()
    ]


def _all_unusable(errors: Sequence[UnusableSourceError]) -> UnusableSourceError:
    told = list(dict.fromkeys((error.fr, error.en) for error in errors))
    if len(told) == 1:
        return UnusableSourceError(*told[0])
    more = len(told) - TOLD
    fr = [fr for fr, _ in told[:TOLD]] + ([f"Et {more} autres, de même."] if more > 0 else [])
    en = [en for _, en in told[:TOLD]] + ([f"And {more} more like these."] if more > 0 else [])
    return UnusableSourceError(
        "Aucun fichier n'est utilisable.\n" + "\n".join(fr), "No file can be used.\n" + "\n".join(en)
    )
