"""Proposals of Cap Collectif as one flat list, as published after the Vrai débat of 2019."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from concertia.corpus.formats.json_files import load_json, text_of, whole_of
from concertia.corpus.formats.port import (
    Check,
    Draft,
    Parsed,
    ReadOptions,
    Reject,
    SourceFile,
    TallyDraft,
)
from concertia.errors import UnusableSourceError
from concertia.storage.canonical import sha256_file

_VOTES = ("contributions_votesCountOk", "contributions_votesCountNok", "contributions_votesCountMitige")


class CapCollectifFlat:
    """One JSON file: a list of proposals with their vote totals."""

    name = "cap-collectif-flat"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By the key ``contribution_versions_bodyText``."""
        return [
            [file]
            for file in files
            if file.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["
            and b'"contribution_versions_bodyText"' in file.head
        ]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read the list. The bodies are plain text: the export already removed the markup."""
        (file,) = files
        records = load_json(file, options.encoding)
        if not isinstance(records, list):
            raise UnusableSourceError(
                f"« {file.name} » devrait être une liste de propositions. Téléchargez-le à nouveau.",
                f"“{file.name}” should be a list of proposals. Download it again.",
            )
        source = f"cap-collectif:{sha256_file(file.path)[:12]}"
        parsed = Parsed(self.name, "flat", source, [file])
        totals: list[tuple[int, int]] = []
        for row, record in enumerate(records, 1):
            if not isinstance(record, dict) or text_of(record.get("contributions_id")) is None:
                parsed.rejects.append(Reject(0, "contribution", row, "no contribution id"))
                continue
            parsed.drafts.append(_draft(record, row))
            counts = [whole_of(record.get(name)) for name in _VOTES]
            if any(count is None or not 0 <= count < 2**62 for count in counts):
                parsed.rejects.append(Reject(0, "tally", row, "vote totals are not whole numbers"))
                continue
            agree, disagree, mixed = (count or 0 for count in counts)
            name = str(record["contributions_id"])
            parsed.tallies.append(TallyDraft(name, agree, disagree, 0, mixed, line=row))
            announced = whole_of(record.get("contributions_votesCount"))
            if announced is not None:
                totals.append((announced, agree + disagree + mixed))
        right = sum(announced == found for announced, found in totals)
        parsed.checks = [
            Check("votes: proposals where ok + nok + mitigé = total", len(totals), right),
            Check("votes: total", sum(pair[0] for pair in totals), sum(pair[1] for pair in totals)),
        ]
        return parsed


FORMAT = CapCollectifFlat()


def _draft(record: dict[str, Any], row: int) -> Draft:
    title = (text_of(record.get("contribution_versions_title")) or "").strip()
    body = text_of(record.get("contribution_versions_bodyText")) or ""
    return Draft(
        raw=f"{title}\n{body}" if title and body else title or body,
        row=row,
        source_id=str(record["contributions_id"]),
        declared_kind="proposition",
        voice="individual",
        capture="written",
        votable=True,
        question=text_of(record.get("topic_id")),
        channel="online",
    )
