"""The request of a run: where it may write, and whether what an interrupted run left can be reused."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from concertia.errors import ConcertiaError, UnusableSourceError
from concertia.execution.options import AnalyseOptions
from concertia.execution.packs import framing_pack
from concertia.storage.canonical import canonical_json, sha256_bytes, sha256_file
from concertia.storage.folders import PARTIAL, partial_folder

_REQUEST = "request.sha256"
STAGES = ".stages"
"""Inside ``.partial``: intermediate results kept for resuming, removed before publication."""


def open_request(sources: Sequence[Path], out: Path, options: AnalyseOptions) -> Path:
    """The working folder of this request, emptied unless the same request was interrupted.

    Raises UnusableSourceError for a source that does not exist, ConcertiaError where ``out`` holds
    something else than a reading.
    """
    for source in sources:
        if not source.exists():
            raise UnusableSourceError(
                f"« {source} » n'existe pas. Vérifiez le chemin donné.",
                f"“{source}” does not exist. Check the path given.",
            )
    _refuse_foreign_folder(out)
    work = partial_folder(out)
    mark = _fingerprint(sources, options)
    kept = work / STAGES / _REQUEST
    if not kept.is_file() or kept.read_text(encoding="ascii") != mark:
        shutil.rmtree(work)
        (work / STAGES).mkdir(parents=True)
        kept.write_text(mark, encoding="ascii")
    return work


def _refuse_foreign_folder(out: Path) -> None:
    if not out.exists():
        return
    inside = {path.name for path in out.iterdir()} - {PARTIAL} if out.is_dir() else {"file"}
    if inside and "MANIFEST.json" not in inside:
        raise ConcertiaError(
            f"« {out} » contient autre chose qu'une lecture ; elle serait effacée. "
            "Donnez avec --out un dossier vide ou qui n'existe pas encore.",
            f"“{out}” holds something else than a reading, which would be erased. "
            "Give with --out a folder that is empty or does not exist yet.",
        )


def _fingerprint(sources: Sequence[Path], options: AnalyseOptions) -> str:
    """Changes when the options or the content of any source changes; ``jobs`` and ``quiet`` do not count."""
    asked: dict[str, Any] = dataclasses.asdict(options)
    for name in ("jobs", "quiet", "cluster"):
        del asked[name]
    given = [*sources, *options.published, *(p for p in (options.previous, options.edits) if p is not None)]
    if options.framing is not None:
        given.append(framing_pack(options.framing))
    files = [
        [str(path), sha256_file(path)]
        for source in given
        for path in ([source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file()))
    ]
    plain = json.loads(json.dumps({"options": asked, "files": files}, default=str))
    return sha256_bytes(canonical_json(plain))
