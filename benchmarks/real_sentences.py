"""Distinct French contributions made by joining sentences of different real ones: for throughput, not sense.

The sentences are those of the Grand débat answers, of the Vrai débat proposals and of the arguments on the
Digital Republic bill. Nobody wrote the texts that come out.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from concertia.corpus.text import canonical
from concertia.language.segmentation import segment

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data"))
WORDS = 40
"""Words from which a contribution is long enough."""
SHORTEST, LONGEST = 6, 40
"""Words of a sentence that is used."""


def sentences() -> list[tuple[int, str]]:
    """(contribution, sentence), each sentence once, in the order of the files."""
    seen: dict[str, int] = {}
    for number, text in enumerate(_texts()):
        for start, end in segment(text, "fr"):
            said = " ".join(text[start:end].split())
            if SHORTEST <= len(said.split()) <= LONGEST:
                seen.setdefault(said.rstrip(" .…;,:"), number)
    return [(number, said) for said, number in seen.items()]


def _texts() -> Iterator[str]:
    for answer in json.loads((DATA / "grand-debat" / "labelled_answers.json").read_text(encoding="utf-8")):
        yield canonical(answer["reponse"]).text
    for one in json.loads((DATA / "vrai-debat" / "unique_contributions.json").read_text(encoding="utf-8")):
        yield canonical(one["contribution_versions_bodyText"]).text
    for path in sorted((DATA / "republique-numerique" / "opinions").glob("*.json")):
        if content := path.read_text(encoding="utf-8").strip():
            yield from (canonical(body, html=True).text for body in _bodies(json.loads(content)))


def _bodies(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("body"), str):
            yield value["body"]
        for name in sorted(value):
            yield from _bodies(value[name])
    elif isinstance(value, list):
        for one in value:
            yield from _bodies(one)


def write_contributions(path: Path, count: int, *, seed: int, repeated: bool = False) -> None:
    """A CSV of ``count`` distinct contributions of ``WORDS`` words or a little more.

    Each sentence is the beginning of a real one and the end of another, so that hardly any passage comes
    twice: every one must be read anew. ``repeated``: whole sentences, which come again and again.
    """
    pool, chosen = sentences(), random.Random(seed)
    written: set[str] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "date", "texte"])
        while len(written) < count:
            text = _contribution(pool, chosen, repeated=repeated)
            if text not in written:
                written.add(text)
                number = len(written)
                rows.writerow([number, f"2026-{number % 9 + 1:02d}-{number % 28 + 1:02d}", text])


def _contribution(pool: list[tuple[int, str]], chosen: random.Random, *, repeated: bool) -> str:
    said: list[str] = []
    used: set[int] = set()
    words = 0
    while words < WORDS:
        drawn = [pool[chosen.randrange(len(pool))] for _ in range(1 if repeated else 2)]
        origins = {number for number, _ in drawn}
        if len(origins) < len(drawn) or used & origins:
            continue
        used |= origins
        parts = [text.split() for _, text in drawn]
        joined = parts[0] if repeated else parts[0][: len(parts[0]) // 2] + parts[1][len(parts[1]) // 2 :]
        words += len(joined)
        said.append(" ".join(joined))
    return " ".join(f"{one[:1].upper()}{one[1:]}." for one in said)
