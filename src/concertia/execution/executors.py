"""Where work runs: this process, a pool of processes, or a Dask cluster; results are the same.

The engine knows only ``concurrent.futures.Executor``. Work is cut by constants, never by ``jobs``.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from concertia.errors import ConcertiaError
from concertia.execution.profile import current


def default_jobs() -> int:
    """One process per core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def executor(jobs: int, cluster: str | None = None) -> Iterator[Executor | None]:
    """An executor for the block: ``None`` for one job, a pool of processes, or the cluster at an address.

    Raises ConcertiaError where the cluster cannot be used.
    """
    if cluster is not None:
        with _cluster(cluster) as remote:
            yield remote
    elif jobs <= 1:
        yield None
    else:
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
            yield pool


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConcertiaError(
            "Le calcul sur plusieurs machines demande une partie qui n'est pas installée. "
            "Installez-la avec : pip install 'concertia[cluster]'.",
            "Computing on several machines needs a part that is not installed. "
            "Install it with: pip install 'concertia[cluster]'.",
        ) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except OSError as error:
        raise ConcertiaError(
            f"Aucun ordonnanceur Dask ne répond à l'adresse {address}. "
            "Vérifiez l'adresse, ou lancez sans --cluster.",
            f"No Dask scheduler answers at {address}. Check the address, or run without --cluster.",
        ) from error
    try:
        _refuse_other_profiles(client.run(current))
        yield client.get_executor()
    finally:
        client.close()


def _refuse_other_profiles(found: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a cluster without a worker, or with one that would not give the bytes of this machine."""
    started = "python -m concertia.execution.worker"
    if not found:
        raise ConcertiaError(
            "L'ordonnanceur répond, mais aucun ouvrier ne travaille pour lui : rien ne serait calculé. "
            f"Lancez-en au moins un avec « {started} ADRESSE ».",
            "The scheduler answers, but no worker works for it: nothing would be computed. "
            f"Start at least one with “{started} ADDRESS”.",
        )
    others = sorted(address for address, profile in found.items() if profile != current())
    if others:
        raise ConcertiaError(
            f"L'ouvrier {others[0]} n'a pas le même profil que cette machine (version, bibliothèques ou "
            "réglages) : les octets ne seraient pas les mêmes. Installez-y la même version, et "
            f"lancez-le avec « {started} ADRESSE ».",
            f"The worker {others[0]} does not have the profile of this machine (version, libraries or "
            "settings): the bytes would differ. Install the same version there, and start it with "
            f"“{started} ADDRESS”.",
        )
