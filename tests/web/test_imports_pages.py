"""Files are deposited, questioned, looked at, let in and taken out, on pages that work without JavaScript."""

from __future__ import annotations

import csv
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user

from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.imports import forms
from concertia_web.imports.models import Import, Provenance
from concertia_web.imports.week import items
from concertia_web.jobs.models import Job
from concertia_web.jobs.services import job_folder
from concertia_web.jobs.worker import Worker
from concertia_web.journal.models import JournalEntry

NOTES = (
    "Numéro;Nature;Proposition;Nombre de personnes;Courriel\n"
    "1;crainte;Que le guichet ferme;6;a@exemple.invalid\n"
    "2;refus;Pas de caméras à l’école;4;b@exemple.invalid\n"
    "3;envie;;2;c@exemple.invalid\n"
    "4;condition;Oui si un humain relit mon dossier au 06 12 34 56 78;1;d@exemple.invalid\n"
)
DOUBTFUL = (
    "Ref;Retour A;Retour B\n"
    "1;Il faudrait des délais bien plus courts au guichet;Je crains la fermeture de ma mairie annexe\n"
    "2;Former tous les agents pendant leur temps de travail;Je refuse les caméras dans les rues du centre\n"
    "3;Garder quelqu’un au téléphone tous les jours ouvrés;Les erreurs ne sont jamais réparées assez vite\n"
)


@pytest.fixture
def place(db):
    territory = make_territory("Vaubrun")
    return make_consultation(territory, slug="atelier")


@pytest.fixture
def lead(client, place):
    user = make_user(place.territory, Role.LEAD)
    client.force_login(user)
    return client


def upload(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def imports_url() -> str:
    return reverse("space:imports", args=["vaubrun", "atelier"])


def import_url(job: Import) -> str:
    return reverse("space:import", args=["vaubrun", "atelier", job.pk])


def deposit(client, *files: SimpleUploadedFile, **options: object) -> Import:
    response = client.post(imports_url(), {"files": list(files), **options})
    assert response.status_code == 302, response.content.decode()
    with scopes_disabled():
        job = Import.objects.latest("pk")
    assert response.url == import_url(job)
    return job


def worked(job: Import) -> Import:
    """What the worker makes of everything that waits."""
    while Worker().step():
        pass
    with scopes_disabled():
        return Import.objects.get(pk=job.pk)


def act(client, job: Import, do: str, **more: object) -> str:
    response = client.post(import_url(job), {"do": do, **more}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def page(client, job: Import) -> str:
    response = client.get(import_url(job))
    assert response.status_code == 200
    return response.content.decode()


def entered(place: Consultation) -> list[Contribution]:
    with scope(territory=place.territory):
        return list(Contribution.objects.filter(consultation=place).order_by("position"))


def test_a_table_is_read_looked_at_and_let_in(lead, place):
    job = deposit(lead, upload("mur.csv", NOTES))
    assert "En attente" in page(lead, job)
    job = worked(job)
    assert job.to_confirm
    assert entered(place) == [], "nothing enters before the person agrees"
    html = page(lead, job)
    assert "quoted" not in html, "nobody knows that these words are verbatim"
    assert "Contributions à faire entrer</dt><dd>3" in html
    assert "texte vide : 1" in html
    assert "Courriel" in html
    assert "exemple.invalid" not in html
    assert "06 12 34 56 78" not in html
    act(lead, job, "confirm")
    job = worked(job)
    assert job.entered
    assert (job.brought, job.already) == (3, 0)
    assert "3 contributions sont entrées" in page(lead, job)
    found = entered(place)
    assert [note.text for note in found][:2] == ["Que le guichet ferme", "Pas de caméras à l’école"]
    assert [note.declared_kind for note in found] == ["crainte", "refus", "condition"]
    assert [note.voice_count for note in found] == [6, 4, 1]
    assert [note.source_id for note in found] == ["1", "2", "4"]
    assert all(note.capture == "imported" and note.imported_by_id == job.pk for note in found)
    assert all(len(note.nonce) == 32 for note in found)
    assert len(found[2].public_text) == len(found[2].text)
    assert "06 12" not in found[2].public_text


def test_what_a_contribution_has_no_column_for_is_kept_beside_it(lead, place):
    text = "Proposition,Commune,Atelier,Date\nFormer les agents,Saint-Aubin,Table 2,2026-11-20\n"
    job = worked(deposit(lead, upload("lieux.csv", text)))
    act(lead, job, "confirm")
    worked(job)
    (note,) = entered(place)
    with scope(territory=place.territory):
        kept = Provenance.objects.get(contribution=note)
    assert (kept.territory, kept.session, kept.said) == ("Saint-Aubin", "Table 2", "2026-11-20")
    assert note.subgroup == "Table 2"
    assert str(note.said_on) == "2026-11-20"


def test_the_same_source_twice_is_said_and_counted_once(lead, place):
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    act(lead, job, "confirm")
    worked(job)
    more = NOTES + "5;envie;Des réponses plus rapides;1;e@exemple.invalid\n"
    again = worked(deposit(lead, upload("mur.csv", more)))
    html = page(lead, again)
    assert "Contributions à faire entrer</dt><dd>1" in html
    assert "laissées telles quelles</dt><dd>3" in html
    act(lead, again, "confirm")
    again = worked(again)
    assert (again.brought, again.already) == (1, 3)
    assert len(entered(place)) == 4


def test_a_file_deposited_twice_is_said(lead, place):
    deposit(lead, upload("mur.csv", NOTES))
    response = lead.post(imports_url(), {"files": [upload("copie.csv", NOTES)]}, follow=True)
    assert "avait déjà été déposé" in response.content.decode()


def test_the_same_words_under_another_number_are_pointed_out(lead, place):
    make_notes(make_session(place), "Que le guichet ferme")
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    assert job.report["preview"]["same_text"] == 1
    assert "mot pour mot" in page(lead, job)


def test_undo_takes_out_what_it_brought_and_nothing_else(lead, place):
    make_notes(make_session(place), "Une note tapée")
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    act(lead, job, "confirm")
    worked(job)
    assert len(entered(place)) == 4
    act(lead, job, "undo")
    job = worked(job)
    assert job.undone
    assert [note.text for note in entered(place)] == ["Une note tapée"]
    assert not job_folder(job).exists()
    html = page(lead, job)
    assert "a été retiré" in html
    assert "Retirer ce que" not in html
    assert "déjà retiré" in act(lead, job, "undo")
    again = worked(deposit(lead, upload("mur.csv", NOTES)))
    assert again.report["preview"]["enter"] == 3, "what was taken out may come back"


@pytest.mark.parametrize("state", ["settled", "published"])
def test_nothing_is_taken_out_of_a_settled_reading(lead, place, state):
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    act(lead, job, "confirm")
    worked(job)
    with scopes_disabled():
        Consultation.objects.filter(pk=place.pk).update(state=state)
    assert lead.post(import_url(job), {"do": "undo"}).status_code == 403
    assert len(entered(place)) == 3
    assert lead.post(imports_url(), {"files": [upload("mur.csv", NOTES)]}).status_code == 403


def test_doubtful_columns_are_asked_with_the_first_rows_shown(lead, place):
    job = worked(deposit(lead, upload("retours.csv", DOUBTFUL)))
    assert job.state == Job.State.ASKING
    assert "Dire ce que contient chaque colonne" in page(lead, job)
    assert "--map" not in page(lead, job)
    url = reverse("space:import-columns", args=["vaubrun", "atelier", job.pk])
    html = lead.get(url).content.decode()
    assert "Garder quelqu’un au téléphone tous les jours ouvrés" in html
    refused = lead.post(url, {"column_0": "id"}).content.decode()
    assert "il n’y a rien à lire" in refused
    twice = lead.post(url, {"column_0": "id", "column_1": "id", "column_2": "text"}).content.decode()
    assert "choisissez entre « Ref » et « Retour A »" in twice
    assert 'value="id" selected' in twice, "what was chosen stays"
    lead.post(url, {"column_0": "id", "column_1": "text", "column_2": "text"})
    job = worked(job)
    assert job.report["preview"]["enter"] == 6
    act(lead, job, "confirm")
    worked(job)
    with scope(territory=place.territory):
        assert set(Provenance.objects.values_list("question", flat=True)) == {"Retour A", "Retour B"}


def test_words_of_moderation_are_asked(lead, place):
    text = "Texte,Modération\nFormer les agents,validé\nDes insultes,hors clous\nPas de caméras,à voir\n"
    job = worked(deposit(lead, upload("notes.csv", text)))
    assert job.question["words"] == ["hors clous", "à voir"]
    html = page(lead, job)
    assert "« hors clous » veut dire" in html
    assert "MAPPING" not in html
    assert "TOML" not in html
    act(lead, job, "answer", word_0="rejected", word_1="pending")
    job = worked(job)
    act(lead, job, "confirm")
    worked(job)
    assert {note.text: note.moderation for note in entered(place)} == {
        "Former les agents": "accepted",
        "Des insultes": "hidden",
        "Pas de caméras": "waiting",
    }


def test_a_lone_column_without_a_title_is_asked(lead, place):
    text = "Former les agents au travail quotidien\nGarder un guichet ouvert dans les quartiers\n"
    job = worked(deposit(lead, upload("liste.csv", text)))
    assert job.question["kind"] == "header"
    html = act(lead, job, "answer")
    assert "un point est à revoir" in html
    act(lead, job, "answer", header_row="0")
    job = worked(job)
    assert job.report["preview"]["enter"] == 2


def test_a_damaged_file_gets_a_sentence_and_nothing_is_lost(lead, place):
    job = worked(deposit(lead, upload("export.xlsx", b"PK\x03\x04 coupe")))
    assert job.state == Job.State.FAILED
    html = page(lead, job)
    assert "export.xlsx" in html
    assert "vos fichiers sont gardés" in html
    assert "Traceback" not in html
    assert str(job_folder(job)) not in html
    with scopes_disabled():
        assert job.files.get().file.size == 10


def test_a_foreign_file_beside_a_good_one_is_left_out_with_its_reason(lead, place):
    job = worked(deposit(lead, upload("mur.csv", NOTES), upload("mur.jpg", b"\xff\xd8\xff\xe0 image")))
    assert job.to_confirm
    html = page(lead, job)
    assert "mur.jpg" in html
    assert "Format inconnu, non lu" in html
    assert job.report["preview"]["enter"] == 3


def test_a_document_is_pointed_to_its_own_page_unless_it_copies_contributions(lead, place):
    avis = docx.Document()
    avis.add_heading("Avis du panel", 1)
    for place_said in ("dans chaque quartier", "le samedi", "à la mairie annexe"):
        avis.add_paragraph(
            f"Les quarante membres du panel demandent qu’un guichet reste ouvert {place_said}, avec "
            "une personne "
            "qui répond. Ils rappellent que le téléphone ne suffit pas à tout le monde."
        )
    content = io.BytesIO()
    avis.save(content)
    job = worked(deposit(lead, upload("avis.docx", content.getvalue()), upload("mur.csv", NOTES)))
    assert job.report["preview"]["documents"] > 0
    assert "onglet Documents" in page(lead, job)
    assert job.report["preview"]["enter"] == 3
    act(lead, job, "settings", documents="on")
    job = worked(job)
    assert job.report["preview"]["enter"] > 3


def test_settings_serve_where_the_files_say_nothing(lead, place):
    session = make_session(place)
    options = {"public": "agents", "question": "conditions", "session": session.pk}
    options |= {"encoding": "cp1252", "capture": "noted"}
    job = worked(deposit(lead, upload("mur.csv", NOTES.encode("cp1252")), **options))
    act(lead, job, "confirm")
    worked(job)
    found = entered(place)
    assert {note.public for note in found} == {"agents"}
    assert {note.question for note in found} == {"conditions"}
    assert {note.capture for note in found} == {"noted"}
    assert {note.session_id for note in found} == {session.pk}
    assert found[1].text == "Pas de caméras à l’école"


def test_rejects_are_a_table_without_the_texts(lead, place):
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    url = reverse("space:import-rejects", args=["vaubrun", "atelier", job.pk])
    response = lead.get(url)
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Fichier", "Sorte", "Ligne", "Non retenu, parce que"],
        ["mur.csv", "contributions", "4", "texte vide"],
    ]


def test_cancelled_before_it_starts_then_taken_up(lead, place):
    job = deposit(lead, upload("mur.csv", NOTES))
    assert "L’import a été arrêté" in act(lead, job, "cancel")
    assert not Worker().step()
    act(lead, job, "retry")
    assert worked(job).to_confirm
    assert "rien à reprendre" in act(lead, job, "retry")


def test_limits_are_said_and_the_form_is_kept(lead, place, monkeypatch):
    monkeypatch.setattr(forms, "MOST_FILES", 1)
    two = {"files": [upload("a.csv", NOTES), upload("b.csv", NOTES)], "public": "agents"}
    html = lead.post(imports_url(), two).content.decode()
    assert "2 fichiers, c’est trop" in html
    assert 'value="agents" selected' in html
    monkeypatch.setattr(forms, "MOST_BYTES", 10)
    html = lead.post(imports_url(), {"files": [upload("a.csv", NOTES)]}).content.decode()
    assert "la limite est de" in html
    html = lead.post(imports_url(), {}).content.decode()
    assert "Choisissez au moins un fichier" in html
    html = lead.post(imports_url(), {"files": [upload("vide.csv", b"")]}).content.decode()
    assert "0 octet" in html
    with scopes_disabled():
        assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees", "deposits"),
    [(Role.GARANT, 200, 403), (Role.READER, 200, 403), (Role.ELECTED, 403, 403), (Role.SERVICE, 403, 403)],
)
def test_who_sees_and_who_deposits(client, place, role, sees, deposits):
    client.force_login(make_user(place.territory, role))
    assert client.get(imports_url()).status_code == sees
    assert client.post(imports_url(), {"files": [upload("mur.csv", NOTES)]}).status_code == deposits


def test_another_territory_finds_nothing(client, place):
    client.force_login(make_user(make_territory(), Role.LEAD))
    assert client.get(imports_url()).status_code == 404


def test_an_empty_list_says_where_to_begin(lead, place):
    html = lead.get(imports_url()).content.decode()
    assert "Aucun import pour l’instant" in html
    assert 'type="file"' in html


def test_the_list_asks_the_database_the_same_few_questions(lead, place, django_assert_max_num_queries):
    for _ in range(6):
        deposit(lead, upload("mur.csv", NOTES))
    with django_assert_max_num_queries(14):
        lead.get(imports_url())


def test_the_week_names_what_waits_for_a_person(lead, place):
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    actor = lead.get(import_url(job)).wsgi_request.actor
    with scope(territory=place.territory):
        (item,) = items(actor, place.territory)
    assert "le faire entrer" in item.text
    assert item.url == import_url(job)


def test_each_act_is_in_the_journal_of_the_territory_and_quotes_nobody(lead, place):
    job = worked(deposit(lead, upload("mur.csv", NOTES)))
    act(lead, job, "confirm")
    worked(job)
    act(lead, job, "undo")
    worked(job)
    with scopes_disabled():
        entries = list(JournalEntry.objects.filter(action__startswith="imports.").order_by("pk"))
    assert [entry.action for entry in entries] == ["imports.deposit", "imports.confirm", "imports.undo"]
    assert all("guichet" not in entry.object_label for entry in entries)
