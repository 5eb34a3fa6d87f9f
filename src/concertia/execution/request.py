"""The request of a run: where it may write, and whether what an interrupted run left can be reused."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from concertia.errors import ConcertiaError, UnusableSourceError
from concertia.execution.inputs import FRAMING, PREVIOUS, PUBLISHED
from concertia.execution.options import AnalyseOptions
from concertia.execution.packs import framing_pack
from concertia.execution.teaching import LABELS, TO_READ
from concertia.storage.canonical import canonical_json, sha256_bytes, sha256_file
from concertia.storage.folders import PARTIAL, partial_folder
from concertia.synthesis.reading import POPULATION_FILE, WORDING_FILE

CORPUS_FILES = (
    "contributions.parquet", "votes.parquet", "tallies.parquet", "originals.parquet",
    "people.parquet",
    "rejects.jsonl", "datapackage.json", "import.json",
)  # fmt: skip
_REQUEST = "request.sha256"
_LOCK = ".lock"
STAGES = ".stages"
"""Inside ``.partial``: intermediate results kept for resuming, removed before publication."""
READING = frozenset({
    "MANIFEST.json", "SHA256SUMS", "corpus", "result.json", "units.parquet", "codes.parquet",
    "votes-groups.parquet", "rapport.html", "rapport.docx", "rapport.pdf", "edits.jsonl", "run.json",
    FRAMING, PREVIOUS, PUBLISHED, LABELS, TO_READ, WORDING_FILE, POPULATION_FILE, PARTIAL, _LOCK,
    *(f"corpus/{name}" for name in CORPUS_FILES),
})  # fmt: skip
"""What a new reading may replace. A signed or redacted one holds more, and is never replaced."""


@contextmanager
def open_request(sources: Sequence[Path], out: Path, options: AnalyseOptions) -> Iterator[Path]:
    """The working folder of this request, emptied unless the same request was interrupted; locked meanwhile.

    Raises UnusableSourceError for a source that does not exist, ConcertiaError where ``out`` holds
    something else than a reading, lies inside a source, or is being written by another run.
    """
    for source in sources:
        if not source.exists():
            raise UnusableSourceError(
                f"« {source} » n'existe pas. Vérifiez le chemin donné.",
                f"“{source}” does not exist. Check the path given.",
            )
    _refuse_foreign_folder(sources, out)
    work = partial_folder(out)
    with _locked(out):
        mark = _fingerprint(sources, options)
        kept = work / STAGES / _REQUEST
        if not kept.is_file() or kept.read_text(encoding="ascii") != mark:
            shutil.rmtree(work)
            (work / STAGES).mkdir(parents=True)
            kept.write_text(mark, encoding="ascii")
        yield work


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other runs out of ``out`` for the block; the system frees the lock if this process dies."""
    with (out / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConcertiaError(
                f"Une autre lecture s'écrit en ce moment dans « {out} ». Attendez qu'elle finisse, "
                "ou donnez un autre dossier avec --out.",
                f"Another run is writing in “{out}” now. Wait for it, or give another folder with --out.",
            ) from error
        yield


def _refuse_foreign_folder(sources: Sequence[Path], out: Path) -> None:
    if any(source.is_dir() and out.resolve().is_relative_to(source.resolve()) for source in sources):
        raise ConcertiaError(
            f"« {out} » est dans un dossier à lire : la lecture s'y lirait elle-même. "
            "Donnez avec --out un dossier ailleurs.",
            f"“{out}” is inside a folder to read: the reading would read itself. "
            "Give with --out a folder elsewhere.",
        )
    if not out.exists():
        return
    foreign = sorted(set(_names(out)) - READING) if out.is_dir() else [out.name]
    if foreign:
        raise ConcertiaError(
            f"« {out} » contient autre chose qu'une lecture ({', '.join(foreign[:3])}) ; ce serait effacé. "
            "Donnez avec --out un dossier vide ou qui n'existe pas encore.",
            f"“{out}” holds something else than a reading ({', '.join(foreign[:3])}), which would be "
            "erased. Give with --out a folder that is empty or does not exist yet.",
        )


def _names(out: Path) -> Iterator[str]:
    for path in out.iterdir():
        yield path.name
        if path.name == "corpus" and path.is_dir():
            yield from (f"corpus/{inside.name}" for inside in path.iterdir())


def _fingerprint(sources: Sequence[Path], options: AnalyseOptions) -> str:
    """Changes with the options and the content of any source; what only concerns the run does not count."""
    asked: dict[str, Any] = dataclasses.asdict(options)
    for name in ("jobs", "quiet", "cluster", "progress"):
        del asked[name]
    given = [
        *sources,
        *options.published,
        *(
            path
            for path in (options.previous, options.edits, options.learn, options.population)
            if path is not None
        ),
    ]
    if options.framing is not None:
        given.append(framing_pack(options.framing))
    files = [
        [str(path), sha256_file(path)]
        for source in given
        for path in ([source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file()))
    ]
    plain = json.loads(json.dumps({"options": asked, "files": files}, default=str))
    return sha256_bytes(canonical_json(plain))
