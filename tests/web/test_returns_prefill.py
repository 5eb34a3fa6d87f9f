"""The draft is filled from what the site knows, and filled again without replacing what people wrote."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)
from tests.web.returns_samples import lead_of

from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Document, Passage
from concertia_web.returns import services
from concertia_web.returns.models import Return
from concertia_web.sorting.models import Evidence, Finding, Sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return make_commitment(make_campaign(), make_territory())


@pytest.fixture
def user(client, commitment):
    user = make_user(commitment.lead, Role.LEAD, name="Claire")
    client.force_login(user)
    return user


def url(name, commitment, *more):
    return reverse(f"space:{name}", args=[commitment.lead.slug, commitment.pk, *more])


def fresh(draft):
    with scope(territory=draft.territory):
        return Return.objects.get(pk=draft.pk)


def filled(commitment):
    """A concertation with a session, findings, a document and what was not agreed."""
    consultation = make_consultation(
        commitment=commitment, publics=["habitants", "jeunes"], decision="La charte de mars."
    )
    session = make_session(consultation, not_agreed="Faut-il tout arrêter ?\n")
    refusals = make_notes(
        session, "pas de caméras", "non aux caméras", declared_kind="refus", public="habitants"
    )
    fears = make_notes(
        session, "être filmé partout", declared_kind="crainte", capture="written", room_support="broad"
    )
    with scope(territory=commitment.lead):
        sorting = Sorting.objects.create(consultation=consultation)
        finding = Finding.objects.create(
            sorting=sorting, kind="refus", column="espace-public", title="Pas de caméras", position=1
        )
        for note in refusals:
            Evidence.objects.create(finding=finding, contribution=note)
        Evidence.objects.create(finding=finding, contribution=fears[0], quoted=True)
        document = Document.objects.create(
            consultation=consultation,
            kind="avis",
            title="Avis du panel",
            validated_by="Les 40",
            sha256="a" * 64,
        )
        Passage.objects.create(document=document, position=1, page=4, paragraph=2, text="Le panel refuse.")
    return consultation, session, finding, document


def test_the_draft_opens_with_all_that_the_site_knows(client, commitment, user):
    _consultation, session, finding, document = filled(commitment)
    client.post(url("return-start", commitment))
    with scope(territory=commitment.lead):
        content = Return.objects.get().content
    one = content["sessions"][0]
    assert (one["id"], one["day"], one["present_habitants"], one["present_agents"]) == (
        f"tx{session.pk}", "2026-11-20", 30, 12,
    )  # fmt: skip
    item, disagreement = content["items"]
    assert item["id"] == f"ex{finding.pk}" and item["theme"] == "espace-public"
    assert item["said"] == {"crainte": 1, "refus": 2} and len(item["contributions"]) == 3
    assert (item["words_1"], item["capture_1"], item["support"]) == ("être filmé partout", "written", "broad")
    assert disagreement["kind"] == "desaccord" and disagreement["title"] == "Faut-il tout arrêter ?"
    assert content["documents"][0]["id"] == f"dx{document.pk}"
    heard = {one["id"]: one["heard"] for one in content["publics"]}
    assert (heard["habitants"], heard["jeunes"], heard["elus"]) == ("heard", "invited", "")
    assert content["follow"]["decision"] == "La charte de mars."
    page = client.get(url("return-part", commitment, "elements")).content.decode()
    assert "rang A : 3 contributions lisibles ici" in page


def test_refilling_adds_what_is_new_and_never_replaces_what_a_person_wrote(client, commitment, user):
    consultation, session, finding, _document = filled(commitment)
    client.post(url("return-start", commitment))
    with scope(territory=commitment.lead):
        draft = Return.objects.get()
        mine = {**draft.content["items"][0], "title": "Nous refusons les caméras"}
        services.save_record(
            actor=lead_of(commitment),
            draft=draft,
            section="items",
            identifier=mine["id"],
            values=mine,
            base="",
        )
        Finding.objects.filter(pk=finding.pk).update(title="Refus des caméras", text="Deux tables sur trois.")
        Session.objects.filter(pk=session.pk).update(place="Halle")
    make_session(consultation, title="Deuxième atelier")
    page = client.post(url("return-refill", commitment)).content.decode()
    content = fresh(draft).content
    assert content["items"][0]["title"] == "Nous refusons les caméras"
    assert content["items"][0]["text"] == "Deux tables sur trois.", "nobody had written there"
    assert content["sessions"][0]["place"] == "Halle"
    assert [one["title"] for one in content["sessions"]] == ["Atelier du soir", "Deuxième atelier"]
    assert "Refus des caméras" in page and "Nous refusons les caméras" in page
    again = client.get(url("return-refill", commitment)).content.decode()
    assert "Refus des caméras" in again, "what was left is told again"
    key = f"items/ex{finding.pk}/title"
    client.post(url("return-refill", commitment), {"choose": "1", "take": [key]})
    assert fresh(draft).content["items"][0]["title"] == "Refus des caméras"
    assert client.post(url("return-refill", commitment)).status_code == 302


def test_a_record_taken_out_comes_back_only_when_asked(client, commitment, user):
    _consultation, session, _finding, _document = filled(commitment)
    client.post(url("return-start", commitment))
    with scope(territory=commitment.lead):
        draft = Return.objects.get()
    client.post(url("return-remove", commitment, "methode", "sessions", f"tx{session.pk}"))
    page = client.post(url("return-refill", commitment)).content.decode()
    assert fresh(draft).content["sessions"] == [] and "retiré de votre brouillon" in page
    client.post(url("return-refill", commitment), {"choose": "1", "take": [f"sessions/tx{session.pk}/"]})
    assert [one["title"] for one in fresh(draft).content["sessions"]] == ["Atelier du soir"]
