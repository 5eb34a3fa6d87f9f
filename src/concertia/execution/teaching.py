"""The stage of what people coded: their labels brought to the passages, and the rest coded after them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import KINDS, POSITIONS
from concertia.errors import UnusableSourceError
from concertia.execution.packs import grid_packs
from concertia.language.words import normalised
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import Columns
from concertia.synthesis.codes import HUMAN, LEARNT, Coded, described
from concertia.texts.embedding import StoredVectors
from concertia.texts.examples import CONTRIBUTION, Examples, examples_of, from_json, read_labels, to_json
from concertia.texts.grids import UNDETERMINED, known_codes, load_grid
from concertia.texts.kinds import Kinds
from concertia.texts.learning import Learnt, Texts, learn, learnable
from concertia.texts.positions import Positions
from concertia.texts.units import Units

LABELS = "labels.json"
"""Kept beside a reading: what each id was coded, so that it can be done again. No words."""
TO_READ = "a-lire.csv"
"""What to read and code next, in words: in a restricted reading only, and gone with any erasure."""
STRONG = ("refus", "crainte", "condition")
"""Kinds that nothing but a person may make milder."""


@dataclass(frozen=True)
class _Things:
    """What a grid codes: the units, or the contributions, of a corpus."""

    ids: list[str]
    units: list[NDArray[np.int64]]
    texts: Texts
    readable: NDArray[np.bool_]


def keep_labels(work: Path, labels: Path | None, corpus: Corpus, units: Units) -> list[Examples]:
    """The examples of this reading: those kept in ``work``, else those of the file ``labels``, then kept.

    Raises UnusableSourceError for a file or a code that cannot be used.
    """
    path = work / LABELS
    if path.is_file():
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    if labels is None:
        return []
    examples = [_in_its_grid(one) for one in examples_of(read_labels(labels), corpus, units)]
    path.write_bytes(canonical_json(to_json(examples)))
    return examples


def teach(
    examples: Sequence[Examples],
    corpus: Corpus,
    units: Units,
    vectors: StoredVectors,
    work: Path,
    seed: int,
) -> tuple[Coded, ...]:
    """Code each grid after its examples, and write what to read next. Raises UnusableSourceError where
    nothing of a grid is in the corpus."""
    coded, to_read = [], []
    for one in examples:
        things = _things(one.level, corpus, units, vectors)
        labels = np.array([one.codes.get(name) for name in things.ids], dtype=object)
        if not any(label is not None for label in labels):
            raise _nothing_found(one)
        usable = learnable(label for label in labels if label not in (None, UNDETERMINED))
        taught = np.array([label if label in usable else None for label in labels], dtype=object)
        learnt = learn(things.texts, taught, _unread(labels, things), seed=seed) if usable else None
        coded.append(_coded(one, things, labels, learnt, units))
        to_read += _next(one, things, learnt)
    if examples:
        (work / TO_READ).write_bytes(_sheet(to_read))
    return tuple(coded)


def with_positions(
    positions: Positions | None, coded: Sequence[Coded], corpus: Corpus, units: Units
) -> Positions | None:
    """The positions with what people coded in the grid « positions », then what was learnt where nothing
    was stated. What authors declared holds; replies keep only what their authors declared."""
    rows = _coded_units(coded, "positions", units)
    if not rows:
        return positions
    count = len(units)
    nothing = Positions(np.full(count, UNDETERMINED, dtype=object), np.full(count, None, dtype=object))
    found = positions or nothing
    position, source = found.position.copy(), found.source.copy()
    parents = corpus.contributions["parent_id"]
    for unit, code, origin in rows:
        free = source[unit] is None or (origin == HUMAN and source[unit] != "declared")
        if free and parents[units.contribution[unit]] is None and code in POSITIONS:
            position[unit], source[unit] = code, origin
    return Positions(position, source)


def with_kinds(kinds: Kinds, coded: Sequence[Coded], units: Units) -> Kinds:
    """The kinds with what people coded in the grid « natures » and what was learnt from it.

    What authors declared holds. A refusal, a fear or a condition found by the rules is never made milder by
    what was learnt: only by a person.
    """
    kind, source = kinds.kind.copy(), kinds.source.copy()
    for unit, code, origin in _coded_units(coded, "natures", units):
        softer = origin == LEARNT and kind[unit] in STRONG and code not in STRONG
        if source[unit] != "declared" and code in KINDS and not softer:
            kind[unit], source[unit] = code, LEARNT
    return Kinds(kind, source)


def _coded_units(coded: Sequence[Coded], grid: str, units: Units) -> list[tuple[int, str, str]]:
    """(unit row, code, source) of the rows of one grid."""
    place = {str(name): row for row, name in enumerate(units.id)}
    return [
        (place[unit], code, source)
        for one in coded
        if one.decision["grid"] == grid
        for unit, code, source in zip(
            *(one.rows[name] for name in ("unit_id", "code", "source")), strict=True
        )
    ]


def _in_its_grid(one: Examples) -> Examples:
    pack = grid_packs().get(one.grid)
    if pack is None:
        return one
    codes = known_codes(load_grid(pack), list(one.codes.values()))
    return replace(one, codes=dict(zip(one.codes, codes, strict=True)))


def _things(level: str, corpus: Corpus, units: Units, stored: StoredVectors) -> _Things:
    count, vectors = len(units), stored[:]
    if level == CONTRIBUTION:
        first = np.flatnonzero(np.diff(units.contribution, prepend=-1))
        members = np.split(np.arange(count, dtype=np.int64), first[1:])
        rows = units.contribution[first]
        ids = [str(corpus.contributions["contribution_id"][row]) for row in rows]
        texts = ["" if corpus.published[row] is None else str(corpus.published[row]) for row in rows]
        summed = np.add.reduceat(vectors.astype(np.float64), first, axis=0)
        norms = np.linalg.norm(summed, axis=1, keepdims=True)
        means = np.divide(summed, norms, out=np.zeros_like(summed), where=norms > 1e-9).astype(np.float32)
    else:
        members = [np.array([row], dtype=np.int64) for row in range(count)]
        rows, ids, means = units.contribution, [str(name) for name in units.id], vectors
        texts = [str(text) for text in units.text]
    copies = {text: number for number, text in enumerate(dict.fromkeys(map(normalised, texts)))}
    group = np.array([copies[normalised(text)] for text in texts], dtype=np.int64)
    return _Things(
        ids, members, Texts(texts, means, group), np.asarray(corpus.readable, dtype=np.bool_)[rows]
    )


def _unread(labels: NDArray[Any], things: _Things) -> NDArray[np.bool_]:
    """Things to propose: readable, nobody coded them, and not a copy of one already in the list."""
    seen = {int(things.texts.group[row]) for row, label in enumerate(labels) if label is not None}
    proposed = np.zeros(len(labels), dtype=np.bool_)
    for row in np.flatnonzero(things.readable).tolist():
        group = int(things.texts.group[row])
        proposed[row] = group not in seen and bool(things.texts.text[row].strip())
        seen.add(group)
    return proposed


def _coded(
    one: Examples, things: _Things, labels: NDArray[Any], learnt: Learnt | None, units: Units
) -> Coded:
    rows: list[tuple[str, str, str, float | None, str]] = []
    for row, label in enumerate(labels):
        code, score, source = label, None, HUMAN
        if label is None and learnt is not None and learnt.code[row] is not None:
            code, score, source = learnt.code[row], float(learnt.score[row]), LEARNT
        if code is not None:
            rows += [(str(units.id[unit]), one.grid, str(code), score, source) for unit in things.units[row]]
    names = ("unit_id", "grid", "code", "score", "source")
    columns: Columns = {
        name: np.array([row[index] for row in rows], dtype=object) for index, name in enumerate(names)
    }
    given = Counter(str(label) for label in labels if label is not None)
    return Coded(columns, described(one.grid, one.level, given, one.ignored, learnt))


def _next(one: Examples, things: _Things, learnt: Learnt | None) -> list[Mapping[str, str]]:
    if learnt is None:
        return []
    return [
        {
            f"{one.level}_id": things.ids[row],
            "grid": one.grid,
            "code": "",
            "proposed": "" if learnt.code[row] is None else str(learnt.code[row]),
            "text": _harmless(things.texts.text[row]),
        }
        for row in learnt.next.tolist()
    ]


def _harmless(text: str) -> str:
    """Words that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The list as a labels file whose ``code`` is to be filled in."""
    names = ["contribution_id", "unit_id", "grid", "code", "proposed", "text"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _nothing_found(one: Examples) -> UnusableSourceError:
    return UnusableSourceError(
        f"Aucun exemple de la grille « {one.grid} » n'est dans ce corpus. Prenez les identifiants dans "
        "units.parquet ou dans a-lire.csv d'une lecture de ce corpus, ou donnez les textes mot pour mot.",
        f"No example of the grid “{one.grid}” is in this corpus. Take the ids from units.parquet or from the "
        "a-lire.csv of a reading of this corpus, or give the texts word for word.",
    )
