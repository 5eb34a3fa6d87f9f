"""The pages: papers, kit and calendar; refusals, empty states, bad input, counts of queries."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import docx
import icalendar
import pytest
import time_machine
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.factories import (
    make_commitment,
    make_consultation,
    make_session,
    make_territory,
    make_user,
)

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.journal.services import record
from concertia_web.papers import week
from concertia_web.papers.models import PaperDetails, SlipRange
from concertia_web.papers.packs import papers
from concertia_web.papers.services import reserve_slips
from concertia_web.papers.tone import neutral_because
from concertia_web.sorting.models import Sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment(db):
    return make_commitment()


@pytest.fixture
def place(commitment):
    return commitment.lead


@pytest.fixture
def consultation(commitment):
    made = make_consultation(commitment=commitment)
    make_session(made)
    return made


def _as(client, place, *roles):
    client.force_login(make_user(place, *(roles or (Role.LEAD,))))
    return client


def _kit(consultation, name="kit", *more):
    return reverse(f"space:{name}", args=[consultation.territory.slug, consultation.slug, *more])


def test_each_paper_is_offered_with_what_is_missing(client, place, consultation):
    page = _as(client, place).get(reverse("space:papers", args=[place.slug])).content.decode()
    for pack in papers().values():
        assert pack.title in page and reverse("space:paper", args=[place.slug, pack.key]) in page
    assert "date du conseil" in page and "rien à compléter" in page
    assert "Aucune campagne" not in page


@pytest.mark.parametrize("key", list(papers()))
def test_each_paper_is_downloaded_as_word_and_twice_the_same(client, place, consultation, key):
    url = reverse("space:paper", args=[place.slug, key])
    answers = [_as(client, place).get(url) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Disposition"] == f'attachment; filename="{key}-{place.slug}.docx"'
    assert docx.Document(io.BytesIO(answers[0].content)).paragraphs


def test_a_paper_that_does_not_exist_is_not_found(client, place):
    assert _as(client, place).get(reverse("space:paper", args=[place.slug, "autre"])).status_code == 404


def test_a_territory_with_nothing_yet_still_has_its_papers(client, db):
    place = make_territory()
    page = _as(client, place).get(reverse("space:papers", args=[place.slug])).content.decode()
    assert "Aucune campagne ni concertation" in page
    letter = client.get(reverse("space:paper", args=[place.slug, "lettre-interet"]))
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(letter.content)).paragraphs)
    assert place.full_name in text and "[à compléter : destinataire]" in text


def test_details_are_kept_and_enter_the_papers(client, place, consultation):
    url = reverse("space:papers", args=[place.slug])
    answer = _as(client, place).post(
        url, {"council_date": "2026-12-15", "service": "le service participation"}
    )
    assert answer.status_code == 302
    with scope(territory=place):
        assert PaperDetails.objects.get().council_date == date(2026, 12, 15)
    note = client.get(reverse("space:paper", args=[place.slug, "note-elus"])).content
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(note)).paragraphs)
    assert "Le conseil du 15 décembre 2026" in text and "Le service participation" not in text
    assert "le service participation" in text


def test_a_date_that_is_not_one_is_refused_and_the_rest_stays_typed(client, place):
    url = reverse("space:papers", args=[place.slug])
    page = _as(client, place).post(url, {"council_date": "demain", "service": "le service participation"})
    said = page.content.decode()
    assert page.status_code == 200 and "le service participation" in said and "demain" in said
    with scope(territory=place):
        assert not PaperDetails.objects.exists()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ANALYST, Role.ELECTED, Role.READER])
def test_others_read_the_papers_and_do_not_fill_them(client, place, role):
    url = reverse("space:papers", args=[place.slug])
    assert '<h2 id="renseignements">' in _as(client, place, role).get(url).content.decode()
    assert client.post(url, {"service": "x"}).status_code == 403


def test_someone_from_elsewhere_finds_nothing(client, place, consultation):
    _as(client, make_territory())
    for url in (
        reverse("space:papers", args=[place.slug]),
        _kit(consultation),
        _kit(consultation, "kit-specimen"),
    ):
        assert client.get(url).status_code == 404


def test_the_choice_of_the_page_is_that_of_the_files(client, place, consultation):
    other = make_consultation(place, title={"fr": "Une autre concertation"}, opens=date(2026, 1, 5))
    asked = f"?concertation={other.slug}&engagement=&ton=neutre"
    page = _as(client, place).get(reverse("space:papers", args=[place.slug]) + asked)
    assert "vous l’avez demandé" in page.content.decode()
    link = page.context["query"]
    release = client.get(f"{reverse('space:paper', args=[place.slug, 'communique'])}?{link}")
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(release.content)).paragraphs)
    assert "Une autre concertation" in text and "Variante neutre" in text and "campagne" not in text


@pytest.mark.parametrize(
    "asked", ["?concertation=inconnue", "?engagement=999999", "?engagement=x", "?ton=fort"]
)
def test_a_choice_that_does_not_exist_is_told_and_the_page_stands(client, place, consultation, asked):
    page = _as(client, place).get(reverse("space:papers", args=[place.slug]) + asked)
    assert page.status_code == 200 and "errorlist" in page.content.decode()
    assert client.get(reverse("space:paper", args=[place.slug, "note-elus"]) + asked).status_code == 200


def test_a_campaign_of_somebody_else_cannot_be_asked_for(client, place, consultation):
    stranger = make_commitment()
    page = _as(client, place).get(reverse("space:papers", args=[place.slug]) + f"?engagement={stranger.pk}")
    assert "errorlist" in page.content.decode()
    assert stranger.campaign.title["fr"] not in page.content.decode()


def test_neutral_mode_makes_the_neutral_variant(client, place, consultation):
    consultation.neutral = True
    with scopes_disabled():
        consultation.save()
    page = _as(client, place).get(reverse("space:papers", args=[place.slug])).content.decode()
    assert "la concertation est en mode neutre" in page


@pytest.mark.parametrize(
    ("opens", "asked", "neutral"),
    [
        (date(2025, 12, 1), "", True),
        (date(2025, 12, 1), "ordinaire", False),
        (date(2026, 5, 4), "", False),
        (date(2026, 5, 4), "neutre", True),
    ],
)
def test_the_electoral_calendar_proposes_and_the_person_decides(place, opens, asked, neutral):
    made = make_consultation(place, opens=opens, closes=opens + timedelta(days=20))
    why = neutral_because(made, asked)
    assert bool(why) is neutral
    if neutral and not asked:
        assert "municipales" in why and "du 1er septembre 2025 au 22 mars 2026" in why


def test_the_page_of_papers_asks_few_questions_of_the_database(
    client, place, consultation, django_assert_max_num_queries
):
    for _ in range(5):
        make_session(make_consultation(place))
    _as(client, place)
    with django_assert_max_num_queries(16):
        client.get(reverse("space:papers", args=[place.slug]))


def test_the_kit_shows_everything_and_says_what_is_missing(client, place, consultation):
    page = _as(client, place).get(_kit(consultation)).content.decode()
    for name, more in (
        ("kit-poster", ["a4"]),
        ("kit-poster", ["a3"]),
        ("kit-specimen", []),
        ("kit-notice", ["affiche"]),
    ):
        assert _kit(consultation, name, *more) in page
    assert "un numéro de téléphone du service" in page and "Aucun numéro n’est réservé" in page
    assert "quand la lecture est arrêtée" in page and "calendrier.ics" in page
    assert "celle d’une machine de travail" in page


def test_the_kit_of_a_concertation_without_a_session_says_how_to_go_on(client, db):
    bare = make_consultation(state="draft", questions=[])
    page = _as(client, bare.territory).get(_kit(bare)).content.decode()
    assert "Aucun temps de débat" in page and "La concertation n’est pas ouverte" in page
    assert "au moins une question" in page and "calendrier.ics" not in page


def test_numbers_are_reserved_then_printed_and_printed_again(client, place, consultation):
    answer = _as(client, place).post(_kit(consultation), {"count": "3", "language": "en"}, follow=True)
    assert "Numéros 0001 à 0003 réservés" in answer.content.decode()
    with scope(territory=place):
        made = SlipRange.objects.get()
    files = [client.get(_kit(consultation, "kit-forms", made.pk)) for _ in range(2)]
    assert files[0].content == files[1].content and files[0]["Content-Type"] == "application/pdf"
    assert 'filename="feuilles-0001-0003.pdf"' in files[0]["Content-Disposition"]


@pytest.mark.parametrize(
    ("count", "says"),
    [
        ("0", "entre 1 et 500"),
        ("501", "Pas plus de 500"),
        ("beaucoup", "nombre entier"),
        ("", "Combien de feuilles"),
    ],
)
def test_a_number_of_sheets_that_cannot_be_is_refused_with_a_sentence(
    client, place, consultation, count, says
):
    page = _as(client, place).post(_kit(consultation), {"count": count, "language": "ar"})
    said = page.content.decode()
    assert page.status_code == 200 and says in said
    assert f'value="{count}"' in said or not count
    assert '<option value="ar" selected' in said
    with scope(territory=place):
        assert not SlipRange.objects.exists()


def test_a_language_that_is_not_printed_is_refused(client, place, consultation):
    page = _as(client, place).post(_kit(consultation), {"count": "3", "language": "facile"})
    assert page.status_code == 200 and "errorlist" in page.content.decode()
    assert client.get(_kit(consultation, "kit-poster", "a4") + "?langue=facile").status_code == 404
    assert client.get(_kit(consultation, "kit-poster", "a5")).status_code == 404
    assert client.get(_kit(consultation, "kit-notice", "autre")).status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.GARANT, Role.ELECTED, Role.SERVICE, Role.READER])
def test_those_who_do_not_collect_take_no_number(client, place, consultation, role):
    assert (
        _as(client, place, role).post(_kit(consultation), {"count": "3", "language": "fr"}).status_code == 403
    )
    assert client.get(_kit(consultation, "kit-specimen")).status_code == 200


def test_the_numbers_of_another_concertation_are_not_found_here(client, place, consultation):
    other = make_consultation(place)
    user = make_user(place)
    with scope(territory=place):
        made = reserve_slips(consultation=other, count=2, actor=actor_of(user))
    client.force_login(user)
    assert client.get(_kit(consultation, "kit-forms", made.pk)).status_code == 404


def test_results_appear_once_settled_and_elected_members_wait(client, place, consultation):
    urls = [_kit(consultation, "kit-results-wall"), _kit(consultation, "kit-results-aloud")]
    _as(client, place)
    assert [client.get(url).status_code for url in urls] == [404, 404]
    with scope(territory=place):
        Sorting.objects.create(consultation=consultation, state=Sorting.State.SETTLED)
    assert [client.get(url).status_code for url in urls] == [200, 200]
    assert urls[0] in client.get(_kit(consultation)).content.decode()
    _as(client, place, Role.ELECTED)
    assert [client.get(url).status_code for url in urls] == [403, 403]
    assert "après leur publication" in client.get(_kit(consultation)).content.decode()


def test_every_file_of_the_kit_opens(client, place, consultation):
    with scopes_disabled():
        session = consultation.sessions.get()
    _as(client, place, Role.FACILITATOR)
    urls = [_kit(consultation, "kit-facilitation", session.pk)]
    urls += [
        _kit(consultation, "kit-poster", size) + f"?langue={code}"
        for size in ("a4", "a3")
        for code in ("fr", "ar")
    ]
    urls += [_kit(consultation, "kit-notice", version) for version in ("site", "affiche", "papier", "orale")]
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF-"), url


def test_the_kit_asks_few_questions_of_the_database(
    client, place, consultation, django_assert_max_num_queries
):
    user = make_user(place)
    with scope(territory=place):
        for _ in range(8):
            make_session(consultation)
            reserve_slips(consultation=consultation, count=2, actor=actor_of(user))
    client.force_login(user)
    with django_assert_max_num_queries(16):
        client.get(_kit(consultation))


def _feed(client, consultation, language=""):
    url = reverse("papers:calendar", args=[consultation.territory.slug, consultation.slug])
    return client.get(f"{language}{url}")


def test_the_calendar_holds_every_meeting_at_its_local_hour(client, consultation):
    make_session(consultation, title="Été", starts=datetime(2027, 6, 1, 16, 0, tzinfo=UTC), minutes=90)
    answer = _feed(client, consultation)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    first, second = calendar.walk("VEVENT")
    assert first.decoded("dtstart").isoformat() == "2026-11-20T19:30:00+01:00"
    assert second.decoded("dtstart").isoformat() == "2027-06-01T18:00:00+02:00"
    assert second.decoded("dtend").isoformat() == "2027-06-01T19:30:00+02:00"
    assert first["dtstart"].params["TZID"] == "Europe/Paris"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert first["location"] == "Salle des fêtes" and first["status"] == "CONFIRMED"
    assert first["summary"].startswith("Atelier du soir – Concertation")


def test_the_calendar_does_not_follow_the_clock(client, consultation):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        later = _feed(client, consultation).content
    assert _feed(client, consultation).content == later


def test_a_meeting_called_off_stays_with_its_address_and_is_marked(client, consultation):
    with scopes_disabled():
        session = consultation.sessions.get()
        before = icalendar.Calendar.from_ical(_feed(client, consultation).content).walk("VEVENT")[0]
        session.cancelled = True
        session.save()
        actor = actor_of(make_user(consultation.territory))
        for _ in range(2):
            record(
                actor=actor, action="consultations.session", thing=session, territory=consultation.territory
            )
    after = icalendar.Calendar.from_ical(_feed(client, consultation).content).walk("VEVENT")[0]
    assert after["uid"] == before["uid"] and after["status"] == "CANCELLED"
    assert int(after["sequence"]) > int(before["sequence"])


def test_a_session_without_a_length_has_no_end(client, consultation):
    make_session(consultation, title="En ligne", minutes=0, starts=datetime(2026, 12, 1, 8, tzinfo=UTC))
    event = icalendar.Calendar.from_ical(_feed(client, consultation).content).walk("VEVENT")[1]
    assert "dtend" not in event


def test_the_calendar_of_a_draft_or_of_nothing_is_not_found(client, consultation):
    assert _feed(client, make_consultation(state="draft")).status_code == 404
    wrong = reverse("papers:calendar", args=[consultation.territory.slug, "autre"])
    assert client.get(wrong).status_code == 404


def test_the_calendar_speaks_the_language_of_its_address(client, consultation):
    with scopes_disabled():
        consultation.title = {"fr": "L’IA", "de": "Die KI"}
        consultation.save()
    url = reverse("papers:calendar", args=[consultation.territory.slug, consultation.slug])
    assert "Die KI" in client.get(f"/de{url}").content.decode()


def test_the_week_asks_to_print_before_a_meeting_and_no_more_after(place, consultation):
    user = make_user(place)
    with time_machine.travel(datetime(2026, 11, 10, 9, tzinfo=UTC)), scope(territory=place):
        found = week.items(actor_of(user), place)
        assert [item.text for item in found] == [
            "Imprimer les feuilles et l’affiche\u00a0: «\u202fAtelier du soir\u202f», le 20 novembre 2026"
        ]
        assert found[0].url == _kit(consultation) and found[0].due == date(2026, 11, 20)
        assert week.items(actor_of(make_user(place, Role.ELECTED)), place) == []
        reserve_slips(consultation=consultation, count=2, actor=actor_of(user))
        assert week.items(actor_of(user), place) == []


def test_the_week_does_not_speak_of_meetings_far_away_or_called_off(place, consultation):
    actor = actor_of(make_user(place))
    with scope(territory=place):
        with time_machine.travel(datetime(2026, 11, 20, 18, tzinfo=UTC) - timedelta(days=15)):
            assert week.items(actor, place) == []
        consultation.sessions.update(cancelled=True)
        with time_machine.travel(datetime(2026, 11, 19, tzinfo=UTC)):
            assert week.items(actor, place) == []
