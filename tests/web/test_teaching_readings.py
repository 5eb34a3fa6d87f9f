"""A whole round on the real engine: texts coded here, a reading that learns from them, what it proposes."""

from __future__ import annotations

import csv

import pytest
from django_scopes import scope, scopes_disabled
from tests.web.analysing import ask, done, folder, page, post, url
from tests.web.factories import make_notes, make_session
from tests.web.teaching_world import analyst, code_some, make_wishes, open_wishes, subject

from concertia.storage.parquet import read_parquet
from concertia_web.contributions.models import Contribution
from concertia_web.jobs.services import job_folder
from concertia_web.readings.folder import Filters
from concertia_web.teaching import services
from concertia_web.teaching.coding import next_text
from concertia_web.teaching.learnt import learnt
from concertia_web.teaching.models import Example
from concertia_web.teaching.texts import spans_of, words_of
from concertia_web.teaching.upcoming import hesitated_about


@pytest.fixture
def place(db):
    return make_wishes()


@pytest.fixture
def reader(place):
    return analyst(place)


@pytest.fixture
def signed(client, reader):
    client.force_login(reader.user)
    return client


def test_examples_teach_the_next_reading_which_shows_codes_quality_and_what_to_read_next(
    signed, place, reader
):
    grid = open_wishes(place, reader)
    read = code_some(grid, reader, 24)
    assert "24 codes donnés" in page(signed, url("analyses"))
    analysis = done(ask(signed))
    assert analysis.examples_read == 24

    (section,) = folder(analysis).result["learning"]
    assert (section["grid"], section["examples"], section["ignored"]) == ("Sujet", 24, {})
    codes = read_parquet(analysis.reading.home / "lecture" / "codes.parquet")
    assert sum(source == "human" for source in codes["source"]) == 24
    assert sum(source == "learnt" for source in codes["source"]) >= 8

    html = page(signed, url("analysis", analysis))
    assert "Codé d’après des exemples" in html and "Épreuve sur 24 exemples" in html
    assert "avec d’autres exemples de même sorte" not in html, "no interval below 150 passages"
    assert "24 codes donnés par des personnes : la lecture en a appris" in html
    assert "Coder ce sur quoi la lecture a le plus hésité" in html

    with scope(territory=place.territory):
        grid.refresh_from_db()
        first = next_text(grid, services.reader_key(reader))
        proposed = hesitated_about(grid)
        assert [list(where) for where in proposed] == grid.queue[: grid.proposed]
        assert (first.note.pk, *first.span) == proposed[0]
        assert first.words not in read
    with (analysis.reading.home / "lecture" / "a-lire.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["text"] == first.words

    code_some(grid, reader, 2)
    html = page(signed, url("analysis", analysis))
    assert "2 codes donnés à des textes depuis cette lecture" in html
    assert "Relire les mêmes textes avec les nouveaux exemples" in html
    post(signed, url("analysis", analysis), do="again")
    with scopes_disabled():
        second = done(type(analysis).objects.latest("pk"))
    assert folder(second).result["learning"][0]["examples"] == 26


def test_where_a_contribution_went_says_its_codes_and_where_they_come_from(signed, place, reader):
    grid = open_wishes(place, reader)
    code_some(grid, reader, 24)
    analysis = done(ask(signed))
    codes = read_parquet(analysis.reading.home / "lecture" / "codes.parquet")
    for source, said in (("human", "par une personne"), ("learnt", "d’après des exemples")):
        row = list(codes["source"]).index(source)
        identifier = codes["unit_id"][row].partition(":")[0]
        html = page(signed, f"/lectures/{analysis.slug}/contributions/{identifier}/")
        assert f"Sujet : {codes['code'][row]} ({said})" in " ".join(html.split())


def test_two_people_who_differ_teach_nothing_about_that_text(signed, place, reader):
    grid, other = open_wishes(place, reader), analyst(place)
    code_some(grid, reader, 24)
    with scope(territory=place.territory):
        for number in range(3):
            text = next_text(grid, services.reader_key(other))
            wrong = "cantine" if subject(text.words) == "vélo" else "vélo"
            given = wrong if number < 2 else subject(text.words)
            services.code(grid=grid, contribution=text.note.pk, span=text.span, given=given, actor=other)
    analysis = done(ask(signed))
    (section,) = folder(analysis).result["learning"]
    assert (section["examples"], section["ignored"]) == (22, {"coded in two ways": 2})
    assert "2 exemples n’ont pas servi, dont 2 codés de deux façons" in page(
        signed, url("analysis", analysis)
    )


def test_only_what_is_still_there_is_given_and_a_grid_aside_is_not(signed, place, reader):
    grid = open_wishes(place, reader)
    code_some(grid, reader, 3)
    with scope(territory=place.territory):
        gone, rewritten, masked = (one.contribution for one in Example.objects.order_by("pk"))
        Contribution.objects.filter(pk=gone.pk).update(removed="2026-11-20T10:00:00Z")
        Contribution.objects.filter(pk=rewritten.pk).update(text="Il faudrait une piscine")
        Contribution.objects.filter(pk=masked.pk).update(public_text="■" * 3 + masked.text[3:])
    analysis = done(ask(signed))
    assert analysis.examples_read == 1, "covered words are the same words"
    assert folder(analysis).result["learning"][0]["examples"] == 1
    assert "Trop peu d’exemples" in page(signed, url("analysis", analysis))
    with scope(territory=place.territory):
        services.put_aside(grid=grid, aside=True, actor=reader)
    analysis = done(ask(signed))
    assert analysis.examples_read == 0
    assert "learning" not in folder(analysis).result
    assert not (job_folder(analysis) / "exemples.csv").exists()


def test_sentences_are_cut_here_as_a_reading_cuts_them(signed, place, reader):
    with scopes_disabled():
        made = make_notes(
            make_session(place),
            "Former les agents avant tout. Nous refusons les caméras dans la rue.\r\nEt le guichet ?",
            "- un banc\r\n- une fontaine\r\nÉcrire à jean.martin@exemple.fr avant lundi. Cafe\u0301 ouvert.",
            "Il y a trop d'écrans ; nous voulons quelqu'un. M. le maire le sait, cf. le compte rendu.",
            declared_kind="",
        )
    with scope(territory=place.territory):
        grid = services.open_shipped(consultation=place, key="natures", actor=reader)
        for span in spans_of(made[0]):
            services.code(grid=grid, contribution=made[0].pk, span=span, given="refus", actor=reader)
    analysis = done(ask(signed))
    (section,) = folder(analysis).result["learning"]
    assert (section["level"], section["examples"], section["ignored"]) == ("unit", len(spans_of(made[0])), {})
    _total, found = folder(analysis).contributions(Filters(), 1)
    by_record = {one.row["source_id"]: one for one in found}
    for note in made:
        here = [words_of(note)[start:end] for start, end in spans_of(note)]
        assert here == [passage.text for passage in by_record[str(note.client_id)].passages]
    kinds = {passage.kind for passage in by_record[str(made[0].client_id)].passages}
    assert kinds == {"refus"}, "what a person says of a kind holds"


def test_i_do_not_know_is_counted_and_never_learnt(signed, place, reader):
    with scope(territory=place.territory):
        grid = services.open_shipped(consultation=place, key="natures", actor=reader)
        text = next_text(grid, services.reader_key(reader))
        services.code(grid=grid, contribution=text.note.pk, span=text.span, given="indetermine", actor=reader)
    analysis = done(ask(signed))
    (section,) = folder(analysis).result["learning"]
    assert [entry["code"] for entry in section["codes"]] == ["indetermine"]
    assert '<th scope="row">indéterminé</th>' in page(signed, url("analysis", analysis))


def test_a_reading_is_asked_about_a_text_and_for_a_number_of_themes(signed, place):
    with scopes_disabled():
        said = ["Je suis favorable à ce projet.", "Avis défavorable.", "Je m’oppose à ce projet d’arrêté."]
        make_notes(make_session(place), *said, declared_kind="")
    assert "60" in page(signed, url("analyses"))
    html = post(signed, url("analyses"), embedder="lexical", lang="fr", min_cell="5", themes="61")
    assert "60" in html and 'value="61"' in html
    analysis = done(ask(signed, position="- Projet d’arrêté\r\nsur les écrans", themes="4"))
    assert analysis.options["themes"] == 4
    counts = {one["position"]: one["contributions"] for one in folder(analysis).result["positions"]}
    assert (counts["favorable"], counts["defavorable"]) == (1, 2)
    html = page(signed, url("analysis", analysis))
    assert "Pour ou contre le texte soumis" in html and "<dt>Défavorable</dt><dd>2" in html
    assert "4 thèmes au plus" in html
    again = page(signed, url("analyses"))
    assert "Projet d’arrêté" in again and 'value="4"' in again, "the next one is asked the same"


def test_the_interval_is_told_where_there_is_enough_to_read_and_nothing_stays_unsaid():
    sizes = {"units": 60, "contributions": 60}
    none = {"units": 0, "contributions": 0}
    grid = {
        "grid": "positions",
        "level": "contribution",
        "codes": [
            {"code": "nuance", "human": sizes, "learnt": sizes, "words": ["mais"]},
            {"code": "indetermine", "human": none, "learnt": none},
        ],
        "undetermined": none,
        "ignored": {"not in the corpus": 1},
        "quality": {
            "checked": 60, "right": 48, "interval": [0.682, 0.882],
            "most_frequent": 30, "known": 40, "right_known": 36,
        },
    }  # fmt: skip
    (shown,) = learnt({"mode": "full", "learning": [grid]}, [])
    size, trust, ignored = shown.said
    assert "aucune sans code" in size
    assert "retrouve le code des personnes 48 fois (entre 68\u202f% et 88\u202f% avec" in trust.replace(
        "\xa0", "\u202f"
    )
    assert ignored == "1 exemple n’a pas servi."
    assert [code.label for code in shown.codes] == ["nuancée", "indéterminé"]
    (few,) = learnt({"mode": "small", "learning": [grid]}, [])
    assert "entre" not in few.said[1]
