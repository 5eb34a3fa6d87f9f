"""Names: specific, nouns first, never twice the same."""

from concertia.texts.labels import name_themes

BIKES = [
    "Les pistes cyclables sont rares",
    "Il faut des pistes cyclables",
    "Vite, des pistes cyclables en ville",
    "La ville manque d'arceaux",
]
SCHOOLS = [
    "La cantine de la ville",
    "Le prix de la cantine",
    "La cantine est froide",
    "Les menus de la cantine en ville",
]


def test_what_everybody_says_names_nobody() -> None:
    bikes, schools = name_themes([BIKES, SCHOOLS], [-1, -1], "fr")
    assert bikes.label.startswith("Pistes cyclables")
    assert schools.label.startswith("Cantine")
    assert "ville" not in bikes.label + schools.label
    assert 0.5 < bikes.coverage <= 1


def test_equal_themes_get_different_names() -> None:
    first, second = name_themes([BIKES, BIKES], [-1, -1], "fr", taken=["Pistes cyclables"])
    assert len({first.label.casefold(), second.label.casefold(), "pistes cyclables"}) == 3


def test_acronyms_keep_their_capitals_and_shouting_does_not() -> None:
    (name,) = name_themes(
        [["La CNIL contrôle", "LA CNIL ET LES FICHIERS", "Que fait la CNIL ?", "Une CNIL forte"]], [-1], "fr"
    )
    assert name.label.startswith("CNIL")


def test_apostrophes_are_typographic() -> None:
    texts = ["Le pouvoir d'achat baisse", "Mon pouvoir d'achat", "Défendre le pouvoir d'achat"]
    others = ["Le pouvoir des maires", "Les achats groupés", "Des maires et des achats"]
    names = name_themes([texts, others], [-1, -1], "fr")
    assert names[0].label.startswith("Pouvoir d’achat")


def test_ideographs_are_read_together() -> None:
    texts = ["計程車司機很好", "我喜歡計程車", "計程車太貴"]
    (name,) = name_themes([texts], [-1], "zh")
    assert "計程" in name.label or "程車" in name.label


def test_no_text_no_failure() -> None:
    assert name_themes([], [], "fr") == []
    assert name_themes([["👍"]], [-1], "fr")[0].label


def test_a_verb_after_de_and_an_adverb_after_more_are_no_nouns() -> None:
    texts = [
        "Avant de cliquer, la facture",
        "Au lieu de cliquer, une facture",
        "Arrêtez de cliquer, ma facture",
    ]
    others = ["Un bus le soir", "Le bus du matin", "Des bus partout"]
    bill, _ = name_themes([texts, others], [-1, -1], "fr")
    assert bill.label.startswith("Facture")
    texts = [
        "Decide more democratically on budgets",
        "The budgets, more democratically",
        "More democratically, a budget",
    ]
    budget, _ = name_themes([texts, ["The bus is late", "A bus", "No bus"]], [-1, -1], "en")
    assert budget.label.startswith("Budget")


def test_a_taken_label_is_completed_before_it_is_numbered() -> None:
    (name,) = name_themes(
        [["La cantine", "Une cantine", "Des cantines"]], [-1], "fr", taken=["Cantine", "cantine"]
    )
    assert name.label == "Cantine (2)"
    first, second = name_themes([SCHOOLS, SCHOOLS], [-1, -1], "fr")
    assert "(" not in first.label + second.label
    assert first.label != second.label
