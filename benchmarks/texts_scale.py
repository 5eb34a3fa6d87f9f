"""Very many written contributions, from a CSV to a verifiable reading.

``python benchmarks/texts_scale.py --texts 100000``: writes distinct contributions of 40 words or a little
more, made by joining sentences of different real ones (``real_sentences``), runs ``concertia analyse`` on
them, and writes RESULTS.md. ``--texts 10000 | 100000 | 1000000``; ``--fast``: embeds a sample only;
``--repeated``: whole sentences, which come again and again, instead of passages that hardly ever do;
``--jobs N``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import real_sentences
import results

ASKED = {(100_000, False): 360, (1_000_000, False): 3_000, (1_000_000, True): 900}
"""Seconds asked, by number of texts and ``--fast``."""


class Memory(threading.Thread):
    """The most that a process and its children held together, asked five times a second."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._root = psutil.Process(process)

    def run(self) -> None:
        while True:
            try:
                held = [self._root, *self._root.children(recursive=True)]
                self.peak = max(self.peak, sum(self._held(one) for one in held))
            except psutil.NoSuchProcess:
                return
            time.sleep(0.2)

    @staticmethod
    def _held(one: psutil.Process) -> int:
        try:
            return one.memory_info().rss
        except psutil.NoSuchProcess:
            return 0


def analysed(source: Path, out: Path, options: list[str]) -> tuple[float, int]:
    command = [sys.executable, "-m", "concertia", "analyse", str(source), "--out", str(out), "--quiet"]
    began = time.perf_counter()
    running = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    memory = Memory(running.pid)
    memory.start()
    if running.wait():
        raise SystemExit(running.returncode)
    return time.perf_counter() - began, memory.peak


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=100_000)
    asked.add_argument("--fast", action="store_true")
    asked.add_argument("--repeated", action="store_true")
    asked.add_argument("--jobs", type=int)
    given = asked.parse_args()
    options = [*(["--fast"] if given.fast else []), *(["--jobs", str(given.jobs)] if given.jobs else [])]
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "texts.csv", Path(name) / "out"
        real_sentences.write_contributions(source, given.texts, seed=0, repeated=given.repeated)
        seconds, peak = analysed(source, out, options)
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    limit = ASKED.get((given.texts, given.fast))
    energy = run["energy"]
    low, high = energy["range_watt_hours"]
    total = [f"{seconds:.0f} s ({used.ru_utime + used.ru_stime:.0f} s of processor)", f"{limit or '–'}"]
    rows = [
        *([one["stage"], f"{one['seconds']:.1f} s", ""] for one in run["stages"]),
        ["in all", *total],
        ["peak memory of all processes", f"{peak / 2**30:.2f} GiB", "6 GiB" if given.texts >= 10**6 else "–"],
        ["energy, estimated", f"{energy['watt_hours']:.1f} Wh ({low:.1f} to {high:.1f})", "–"],
    ]
    corpus = result["corpus"]
    made = "whole sentences" if given.repeated else "the beginning of one sentence and the end of another"
    fast = result["embedder"].get("fast")
    body = (
        f"{corpus['contributions']:,} contributions, {corpus['units']:,} passages, "
        f"{len(result['themes'])} themes, {len(result['findings']):,} findings. Nobody wrote these texts: "
        f"each joins {made}, taken from different real contributions.\n\n"
        + results.table(["", "measured", "asked"], rows)
        + (f"\n\nFidelity of the map: {fast['cosine']:.2f} on {fast['checked']:,} texts." if fast else "")
    )
    options = [*(["--fast"] if given.fast else []), *(["--repeated"] if given.repeated else [])]
    title = f"Texts: {given.texts:,} contributions" + "".join(f", {option[2:]}" for option in options)
    command = " ".join(["python benchmarks/texts_scale.py --texts", str(given.texts), *options])
    results.record(title, command, body)


if __name__ == "__main__":
    main()
