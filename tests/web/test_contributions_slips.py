"""Papers with a number, photographs, facts of a session, reading back, what the week says."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from PIL import Image
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)
from tests.web.test_contributions_notes import Room

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Session
from concertia_web.contributions import services
from concertia_web.contributions.models import Contribution, WallPhoto
from concertia_web.contributions.photographs import LONGEST_SIDE, PhotoError, reduce_photo
from concertia_web.contributions.slips import DuplicateSlipError, add_slip, whereabouts
from concertia_web.contributions.values import NoteError
from concertia_web.contributions.week import items
from concertia_web.returns.models import Return, ReturnVersion
from concertia_web.sorting.models import Evidence, Finding, Placement, Sorting

pytestmark = pytest.mark.django_db


class Desk:
    def __init__(self, role=Role.LEAD):
        self.territory = make_territory()
        self.commitment = make_commitment(make_campaign(), self.territory)
        self.consultation = make_consultation(self.territory, commitment=self.commitment)
        self.user = make_user(self.territory, role)
        self.actor = actor_of(self.user)

    def url(self, name="papers-desk", *args):
        return reverse(f"space:{name}", args=[self.territory.slug, self.consultation.slug, *args])

    def search(self, client, number):
        return client.get(self.url("entry"), {"numero": number}).content.decode()

    def papers(self):
        with scope(territory=self.territory):
            return list(Contribution.objects.standing().exclude(slip=None).order_by("slip"))

    def slip(self, slip=417, text="Un guichet ouvert le samedi", **more):
        with scope(territory=self.territory):
            return add_slip(actor=self.actor, consultation=self.consultation, slip=slip, text=text, **more)


@pytest.fixture
def desk(client):
    made = Desk()
    client.force_login(made.user)
    return made


def test_a_paper_is_typed_and_the_next_number_is_ready(client, desk):
    assert 'name="slip" value="1"' in client.get(desk.url()).content.decode()
    said = {
        "slip": "417",
        "public": "habitants",
        "declared_kind": "attente",
        "text": "Un guichet ouvert le samedi",
        "helped": "on",
    }
    page = client.post(desk.url(), said, follow=True).content.decode()
    assert "Le papier n° 0417 est enregistré." in page
    assert 'name="slip" value="418"' in page
    (paper,) = desk.papers()
    assert (paper.slip, paper.public, paper.helped, paper.capture) == (417, "habitants", True, "dictated")
    assert (paper.channel, paper.voice) == ("paper", "individual")


def test_a_slip_entered_twice_is_refused_with_the_date_and_keeps_the_words(client, desk):
    with time_machine.travel(datetime(2026, 11, 20, 9, 30, tzinfo=UTC), tick=False):
        desk.slip(declared_kind="attente")
    answer = client.post(desk.url(), {"slip": "417", "text": "Des mots que je ne veux pas retaper"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "déjà été saisi le 20/11/2026 à 10 h 30 (colonne « Envies »)" in page
    assert "Des mots que je ne veux pas retaper" in page
    assert len(desk.papers()) == 1


@pytest.mark.parametrize("slip", ["0", "-4", "1000000", "abc", ""])
def test_a_number_that_is_none_is_refused(client, desk, slip):
    answer = client.post(desk.url(), {"slip": slip, "text": "Mes mots"})
    assert answer.status_code == 400
    assert "Mes mots" in answer.content.decode()
    assert not desk.papers()


def test_the_database_itself_refuses_a_second_paper(desk):
    desk.slip()
    with pytest.raises(DuplicateSlipError):
        desk.slip(text="autre")


def test_a_paper_taken_back_frees_its_number(client, desk):
    paper = desk.slip()
    page = client.post(desk.url("paper-act", paper.pk, "retirer"), follow=True).content.decode()
    assert "Le papier est retiré" in page
    assert "Remettre ce papier" in page
    desk.slip(text="le bon papier")
    with scope(territory=desk.territory), pytest.raises(NoteError, match="0417"):
        services.restore_note(actor=desk.actor, note=Contribution.objects.get(pk=paper.pk))
    assert (
        "d’autres mots"
        in client.post(desk.url("paper-act", paper.pk, "remettre"), follow=True).content.decode()
    )
    assert client.post(desk.url("paper-act", paper.pk, "publier")).status_code == 404


def test_the_officer_on_the_telephone_follows_the_words_of_0417(client, desk):
    paper = desk.slip()
    page = desk.search(client, "0417")
    assert "Papier n° 0417" in page
    assert "bien arrivés ; ils n’ont pas encore été triés" in page
    with scope(territory=desk.territory):
        sorting = Sorting.objects.create(
            consultation=desk.consultation, columns=[{"key": "accueil", "label": "Accueil et guichets"}]
        )
        Placement.objects.create(sorting=sorting, contribution=paper, column="accueil")
    assert "Accueil et guichets" in desk.search(client, "417")
    with scope(territory=desk.territory):
        finding = Finding.objects.create(sorting=sorting, kind="attente", title="Des guichets ouverts")
        Evidence.objects.create(finding=finding, contribution=paper)
    page = desk.search(client, "n° 417")
    assert "Ces mots appuient un enseignement" in page
    assert "Des guichets ouverts" in page
    content = {"items": [{"title": "Garder des guichets", "contributions": [paper.pk]}]}
    with scopes_disabled():
        Return.objects.create(territory=desk.territory, commitment=desk.commitment, content=content)
    page = desk.search(client, "417")
    assert "Garder des guichets" in page
    assert "pas encore envoyée" in page
    with scopes_disabled():
        ReturnVersion.objects.create(
            commitment=desk.commitment, number=2, content=content, digest="0" * 64, sent_by="chargée de "
                                                                                            "mission",
            sent=datetime(2026, 11, 21, 10, tzinfo=UTC),
        )  # fmt: skip
    page = desk.search(client, "417")
    assert "version 2, envoyée le 21 novembre 2026" in page
    assert "fait remonter au réseau" in page


def test_words_set_aside_say_why(desk):
    paper = desk.slip()
    with scope(territory=desk.territory):
        sorting = Sorting.objects.create(consultation=desk.consultation)
        Placement.objects.create(
            sorting=sorting, contribution=paper, aside_reason="dit la même chose que 0416"
        )
        found = whereabouts(paper)
    assert found.sentence.endswith("parce que : dit la même chose que 0416")


@pytest.mark.parametrize(("asked", "why"), [("0418", "Aucun papier n° 0418"), ("abc", "que des chiffres")])
def test_a_number_that_is_not_found_is_said(client, desk, asked, why):
    assert why in desk.search(client, asked)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.GARANT, Role.READER])
def test_readers_find_a_paper_and_type_none(client, role):
    desk = Desk(role)
    client.force_login(desk.user)
    assert "Aucun papier" in desk.search(client, "417")
    assert client.get(desk.url()).status_code == 403


def test_a_concertation_with_nothing_says_where_to_begin(client, desk):
    page = client.get(desk.url("entry")).content.decode()
    assert "Ajouter un temps de débat" in page
    assert "Rien n’est encore saisi." in page


def test_the_page_asks_few_queries(client, desk, django_assert_max_num_queries):
    for number in range(8):
        make_notes(make_session(desk.consultation, title=f"Atelier {number}"), "une", "deux")
    client.get(desk.url("entry"))
    with django_assert_max_num_queries(14):
        page = client.get(desk.url("entry")).content.decode()
    assert page.count("2 notes") == 8


def picture(size=(300, 200), kind="JPEG", **more):
    made = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 20).convert("RGB").save(made, kind, **more)
    return made


def test_a_photograph_is_reduced_turned_and_stripped():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "Marque de l’appareil"
    exif.get_ifd(0x8825)[1] = "N"
    made = picture((4000, 2000), exif=exif)
    reduced = reduce_photo(made, made.getbuffer().nbytes)
    assert (reduced.width, reduced.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)
    kept = Image.open(io.BytesIO(reduced.data))
    assert kept.format == "JPEG"
    assert not kept.getexif()
    assert b"Marque" not in reduced.data


def test_transparent_pictures_stand_on_white():
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    kept = Image.open(io.BytesIO(reduce_photo(made, 10).data))
    assert min(kept.getpixel((10, 10))) > 250


def _bomb():
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.new("1", (12_000, 12_000)).save(made, "PNG")
    return made


@pytest.mark.parametrize(
    ("data", "size", "why"),
    [
        (lambda: io.BytesIO(b"ftypheic" * 40), 10, "iPhone"),
        (lambda: io.BytesIO(b""), 0, "image"),
        (lambda: io.BytesIO(picture().getvalue()[:900]), 900, "abîmée"),
        (lambda: picture(kind="GIF"), 10, "image"),
        (picture, 51 << 20, "51 Mo"),
        (_bomb, 10, "par sécurité"),
    ],
)
def test_a_picture_that_cannot_be_kept_is_refused_with_a_sentence(data, size, why):
    with pytest.raises(PhotoError, match=why):
        reduce_photo(data(), size)


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def upload(client, room, *files, **said):
    photos = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(room.url("session-photos"), {"photos": photos, **said}, follow=True)


def test_photographs_stand_beside_the_columns_for_those_who_may(client, room):
    good = picture().getvalue()
    page = upload(
        client, room, ("mur.jpg", good), ("notes.txt", b"rien"), subgroup="Table 2"
    ).content.decode()
    assert "notes.txt" in page
    assert "with-photo" in page
    assert "Photo du mur, Table 2" in page
    with scopes_disabled():
        (photo,) = WallPhoto.objects.all()
    url = room.url("session-photo", photo.pk)
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.getvalue()[:2] == b"\xff\xd8"
    upload(client, room, ("mur.jpg", good))
    with scopes_disabled():
        assert WallPhoto.objects.count() == 1
    page = client.post(room.url("session-photo-act", photo.pk, "retirer")).content.decode()
    assert "La remettre" in page
    assert "with-photo" not in client.get(room.url(), {"photo": photo.pk}).content.decode()
    client.post(room.url("session-photo-act", photo.pk, "remettre"))
    assert "with-photo" in client.get(room.url(), {"photo": photo.pk}).content.decode()
    assert client.post(room.url("session-photo-act", photo.pk, "vendre")).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(make_user(make_territory(), Role.LEAD))
    assert client.get(url).status_code == 404


def test_no_photograph_at_all_is_said(client, room):
    assert "Choisissez d’abord" in upload(client, room).content.decode()


def test_what_was_not_agreed_and_head_counts(client, room):
    said = {
        "not_agreed": " Une caméra ?\n\n Qui paie ? ",
        "count-habitants": "30",
        "count-agents": "",
        "count-": "4",
    }
    client.post(room.url("session-facts"), said)
    room.session.refresh_from_db()
    assert room.session.not_agreed == "Une caméra ?\nQui paie ?"
    assert room.session.head_counts == {"habitants": 30, "": 4}
    answer = client.post(room.url("session-facts"), {"not_agreed": "Gardé", "count-habitants": "-1"})
    assert answer.status_code == 400
    assert "Gardé" in answer.content.decode()


def test_the_reading_back_shows_words_as_noted_and_is_ticked(client, room):
    make_notes(room.session, "Former les agents")
    make_notes(room.session, "Oui si un humain relit", declared_kind="condition", capture="dictated")
    page = client.get(room.url("relecture")).content.decode()
    assert "<p>Former les agents</p>" in page
    assert "« Oui si un humain relit »" in page
    one = client.get(room.url("relecture"), {"colonne": "condition"}).content.decode()
    assert "Former les agents" not in one
    client.post(room.url("relecture"), {"done": "yes"})
    room.session.refresh_from_db()
    assert room.session.read_back is not None
    assert "Relu aux personnes présentes" in client.get(room.url("relecture")).content.decode()
    client.post(room.url("relecture"), {"done": "no"})
    room.session.refresh_from_db()
    assert room.session.read_back is None


def test_an_empty_reading_back_says_so(client, room):
    assert "Aucune note n’est encore saisie" in client.get(room.url("relecture")).content.decode()


def test_the_agent_of_a_desk_is_bounded_versioned_and_holds_no_data(client, room):
    url = room.url("session-agent")
    assert url.startswith(room.url())
    client.logout()
    answer = client.get(url)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    script = answer.content.decode()
    assert script.startswith('const FACTS = {"version": "')
    assert room.territory.slug not in script
    assert client.get(reverse("contributions:room-offline")).status_code == 200


def test_the_week_says_what_is_to_type_read_back_and_look_at(room):
    now = timezone.now()
    Session.objects.with_scopes_disabled().filter(pk=room.session.pk).update(starts=now - timedelta(days=1))
    with scope(territory=room.territory):
        (todo,) = items(room.actor, room.territory)
        assert "rien n’est encore saisi" in todo.text
        assert not todo.urgent
        services.add_note(actor=room.actor, session=room.session, text="Appeler Mme Durand")
        found = [item.text for item in items(room.actor, room.territory)]
        assert any("relues en séance" in text for text in found)
        assert any("Relire 1 note où" in text for text in found)
        assert not items(actor_of(make_user(room.territory, Role.ELECTED)), room.territory)
