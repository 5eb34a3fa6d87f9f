"""The table: two people apart, each note placed, undo, comparison, common placement."""

from __future__ import annotations

import gzip
import json

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_commitment, make_consultation, make_notes, make_session, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.journal.models import JournalEntry
from concertia_web.sorting import services
from concertia_web.sorting.agreement import compare
from concertia_web.sorting.models import Placement, Sorting
from concertia_web.sorting.places import Place, places
from concertia_web.sorting.refusals import Refused

TEXTS = ("Former les agents", "Pas de caméras", "Un guichet ouvert", "Où est la salle ?")


@pytest.fixture
def world(db):
    """A concertation framed by a campaign, four notes, two readers, one table."""
    commitment = make_commitment()
    consultation = make_consultation(commitment=commitment)
    session = make_session(consultation)
    notes = make_notes(session, *TEXTS)
    users = [make_user(consultation.territory, Role.LEAD), make_user(consultation.territory, Role.ANALYST)]
    actors = [actor_of(user) for user in users]
    with scope(territory=consultation.territory):
        sorting = services.open_table(actor=actors[0], consultation=consultation)
        yield {
            "consultation": consultation,
            "session": session,
            "notes": [note.pk for note in notes],
            "users": users,
            "actors": actors,
            "sorting": sorting,
        }


def url(world, name, *more):
    consultation = world["consultation"]
    return reverse(f"space:{name}", args=[consultation.territory.slug, consultation.slug, *more])


def sort_all(world, who, columns, aside="hors sujet"):
    """Place the notes in order; ``None`` sets aside."""
    for note, column in zip(world["notes"], columns, strict=True):
        services.place(
            actor=world["actors"][who],
            sorting=world["sorting"],
            notes=[note],
            column=column or "",
            aside="" if column else aside,
        )
    services.finish(actor=world["actors"][who], sorting=world["sorting"])


def test_columns_are_the_themes_of_the_framing_note(world):
    keys = [column["key"] for column in world["sorting"].columns]
    assert keys[:2] == ["accueil", "agents"]
    again = services.open_table(actor=world["actors"][0], consultation=world["consultation"])
    assert again.pk == world["sorting"].pk
    assert JournalEntry.objects.filter(action="sorting.open").count() == 1


def test_a_concertation_without_framing_starts_without_columns(db):
    consultation = make_consultation()
    actor = actor_of(make_user(consultation.territory))
    with scope(territory=consultation.territory):
        sorting = services.open_table(actor=actor, consultation=consultation)
        assert sorting.columns == []
        services.add_column(actor=actor, sorting=sorting, label="Travail")
        sorting.refresh_from_db()
        assert sorting.columns == [{"key": "travail", "label": "Travail"}]


def test_nobody_sees_the_other_table_before_both_have_finished(world, client):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    client.force_login(world["users"][1])
    page = client.get(url(world, "sorting") + "?vue=toutes").content.decode()
    assert "0 note sur 4 placée" in page
    assert "→ Travail" not in page
    assert "hors sujet</p>" not in page
    answer = client.get(url(world, "sorting-export", "csv"))
    assert answer.status_code == 302


def test_the_garant_sees_nothing_of_the_notes_before_the_comparison(world, client):
    client.force_login(make_user(world["consultation"].territory, Role.GARANT))
    page = client.get(url(world, "sorting")).content.decode()
    assert "Former les agents" not in page
    assert "Le tri est en cours" in page


@pytest.mark.parametrize("role", [Role.ELECTED, Role.FACILITATOR, Role.SERVICE, Role.READER])
def test_others_do_not_sort(world, client, role):
    client.force_login(make_user(world["consultation"].territory, role))
    assert client.get(url(world, "sorting")).status_code == 403
    answer = client.post(url(world, "sorting-place"), {"note": world["notes"][0], "column": "agents"})
    assert answer.status_code == 403
    assert not Placement.objects.exists()


def test_the_network_finds_no_table(world, client):
    with scopes_disabled():
        network = world["consultation"].commitment.campaign.network
    client.force_login(make_user(network, Role.NETWORK))
    assert client.get(url(world, "sorting")).status_code == 404


def test_a_third_person_waits_and_a_seat_can_be_freed(world, client):
    third = make_user(world["consultation"].territory, Role.ANALYST)
    for actor in world["actors"]:
        services.begin(actor=actor, sorting=world["sorting"])
    with pytest.raises(Refused, match="Deux personnes trient déjà"):
        services.begin(actor=actor_of(third), sorting=world["sorting"])
    client.force_login(third)
    assert "Deux personnes trient déjà" in client.get(url(world, "sorting")).content.decode()
    seat = world["sorting"].readers.last()
    answer = client.post(
        url(world, "sorting-step"), {"do": "withdraw", "reader": seat.pk, "reason": ""}, follow=True
    )
    assert "Dites pourquoi" in answer.content.decode()
    client.post(url(world, "sorting-step"), {"do": "withdraw", "reader": seat.pk, "reason": "en congé"})
    services.begin(actor=actor_of(third), sorting=world["sorting"])
    assert world["sorting"].readers.count() == 2


def test_what_is_set_aside_needs_a_reason(world):
    with pytest.raises(Refused, match="Il manque la raison"):
        services.place(
            actor=world["actors"][0], sorting=world["sorting"], notes=world["notes"][:1], aside="  "
        )
    assert not Placement.objects.exists()


def test_finishing_with_a_note_without_place_is_refused(world):
    services.place(
        actor=world["actors"][0], sorting=world["sorting"], notes=world["notes"][:3], column="agents"
    )
    with pytest.raises(Refused, match="1 note attend encore une place"):
        services.finish(actor=world["actors"][0], sorting=world["sorting"])


def test_each_action_is_undone_in_turn(world):
    actor, sorting, notes = world["actors"][0], world["sorting"], world["notes"]
    services.place(actor=actor, sorting=sorting, notes=notes[:2], column="agents")
    services.place(actor=actor, sorting=sorting, notes=notes[:1], column="accueil")
    services.undo(actor=actor, sorting=sorting)
    key = services.reader_key(actor)
    assert places(sorting, key)[notes[0]] == Place("agents")
    said, back = services.undo(actor=actor, sorting=sorting)
    assert sorted(back) == notes[:2] and "2 notes remises" in said
    assert places(sorting, key) == {}
    with pytest.raises(Refused, match="rien à annuler"):
        services.undo(actor=actor, sorting=sorting)


def test_column_changes_are_undone(world):
    actor, sorting = world["actors"][0], world["sorting"]
    before = list(sorting.columns)
    services.rename_column(actor=actor, sorting=sorting, key="agents", label="Métiers")
    services.add_column(actor=actor, sorting=sorting, label="Énergie")
    services.remove_column(actor=actor, sorting=sorting, key="accueil")
    for _ in range(3):
        services.undo(actor=actor, sorting=sorting)
    sorting.refresh_from_db()
    assert sorting.columns == before


def test_a_column_that_holds_notes_of_the_other_is_not_removed(world):
    services.place(
        actor=world["actors"][1], sorting=world["sorting"], notes=world["notes"][:1], column="agents"
    )
    with pytest.raises(Refused, match="contient encore des notes"):
        services.remove_column(actor=world["actors"][0], sorting=world["sorting"], key="agents")
    with pytest.raises(Refused, match="s’appelle déjà"):
        services.add_column(
            actor=world["actors"][0], sorting=world["sorting"], label="accueil et services aux habitants"
        )
    with pytest.raises(Refused, match="Donnez un titre"):
        services.add_column(actor=world["actors"][0], sorting=world["sorting"], label=" ")


def test_two_sorts_are_compared_and_disagreements_settled_together(world, client):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    with pytest.raises(Refused, match="Une seule personne"):
        services.compare(actor=world["actors"][0], sorting=world["sorting"])
    sort_all(world, 1, ["agents", "accueil", "accueil", None], aside="question d’organisation")
    sorting = services.compare(actor=world["actors"][1], sorting=world["sorting"])
    assert (sorting.agreement["same"], sorting.agreement["total"]) == (3, 4)
    common = places(sorting, "")
    assert common[world["notes"][0]] == Place("agents")
    assert common[world["notes"][3]].aside == "hors sujet ; question d’organisation"
    assert world["notes"][1] not in common
    client.force_login(world["users"][0])
    page = client.get(url(world, "sorting-compare")).content.decode()
    assert "3 notes sur 4" in page and "Pas de caméras" in page and "Former les agents" not in page
    choice = json.dumps({"column": "accueil", "aside": "", "near": None})
    client.post(url(world, "sorting-compare"), {"note": world["notes"][1], "choice": choice})
    assert places(sorting, "")[world["notes"][1]] == Place("accueil")
    assert "plus de note à régler" in client.get(url(world, "sorting-compare")).content.decode()
    client.post(url(world, "sorting-step"), {"do": "close"})
    sorting.refresh_from_db()
    assert sorting.state == Sorting.State.DRAFT


def test_one_person_alone_is_said(world):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    sorting = services.compare(actor=world["actors"][0], sorting=world["sorting"], alone=True)
    assert sorting.agreement["readers"] == 1
    assert len(places(sorting, "")) == 4


def test_a_note_that_arrives_late_blocks_the_closing(world, client):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    services.compare(actor=world["actors"][0], sorting=world["sorting"], alone=True)
    make_notes(world["session"], "Une note de plus")
    client.force_login(world["users"][0])
    page = client.post(url(world, "sorting-step"), {"do": "close"}, follow=True).content.decode()
    assert "1 note n’a pas de place sur la table commune" in page
    assert Sorting.objects.get().state == Sorting.State.SORTING


def test_without_script_the_ticked_notes_are_placed_and_the_next_one_is_shown(world, client):
    client.force_login(world["users"][0])
    answer = client.post(
        url(world, "sorting-place"), {"note": world["notes"][:2], "column": "agents", "again": "vue=toutes"}
    )
    assert answer["Location"].endswith(f"?vue=toutes#n{world['notes'][2]}")
    assert places(world["sorting"], services.reader_key(world["actors"][0])).keys() == set(world["notes"][:2])
    page = client.get(url(world, "sorting")).content.decode()
    assert "2 notes sur 4 placées" in page and "Former les agents" not in page


def test_with_script_the_answer_tells_counts_and_places(world, client):
    client.force_login(world["users"][0])
    answer = client.post(
        url(world, "sorting-place"),
        {"note": world["notes"][0], "aside": "1", "typed": "illisible"},
        headers={"Accept": "application/json"},
    ).json()
    assert answer["notes"][str(world["notes"][0])]["words"] == "non retenue, parce que : illisible"
    assert answer["counts"] == {"non-retenu": 1} and answer["placed"] == 1
    undone = client.post(url(world, "sorting-undo"), headers={"Accept": "application/json"}).json()
    assert undone["notes"] == {str(world["notes"][0]): {"target": "", "words": ""}}
    refused = client.post(url(world, "sorting-place"), {"note": "x"}, headers={"Accept": "application/json"})
    assert refused.status_code == 409 and "raison" in refused.json()["refused"]


@pytest.mark.parametrize(
    "sent",
    [
        {"note": "999999", "column": "agents"},
        {"note": "-1", "column": "agents"},
        {"note": "1" * 40, "column": "agents"},
        {"column": "inconnue"},
        {"with": "a:b"},
        {"with": "1:999999"},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(world, client, sent):
    client.force_login(world["users"][0])
    answer = client.post(url(world, "sorting-place"), sent, follow=True)
    assert answer.status_code == 200
    assert "notice error" in answer.content.decode()
    assert not Placement.objects.exists()


def test_notes_of_another_concertation_are_never_placed(world):
    other = make_notes(make_session(make_consultation(world["consultation"].territory)), "Ailleurs")
    with pytest.raises(Refused, match="Aucune note"):
        services.place(
            actor=world["actors"][0], sorting=world["sorting"], notes=[other[0].pk], column="agents"
        )


def test_a_note_takes_the_place_of_its_neighbour(world, client):
    twin = make_notes(world["session"], "Former les agents !")[0]
    client.force_login(world["users"][0])
    client.post(url(world, "sorting-step"), {"do": "propose"})
    client.post(url(world, "sorting-place"), {"note": world["notes"][0], "column": "agents"})
    page = client.get(url(world, "sorting")).content.decode()
    assert "même texte" in page
    client.post(url(world, "sorting-place"), {"with": f"{twin.pk}:{world['notes'][0]}"})
    found = places(world["sorting"], services.reader_key(world["actors"][0]))
    assert found[twin.pk] == Place("agents", "", world["notes"][0])


def test_filters_narrow_the_notes(world, client):
    make_notes(
        world["session"],
        "Peur de perdre mon poste",
        declared_kind="crainte",
        subgroup="Table 2",
        public="agents",
    )
    client.force_login(world["users"][0])
    for query in ("nature=crainte", "groupe=Table+2", "public=agents", "mots=PERDRE"):
        page = client.get(f"{url(world, 'sorting')}?{query}").content.decode()
        assert "Peur de perdre" in page and "Un guichet ouvert" not in page, query
    board = client.get(f"{url(world, 'sorting')}?vue=colonnes").content.decode()
    assert "Pas encore placées" in board


def test_finished_can_be_taken_up_again(world, client):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    with pytest.raises(Refused, match="terminé votre tri"):
        services.place(
            actor=world["actors"][0], sorting=world["sorting"], notes=world["notes"][:1], column="accueil"
        )
    client.force_login(world["users"][0])
    assert "Continuer à une seule voix" in client.get(url(world, "sorting")).content.decode()
    client.post(url(world, "sorting-step"), {"do": "resume"})
    services.place(
        actor=world["actors"][0], sorting=world["sorting"], notes=world["notes"][:1], column="accueil"
    )


def test_removed_notes_leave_the_table(world):
    sort_all(world, 0, ["agents", "agents", "accueil", None])
    with scopes_disabled():
        note = world["consultation"].contributions.get(pk=world["notes"][0])
        note.removed = note.entered
        note.save()
    assert len(places(world["sorting"], services.reader_key(world["actors"][0]))) == 3


def test_the_page_before_opening_says_what_to_do(db, client):
    consultation = make_consultation()
    client.force_login(make_user(consultation.territory))
    address = reverse("space:sorting", args=[consultation.territory.slug, consultation.slug])
    page = client.get(address).content.decode()
    assert "Il n’y a pas encore de note" in page and "Ouvrir la table de tri" in page
    client.post(reverse("space:sorting-open", args=[consultation.territory.slug, consultation.slug]))
    assert "Passer aux enseignements" in client.get(address).content.decode()


def test_three_hundred_notes_make_a_light_page_in_few_queries(world, client, django_assert_max_num_queries):
    make_notes(
        world["session"],
        *(f"Note numéro {n} sur le travail des agents et l’accueil du public" for n in range(296)),
    )
    services.propose(sorting=world["sorting"])
    client.force_login(world["users"][0])
    with django_assert_max_num_queries(22):
        page = client.get(url(world, "sorting"))
    assert page.content.count(b"data-note=") == 300
    assert len(gzip.compress(page.content)) < 60_000
    with django_assert_max_num_queries(24):
        client.post(
            url(world, "sorting-place"),
            {"note": world["notes"], "column": "agents"},
            headers={"Accept": "application/json"},
        )


def test_a_thousand_notes_hold_by_pages(world, client):
    make_notes(world["session"], *(f"note {n}" for n in range(700)))
    client.force_login(world["users"][0])
    first = client.get(url(world, "sorting")).content.decode()
    last = client.get(url(world, "sorting") + "?page=3").content.decode()
    assert first.count("data-note=") == 300 and last.count("data-note=") == 104
    assert "Page 3 sur 3" in last


def test_kappa_is_known_on_a_hand_made_table():
    one = {1: Place("a"), 2: Place("a"), 3: Place("b"), 4: Place("b")}
    two = {1: Place("a"), 2: Place("b"), 3: Place("b"), 4: Place("b"), 9: Place("a")}
    found = compare(one, two)
    assert (found.same, found.total, found.differing) == (3, 4, (2,))
    assert found.kappa == 0.5
    assert "%" not in found.words
    assert compare({1: Place("a")}, {1: Place("a")}).kappa is None
