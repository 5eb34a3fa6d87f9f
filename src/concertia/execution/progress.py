"""What a person sees while the engine works, and what ``run.json`` keeps of each stage."""

from __future__ import annotations

import json
import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from concertia.execution.energy import estimate, processor_seconds

STAGES = {
    "import": ("Lecture des fichiers", "Reading the files"),
    "units": ("Découpage en idées", "Splitting into ideas"),
    "duplicates": ("Textes identiques et séries", "Identical texts and series"),
    "kinds": ("Attentes, craintes, refus…", "Expectations, fears, refusals…"),
    "positions": ("Pour, contre ou nuancé", "For, against or qualified"),
    "themes": ("Rapprochement des textes par le sens", "Bringing texts together by meaning"),
    "lexical": ("Contre-épreuve sans réseau de neurones", "Check without a neural network"),
    "learning": ("Codage d'après les exemples", "Coding after the examples"),
    "opinions": ("Positions et groupes", "Positions and groups"),
    "synthesis": ("Enseignements et comptes", "Findings and counts"),
    "reports": ("Restitution HTML, DOCX, PDF", "HTML, DOCX, PDF report"),
    "dossier": ("Empreintes", "Hashes"),
}
"""Stages of a reading in order, with their French and English names."""


@dataclass
class StageRecord:
    """What one stage took. ``peak_mib`` is the peak of this process so far, in MiB."""

    name: str
    seconds: float
    peak_mib: float


@dataclass
class StageClock:
    """Times the stages and shows a bar on a terminal (nothing when quiet or redirected)."""

    quiet: bool = False
    language: str = "fr"
    told: Path | None = None
    """A file that says the stage at any moment, for the program that started this one."""
    records: list[StageRecord] = field(default_factory=list)
    interrupted: bool = False
    """Whether Ctrl-C was asked: Python loses the interruption where a library catches everything."""
    _bar: Progress | None = None
    _task: TaskID | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Show the bar for the duration of the block; an interruption holds at the next stage.

        An error that follows Ctrl-C is the interruption told otherwise (a database says « interrupted »,
        a half-made import says « cannot import »): it leaves as KeyboardInterrupt.
        """
        if threading.current_thread() is not threading.main_thread():
            with self._shown():
                yield
            return
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            with self._shown():
                yield
        except Exception as error:
            if self.interrupted:
                raise KeyboardInterrupt from error
            raise
        finally:
            signal.signal(signal.SIGINT, before)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.interrupted = True
        raise KeyboardInterrupt

    @contextmanager
    def _shown(self) -> Iterator[None]:
        console = Console(stderr=True)
        if self.quiet or not console.is_terminal:
            yield
            return
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
        ) as bar:
            self._bar, self._task = bar, bar.add_task("", total=len(STAGES))
            try:
                yield
            finally:
                self._bar = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage of ``STAGES``: named on the bar, timed in ``records``. Raises KeyboardInterrupt."""
        if self.interrupted:
            raise KeyboardInterrupt
        if self._bar is not None and self._task is not None:
            label = STAGES[name][0 if self.language == "fr" else 1]
            self._bar.update(self._task, completed=list(STAGES).index(name), description=label)
        self._tell(name)
        began = time.perf_counter()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.records.append(StageRecord(name, time.perf_counter() - began, peak))
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=list(STAGES).index(name) + 1)

    def _tell(self, name: str) -> None:
        if self.told is None:
            return
        position = {"stage": name, "number": list(STAGES).index(name), "of": len(STAGES)}
        partial = self.told.with_name(f"{self.told.name}.new")
        partial.write_text(json.dumps(position), encoding="ascii")
        partial.replace(self.told)

    def report(self) -> dict[str, Any]:
        """The ``run.json`` content: seconds, peak memory and energy."""
        return {
            "schema": "concertia/run/1",
            "stages": [
                {"stage": r.name, "seconds": round(r.seconds, 3), "peak_mib": round(r.peak_mib, 1)}
                for r in self.records
            ],
            "seconds": round(sum(r.seconds for r in self.records), 3),
            "energy": estimate(processor_seconds()),
        }
