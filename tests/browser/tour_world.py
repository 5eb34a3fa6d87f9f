"""What links of the demonstration do not lead to: doors opened by a secret, first states, refusals.

A program, run on a copy of the demonstration: ``python -m tests.browser.tour_world make`` makes them through
the services and prints their addresses; ``… templates`` reads ``[[path, session], …]`` and prints the
templates that those pages are made of. Everything is invented.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core import signing  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.signals import template_rendered  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from tests.web.factories import (  # noqa: E402
    PASSWORD,
    make_campaign,
    make_commitment,
    make_consultation,
    make_network,
    make_notes,
    make_session,
    make_user,
)
from tests.web.sorting_world import Sorted, make_sorted  # noqa: E402

from concertia_web.accounts.actors import actor_of  # noqa: E402
from concertia_web.accounts.models import Role  # noqa: E402
from concertia_web.accounts.services import make_day_link, revoke_day_link  # noqa: E402
from concertia_web.campaigns.models import Campaign  # noqa: E402
from concertia_web.campaigns.services import joining, pulses  # noqa: E402
from concertia_web.consultations import lots, panels  # noqa: E402
from concertia_web.consultations.models import Consultation, Draw  # noqa: E402
from concertia_web.contributions import documents  # noqa: E402
from concertia_web.contributions.models import Document  # noqa: E402
from concertia_web.moderation import reports  # noqa: E402
from concertia_web.participation import mailing, people  # noqa: E402
from concertia_web.participation import services as participation  # noqa: E402
from concertia_web.readings.services import index_reading  # noqa: E402
from concertia_web.sorting import formulating, outside, services, visas  # noqa: E402
from concertia_web.teaching import services as examples  # noqa: E402

MONTH = timedelta(days=30)


def make_world() -> dict[str, object]:
    """The addresses by who opens them, and the person who has the charge of the invented territory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    today = timezone.localdate()
    made = make_sorted(opens=today - MONTH, closes=today + MONTH, state=Consultation.State.READING)
    territory, actor = made.consultation.territory, made.actor
    with scope(territory=territory):
        secrets = _by_secret(made)
        draw = _draw(made)
        finding = made.finding("attente", 0, 2, title="Former avant tout")
        asked = formulating.ask_change(actor=actor, finding=finding, wish="change", reason="Trop court.")
        stages = [*_unsorted(made), _differing(made), _reported(made), *_taught(made)]
        doors, codes_page = _taking_part(made)
    campaign, public = _campaign()
    return {
        "anonymous": [_documents(), *secrets["open"], *public, *doors, reverse("welcome:style")],
        "refused": {**secrets["refused"], **_refused(campaign)},
        "link": secrets["link"],
        "email": made.lead.email,
        "password": PASSWORD,
        "starts": [
            "/espace/",
            made.url("finding-request", asked.pk),
            made.url("draw", draw.pk),
            made.url("findings"),
            codes_page,
            *stages,
            *(reverse(name) for name in _ACCOUNT),
        ],
    }


_ACCOUNT = ("mfa_index", "mfa_activate_totp", "account_email", "account_logout", "account_change_password")


def _by_secret(made: Sorted) -> dict[str, object]:
    actor, now = made.actor, timezone.now()
    _visa, visa = visas.ask_visa(actor=actor, sorting=made.sorting, function="direction générale")
    counter = outside.announce(actor=actor, sorting=made.sorting, seed_rule="Loto de demain", size=5)
    counter = outside.draw_sample(actor=actor, counter=counter, seed="1 2 3")
    _reader, reader = outside.invite(actor=actor, counter=counter, signature="une sociologue")
    links = [
        make_day_link(
            actor=actor,
            consultation=made.consultation,
            session=None,
            label=label,
            starts=now - timedelta(hours=1),
            expires=now + timedelta(hours=9),
        )
        for label in ("Table 1", "Table perdue")
    ]
    revoke_day_link(actor=actor, link=links[1][0])
    return {
        "open": [reverse("sorting:visa", args=[visa]), reverse("sorting:outside", args=[reader])],
        "link": reverse("accounts:day-link", args=[links[0][1]]),
        "refused": {
            "a closed day link": reverse("accounts:day-link", args=[links[1][1]]),
            "a closed visa": reverse("sorting:visa", args=["rien"]),
            "the room without a link": reverse("contributions:room"),
        },
    }


def _taking_part(made: Sorted) -> tuple[list[str], str]:
    """Writing on line at each level of proof, the page of somebody who wrote; the codes, in the space."""
    place, today = made.consultation.territory, timezone.localdate()
    one, by_mail, by_code, by_identity = (
        make_consultation(
            place,
            blueprint="boite",
            proof=proof,
            moderation="after",
            opens=today - MONTH,
            closes=today + MONTH,
        )
        for proof in ("none", "email", "codes", "oidc")
    )
    person = people.join(consultation=one)
    wanted = participation.Wanted(text="Garder un guichet ouvert avec quelqu’un", kind="attente")
    note, _new = participation.contribute(consultation=one, participant=person, wanted=wanted)
    token = people.token_of(person)
    signed = signing.dumps([by_mail.pk, "f" * 64, ""], salt=mailing.SALT)
    where = {held: [place.slug, held.slug] for held in (one, by_mail, by_code, by_identity)}
    return [
        reverse("participation:contribute", args=where[one]),
        reverse("participation:contributions", args=where[one]),
        reverse("participation:address", args=[*where[by_mail], signed]),
        *(reverse("participation:prove", args=where[held]) for held in (by_mail, by_code, by_identity)),
        reverse("participation:receipt", args=[token]),
        reverse("participation:withdraw", args=[token, note.pk]),
        reverse("participation:choices", args=[token, note.pk]),
        reverse("participation:verify"),
    ], reverse("space:participation-codes", args=where[by_code])


def _draw(made: Sorted) -> Draw:
    people = tuple((f"n{rank}", ("F" if rank % 2 else "H",)) for rank in range(40))
    draw = panels.prepare_draw(
        actor=made.actor,
        consultation=made.consultation,
        title="Panel de dix",
        source="Volontaires parmi 500 adresses",
        excluded="",
        size=10,
        pool=lots.Pool(("genre",), people),
    )
    known = timezone.localdate() + MONTH
    return panels.compute(actor=made.actor, draw=draw, seed_rule="Loto de demain", seed_known_on=known)


def _reported(made: Sorted) -> str:
    """A document that a reader pointed out, in the space."""
    held, _new = documents.add_document(
        actor=made.actor,
        consultation=made.consultation,
        kind=Document.Kind.STAKEHOLDER,
        title="Cahier des usagers",
        name="cahier.txt",
        data=b"Nous demandons un guichet ouvert.",
    )
    documents.set_published(actor=made.actor, document=held, published=True)
    reports.report_document(document=held, reason="vie-privee", text="Mon adresse y est.")
    return made.url("moderation-document", held.pk)


def _unsorted(made: Sorted) -> list[str]:
    fresh = make_consultation(made.consultation.territory, state=Consultation.State.READING)
    make_notes(make_session(fresh), "Former les agents", "Pas de caméras")
    return [
        reverse(f"space:{name}", args=[fresh.territory.slug, fresh.slug]) for name in ("sorting", "findings")
    ]


def _taught(made: Sorted) -> list[str]:
    """A grid with one text coded, and another put aside."""
    actor = actor_of(made.lead)
    aside, grid = (
        examples.open_shipped(consultation=made.consultation, key=key, actor=actor)
        for key in ("natures", "positions")
    )
    examples.put_aside(grid=aside, aside=True, actor=actor)
    place = made.notes[0].pk
    examples.code(grid=grid, contribution=place, span=(0, 0), given="favorable", actor=actor)
    return [made.url("teaching"), made.url("teaching-grid", grid.pk), made.url("teaching-coded", grid.pk)]


def _differing(made: Sorted) -> str:
    """Two people sorted apart, and do not agree."""
    fresh = make_consultation(made.consultation.territory, state=Consultation.State.READING)
    notes = [note.pk for note in make_notes(make_session(fresh), "Former les agents", "Pas de caméras")]
    actors = [actor_of(made.lead), actor_of(made.user(Role.ANALYST))]
    sorting = services.open_table(actor=actors[0], consultation=fresh)
    sorting = services.add_column(actor=actors[0], sorting=sorting, label="Agents")
    key = sorting.columns[-1]["key"]
    for actor in actors:
        services.place(actor=actor, sorting=sorting, notes=notes, column=key)
    services.place(actor=actors[1], sorting=sorting, notes=notes[:1], aside="hors sujet")
    for actor in actors:
        services.finish(actor=actor, sorting=sorting)
    services.compare(actor=actors[0], sorting=sorting)
    return reverse("space:sorting-compare", args=[fresh.territory.slug, fresh.slug])


@scopes_disabled()
def _documents() -> str:
    """The published documents of a concertation, which is not always among the first that a walk meets."""
    found = Document.objects.filter(published=True).select_related("consultation__territory").order_by("pk")
    place = found[0].consultation
    return reverse("contributions:documents", args=[place.territory.slug, place.slug])


@scopes_disabled()
def _campaign() -> tuple[Campaign, list[str]]:
    """A campaign whose territories have a message of the month, one that is closed, an address to confirm."""
    today = timezone.localdate()
    campaign = make_campaign(make_network(), join_by=today + MONTH, returns_due=today + 2 * MONTH)
    commitment = make_commitment(campaign)
    actor = actor_of(make_user(campaign.network, Role.NETWORK))
    pulses.send_pulses(campaign=campaign, month=today, actor=actor)
    values = {
        "territory_name": "Ville de Bel-Essai",
        "who": "service de la vie citoyenne",
        "email": "vie-citoyenne@territoire.invalid",
        "country": "FR",
        "message": "",
    }
    interest = joining.declare_interest(campaign=campaign, values=values)
    closed = make_campaign(campaign.network, state=Campaign.State.CLOSED)
    return campaign, [
        reverse("campaigns:pulse", args=[pulses.token_of(commitment, today.replace(day=1))]),
        reverse("campaigns:join-confirm", args=[campaign.slug, joining.token_of(interest)]),
        reverse("campaigns:join", args=[campaign.slug]) + "?choix=main",
        reverse("campaigns:join", args=[closed.slug]),
        reverse("account_request_login_code"),
        reverse("account_reset_password_done"),
        reverse("account_reset_password_from_key_done"),
        reverse("account_inactive"),
        reverse("account_signup"),
        reverse("contributions:room-offline"),
    ]


@scopes_disabled()
def _refused(campaign: Campaign) -> dict[str, str]:
    month = (timezone.localdate() - 3 * MONTH).replace(day=1)
    actor = actor_of(make_user(campaign.network, Role.NETWORK))
    pulses.send_pulses(campaign=campaign, month=month, actor=actor)
    over = pulses.token_of(campaign.commitments.get(), month)
    return {
        "a message of a month that is over": reverse("campaigns:pulse", args=[over]),
        "an address that expired": reverse("campaigns:join-confirm", args=[campaign.slug, "rien"]),
        "a password link that expired": reverse("account_reset_password_from_key", args=["0", "rien"]),
        "nothing here": "/rien/",
        "a private link that is not one": reverse("participation:receipt", args=["rien"]),
    }


def damage(slug: str) -> str:
    """A copy of a reading with a broken file, in the list as if it were sound; the address that fails."""
    folder = Path(settings.READINGS)
    broken = folder / "abimee"
    shutil.copytree(folder / slug, broken)
    (broken / "lecture/units.parquet").write_bytes(b"damaged")
    with scopes_disabled():
        index_reading(home=broken)
    return reverse("readings:contributions", args=[broken.name])


def templates(pages: list[tuple[str, str]]) -> list[str]:
    """Names of the templates that these pages are made of, whoever opens them."""
    setup_test_environment()
    met: set[str] = set()

    def note(template: object, **_more: object) -> None:
        met.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    for path, session in pages:
        client = Client(raise_request_exception=False)
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.get(path)
    return sorted(met)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        sys.stdout.write(json.dumps(make_world()))
    elif sys.argv[1] == "damage":
        sys.stdout.write(damage(sys.argv[2]))
    else:
        sys.stdout.write(json.dumps(templates(json.load(sys.stdin))))
