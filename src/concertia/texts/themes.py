"""Themes of a corpus: guided by a framing note, then found in what remains.

Everything is computed on distinct texts in alphabetical order, so that neither the order of the
contributions nor the number of copies of a text changes what the themes are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from concertia.corpus.folder import Corpus
from concertia.corpus.identifiers import content_id
from concertia.texts.brevity import Stems, founding, join_short
from concertia.texts.clustering import REPLICATES, Tree, grow_tree, reduced
from concertia.texts.consensus import Points
from concertia.texts.context import Voices, gathered, in_context, said_together, voices
from concertia.texts.distinct import DistinctTexts, distinct_texts
from concertia.texts.embedding import StoredVectors, Vectors
from concertia.texts.framing import Framing, guide
from concertia.texts.labels import Naming, name_of_parts, name_themes
from concertia.texts.neighbours import neighbours
from concertia.texts.units import Units

FRAGILE = 0.5
"""Stability below which a theme is fragile."""
SAME_THEME = 0.5
"""Jaccard index of unit sets from which a theme takes the id it had in the previous reading."""
MIN_COVERAGE = 0.25
"""Share of the texts of a theme that hold one of its keywords, below which it has no subject: left out."""


@dataclass(frozen=True)
class Theme:
    """A theme; ``parent`` is another theme's id, whose units are those of its children.

    ``stability`` in [0, 1]: how much of it comes back when the analysis is done on half of the texts.
    """

    id: str
    parent: str | None
    order: int
    guided: bool
    label: str
    keywords: tuple[str, ...]
    stability: float
    fragile: bool
    founded: bool = False
    """Founded by the people who read: then ``guided`` too, for no machine found it; nothing was measured."""
    wording: str | None = None
    """``model`` where a generative model worded the label."""


@dataclass(frozen=True)
class ThemeReading:
    """``of_unit``: leaf theme id or None; ``score``: cosine to the centre of the theme, in [−1, 1], 0
    outside; ``neighbours``: (unit row, unit row, cosine), closest first, in small mode only.
    """

    themes: tuple[Theme, ...]
    of_unit: NDArray[Any]
    score: NDArray[np.float64]
    neighbours: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class PreviousThemes:
    """Themes of an earlier reading: (id, its unit ids), so that ids live on."""

    themes: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class _Group:
    """A theme in the making: positions in ``DistinctTexts``."""

    texts: NDArray[np.int64]
    score: NDArray[np.float64]
    stability: float
    parent: int = -1
    guided: str | None = None
    """Stable name of a framing theme."""
    label: str | None = None


def read_themes(
    corpus: Corpus,
    units: Units,
    vectors: Vectors | StoredVectors,
    *,
    seed: int,
    framing: Framing | None = None,
    framing_vectors: NDArray[np.float32] | None = None,
    previous: PreviousThemes | None = None,
    small: bool = False,
    wanted: int | None = None,
    words: Vectors | StoredVectors | None = None,
    stability: bool = True,
    texts: DistinctTexts | None = None,
    executor: Executor | None = None,
) -> ThemeReading:
    """Themes of the units that may be read and hold at least one content word.

    ``wanted``: how many themes to find beside those of the framing note; chosen from the texts if None.
    ``words``: lexical vectors, one row per unit, that count beside the others. Without ``stability``, that
    of each theme found is 0. ``texts``: the ``distinct_texts`` of the units, where they are known already.

    ``vectors``: one row per unit; ``framing_vectors``: those of ``framing.references``, in the same
    space. Raises ValueError for a framing note without its vectors.
    """
    texts = distinct_texts(corpus, units, executor) if texts is None else texts
    languages = [str(units.language[row]) for row in texts.first]
    together = said_together(texts.of_unit, units.contribution, len(texts))
    points = np.zeros((0, 1))
    if len(texts):
        points = reduced(in_context(gathered(vectors, words, texts.first), together))
    groups: list[_Group] = []
    free = np.ones(len(texts), dtype=np.bool_)
    if framing is not None:
        if framing_vectors is None:
            raise ValueError("a framing note needs the vectors of its references")
        sample = [str(units.text[row]) for row in texts.first]
        guided = guide(framing, sample, languages, vectors[texts.first], framing_vectors, seed=seed)
        groups = _guided_groups(framing, guided.theme, guided.stability, points, languages)
        free = guided.theme < 0
    remaining = np.flatnonzero(free)
    if len(remaining):
        spoken = [texts.spoken[one] for one in remaining]
        said_by = voices(together).of(remaining)
        replicates = REPLICATES if stability else 0
        tree = _tree(points[remaining], spoken, said_by, seed, wanted, replicates, executor)
        groups += _found_groups(tree, remaining)
    near = neighbours(units, vectors, texts.first) if small else ()
    return _reading(units, texts, groups, _main(languages), previous, near, executor)


def units_changing_theme(a: ThemeReading, b: ThemeReading) -> int:
    """Units whose theme differs once the themes of both readings are matched as well as possible.

    Optimal assignment (Kuhn, 1955) on the units in common; a unit in a theme on one side only changes.
    """
    ids_a, of_a = _numbered(a.of_unit)
    ids_b, of_b = _numbered(b.of_unit)
    both = (of_a >= 0) & (of_b >= 0)
    common = np.zeros((len(ids_a), len(ids_b)), dtype=np.int64)
    np.add.at(common, (of_a[both], of_b[both]), 1)
    matched = (
        linear_sum_assignment(common, maximize=True) if common.size else (np.zeros(0, int), np.zeros(0, int))
    )
    same = int(common[matched].sum()) + int(((of_a < 0) & (of_b < 0)).sum())
    return len(of_a) - same


def _numbered(of_unit: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    ids = sorted({str(theme) for theme in of_unit if theme is not None})
    number = {theme: index for index, theme in enumerate(ids)}
    return ids, np.array([-1 if theme is None else number[theme] for theme in of_unit], dtype=np.int64)


def _tree(
    points: Points,
    spoken: Sequence[Stems],
    said_by: Voices,
    seed: int,
    wanted: int | None,
    replicates: int,
    executor: Executor | None,
) -> Tree:
    founders = founding(spoken)
    tree = grow_tree(
        points[founders], seed, wanted, said_by.of(founders), replicates=replicates, executor=executor
    )
    return join_short(tree, points, founders, spoken)


def _guided_groups(
    framing: Framing,
    theme: NDArray[np.int64],
    stability: NDArray[np.float64],
    points: Points,
    languages: Sequence[str],
) -> list[_Group]:
    groups = []
    for index, note in enumerate(framing.themes):
        members = np.flatnonzero(theme == index)
        centre = points[members].sum(axis=0)
        norm = float(np.linalg.norm(centre))
        score = points[members] @ centre / norm if norm > 1e-9 else np.zeros(len(members))
        groups.append(
            _Group(
                members,
                score,
                float(stability[index]),
                guided=f"{framing.key}:{note.key}",
                label=note.named(_main(languages)),
            )
        )
    return groups


def _found_groups(tree: Tree, remaining: NDArray[np.int64]) -> list[_Group]:
    groups = []
    for leaf in range(len(tree.parent)):
        inside = np.flatnonzero(tree.leaf == leaf)
        groups.append(
            _Group(remaining[inside], tree.score[inside], float(tree.stability[leaf]), int(tree.parent[leaf]))
        )
    return [group for group in groups if len(group.texts)]


def _main(languages: Sequence[str]) -> str:
    counts = Counter(languages)
    return min(counts, key=lambda language: (-counts[language], language), default="fr")


def _reading(
    units: Units,
    texts: DistinctTexts,
    leaves: list[_Group],
    language: str,
    previous: PreviousThemes | None,
    near: tuple[tuple[int, int, float], ...],
    executor: Executor | None,
) -> ThemeReading:
    leaves, leaf_names = _with_a_subject(leaves, units, texts, language, executor)
    parents = _parent_groups(leaves)
    groups = [*leaves, *parents]
    names = [*leaf_names, *_parent_names(parents, leaves, leaf_names, units, texts, language, executor)]
    unit_rows = [_units_of(group, texts) for group in groups]
    ids = _ids(groups, [units.id[rows].tolist() for rows in unit_rows], previous)
    parent_id = {parent.parent: ids[len(leaves) + index] for index, parent in enumerate(parents)}
    themes = [
        Theme(
            id=ids[index],
            parent=parent_id.get(group.parent) if index < len(leaves) else None,
            order=0,
            guided=group.guided is not None,
            label=names[index].label,
            keywords=names[index].keywords,
            stability=group.stability,
            fragile=group.stability < FRAGILE,
        )
        for index, group in enumerate(groups)
    ]
    of_unit = np.full(len(units), None, dtype=object)
    of_text = np.zeros(len(texts))
    for index, group in enumerate(leaves):
        of_unit[unit_rows[index]] = ids[index]
        of_text[group.texts] = group.score
    inside = texts.of_unit >= 0
    score = np.zeros(len(units))
    score[inside] = of_text[texts.of_unit[inside]]
    return ThemeReading(_ordered(themes, [len(rows) for rows in unit_rows]), of_unit, score, near)


def _units_of(group: _Group, texts: DistinctTexts) -> NDArray[np.int64]:
    """Rows of the units that say the texts of a group, increasing."""
    held = np.zeros(len(texts) + 1, dtype=np.bool_)
    held[group.texts] = True
    return np.flatnonzero(held[texts.of_unit])


def _with_a_subject(
    leaves: list[_Group], units: Units, texts: DistinctTexts, language: str, executor: Executor | None
) -> tuple[list[_Group], list[Naming]]:
    """Leaves and their names, without those found that no words of their own describe."""
    names = _names(leaves, units, texts, language, [], executor)
    kept = [
        index
        for index, (leaf, name) in enumerate(zip(leaves, names, strict=True))
        if leaf.guided is not None or name.coverage >= MIN_COVERAGE
    ]
    return [leaves[index] for index in kept], [names[index] for index in kept]


def _parent_groups(leaves: list[_Group]) -> list[_Group]:
    """Parents of several leaves hold their texts, central ones first; stability is their mean."""
    groups = []
    for parent in sorted({leaf.parent for leaf in leaves if leaf.parent >= 0}):
        children = [leaf for leaf in leaves if leaf.parent == parent]
        if len(children) > 1:
            sizes = np.array([len(child.texts) for child in children])
            groups.append(
                _Group(
                    np.concatenate([child.texts for child in children]),
                    np.concatenate([child.score for child in children]),
                    float(np.average([child.stability for child in children], weights=sizes)),
                    parent,
                )
            )
    return groups


def _ids(groups: list[_Group], unit_ids: list[list[str]], previous: PreviousThemes | None) -> list[str]:
    """Ids by content; a theme that mostly overlaps one of the previous reading keeps its id."""
    ids = [
        content_id([group.guided] if group.guided else own)
        for group, own in zip(groups, unit_ids, strict=True)
    ]
    if previous is None:
        return ids
    overlaps = []
    for index, group in enumerate(groups):
        own = set(unit_ids[index])
        for identifier, before in previous.themes:
            common = len(own & before)
            if group.guided is None and common and common / len(own | before) >= SAME_THEME:
                overlaps.append((-common / len(own | before), ids[index], identifier, index))
    taken: set[str] = set()
    settled: set[int] = set()
    for _, _, identifier, index in sorted(overlaps):
        if identifier not in taken and index not in settled:
            ids[index] = identifier
            taken.add(identifier)
            settled.add(index)
    return ids


def _names(
    groups: list[_Group],
    units: Units,
    texts: DistinctTexts,
    language: str,
    taken: Sequence[str],
    executor: Executor | None,
) -> list[Naming]:
    """Naming of each group; a theme of the framing note keeps the label it came with."""
    families = [group.parent for group in groups]
    if len(set(families)) == len(families):
        families = [-1] * len(groups)
    read = [_texts_of(group, units, texts, language) for group in groups]
    spoken = [[str(units.text[row]) for row in rows] for rows in read]
    voices = [units.contribution[rows].tolist() for rows in read]
    given = [group.label for group in groups]
    return name_themes(spoken, families, language, given=given, taken=taken, voices=voices, executor=executor)


def _parent_names(
    parents: list[_Group],
    leaves: list[_Group],
    leaf_names: list[Naming],
    units: Units,
    texts: DistinctTexts,
    language: str,
    executor: Executor | None,
) -> list[Naming]:
    """Naming of each parent, by its leaves, the largest first."""
    used = {name.label.casefold() for name in leaf_names}
    found = []
    own_names = _names(parents, units, texts, language, list(used), executor)
    for parent, own in zip(parents, own_names, strict=True):
        held = [index for index, leaf in enumerate(leaves) if leaf.parent == parent.parent]
        held.sort(key=lambda index: (-len(leaves[index].texts), index))
        found.append(name_of_parts([leaf_names[index] for index in held], own, used))
        used.add(found[-1].label.casefold())
    return found


def _texts_of(group: _Group, units: Units, texts: DistinctTexts, language: str) -> list[int]:
    """Units that say the texts of a group, central first, in the main language where there are enough."""
    order = np.lexsort((group.texts, -np.round(group.score, 6)))
    rows = [int(texts.first[group.texts[position]]) for position in order]
    spoken = [row for row in rows if units.language[row] == language]
    return spoken if len(spoken) >= 3 else rows


def _ordered(themes: list[Theme], sizes: list[int]) -> tuple[Theme, ...]:
    """Largest first, then by id; children after their parent."""
    size = {theme.id: count for theme, count in zip(themes, sizes, strict=True)}
    by_size = sorted(themes, key=lambda theme: (-size[theme.id], theme.id))
    ordered = []
    for theme in by_size:
        if theme.parent is None:
            ordered += [theme, *(child for child in by_size if child.parent == theme.id)]
    return tuple(replace(theme, order=order) for order, theme in enumerate(ordered))
