"""Languages of whole sentences, and silence on what is too short to tell."""

import pytest

from concertia.language.identification import identify, usual


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les habitants demandent un accueil ouvert le soir.", "fr"),
        ("Residents ask for a front desk that stays open at night.", "en"),
        ("Die Einwohner wünschen sich längere Öffnungszeiten am Abend.", "de"),
        ("يطلب السكان مكتب استقبال مفتوحا في المساء", "ar"),
        ("Los vecinos piden una ventanilla abierta por la tarde para las personas mayores.", "es"),
        ("我們不要監視攝影機", "zh"),
        ("監視カメラはいりません", "ja"),
        ("نعم", "ar"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert identify([text], "fr" if language != "fr" else "en") == [language]


@pytest.mark.parametrize(
    "text", ["", "ok", "Stop", "12 345", "https://www.example.org/the/page/of/the/day", "👍"]
)
def test_what_is_too_short_takes_the_expected_language(text: str) -> None:
    assert identify([text], "de") == ["de"]
    assert identify([text], "fr") == ["fr"]


def test_the_usual_language_is_the_one_most_often_identified() -> None:
    assert usual(["en", "", "fr", "en"], "fr") == "en"
    assert usual(["fr", "en"], "de") == "en"
    assert usual(["", ""], "de") == "de"
