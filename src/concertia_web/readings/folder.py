"""What a reading folder holds, page by page: its files are asked each time, and never all loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from concertia.storage.parquet import connect, quoted
from concertia.synthesis.codes import CODES_FILE

PAGE = 50
_ORDER = "source, try_cast(source_id AS BIGINT), source_id, contribution_id"
_PLAIN = "strip_accents(lower({}))"


@dataclass(frozen=True)
class Filters:
    """What a reader asks for; an empty value asks for nothing.

    ``theme`` is the id of a theme or ``none`` (in no theme); ``place`` is the id of a finding, ``none`` (in
    no finding) or ``moderated`` (set aside).
    """

    theme: str = ""
    kind: str = ""
    text: str = ""
    place: str = ""


@dataclass(frozen=True)
class Passage:
    """One unit of a contribution, and where it went."""

    unit: str
    text: str
    language: str
    kind: str
    kind_source: str
    theme: Mapping[str, Any] | None
    findings: tuple[tuple[Mapping[str, Any], str], ...]
    """Each finding with the part that the passage plays in it: ``support`` or ``dissent``."""
    duplicate_of: str | None
    codes: tuple[tuple[str, str, str], ...] = ()
    """Grid, code and source (``human``, ``learnt``) of what was coded with a grid."""


@dataclass(frozen=True)
class Contribution:
    """One contribution as published, with its passages in the order of the text."""

    row: Mapping[str, Any]
    passages: tuple[Passage, ...]

    @property
    def moderated(self) -> bool:
        """Set aside by moderation: kept and shown as such, counted nowhere."""
        return bool(self.row["moderation"] == "rejected")

    @property
    def in_a_finding(self) -> bool:
        """Whether at least one passage supports or qualifies a finding."""
        return any(passage.findings for passage in self.passages)

    @property
    def themes(self) -> tuple[Mapping[str, Any], ...]:
        """The themes of its passages, each once, in the order of the text."""
        return tuple({p.theme["id"]: p.theme for p in self.passages if p.theme is not None}.values())

    @property
    def findings(self) -> tuple[tuple[Mapping[str, Any], str], ...]:
        """The findings of its passages, each once, in the order of the text."""
        return tuple({f["id"]: (f, role) for p in self.passages for f, role in p.findings}.values())


@dataclass(frozen=True)
class ReadingFolder:
    """A folder that ``concertia analyse`` wrote."""

    path: Path

    @cached_property
    def result(self) -> dict[str, Any]:
        """``result.json``."""
        return self._json("result.json")

    @cached_property
    def imported(self) -> dict[str, Any]:
        """``corpus/import.json``."""
        return self._json("corpus/import.json")

    @cached_property
    def report(self) -> tuple[str, str]:
        """The style and the article of ``rapport.html``, exactly as they were published."""
        page = (self.path / "rapport.html").read_text(encoding="utf-8")
        style = page.partition("<style>")[2].partition("</style>")[0]
        article = page[page.index('<article class="report"') : page.rindex("</article>")]
        return style, f"{article}</article>"

    @cached_property
    def rejects(self) -> list[dict[str, Any]]:
        """The records that could not be kept: source, record type, line and reason, never the text."""
        lines = (self.path / "corpus/rejects.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @cached_property
    def themes(self) -> dict[str, dict[str, Any]]:
        """The themes that may be shown, by id, in display order.

        On a small corpus those are the themes of the framing note only, never computed ones.
        """
        small = self.result["mode"] == "small"
        themes = [theme for theme in self.result["themes"] if theme["guided"] or not small]
        return {theme["id"]: theme for theme in sorted(themes, key=lambda theme: theme["order"])}

    @property
    def theme_tree(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Each first-level theme with those that it holds."""
        shown = self.themes.values()
        return [
            (theme, [child for child in shown if child["parent"] == theme["id"]])
            for theme in shown
            if theme["parent"] not in self.themes
        ]

    @cached_property
    def findings(self) -> dict[str, dict[str, Any]]:
        """The findings by id, in display order."""
        findings = sorted(self.result["findings"], key=lambda finding: finding["order"])
        return {finding["id"]: finding for finding in findings}

    @cached_property
    def _findings_of_unit(self) -> dict[str, list[tuple[dict[str, Any], str]]]:
        places: dict[str, list[tuple[dict[str, Any], str]]] = {}
        for finding in self.findings.values():
            for role in ("support", "dissent"):
                for unit in finding[role]:
                    places.setdefault(unit, []).append((finding, role))
        return places

    def contributions(self, filters: Filters, page: int) -> tuple[int, list[Contribution]]:
        """How many contributions answer, and those of one page (numbered from 1, 50 each)."""
        where, values = self._where(filters)
        with self._tables() as tables:
            total = _rows(tables, f"SELECT count(*) AS n FROM contributions WHERE {where}", values)[0]["n"]  # noqa: S608
            start = PAGE * (page - 1)
            return total, self._found(
                tables, f"{where} ORDER BY {_ORDER} LIMIT {PAGE} OFFSET {start}", values
            )

    def contribution(self, identifier: str) -> Contribution | None:
        """One contribution by its id."""
        with self._tables() as tables:
            return next(iter(self._found(tables, "contribution_id = ?", [identifier])), None)

    def _found(self, tables: DuckDBPyConnection, condition: str, values: list[Any]) -> list[Contribution]:
        rows = _rows(
            tables,
            f"SELECT *, coalesce(public_text, text) AS shown FROM contributions WHERE {condition}",  # noqa: S608
            values,
        )
        passages = self._passages(tables, {row["contribution_id"]: row["shown"] for row in rows})
        return [Contribution(row, passages[row["contribution_id"]]) for row in rows]

    @contextmanager
    def _tables(self) -> Iterator[DuckDBPyConnection]:
        """The two tables of the reading as views; their rows stay in the files."""
        with connect() as tables:
            tables.execute("SET threads = 1")
            for name, place in (
                ("contributions", "corpus/contributions.parquet"),
                ("units", "units.parquet"),
            ):
                file = quoted(self.path / place)
                tables.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({file})")  # noqa: S608
            yield tables

    def _where(self, filters: Filters) -> tuple[str, list[Any]]:
        units = "SELECT contribution_id FROM units"
        clauses, values = ["true"], list[Any]()
        if filters.theme == "none":
            shown = "theme_id IS NOT NULL AND list_contains(?, theme_id)"
            clauses.append(f"contribution_id IN ({units} WHERE NOT ({shown}))")
            values.append(list(self.themes))
        elif filters.theme:
            clauses.append(f"contribution_id IN ({units} WHERE list_contains(?, theme_id))")
            values.append(self._with_children(filters.theme))
        if filters.kind:
            clauses.append(f"contribution_id IN ({units} WHERE kind = ?)")
            values.append(filters.kind)
        if filters.place == "moderated":
            clauses.append("moderation = 'rejected'")
        elif filters.place == "none":
            clauses.append("moderation IS DISTINCT FROM 'rejected'")
            clauses.append(f"contribution_id NOT IN ({units} WHERE list_contains(?, unit_id))")
            values.append(list(self._findings_of_unit))
        elif filters.place:
            clauses.append(f"contribution_id IN ({units} WHERE list_contains(?, unit_id))")
            finding = self.findings.get(filters.place, {"support": [], "dissent": []})
            values.append([*finding["support"], *finding["dissent"]])
        if filters.text:
            column = _PLAIN.format("coalesce(public_text, text)")
            clauses.append(f"contains({column}, {_PLAIN.format('CAST(? AS VARCHAR)')})")
            values.append(filters.text)
        return " AND ".join(clauses), values

    def records(self, identifiers: list[str]) -> dict[str, str]:
        """Contribution id → the name that its source gave to it, for those that are here."""
        query = (
            "SELECT contribution_id, source_id FROM contributions "
            "WHERE list_contains(?, contribution_id) AND source_id IS NOT NULL"
        )
        with self._tables() as tables:
            return {row["contribution_id"]: row["source_id"] for row in _rows(tables, query, [identifiers])}

    def texts_of(self, units: list[str]) -> dict[str, tuple[str, str | None]]:
        """Unit → its published words and language; without those that moderation set aside or were erased."""
        query = (
            "SELECT unit_id, u.language AS language, "
            'substring(coalesce(public_text, text), start + 1, "end" - start) AS words '
            "FROM units u JOIN contributions c USING (contribution_id) "
            "WHERE list_contains(?, unit_id) AND moderation IS DISTINCT FROM 'rejected' AND text IS NOT NULL"
        )
        with self._tables() as tables:
            return {r["unit_id"]: (r["words"], r["language"]) for r in _rows(tables, query, [units])}

    def units_of_theme(self, theme: str) -> list[str]:
        """The passages of a theme and its sub-themes, in the order of their ids."""
        query = "SELECT unit_id FROM units WHERE list_contains(?, theme_id) ORDER BY unit_id"
        with self._tables() as tables:
            return [row["unit_id"] for row in _rows(tables, query, [self._with_children(theme)])]

    def _with_children(self, theme: str) -> list[str]:
        return [theme, *(key for key, child in self.themes.items() if child["parent"] == theme)]

    def _passages(
        self, tables: DuckDBPyConnection, texts: Mapping[str, str]
    ) -> dict[str, tuple[Passage, ...]]:
        order = 'ORDER BY contribution_id, start, "end"'
        rows = _rows(
            tables,
            f"SELECT * FROM units WHERE list_contains(?, contribution_id) {order}",  # noqa: S608
            [list(texts)],
        )
        found: dict[str, list[Passage]] = {identifier: [] for identifier in texts}
        codes = self._codes(tables, [row["unit_id"] for row in rows])
        for row in rows:
            found[row["contribution_id"]].append(
                Passage(
                    unit=row["unit_id"],
                    text=texts[row["contribution_id"]][row["start"] : row["end"]],
                    language=row["language"],
                    kind=row["kind"],
                    kind_source=row["kind_source"],
                    theme=self.themes.get(row["theme_id"]),
                    findings=tuple(self._findings_of_unit.get(row["unit_id"], ())),
                    duplicate_of=row["duplicate_of"],
                    codes=tuple(codes.get(row["unit_id"], ())),
                )
            )
        return {identifier: tuple(passages) for identifier, passages in found.items()}

    def _codes(self, tables: DuckDBPyConnection, units: list[str]) -> dict[str, list[tuple[str, str, str]]]:
        path = self.path / CODES_FILE
        if not path.is_file():
            return {}
        query = f"SELECT * FROM read_parquet({quoted(path)}) WHERE list_contains(?, unit_id) ORDER BY grid"  # noqa: S608
        found: dict[str, list[tuple[str, str, str]]] = {}
        for row in _rows(tables, query, [units]):
            found.setdefault(row["unit_id"], []).append((row["grid"], row["code"], row["source"]))
        return found

    def _json(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        return content


def _rows(tables: DuckDBPyConnection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    cursor = tables.execute(query, values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def open_folder(path: Path) -> ReadingFolder:
    """The folder, remembered until its manifest changes."""
    return _opened(path, (path / "MANIFEST.json").stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _opened(path: Path, _written: int) -> ReadingFolder:
    return ReadingFolder(path)
