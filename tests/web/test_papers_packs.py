"""The packs of papers: every field has a value or a name, every condition exists, no brace is left."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from concertia.execution.packs import packs_folder
from concertia_web.consultations.models import Session
from concertia_web.papers import planning
from concertia_web.papers.composing import Part, compose, text_of
from concertia_web.papers.facts import LABELS, Frame
from concertia_web.papers.models import PaperDetails
from concertia_web.papers.notices import VERSIONS, notice
from concertia_web.papers.packs import FIELD, UnusablePackError, folder, named, papers, read_paper
from concertia_web.territories.models import Territory

CONDITIONS = {
    "neutral", "not-neutral", "campaign", "no-campaign", "consultation", "no-consultation",
    *Territory.Kind.values,
}  # fmt: skip


def _place(**more):
    return Territory(slug="vaubrun", name="Vaubrun", full_name="Ville de Vaubrun", kind="commune", **more)


def _bare(**more):
    place = _place()
    return Frame(place, PaperDetails(territory=place), **more)


def test_the_six_papers_ship_in_order():
    assert list(papers()) == [
        "note-elus", "lettre-interet", "deliberation", "communique", "retroplanning", "jours",
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted(folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_each_pack_says_what_it_is_and_uses_known_fields(path):
    text = path.read_text(encoding="utf-8")
    pack = yaml.safe_load(text)
    assert pack["licence"] == "CC0-1.0" and pack["jurisdiction"] == "FR" and pack["official"] is False
    assert pack["version"] >= 1 and date.fromisoformat(pack["date"]) and pack["source"]
    assert pack["key"] == path.stem
    assert {field.lower() for field in FIELD.findall(text)} <= set(LABELS)


@pytest.mark.parametrize("key", list(papers()))
def test_each_condition_of_a_block_exists(key):
    asked = {word for block in papers()[key].blocks for word in block.get("when", "").split()}
    assert asked <= CONDITIONS


@pytest.mark.parametrize("kind", Territory.Kind.values)
def test_every_kind_of_authority_has_a_first_visa(kind):
    frame = _bare()
    frame.territory.kind = kind
    visas = [
        b for b in compose(papers()["deliberation"], frame).blocks if isinstance(b, Part) and b.kind == "visa"
    ]
    assert "code général des collectivités territoriales" in visas[0].lines[0][0].text
    assert all(line[-1].text == "[à vérifier par votre service juridique]" for b in visas for line in b.lines)
    assert all(line[-1].kind == "blank" for b in visas for line in b.lines)


@pytest.mark.parametrize("key", list(papers()))
def test_a_paper_without_any_fact_has_no_brace_and_lists_what_is_missing(key):
    paper = compose(papers()[key], _bare())
    text = text_of(paper)
    assert "{" not in text and "}" not in text and "**" not in text
    assert text.count("[à compléter : ") >= len(paper.missing)
    assert all(f"[à compléter : {label}]" in text for label in paper.missing)
    assert len(set(paper.missing)) == len(paper.missing)


def test_words_that_the_screen_never_says_are_not_on_paper_either():
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in folder().glob("*.yaml"))
    assert not [w for w in ("référendum", "sondage", "verbatim", "citoyens pensent", "cluster") if w in text]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema: autre/1\n", "ce n’est pas un papier"),
        ("schema: concertia/paper/1\nblocks:\n  - dessin: x\n", "bloc 1 : sorte inconnue (dessin)"),
        (
            "schema: concertia/paper/1\nblocks:\n  - {text: a, title: b}\n",
            "bloc 1 : sorte inconnue (text, title)",
        ),
    ],
)
def test_a_pack_that_is_wrong_is_refused_with_its_name_and_line(text, says):
    with pytest.raises(UnusablePackError) as problem:
        read_paper(text, "essai.yaml")
    assert str(problem.value).startswith("essai.yaml") and says in str(problem.value)


def test_each_form_of_meeting_has_a_course_of_one_hundred():
    courses = named("animation")["courses"]
    assert set(courses) == set(Session.Kind.values)
    assert {sum(step["share"] for step in course["steps"]) for course in courses.values()} == {100}


@pytest.mark.parametrize("version", list(VERSIONS))
def test_each_form_of_the_notice_names_the_controller_and_the_rights(version):
    place = _place(dpo="dpd@vaubrun.invalid")
    frame = Frame(place, PaperDetails(territory=place))
    frame.values.update(
        {
            "la_collectivite": "la Ville de Vaubrun",
            "de_la_collectivite": "de la Ville de Vaubrun",
            "dpd": place.dpo,
        }
    )
    text = text_of(notice(frame, version))
    assert "a Ville de Vaubrun" in text and "dpd@vaubrun.invalid" in text and "archives publiques" in text
    if version != "orale":
        assert "mission d’intérêt public" in text and "CNIL" in text


def test_days_of_work_agree_with_the_card_of_each_method():
    cards = {
        pack["key"]: pack
        for path in (packs_folder() / "blueprints").glob("*.yaml")
        for pack in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    }
    methods = {method["blueprint"]: method["tasks"] for method in papers()["jours"].workdays}
    assert set(methods) == set(cards)
    for key, tasks in methods.items():
        least, most = (sum(task[end] for task in tasks) for end in ("least", "most"))
        assert least <= cards[key]["work_days"] <= most, key


def test_days_of_work_add_up_and_are_called_estimates():
    pack = papers()["jours"]
    tables = [table for table in planning.inserted("workdays", pack, _bare()) if not isinstance(table, str)]
    assert len(tables) == len(pack.workdays) == 8
    for table, method in zip(tables, pack.workdays, strict=True):
        assert (
            table.rows[-1][0] == "Total" and "estimés" in table.caption and table.note.startswith("Hypothèse")
        )
        for column, end in ((1, "least"), (2, "most")):
            total = sum(task[end] for task in method["tasks"])
            assert float(table.rows[-1][column].replace(",", ".")) == total
        assert all(task["least"] < task["most"] for task in method["tasks"])
    assert tables[0].rows[-1] == ("Total", "6", "23")
