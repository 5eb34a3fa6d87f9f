"""The mirror: what comes back the minute a remontée is sent, and what it never tells."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import make_campaign, make_commitment, make_territory, make_user
from tests.web.returns_samples import send

from concertia.reports.docx import docx_file
from concertia.reports.pdf import pdf
from concertia_web.accounts.models import Role
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.paper import mirror_document, mirror_sentences
from concertia_web.returns.sending import withdraw_return
from concertia_web.returns.sending_views import mirror_now

pytestmark = pytest.mark.django_db


def content(*items, publics=("habitants",), sharing="counted", when="later"):
    return {
        "items": [dict(zip(("kind", "theme", "title", "text"), item, strict=False)) for item in items],
        "publics": [{"id": key, "heard": "heard"} for key in publics],
        "publication": {"when": when, "sharing": sharing},
    }


CAMERAS = (
    "refus",
    "espace-public",
    "Pas de caméras qui reconnaissent les visages",
    "Ni dans la rue ni au stade.",
)
FACES = ("refus", "espace-public", "Refuser la reconnaissance des visages par caméra")
WATCHED = ("vigilance", "espace-public", "Les caméras qui reconnaissent les visages")
TRAINING = ("attente", "agents", "Former les agents pendant leur temps de travail")
TRAINED = ("proposition", "agents", "Un plan de formation des agents sur le temps de travail")
DESK = ("attente", "accueil", "Garder un guichet avec quelqu’un")
ENERGY = ("vigilance", "sobriete", "L’eau et l’électricité des centres de données")
WATER = ("vigilance", "sobriete", "Électricité et eau consommées par les centres de données")


@pytest.fixture
def campaign():
    return make_campaign()


def place(campaign, name, *items, **more):
    return send(make_commitment(campaign, make_territory(name)), content(*items, **more))


def titles(points):
    return [point.title for point in points]


def test_alone_it_says_so(campaign, client):
    mine = place(campaign, "Vaubrun-Seul", CAMERAS)
    mirror = mirror_now(mine)
    assert mirror.others == 0
    assert "Personne d’autre" in "".join(
        run.text for block in mirror_document(mine, mirror).blocks for run in block.runs
    )


def test_what_is_mine_what_is_theirs_what_is_common(campaign):
    mine = place(campaign, "Ici", CAMERAS, TRAINING, DESK, publics=("habitants", "jeunes"))
    place(campaign, "Là", FACES, TRAINED, ENERGY, publics=("agents", "habitants"), sharing="named")
    place(campaign, "Là-bas", WATER, publics=("agents",), sharing="named")
    mirror = mirror_now(mine)
    assert mirror.others == 2
    assert titles(mirror.only_here) == [DESK[2]]
    assert titles(mirror.refusals) == [CAMERAS[2]] and mirror.refusals[0].echoes[0].names == "Ville de Là"
    assert titles(mirror.shared) == [TRAINING[2]]
    (point,) = mirror.only_there
    assert point.territories == 2 and point.theme == "Environnement et sobriété"
    assert mirror.heard_only_here == ("Jeunes et élèves",)
    assert mirror.heard_only_there == (("Agents", 2),)
    told = " ".join(mirror_sentences(mirror))
    assert "2 autres remontées reçues" in told and "%" not in told


def test_a_refusal_is_like_no_vigilance(campaign):
    mine = place(campaign, "Ici", CAMERAS)
    place(campaign, "Là", WATCHED, sharing="named")
    mirror = mirror_now(mine)
    assert titles(mirror.only_here) == [CAMERAS[2]] and titles(mirror.only_there) == [WATCHED[2]]
    assert not mirror.refusals and not mirror.shared


def test_a_territory_that_did_not_accept_is_counted_and_never_named_nor_quoted(campaign, client):
    commitment = make_commitment(campaign, make_territory("Ici"))
    mine = send(commitment, content(CAMERAS))
    place(campaign, "Discrète", FACES, ENERGY)
    mirror = mirror_now(mine)
    assert mirror.refusals[0].territories == 1 and mirror.refusals[0].echoes == ()
    assert mirror.only_there == () and mirror.unseen == (("Environnement et sobriété", 1),)
    client.force_login(make_user(commitment.lead, Role.LEAD))
    where = [commitment.lead.slug, commitment.pk, 1]
    page = client.get(reverse("space:return-version", args=where)).content.decode()
    assert "Environnement et sobriété (1 collectivité)" in page
    for secret in ("Discrète", FACES[2], ENERGY[2]):
        assert secret not in page
    for name in ("miroir.pdf", "miroir.docx", "accuse.pdf"):
        assert client.get(reverse("space:return-version-file", args=[*where, name])).status_code == 200
    text = "".join(
        part.extract_text() for part in pypdf.PdfReader(io.BytesIO(pdf(mirror_document(mine, mirror)))).pages
    )
    assert "Discrète" not in text and "Environnement" in text


def test_what_is_public_is_named_and_linked(campaign, client):
    commitment = make_commitment(campaign, make_territory("Ici"))
    send(commitment, content(CAMERAS))
    theirs = place(campaign, "Ouverte", FACES, when="receipt")
    client.force_login(make_user(commitment.lead, Role.LEAD))
    page = client.get(reverse("space:return-version", args=[commitment.lead.slug, commitment.pk, 1]))
    link = reverse("returns:detail", args=[campaign.slug, theirs.commitment_id, 1])
    assert "Ville de Ouverte" in page.content.decode() and link in page.content.decode()


def test_only_the_last_standing_version_of_the_same_campaign_counts(campaign):
    mine = place(campaign, "Ici", CAMERAS)
    other = make_commitment(campaign, make_territory("Là"))
    send(other, content(FACES, sharing="named"))
    last = send(other, content(ENERGY, sharing="named"))
    place(make_campaign(), "Ailleurs", FACES, sharing="named")
    mirror = mirror_now(mine)
    assert mirror.others == 1 and titles(mirror.only_here) == [CAMERAS[2]]
    with scope(campaign=campaign):
        for version in ReturnVersion.objects.filter(commitment=other):
            withdraw_return(actor=_actor(other), version=version, reason="Erreur.")
    assert last.number == 2 and mirror_now(mine).others == 0


def _actor(commitment):
    from tests.web.returns_samples import lead_of

    return lead_of(commitment)


def test_the_same_mirror_gives_the_same_bytes(campaign):
    mine = place(campaign, "Ici", CAMERAS, TRAINING, DESK)
    place(campaign, "Là", FACES, TRAINED, ENERGY, sharing="named")
    papers = [mirror_document(mine, mirror_now(mine)) for _time in range(2)]
    assert pdf(papers[0]) == pdf(papers[1]) and docx_file(papers[0]) == docx_file(papers[1])


def test_a_territory_may_stay_out_of_the_mirror_until_it_is_public(campaign):
    mine = place(campaign, "Ici", CAMERAS)
    place(campaign, "Absente", FACES, ENERGY, sharing="none")
    assert mirror_now(mine).others == 0
    place(campaign, "Absente mais publique", FACES, sharing="none", when="receipt")
    assert mirror_now(mine).shown == ("Ville de Absente mais publique",)


def test_elements_that_share_only_a_theme_are_not_brought_together(campaign):
    mine = place(
        campaign,
        "Ici",
        ("attente", "agents", "Des horaires plus souples"),
        ("vigilance", "donnees", "Le secret médical doit être garanti"),
        ("proposition", "sobriete", "Mesurer la consommation de chaque outil avant de l’acheter"),
    )
    place(
        campaign,
        "Là",
        ("attente", "agents", "Un assistant pour rédiger les comptes rendus"),
        ("vigilance", "donnees", "Le secret médical et celui des familles"),
        ("proposition", "sobriete", "Mesurer ce que chaque outil consomme, avant l’achat"),
        sharing="named",
    )
    mirror = mirror_now(mine)
    assert titles(mirror.only_here) == ["Des horaires plus souples"]
    assert len(mirror.shared) == 2 and len(mirror.only_there) == 1
