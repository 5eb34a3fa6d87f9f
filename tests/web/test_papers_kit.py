"""The printable kit, read back: text, pages, size, tags, QR code; hostile texts; five hundred sheets."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django_scopes import scope
from tests.web.factories import make_consultation, make_session, make_territory
from tests.web.papers_files import A3, A4, A5, assert_accessible, read, shows_code, sizes, text

from concertia_web.consultations.models import RuleAnnex, Session
from concertia_web.papers import facilitation, notices, posters
from concertia_web.papers.facts import frame, public_address
from concertia_web.papers.forms_to_print import SPECIMEN, forms
from concertia_web.papers.kit import LANGUAGES, Kit, languages_of, strings
from concertia_web.papers.models import PaperDetails

pytestmark = pytest.mark.django_db
HOSTILE = '"Quoi" ? $x$ #let \\ *a* 🤖 الذكاء \u202e 中 <b>' + " interminable" * 25
FACILE = {"fr": "L’IA dans la ville", "facile": "La machine dans la ville"}


@pytest.fixture
def consultation(db):
    place = make_territory("Vaubrun", dpo="dpd@vaubrun.invalid")
    made = make_consultation(
        place,
        title={"fr": "L’IA dans la ville", "ar": "الذكاء الاصطناعي في المدينة"},
        rules={
            "reading": {"fr": "Deux personnes lisent chaque feuille."},
            "moderation": {"fr": "Rien n’est coupé."},
        },
    )
    make_session(made)
    make_session(
        made, kind="cafe", title="Café annulé", cancelled=True, starts=datetime(2026, 11, 25, 9, tzinfo=UTC)
    )
    with scope(territory=place):
        details = {"phone": "02 00 00 00 00", "desk": "accueil de la mairie"}
        PaperDetails.objects.create(territory=place, **details)
        yield made


def _kit(consultation, language="fr"):
    return Kit(frame(consultation.territory, None, consultation), consultation, language)


def test_the_words_of_each_language_are_complete():
    keys = {language: set(strings(language)) for language in LANGUAGES}
    assert all(found == keys["fr"] for found in keys.values())
    for language in LANGUAGES:
        words = strings(language)
        assert all(value.strip() for value in words.values())
        assert "{opens}" in words["dates"] and "{closes}" in words["dates"] and "{closes}" in words["deposit"]


@pytest.mark.parametrize(("size", "points"), [("a4", A4), ("a3", A3)])
def test_the_poster_is_one_page_that_says_when_where_and_how(consultation, size, points, tmp_path):
    pdf = posters.poster(_kit(consultation), size)
    assert sizes(pdf) == {points} and len(read(pdf).pages) == 1
    assert_accessible(pdf, "fr")
    said = text(pdf, tmp_path)
    for words in (
        "Ville de Vaubrun", "L’IA dans la ville", "vendredi 20 novembre 2026, 19 h 30", "Salle des fêtes",
        "accueil de la mairie", "02 00 00 00 00", "Concertation fictive", "dpd@vaubrun.invalid",
        public_address(consultation),
    ):  # fmt: skip
        assert words in said, words
    assert "Café annulé" not in said


def test_the_code_on_the_poster_and_on_the_slip_leads_to_the_public_page(consultation, tmp_path):
    address = public_address(consultation)
    assert shows_code(posters.poster(_kit(consultation), "a4"), address, tmp_path)
    assert shows_code(forms(_kit(consultation), ["0417"]), address, tmp_path)
    assert not shows_code(forms(_kit(consultation), ["0417"]), f"{address}autre", tmp_path)


@pytest.mark.parametrize("language", ["fr", "en", "de", "ar"])
def test_the_poster_and_the_form_speak_the_language_asked_for(consultation, language, tmp_path):
    kit = _kit(consultation, language)
    for pdf in (posters.poster(kit, "a4"), forms(kit, ["0417"])):
        assert_accessible(pdf, language)
        assert shows_code(pdf, public_address(consultation, language), tmp_path)
    said = text(forms(kit, ["0417"]), tmp_path)
    if language != "ar":
        assert strings(language)["refuse"] in said and strings(language)["keep"] in said
    assert "0417" in said
    prefix = "" if language == "fr" else f"/{language}"
    assert f"{prefix}/territoires/" in public_address(consultation, language)


def test_easy_french_is_offered_where_the_organiser_wrote_some(consultation, tmp_path):
    assert [code for code, _ in languages_of(consultation)] == ["fr", "en", "de", "ar"]
    consultation.title = FACILE
    assert [code for code, _ in languages_of(consultation)] == ["fr", "facile", "en", "de", "ar"]
    pdf = posters.poster(_kit(consultation, "facile"), "a4")
    assert_accessible(pdf, "fr")
    assert "La machine dans la ville" in text(pdf, tmp_path)


def test_each_sheet_has_its_number_twice_and_the_contact_slip_is_on_another_page(consultation, tmp_path):
    pdf = forms(_kit(consultation), ["0417", "0418", "0419", "0420", "0421"])
    assert_accessible(pdf, "fr")
    found = read(pdf).pages
    assert len(found) == 5 + 2 and sizes(pdf) == {A4}
    for page, number in zip(found[:5], ("0417", "0418", "0419", "0420", "0421"), strict=True):
        said = " ".join(page.extract_text().split())
        assert said.count(number) == 2 and "Gardez ce papier" in said
        assert "E-mail" not in said and "Téléphone" not in said
        for words in (
            "Je souhaite",
            "Je crains",
            "Oui, à condition que",
            "Je refuse",
            "Je propose",
            "Je demande",
        ):
            assert words in said
    for page in found[5:]:
        said = page.extract_text()
        assert said.count("Rester en contact") == 4 and "E-mail" in said
        assert not re.search(r"04\d\d", said) and "Je refuse" not in said


def test_the_specimen_carries_no_number(consultation, tmp_path):
    said = text(forms(_kit(consultation), SPECIMEN), tmp_path)
    assert said.count("Modèle sans numéro") == 2 and not re.search(r"N° ?\d", said)


def test_five_hundred_sheets_are_made_at_once(consultation):
    numbers = [f"{number:04d}" for number in range(1, 501)]
    pdf = forms(_kit(consultation), numbers)
    assert len(read(pdf).pages) == 500 + 125 and len(pdf) < 12_000_000


def test_long_questions_go_over_the_page_and_the_number_with_them(consultation):
    consultation.questions = [{"key": str(n), "fr": "Que voulez-vous vraiment ? " * 12} for n in range(5)]
    found = read(forms(_kit(consultation), ["0417"])).pages
    assert len(found) == 2 + 1
    front, back = found[0].extract_text(), found[1].extract_text()
    assert "Suite au verso" in front and "Gardez ce papier" in front and "Je refuse" not in front
    assert "0417" in back and "Je refuse" in back and "Gardez ce papier" not in back


def test_hostile_texts_are_printed_as_they_are(consultation, tmp_path):
    consultation.title = consultation.object = {"fr": HOSTILE}
    consultation.questions = [{"key": "a", "fr": HOSTILE}, {"key": "b", "fr": HOSTILE}]
    consultation.territory.full_name = HOSTILE[:200]
    session = make_session(consultation, title=HOSTILE[:160], place=HOSTILE[:200])
    kit = _kit(consultation)
    files = [posters.poster(kit, "a4"), forms(kit, ["0001"]), facilitation.sheet(kit, session)]
    for pdf in files:
        assert_accessible(pdf, "fr")
        said = text(pdf, tmp_path)
        assert "#let" in said and "$x$" in said and "U+202E" in said and "⟦U+4E2D⟧" in said
    assert len(read(files[0]).pages) == 1


def test_the_same_kit_is_the_same_bytes(consultation):
    session = Session.objects.filter(consultation=consultation).first()
    for make in (
        lambda kit: posters.poster(kit, "a3"),
        lambda kit: forms(kit, ["0001", "0002"]),
        lambda kit: facilitation.sheet(kit, session),
        lambda kit: notices.notice_pdf(kit, "site"),
    ):
        assert make(_kit(consultation)) == make(_kit(consultation))


def test_a_concertation_with_nothing_yet_prints_all_the_same(db, tmp_path):
    bare = make_consultation(questions=[], object={}, results_on=None, fictional=False)
    bare.territory.contact = ""
    with scope(territory=bare.territory):
        kit = _kit(bare)
        said = text(posters.poster(kit, "a4"), tmp_path)
        assert "Pas de rencontre prévue" in said and "les résultats seront publics" in said
        assert "fictive" not in said and "Les questions" not in said
        assert len(read(forms(kit, ["0001"])).pages) == 2


@pytest.mark.parametrize("kind", Session.Kind.values)
def test_the_sheet_of_the_facilitator_has_a_course_that_adds_up(consultation, kind, tmp_path):
    session = make_session(consultation, kind=kind, minutes=95, title="Rencontre")
    steps = facilitation.course(session)
    assert sum(step["minutes"] for step in steps) == 95 and all(step["minutes"] >= 0 for step in steps)
    assert steps[0]["at"] == "19\u00a0h\u00a030"
    pdf = facilitation.sheet(_kit(consultation), session)
    assert_accessible(pdf, "fr")
    said = text(pdf, tmp_path)
    assert "Conditions" in said and "noté en séance" in said and "sans guillemets" in said
    assert len(read(pdf).pages) <= 2


def test_a_session_without_a_length_has_steps_without_hours(consultation):
    steps = facilitation.course(make_session(consultation, kind="papier", minutes=0))
    assert [step["at"] for step in steps] == ["–"] * 3 and {step["lasts"] for step in steps} == {""}


@pytest.mark.parametrize(("version", "size"), [("site", A4), ("affiche", A4), ("papier", A5), ("orale", A4)])
def test_each_notice_is_one_sheet(consultation, version, size, tmp_path):
    consultation.rules["without_internet"] = {"fr": "Des feuilles sont à l’accueil."}
    RuleAnnex.objects.create(
        consultation=consultation, line="reading", text={"fr": "Puis une troisième."}, reason="oubli"
    )
    pdf = notices.notice_pdf(_kit(consultation), version)
    assert_accessible(pdf, "fr")
    assert sizes(pdf) == {size} and len(read(pdf).pages) <= (2 if version == "site" else 1)
    said = text(pdf, tmp_path)
    assert "dpd@vaubrun.invalid" in said and "[à compléter" not in said
    if version == "site":
        assert (
            "Deux personnes lisent chaque feuille. Puis une troisième." in said
            and "avant publication" in said
        )


def test_what_the_notice_lacks_is_listed(consultation):
    consultation.territory.dpo = ""
    consultation.rules = {}
    missing = notices.notice(frame(consultation.territory, None, consultation), "site").missing
    assert "adresse e-mail de la ou du délégué à la protection des données" in missing
    assert "ce que dit la règle du jeu sur la lecture des contributions" in missing


def test_dates_on_paper_are_those_of_the_place(consultation):
    consultation.opens, consultation.closes = date(2026, 12, 1), date(2027, 1, 1)
    assert (
        posters.poster_data(_kit(consultation), "a4")["dates"] == "Du 1er décembre 2026 au 1er janvier 2027"
    )
    assert posters.poster_data(_kit(consultation, "en"), "a4")["dates"] == (
        "From 1 December 2026 to 1 January 2027"
    )
    assert posters.poster_data(_kit(consultation, "de"), "a4")["dates"] == (
        "Vom 1. Dezember 2026 bis 1. Januar 2027"
    )


def test_where_to_ask_is_what_the_concertation_says(consultation, tmp_path):
    consultation.contact = "guichet de la participation, 3 rue du Port"
    for pdf in (posters.poster(_kit(consultation), "a4"), forms(_kit(consultation), ["0417"])):
        said = text(pdf, tmp_path)
        assert "guichet de la participation, 3 rue du Port" in said
        assert "concertation@territoire.invalid" not in said
