"""Our sentences: complete in each language, in the users' words, never speaking for a population."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from concertia.errors import ConcertiaError
from concertia.reports.phrases import LANGUAGES, phrases
from concertia.synthesis.evidence import refuse_population_claims

NEVER = {
    "fr": r"consultations?\b|référendum|sondage|\bvot(?:e|es|er|ant|ants)\b"
    r"|% des (?:habitants|citoyens|Français)|les citoyens"
    r"|analyse IA|moteur|clusters?\b|\bruns?\b|traité|rejet|validé",
    "en": r"consultation|referendum|\bpolls?\b|survey|\bvot(?:e|es|er|ers|ing)\b|% of (?:residents|citizens)"
    r"|AI analysis|engine|clusters?\b|\bruns\b|processed|reject|validated",
    "de": r"Konsultation|Referendum|Umfrage|Abstimmung|\bWähl|% der (?:Einwohner|Bürger)"
    r"|KI-Analyse|Cluster|verworfen|zurückgewiesen",
}
"""The vocabulary table of ``users.md``, with its equivalents."""
FORMS = {"zero", "one", "other"}


def catalogue(language: str) -> dict:
    text = files("concertia.reports").joinpath("strings", f"{language}.json").read_text(encoding="utf-8")
    return json.loads(text)


def sentences(language: str) -> list[str]:
    entries = phrases(language).entries
    return [
        text for entry in entries.values() for text in ([entry] if isinstance(entry, str) else entry.values())
    ]


def placeholders(entry: str | dict[str, str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", json.dumps(entry)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_same_keys_forms_and_placeholders(language: str) -> None:
    reference, other = catalogue("fr"), catalogue(language)
    assert sorted(other) == sorted(reference)
    for key, entry in reference.items():
        assert type(other[key]) is type(entry), key
        assert placeholders(other[key]) == placeholders(entry), key
        if isinstance(entry, dict):
            assert set(other[key]) == set(entry) and {"one", "other"} <= set(entry) <= FORMS, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice(language: str) -> None:
    text = files("concertia.reports").joinpath("strings", f"{language}.json").read_text(encoding="utf-8")
    keys = [key for key, _ in json.loads(text, object_pairs_hook=list)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_vocabulary_table(language: str) -> None:
    for text in sentences(language):
        shown = re.sub(r"\{\w+\}", "", text)
        assert re.search(NEVER[language], shown, re.IGNORECASE) is None, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_speaks_for_a_population(language: str) -> None:
    for text in sentences(language):
        refuse_population_claims(text)


def test_every_key_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8").replace("'", '"')
        for path in files("concertia.reports").iterdir()
        if path.name.endswith(".py")
    )
    unused = [
        key
        for key in catalogue("fr")
        if f'"{key}"' not in code and not any(start in code for start in dynamic(key))
    ]
    assert unused == []


def dynamic(key: str) -> tuple[str, ...]:
    """The ways a key is built in code: f"group.{value}", named("group", value), f"one.{kind}.title"."""
    group, _, rest = key.partition(".")
    return (
        f'f"{group}.{{',
        f'named("{group}"',
        f'"{group}", say',
        f'f"{group}.{rest.rpartition("_")[0]}_{{',
        f'f"one.{{kind}}.{rest.rpartition(".")[2]}"',
        f'f"one.who.{{column}}{re.sub(r"^(territory|public)", "", rest.removeprefix("who."))}"',
    )


def test_french_marks_are_preceded_by_a_narrow_space() -> None:
    for text in sentences("fr"):
        assert re.search(r" [;:!?»%]|« |\w[;!?»](?!\w)", text) is None, text
        assert "'" not in text


def test_counts_choose_their_form() -> None:
    assert phrases("fr").count("contributions", 0) == "0 contribution"
    assert phrases("en").count("contributions", 0) == "0 contributions"
    assert phrases("fr").count("contributions", 1234) == "1\u202f234 contributions"
    assert phrases("de").count("contributions", 1) == "1 Beitrag"
    assert "Aucun" in phrases("fr").count("one.trust.minority", 0)


def test_braces_of_people_are_not_placeholders() -> None:
    assert phrases("fr")("quote.contribution", name="{0} %s {x}") == "contribution {0} %s {x}"


def test_an_unknown_language_is_refused_in_plain_words() -> None:
    with pytest.raises(ConcertiaError, match="Langues possibles"):
        phrases("it")
