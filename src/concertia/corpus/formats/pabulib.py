"""Participatory-budget ballots in the Pabulib format: sections META, PROJECTS and VOTES, separator ``;``.

Source of the format: pabulib.org, « .PB file format » (Faliszewski et al., 2023). A ballot lists projects
(approval), projects and points (cumulative, scoring) or projects in order of preference (ordinal). Nobody can
vote against: each ballot that lists a project counts once for it, and no group is computed from ballots.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from concertia.corpus.formats.decoding import Decoded, decode, guess_encoding
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

_SECTIONS = ("META", "PROJECTS", "VOTES")
_BALLOTS = ("approval", "cumulative", "ordinal", "scoring", "choose-1")


class Pabulib:
    """One ``.pb`` file: one vote."""

    name = "pabulib"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By the first two lines: ``META``, then ``key;value``."""
        return [[file] for file in files if _first_lines(file) == ["META", "key;value"]]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Projects become votable contributions, ballots become totals by project."""
        (file,) = files
        decoded = decode(file, options.encoding)
        content = _Content.read(file, decoded)
        parsed = Parsed(self.name, content.meta.get("vote_type", ""), f"pabulib:{content.name(file)}", [file])
        parsed.title = content.meta.get("description")
        parsed.repairs[0] = dict(decoded.repairs)
        if content.meta.get("vote_type") not in _BALLOTS:
            parsed.warnings[0] = ["type de vote inconnu : seuls les projets cités par bulletin sont comptés"]
        _read_projects(content, parsed)
        voted, points = _read_ballots(content, parsed)
        for draft in parsed.drafts:
            name = draft.source_id or ""
            parsed.tallies.append(TallyDraft(name, agree=voted[name], disagree=0, line=draft.row))
        _check(content, parsed, voted, points)
        if "proposer" in content.headers.get("PROJECTS", []):
            parsed.dropped_columns.append("proposer")
        return parsed


FORMAT = Pabulib()


@dataclass
class _Content:
    """Rows of the three sections, with the lines they stand on."""

    meta: dict[str, str] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    projects: list[tuple[int, list[str]]] = field(default_factory=list)
    votes: list[tuple[int, list[str]]] = field(default_factory=list)

    @classmethod
    def read(cls, file: SourceFile, decoded: Decoded) -> _Content:
        content = cls()
        section = ""
        for number, line in enumerate(decoded.lines(), 1):
            cells = _cells(line)
            if not any(cells):
                continue
            if len(cells) == 1 and cells[0].upper() in _SECTIONS:
                section = cells[0].upper()
            elif section not in content.headers:
                content.headers[section] = [cell.lower() for cell in cells]
            elif section == "META":
                content.meta[cells[0]] = ";".join(cells[1:])
            else:
                rows = content.projects if section == "PROJECTS" else content.votes
                rows.append((number, cells))
        if "project_id" not in content.headers.get("PROJECTS", []):
            raise UnusableSourceError(
                f"« {file.name} » commence comme un fichier Pabulib mais n'a pas de section PROJECTS avec "
                "une colonne project_id : il est coupé. Téléchargez-le à nouveau.",
                f"“{file.name}” begins like a Pabulib file but has no PROJECTS section with a project_id "
                "column: it is cut. Download it again.",
            )
        return content

    def name(self, file: SourceFile) -> str:
        """Country, unit, instance and subunit; without them, the hash of the file."""
        told = [self.meta.get(key, "") for key in ("country", "unit", "instance", "subunit")]
        return "/".join(part for part in told if part) or sha256_file(file.path)[:16]

    def cells(self, section: str, row: list[str]) -> dict[str, str]:
        """A row by column name; ``name`` may hold the separator, what is missing is left out."""
        return dict(zip(self.headers[section], row, strict=False))


def _cells(line: str) -> list[str]:
    """One record is one line, so that a quote left open spoils nothing else."""
    plain = line.replace("\0", "").rstrip("\r\n")
    cells = next(csv.reader([plain], delimiter=";"), [])
    opened = plain.count('"') % 2 == 1
    return [cell.strip() for cell in (plain.split(";") if opened else cells)]


def _first_lines(file: SourceFile) -> list[str]:
    text = file.head[:256].decode(guess_encoding(file.head), "replace").lstrip("\ufeff")
    return [line.strip() for line in text.splitlines()[:2]]


def _read_projects(content: _Content, parsed: Parsed) -> None:
    named = "name" in content.headers["PROJECTS"]
    if not named:
        parsed.warnings.setdefault(0, []).append("projets sans nom : leur numéro en tient lieu")
    for line, row in content.projects:
        cells = content.cells("PROJECTS", row)
        if not cells.get("project_id"):
            parsed.rejects.append(Reject(0, "contribution", line, "no project_id"))
            continue
        parsed.drafts.append(
            Draft(
                raw=cells.get("name", "") if named else cells["project_id"],
                row=line,
                source_id=cells["project_id"],
                declared_kind="proposition",
                votable=True,
                question=cells.get("category") or None,
                territory=cells.get("district") or cells.get("subunit") or None,
            )
        )


def _read_ballots(content: _Content, parsed: Parsed) -> tuple[Counter[str], Counter[str]]:
    """How many ballots list each project, and the points they give it."""
    voted: Counter[str] = Counter()
    points: Counter[str] = Counter()
    known = {draft.source_id for draft in parsed.drafts}
    kept = 0
    for line, row in content.votes:
        cells = content.cells("VOTES", row)
        listed = [name.strip() for name in cells.get("vote", "").split(",") if name.strip()]
        reason = _refusal(cells, listed, known)
        if reason:
            parsed.rejects.append(Reject(0, "vote", line, reason))
            continue
        kept += 1
        voted.update(listed)
        if content.meta.get("vote_type") == "ordinal":
            given = [str(len(listed) - rank) for rank in range(len(listed))]
        else:
            given = cells.get("points", "").split(",")
        for name, value in zip(listed, given, strict=False):
            points[name] += int(value) if value.strip().lstrip("-").isdigit() else 0
    parsed.counted[0] = {"vote": kept}
    return voted, points


def _refusal(cells: dict[str, str], listed: Sequence[str], known: set[str | None]) -> str | None:
    if not cells.get("voter_id"):
        return "no voter_id"
    if "vote" not in cells:
        return "row cut short"
    if any(name not in known for name in listed):
        return "unknown project"
    return "project listed twice" if len(set(listed)) < len(listed) else None


def _check(content: _Content, parsed: Parsed, voted: Counter[str], points: Counter[str]) -> None:
    for name, found in (("num_projects", len(content.projects)), ("num_votes", len(content.votes))):
        if content.meta.get(name, "").isdigit():
            parsed.checks.append(Check(name, int(content.meta[name]), found))
    for column, counted in (("votes", voted), ("score", points)):
        if column not in content.headers["PROJECTS"]:
            continue
        told = [content.cells("PROJECTS", row) for _, row in content.projects]
        told = [cells for cells in told if cells.get(column, "").isdigit()]
        right = sum(int(cells[column]) == counted[cells["project_id"]] for cells in told)
        parsed.checks.append(Check(f"{column}: projects that add up", len(told), right))
