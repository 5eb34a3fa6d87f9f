"""The reading as others use it: summary, restitution, files, corrections for the engine, week."""

from __future__ import annotations

import csv
import io
import re

import docx
import openpyxl
import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_notes, make_session, make_user
from tests.web.sorting_world import make_document, make_sorted

from concertia.corpus.identifiers import content_id
from concertia.reports.model import texts_in
from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution
from concertia_web.sorting import corrections, formulating, settling
from concertia_web.sorting.formulating import Cited, Wording
from concertia_web.sorting.proximity import look_alike
from concertia_web.sorting.reading import summary
from concertia_web.sorting.restitution import restitution
from concertia_web.sorting.week import items


@pytest.fixture
def made(db):
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        yield made


def words(read):
    return "\n".join(texts_in(restitution(read)))


def test_the_summary_counts_what_supports_each_finding(made):
    made.finding("vigilance", 2, 3, 0, dissent=(4,), quoted=(2,))
    made.finding("refus", 1)
    read = summary(made.consultation)
    vigilance, refusal = read.findings
    assert (vigilance.support, vigilance.dissent, vigilance.passages, vigilance.tables) == (3, 1, 0, 2)
    assert vigilance.by_kind == {"attente": 1, "crainte": 1, "condition": 1}
    assert vigilance.by_public == {"agents": 2, "habitants": 1}
    assert [one.text for one in vigilance.verbatims] == ["Peur de perdre mon poste"]
    assert not vigilance.verbatims[0].quotable and vigilance.verbatims[0].rank == "A"
    assert refusal.number == 2 and read.refusals == [refusal] and read.refusal_notes == 1
    assert [note.pk for note in read.in_none] == [made.notes[5].pk]
    assert read.unplaced == 0 and read.readers == 1 and len(read.aside) == 1
    assert read.missing_publics == ["Élus"]


def test_what_came_on_line_is_counted_with_what_was_verified(made):
    assert "En ligne" not in words(summary(made.consultation))
    Contribution.objects.filter(pk=made.notes[0].pk).update(channel="online", session=None)
    said = words(summary(made.consultation)).replace("\xa0", " ").replace("\u202f", " ")
    assert "En ligne : 1 ; sans vérification : le nombre de personnes n’est pas connu." in said


def test_what_came_on_line_is_not_a_moment_of_debate(made):
    made.finding("vigilance", 2, 3)
    Contribution.objects.filter(pk=made.notes[2].pk).update(channel="online", session=None)
    (found,) = summary(made.consultation).findings
    assert found.voices.startswith("2 notes")
    assert "temps de débat" not in found.voices


def test_solidity_follows_the_written_rule(made):
    with scopes_disabled():
        second = make_session(made.consultation, title="Second atelier")
        extra = make_notes(second, "Former vraiment les agents", public="habitants", subgroup="Table 9")
    cited = Cited(notes={made.notes[0].pk: "support", extra[0].pk: "support"})
    formulating.formulate(
        actor=made.actor, sorting=made.sorting, wording=Wording("attente", "Former"), cited=cited
    )
    made.finding("vigilance", 2, 3)
    made.finding("proposition", 4)
    found = {one.title: one.solidity for one in summary(made.consultation).findings}
    assert found == {
        "Former": "largement partagé",
        "Un vigilance": "dit une fois, ou à une seule table",
        "Un proposition": "dit une fois, ou à une seule table",
    }


def test_a_contradicted_finding_is_not_widely_shared(made):
    made.finding("attente", 0, 1, 2, 3, 4, dissent=(5,), milder_reason="repris tel quel")
    (found,) = summary(made.consultation).findings
    assert found.tables == 3 and found.solidity == "repris plusieurs fois"


def test_rank_b_alone_is_said(made):
    document = make_document(made.consultation, "Le panel demande un registre.")
    cited = Cited(passages={document.passages.get().pk: "support"})
    formulating.formulate(
        actor=made.actor, sorting=made.sorting, wording=Wording("proposition", "Un registre"), cited=cited
    )
    read = summary(made.consultation)
    assert read.findings[0].solidity == "texte collectif validé" and read.ranks == {
        "A": 0,
        "B": 1,
        "A et B": 0,
    }
    assert read.findings[0].verbatims[0].quotable


def test_a_panel_that_returns_only_an_avis_is_read_too(db, client):
    with scopes_disabled():
        consultation = make_consultation(title={"fr": "Panel"})
        make_document(consultation, "Le panel demande un registre.")
    user = make_user(consultation.territory)
    client.force_login(user)
    place = [consultation.territory.slug, consultation.slug]
    client.post(reverse("space:sorting-open", args=place))
    client.post(reverse("space:sorting-step", args=place), {"do": "close"})
    with scopes_disabled():
        passage = consultation.documents.get().passages.get()
    sent = {
        "kind": "proposition",
        "title": "Un registre public",
        f"p-{passage.pk}": "support",
        f"qp-{passage.pk}": "1",
    }
    client.post(reverse("space:finding-new", args=place), sent)
    page = client.get(reverse("space:restitution", args=place)).content.decode()
    assert "Un registre public" in page and "la lecture s’appuie sur des documents" in page
    assert re.search("« <bdi[^>]*>Le panel demande un registre.</bdi> »", page)


def test_page_one_has_no_group_percentage_or_interval(made):
    made.finding("attente", 0)
    made.finding("refus", 1)
    made.finding("divergence", 3, dissent=(4,))
    text = words(summary(made.consultation))
    for forbidden in (
        "%",
        "groupe d’opinion",
        "intervalle",
        "cluster",
        "habitants pensent",
        "référendum",
        "sondage",
    ):
        assert forbidden not in text
    assert "Qui paie la formation" in text
    assert "Lue par une seule personne" in text
    assert "2 des 6 notes ne sont dans aucun enseignement" in text
    assert "Non retenu, parce que : concerne la séance" in text


def test_every_note_is_in_the_restitution_with_its_place(made):
    made.finding("attente", 0)
    text = words(summary(made.consultation))
    for note in made.notes:
        assert note.text in text


def test_a_note_taken_in_session_never_gets_quotation_marks(made, client):
    made.finding("attente", 0, quoted=(0,))
    client.force_login(made.lead)
    page = client.get(made.url("restitution")).content.decode()
    assert "Former tous les agents avant" in page
    quoted = "« <bdi[^>]*>Former tous les agents avant"
    assert not re.search(quoted, page) and "noté en séance" in page
    Contribution.objects.filter(pk=made.notes[0].pk).update(capture="written")
    page = client.get(made.url("restitution")).content.decode()
    assert re.search(quoted, page)


def test_the_public_reads_it_only_when_settled_and_published(made, client):
    made.finding("attente", 0)
    place = [made.consultation.territory.slug, made.consultation.slug]
    address = reverse("sorting:restitution", args=place)
    assert client.get(address).status_code == 404
    made.settled()
    assert client.get(address).status_code == 404
    made.consultation.state = "published"
    made.consultation.save()
    Contribution.objects.filter(pk=made.notes[4].pk).update(
        moderation="hidden", moderation_reason="vise une personne"
    )
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    assert "Un répondeur la nuit" not in html and "texte non publié" in html and "vise une personne" in html
    for form in ("docx", "pdf"):
        answer = client.get(reverse("sorting:restitution-file", args=[*place, form]))
        assert answer.status_code == 200
        assert answer.content == client.get(reverse("sorting:restitution-file", args=[*place, form])).content
    with scopes_disabled():
        assert client.get(f"/en{address}").status_code == 200


def test_a_published_concertation_with_a_draft_shows_nothing(made, client):
    made.consultation.state = "published"
    made.consultation.save()
    address = reverse("sorting:restitution", args=[made.consultation.territory.slug, made.consultation.slug])
    assert client.get(address).status_code == 404


def test_signed_texts_stand_in_it_word_for_word(made):
    made.finding("attente", 0)
    settling.attach_opinion(
        actor=made.actor,
        sorting=made.sorting,
        kind="minorite",
        signature="Table 4",
        text="Non: c'est  trop tôt !",
    )
    assert "Non: c'est  trop tôt !" in words(summary(made.consultation))


def test_files_hold_every_note_and_no_formula(made, client):
    made.finding("attente", 0)
    Contribution.objects.filter(pk=made.notes[1].pk).update(text="=1+1;\nfin")
    client.force_login(made.lead)
    text = client.get(made.url("sorting-export", "csv")).content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(table) == 7 and table[2][2] == "'=1+1;\nfin"
    assert table[1][8] == "Travail et métiers des agents" and table[1][11] == "1. Un attente"
    assert table[6][9] == "concerne la séance"
    data = client.get(made.url("sorting-export", "xlsx")).content
    assert data == client.get(made.url("sorting-export", "xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert (
        book["Notes"].max_row == 7
        and book["Notes"]["C3"].value == "=1+1;\nfin"
        and book["Notes"]["C3"].data_type == "s"
    )
    assert book["Enseignements"]["C2"].value == "Un attente"
    client.force_login(made.user(Role.ELECTED))
    assert client.get(made.url("sorting-export", "csv")).status_code == 403


def test_corrections_for_the_engine_name_themes_and_reasons(made):
    ids = {note.pk: f"{note.pk:016x}" for note in made.notes}
    found = corrections.edits(made.sorting, ids)
    moves = [edit for edit in found if edit["op"] == "move"]
    theme = content_id([f"{made.consultation.framing.content['key']}:agents"])
    assert len(moves) == 5 and moves[0]["into"] == {"theme": theme}
    (aside,) = [edit for edit in found if edit["op"] == "exclude"]
    assert (
        aside["target"] == {"contribution": ids[made.notes[5].pk]} and aside["reason"] == "concerne la séance"
    )
    assert corrections.edits(made.sorting, {}) == []
    made.finding()
    (formulated,) = [edit for edit in corrections.edits(made.sorting, ids) if edit["op"] == "formulate"]
    assert formulated["target"] == {"contributions": [ids[made.notes[0].pk]]}


def test_the_summary_asks_a_bounded_number_of_questions(made, django_assert_max_num_queries):
    for rank in range(8):
        made.finding("attente", 0, 2, title=f"Enseignement {rank}")
    with django_assert_max_num_queries(12):
        words(summary(made.consultation))


def test_an_unopened_table_has_a_summary_too(db):
    with scopes_disabled():
        session = make_session()
        make_notes(session, "Une note")
    with scope(territory=session.consultation.territory):
        read = summary(session.consultation)
        assert (read.state, read.unplaced, read.findings) == ("", 1, ())
        assert "Une note" in words(read)


def test_docx_opens(made, client):
    made.finding("attente", 0)
    client.force_login(made.lead)
    data = client.get(made.url("restitution-file", "restitution", "docx")).content
    assert any("La question" in line.text for line in docx.Document(io.BytesIO(data)).paragraphs)


def test_alike_notes_are_proposed_in_the_same_order_each_time():
    texts = {
        5: "Former les agents avant de déployer un outil",
        2: "former les agents, avant de déployer un outil !",
        9: "Former les agents avant de déployer un logiciel outil",
        4: "Garder un guichet avec une vraie personne",
        7: "Une vraie personne au guichet, pas un robot",
        8: "oui",
        1: "",
    }
    found = look_alike(texts)
    assert found[0] == (2, 5, "identical")
    assert (2, 9, "near") in found or (2, 9, "close") in found
    assert (4, 7, "close") in found
    assert found == look_alike(dict(reversed(texts.items())))
    assert all(8 not in pair[:2] and 1 not in pair[:2] for pair in found)
    assert look_alike({}) == [] and look_alike({1: "seule"}) == []


def test_the_week_says_what_awaits_each(made):
    territory = made.consultation.territory
    said = [item.text for item in items(made.actor, territory)]
    assert any(text.startswith("Formuler les enseignements") for text in said)
    garant = [item.text for item in items(actor_of(made.user(Role.GARANT)), territory)]
    assert any("avis de la ou du garant" in text for text in garant)
    assert items(actor_of(made.user(Role.ELECTED)), territory) == []
    finding = made.finding()
    formulating.ask_change(actor=made.actor, finding=finding, wish="change", reason="à préciser")
    urgent = [item for item in items(made.actor, territory) if item.urgent]
    assert len(urgent) == 1 and "demande publique" in urgent[0].text


def test_the_week_sends_each_reader_to_their_own_table(db):
    with scopes_disabled():
        consultation = make_consultation(state="reading")
        make_notes(make_session(consultation), "Une note")
    analyst = actor_of(make_user(consultation.territory, Role.ANALYST))
    with scope(territory=consultation.territory):
        (item,) = items(analyst, consultation.territory)
        assert item.text.startswith("Ouvrir la table de tri")
