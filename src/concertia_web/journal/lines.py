"""The public journal as lines of JSON, which anyone can check without us.

First the headers of the blocks, then the public entries: ``{"block": n, "place": p, "proof": [...], "entry":
{...}}``. ``check_lines`` needs nothing of this site: it says what an outsider does with the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import rfc8785

from concertia_web.journal.models import Block
from concertia_web.journal.sealing import content_of, header_of, leaf_of
from concertia_web.journal.tree import leaf_hash, proofs_of, root_by_proof


def public_lines(after: int = 0) -> Iterator[str]:
    """The lines, from the block that follows ``after``."""
    for block in _blocks(after):
        yield _line({"header": header_of(block), "hash": block.hash})
    for block in _blocks(after):
        entries = list(block.entries.select_related("territory").order_by("place"))
        proofs = proofs_of([leaf_of(entry) for entry in entries])
        for entry, proof in zip(entries, proofs, strict=True):
            if entry.public:
                found = {"block": block.number, "place": entry.place, "proof": [item.hex() for item in proof]}
                yield _line({**found, "entry": content_of(entry)})


def _blocks(after: int) -> Iterator[Block]:
    """By hundreds, not by a cursor that a reader who leaves would keep open."""
    while found := list(Block.objects.filter(number__gt=after).order_by("number")[:100]):
        yield from found
        after = found[-1].number


def check_lines(lines: Iterable[str], head: str = "") -> list[str]:
    """What is wrong in such a file. ``head``: the hash of the last block, as published or noted elsewhere."""
    problems: list[str] = []
    headers: dict[int, dict[str, Any]] = {}
    last = ""
    for number, text in enumerate(lines, start=1):
        try:
            item = json.loads(text)
            if "header" in item:
                last = _check_header(item, headers)
            else:
                _check_entry(item, headers)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(f"Ligne {number} : {error}")
    if head and head != last:
        problems.append("Le dernier bloc n’a pas l’empreinte attendue.")
    return problems


def _check_header(item: dict[str, Any], headers: dict[int, dict[str, Any]]) -> str:
    header, stated = item["header"], item["hash"]
    if hashlib.sha256(rfc8785.dumps(header)).hexdigest() != stated:
        raise ValueError("l’empreinte du bloc n’est pas celle de son en-tête")
    before = headers.get(header["number"] - 1)
    if headers and (before is None or before["hash"] != header["previous"]):
        raise ValueError("le bloc ne suit pas le précédent")
    headers[header["number"]] = {**header, "hash": stated}
    return str(stated)


def _check_entry(item: dict[str, Any], headers: dict[int, dict[str, Any]]) -> None:
    header = headers[item["block"]]
    proof = [bytes.fromhex(part) for part in item["proof"]]
    leaf = leaf_hash(rfc8785.dumps(item["entry"]))
    if root_by_proof(leaf, item["place"], header["entries"], proof).hex() != header["root"]:
        raise ValueError("l’inscription n’est pas celle qui a été scellée")


def _line(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
