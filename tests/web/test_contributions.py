"""A contribution is found, and the site says where each of its words went."""

from __future__ import annotations

import re

import numpy as np
import pytest
from tests.web.site import FICTIONAL, FRENCH, VOTES

from concertia.corpus.folder import read_corpus
from concertia.corpus.schema import KINDS
from concertia.storage.parquet import read_parquet
from concertia_web.readings.folder import PAGE, Filters, ReadingFolder, open_folder
from concertia_web.readings.services import RUN


@pytest.fixture(params=[FICTIONAL, FRENCH, VOTES])
def folder(request, demonstrated) -> ReadingFolder:
    return open_folder(demonstrated / "readings" / request.param / RUN)


def everything(folder: ReadingFolder, filters: Filters) -> list:
    total, found = folder.contributions(filters, 1)
    for page in range(2, -(-total // PAGE) + 1):
        found += folder.contributions(filters, page)[1]
    assert len(found) == total
    return found


def identifiers(found) -> list[str]:
    return [contribution.row["contribution_id"] for contribution in found]


def test_every_contribution_is_on_exactly_one_page(folder):
    found = identifiers(everything(folder, Filters()))
    assert sorted(found) == read_corpus(folder.path / "corpus").contributions["contribution_id"].tolist()


def test_passages_are_those_of_the_published_text(folder):
    units = read_parquet(folder.path / "units.parquet")
    found = everything(folder, Filters())
    assert sum(len(contribution.passages) for contribution in found) == len(units["unit_id"])
    for contribution in found:
        assert contribution.passages
        for passage in contribution.passages:
            assert passage.text in contribution.row["shown"]


def test_the_themes_part_the_contributions(folder):
    units = read_parquet(folder.path / "units.parquet")
    for theme in folder.themes:
        inside = [theme, *(key for key, child in folder.themes.items() if child["parent"] == theme)]
        expected = set(units["contribution_id"][np.isin(units["theme_id"].astype(str), inside)])
        assert set(identifiers(everything(folder, Filters(theme=theme)))) == expected


def test_kinds_filter(folder):
    units = read_parquet(folder.path / "units.parquet")
    for kind in KINDS:
        expected = set(units["contribution_id"][units["kind"] == kind])
        assert set(identifiers(everything(folder, Filters(kind=kind)))) == expected


def test_nobody_disappears(folder):
    """Each contribution supports or qualifies a finding, or is in none, or was set aside: nothing else."""
    placed: set[str] = set()
    for finding in folder.findings:
        placed.update(identifiers(everything(folder, Filters(place=finding))))
    nowhere = everything(folder, Filters(place="none"))
    aside = everything(folder, Filters(place="moderated"))
    assert not any(contribution.in_a_finding or contribution.moderated for contribution in nowhere)
    assert all(contribution.moderated for contribution in aside)
    assert not placed & {*identifiers(nowhere), *identifiers(aside)}
    assert len(nowhere) == folder.result["coverage"]["without_finding"]
    everyone = read_corpus(folder.path / "corpus").contributions["contribution_id"]
    assert placed | {*identifiers(nowhere), *identifiers(aside)} == set(everyone)


def test_finding_links_hold_their_support(folder):
    for key, finding in folder.findings.items():
        supported = {unit.split(":")[0] for unit in [*finding["support"], *finding["dissent"]]}
        assert set(identifiers(everything(folder, Filters(place=key)))) == supported


def test_search_ignores_case_and_accents(demonstrated):
    folder = open_folder(demonstrated / "readings" / FRENCH / RUN)
    exact = identifiers(everything(folder, Filters(text="écologie")))
    assert exact
    assert identifiers(everything(folder, Filters(text="ECOLOGIE"))) == exact


@pytest.mark.parametrize("hostile", ["'; DROP TABLE x; --", "%", "\\", "\x00", "😀", "<b>", "a" * 200])
def test_any_words_may_be_searched(client, readings, hostile):
    response = client.get(f"/lectures/{FRENCH}/contributions/", {"text": hostile})
    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


@pytest.mark.parametrize("query", ["theme=rien", "kind=rien", "place=rien", "page=0", "page=x"])
def test_a_choice_that_does_not_exist_is_said(client, readings, query):
    html = client.get(f"/lectures/{FRENCH}/contributions/?{query}").content.decode()
    assert "Un des choix n’existe pas dans cette lecture" in html


def test_pages_keep_the_filters(client, readings):
    html = client.get(f"/lectures/{FRENCH}/contributions/?text=e&kind=").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', html)[1].replace("&amp;", "&")
    second = client.get(f"/lectures/{FRENCH}/contributions/{following}").content.decode()
    assert "page 2 sur" in second
    assert 'value="e"' in second
    assert not set(re.findall(r"contributions/([0-9a-f]{16})/", html)) & set(
        re.findall(r"contributions/([0-9a-f]{16})/", second)
    )


def test_a_note_taken_in_session_has_no_quotation_marks(client, readings):
    html = client.get(f"/lectures/{FICTIONAL}/contributions/").content.decode()
    for block in re.findall(r"<li(?: class=\"moderated\")?>\s*(<blockquote.*?)</li>", html, flags=re.DOTALL):
        assert ("Noté en séance" in block or "Reformulé" in block) != ('class="quoted"' in block)
    assert "Noté en séance" in html


def test_what_moderation_set_aside_stays_visible_and_counted_nowhere(client, readings):
    folder = open_folder(readings / VOTES / RUN)
    total, aside = folder.contributions(Filters(place="moderated"), 1)
    assert total > 0
    identifier = aside[0].row["contribution_id"]
    html = client.get(f"/lectures/{VOTES}/contributions/{identifier}/").content.decode()
    assert "Mise de côté par la modération" in html
    assert "Où se trouvent ses mots" not in html


def test_an_unknown_contribution_is_a_plain_404(client, readings):
    assert client.get(f"/lectures/{FRENCH}/contributions/{'0' * 16}/").status_code == 404
    assert client.get(f"/lectures/{FRENCH}/contributions/nope/").status_code == 404
