"""Folders of Consult (UK Incubator for AI): answers by question, and what is known of the respondents.

``inputs/question_part_N/{question.json,responses.jsonl}`` and ``inputs/respondents.jsonl``. What the tool
wrote itself (``outputs/``: themes, mapping, stance) is the work of a language model: listed, not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from concertia.corpus.formats.decoding import decode
from concertia.corpus.formats.json_files import load_json, mapping_of, text_of
from concertia.corpus.formats.json_rows import flatten
from concertia.corpus.formats.port import Draft, Parsed, ReadOptions, Reject, SourceFile
from concertia.errors import UnusableSourceError

RESPONSES, RESPONDENTS, QUESTION = "responses.jsonl", "respondents.jsonl", "question.json"
CLOSED = "multi_choice.jsonl"
OUTPUTS = frozenset(
    {"mapping.jsonl", "sentiment.jsonl", "detail_detection.jsonl", "themes.json", "short_list.json"}
)
IDS = ("themefinder_id", "response_id", "respondent_id", "id")
WORDS = ("text", "response", "answer")
ABOUT = ("demographics", "demographic_data")
UNREAD = "écrit par un modèle de langue, et non par les gens : non lu"


class Consult:
    """The files below one consultation."""

    name = "consult"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Every file of the tool below a folder that holds answers with ``question.json`` beside them."""
        asked = {_folder(file) for file in files if _base(file) == QUESTION}
        answers = [file for file in files if _base(file) == RESPONSES and _folder(file) in asked]
        groups: dict[str, list[SourceFile]] = {}
        for file in answers:
            groups.setdefault(_root(file), [])
        known = {RESPONSES, RESPONDENTS, QUESTION, CLOSED, *OUTPUTS}
        for file in files:
            root = next((root for root in groups if file.name.startswith(f"{root}/")), None)
            if root is not None and _base(file) in known:
                groups[root].append(file)
        return list(groups.values())

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """One contribution for each answer. Raises UnusableSourceError where there is none to read."""
        if not any(_base(file) == RESPONSES for file in files):
            raise UnusableSourceError(
                f"« {files[0].name} » : il manque {RESPONSES}, les réponses. Donnez le dossier entier.",
                f"“{files[0].name}”: {RESPONSES}, the answers, is missing. Give the whole folder.",
            )
        parsed = Parsed(self.name, "inputs", f"{self.name}:{_root(files[0])}", list(files))
        parsed.participants_basis = "declared"
        people: dict[str, str] = {}
        questions: dict[str, str] = {}
        for number, file in enumerate(files):
            if _base(file) == RESPONDENTS:
                for _, record in _records(file, number, parsed, options, counted=False):
                    people[_id(record)] = _public(record)
            elif _base(file) == QUESTION:
                said = mapping_of(load_json(file, options.encoding))
                questions[_folder(file)] = text_of(said.get("question_text") or said.get("text")) or ""
            elif _base(file) in OUTPUTS:
                parsed.warnings[number] = [UNREAD]
            elif _base(file) == CLOSED:
                parsed.warnings[number] = ["réponses à une question fermée : non lues"]
        for number, file in enumerate(files):
            if _base(file) == RESPONSES:
                self._read_answers(file, number, parsed, options, people, questions)
        return parsed

    def _read_answers(
        self,
        file: SourceFile,
        number: int,
        parsed: Parsed,
        options: ReadOptions,
        people: Mapping[str, str],
        questions: Mapping[str, str],
    ) -> None:
        part = PurePath(_folder(file)).name
        for line, record in _records(file, number, parsed, options, counted=True):
            raw = next((text for name in WORDS if (text := text_of(record.get(name)))), "")
            if not raw.strip():
                parsed.rejects.append(Reject(number, "contribution", line, "empty text"))
                continue
            person = _id(record)
            parsed.drafts.append(
                Draft(
                    raw=raw,
                    row=line,
                    file=number,
                    source_id=f"{part}.{person}" if person else None,
                    voice="individual",
                    capture="written",
                    channel="online",
                    question=questions.get(_folder(file)) or None,
                    public=people.get(person) or None,
                    author=person or None,
                )
            )


def _records(
    file: SourceFile, number: int, parsed: Parsed, options: ReadOptions, *, counted: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(decode(file, options.encoding).lines(), 1):
        if not text.strip():
            continue
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            yield line, record
        elif counted:
            parsed.rejects.append(Reject(number, "contribution", line, "not JSON"))


def _id(record: Mapping[str, Any]) -> str:
    return next((name for key in IDS if (name := text_of(record.get(key)))), "")


def _public(record: Mapping[str, Any]) -> str:
    about: dict[str, Any] = next((record[name] for name in ABOUT if isinstance(record.get(name), dict)), {})
    return " · ".join(value for value in flatten(about).values() if value.strip())


def _base(file: SourceFile) -> str:
    return PurePath(file.name).name


def _folder(file: SourceFile) -> str:
    return PurePath(file.name).parent.as_posix()


def _root(file: SourceFile) -> str:
    """The folder of the consultation: the one above ``inputs`` or ``outputs``."""
    parts = PurePath(file.name).parent.parts
    for place in range(len(parts) - 1, -1, -1):
        if parts[place] in {"inputs", "outputs"}:
            return "/".join(parts[:place]) or "."
    return "/".join(parts[:-1]) or "."


FORMAT = Consult()
