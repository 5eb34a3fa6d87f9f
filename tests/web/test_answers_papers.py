"""Bilan, draft report, press sheet: everything that happened, nothing else, same bytes twice."""

from __future__ import annotations

import io

import docx
import pytest
from django_scopes import scope
from tests.web.answers_world import make_answering

from concertia.reports.model import texts_in
from concertia_web.accounts.models import Role
from concertia_web.answers.council import paper
from concertia_web.sorting import settling


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        yield world


def words(world, name: str) -> str:
    return "\n".join(texts_in(paper(world.place, name)))


def test_the_bilan_tells_the_course_the_findings_the_answers_and_what_waits(world):
    world.published(outcome="partly", reason="Les agents d’accueil d’abord.")
    world.asked(f"finding:{world.findings[1].pk}", service="Tranquillité")
    settling.attach_opinion(
        actor=world.made.actor,
        sorting=world.made.sorting,
        kind="minorite",
        signature="Table 4",
        text="Trop tôt.",
    )
    text = words(world, "bilan")
    for said in (
        "Atelier du soir", "Former avant d’équiper", "Pas de caméras", "Acceptée en partie",
        "Les agents d’accueil d’abord.", "Tranquillité", "Qui paie la formation", "Trop tôt.",
        "concerne la séance : 1", "elles ne représentent pas",
    ):  # fmt: skip
        assert said in text.replace("\u202f", " ").replace("\xa0", " "), said
    assert "rh@territoire.invalid" not in text


def test_the_report_leaves_the_proposal_to_the_council_and_the_press_sheet_warns(world):
    world.published()
    assert "[à compléter]" in words(world, "rapport")
    press = words(world, "presse").replace("\xa0", " ").replace("\u202f", " ")
    assert "Former avant d’équiper" in press and "aucun pourcentage" in press and "%" not in press


@pytest.mark.parametrize("name", ["bilan", "rapport", "presse"])
def test_no_figure_leaves_without_its_proof_level(world, name):
    said = words(world, name).replace("\xa0", " ").replace("\u202f", " ")
    assert f"doubles participations : {world.place.get_proof_display()}" in said


@pytest.mark.parametrize("name", ["bilan", "rapport", "presse"])
def test_files_are_the_same_twice(world, client, name):
    world.published()
    client.force_login(world.made.user(Role.ELECTED))
    for form in ("docx", "pdf"):
        first = client.get(world.url("answers-paper", name, form)).content
        assert first == client.get(world.url("answers-paper", name, form)).content
    data = client.get(world.url("answers-paper", name, "docx")).content
    assert docx.Document(io.BytesIO(data)).paragraphs


def test_nothing_published_is_said_so(world):
    assert "Aucune réponse n’est encore publiée." in words(world, "bilan")


def test_readers_only_do_not_take_them(world, client):
    client.force_login(world.made.user(Role.READER))
    assert client.get(world.url("answers-papers")).status_code == 403
    client.force_login(world.made.lead)
    assert client.get(world.url("answers-papers")).status_code == 200
