"""Checks of what a generative model worded: each of its words comes from an answer that was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from concertia.dossier.lines import CheckLine, listed
from concertia.synthesis.answered import REASONS
from concertia.synthesis.finding import SUBJECT
from concertia.synthesis.reading import Reading
from concertia.synthesis.wording import WORDED, Question, judged, label_question, sentence_question

_OF_THE_READING = ("same", "taken")
"""Reasons that the answer alone does not give."""


def check_wording(reading: Reading, result: Mapping[str, Any]) -> list[CheckLine]:
    """Labels and sentences of a model against ``wording.jsonl``; every answer kept is judged again."""
    if not reading.wordings and not any(_by_model(result)):
        return []
    used = sum(line["accepted"] for line in reading.wordings)
    return [
        listed(
            f"Formulations d'un modèle : {used} utilisées sur {len(reading.wordings)} demandées, rejugées",
            f"Wordings by a model: {used} used of {len(reading.wordings)} asked for, judged again",
            _wrong(reading, result),
        )
    ]


def _by_model(result: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(what, id, words) of all that a model worded."""
    for what, section, words in (("theme", "themes", "label"), ("finding", "findings", "text")):
        for entry in result[section]:
            if entry.get("wording") == "model":
                yield what, str(entry["id"]), str(entry[words])


def _wrong(reading: Reading, result: Mapping[str, Any]) -> Iterator[str]:
    accepted: dict[tuple[str, str], str] = {}
    for line in reading.wordings:
        (what, target), question = next(iter(line["target"].items())), _question(reading, result, line)
        verdict = _verdict(line, question)
        if verdict is None:
            yield f"{what} {target}"
        elif line["accepted"]:
            accepted[what, target] = verdict
    findings = {entry["id"]: entry for entry in result["findings"]}
    for what, target, words in _by_model(result):
        entry = findings.get(target, {})
        allowed = what == "theme" or (entry.get("kind") in WORDED and entry.get("basis") == SUBJECT)
        if not allowed or accepted.pop((what, target), None) != words:
            yield f"{what} {target}"
    yield from (f"{what} {target}" for what, target in accepted)


def _question(reading: Reading, result: Mapping[str, Any], line: Mapping[str, Any]) -> Question | None:
    """The question built again from the texts; None where it is about nothing that is there."""
    target = line["target"]
    if any(theme.id == target.get("theme") for theme in reading.themes):
        return label_question(reading, target["theme"])
    support = [entry["support"] for entry in result["findings"] if entry["id"] == target.get("finding")]
    return sentence_question(reading, target["finding"], support[0]) if support else None


def _verdict(line: Mapping[str, Any], question: Question | None) -> str | None:
    """The words that a line allows (none: empty), or None where the line does not hold."""
    if line["reason"] == "withdrawn":
        return None if line["accepted"] or line["answered"] is not None else ""
    whole = question is not None and line["asked_sha256"] == question.fingerprint()
    if question is None or not whole or list(question.units) != line["units"]:
        return None
    if line["answered"] is None:
        return None if line["accepted"] or line["reason"] not in REASONS else ""
    text, reason = judged(question, line["answered"])
    if line["accepted"]:
        return text if reason is None and line["reason"] is None else None
    same = line["reason"] == reason or (reason is None and line["reason"] in _OF_THE_READING)
    return "" if same else None
