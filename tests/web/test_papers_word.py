"""The ready papers as files: names filled, blanks highlighted, back-planning, same bytes twice."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django_scopes import scope
from docx.enum.text import WD_COLOR_INDEX
from tests.web.factories import (
    TODAY,
    make_campaign,
    make_commitment,
    make_consultation,
    make_network,
    make_session,
    make_territory,
)

from concertia_web.papers import planning
from concertia_web.papers.composing import Grid, compose, text_of
from concertia_web.papers.facts import frame
from concertia_web.papers.kit import pages
from concertia_web.papers.models import PaperDetails
from concertia_web.papers.packs import papers
from concertia_web.papers.printing import printed
from concertia_web.papers.word import word_file

HOSTILE = (
    'L’IA, "oui" & <non> : 🤖 الذكاء \u202e retourné \\ #let x = 1 {contact} **gras** ' + "très long " * 30
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(db):
    """A territory that has told everything, in a campaign, with a concertation and a meeting."""
    place = make_territory(
        "Angers", full_name="Agglomération d’Angers", kind="epci", dpo="dpd@angers.invalid"
    )
    place.address = "1 place de la République\n49000 Angers"
    commitment = make_commitment(make_campaign(make_network("des Villes")), place)
    consultation = make_consultation(place, commitment=commitment, decision="l’achat d’un assistant")
    make_session(consultation)
    with scope(territory=place):
        PaperDetails.objects.create(
            territory=place,
            council_date=date(2026, 12, 15),
            signatory="Camille Exemple",
            signatory_function="présidente",
            elected_lead="l’adjointe au numérique",
            service="le service participation",
            phone="02 00 00 00 00",
            desk="accueil de la mairie",
            budget="3 000 euros",
        )
        yield frame(place, commitment, consultation)


def _paragraphs(data):
    word = docx.Document(io.BytesIO(data))
    cells = [cell.paragraphs[0] for table in word.tables for row in table.rows for cell in row.cells]
    return [*word.paragraphs, *cells]


def _highlighted(data):
    return [
        run.text
        for line in _paragraphs(data)
        for run in line.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]


@pytest.mark.parametrize("key", list(papers()))
def test_what_is_known_is_written_and_what_is_not_is_highlighted(full, key):
    paper = compose(papers()[key], full)
    data = word_file(paper)
    text = "\n".join(line.text for line in _paragraphs(data))
    assert "gglomération d’Angers" in text
    left = {f"[à compléter : {label}]" for label in paper.missing}
    assert set(_highlighted(data)) - {"[à vérifier par votre service juridique]"} == left
    by_hand = {"lieu", "date d’envoi", "citation, validée par la personne qui la signe"}
    assert set(paper.missing) <= by_hand


def test_names_are_joined_as_french_joins_them(full):
    text = "\n".join(text_of(compose(pack, full)) for pack in papers().values())
    assert "Intérêt de l’Agglomération d’Angers pour la campagne" in text
    assert "Note aux élus de l’Agglomération d’Angers" in text
    assert "de la Agglomération" not in text and "de le " not in text and "à le " not in text
    assert "du Réseau des Villes" in text and "Le Réseau des Villes invite" in text


@pytest.mark.parametrize("key", list(papers()))
def test_the_same_paper_is_the_same_bytes(full, key):
    made = [word_file(compose(papers()[key], full)) for _ in range(2)]
    assert made[0] == made[1]


def test_styles_are_real_so_that_the_paper_can_be_changed(full):
    word = docx.Document(io.BytesIO(word_file(compose(papers()["deliberation"], full))))
    styles = {line.style.name for line in word.paragraphs}
    assert {
        "Title",
        "Subtitle",
        "Heading 1",
        "Concertia visa",
        "Concertia article",
        "Concertia signature",
    } <= styles
    assert word.core_properties.language == "fr" and "pas un texte officiel" in word.core_properties.comments
    articles = [line.text for line in word.paragraphs if line.style.name == "Concertia article"]
    assert articles[0].startswith("Article 1er. Décide de participer") and articles[1].startswith(
        "Article 2. "
    )


def test_the_note_to_elected_members_holds_on_two_pages(full):
    """Set in a wider letter than Word’s Calibri at the same size: what holds here holds there."""
    for place in (full, frame(make_territory(full_name="Ville de " + "Saint-" * 8 + "Vaubrun"))):
        halves = _halves(compose(papers()["note-elus"], place))
        assert [pages(_set(half)) for half in halves] == [1, 1]
        assert all(len(words) > 900 for words in map(_words, halves))


def _halves(paper):
    places = [rank for rank, block in enumerate(paper.blocks) if getattr(block, "kind", "") == "break"]
    assert len(places) == 1
    return paper.blocks[: places[0]], paper.blocks[places[0] + 1 :]


def _set(blocks):
    made = []
    for block in blocks:
        kind = "heading" if getattr(block, "kind", "") == "heading" else "text"
        lines = [sum(row, ()) for row in block.rows] if isinstance(block, Grid) else block.lines
        made += [
            {"kind": kind, "text": [{"text": run.text, "strong": False} for run in line]} for line in lines
        ]
    data = {"title": "Note", "language": "fr", "territory": "", "fictional": False, "heading": "Note"}
    more = {"size": "a4", "margin": 21, "text_size": 10.5, "numbered": True, "blocks": made}
    return printed("reading", {**data, **more})


def _words(blocks):
    return " ".join(
        run.text for block in blocks if not isinstance(block, Grid) for line in block.lines for run in line
    )


def test_the_plan_counts_back_from_known_dates_on_days_of_work(full):
    steps = planning.steps(papers()["retroplanning"], full)
    dates = [step.on for step in steps if step.on]
    assert dates == sorted(dates) and len(dates) == len(steps)
    assert all(step.on.weekday() < 5 for step in steps if step.on not in _anchors(full))
    release = next(step for step in steps if step.what == "Communiqué de presse")
    opens = TODAY - timedelta(days=10)
    assert opens - timedelta(days=12) <= release.on <= opens - timedelta(days=10)
    council = next(step for step in steps if step.what == "Séance du conseil")
    assert council.on == date(2026, 12, 15)


def _anchors(full):
    return {when for _, when in full.anchors.values()}


def test_the_plan_without_dates_keeps_its_steps_and_asks_for_the_dates(db):
    place = make_territory()
    with scope(territory=place):
        bare = frame(place)
        paper = compose(papers()["retroplanning"], bare)
    assert "date du conseil" in paper.missing and "date d’ouverture de la concertation" in paper.missing
    assert "réseau" not in text_of(paper).lower()


def test_the_days_of_work_begin_with_the_method_chosen(full):
    headings = [
        block.lines[0][0].text
        for block in compose(papers()["jours"], full).blocks
        if not isinstance(block, Grid) and block.kind == "heading"
    ]
    assert headings[1] == "Atelier d’un soir (la méthode choisie)"


def test_in_neutral_mode_the_press_release_names_and_quotes_nobody(full):
    neutral = frame(full.territory, full.consultation.commitment, full.consultation, neutral=True)
    text = text_of(compose(papers()["communique"], neutral))
    assert (
        "Variante neutre" in text
        and "l’adjointe au numérique" not in text
        and "citation, validée" not in text
    )
    ordinary = text_of(compose(papers()["communique"], full))
    assert "l’adjointe au numérique" in ordinary and "Variante neutre" not in ordinary


def test_hostile_names_enter_as_they_are(db):
    place = make_territory(full_name=f"Ville de {HOSTILE}"[:200])
    campaign = make_campaign(title={"fr": HOSTILE})
    commitment = make_commitment(campaign, place)
    consultation = make_consultation(
        place, commitment=commitment, title={"fr": HOSTILE}, object={"fr": HOSTILE}
    )
    make_session(consultation, title=HOSTILE[:160], place=HOSTILE[:200])
    with scope(territory=place):
        made = frame(place, commitment, consultation)
        for pack in papers().values():
            data = word_file(compose(pack, made))
            text = "\n".join(line.text for line in _paragraphs(data))
            assert "🤖" in text and "الذكاء" in text and "⟦U+202E⟧" in text
            if pack.key != "jours":
                assert "{contact} **gras**" in text
