"""One analysis of the votes of a corpus folder, in a process of its own: prints times and peak memory as
JSON.

Used by the other benchmarks: ``python votes_analysis.py FOLDER [--stability]``.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from concertia.execution.profile import pin

pin()


def main(folder: Path, *, stability: bool) -> None:
    from concertia.corpus.folder import read_corpus
    from concertia.votes.opinions import analyse_opinions

    started, worked = time.perf_counter(), time.process_time()
    opinions = analyse_opinions(read_corpus(folder), seed=0, stability=stability)
    seconds = time.perf_counter() - started
    processor = time.process_time() - worked
    assert opinions is not None
    # Not getrusage: its peak is inherited from the process that started this one.
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))[0]) / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "peak_mib": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), stability="--stability" in sys.argv)
