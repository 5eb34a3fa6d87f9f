"""The framing note of a campaign: themes decided before the debate, and which units they guide.

A unit goes to the theme whose label, description and examples are closest and whose keywords it holds;
below the threshold it is out of frame (« hors cadre ») and stays available to the other themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from concertia.errors import UnusableSourceError
from concertia.language.words import stems

SCHEMA = "concertia/framing/1"
THRESHOLD = 2.0
"""Standard deviations above the mean closeness of all units to all themes; the first keyword found counts
two, so that average closeness is then enough; further ones count half."""
MARGIN = 0.1
"""Without any keyword, a unit closer than that to a second theme is in neither."""
REPLICATES = 10


@dataclass(frozen=True)
class FramingTheme:
    """A theme of the note; ``label`` and ``description`` by language."""

    key: str
    label: dict[str, str]
    description: dict[str, str]
    keywords: tuple[str, ...]
    examples: tuple[str, ...]

    def named(self, language: str) -> str:
        """The label in a language, else in French, else in the first one given."""
        return self.label.get(language) or self.label.get("fr") or next(iter(self.label.values()))

    def references(self, language: str) -> list[str]:
        """Texts that say what the theme is about."""
        description = self.description.get(language) or self.description.get("fr", "")
        return [text for text in (self.named(language), description, *self.examples) if text]


@dataclass(frozen=True)
class Framing:
    """A framing-note pack, immutable once published."""

    key: str
    version: int
    licence: str
    source: str
    title: dict[str, str]
    question: dict[str, str]
    language: str
    themes: tuple[FramingTheme, ...]

    @property
    def references(self) -> list[str]:
        """The reference texts of all themes, in order: embed them with the units."""
        return [text for theme in self.themes for text in theme.references(self.language)]


@dataclass(frozen=True)
class Guided:
    """``theme``: (n,) index of the guiding theme or −1; ``stability``: one per theme, mean Jaccard index
    with the units it takes when half of its references and keywords are left out."""

    theme: NDArray[np.int64]
    stability: NDArray[np.float64]


def load_framing(path: Path) -> Framing:
    """Read a pack. Raises UnusableSourceError that says which key is missing or wrong."""
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unusable(
            path, "le fichier ne se lit pas comme du YAML", "the file is not readable YAML"
        ) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise _unusable(path, f"« schema: {SCHEMA} » manque", f"“schema: {SCHEMA}” is missing")
    try:
        themes = tuple(_theme(theme) for theme in content["themes"])
        framing = Framing(
            key=str(content["key"]),
            version=int(content["version"]),
            licence=str(content["licence"]),
            source=str(content["source"]).strip(),
            title=_by_language(content["title"]),
            question=_by_language(content.get("question", {})),
            language=str(content.get("language", "fr")),
            themes=themes,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unusable(
            path, f"clé absente ou mal formée : {error}", f"missing or malformed key: {error}"
        ) from error
    keys = [theme.key for theme in themes]
    if not keys or len(set(keys)) < len(keys):
        raise _unusable(path, "les thèmes sont absents ou répétés", "themes are missing or repeated")
    return framing


def guide(
    framing: Framing,
    texts: Sequence[str],
    languages: Sequence[str],
    vectors: NDArray[np.float32],
    reference_vectors: NDArray[np.float32],
    *,
    seed: int,
) -> Guided:
    """Which theme of the note guides each text; ``reference_vectors`` are those of ``framing.references``."""
    closeness = vectors.astype(np.float64) @ reference_vectors.astype(np.float64).T
    of_reference = np.repeat(
        np.arange(len(framing.themes)), [len(t.references(framing.language)) for t in framing.themes]
    )
    keywords = [(index, word) for index, theme in enumerate(framing.themes) for word in theme.keywords]
    held = _held([word for _, word in keywords], texts, languages, framing.language)
    of_keyword = np.array([index for index, _ in keywords], dtype=np.int64)
    chosen = _choose(closeness, of_reference, held, of_keyword, len(framing.themes))
    random = np.random.default_rng(seed)
    overlap = np.zeros(len(framing.themes))
    for _ in range(REPLICATES):
        references, words = _half(of_reference, random), _half(of_keyword, random)
        other = _choose(
            closeness[:, references],
            of_reference[references],
            held[:, words],
            of_keyword[words],
            len(framing.themes),
        )
        for theme in range(len(framing.themes)):
            union = int(((chosen == theme) | (other == theme)).sum())
            overlap[theme] += int(((chosen == theme) & (other == theme)).sum()) / union if union else 0.0
    return Guided(chosen, overlap / REPLICATES)


def _choose(
    closeness: NDArray[np.float64],
    of_reference: NDArray[np.int64],
    held: NDArray[np.bool_],
    of_keyword: NDArray[np.int64],
    themes: int,
) -> NDArray[np.int64]:
    count = len(closeness)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    best = np.stack(
        [closeness[:, of_reference == t].max(axis=1, initial=-1.0) for t in range(themes)], axis=1
    )
    spread = float(best.std()) or 1.0
    words = np.stack([held[:, of_keyword == t].sum(axis=1) for t in range(themes)], axis=1)
    score = (best - best.mean()) / spread + np.where(words > 0, 1.5 + 0.5 * words, 0.0)
    winner = score.argmax(axis=1)
    rows = np.arange(count)
    highest = score[rows, winner]
    second = np.sort(score, axis=1)[:, -2] if themes > 1 else np.full(count, -np.inf)
    clear = (words[rows, winner] > 0) | (highest - second >= MARGIN)
    return np.where((highest >= THRESHOLD) & clear, winner, -1).astype(np.int64)


def _half(owners: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Half of the entries of each owner (rounded up), as sorted positions."""
    kept = []
    for owner in np.unique(owners):
        positions = np.flatnonzero(owners == owner)
        kept.append(random.permutation(positions)[: -(-len(positions) // 2)])
    return np.sort(np.concatenate(kept)) if kept else np.zeros(0, dtype=np.int64)


def _held(
    keywords: Sequence[str], texts: Sequence[str], languages: Sequence[str], language: str
) -> NDArray[np.bool_]:
    """(texts, keywords): whether the stems of the keyword occur side by side in the text."""
    phrases = [" ".join(stem for stem, _ in stems(word, language)) for word in keywords]
    held = np.zeros((len(texts), len(keywords)), dtype=np.bool_)
    for row, (text, code) in enumerate(zip(texts, languages, strict=True)):
        line = f" {' '.join(stem for stem, _ in stems(text, code))} "
        for column, phrase in enumerate(phrases):
            held[row, column] = bool(phrase) and f" {phrase} " in line
    return held


def _theme(content: dict[str, Any]) -> FramingTheme:
    return FramingTheme(
        key=str(content["key"]),
        label=_by_language(content["label"]),
        description=_by_language(content.get("description", {})),
        keywords=tuple(str(word) for word in content.get("keywords", [])),
        examples=tuple(str(text) for text in content.get("examples", [])),
    )


def _by_language(content: dict[str, str]) -> dict[str, str]:
    return {str(language): str(text).strip() for language, text in content.items()}


def _unusable(path: Path, fr: str, en: str) -> UnusableSourceError:
    return UnusableSourceError(
        f"La note de cadrage {path.name} n'est pas utilisable : {fr}. "
        "Comparez-la avec packs/framing/ia-territoires.yaml.",
        f"The framing note {path.name} cannot be used: {en}. "
        "Compare it with packs/framing/ia-territoires.yaml.",
    )
