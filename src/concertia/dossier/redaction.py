"""Erasing a contribution: the words are destroyed, the counts hold, the rest is still proven.

Text, nonce and original are destroyed; the leaf stays, so that the corpus keeps its id. Each erasure is
a signed line of ``redactions.jsonl``. A text that is missing without such a line is found by ``verify``.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from concertia.corpus.folder import Corpus, write_reports, write_tables
from concertia.dossier.lines import CheckLine, listed
from concertia.dossier.manifest import SIGNATURE, write_manifest
from concertia.dossier.relabelling import relabelled
from concertia.dossier.signature import holds, read_signature, signed_record
from concertia.errors import ConcertiaError
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet
from concertia.synthesis.assemble import Decisions, figures, stated_decisions
from concertia.synthesis.finding import Finding, UnsupportedFindingError
from concertia.synthesis.findings import reworded
from concertia.synthesis.quotes import Quote, quoted_words, without_erased
from concertia.synthesis.reading import RESULT, Reading, read_reading, read_result, write_wordings
from concertia.synthesis.wording import unworded, withdrawn

REDACTIONS = "redactions.jsonl"
SCHEMA = "concertia/redaction/1"
ERASED = {
    "fr": "[contribution retirée à la demande de la personne]",
    "en": "[contribution withdrawn at the person's request]",
    "de": "[Beitrag auf Wunsch der Person entfernt]",
}
"""What stands in place of a finding's words when nothing else can be quoted."""
FINGERPRINT = 16
"""Characters of a public key that a verification prints for an erasure."""
_FIELDS = {"schema", "contribution_id", "leaf", "reason", "date", "public_key", "signature"}


def redact(
    folder: Path,
    contributions: Sequence[str],
    *,
    reason: str,
    date: str,
    key: Ed25519PrivateKey,
    out: Path,
    render: Callable[[Path], None],
) -> str:
    """Write in ``out`` (which must not exist) the reading without the words of some contributions.

    ``date``: ISO day of the erasure; ``render`` writes the reports again. Returns the new dossier id. The
    caller then replaces every copy it hosts. Raises ConcertiaError for an unknown or already erased
    contribution, what is not a day, or an ``out`` that exists.
    """
    result = read_result(folder)
    _refuse_unusable(date, out)
    if result["grade"] != "restricted":
        raise ConcertiaError(
            "Un retrait se fait dans le dossier restreint ; le dossier public se refabrique ensuite.",
            "An erasure is made in the restricted dossier; the public one is then built again.",
        )
    reading = read_reading(folder, result)
    rows = [_row(reading.corpus, name) for name in sorted(set(contributions))]
    records = [
        signed_record(
            {
                "schema": SCHEMA,
                "contribution_id": str(reading.corpus.contributions["contribution_id"][row]),
                "leaf": str(reading.corpus.contributions["leaf"][row]),
                "reason": reason,
                "date": date,
            },
            key,
        )
        for row in rows
    ]
    shutil.copytree(folder, out, ignore=shutil.ignore_patterns(SIGNATURE, "rapport.*", "a-lire.csv"))
    corpus = _erase(reading.corpus, rows, out / "corpus")
    with (out / REDACTIONS).open("ab") as stream:
        stream.writelines(canonical_json(record) for record in records)
    gone = frozenset(str(record["contribution_id"]) for record in records)
    before = withdrawn(reading, gone)
    erased = replace(before, corpus=corpus)
    erased = replace(erased, themes=relabelled(before, erased))
    if erased.wordings:
        write_wordings(out, erased.wordings)
    (out / RESULT).write_bytes(canonical_json(_without_words(erased, result)))
    render(out)
    return write_manifest(out)


def _refuse_unusable(date: str, out: Path) -> None:
    try:
        datetime.date.fromisoformat(date if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else "")
    except ValueError as error:
        raise ConcertiaError(
            f"« {date} » n'est pas une date. Écrivez le jour du retrait comme ceci : 2025-07-01.",
            f"“{date}” is not a date. Write the day of the erasure like this: 2025-07-01.",
        ) from error
    if out.exists():
        raise ConcertiaError(
            f"« {out} » existe déjà : le dossier sans ces mots s'écrit ailleurs. Donnez un nom nouveau.",
            f"“{out}” already exists: the dossier without these words is written elsewhere. Give a new name.",
        )


def _row(corpus: Corpus, name: str) -> int:
    found = np.flatnonzero(corpus.contributions["contribution_id"] == name)
    if not len(found) or corpus.published[found[0]] is None:
        raise ConcertiaError(
            f"La contribution « {name} » n'est pas dans ce dossier, ou elle en a déjà été retirée.",
            f"Contribution “{name}” is not in this dossier, or was already removed from it.",
        )
    return int(found[0])


def _erase(corpus: Corpus, rows: Sequence[int], folder: Path) -> Corpus:
    columns = dict(corpus.contributions)
    for name in ("text", "public_text", "nonce"):
        columns[name] = columns[name].copy()
        columns[name][rows] = None
    tables = {"contributions": columns}
    if (folder / "originals.parquet").is_file():
        gone = set(columns["contribution_id"][rows])
        originals = read_parquet(folder / "originals.parquet")
        kept = np.array([name not in gone for name in originals["contribution_id"]], dtype=np.bool_)
        tables["originals"] = {name: column[kept] for name, column in originals.items()}
    write_tables(folder, tables)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rejects = [json.loads(line) for line in (folder / "rejects.jsonl").read_bytes().splitlines()]
    write_reports(folder, corpus.report, rejects, package.get("title"))
    return replace(corpus, contributions=columns)


def _without_words(reading: Reading, result: Mapping[str, Any]) -> dict[str, Any]:
    """The result, quotations of erased contributions replaced by others where there are."""
    decisions = stated_decisions(reading, result)
    quotes = {theme: without_erased(reading, theme, held) for theme, held in decisions.quotes.items()}
    findings = tuple(
        _other_words(reading, finding) for finding in unworded(decisions.findings, reading.wordings)
    )
    changed: Decisions = replace(decisions, findings=findings, quotes=quotes)
    return figures(reading, changed, result["profile"])


def _readable(reading: Reading, quote: Quote) -> bool:
    return bool(quoted_words(reading, quote))


def _other_words(reading: Reading, finding: Finding) -> Finding:
    finding = replace(finding, quotes=tuple(quote for quote in finding.quotes if _readable(reading, quote)))
    if finding.quote is None or _readable(reading, finding.quote):
        return finding
    try:
        return reworded(reading, finding, force=True)
    except UnsupportedFindingError:
        language = reading.parameters.lang[:2]
        text = ERASED.get(language, ERASED["en"])
        return replace(finding, text=text, wording="edited", quote=None)


def read_redactions(folder: Path) -> list[dict[str, Any]]:
    """The recorded erasures of a dossier, in order."""
    path = folder / REDACTIONS
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def erased_contributions(folder: Path) -> set[str]:
    """Ids of the contributions with a recorded erasure, whatever its signature is worth."""
    return {str(record["contribution_id"]) for record in read_redactions(folder)}


def check_redactions(folder: Path, corpus: Corpus, key: str | None) -> list[CheckLine]:
    """Each erasure is about a contribution of this corpus and is signed: with ``key`` if given, and by the
    key that signed the dossier if it is signed."""
    signature = read_signature(folder)
    owners = {key.strip().lower()} if key is not None else set()
    owners |= {str(signature["public_key"])} if signature is not None else set()
    signers: set[str] = set()
    leaves = dict(zip(corpus.contributions["contribution_id"], corpus.contributions["leaf"], strict=True))
    wrong = []
    for record in read_redactions(folder):
        name = str(record.get("contribution_id"))
        intact = set(record) == _FIELDS and record["schema"] == SCHEMA and holds(record)
        signers.add(str(record.get("public_key")))
        owned = owners <= {record.get("public_key")}
        if not (intact and owned and leaves.get(name) == record["leaf"]):
            wrong.append(name)
    total = len(read_redactions(folder))
    if not total:
        return []
    shown = ", ".join(f"{signer[:FINGERPRINT]}…" for signer in sorted(signers))
    return [
        listed(
            f"{total} retrait(s), signés par la clé {shown} ; les comptes tiennent",
            f"{total} erasure(s), signed by key {shown}; counts hold",
            wrong,
        )
    ]
