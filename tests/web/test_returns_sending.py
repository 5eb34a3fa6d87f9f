"""Sending: versions, acknowledgement, dates, taking back, what each reader sees."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pypdf
import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import TODAY, make_campaign, make_commitment, make_network, make_territory, make_user
from tests.web.returns_samples import SMALL, lead_of, make_draft, send

from concertia_web.accounts.models import Role
from concertia_web.campaigns.models import Commitment
from concertia_web.journal.models import JournalEntry
from concertia_web.returns.basis import grid_of_content
from concertia_web.returns.evidence import rank, sources_of
from concertia_web.returns.grid import canonical
from concertia_web.returns.mailing import mail_acknowledgement
from concertia_web.returns.models import Return, ReturnVersion
from concertia_web.returns.paper import acknowledgement
from concertia_web.returns.presenting import shown
from concertia_web.returns.sending import (
    NotSentError,
    public_from,
    send_return,
    tell_published,
    withdraw_return,
)
from concertia_web.returns.workbook import read_workbook

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(db):
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def commitment():
    return make_commitment(make_campaign(make_network("Réseau des essais")), make_territory())


@pytest.fixture
def user(client, commitment):
    user = make_user(commitment.lead, Role.LEAD)
    client.force_login(user)
    return user


def url(name, commitment, *more):
    return reverse(f"space:{name}", args=[commitment.lead.slug, commitment.pk, *more])


def versions(commitment):
    with scope(campaign=commitment.campaign):
        return list(ReturnVersion.objects.filter(commitment=commitment).order_by("number"))


def with_publication(**chosen):
    return {**SMALL, "publication": {**SMALL["publication"], **chosen}}


def public_page(client, version):
    client.logout()
    where = [version.commitment.campaign.slug, version.commitment_id, version.number]
    return client.get(reverse("returns:detail", args=where))


def test_sending_gives_a_version_a_state_a_line_and_a_dated_acknowledgement(client, commitment, user):
    make_draft(commitment, SMALL)
    page = client.get(url("return-preview", commitment))
    seen = page.context["seen"]
    answer = client.post(url("return-preview", commitment), {"seen": seen})
    assert answer.url == url("return-version", commitment, 1)
    (version,) = versions(commitment)
    assert version.digest == seen == hashlib.sha256(canonical(version.content)).hexdigest()
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.SENT
    assert [(change.state, change.on) for change in commitment.changes.all()] == [("remontee-envoyee", TODAY)]
    entry = JournalEntry.objects.get(action="returns.send")
    assert entry.public and "caméras" not in entry.object_label and entry.function == user.function
    shown_page = client.get(answer.url).content.decode()
    assert "Réseau des essais a reçu cette version le 22 novembre 2026 à 13:00" in shown_page.replace(
        "Réseau Réseau", "Réseau"
    )
    assert version.digest in shown_page and "Personne d’autre n’a encore envoyé" in shown_page


def test_the_acknowledgement_leaves_by_mail_with_the_paper(client, commitment, user):
    make_draft(commitment, SMALL)
    client.post(url("return-preview", commitment))
    (message,) = mail.outbox
    assert set(message.to) == {commitment.correspondent, user.email}
    (name, data, kind) = message.attachments[0]
    assert (name, kind) == ("accuse-version-1.pdf", "application/pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    (version,) = versions(commitment)
    flat = "".join(text.split())
    assert version.digest in flat and "22novembre2026à13:00" in flat and "Pasdecaméras" in flat
    assert "« Être filmé dans la rue" in text.replace("\u202f", " ")
    assert "« pas de caméras" not in text.replace("\u202f", " "), "a note of the room has no quotation marks"
    downloaded = client.get(url("return-version-file", commitment, 1, "accuse.pdf"))
    assert downloaded.content == data, "same bytes twice"


def test_a_mail_that_cannot_leave_loses_nothing(client, commitment, user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make_draft(commitment, SMALL)
    page = client.post(url("return-preview", commitment), follow=True).content.decode()
    assert "n’a pas pu partir" in page and len(versions(commitment)) == 1
    assert mail_acknowledgement(versions(commitment)[0], ["", " "]) == ""


def test_an_empty_grid_does_not_leave(client, commitment, user):
    make_draft(commitment, {})
    page = client.post(url("return-preview", commitment)).content.decode()
    assert "Cette remontée est vide" in page and not versions(commitment)


def test_what_changed_while_reading_is_not_sent_unseen(client, commitment, user):
    make_draft(commitment, SMALL)
    page = client.post(url("return-preview", commitment), {"seen": "0" * 64}).content.decode()
    assert "a changé pendant que vous relisiez" in page and not versions(commitment)


def test_the_same_thing_twice_is_said_and_not_sent(client, commitment, user):
    send(commitment)
    page = client.post(url("return-preview", commitment)).content.decode()
    assert "Rien n’a changé depuis la version 1" in page and len(versions(commitment)) == 1


def test_a_late_sending_is_received_and_marked(client):
    campaign = make_campaign(returns_due=TODAY - timedelta(days=3))
    commitment = make_commitment(campaign, make_territory())
    version = send(commitment)
    assert version.late
    words = "".join(run.text for block in acknowledgement(version).blocks[:2] for run in block.runs)
    assert "après la date annoncée" in words
    client.force_login(make_user(commitment.lead))
    assert "après la date annoncée" in client.get(url("return-version", commitment, 1)).content.decode()


def test_a_second_version_says_what_changed_and_leaves_the_first_untouched(client, commitment, user):
    first = send(commitment)
    changed = {**SMALL, "items": [{**SMALL["items"][0], "support": "disputed"}]}
    with scope(territory=commitment.lead):
        draft = Return.objects.get()
        draft.content = grid_of_content(first.content).clean(
            {**changed, "items": [{"id": "e1", **changed["items"][0]}]}
        )
        draft.save()
        second = send_return(actor=lead_of(commitment), draft=draft)
    assert (second.number, versions(commitment)[0].digest) == (2, first.digest)
    page = client.get(url("return-version", commitment, 2)).content.decode()
    assert "Large" in page and "Disputé" in page and "depuis la version 1" in page
    assert "Une version plus récente" in client.get(url("return-version", commitment, 1)).content.decode()


def test_taking_back_needs_a_reason_and_hides_the_content(client, commitment, user):
    version = send(commitment)
    client.post(url("return-withdraw", commitment, 1), {"reason": ""})
    assert versions(commitment)[0].withdrawn is None
    client.post(url("return-withdraw", commitment, 1), {"reason": "Une séance manquait."})
    assert versions(commitment)[0].withdrawn == NOON
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.CONSULTING
    network = commitment.campaign.network
    client.force_login(make_user(network, Role.NETWORK))
    slug = commitment.campaign.slug
    listed = client.get(reverse("space:received", args=[network.slug, slug])).content.decode()
    assert "Une séance manquait." in listed and "Pas de caméras" not in listed
    one = client.get(reverse("space:received-version", args=[network.slug, slug, commitment.pk, 1]))
    assert "ne se lit plus ici" in one.content.decode() and "Pas de caméras" not in one.content.decode()
    for form in ("json", "xlsx"):
        where = reverse(f"space:received-{form}", args=[network.slug, slug, commitment.pk, 1])
        assert client.get(where).status_code == 404
    assert public_page(client, version).status_code == 404
    assert send(commitment).number == 2


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"when": ""}, None),
        ({"when": "later"}, None),
        ({"when": "receipt"}, TODAY),
        ({"when": "date", "day": "2026-12-24"}, date(2026, 12, 24)),
        ({"when": "date", "day": "2026-01-01"}, TODAY),
        ({"when": "date"}, None),
        ({"when": "results"}, TODAY + timedelta(days=90)),
    ],
)
def test_the_territory_chooses_from_when_everyone_reads(commitment, chosen, expected):
    version = send(commitment, with_publication(**chosen))
    assert version.public_from == expected
    assert public_from({"publication": {"when": "results", "day": ""}}, TODAY, None) is None


def test_everyone_reads_it_from_its_date_without_anybody_doing_anything(client, commitment):
    version = send(commitment, with_publication(when="date", day="2026-12-24"))
    assert public_page(client, version).status_code == 404
    with time_machine.travel(datetime(2026, 12, 24, 1, tzinfo=UTC), tick=False):
        page = public_page(client, version)
        assert page.status_code == 200 and "Pas de caméras" in page.content.decode()
        assert tell_published(today=date(2026, 12, 24)) == 1
        assert tell_published(today=date(2026, 12, 24)) == 0
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.PUBLISHED


def test_opening_later_is_one_button_of_the_lead(client, commitment, user):
    version = send(commitment)
    assert public_page(client, version).status_code == 404
    client.force_login(make_user(commitment.lead, Role.ANALYST))
    assert client.post(url("return-publish", commitment, 1)).status_code == 403
    client.force_login(user)
    client.post(url("return-publish", commitment, 1))
    assert public_page(client, version).status_code == 200
    assert JournalEntry.objects.filter(action="returns.publish").count() == 1


def test_only_known_captures_stand_between_quotation_marks(client, commitment):
    version = send(commitment, with_publication(when="receipt"))
    page = public_page(client, version).content.decode()
    quoted, noted = page.split("<blockquote")[1:3]
    assert 'class="quoted"' in quoted and "Être filmé dans la rue" in quoted
    assert 'class="quoted"' not in noted and "Noté en séance" in noted
    assert "Textes inventés" in page


def test_words_kept_for_the_network_are_not_public(client, commitment):
    version = send(commitment, with_publication(when="receipt", words="network", conditions="Nous prévenir."))
    page = public_page(client, version).content.decode()
    assert "Être filmé dans la rue" not in page and "2 paroles citées sont réservées" in page
    assert "Nous prévenir." in page
    where = [commitment.campaign.slug, commitment.pk, 1]
    data = client.get(reverse("returns:detail-file", args=where))
    assert b"film\xc3\xa9 dans la rue, je" not in data.content
    assert json.loads(data.content)["items"][0]["title"] == SMALL["items"][0]["title"]
    assert shown(version.content, public=False).hidden_words == 0


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_public_page_exists_in_each_language(client, commitment, language):
    version = send(commitment, with_publication(when="receipt"))
    path = f"/{language}/campagnes/{commitment.campaign.slug}/remontees/{commitment.pk}/{version.number}/"
    assert client.get(path).status_code == 200


def test_the_network_reads_what_was_sent_and_takes_it_away(client, commitment):
    version = send(commitment)
    make_commitment(commitment.campaign, make_territory("Muette"))
    network = commitment.campaign.network
    client.force_login(make_user(network, Role.NETWORK))
    page = client.get(
        reverse("space:received", args=[network.slug, commitment.campaign.slug])
    ).content.decode()
    assert "1 collectivité sur 2 a envoyé" in page and "Muette" in page
    assert "Surveillance et espace public" in page and "Publics entendus : Habitants" in page
    where = [network.slug, commitment.campaign.slug, commitment.pk, 1]
    one = client.get(reverse("space:received-version", args=where)).content.decode()
    assert "Être filmé dans la rue" in one and version.digest in one
    data = client.get(reverse("space:received-json", args=where)).content
    assert hashlib.sha256(data).hexdigest() == version.digest
    sheet = client.get(reverse("space:received-xlsx", args=where)).content
    grid = grid_of_content(version.content)
    assert read_workbook(grid, sheet).content == grid.clean(version.content)
    assert openpyxl.load_workbook(io.BytesIO(sheet))["Éléments"]["A5"].value == "Refus"


@pytest.mark.parametrize("role", [Role.LEAD, Role.READER, Role.ELECTED])
def test_others_do_not_read_what_the_network_received(client, commitment, role):
    send(commitment)
    network = commitment.campaign.network
    address = reverse("space:received", args=[network.slug, commitment.campaign.slug])
    client.force_login(make_user(commitment.lead, Role.LEAD))
    assert client.get(address).status_code == 404
    client.force_login(make_user(network, role))
    assert client.get(address).status_code == 403
    other = make_network()
    client.force_login(make_user(other, Role.NETWORK))
    foreign = reverse("space:received", args=[other.slug, commitment.campaign.slug])
    assert client.get(foreign).status_code == 404


def test_the_list_of_what_was_received_asks_few_questions(client, django_assert_max_num_queries):
    campaign = make_campaign()
    for _n in range(6):
        send(make_commitment(campaign, make_territory()))
    client.force_login(make_user(campaign.network, Role.NETWORK))
    with django_assert_max_num_queries(16):
        assert (
            client.get(reverse("space:received", args=[campaign.network.slug, campaign.slug])).status_code
            == 200
        )


def test_declared_evidence_is_c_and_says_why(commitment):
    version = send(commitment)
    assert {one["rank"] for one in version.content["evidence"]["ranks"].values()} == {"C"}
    content = grid_of_content(version.content).clean(
        {
            "items": [
                {"title": "a", "contributions": [1]},
                {"title": "b", "passages": [{"document": "Avis", "page": 4, "paragraph": None, "text": "x"}]},
                {
                    "title": "c",
                    "passages": [{"document": "Autre", "page": 4, "paragraph": None, "text": "x"}],
                },
                {
                    "title": "d",
                    "passages": [{"document": "Avis en ligne", "page": 1, "paragraph": None, "text": "x"}],
                },
                {
                    "title": "e",
                    "passages": [{"document": "Libre", "page": 1, "paragraph": None, "text": "x"}],
                },
            ],
            "documents": [
                {"title": "Avis", "validated_by": "Les 40"},
                {
                    "title": "Avis en ligne",
                    "validated_by": "Les 40",
                    "address": "https://exemple.invalid/avis.pdf",
                },
                {"title": "Libre"},
            ],
        }
    )
    sources = sources_of(commitment, content)
    found = [rank(item, content, sources) for item in content["items"]]
    assert [one.letter for one in found] == ["C", "C", "C", "B", "C"]
    assert [one.because.split("«")[0].strip() for one in found] == [
        "aucune contribution lisible ici, aucun passage de document",
        "",
        "le passage nomme un document qui n’est pas dans la liste des documents",
        "un passage de",
        "il n’est pas dit qui a validé",
    ]
    assert "ni déposé ici" in found[1].because


def test_a_version_withdrawn_twice_stays_withdrawn_once(commitment):
    version = send(commitment)
    with scope(campaign=commitment.campaign):
        for _time in range(2):
            withdraw_return(actor=lead_of(commitment), version=version, reason="Erreur.")
    assert JournalEntry.objects.filter(action="returns.withdraw").count() == 1


def test_a_commitment_that_left_cannot_send(commitment):
    make_draft(commitment, SMALL)
    commitment.state = Commitment.State.WITHDRAWN
    commitment.save()
    from concertia_web.returns.permissions import send_return as may_send

    assert not may_send(lead_of(commitment), commitment)


def test_sending_outside_any_scope_of_the_campaign_still_numbers_rightly(commitment):
    assert [send(commitment).number, send(commitment, {**SMALL, "steps": [{"text": "Former"}]}).number] == [
        1,
        2,
    ]
    with pytest.raises(NotSentError):
        send(commitment, {**SMALL, "steps": [{"text": "Former"}]})
