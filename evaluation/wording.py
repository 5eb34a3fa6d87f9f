"""What a real small model words, and what the rules refuse.

``python evaluation/wording.py http:URL#model``: the arguments of ArgKP (development set; CONCERTIA_DATA, else
../shared/data), in English, as contributions; a reading whose labels and summaries the model at this address
may word. Verifies the dossier, does the analysis again without the model, prints what was used and refused,
and writes its section of RESULTS.md.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import sections

from concertia.corpus.importing import ImportOptions
from concertia.dossier.verify import verify
from concertia.execution.options import AnalyseOptions
from concertia.execution.recompute import recompute
from concertia.execution.run import analyse
from concertia.synthesis.reading import read_result, read_wordings

DATA = Path(os.environ.get("CONCERTIA_DATA", Path(__file__).parents[2] / "shared" / "data")) / "arg-kp"
TITLE = "Formulations d'un petit modèle de langue"
ARGUMENTS = 240
THEMES = 4
HEAD = """`python evaluation/wording.py http:URL#modèle`. Les {contributions} premiers arguments d'ArgKP
(`arg-kp`, développement, en anglais), {themes} thèmes ; modèle : {model}, servi sur cette machine. {asked}
questions, {accepted} réponses utilisées ; refusées : {refused}. Dossier vérifié : {verified} ;
refait sans le modèle, mêmes octets : {identical}.

| sans le modèle | réponse | utilisée, ou raison du refus |
|---|---|---|
"""
SHOWN = 120


def main() -> None:
    """Read, verify, do again, print, write."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with (DATA / "arguments_dev.csv").open(encoding="utf-8", newline="") as stream:
            arguments = [row["argument"] for row in csv.DictReader(stream)][:ARGUMENTS]
        with (work / "arguments.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["text"], *([argument] for argument in arguments)])
        options = AnalyseOptions(
            lang="en",
            themes=THEMES,
            wording=sys.argv[1],
            by=(),
            quiet=True,
            sources=ImportOptions(key=work / "key"),
        )
        analyse([work / "arguments.csv"], work / "out", options)
        verified = all(line.ok for line in verify(work / "out"))
        identical = recompute(work / "out", jobs=1).identical
        section = read_result(work / "out")["wording"]
        lines = read_wordings(work / "out")
    refused = ", ".join(f"{reason} {count}" for reason, count in section["refused"].items()) or "aucune"
    head = HEAD.format(
        contributions=len(arguments),
        themes=THEMES,
        model=section["model"],
        asked=section["asked"],
        accepted=section["accepted"],
        refused=refused,
        verified="oui" if verified else "non",
        identical="oui" if identical else "non",
    )
    text = head + "\n".join(_row(line) for line in lines if line["task"] == "label")
    sections.record(TITLE, text)
    sys.stdout.write(text + "\n")


def _row(line: dict[str, object]) -> str:
    try:
        said = str(json.loads(str(line["answered"]))["text"])
    except (ValueError, KeyError, TypeError):
        said = str(line["answered"])
    said = " ".join(said.replace("|", "/").split())[:SHOWN]
    return f"| {line['without']} | {said} | {line['reason'] or '**utilisée**'} |"


if __name__ == "__main__":
    main()
