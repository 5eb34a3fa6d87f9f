"""One-day links: made and shown once, opened by a button, closed at their hour or before."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from tests.web.factories import make_consultation, make_session, make_territory, make_user

from concertia_web.accounts import services
from concertia_web.accounts.actors import DAY_LINK, actor_of
from concertia_web.accounts.link_views import _room
from concertia_web.accounts.models import DayLink, Role
from concertia_web.consultations.models import Consultation
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def place():
    return make_territory("Vaubrun")


@pytest.fixture
def session(place):
    return make_session(make_consultation(place), starts=EVENING)


@pytest.fixture
def lead(place):
    return make_user(place, Role.LEAD)


def new(place):
    return reverse("space:link-new", args=[place.slug])


def made(lead, session, starts=None, expires=None, whole=False):
    with scopes_disabled():
        return services.make_day_link(
            actor=actor_of(lead),
            consultation=session.consultation,
            session=None if whole else session,
            label="Animation, table 3",
            starts=starts or datetime(2026, 11, 25, 5, tzinfo=UTC),
            expires=expires or datetime(2026, 11, 26, 5, tzinfo=UTC),
        )


class TestMaking:
    def test_by_default_it_is_open_the_day_of_the_session_from_six_to_six(self, client, place, lead, session):
        client.force_login(lead)
        page = client.get(new(place)).content.decode()
        assert f'value="s{session.pk}"' in page
        assert "Atelier du soir, 25 novembre" in page
        sheet = client.post(new(place), {"target": f"s{session.pk}", "label": "Table 3"}).content.decode()
        link = DayLink.objects.get()
        assert link.session == session
        assert link.starts == datetime(2026, 11, 25, 5, tzinfo=UTC)
        assert link.expires == datetime(2026, 11, 26, 5, tzinfo=UTC)
        assert "<svg" in sheet
        assert "style=" not in sheet
        assert "data:" not in sheet

    def test_the_secret_is_shown_once_and_kept_nowhere(self, client, place, lead, session):
        client.force_login(lead)
        answer = client.post(new(place), {"target": f"c{session.consultation_id}", "label": "Table 3"})
        token = re.search(r"/lien/([^/]+)/", answer.content.decode())[1]
        assert "no-store" in answer["Cache-Control"]
        link = DayLink.objects.get()
        assert link.session is None
        assert token not in str(DayLink.objects.values().get())
        assert token not in str(dict(client.session))
        assert token not in client.get(reverse("space:team", args=[place.slug])).content.decode()
        assert JournalEntry.objects.get().object_label == "Table 3"
        assert client.get(f"/lien/{token}/").status_code == 200

    def test_the_square_is_a_file_that_needs_the_secret(self, client, place, lead, session):
        client.force_login(lead)
        link, token = made(lead, session)
        address = reverse("space:link-code", args=[place.slug, link.pk])
        file = client.post(address, {"token": token})
        assert file["Content-Type"] == "image/svg+xml"
        assert file.content.startswith(b"<svg")
        assert file.content == client.post(address, {"token": token}).content
        assert client.post(address, {"token": "autre"}).status_code == 404

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"target": ""}, "Choisissez une concertation"),
            ({"label": ""}, "Dites pour qui est ce lien"),
            ({"day": "2026-11-01"}, "Ce jour est passé"),
            ({"day": "hier"}, "Écrivez la date ainsi"),
            ({"opens": "25:90"}, "Écrivez l’heure ainsi"),
        ],
    )
    def test_bad_input_is_refused_with_a_sentence_and_kept(
        self, client, place, lead, session, form, sentence
    ):
        client.force_login(lead)
        answer = client.post(new(place), {"target": f"s{session.pk}", "label": "Table des aînés", **form})
        assert sentence in answer.content.decode()
        if "label" not in form:
            assert "Table des aînés" in answer.content.decode()
        assert not DayLink.objects.exists()

    def test_other_hours(self, client, place, lead, session):
        client.force_login(lead)
        form = {"target": f"s{session.pk}", "label": "T", "day": "2026-12-01", "opens": "18:00"}
        client.post(new(place), {**form, "closes": "22:00"})
        client.post(new(place), {**form, "closes": "02:00"})
        one, two = DayLink.objects.order_by("pk")
        assert (one.expires - one.starts).total_seconds() == 4 * 3600
        assert (two.expires - two.starts).total_seconds() == 8 * 3600

    def test_settled_concertations_cancelled_sessions_and_those_of_others_are_not_offered(
        self, client, place, lead, session
    ):
        settled = make_consultation(place, state=Consultation.State.SETTLED)
        cancelled = make_session(session.consultation, cancelled=True)
        foreign = make_consultation(make_territory())
        client.force_login(lead)
        page = client.get(new(place)).content.decode()
        for value in (f"c{settled.pk}", f"s{cancelled.pk}", f"c{foreign.pk}"):
            assert f'"{value}"' not in page
            client.post(new(place), {"target": value, "label": "T"})
        assert not DayLink.objects.exists()

    def test_without_concertation_it_says_where_to_begin(self, client, place, lead):
        client.force_login(lead)
        assert "Préparez-en une" in client.get(new(place)).content.decode()

    @pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ELECTED, Role.READER])
    def test_only_those_who_manage_make_and_close_them(self, client, place, lead, session, role):
        link, token = made(lead, session)
        client.force_login(make_user(place, role))
        assert client.get(new(place)).status_code == 403
        assert client.post(reverse("space:link-revoke", args=[place.slug, link.pk])).status_code == 403
        address = reverse("space:link-code", args=[place.slug, link.pk])
        assert client.post(address, {"token": token}).status_code == 403

    def test_another_territory_cannot_close_it(self, client, lead, session):
        link, _token = made(lead, session)
        other = make_territory()
        client.force_login(make_user(other, Role.LEAD))
        assert client.post(reverse("space:link-revoke", args=[other.slug, link.pk])).status_code == 404

    def test_the_list_of_links_has_bounded_queries(
        self, client, place, lead, session, django_assert_max_num_queries
    ):
        for _ in range(20):
            made(lead, session)
        client.force_login(lead)
        with django_assert_max_num_queries(12):
            page = client.get(reverse("space:team", args=[place.slug])).content.decode()
        assert page.count("fermer<span") == 20


class TestOpening:
    def test_reading_the_address_opens_nothing_the_button_does(self, client, lead, session):
        link, token = made(lead, session)
        for _ in range(3):
            page = client.get(f"/lien/{token}/").content.decode()
        assert "Animation, table 3" in page
        assert DAY_LINK not in client.session
        answer = client.post(f"/lien/{token}/")
        assert answer.status_code == 302
        assert answer.url == _room()
        assert client.session[DAY_LINK] == link.pk
        assert client.session.get_expiry_age() == 20 * 3600

    def test_it_may_be_opened_on_several_devices(self, client, lead, session):
        _link, token = made(lead, session)
        for _ in range(2):
            client.cookies.clear()
            assert client.post(f"/lien/{token}/").status_code == 302

    def test_inside_it_says_until_when(self, client, lead, session):
        _link, token = made(lead, session)
        assert client.get(reverse("accounts:inside")).status_code == 410
        client.post(f"/lien/{token}/")
        assert "Vous êtes entré·e" in client.get(reverse("accounts:inside")).content.decode()

    def test_an_account_on_this_device_is_closed_first(self, client, lead, session):
        _link, token = made(lead, session)
        client.force_login(lead)
        assert "vous en déconnecte" in client.get(f"/lien/{token}/").content.decode()
        client.post(f"/lien/{token}/")
        assert "_auth_user_id" not in client.session
        assert client.session[DAY_LINK]

    def test_a_link_gives_no_entry_to_the_space(self, client, lead, session, place):
        _link, token = made(lead, session)
        client.post(f"/lien/{token}/")
        assert client.get(reverse("space:team", args=[place.slug])).status_code == 302
        assert client.get(reverse("desk:account")).status_code == 302

    def test_unknown(self, client):
        answer = client.get("/lien/nimportequoi/")
        assert answer.status_code == 410
        assert "L’adresse est peut-être incomplète" in answer.content.decode()

    def test_too_early(self, client, lead, session):
        _link, token = made(lead, session, starts=datetime(2026, 11, 25, 17, tzinfo=UTC))
        page = client.get(f"/lien/{token}/").content.decode()
        assert "pas encore ouvert" in page
        assert "25 novembre, 18:00" in page

    def test_expired_for_those_inside_too(self, client, lead, session, time_machine):
        _link, token = made(lead, session)
        client.post(f"/lien/{token}/")
        time_machine.move_to(datetime(2026, 11, 26, 5, 1, tzinfo=UTC), tick=False)
        assert client.get(reverse("accounts:inside")).status_code == 410
        page = client.post(f"/lien/{token}/").content.decode()
        assert "a expiré" in page
        assert "ne videz pas le navigateur" in page

    def test_revoked_at_once_for_those_inside_too(self, client, place, lead, session):
        link, token = made(lead, session)
        client.post(f"/lien/{token}/")
        assert client.get(reverse("accounts:inside")).status_code == 200
        with scopes_disabled():
            services.revoke_day_link(actor=actor_of(lead), link=link)
            services.revoke_day_link(actor=actor_of(lead), link=link)
        assert client.get(reverse("accounts:inside")).status_code == 410
        assert "a été fermé" in client.get(f"/lien/{token}/").content.decode()
        assert JournalEntry.objects.filter(action="accounts.revoke_link").count() == 1

    def test_closing_it_from_the_team_page(self, client, place, lead, session):
        link, _token = made(lead, session)
        client.force_login(lead)
        answer = client.post(reverse("space:link-revoke", args=[place.slug, link.pk]), follow=True)
        assert "il n’ouvre plus rien" in answer.content.decode()
        link.refresh_from_db()
        assert not link.open
