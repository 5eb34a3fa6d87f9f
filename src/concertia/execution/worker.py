"""A worker of a Dask cluster that gives the bytes of one machine.

``python -m concertia.execution.worker ADDRESS``: the profile is pinned before NumPy is loaded, then
the worker of Dask takes the options it knows. One thread: work is cut for processes.
"""

from __future__ import annotations

import sys

from concertia.execution.profile import pin


def main() -> None:
    """Run a worker until its scheduler leaves."""
    pin()
    from distributed.cli.dask_worker import main as work

    work(["--nthreads", "1", "--no-dashboard", *sys.argv[1:]])


if __name__ == "__main__":
    main()
