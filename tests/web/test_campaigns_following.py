"""The monthly message, really sent to a server; who is late or silent; the point d’étape."""

from __future__ import annotations

import re
import socket
from datetime import date, timedelta
from email import message_from_bytes, policy
from io import BytesIO

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader
from tests.web.factories import TODAY, make_campaign, make_commitment, make_network, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.campaigns import following, services
from concertia_web.campaigns.models import Pulse, StateChange
from concertia_web.campaigns.progress_pdf import progress_document, progress_pdf
from concertia_web.campaigns.pulse_questions import QUESTIONS, needs, valid
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(f"{TODAY}T12:00:00+00:00", tick=False) as clock, translation.override("fr"):
        yield clock


class Mailbox:
    """What a real server received; it refuses the addresses named in ``refused``."""

    def __init__(self):
        self.received, self.refused = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    with time_machine.travel(f"{TODAY}T12:00:00+00:00", tick=True):
        controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    controller.stop()


@pytest.fixture
def campaign():
    return make_campaign(make_network())


@pytest.fixture
def actor(campaign):
    return actor_of(make_user(campaign.network, Role.NETWORK))


def send(campaign, actor, **more):
    return services.send_pulses(campaign=campaign, month=TODAY, actor=actor, **more)


def engaged(campaign, state="engage", days=10, **more):
    commitment = make_commitment(campaign, make_territory(), state=state, **more)
    StateChange.objects.create(commitment=commitment, state=state, on=TODAY - timedelta(days=days))
    return commitment


def links(message):
    return re.findall(r"https?://[^/\s]+(/message-du-mois/\S+)", message.get_body(("plain",)).get_content())


def test_the_message_leaves_once_and_is_answered_without_an_account(mailbox, campaign, actor, client):
    commitment = engaged(
        campaign, correspondent="un@territoire.invalid", correspondent_name="Service participation"
    )
    assert send(campaign, actor) == services.pulses.Sending(sent=1)
    assert send(campaign, actor) == services.pulses.Sending(already=1)
    (message,) = mailbox.received
    assert message["To"] == "un@territoire.invalid"
    assert "novembre 2026" in message["Subject"]
    assert message["Reply-To"] == campaign.network.contact
    html = message.get_body(("html",)).get_content()
    assert html.count("<h2>") == 5
    assert "Service participation" in html
    assert "style=" not in html
    assert "<img" not in html
    paths = links(message)
    assert len(paths) == sum(len(question.choices) for question in QUESTIONS) + 1
    chosen = next(path for path in paths if path.endswith("etape=debat"))
    page = client.get(chosen).content.decode()
    assert 'value="debat" checked' in page
    assert "Rien n’est noté" in page
    assert Pulse.objects.get().answered is None
    answers = {"etape": "debat", "dates": "non", "publics": "jeunes", "obstacle": "temps", "aide": "appel"}
    action = chosen.split("?")[0]
    assert client.post(action, {**answers, "comment": "Deux soirées prévues."}).status_code == 302
    pulse = Pulse.objects.get()
    assert pulse.answers == answers
    assert pulse.comment == "Deux soirées prévues."
    assert pulse.commitment == commitment
    again = client.get(action).content.decode()
    assert again.count(" checked") == 5
    assert "Deux soirées prévues." in again
    client.post(action, {"etape": "lecture"})
    pulse.refresh_from_db()
    assert pulse.answers == {"etape": "lecture"}


def test_the_link_keeps_no_secret_in_the_base_and_opens_nothing_else(mailbox, campaign, actor, client):
    engaged(campaign)
    send(campaign, actor)
    token = links(mailbox.received[0])[-1].strip("/").split("/")[-1]
    assert token not in str(list(Pulse.objects.values()))
    assert client.get(reverse("campaigns:pulse", args=["0" * 40])).status_code == 404
    assert (
        client.get(
            reverse("campaigns:pulse", args=[token[:-1] + ("0" if token[-1] != "0" else "1")])
        ).status_code
        == 404
    )


def test_the_link_opens_until_the_end_of_the_next_month(mailbox, campaign, actor, client):
    engaged(campaign)
    send(campaign, actor)
    (message,) = mailbox.received
    for kind in ("plain", "html"):
        assert "jusqu’au 31 décembre 2026" in message.get_body((kind,)).get_content()
    path = links(message)[-1]
    with time_machine.travel("2026-12-31T22:00:00+00:00", tick=False):
        assert "jusqu’au 31 décembre 2026" in client.get(path).content.decode()
        assert client.post(path, {"etape": "debat"}).status_code == 302
    with time_machine.travel("2027-01-01T00:30:00+01:00", tick=False):
        late = client.post(path, {"etape": "lecture"})
        assert late.status_code == client.get(path).status_code == 410
    shown = late.content.decode()
    assert "Le point de novembre 2026 se faisait jusqu’au 31 décembre 2026." in shown
    assert "Vos réponses sont gardées." in shown
    assert campaign.network.contact in shown
    assert Pulse.objects.get().answers == {"etape": "debat"}


@pytest.mark.parametrize(
    ("month", "last"),
    [("2026-11-01", "2026-12-31"), ("2026-12-01", "2027-01-31"), ("2028-01-01", "2028-02-29")],
)
def test_the_last_day_of_a_link(month, last):
    assert Pulse(month=date.fromisoformat(month)).closes == date.fromisoformat(last)


@pytest.mark.parametrize("data", [{}, {"etape": "faux"}, {"autre": "debat"}])
def test_an_answer_that_is_not_one_records_nothing(mailbox, campaign, actor, client, data):
    engaged(campaign)
    send(campaign, actor)
    path = links(mailbox.received[0])[-1]
    answer = client.post(path, {**data, "comment": "Gardé"})
    assert "Choisissez au moins une réponse" in answer.content.decode()
    assert "Gardé" in answer.content.decode()
    assert Pulse.objects.get().answered is None


def test_a_failure_is_kept_and_only_it_is_sent_again(mailbox, campaign, actor):
    good = engaged(campaign, correspondent="bon@territoire.invalid")
    bad = engaged(campaign, correspondent="absent@territoire.invalid")
    engaged(campaign, correspondent="")
    engaged(campaign, state="retire", correspondent="parti@territoire.invalid")
    mailbox.refused.add("absent@territoire.invalid")
    sending = send(campaign, actor)
    assert (sending.sent, sending.failed, sending.without_address) == (1, 1, 1)
    assert "refusé" in bad.pulses.get().problem
    assert "absent@" not in bad.pulses.get().problem
    assert good.pulses.get().problem == ""
    mailbox.refused.clear()
    sending = send(campaign, actor)
    assert (sending.sent, sending.already, sending.failed) == (1, 1, 0)
    assert bad.pulses.get().problem == ""
    assert [message["To"] for message in mailbox.received] == [
        "bon@territoire.invalid",
        "absent@territoire.invalid",
    ]


def test_a_server_that_is_down_is_said(settings, campaign, actor):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    commitment = engaged(campaign)
    assert send(campaign, actor).failed == 1
    assert "ne répond pas" in commitment.pulses.get().problem


def test_a_reminder_goes_to_the_silent_only_with_the_same_link(mailbox, campaign, actor):
    silent, answered = engaged(campaign), engaged(campaign)
    send(campaign, actor)
    services.record_answers(pulse=answered.pulses.get(), answers={"etape": "debat"})
    assert send(campaign, actor, again=True).sent == 1
    assert len(mailbox.received) == 3
    assert links(mailbox.received[2])[-1] in {links(message)[-1] for message in mailbox.received[:2]}
    assert silent.pulses.count() == 1


def test_each_month_has_its_own_message(mailbox, campaign, actor, noon):
    engaged(campaign)
    send(campaign, actor)
    noon.move_to("2026-12-02T12:00:00+00:00")
    services.send_pulses(campaign=campaign, month=date(2026, 12, 2), actor=actor)
    assert Pulse.objects.count() == 2
    assert len({links(message)[-1] for message in mailbox.received}) == 2


def test_the_page_of_the_network_sends_and_tells(mailbox, campaign, actor, client):
    engaged(campaign)
    client.force_login(actor.user)
    path = reverse("space:campaign-pulses", args=[campaign.network.slug, campaign.slug])
    assert "1 message parti." in client.post(path, follow=True).content.decode()
    assert "0 message parti, 1 déjà parti ce mois-ci." in client.post(path, follow=True).content.decode()
    client.force_login(make_user(campaign.network, Role.READER))
    assert client.post(path).status_code == 403
    assert (
        client.get(reverse("space:followup", args=[campaign.network.slug, campaign.slug])).status_code == 200
    )
    assert JournalEntry.objects.filter(action="campaigns.pulse").count() == 1


@pytest.mark.parametrize(
    ("state", "days", "due", "late"),
    [
        ("engage", 5, 60, ""),
        ("engage", 5, 20, "il reste 20 jours"),
        ("en-concertation", 5, 20, ""),
        ("en-concertation", 5, -1, "était attendue"),
        ("remontee-envoyee", 5, -1, ""),
        ("retire", 5, -1, ""),
        ("interesse", 61, 90, "sans suite"),
        ("interesse", 60, 90, ""),
    ],
)
def test_late_is_a_written_rule(state, days, due, late):
    campaign = make_campaign(returns_due=TODAY + timedelta(days=due))
    engaged(campaign, state=state, days=days)
    (item,) = following.follow(campaign, TODAY)
    assert (late in item.late) if late else item.late == ""


@pytest.mark.parametrize(
    ("sent", "answered", "still", "silent"),
    [
        ((60, 30), (), 50, True),
        ((60, 30), (30,), 50, False),
        ((60, 5), (), 50, False),
        ((60, 30), (), 20, False),
        ((30,), (), 50, False),
        ((90, 60, 30), (90,), 50, True),
    ],
)
def test_silent_is_a_written_rule(campaign, sent, answered, still, silent, noon):
    commitment = engaged(campaign, days=still)
    for rank, days in enumerate(sent):
        day = TODAY - timedelta(days=days)
        Pulse.objects.create(
            commitment=commitment,
            month=date(2026, 1 + rank, 1),
            secret_hash=str(rank) * 64,
            sent=f"{day}T08:00:00Z",
            answered=f"{day}T09:00:00Z" if days in answered else None,
        )
    (item,) = following.follow(campaign, TODAY)
    assert item.silent is silent


def test_the_rules_are_printed_and_those_in_need_come_first(client, campaign, actor):
    calm = engaged(campaign)
    needing = engaged(campaign)
    Pulse.objects.create(
        commitment=needing,
        month=MONTH,
        secret_hash="a" * 64,
        sent=f"{TODAY}T08:00:00Z",
        answered=f"{TODAY}T09:00:00Z",
        answers={"aide": "animation", "obstacle": "rien"},
        comment="Une salle nous manque.",
    )
    client.force_login(actor.user)
    page = client.get(reverse("space:followup", args=[campaign.network.slug, campaign.slug])).content.decode()
    for word, rule in following.RULES:
        assert word in page
        assert rule in page
    assert "De l’aide pour animer" in page
    assert "Une salle nous manque." in page
    assert page.index(needing.lead.full_name) < page.index(calm.lead.full_name)


def test_the_follow_up_is_empty_then_bounded(client, campaign, actor, django_assert_max_num_queries):
    client.force_login(actor.user)
    path = reverse("space:followup", args=[campaign.network.slug, campaign.slug])
    assert 'class="empty"' in client.get(path).content.decode()
    for number in range(30):
        commitment = engaged(campaign)
        Pulse.objects.create(
            commitment=commitment, month=MONTH, secret_hash=f"{number:064}", sent=f"{TODAY}T08:00:00Z"
        )
    with django_assert_max_num_queries(16):
        assert client.get(path).status_code == 200


def test_answers_are_those_of_the_questions():
    assert valid({"aide": "appel", "etape": "debat", "x": "y", "dates": "faux"}) == {
        "etape": "debat",
        "aide": "appel",
    }
    assert [str(answer) for _, answer in needs({"aide": "appel", "obstacle": "temps"})] == ["Un appel"]
    assert len(QUESTIONS) == 5


def test_the_point_d_etape_has_one_page_per_territory_and_the_same_bytes(client, campaign, actor):
    for name in ("Vaubrun", "Corbel", "Marvel"):
        commitment = make_commitment(
            campaign,
            make_territory(name),
            act="Délibération 12",
            own_questions=[{"key": "q", "fr": "Et l’eau ?"}],
        )
        StateChange.objects.create(commitment=commitment, state="engage", on=TODAY, note="Lettre reçue")
    client.force_login(actor.user)
    path = reverse("space:campaign-progress", args=[campaign.network.slug, campaign.slug])
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(path).content == answer.content
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert len(pages) == 5
    assert [page.split("\n")[0].strip() for page in pages[2:]] == [
        "Ville de Corbel",
        "Ville de Marvel",
        "Ville de Vaubrun",
    ]
    assert "Lettre reçue" in pages[2]
    assert "Et l’eau ?" in pages[2]
    assert "campagne fictive" in pages[0]
    assert "suivi@territoire.invalid" not in " ".join(pages)


def test_the_point_d_etape_of_a_campaign_without_territory(campaign):
    follows = following.follow(campaign, TODAY)
    assert progress_document(campaign, follows, TODAY).language == "fr"
    assert progress_pdf(campaign, follows, TODAY).startswith(b"%PDF")
