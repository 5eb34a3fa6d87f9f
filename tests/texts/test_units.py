"""Units of a corpus: offsets into the published text, one at least per contribution, any executor."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.texts.making import corpus_of

from concertia.texts import units as module
from concertia.texts.units import build_units


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), min_size=1, max_size=12)
)
def test_every_contribution_has_units_that_are_slices_of_it(texts: list[str]) -> None:
    corpus = corpus_of(texts)
    units = build_units(corpus, default_language="fr")
    assert sorted(set(units.contribution.tolist())) == list(range(len(corpus)))
    assert sorted(zip(units.contribution, units.start, strict=True)) == list(
        zip(units.contribution, units.start, strict=True)
    )
    for row, start, end, text, identifier in zip(
        units.contribution, units.start, units.end, units.text, units.id, strict=True
    ):
        assert corpus.published[row][start:end] == text
        assert identifier == f"{corpus.contributions['contribution_id'][row]}:{start}-{end}"
    assert len(set(units.id)) == len(units.id)


def test_masked_text_is_the_one_that_is_cut() -> None:
    corpus = corpus_of(["Ecrire à moi@ici.fr vite."], public_text=["Ecrire à █████████ vite."])
    assert build_units(corpus, default_language="fr").text.tolist() == ["Ecrire à █████████ vite."]


def test_blank_and_rejected_contributions_keep_a_row() -> None:
    corpus = corpus_of(["  ", "Une insulte.", "Un avis."], moderation=["accepted", "rejected", "accepted"])
    assert len(build_units(corpus, default_language="fr")) == 3


def test_language_by_unit_and_inherited_by_short_ones() -> None:
    corpus = corpus_of(
        ["Ja. Wir wünschen uns längere Öffnungszeiten am Abend. The front desk should stay open at night."]
    )
    assert build_units(corpus, default_language="fr").language.tolist() == ["de", "de", "en"]


def test_a_declared_language_is_believed_for_the_whole() -> None:
    corpus = corpus_of(["Oui. Non."], language=["de"])
    assert build_units(corpus, default_language="fr").language.tolist() == ["de", "de"]


def test_an_executor_changes_nothing(monkeypatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 3)
    corpus = corpus_of([f"Phrase numéro {n}. Puis une autre." for n in range(20)])
    alone = build_units(corpus, default_language="fr")
    with ThreadPoolExecutor(3) as pool:
        together = build_units(corpus, default_language="fr", executor=pool)
    for name in ("contribution", "start", "end", "language", "text", "id"):
        assert np.array_equal(getattr(alone, name), getattr(together, name))


def test_a_short_text_takes_the_language_of_most_others() -> None:
    corpus = corpus_of(
        [
            "I am under 30",
            "We should plant many more trees along the streets.",
            "The river is dirty and nobody looks after it any more.",
            "Il faut planter des arbres le long de toutes les rues.",
        ]
    )
    found = build_units(corpus, default_language="fr")
    languages = dict(zip(found.text, found.language, strict=True))
    assert languages["I am under 30"] == "en"
    assert languages["Il faut planter des arbres le long de toutes les rues."] == "fr"
