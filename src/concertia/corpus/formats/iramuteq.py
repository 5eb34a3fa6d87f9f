"""IRaMuTeQ corpora: texts below lines of starred variables, ``**** *id_01 *commune_nord``.

Inside a text, ``-*theme`` starts a thematic section, which becomes the question of the text that follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from concertia.corpus.formats.column_names import rank
from concertia.corpus.formats.decoding import binary_kind, decode, guess_encoding
from concertia.corpus.formats.port import Draft, Parsed, ReadOptions, Reject, SourceFile
from concertia.corpus.formats.vocabulary import kind_of

SUFFIXES = frozenset({".txt", ".text", ""})
OPENING = re.compile(r"\*{4}(?:\s+\*\S+)*\s*$")
NUMBERED = re.compile(r"\d{4}(?=\s+\*)")
"""Older corpora number their texts instead of writing four stars."""
VARIABLE = re.compile(r"\*([^\s_]+)_(\S*)")
SECTION = re.compile(r"-\*(\S+)")
ROLES = ("territory", "session", "date", "author")
IDS = frozenset({"id", "n", "num", "numero", "texte", "ent", "ind", "contribution"})


@dataclass
class _Text:
    line: int
    variables: dict[str, str]
    section: str | None = None
    lines: list[str] = field(default_factory=list)


class Iramuteq:
    """One corpus."""

    name = "iramuteq"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Text files whose first line that is not empty opens a text."""
        return [[file] for file in files if _opens(file)]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """One contribution for each text, or for each of its thematic sections."""
        (file,) = files
        decoded = decode(file, options.encoding)
        parsed = Parsed(self.name, "starred", f"{self.name}:{file.name}", [file])
        names: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for text in _texts(decoded.lines()):
            raw = "\n".join(text.lines).strip()
            if not raw:
                parsed.rejects.append(Reject(0, "contribution", text.line, "empty text"))
                continue
            draft = Draft(raw=raw, row=text.line, question=text.section)
            left.update(_describe(draft, text.variables))
            if draft.source_id is not None:
                names[draft.source_id] += 1
                again = names[draft.source_id]
                draft.source_id += f"~{again}" if again > 1 else ""
            parsed.drafts.append(draft)
        if any(draft.author for draft in parsed.drafts):
            parsed.participants_basis = "declared"
        told = ", ".join(f"*{name}" for name in sorted(left))
        parsed.warnings[0] = [f"variables gardées comme public : {told or 'aucune'}", *decoded.warnings]
        if decoded.repairs:
            parsed.repairs[0] = dict(sorted(decoded.repairs.items()))
        return parsed


def _opens(file: SourceFile) -> bool:
    if PurePath(file.name).suffix.lower() not in SUFFIXES or not file.size or binary_kind(file.head):
        return False
    text = file.head.decode(guess_encoding(file.head), "replace").lstrip("\ufeff \t\r\n")
    first = text.split("\n", 1)[0].strip()
    return (first.startswith("****") and OPENING.match(first) is not None) or (
        NUMBERED.match(first) is not None and VARIABLE.search(first) is not None
    )


def _texts(lines: Iterator[str]) -> Iterator[_Text]:
    current: _Text | None = None
    for number, line in enumerate(lines, 1):
        bare = line.strip("\ufeff \t\r\n")
        if OPENING.match(bare) or (NUMBERED.match(bare) and VARIABLE.search(bare)):
            if current is not None:
                yield current
            current = _Text(number, {name.lower(): value for name, value in VARIABLE.findall(bare)})
            continue
        if current is None:
            continue
        section = SECTION.match(bare)
        if section is None:
            current.lines.append(line.rstrip("\r\n"))
            continue
        if any(said.strip() for said in current.lines):
            yield current
        rest = bare[section.end() :].strip()
        theme = section[1].replace("_", " ")
        current = _Text(number, current.variables, theme, [rest] if rest else [])
    if current is not None:
        yield current


def _describe(draft: Draft, variables: dict[str, str]) -> list[str]:
    """Give the draft what its variables tell; returns the names of those that go to its public."""
    public = []
    for name, value in variables.items():
        words = value.replace("_", " ").strip()
        if not words:
            continue
        role = next((role for role in ROLES if rank(role, name) is not None), None)
        if name in IDS and draft.source_id is None:
            draft.source_id = value
        elif rank("kind", name) is not None and kind_of(words) is not None:
            draft.declared_kind = kind_of(words)
        elif role is not None and getattr(draft, role) is None:
            setattr(draft, role, words)
        else:
            public.append((name, words))
    draft.public = " · ".join(f"{name} {words}" for name, words in public) or None
    return [name for name, _ in public]


FORMAT = Iramuteq()
