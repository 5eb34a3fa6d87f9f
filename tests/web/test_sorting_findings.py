"""Findings formulated by people: support, refusals, population claims, comments and public requests."""

from __future__ import annotations

import pytest
from django_scopes import scope
from tests.web.sorting_world import make_document, make_sorted

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.contributions.services import remove_note, restore_note
from concertia_web.journal.models import JournalEntry
from concertia_web.sorting import formulating
from concertia_web.sorting.formulating import Cited, Wording
from concertia_web.sorting.milder import Softened
from concertia_web.sorting.models import Annotation, ChangeRequest, Finding
from concertia_web.sorting.refusals import Refused


@pytest.fixture
def made(db):
    made = make_sorted()
    with scope(territory=made.consultation.territory):
        yield made


def posted(made, *, kind="attente", title="Former d’abord", support=(), dissent=(), quoted=(), **more):
    sent = {"kind": kind, "title": title, "text": "", "column": "agents", **more}
    sent |= {f"n-{made.notes[rank].pk}": "support" for rank in support}
    sent |= {f"n-{made.notes[rank].pk}": "dissent" for rank in dissent}
    return sent | {f"qn-{made.notes[rank].pk}": "1" for rank in quoted}


def test_a_finding_is_written_from_a_column(made, client):
    client.force_login(made.lead)
    page = client.get(made.url("finding-new") + "?colonne=agents").content.decode()
    assert "Peur de perdre mon poste" in page and "crainte" in page
    client.post(made.url("finding-new"), posted(made, support=(0, 2), dissent=(4,), quoted=(0,)))
    finding = Finding.objects.get()
    assert [one.side for one in finding.evidence.all()].count("support") == 2
    page = client.get(made.url("findings")).content.decode()
    assert "dont 1 crainte, 1 attente" in page
    assert "1 le contredit" in page
    assert "Former d’abord" in page and "%" not in page
    entry = JournalEntry.objects.get(action="sorting.formulate")
    assert entry.public and "Former" not in entry.object_label


def test_without_support_nothing_is_written_and_nothing_typed_is_lost(made, client):
    client.force_login(made.lead)
    page = client.post(made.url("finding-new"), posted(made, title="Un titre gardé", text="Un texte gardé"))
    html = page.content.decode()
    assert "Rien n’appuie cet enseignement" in html
    assert "Un titre gardé" in html and "Un texte gardé" in html
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    "title",
    [
        "Les habitants pensent que c’est trop tôt",
        "62 % des habitants refusent",
        "Les citoyens veulent un guichet",
    ],
)
def test_nobody_speaks_for_a_population(made, client, title):
    client.force_login(made.lead)
    html = client.post(made.url("finding-new"), posted(made, title=title, support=(0,))).content.decode()
    assert "n&#x27;ont pas été interrogées" in html or "n’ont pas été interrogées" in html
    assert f"n-{made.notes[0].pk}" in html and "checked" in html
    assert not Finding.objects.exists()


def test_a_refusal_does_not_become_a_vigilance_without_a_word(made, client):
    client.force_login(made.lead)
    sent = posted(made, kind="vigilance", title="Veiller aux caméras", support=(1, 2))
    html = client.post(made.url("finding-new"), sent).content.decode()
    assert "1 refus appuie cet enseignement" in html and "Pas de caméras dans la rue" in html
    assert not Finding.objects.exists()
    client.post(made.url("finding-new"), sent | {"also_refusal": "on"})
    kinds = sorted(Finding.objects.values_list("kind", "title"))
    assert kinds == [("refus", "Pas de caméras dans la rue"), ("vigilance", "Veiller aux caméras")]


def test_or_the_reason_is_printed(made, client):
    client.force_login(made.lead)
    sent = posted(
        made,
        kind="vigilance",
        title="Veiller aux caméras",
        support=(1,),
        milder_reason="dit ainsi à la relecture",
    )
    client.post(made.url("finding-new"), sent)
    assert (
        "Des refus l’appuient, parce que : dit ainsi à la relecture"
        in client.get(made.url("findings")).content.decode()
    )


def test_removing_the_refusal_brings_the_warning_back(made, client):
    with pytest.raises(Softened):
        made.finding("vigilance", 1)
    refusal = made.finding("refus", 1)
    made.finding("vigilance", 1, 2)
    formulating.remove_finding(actor=made.actor, finding=refusal, reason="doublon")
    client.force_login(made.lead)
    assert "1 refus l’appuie" in client.get(made.url("findings")).content.decode()
    assert "n’apparaissent nulle part comme refus" in client.get(made.url("settling")).content.decode()


def test_an_undeclared_refusal_counts_too(made):
    made.notes[4].declared_kind, made.notes[4].text = "", "Pas question d’installer des caméras"
    made.notes[4].save()
    with pytest.raises(Softened):
        made.finding("proposition", 4)


def test_three_notes_at_most_are_shown(made):
    with pytest.raises(Refused, match="3 au plus"):
        made.finding("attente", 0, 2, 3, 4, quoted=(0, 2, 3, 4))
    assert made.finding("attente", 0, 2, 3, 4, quoted=(0, 2, 3)).evidence.filter(quoted=True).count() == 3


def test_a_hidden_note_supports_but_is_not_shown(made):
    made.notes[0].moderation = "hidden"
    made.notes[0].save()
    with pytest.raises(Refused, match="non publiée"):
        made.finding("attente", 0, quoted=(0,))
    assert made.finding("attente", 0).evidence.count() == 1


def test_a_disagreement_has_two_sides_and_an_agreement_one(made):
    with pytest.raises(Refused, match="les deux côtés"):
        made.finding("divergence", 0)
    with pytest.raises(Refused, match="ce n’est pas un accord"):
        made.finding("consensus", 0, dissent=(1,))
    assert made.finding("divergence", 0, dissent=(1,)).pk


def test_only_validated_documents_are_evidence_of_rank_b(made, client):
    good = make_document(made.consultation, "Le panel demande un registre public.")
    bad = make_document(made.consultation, "Une note interne.", validated_by="")
    wording = Wording("proposition", "Tenir un registre public")
    passage = good.passages.get()
    found = formulating.formulate(
        actor=made.actor, sorting=made.sorting, wording=wording, cited=Cited(passages={passage.pk: "support"})
    )
    assert found.evidence.get().passage_id == passage.pk
    with pytest.raises(Refused, match="personne n’a validé"):
        formulating.formulate(
            actor=made.actor,
            sorting=made.sorting,
            wording=wording,
            cited=Cited(passages={bad.passages.get().pk: "support"}),
        )
    client.force_login(made.lead)
    page = client.get(made.url("finding-new")).content.decode()
    assert "registre public" in page and "Une note interne" not in page
    assert "rang\xa0B" in client.get(made.url("finding", found.pk)).content.decode()


@pytest.mark.parametrize("role", [Role.ELECTED, Role.SERVICE, Role.GARANT, Role.FACILITATOR, Role.READER])
def test_those_who_do_not_read_never_write(made, client, role):
    finding = made.finding()
    client.force_login(made.user(role))
    for name, more in (("finding-new", ()), ("finding-edit", (finding.pk,))):
        assert (
            client.post(made.url(name, *more), posted(made, title="Autre", support=(0,))).status_code == 403
        )
    assert client.post(made.url("finding-shift", finding.pk), {"up": "1"}).status_code == 403
    assert (
        client.post(made.url("finding", finding.pk), {"do": "remove", "r-reason": "non"}).status_code == 403
    )
    finding.refresh_from_db()
    assert finding.title == "Un attente"
    assert client.get(made.url("findings")).status_code == 200


def test_an_elected_member_annotates_and_changes_nothing(made, client):
    finding = made.finding()
    before = formulating.finding_json(finding)
    client.force_login(made.user(Role.ELECTED))
    client.post(made.url("finding", finding.pk), {"do": "annotate", "a-text": "À voir au budget"})
    assert Annotation.objects.get().function == "fonction elected"
    assert formulating.finding_json(finding) == before
    page = client.get(made.url("finding", finding.pk)).content.decode()
    assert "À voir au budget" in page and "Récrire" not in page


def test_a_request_is_public_and_gets_a_reasoned_answer(made, client):
    finding = made.finding()
    client.force_login(made.user(Role.ELECTED))
    empty = client.post(made.url("finding", finding.pk), {"do": "ask", "d-wish": "remove", "d-reason": " "})
    assert "errorlist" in empty.content.decode() and not ChangeRequest.objects.exists()
    client.post(
        made.url("finding", finding.pk), {"do": "ask", "d-wish": "remove", "d-reason": "ce n’est pas daté"}
    )
    asked = ChangeRequest.objects.get()
    entry = JournalEntry.objects.get(action="sorting.ask_removal")
    assert entry.public and entry.reason == "ce n’est pas daté" and entry.function == "fonction elected"
    assert client.get(made.url("finding-request", asked.pk)).status_code == 403
    client.force_login(made.lead)
    assert "Demandes publiques à traiter" in client.get(made.url("findings")).content.decode()
    client.post(made.url("finding-request", asked.pk), {"decision": "kept", "reason": "dit à trois tables"})
    asked.refresh_from_db()
    assert asked.decision == "kept"
    again = client.post(made.url("finding-request", asked.pk), {"decision": "accepted", "reason": "non"})
    assert "déjà sa réponse" in again.content.decode()
    assert JournalEntry.objects.get(action="sorting.keep_despite_request").reason == "dit à trois tables"


def test_rewriting_keeps_the_history(made, client):
    finding = made.finding()
    client.force_login(made.lead)
    client.post(
        made.url("finding-edit", finding.pk),
        posted(made, title="Mieux dit", support=(0, 2), reason="plus clair"),
    )
    entry = JournalEntry.objects.get(action="sorting.rewrite")
    assert (entry.value.before["title"], entry.value.after["title"]) == ("Un attente", "Mieux dit")
    assert "plus clair" in client.get(made.url("finding", finding.pk)).content.decode()


def test_findings_are_arranged(made, client):
    names = [made.finding(title=title).pk for title in ("un", "deux", "trois")]
    client.force_login(made.lead)
    client.post(made.url("finding-shift", names[2]), {"up": "1"})
    client.post(made.url("finding-shift", names[0]), {"up": "1"})
    assert list(Finding.objects.values_list("title", flat=True)) == ["un", "trois", "deux"]


def test_removal_needs_a_reason_that_is_published(made, client):
    finding = made.finding()
    client.force_login(made.lead)
    client.post(made.url("finding", finding.pk), {"do": "remove", "r-reason": ""})
    assert Finding.objects.exists()
    client.post(made.url("finding", finding.pk), {"do": "remove", "r-reason": "dit deux fois"})
    assert not Finding.objects.exists()
    entry = JournalEntry.objects.get(action="sorting.remove")
    assert entry.public and entry.reason == "dit deux fois"


def test_before_the_sort_is_done_the_page_says_where_to_go(made, client):
    made.sorting.state = "sorting"
    made.sorting.save()
    client.force_login(made.lead)
    assert "Le tri n’est pas terminé" in client.get(made.url("findings")).content.decode()
    with pytest.raises(Refused, match="Le tri n’est pas terminé"):
        made.finding()


def test_the_list_asks_a_bounded_number_of_questions(made, client, django_assert_max_num_queries):
    for rank in range(12):
        made.finding(title=f"Enseignement {rank}")
    client.force_login(made.lead)
    with django_assert_max_num_queries(26):
        client.get(made.url("findings"))
    with django_assert_max_num_queries(20):
        client.get(made.url("finding-new") + "?colonne=agents")


def test_the_function_of_the_reader_is_what_the_journal_shows(made):
    formulating.annotate(actor=actor_of(made.user(Role.ELECTED)), finding=made.finding(), text="vu")
    assert JournalEntry.objects.filter(action="sorting.annotate", function="fonction elected").exists()


def test_a_hidden_refusal_never_becomes_the_title_of_a_finding(made, client):
    for note in made.notes[1:3]:
        note.moderation, note.text = "hidden", "Madame Tartempion ment"
        note.save()
    client.force_login(made.lead)
    sent = posted(made, kind="vigilance", title="Un point de vigilance", support=(1, 2))
    client.post(made.url("finding-new"), sent | {"also_refusal": "on"})
    kinds = sorted(Finding.objects.values_list("kind", "title"))
    assert kinds == [("refus", "Un point de vigilance"), ("vigilance", "Un point de vigilance")]


def test_searching_a_word_in_the_passages_loses_nothing_of_what_is_written(client, made):
    make_document(made.consultation, *(f"Passage {n} sur le registre." for n in range(70)), "Un seul cahier.")
    client.force_login(made.lead)
    written = {"kind": "attente", "title": "Un registre public", "mots": "cahier", "chercher": "1"}
    page = client.post(made.url("finding-new"), written).content.decode()
    assert "Un seul cahier." in page
    assert "Passage 3 sur le registre." not in page
    assert "Un registre public" in page
    assert not Finding.objects.exists()


def test_a_finding_that_rests_on_an_erased_note_is_to_be_read_again(made, client):
    finding = made.finding("attente", 0, 2, title="Former les agents qui ont peur", quoted=(2,))
    other = made.finding("refus", 1, title="Pas de caméras")
    client.force_login(made.lead)
    pages = [made.url("findings"), made.url("finding", finding.pk)]
    for page in pages:
        assert "À relire" not in client.get(page).content.decode()
    remove_note(actor=made.actor, note=made.notes[2])
    for page in pages:
        assert "À relire." in client.get(page).content.decode()
    assert "À relire" not in client.get(made.url("finding", other.pk)).content.decode()
    assert "1 enseignement repose sur une note retirée depuis" in client.get(pages[0]).content.decode()
    restore_note(actor=made.actor, note=made.notes[2])
    assert "À relire" not in client.get(pages[0]).content.decode()
    remove_note(actor=made.actor, note=made.notes[2])
    formulating.formulate(
        actor=made.actor,
        sorting=made.sorting,
        finding=finding,
        wording=Wording("attente", "Former les agents", column="agents"),
        cited=Cited(notes={made.notes[0].pk: "support"}),
    )
    assert "À relire" not in client.get(pages[0]).content.decode()
