"""The run: from sources to a reading folder that appears complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import import_sources
from concertia.dossier.manifest import write_manifest
from concertia.errors import ConcertiaError
from concertia.execution import profile
from concertia.execution.executors import executor
from concertia.execution.inputs import edits_of, keep_inputs, model_of, previous_of, published_of
from concertia.execution.options import AnalyseOptions
from concertia.execution.progress import StageClock
from concertia.execution.request import CORPUS_FILES, STAGES, open_request
from concertia.execution.stages import read_corpus_stages
from concertia.reports.render import render_report
from concertia.storage.canonical import canonical_json
from concertia.storage.folders import publish_folder
from concertia.synthesis.assemble import decide, figures
from concertia.synthesis.edits import replay
from concertia.synthesis.reading import read_population_kept, write_reading
from concertia.synthesis.wording import named_by_machine, worded


@dataclass(frozen=True)
class Analysis:
    """What a run published: its folder and its dossier id."""

    folder: Path
    dossier_id: str


def analyse(sources: Sequence[Path], out: Path, options: AnalyseOptions) -> Analysis:
    """Analyse files or one corpus folder into ``out``.

    An interrupted run leaves ``out/.partial``; the same call goes on from there. Raises ConcertiaError
    (unusable source, question for a person, folder in use…).
    """
    clock = StageClock(options.quiet, options.lang, options.progress)
    with (
        open_request(sources, out, options) as work,
        clock.running(),
        executor(options.jobs, options.cluster) as pool,
    ):
        with clock.stage("import"):
            keep_inputs(work, options)
            _bring_corpus(sources, work / "corpus", options)
        produce(work, options, clock, pool)
        with clock.stage("dossier"):
            shutil.rmtree(work / STAGES)
            (work / "run.json").write_bytes(canonical_json(clock.report()))
            dossier_id = write_manifest(work)
            publish_folder(out)
    return Analysis(out, dossier_id)


def produce(work: Path, options: AnalyseOptions, clock: StageClock, pool: Executor | None) -> None:
    """Write result, tables and reports into ``work``, which holds a corpus and the inputs of the reading."""
    _read(work, options, clock, pool)
    with clock.stage("reports"):  # from the files: nothing of the reading is in memory any more
        write_reports(work, options.lang)


def _read(work: Path, options: AnalyseOptions, clock: StageClock, pool: Executor | None) -> None:
    corpus = read_corpus(work / "corpus")
    reading = read_corpus_stages(corpus, work, options, clock, pool)
    with clock.stage("synthesis"):
        edited = replay(replace(reading, population=read_population_kept(work)), edits_of(work))
        decided = decide(edited, published_of(work), previous_of(work))
        if model := model_of(work, options):
            decided = worded(*decided, model, named_by_machine(reading, edited))
        write_reading(decided[0], figures(*decided, profile.current()), work)


def write_reports(folder: Path, language: str) -> None:
    """Write ``rapport.html``, ``rapport.docx`` and ``rapport.pdf`` from the files of a reading."""
    files = render_report(folder, language=language)
    (folder / "rapport.html").write_bytes(files.html)
    (folder / "rapport.docx").write_bytes(files.docx)
    (folder / "rapport.pdf").write_bytes(files.pdf)


def _bring_corpus(sources: Sequence[Path], folder: Path, options: AnalyseOptions) -> None:
    """Import or copy the corpus, unless an interrupted run already did."""
    if (folder / "import.json").is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    if any(is_corpus(source) for source in sources):
        _refuse_several(sources)
        copy_corpus(sources[0], folder)
    else:
        import_sources(sources, folder, options.sources)


def is_corpus(folder: Path) -> bool:
    """Whether a folder is one that ``concertia import`` wrote."""
    return (folder / "import.json").is_file() and (folder / "contributions.parquet").is_file()


def copy_corpus(source: Path, target: Path) -> None:
    """Copy the files of a corpus and nothing else; ``import.json`` last, so that a half copy is not one."""
    target.mkdir(parents=True)
    for name in CORPUS_FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def _refuse_several(sources: Sequence[Path]) -> None:
    if len(sources) > 1:
        raise ConcertiaError(
            "Un dossier de corpus se lit seul. Réunissez d'abord toutes les sources avec "
            "« concertia import », puis analysez le corpus obtenu.",
            "A corpus folder is read alone. First bring all the sources together with "
            "“concertia import”, then analyse the corpus.",
        )
