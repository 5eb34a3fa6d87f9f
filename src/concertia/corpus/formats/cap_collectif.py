"""Cap Collectif as its API gives it: one JSON file per proposal, with its arguments and vote totals.

The ``votes`` array of a proposal is cut by the API: it is never counted, only the three totals are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from typing import Any

from concertia.corpus.formats.json_files import load_json, mapping_of, text_of, whole_of
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

_POSITIONS: dict[int | None, str] = {1: "favorable", 0: "defavorable"}


class CapCollectif:
    """The proposals of one folder."""

    name = "cap-collectif"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By the key ``opinion``; empty ``.json`` files of the same folder belong to the dump."""
        folders: dict[str, list[SourceFile]] = {}
        for file in files:
            head = file.head.lstrip(b"\xef\xbb\xbf \t\r\n")
            empty = not head and file.path.suffix == ".json"
            if empty or (head.startswith(b'{"opinion"') or _spaced(head)):
                folders.setdefault(str(file.path.parent), []).append(file)
        return [group for group in folders.values() if any(file.head.strip() for file in group)]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read all proposals of a folder; a file that cannot be read is a rejected proposal."""
        parsed = Parsed(self.name, "opinion", "", list(files), participants_basis="declared")
        opinions: list[tuple[int, dict[str, Any]]] = []
        for index, file in enumerate(files):
            opinion, reason = _opinion(file, options)
            if opinion is None:
                parsed.rejects.append(Reject(index, "contribution", 1, reason))
            else:
                opinions.append((index, opinion))
        parsed.source = f"cap-collectif:{_platform([opinion for _, opinion in opinions])}"
        for index, opinion in opinions:
            _add(parsed, index, opinion)
        return parsed


FORMAT = CapCollectif()


def _spaced(head: bytes) -> bool:
    return head[:1] == b"{" and head[1:].lstrip().startswith(b'"opinion"')


def _opinion(file: SourceFile, options: ReadOptions) -> tuple[dict[str, Any] | None, str]:
    if not file.head.strip():
        return None, "empty file"
    try:
        content = load_json(file, options.encoding)
    except UnusableSourceError:
        return None, "unreadable JSON"
    opinion = content.get("opinion") if isinstance(content, dict) else None
    if not isinstance(opinion, dict) or text_of(opinion.get("id")) is None:
        return None, "no proposal in the file"
    return opinion, ""


def _platform(opinions: Sequence[dict[str, Any]]) -> str:
    """A name for the consultation, which the dump does not give: hash of its oldest proposal.

    It stays the same when proposals are added later, and two platforms do not share it.
    """
    oldest = min((_number(item["id"]), str(item.get("created_at"))) for item in opinions) if opinions else ()
    return hashlib.sha256(repr(oldest).encode()).hexdigest()[:12]


def _add(parsed: Parsed, index: int, opinion: dict[str, Any]) -> None:
    proposal = str(opinion["id"])
    section = mapping_of(opinion.get("type"))
    question = text_of(section.get("subtitle")) or text_of(section.get("title"))
    parsed.drafts.append(
        Draft(
            raw=_markup(opinion),
            row=1,
            file=index,
            html=True,
            source_id=proposal,
            declared_kind="proposition",
            voice="individual",
            capture="written",
            votable=True,
            question=question,
            channel="online",
            author=_author(opinion),
            date=text_of(opinion.get("created_at")),
            moderation="rejected" if opinion.get("is_trashed") else "accepted",
            moderation_reason="is_trashed" if opinion.get("is_trashed") else None,
        )
    )
    _add_tally(parsed, index, opinion)
    arguments = opinion["arguments"] if isinstance(opinion.get("arguments"), list) else []
    for row, argument in enumerate(arguments, 1):
        if not isinstance(argument, dict) or text_of(argument.get("id")) is None:
            parsed.rejects.append(Reject(index, "argument", row, "no argument id"))
            continue
        hidden = argument.get("is_trashed") or argument.get("is_enabled") is False
        parsed.drafts.append(
            Draft(
                raw=text_of(argument.get("body")) or "",
                row=row,
                file=index,
                source_id=f"argument:{argument['id']}",
                parent_source_id=proposal,
                declared_position=_POSITIONS.get(whole_of(argument.get("type"))),
                voice="individual",
                capture="written",
                question=question,
                channel="online",
                author=_author(argument),
                date=text_of(argument.get("created_at")),
                moderation="rejected" if hidden else "accepted",
                moderation_reason="is_trashed" if hidden else None,
                record="argument",
            )
        )
    _check_arguments(parsed, index, opinion, arguments)


def _add_tally(parsed: Parsed, index: int, opinion: dict[str, Any]) -> None:
    counts = [whole_of(opinion.get(f"votes_{name}")) for name in ("ok", "nok", "mitige")]
    if any(count is None or not 0 <= count < 2**62 for count in counts):
        parsed.rejects.append(Reject(index, "tally", 1, "vote totals are not whole numbers"))
        return
    agree, disagree, mixed = (count or 0 for count in counts)
    parsed.tallies.append(TallyDraft(str(opinion["id"]), agree, disagree, 0, mixed, file=index, line=1))
    announced = whole_of(opinion.get("votes_total"))
    if announced is not None:
        total = agree + disagree + mixed
        parsed.checks.append(Check("votes: ok + nok + mitigé = total", announced, total, index))


def _check_arguments(parsed: Parsed, index: int, opinion: dict[str, Any], arguments: Sequence[Any]) -> None:
    kinds = [whole_of(mapping_of(argument).get("type")) for argument in arguments]
    found = {
        "arguments_count": len(arguments),
        "arguments_yes_count": kinds.count(1),
        "arguments_no_count": kinds.count(0),
    }
    for name, number in found.items():
        announced = whole_of(opinion.get(name))
        if announced is not None:
            parsed.checks.append(Check(name, announced, number, index))


def _markup(opinion: dict[str, Any]) -> str:
    """Title and body as one fragment of HTML: the title is plain text, the body is markup."""
    title = (text_of(opinion.get("title")) or "").strip()
    body = text_of(opinion.get("body")) or ""
    return f"<p>{escape(title, quote=False)}</p>{body}" if title else body


def _author(record: dict[str, Any]) -> str | None:
    author = mapping_of(record.get("author"))
    return text_of(author.get("uniqueId")) or text_of(author.get("id"))


def _number(value: Any) -> tuple[int, str]:
    text = str(value)
    return (int(text) if text.isascii() and text.isdigit() else 0, text)
