"""Small makers of what the site holds. Everything invented; every maker works outside any scope."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import rfc8785
import yaml
from django.utils.text import slugify
from django_scopes import scopes_disabled
from tests.conftest import ROOT

from concertia_web.accounts.models import Membership, Role, User
from concertia_web.campaigns.models import Campaign, CampaignText, Carrier, Commitment
from concertia_web.consultations.models import Consultation, Phase, Session
from concertia_web.contributions.models import Contribution
from concertia_web.territories.models import Territory

TODAY = date(2026, 11, 22)
PASSWORD = "quatre mots au hasard"

_count = iter(range(1, 10**9))


def make_territory(name: str = "", **more: Any) -> Territory:
    number = next(_count)
    name = name or f"Vaubrun-{number}"
    values = {
        "slug": slugify(name),
        "name": name,
        "full_name": f"Ville de {name}",
        "kind": Territory.Kind.COMMUNE,
        "population": 9_000,
        "department": "44",
        "contact": "concertation@territoire.invalid",
        "fictional": True,
        **more,
    }
    return Territory.objects.create(**values)


def make_network(name: str = "") -> Territory:
    name = name or f"Réseau-{next(_count)}"
    return make_territory(name, kind=Territory.Kind.NETWORK, full_name=f"Réseau {name}")


def make_user(territory: Territory | None = None, *roles: str, **more: Any) -> User:
    number = next(_count)
    values = {"name": f"Personne {number}", "function": "chargée de mission", **more}
    user = User.objects.create_user(f"personne-{number}@territoire.invalid", PASSWORD, **values)
    for role in roles or ((Role.LEAD,) if territory else ()):
        Membership.objects.create(user=user, territory=territory, role=role)
    return user


def framing() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "packs/framing/ia-territoires.yaml").read_text(encoding="utf-8"))


@scopes_disabled()
def make_campaign(network: Territory | None = None, **more: Any) -> Campaign:
    number = next(_count)
    values = {
        "network": network or make_network(),
        "slug": f"campagne-{number}",
        "title": {"fr": f"Campagne {number}", "en": f"Campaign {number}"},
        "summary": {"fr": "Débattre de l’IA avant de la déployer."},
        "state": Campaign.State.OPEN,
        "opens": TODAY - timedelta(days=60),
        "join_by": TODAY + timedelta(days=30),
        "returns_due": TODAY + timedelta(days=60),
        "results_on": TODAY + timedelta(days=90),
        "fictional": True,
        **more,
    }
    campaign = Campaign.objects.create(**values)
    content = framing()
    content["date"] = str(content["date"])
    CampaignText.objects.create(
        campaign=campaign,
        kind=CampaignText.Kind.FRAMING,
        version=1,
        content=content,
        digest=hashlib.sha256(rfc8785.dumps(content)).hexdigest(),
        published=datetime(2026, 9, 1, tzinfo=UTC),
    )
    return campaign


@scopes_disabled()
def make_commitment(campaign: Campaign | None = None, *territories: Territory, **more: Any) -> Commitment:
    campaign = campaign or make_campaign()
    values = {"state": Commitment.State.COMMITTED, "correspondent": "suivi@territoire.invalid", **more}
    commitment = Commitment.objects.create(campaign=campaign, **values)
    for rank, territory in enumerate(territories or (make_territory(),)):
        Carrier.objects.create(commitment=commitment, territory=territory, lead=rank == 0)
    return commitment


@scopes_disabled()
def make_consultation(territory: Territory | None = None, **more: Any) -> Consultation:
    """Open today, with a phase of meetings; give ``commitment=`` to put it in a campaign."""
    number = next(_count)
    commitment = more.pop("commitment", None)
    values = {
        "territory": territory or (commitment.lead if commitment else make_territory()),
        "commitment": commitment,
        "framing": commitment.campaign.texts.filter(kind="framing").first() if commitment else None,
        "slug": f"concertation-{number}",
        "blueprint": "atelier",
        "title": {"fr": f"Concertation {number}"},
        "object": {"fr": "Ce que nous voulons et ne voulons pas de l’IA."},
        "questions": [{"key": "conditions", "fr": "À quelles conditions ?"}],
        "publics": ["habitants", "agents"],
        "state": Consultation.State.OPEN,
        "opens": TODAY - timedelta(days=10),
        "closes": TODAY + timedelta(days=20),
        "results_on": TODAY + timedelta(days=50),
        "fictional": True,
        **more,
    }
    consultation = Consultation.objects.create(**values)
    Phase.objects.create(
        consultation=consultation, kind=Phase.Kind.ROOM, opens=consultation.opens, closes=consultation.closes
    )
    return consultation


@scopes_disabled()
def make_session(consultation: Consultation | None = None, **more: Any) -> Session:
    values = {
        "consultation": consultation or make_consultation(),
        "kind": Session.Kind.WORKSHOP,
        "title": "Atelier du soir",
        "starts": datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
        "place": "Salle des fêtes",
        "head_counts": {"habitants": 30, "agents": 12},
        "facilitators": 3,
        **more,
    }
    return Session.objects.create(**values)


@scopes_disabled()
def make_notes(session: Session, *texts: str, **more: Any) -> list[Contribution]:
    """One note per text, in order, in the column « envies » unless ``declared_kind=`` says another."""
    values = {"declared_kind": "attente", "voice": "collective", "capture": "noted", **more}
    return [
        Contribution.objects.create(
            consultation=session.consultation, session=session, text=text, position=position, **values
        )
        for position, text in enumerate(texts, start=1)
    ]
