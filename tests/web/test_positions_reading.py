"""What was collected is what the engine reads: every event, the last position, the texts and the whys."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from tests.web.positions_world import Visitor, address, kept, make_positions

from concertia.corpus.folder import read_corpus
from concertia.corpus.identifiers import contribution_id
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.votes.opinions import analyse_opinions
from concertia_web.contributions.models import Contribution
from concertia_web.positions.models import StatementTally
from concertia_web.positions.opening import settings_of, submitted
from concertia_web.positions.results import results_of
from concertia_web.positions.tallies import retally
from concertia_web.readings.snapshot import SOURCE, write_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered():
    consultation = make_positions(texts=5)
    people = [Visitor(consultation, ip=f"192.0.2.{n}") for n in range(4)]
    for n, person in enumerate(people):
        for turn in range(5):
            person.answer(1 if (turn + n) % 3 else -1)
    people[0].answer(0, f"?texte={people[0].seen[0]}", pourquoi="Je n’en sais pas assez.")
    return consultation


@pytest.mark.parametrize(
    ("proof", "basis"), [("none", "sessions"), ("email", "declared"), ("codes", "proven"), ("oidc", "proven")]
)
def test_a_reading_has_the_positions(answered, tmp_path, proof, basis):
    answered.proof = proof
    with scope(territory=answered.territory):
        summary = write_snapshot(answered, tmp_path / "snapshot")
        retally(answered)
        tallies = {
            str(tally.contribution.client_id): (tally.agree, tally.disagree, tally.passed)
            for tally in StatementTally.objects.select_related("contribution")
        }
        why = Contribution.objects.get(parent__isnull=False)
    assert (summary["positions"], summary["contributions"]) == (21, 6)
    report = import_sources(
        [tmp_path / "snapshot" / SOURCE], tmp_path / "corpus", ImportOptions(key=tmp_path / "key")
    )
    assert (report["votes"], report["participants_basis"]) == (21, basis)
    corpus = read_corpus(tmp_path / "corpus")
    assert sum(corpus.contributions["votable"].tolist()) == 5
    parents = [name for name in corpus.contributions["parent_id"].tolist() if name]
    source = f"{answered.territory.slug}/{answered.slug}"
    assert parents == [contribution_id("concertia", source, str(why.parent.client_id))]
    found = analyse_opinions(corpus, seed=1, stability=False)
    assert found is not None
    assert found.section["participants"] == 4
    counted = {
        row["source_id"]: (row["agree"], row["disagree"], row["pass"]) for row in found.section["statements"]
    }
    assert counted == tallies
    assert sum(map(sum, counted.values())) == len(kept(answered)) == 20


def test_results_are_hidden_until_the_rules_let_them_be_seen(answered):
    page = Visitor(answered).client.get(address(answered, "resultats/")).content.decode()
    assert "après la clôture" in page
    assert "<table" not in page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of SQLite's plans")
def test_the_texts_submitted_are_found_without_reading_every_contribution(answered):
    with scope(territory=answered.territory):
        retally(answered)
        settings_of(answered).refresh_from_db()
    with scope(territory=answered.territory), CaptureQueriesContext(connection) as asked:
        found = results_of(answered, settings_of(answered), "1")
        texts = list(Contribution.objects.filter(submitted(answered)).values_list("pk", flat=True))
    assert len(texts) == 5 == len(found["page"])
    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if "contributions_contribution" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans.append(" / ".join(row[3] for row in cursor.fetchall()))
    assert len(plans) == 3 and "LIST SUBQUERY" not in " ".join(plans)
    assert "USING INDEX note_votable" in plans[-1]
