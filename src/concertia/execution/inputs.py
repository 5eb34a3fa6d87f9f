"""What a reading was given besides its corpus, kept beside it so that it can be recomputed.

``framing.yaml`` is the framing note, ``previous.json`` the sets of units whose ids live on,
``edits.jsonl`` the retouches of the readers, ``published.json`` the figures already published,
``population.json`` the table of population given, ``wording.jsonl`` what a generative model answered. None
holds words of a contribution but the last one, from which erasing a contribution takes them away.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from concertia.corpus.population import read_population
from concertia.errors import UnusableSourceError
from concertia.execution.options import AnalyseOptions
from concertia.execution.packs import framing_pack
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet
from concertia.synthesis.reading import POPULATION_FILE, read_wordings
from concertia.synthesis.wording import RecordedModel
from concertia.texts.framing import Framing, load_framing
from concertia.texts.language_model import LanguageModel, ServedModel
from concertia.texts.themes import PreviousThemes

FRAMING = "framing.yaml"
PREVIOUS = "previous.json"
EDITS = "edits.jsonl"
PUBLISHED = "published.json"


def keep_inputs(work: Path, options: AnalyseOptions) -> None:
    """Copy into ``work`` what ``options`` names. Raises UnusableSourceError where it cannot be read,
    ConcertiaError for a model without an address."""
    if options.wording is not None:
        ServedModel.at(options.wording)
    if options.framing is not None:
        shutil.copyfile(framing_pack(options.framing), work / FRAMING)
    if options.previous is not None:
        (work / PREVIOUS).write_bytes(_previous_bytes(options.previous))
    if options.population is not None:
        (work / POPULATION_FILE).write_bytes(canonical_json(read_population(options.population).to_json()))
    if options.published:
        crossings = [_crossings(_result(folder)) for folder in options.published]
        (work / PUBLISHED).write_bytes(canonical_json(crossings))
    lines = options.edits.read_text(encoding="utf-8") if options.edits else ""
    (work / EDITS).write_text(lines, encoding="utf-8")


def framing_of(work: Path) -> Framing | None:
    """The framing note kept in ``work``."""
    return load_framing(work / FRAMING) if (work / FRAMING).is_file() else None


def previous_of(work: Path) -> dict[str, Any] | None:
    """``themes`` (id, unit ids) and ``findings`` (id, kind, support) of the earlier reading, if any."""
    path = work / PREVIOUS
    if not path.is_file():
        return None
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def previous_themes(work: Path) -> PreviousThemes | None:
    """The earlier themes kept in ``work``."""
    kept = previous_of(work)
    if kept is None:
        return None
    return PreviousThemes(tuple((name, frozenset(units)) for name, units in kept["themes"]))


def model_of(work: Path, options: AnalyseOptions) -> LanguageModel | None:
    """What words labels: the answers kept in ``work`` by a reading done before, else the model asked for.

    Raises ConcertiaError for an address that cannot be one.
    """
    if kept := read_wordings(work):
        return RecordedModel.of(kept)
    return None if options.wording is None else ServedModel.at(options.wording, options.seed)


def edits_of(work: Path) -> list[dict[str, Any]]:
    """The retouches kept in ``work``, in order. Raises UnusableSourceError naming the first bad line."""
    edits = []
    for number, line in enumerate((work / EDITS).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            edit = json.loads(line)
        except ValueError:
            edit = None
        if not isinstance(edit, dict):
            raise UnusableSourceError(
                f"La ligne {number} du fichier de retouches n'est pas un objet JSON. "
                "Corrigez-la ou retirez-la ; aucune retouche n'a été appliquée.",
                f"Line {number} of the edits file is not a JSON object. "
                "Mend or remove it; no edit was applied.",
            )
        edits.append(edit)
    return edits


def published_of(work: Path) -> list[dict[str, Any]]:
    """The results already published, kept in ``work``."""
    path = work / PUBLISHED
    kept: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return kept


def _previous_bytes(folder: Path) -> bytes:
    """Themes as (id, sorted unit ids) sorted by id, and what the findings stood on."""
    findings = [{name: f[name] for name in ("id", "kind", "support")} for f in _result(folder)["findings"]]
    units = read_parquet(folder / "units.parquet", ["unit_id", "theme_id"])
    held: dict[str, list[str]] = {}
    for unit, theme in zip(units["unit_id"], units["theme_id"], strict=True):
        if theme is not None:
            held.setdefault(theme, []).append(unit)
    themes = [[theme, sorted(held[theme])] for theme in sorted(held)]
    return canonical_json({"themes": themes, "findings": findings})


def _crossings(result: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "themes": [{"id": theme["id"], "by": theme.get("by", {})} for theme in result["themes"]]
    }
    return kept | {name: result[name] for name in ("population", "joint") if name in result}


def _result(folder: Path) -> dict[str, Any]:
    try:
        result: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableSourceError(
            f"« {folder} » n'est pas une lecture : result.json y manque ou ne se lit pas.",
            f"“{folder}” is not a reading: its result.json is missing or cannot be read.",
        ) from error
    return result
