"""Words, stems and folding."""

from hypothesis import given
from hypothesis import strategies as st

from concertia.language.words import fold, stems, words


def test_elisions_and_stop_words_are_left_out() -> None:
    found = stems("L'intelligence artificielle qu'elle n'aide pas, aujourd'hui, dans les mairies", "fr")
    assert [surface for _, surface in found] == ["intelligence", "artificielle", "aide", "mairies"]


def test_forms_of_one_word_share_a_stem() -> None:
    assert {stem for stem, _ in stems("caméra caméras CAMÉRAS", "fr")} == {"camer"}
    assert len({stem for stem, _ in stems("Schule Schulen", "de")}) == 1


def test_inclusive_writing_and_addresses() -> None:
    assert [stem for stem, _ in stems("les agent·e·s voir https://exemple.fr/agents", "fr")] == ["agent"]


def test_folding() -> None:
    assert fold("ŒUVRE d’Été ß") == "oeuvre d'ete ss"


@given(st.text(max_size=200), st.sampled_from(["fr", "en", "de", "ar", "zh", "xx"]))
def test_words_stand_where_they_say(text: str, language: str) -> None:
    position = 0
    for word in words(text, language):
        assert position <= word.start < word.end <= len(text)
        position = word.end
