"""The team of a territory: a pasted list, roles given and taken back, invitations that really leave."""

from __future__ import annotations

from smtplib import SMTPException

import pytest
from django.core import mail
from django.urls import reverse
from django_scopes import scope
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from tests.web.factories import make_consultation, make_network, make_session, make_territory, make_user

from concertia_web.accounts import services
from concertia_web.accounts.actors import ANYBODY, actor_of
from concertia_web.accounts.lists import _cells, _plain, read_list
from concertia_web.accounts.models import Membership, Role, User
from concertia_web.accounts.week import items
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
LIST = """adresse e-mail ; nom ; fonction ; rôle
anim@territoire.invalid ; Anne Imaginaire ; médiatrice ; Animatrice
Analyse@Territoire.invalid\tLou Fictif\tchargé d’études\tlecteur
garante@territoire.invalid, Gil Inventé, universitaire, Garant·e

seule@territoire.invalid
"""


@pytest.fixture
def place():
    return make_territory("Vaubrun")


@pytest.fixture
def lead(place, client):
    user = make_user(place, Role.LEAD, name="Camille Imaginaire")
    client.force_login(user)
    return user


def team(place):
    return reverse("space:team", args=[place.slug])


def send(client, place, people, step="preview", role=Role.READER, **more):
    return client.post(team(place), {"people": people, "role": role, "step": step, **more})


def roles(place):
    rows = Membership.objects.filter(territory=place)
    return sorted(rows.values_list("user__email", "role"))


class TestList:
    def test_it_reads_semicolons_tabs_and_commas(self, place):
        lines = read_list(LIST, territory=place, default=Role.READER)
        assert [(line.number, line.email, line.name, line.role) for line in lines] == [
            (2, "anim@territoire.invalid", "Anne Imaginaire", "facilitator"),
            (3, "analyse@territoire.invalid", "Lou Fictif", "analyst"),
            (4, "garante@territoire.invalid", "Gil Inventé", "garant"),
            (6, "seule@territoire.invalid", "", "reader"),
        ]
        assert not any(line.problems for line in lines)

    def test_a_cell_of_a_spreadsheet_may_hold_a_quoted_comma(self, place):
        row = 'a@territoire.invalid,"Nom, Prénom","médiatrice, soir",service'
        (line,) = read_list(row, territory=place, default=Role.READER)
        assert (line.name, line.function, line.role) == ("Nom, Prénom", "médiatrice, soir", "service")

    @pytest.mark.parametrize("role", Role)
    def test_each_role_is_understood_as_the_site_writes_it(self, role):
        territory = make_network()
        (line,) = read_list(f"a@b.invalid;;;{role.label}", territory=territory, default=Role.READER)
        assert (line.role, line.problems) == (role, [])

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ("Anne Imaginaire;anne@b.invalid", "doit commencer par une adresse e-mail"),
            ("anne@", "doit commencer par une adresse e-mail"),
            ("a@b.invalid;;;maire", "« maire » n’est pas un rôle. Écrivez l’un de ceux-ci"),
            ("a@b.invalid;;;Équipe du réseau", "n’existe que dans l’espace d’un réseau"),
            ("a@b.invalid, Anne, médiatrice, soir, animatrice", "Plus de quatre colonnes"),
            ("a@b.invalid;" + "x" * 121, "dépasse 120 caractères"),
        ],
    )
    def test_a_wrong_line_says_what_to_do(self, place, row, sentence):
        (line,) = read_list(row, territory=place, default=Role.READER)
        assert sentence in " ".join(line.problems)

    def test_the_same_line_twice_and_a_closed_account(self, place):
        closed = make_user(is_active=False)
        lines = read_list(f"a@b.invalid\nA@b.invalid\n{closed.email}", territory=place, default="reader")
        assert [bool(line.problems) for line in lines] == [False, True, True]
        assert "Comme la ligne 1" in lines[1].problems[0]

    def test_it_asks_the_database_twice_whatever_its_length(self, place, django_assert_num_queries):
        text = "\n".join(f"p{number}@b.invalid" for number in range(200))
        with django_assert_num_queries(2):
            assert len(read_list(text, territory=place, default="reader")) == 200


@given(st.text(max_size=80))
@effort(max_examples=150, deadline=None)
def test_no_line_whatever_it_holds_breaks_the_reading(raw):
    assert all(cell == " ".join(cell.split()) for cell in _cells(raw.replace("\n", " ")))
    assert _plain(raw) == _plain(raw).strip()


class TestPage:
    def test_nothing_happens_before_the_preview_is_confirmed(self, client, lead, place):
        page = send(client, place, LIST).content.decode()
        assert "Enregistrer les 4 lignes prêtes" in page
        assert page.count("compte à créer ; invitation envoyée") == 4
        assert User.objects.count() == 1
        assert mail.outbox == []

    def test_confirmed_it_makes_accounts_gives_roles_and_writes_to_people(self, client, lead, place):
        answer = send(client, place, LIST, step="save")
        assert answer.url == team(place)
        assert ("anim@territoire.invalid", "facilitator") in roles(place)
        assert len(roles(place)) == 5
        message = next(m for m in mail.outbox if m.to == ["anim@territoire.invalid"])
        assert "Animateur ou animatrice" in message.body
        assert "/comptes/login/" in message.body
        assert "Camille" not in message.body  # the function, not the name
        assert message.reply_to == [place.contact]
        assert not User.objects.get(email="anim@territoire.invalid").has_usable_password()
        page = client.get(team(place)).content.decode()
        assert "4 personnes ont maintenant un rôle ici" in page

    def test_the_invited_person_comes_in(self, client, lead, place):
        send(client, place, "anim@territoire.invalid", step="save")
        client.logout()
        client.post("/comptes/login/code/", {"email": "anim@territoire.invalid"})
        code = mail.outbox[-1].subject.rpartition(" ")[2]
        client.post("/comptes/login/code/confirm/", {"code": code})
        assert client.get(team(place)).status_code == 200

    def test_good_lines_are_saved_and_wrong_ones_stay_in_the_box(self, client, lead, place):
        text = "bonne@b.invalid\nmauvaise ligne\nautre@b.invalid;;;chef"
        preview = send(client, place, text).content.decode()
        assert "2 lignes sont à revoir" in preview
        assert "Enregistrer la ligne prête" in preview
        page = send(client, place, text, step="save").content.decode()
        assert ("bonne@b.invalid", "reader") in roles(place)
        box = page.split('id="id_people"')[1].split("</textarea>")[0]
        assert "mauvaise ligne" in box
        assert "autre@b.invalid;;;chef" in box
        assert "bonne@b.invalid" not in box

    @pytest.mark.parametrize("people", ["", "  \n ; ; \n", "x" * 60_001, "\n".join(["a@b.invalid"] * 301)])
    def test_an_empty_or_endless_list_is_refused_with_a_sentence_and_kept(self, client, lead, place, people):
        page = send(client, place, people).content.decode()
        assert 'class="errorlist"' in page
        assert "Avant d’enregistrer" not in page
        if people.strip(" \n;"):
            assert people[:60] in page

    def test_an_account_of_elsewhere_gets_the_role_and_keeps_its_name(self, client, lead, place):
        other = make_user(make_territory(), Role.ANALYST, name="Nom d’ailleurs")
        send(client, place, f"{other.email};Autre nom;autre fonction;garante", step="save")
        other.refresh_from_db()
        assert other.name == "Nom d’ailleurs"
        assert (other.email, "garant") in roles(place)
        assert mail.outbox[0].to == [other.email]

    def test_the_same_list_twice_changes_nothing(self, client, lead, place):
        send(client, place, LIST, step="save")
        before, sent = roles(place), len(mail.outbox)
        page = send(client, place, LIST).content.decode()
        assert page.count("a déjà ce rôle : rien ne change") == 4
        send(client, place, LIST, step="save")
        assert roles(place) == before
        assert len(mail.outbox) == sent

    def test_when_mail_cannot_leave_roles_are_given_and_a_sentence_says_so(
        self, client, lead, place, monkeypatch
    ):
        def broken(*_args, **_kwargs):
            raise SMTPException("down")

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", broken)
        answer = client.post(
            team(place), {"people": "a@b.invalid", "role": "reader", "step": "save"}, follow=True
        )
        assert "n’a pas pu partir pour : a@b.invalid" in answer.content.decode()
        assert ("a@b.invalid", "reader") in roles(place)
        again = client.post(
            reverse("space:team-invite", args=[place.slug]),
            {"user": User.objects.get(email="a@b.invalid").pk},
            follow=True,
        )
        assert "le serveur de courrier ne répond pas" in again.content.decode()

    def test_an_invitation_is_sent_again(self, client, lead, place):
        user = make_user(place, Role.GARANT)
        client.post(reverse("space:team-invite", args=[place.slug]), {"user": user.pk})
        assert mail.outbox[0].to == [user.email]
        stranger = make_user()
        answer = client.post(reverse("space:team-invite", args=[place.slug]), {"user": stranger.pk})
        assert answer.status_code == 404

    def test_the_team_of_a_network_has_its_role_and_a_territory_does_not(self, client, place, lead):
        assert 'value="network"' not in client.get(team(place)).content.decode()
        network = make_network()
        client.force_login(make_user(network, Role.NETWORK))
        assert 'value="network"' in client.get(team(network)).content.decode()

    def test_those_who_do_not_manage_see_functions_not_addresses_nor_buttons(self, client, place, lead):
        client.force_login(make_user(place, Role.READER))
        page = client.get(team(place)).content.decode()
        assert "Camille Imaginaire" in page
        assert lead.email not in page
        assert "<textarea" not in page
        for name, form in (
            ("space:team", {"people": "a@b.invalid", "role": "lead", "step": "save"}),
            ("space:team-give", {"user": lead.pk, "role": "reader"}),
            ("space:team-take", {"user": lead.pk, "role": "lead"}),
            ("space:team-invite", {"user": lead.pk}),
        ):
            assert client.post(reverse(name, args=[place.slug]), form).status_code == 403
        assert roles(place)[0][1] == "lead"

    def test_nobody_else_sees_it(self, client, place):
        assert client.get(team(place)).url.startswith("/comptes/login/")
        client.force_login(make_user(make_territory(), Role.LEAD))
        assert client.get(team(place)).status_code == 404

    def test_its_queries_do_not_grow_with_the_team(self, client, lead, place, django_assert_max_num_queries):
        for number in range(30):
            make_user(place, Role.READER, Role.ANALYST, name=f"Personne {number}")
        with django_assert_max_num_queries(12):
            assert client.get(team(place)).status_code == 200


class TestRoles:
    def take(self, client, place, user, role):
        form = {"user": user.pk, "role": role}
        return client.post(reverse("space:team-take", args=[place.slug]), form, follow=True).content.decode()

    def test_a_role_taken_can_be_given_back_at_once(self, client, lead, place):
        user = make_user(place, Role.GARANT, name="Gil Inventé")
        page = self.take(client, place, user, Role.GARANT)
        assert "Gil Inventé n’a plus le rôle « Garant·e »" in page
        assert "Annuler : le lui rendre" in page
        assert (user.email, "garant") not in roles(place)
        assert "Annuler" not in client.get(team(place)).content.decode()
        form = {"user": user.pk, "role": "garant"}
        client.post(reverse("space:team-give", args=[place.slug]), form)
        assert (user.email, "garant") in roles(place)
        self.take(client, place, make_user(place, Role.READER), Role.READER)
        Membership.objects.filter(user=user).delete()
        assert client.post(reverse("space:team-give", args=[place.slug]), form).status_code == 404

    def test_an_account_is_not_found_by_its_number(self, client, lead, place):
        stranger = make_user()
        address = reverse("space:team-give", args=[place.slug])
        for form in ({"user": stranger.pk, "role": "reader"}, {"user": "x", "role": "reader"}, {}):
            assert client.post(address, form).status_code == 404
        assert client.post(address, {"user": lead.pk, "role": "network"}).status_code == 404

    def test_the_last_who_manages_stays(self, client, lead, place):
        page = self.take(client, place, lead, Role.LEAD)
        assert "Donnez d’abord ce rôle à quelqu’un d’autre" in page
        assert roles(place) == [(lead.email, "lead")]
        closed = make_user(place, Role.LEAD, is_active=False)
        assert "Donnez d’abord" in self.take(client, place, lead, Role.LEAD)
        self.take(client, place, closed, Role.LEAD)
        make_user(place, Role.LEAD)
        assert "Vous n’avez plus de rôle" in self.take(client, place, lead, Role.LEAD)
        assert (lead.email, "lead") not in roles(place)

    def test_each_change_is_in_the_journal_without_a_name(self, lead, place):
        actor, user = actor_of(lead), make_user(name="Gil Inventé", function="universitaire")
        services.give_role(actor=actor, user=user, territory=place, role=Role.GARANT)
        assert services.give_role(actor=actor, user=user, territory=place, role=Role.GARANT)[1] is False
        services.take_role(actor=actor, user=user, territory=place, role=Role.GARANT, reason="mission finie")
        assert services.take_role(actor=actor, user=user, territory=place, role=Role.GARANT) is False
        given, taken = JournalEntry.objects.order_by("pk")
        assert (given.action, given.object_label) == ("accounts.give_role", "Garant·e")
        assert (taken.action, taken.reason) == ("accounts.take_role", "mission finie")
        assert (given.function, given.territory) == (lead.function, place)
        assert given.value.after == {"person": "Gil Inventé", "role": "garant"}

    def test_a_network_role_is_only_in_a_network(self, lead, place):
        with pytest.raises(ValueError, match="network"):
            services.give_role(actor=actor_of(lead), user=lead, territory=place, role=Role.NETWORK)

    def test_the_installer_is_made_once(self):
        one = services.create_installer(email="Installation@territoire.invalid")
        assert services.create_installer(email="installation@territoire.invalid") == one
        assert one.is_superuser
        assert JournalEntry.objects.count() == 1
        user = make_user()
        assert services.create_installer(email=user.email).is_superuser
        account = services.create_account(actor=ANYBODY, email="B@b.invalid", name=" B ")
        assert (account.email, account.name, account.has_usable_password()) == ("b@b.invalid", "B", False)


class TestAccount:
    def test_one_says_name_and_function(self, client, lead, place):
        page = client.get(reverse("desk:account")).content.decode()
        assert place.full_name in page
        client.post(reverse("desk:account"), {"name": "Camille I.", "function": "cheffe de projet"})
        lead.refresh_from_db()
        assert (lead.name, lead.function) == ("Camille I.", "cheffe de projet")
        entry = JournalEntry.objects.get(action="accounts.describe")
        assert not entry.public
        client.post(reverse("desk:account"), {"name": "Camille I.", "function": "cheffe de projet"})
        assert JournalEntry.objects.count() == 1

    def test_too_long_is_refused_and_kept(self, client, lead):
        page = client.post(reverse("desk:account"), {"name": "x" * 130, "function": "y"}).content.decode()
        assert "x" * 130 in page
        assert 'class="errorlist"' in page

    def test_without_role_it_says_whom_to_ask(self, client):
        client.force_login(make_user())
        assert (
            "La personne chargée de la concertation" in client.get(reverse("desk:account")).content.decode()
        )

    def test_no_code_to_photograph_outside_the_setting_up(self, client, lead):
        assert client.get(reverse("desk:second-factor-code")).status_code == 404

    def test_it_is_for_accounts(self, client):
        assert client.get(reverse("desk:account")).status_code == 302


class TestWeek:
    def said(self, user, place):
        with scope(territory=place):
            return [item.text for item in items(actor_of(user), place)]

    def test_function_second_manager_and_who_types(self, place):
        user = make_user(place, Role.LEAD, function="")
        assert len(self.said(user, place)) == 2
        assert self.said(make_user(place, Role.GARANT), place) == []
        make_user(place, Role.LEAD)
        assert len(self.said(user, place)) == 1

    def test_a_session_without_anybody_to_type(self, place, time_machine):
        time_machine.move_to("2026-11-22T10:00:00+00:00")
        user = make_user(place, Role.LEAD)
        make_user(place, Role.LEAD)
        consultation = make_consultation(place)
        session = make_session(consultation, starts="2026-11-25T18:00:00+00:00")
        session.refresh_from_db()
        assert any("personne ne peut encore saisir" in text for text in self.said(user, place))
        make_user(place, Role.FACILITATOR)
        assert self.said(user, place) == []
