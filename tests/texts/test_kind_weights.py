"""The weights that ship hold no words but those of texts that may be published."""

import csv
from collections import Counter
from pathlib import Path

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.texts.kind_model import grams, shipped
from concertia.texts.kinds import plain
from concertia.texts.units import build_units

ROOT = Path(__file__).parents[2]


def published(work: Path) -> set[tuple[str, str]]:
    """(term, contribution) of the French demonstrations and of the sentences invented to teach."""
    with (ROOT / "evaluation" / "kinds-labels.csv").open(encoding="utf-8", newline="") as file:
        said = [(row["text"], row["contribution"]) for row in csv.DictReader(file) if row["set"] == "invente"]
    for name in ("grand-debat", "campagne-ia", "atelier-ia"):
        source = ROOT / "packs" / "demo" / name / "sources"
        import_sources([source], work / name, ImportOptions(key=work / "key"))
        corpus = read_corpus(work / name)
        units = build_units(corpus, default_language="fr")
        ids = corpus.contributions["contribution_id"]
        said += [(str(text), str(ids[row])) for text, row in zip(units.text, units.contribution, strict=True)]
    return {(term, contribution) for text, contribution in said for term in grams(plain(text))}


def test_each_term_is_in_two_published_contributions(tmp_path: Path) -> None:
    held = Counter(term for term, _contribution in published(tmp_path))
    assert len(shipped().terms) > 1_000
    assert [term for term in shipped().terms if held[term] < 2] == []
