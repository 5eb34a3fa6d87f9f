"""Names that never change: contributions from their source, units from offsets, sets from their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def fields_bytes(*fields: str) -> bytes:
    """Fields as bytes that no other list of fields gives: each as ``length:utf-8`` (length in bytes)."""
    encoded = [field.encode("utf-8", "surrogatepass") for field in fields]
    return b"".join(b"%d:%s" % (len(field), field) for field in encoded)


def contribution_id(source_kind: str, source_id: str, record_id: str) -> str:
    """16 hexadecimal characters of SHA-256(source kind, source id, record id)."""
    return hashlib.sha256(fields_bytes(source_kind, source_id, record_id)).hexdigest()[:16]


def row_contribution_id(file_sha256: str, row: int) -> str:
    """16 hexadecimal characters of SHA-256(file hash, row number): a record without an id of its own."""
    return hashlib.sha256(fields_bytes(file_sha256, str(row))).hexdigest()[:16]


def unit_id(contribution: str, start: int, end: int) -> str:
    """``contribution_id:start-end``; offsets in code points, half-open."""
    return f"{contribution}:{start}-{end}"


def content_id(unit_ids: Iterable[str]) -> str:
    """8 hexadecimal characters naming a set of units: SHA-256 of the sorted ids joined by line feeds."""
    return hashlib.sha256("\n".join(sorted(set(unit_ids))).encode()).hexdigest()[:8]
