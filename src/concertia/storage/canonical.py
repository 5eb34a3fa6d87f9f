"""Canonical JSON (RFC 8785) and hashes: the bytes that are published and compared."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np
import rfc8785

DECIMALS = 6


def rounded(value: Any, decimals: int = DECIMALS) -> Any:
    """A JSON-ready copy: NumPy scalars and arrays unwrapped, floats rounded, −0.0 written 0.

    Raises ValueError for a number that is not finite: nothing published may be NaN or infinite.
    """
    if isinstance(value, dict):
        return {str(key): rounded(item, decimals) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item, decimals) for item in value]
    if isinstance(value, np.ndarray):
        return rounded(value.tolist(), decimals)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if not math.isfinite(number):
            raise ValueError("a published number must be finite")
        return round(number, decimals) + 0.0
    return value


def canonical_json(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value, followed by one line feed."""
    return bytes(rfc8785.dumps(value)) + b"\n"


def sha256_bytes(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
