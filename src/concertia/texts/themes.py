"""Themes of a corpus: guided by a framing note, then found in what remains.

Everything is computed on distinct texts in alphabetical order, so that neither the order of the
contributions nor the number of copies of a text changes what the themes are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from concertia.corpus.folder import Corpus
from concertia.corpus.identifiers import content_id
from concertia.language.words import stems
from concertia.texts.brevity import Stems, founding, join_short
from concertia.texts.clustering import Points, Tree, grow_tree, reduced
from concertia.texts.duplicates import normalised
from concertia.texts.framing import Framing, guide
from concertia.texts.labels import Naming, name_themes
from concertia.texts.units import Units

FRAGILE = 0.5
"""Stability below which a theme is fragile."""
SAME_THEME = 0.5
"""Jaccard index of unit sets from which a theme takes the id it had in the previous reading."""
NEIGHBOUR = 0.5
"""Cosine from which two notes are proposed as neighbours (small mode)."""
NEIGHBOURS_EACH = 3
MIN_LETTERS = 4
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
class _Texts:
    """Distinct normalised texts in alphabetical order: unit rows of each, one of which stands for all."""

    rows: list[list[int]]
    first: NDArray[np.int64]
    spoken: list[Stems]
    """Content stems of each text."""


@dataclass(frozen=True)
class _Group:
    """A theme in the making: positions in ``_Texts``."""

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
    vectors: NDArray[np.float32],
    *,
    seed: int,
    framing: Framing | None = None,
    framing_vectors: NDArray[np.float32] | None = None,
    previous: PreviousThemes | None = None,
    small: bool = False,
) -> ThemeReading:
    """Themes of the admitted units that hold at least one content word.

    ``vectors``: one row per unit; ``framing_vectors``: those of ``framing.references``, in the same
    space. Raises ValueError for a framing note without its vectors.
    """
    texts = _distinct_texts(corpus, units)
    languages = [str(units.language[row]) for row in texts.first]
    points = reduced(vectors[texts.first]) if len(texts.first) else np.zeros((0, 1))
    groups: list[_Group] = []
    free = np.ones(len(texts.first), dtype=np.bool_)
    if framing is not None:
        if framing_vectors is None:
            raise ValueError("a framing note needs the vectors of its references")
        sample = [str(units.text[row]) for row in texts.first]
        guided = guide(framing, sample, languages, vectors[texts.first], framing_vectors, seed=seed)
        groups = _guided_groups(framing, guided.theme, guided.stability, points, languages)
        free = guided.theme < 0
    remaining = np.flatnonzero(free)
    if len(remaining):
        groups += _found_groups(
            _tree(points[remaining], [texts.spoken[one] for one in remaining], seed), remaining
        )
    return _reading(
        units, texts, groups, _main(languages), previous, _neighbours(units, vectors, texts, small)
    )


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


def _distinct_texts(corpus: Corpus, units: Units) -> _Texts:
    gathered: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(corpus.admitted[units.contribution]).tolist():
        if _has_letters(str(units.text[row])):
            gathered[normalised(str(units.text[row]))].append(row)
    rows, first, spoken = [], [], []
    for _, same in sorted(gathered.items()):
        one = min(same, key=lambda row: (str(units.text[row]), row))
        said = frozenset(stem for stem, _ in stems(str(units.text[one]), str(units.language[one])))
        if said:
            rows.append(same)
            first.append(one)
            spoken.append(said)
    return _Texts(rows, np.array(first, dtype=np.int64), spoken)


def _has_letters(text: str) -> bool:
    return sum(3 if "\u3040" <= one <= "\ud7a3" else one.isalpha() for one in text) >= MIN_LETTERS


def _tree(points: Points, spoken: Sequence[Stems], seed: int) -> Tree:
    founders = founding(spoken)
    return join_short(grow_tree(points[founders], seed), points, founders, spoken)


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
    texts: _Texts,
    leaves: list[_Group],
    language: str,
    previous: PreviousThemes | None,
    neighbours: tuple[tuple[int, int, float], ...],
) -> ThemeReading:
    leaves, leaf_names = _with_a_subject(leaves, units, texts, language)
    parents = _parent_groups(leaves)
    groups = [*leaves, *parents]
    names = [*leaf_names, *_names(parents, units, texts, language, [name.label for name in leaf_names])]
    unit_rows = [sorted(row for text in group.texts for row in texts.rows[text]) for group in groups]
    ids = _ids(groups, [[str(units.id[row]) for row in rows] for rows in unit_rows], previous)
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
    score = np.zeros(len(units))
    for index, group in enumerate(leaves):
        for text, value in zip(group.texts, group.score, strict=True):
            of_unit[texts.rows[text]] = ids[index]
            score[texts.rows[text]] = value
    return ThemeReading(_ordered(themes, [len(rows) for rows in unit_rows]), of_unit, score, neighbours)


def _with_a_subject(
    leaves: list[_Group], units: Units, texts: _Texts, language: str
) -> tuple[list[_Group], list[Naming]]:
    """Leaves and their names, without those found that no words of their own describe."""
    names = _names(leaves, units, texts, language, [])
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
    groups: list[_Group], units: Units, texts: _Texts, language: str, taken: Sequence[str]
) -> list[Naming]:
    """Naming of each group; a theme of the framing note keeps the label it came with."""
    families = [group.parent for group in groups]
    if len(set(families)) == len(families):
        families = [-1] * len(groups)
    spoken = [_texts_of(group, units, texts, language) for group in groups]
    given = [group.label for group in groups]
    return name_themes(spoken, families, language, given=given, taken=taken)


def _texts_of(group: _Group, units: Units, texts: _Texts, language: str) -> list[str]:
    """Texts of a group in the main language where there are enough, the most central first."""
    order = np.lexsort((group.texts, -np.round(group.score, 6)))
    rows = [texts.first[group.texts[position]] for position in order]
    spoken = [str(units.text[row]) for row in rows if units.language[row] == language]
    return spoken if len(spoken) >= 3 else [str(units.text[row]) for row in rows]


def _ordered(themes: list[Theme], sizes: list[int]) -> tuple[Theme, ...]:
    """Largest first, then by id; children after their parent."""
    size = {theme.id: count for theme, count in zip(themes, sizes, strict=True)}
    by_size = sorted(themes, key=lambda theme: (-size[theme.id], theme.id))
    ordered = []
    for theme in by_size:
        if theme.parent is None:
            ordered += [theme, *(child for child in by_size if child.parent == theme.id)]
    return tuple(replace(theme, order=order) for order, theme in enumerate(ordered))


def _neighbours(
    units: Units, vectors: NDArray[np.float32], texts: _Texts, small: bool
) -> tuple[tuple[int, int, float], ...]:
    """Pairs of different texts, each among the closest of the other, above ``NEIGHBOUR``."""
    if not small or len(texts.first) < 2:
        return ()
    own = vectors[texts.first].astype(np.float64)
    closeness = np.round(own @ own.T, 6)
    np.fill_diagonal(closeness, -1.0)
    nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :NEIGHBOURS_EACH]
    pairs = []
    for a in range(len(own)):
        for b in nearest[a].tolist():
            if a < b and closeness[a, b] >= NEIGHBOUR and a in nearest[b]:
                low, high = sorted((int(texts.first[a]), int(texts.first[b])))
                pairs.append((low, high, float(closeness[a, b])))
    return tuple(sorted(pairs, key=lambda pair: (-pair[2], str(units.id[pair[0]]), str(units.id[pair[1]]))))
