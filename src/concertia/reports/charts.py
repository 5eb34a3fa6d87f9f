"""Small charts as SVG: no script, readable in grey and by colour-blind people, same bytes twice.

Widths are in units of a 440-unit view box: labels stand above their bar, so that a chart stays
readable on a phone. Colours are those of Okabe and Ito (2008); shapes and hatching say the same as colours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

WIDTH = 440
FONT = "Atkinson Hyperlegible, Noto Sans, sans-serif"
INK = "#1b1b1b"
BAR = "#1f4e79"
GROUP_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#5c5c5c", "#000000")
MAP_POINTS = 2000
"""Above this number of people the map shows one in n, and says so."""
_LABEL = 62
"""Characters of a label on one line."""


@dataclass(frozen=True)
class Share:
    """One line of a chart of answers: how many agree, disagree and pass."""

    label: str
    counts: tuple[int, int, int]
    written: str
    """The three counts as written, beside the bar."""


def bars(rows: Sequence[tuple[str, int, str]], title: str) -> str:
    """Horizontal bars: (label, value, value as written), in the order given."""
    largest = max((value for _, value, _ in rows), default=0) or 1
    parts: list[str] = []
    y = 6
    for label, value, written in rows:
        for line in _lines(label):
            y += 16
            parts.append(_text(0, y, line))
        length = round(value / largest * (WIDTH - 74), 1)
        parts.append(f'<rect x="0" y="{y + 6}" width="{length:g}" height="14" rx="2" fill="{BAR}"/>')
        parts.append(_text(length + 6, y + 18, written, bold=True))
        y += 28
    return _svg(parts, y + 6, title)


def shares(rows: Sequence[Share], legend: tuple[str, str, str], title: str) -> str:
    """Bars of agree (plain), disagree (hatched) and pass (light), on the people who answered."""
    parts = ["<defs>", _hatch("hatch"), "</defs>"]
    fills = (BAR, "url(#hatch)", "#d9d9d9")
    x = 0.0
    for fill, word in zip(fills, legend, strict=True):
        parts.append(f'<rect x="{x:g}" y="4" width="14" height="14" fill="{fill}" stroke="{INK}"/>')
        parts.append(_text(x + 20, 16, word))
        x += 34 + 7.4 * len(word)
    y = 26
    for row in rows:
        for line in _lines(row.label):
            y += 16
            parts.append(_text(0, y, line))
        total = sum(row.counts) or 1
        x = 0.0
        for fill, count in zip(fills, row.counts, strict=True):
            width = count / total * (WIDTH - 112)
            if count:
                parts.append(
                    f'<rect x="{x + 1:.1f}" y="{y + 6}" width="{width:.1f}" height="14" fill="{fill}" '
                    f'stroke="{INK}" stroke-width="0.8"/>'
                )
            x += width
        parts.append(_text(WIDTH - 104, y + 18, row.written))
        y += 30
    svg = _svg(parts, y + 6, title)
    return svg.replace("hatch", f"hatch-{_digest(svg)}")


def opinion_map(
    x: NDArray[np.float64], y: NDArray[np.float64], group: NDArray[np.int64], names: Sequence[str], title: str
) -> str:
    """People placed by how alike they answered; one shape and colour a group, its name at its centre.

    ``group``: 0 to len(names) − 1. People above ``MAP_POINTS`` are thinned evenly in row order.
    """
    step = map_step(len(x))
    height = 330.0
    px = _spread(x, 14, WIDTH - 14)
    py = height - _spread(y, 14, height - 14)
    parts = [f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height:g}" fill="#fff" stroke="#767676"/>']
    parts += [_mark(float(px[row]), float(py[row]), int(group[row])) for row in range(0, len(x), step)]
    for number, name in enumerate(names):
        inside = group == number
        if inside.any():
            cx, cy = float(np.median(px[inside])), float(np.median(py[inside]))
            parts.append(_label(cx, cy, name))
    legend = height
    for number, name in enumerate(names):
        column, line = number % 3, number // 3
        legend = height + 24 + 20 * line
        parts.append(_mark(10 + column * 145, legend - 5, number, 5))
        parts.append(_text(22 + column * 145, legend, name))
    return _svg(parts, int(legend) + 12, title)


def map_step(people: int) -> int:
    """One person in how many is drawn."""
    return max(1, -(-people // MAP_POINTS))


def _spread(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    smallest, largest = float(values.min()), float(values.max())
    if largest == smallest:
        return np.full(len(values), (low + high) / 2)
    spread: NDArray[np.float64] = low + (values - smallest) / (largest - smallest) * (high - low)
    return spread


def _mark(x: float, y: float, group: int, r: float = 3.2) -> str:
    colour = GROUP_COLOURS[group % len(GROUP_COLOURS)]
    style = f'fill="{colour}" fill-opacity="0.7" stroke="{INK}" stroke-width="0.4"'
    shape = group % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" {style}/>'
    corners = (
        ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        ((0, -1.3), (1.2, 1), (-1.2, 1)),
        ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
    )[shape - 1]
    points = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" {style}/>'


def _label(x: float, y: float, name: str) -> str:
    width = 8.2 * len(name) + 12
    left = min(max(x - width / 2, 2), WIDTH - width - 2)
    return (
        f'<rect x="{left:.1f}" y="{y - 12:.1f}" width="{width:.1f}" height="22" rx="3" fill="#fff" '
        f'fill-opacity="0.92" stroke="{INK}"/>' + _text(left + 6, y + 4, name, bold=True)
    )


def _hatch(name: str) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<rect width="2.6" height="6" fill="#b34700"/></pattern>'
    )


def _lines(label: str) -> list[str]:
    """A label on two lines at most."""
    words, lines = " ".join(label.split()).split(" "), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LABEL:
            if len(lines) == 2:
                return [lines[0], lines[1][: _LABEL - 1] + "…"]
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line if len(line) <= _LABEL else line[: _LABEL - 1] + "…" for line in lines]


def _text(x: float, y: float, words: str, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}"{weight}>{escape(words)}</text>'


def _svg(parts: Sequence[str], height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="{FONT}" '
        f'font-size="13" fill="{INK}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
