"""The lines of the official list that ships in ``packs/territories``, unpacked once."""

from __future__ import annotations

import lzma
from functools import lru_cache

from concertia.execution.packs import packs_folder


@lru_cache(maxsize=1)
def lines() -> tuple[str, ...]:
    """One line per authority: kind, code, SIREN, name, joint, population, département, région, EPCI."""
    packed = (packs_folder() / "territories/official.tsv.xz").read_bytes()
    return tuple(lzma.decompress(packed).decode("utf-8").splitlines()[1:])
