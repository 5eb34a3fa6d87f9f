"""Asking to be told, confirming, the messages that a real server receives, stopping; the feeds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled
from tests.web.moderation_world import make_moderated
from tests.web.test_campaigns_following import mailbox
from tests.web.test_moderation_pages import send

from concertia_web.moderation.services import decide
from concertia_web.notices import addresses, sending, services
from concertia_web.notices.models import Notice, Subscription
from concertia_web.notices.services import in_languages, next_due, notify
from concertia_web.notices.words import KINDS
from concertia_web.participation import people

pytestmark = pytest.mark.django_db
__all__ = ["mailbox"]
EMAIL = "voisine@courrier.invalid"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False) as clock, translation.override("fr"):
        yield clock


@pytest.fixture
def world():
    return make_moderated()


def subscribed(world, **more):
    with scope(territory=world.consultation.territory):
        row = services.subscribe(consultation=world.consultation, email=EMAIL, **more)
        return services.confirm(row)


def tell(world, kind="news", words="Du nouveau", thing=None, **more):
    with scope(territory=world.consultation.territory):
        return notify(
            consultation=world.consultation, kind=kind, thing=thing or world.consultation, words=words, **more
        )


def links(message):
    return re.findall(r"https?://[^/\s]+(/\S+)", message.get_content())


def test_an_address_is_confirmed_by_its_link_and_one_click_erases_it(client, world, mailbox, noon):
    place = [world.consultation.territory.slug, world.consultation.slug]
    path = reverse("notices:subscribe", args=place)
    told = send(client, path, email=EMAIL, rhythm="once").content.decode()
    assert "Ouvrez le lien" in told
    with scopes_disabled():
        row = Subscription.objects.get()
        assert EMAIL not in str(list(Subscription.objects.values()))
    assert row.confirmed is None
    (message,) = mailbox.received
    assert message["To"] == EMAIL
    confirm = links(message)[0]
    assert "Oui, prévenez-moi" in client.get(confirm).content.decode()
    tell(world, words="Avant")
    assert sending.send_due() == 0
    assert "C’est noté" in client.post(confirm).content.decode()
    tell(world, words="Une réponse est en ligne", kind="answered")
    noon.shift(60)
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    message = mailbox.received[-1]
    assert "Une réponse est en ligne" in message.get_content()
    assert "Avant" not in message.get_content()
    stop = re.search(r"<https?://[^/]+(/.+)>", message["List-Unsubscribe"]).group(1)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(stop).status_code == 200
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with scopes_disabled():
        assert not Subscription.objects.exists()
    assert "effacée" in client.get(stop).content.decode()
    assert client.get(confirm).status_code == 410


def test_links_that_are_not_ours_open_nothing(client, world):
    row = subscribed(world)
    stop = services.token_to_stop(row)
    assert client.get(reverse("notices:confirm", args=["rien"])).status_code == 410
    assert client.get(reverse("notices:confirm", args=[stop])).status_code == 410
    assert client.get(reverse("notices:stop", args=[stop[:-1]])).status_code == 404
    assert client.get(reverse("notices:mine", args=["rien"])).status_code == 404


def test_a_digest_leaves_in_the_morning_once_however_much_happened(world, mailbox, noon):
    subscribed(world)
    for rank in range(25):
        tell(world, words=f"Nouvelle {rank:02}")
    noon.shift(600)
    assert sending.send_due() == 0
    noon.move_to("2026-11-23T07:01:00+00:00")
    assert sending.send_due() == 1
    (message,) = mailbox.received
    assert message.get_content().count("Nouvelle ") == 20
    assert "5 autres" in message.get_content()
    tell(world, words="L’après-midi")
    noon.shift(3600)
    assert sending.send_due() == 0
    noon.shift(24 * 3600)
    assert sending.send_due() == 1


def test_when_nothing_happened_nothing_leaves_and_the_hour_passes(world, mailbox, noon):
    subscribed(world)
    noon.move_to("2026-11-23T09:00:00+00:00")
    assert sending.send_due() == 0
    tell(world)
    noon.shift(60)
    assert sending.send_due() == 0, "a morning digest does not leave at ten"


def test_each_reads_in_the_language_they_asked_in(world, mailbox, noon):
    for language in ("fr", "en", "de", "ar"):
        with scope(territory=world.consultation.territory):
            row = services.subscribe(
                consultation=world.consultation,
                email=f"{language}@courrier.invalid",
                language=language,
                rhythm="once",
            )
            services.confirm(row)
    tell(world, kind="published", words=in_languages(lambda: str(KINDS["published"])), path="/en/page/")
    noon.shift(60)
    assert sending.send_due() == 4
    said = {message["To"].split("@")[0]: message.get_content() for message in mailbox.received}
    assert "Ce qui a été entendu est publié" in said["fr"]
    assert "What was heard is published" in said["en"]
    assert "نُشر ما سُمع" in said["ar"]
    assert "/de/page/" in said["de"]
    assert re.search(r":\d*/page/|\d/page/|/page/", said["fr"])
    assert "/fr/page/" not in said["fr"]


def test_only_the_author_hears_of_their_own_words(world, mailbox, noon):
    person = world.participant()
    note = world.text("Mes mots secrets", participant=person, moderation="waiting")
    subscribed(world, participant=person, rhythm="once")
    subscribed(world, rhythm="once")
    with scope(territory=world.consultation.territory):
        decide(actor=world.actor(), contribution=note, verb="hide", reason="publicite")
    noon.shift(60)
    assert sending.send_due() == 1
    (message,) = mailbox.received
    body = message.get_content()
    assert "n’est pas publié" in body
    assert "Mes mots secrets" not in body
    assert people.token_of(person) in body
    with scopes_disabled():
        assert people.token_of(person) not in str(list(Notice.objects.values()))
    tell(world)
    noon.shift(60)
    assert sending.send_due() == 1
    assert "Des nouvelles :" in mailbox.received[-1]["Subject"]


def test_a_refused_message_is_tried_later_then_the_address_goes(world, mailbox, noon, caplog):
    mailbox.refused.add(EMAIL)
    row = subscribed(world, rhythm="once")
    tell(world)
    for attempt in range(sending.MOST_ATTEMPTS):
        noon.shift(30 * 24 * 3600)
        assert sending.send_due() == 0
        with scopes_disabled():
            left = Subscription.objects.filter(pk=row.pk).first()
        assert (left is None) == (attempt == sending.MOST_ATTEMPTS - 1)
    assert EMAIL not in caplog.text


def test_a_server_that_comes_back_gets_the_message(world, mailbox, noon):
    mailbox.refused.add(EMAIL)
    subscribed(world, rhythm="once")
    tell(world)
    noon.shift(60)
    assert sending.send_due() == 0
    noon.shift(60)
    mailbox.refused.clear()
    assert sending.send_due() == 0, "not before its time"
    noon.shift(3600)
    assert sending.send_due() == 1


def test_asking_twice_is_one_row_and_what_is_not_confirmed_is_forgotten(world, noon):
    with scope(territory=world.consultation.territory):
        one = services.subscribe(consultation=world.consultation, email=EMAIL)
        two = services.subscribe(consultation=world.consultation, email=f" {EMAIL.upper()} ", rhythm="weekly")
        assert (one.pk, two.rhythm) == (two.pk, "weekly")
        assert addresses.unseal(one.sealed) == EMAIL
    noon.shift(8 * 24 * 3600)
    assert services.forget_unconfirmed() == 1


def test_the_same_thing_told_twice_is_one_notice_and_an_unknown_kind_is_an_error(world):
    assert tell(world).pk == tell(world).pk
    assert tell(world, words="Autre chose").pk != tell(world).pk
    with pytest.raises(ValueError, match="unknown kind"):
        tell(world, kind="vote")


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        ("once", "2026-11-22T12:00", "2026-11-22T12:00"),
        ("daily", "2026-11-22T06:59", "2026-11-22T07:00"),
        ("daily", "2026-11-22T07:00", "2026-11-23T07:00"),
        ("weekly", "2026-11-23T06:00", "2026-11-23T07:00"),
        ("weekly", "2026-11-23T08:00", "2026-11-30T07:00"),
    ],
)
def test_messages_leave_at_eight_in_the_morning(rhythm, now, due):
    moment = datetime.fromisoformat(f"{now}+00:00")
    assert next_due(rhythm, moment) == datetime.fromisoformat(f"{due}+00:00")


def test_a_machine_does_not_subscribe_others(client, world):
    place = [world.consultation.territory.slug, world.consultation.slug]
    path = reverse("notices:subscribe", args=place)
    assert "trop vite" in client.post(path, {"email": EMAIL, "rhythm": "daily"}).content.decode()
    for _rank in range(5):
        send(client, path, email=EMAIL, rhythm="daily")
    late = send(client, path, email=EMAIL, rhythm="daily")
    assert late.status_code == 429
    assert EMAIL in late.content.decode()


def test_the_feeds_tell_what_is_public_only(client, world):
    place = [world.consultation.territory.slug, world.consultation.slug]
    tell(world, kind="published", words="Tout est là & <lisible>\x07")
    tell(world, kind="moderated", words="Secret", thing=world.text("Mes mots"))
    for path in (reverse("notices:feed", args=place), reverse("notices:territory-feed", args=place[:1])):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("application/atom+xml")
        feed = fromstring(answer.content)
        entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == 1
        assert "Tout est là & <lisible>" in answer.content.decode().replace("&amp;", "&").replace(
            "&lt;", "<"
        ).replace("&gt;", ">")
        assert "Secret" not in answer.content.decode()
    with scopes_disabled():
        type(world.consultation).objects.update(state="draft")
    assert client.get(reverse("notices:feed", args=place)).status_code == 404
    assert client.get(reverse("notices:territory-feed", args=place[:1])).status_code == 404


def test_a_round_asks_as_many_questions_whatever_the_number_of_subscriptions(
    world, noon, django_assert_max_num_queries
):
    for rank in range(30):
        with scope(territory=world.consultation.territory):
            row = services.subscribe(
                consultation=world.consultation, email=f"a{rank}@courrier.invalid", rhythm="once"
            )
            services.confirm(row)
    noon.shift(timedelta(hours=1).total_seconds())
    with django_assert_max_num_queries(8):
        assert sending.send_due() == 0
    assert timezone.now()
