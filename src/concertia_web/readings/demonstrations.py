"""The demonstrations: packs of texts, read once by the same engine that anyone runs, in its own process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

import concertia
from concertia.errors import ConcertiaError
from concertia.execution.packs import packs_folder
from concertia.execution.profile import lock_hash
from concertia_web.readings.services import DOSSIER, NOTICE, RUN, index_reading

_SHOWN = ("order", "kind", "language", "title", "subject", "notice", "source", "licence", "attribution")


@dataclass(frozen=True)
class Demonstration:
    """One folder of ``packs/demo``: what is said of it, and how it is read."""

    slug: str
    folder: Path
    pack: dict[str, Any]

    @property
    def notice(self) -> dict[str, Any]:
        """What the site shows, and the mark by which an identical reading is recognised."""
        shown = {name: self.pack[name] for name in _SHOWN}
        return {**shown, "report_language": self.report_language, "mark": self.mark}

    @property
    def mark(self) -> str:
        """Hash of the engine's code, its lock and the pack: the same mark means the same reading."""
        code = Path(concertia.__file__).parent.rglob("*.py")
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        digest = hashlib.sha256(str(lock_hash()).encode())
        for path in [*sorted(code), *files]:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def command(self, out: Path) -> list[str]:
        """The command line that reads it, which is also the one to type by hand."""
        sources = [str(self.folder / name) for name in self.pack["files"]]
        words = []
        head = {name: self.pack[name][self.report_language].strip() for name in ("title", "notice")}
        for name, value in {**head, **self.pack["options"]}.items():
            shown = ",".join(value) if isinstance(value, list) else str(value)
            words += [f"--{name.replace('_', '-')}", shown]
        return ["analyse", *sources, "--out", str(out), *words]

    @property
    def report_language(self) -> str:
        """The language in which the report is written; that of the texts may be another one."""
        return str(self.pack["options"]["lang"])


def demonstrations() -> list[Demonstration]:
    """The demonstrations that ship, in the order that their packs ask for."""
    packs = {
        path.parent: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(packs_folder().glob("demo/*/demo.yaml"))
    }
    found = [Demonstration(pack["slug"], folder, pack) for folder, pack in packs.items()]
    return sorted(found, key=lambda demo: (demo.pack["order"], demo.slug))


def read_demonstrations(tell: Callable[[str], None]) -> None:
    """Read each demonstration whose mark changed; ``tell`` receives one line per reading.

    Raises ConcertiaError when one could not be read; the others are read all the same.
    """
    failed = [demo.slug for demo, done in _read_all(tell) if not done]
    if failed:
        names = ", ".join(failed)
        raise ConcertiaError(
            f"Ces lectures n'ont pas abouti : {names}. Le message du dessus dit pourquoi ; "
            "relancer ./start les reprend.",
            f"These readings did not end: {names}. The message above says why; ./start takes them up again.",
        )


def _read_all(tell: Callable[[str], None]) -> Iterator[tuple[Demonstration, bool]]:
    demos = demonstrations()
    for number, demo in enumerate(demos, start=1):
        home = Path(settings.READINGS) / demo.slug
        if already_read(home, demo.mark):
            continue
        tell(f"Lecture {number} sur {len(demos)} : {demo.pack['title']['fr']}")
        start = time.monotonic()
        done = _read(demo, home)
        tell(f"  {'prête' if done else 'interrompue'} en {time.monotonic() - start:.0f} s")
        yield demo, done


def already_read(home: Path, mark: str) -> bool:
    """Whether this very reading is there and complete."""
    if not (home / NOTICE).is_file():
        return False
    return index_reading(home=home).ready and json.loads((home / NOTICE).read_text("utf-8"))["mark"] == mark


def _read(demo: Demonstration, home: Path) -> bool:
    home.mkdir(parents=True, exist_ok=True)
    (home / DOSSIER).unlink(missing_ok=True)
    _write_notice(home, demo.notice)
    index_reading(home=home)
    run = home / RUN
    key = ["--key", str(Path(settings.VAR) / "pseudonymes.key")]
    done = _engine([*demo.command(run), *key]) and _engine(
        ["dossier", "build", str(run), "--grade", "public", "--out", str(home / DOSSIER)]
    )
    if not done:
        _write_notice(home, {**demo.notice, "failed": True})
    index_reading(home=home)
    return done


def _write_notice(home: Path, notice: dict[str, Any]) -> None:
    partial = home / f"{NOTICE}.new"
    partial.write_text(json.dumps(notice, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(home / NOTICE)


def _engine(words: list[str]) -> bool:
    command = [sys.executable, "-m", "concertia", *words]
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0  # noqa: S603
