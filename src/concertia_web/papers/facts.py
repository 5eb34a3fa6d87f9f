"""What the site knows and a paper may say: values of the named fields, in French, with their prepositions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from django_scopes import scopes_disabled

from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.consultations.models import Consultation, RuleAnnex, Session
from concertia_web.consultations.rules import texts_of
from concertia_web.languages import say
from concertia_web.papers.dates import day, local_day
from concertia_web.papers.models import PaperDetails
from concertia_web.territories.models import Territory
from concertia_web.territories.names import of, the, to

LABELS = {
    "collectivite": "nom de la collectivité",
    "la_collectivite": "nom de la collectivité",
    "de_la_collectivite": "nom de la collectivité",
    "a_la_collectivite": "nom de la collectivité",
    "adresse": "adresse postale",
    "lieu": "lieu",
    "date_lettre": "date d’envoi",
    "contact": "adresse e-mail du service",
    "le_reseau": "nom du réseau",
    "du_reseau": "nom du réseau",
    "campagne": "titre de la campagne",
    "campagne_remontees": "date limite des remontées",
    "concertation": "titre de la concertation",
    "objet": "objet de la concertation",
    "objet_inline": "objet de la concertation",
    "ouverture": "date d’ouverture",
    "cloture": "date de clôture",
    "restitution_ou_resultats": "date de restitution",
    "decision": "décision que la concertation éclaire",
    "adresse_site": "adresse de la page publique",
    "date_conseil": "date du conseil",
    "signataire": "nom de la personne qui signe",
    "fonction": "fonction de la personne qui signe",
    "elu_referent": "fonction de l’élu·e référent·e",
    "service": "service qui pilote",
    "telephone": "téléphone du service",
    "depot": "où déposer une feuille",
    "budget": "budget prévu",
    "dpd": "adresse e-mail de la ou du délégué à la protection des données",
    "verification": "ce qui évite qu’une personne compte pour plusieurs",
    "moderation": "moment de la relecture",
    "regle_moderation": "ce que dit la règle du jeu sur la modération",
    "regle_lecture": "ce que dit la règle du jeu sur la lecture des contributions",
    "regle_sans_internet": "ce que dit la règle du jeu sur la participation sans internet",
}
"""Field → how it is named to the person who must complete it."""
RULES = {"moderation": "moderation", "lecture": "reading", "sans_internet": "without_internet"}
"""Field → line of the règle du jeu."""


@dataclass(frozen=True)
class Frame:
    """What a paper is about: a territory, and perhaps a campaign and a concertation."""

    territory: Territory
    details: PaperDetails
    campaign: Campaign | None = None
    consultation: Consultation | None = None
    neutral: bool = False
    sessions: tuple[Session, ...] = ()
    """Those that take place, in time order."""
    values: dict[str, str] = field(default_factory=dict)

    @property
    def conditions(self) -> frozenset[str]:
        """Names that ``when:`` may ask for."""
        return frozenset(
            {
                "neutral" if self.neutral else "not-neutral",
                "campaign" if self.campaign else "no-campaign",
                "consultation" if self.consultation else "no-consultation",
                self.territory.kind,
            }
        )

    @property
    def anchors(self) -> dict[str, tuple[str, date]]:
        """Dates from which others are counted: name → (label, date), in time order."""
        found: dict[str, tuple[str, date | None]] = {
            "council": ("Séance du conseil", self.details.council_date)
        }
        if self.campaign:
            found["joining"] = ("Dernier jour pour rejoindre la campagne", self.campaign.join_by)
            found["returns"] = ("Dernier jour pour envoyer la remontée", self.campaign.returns_due)
            found["network"] = ("Publication annoncée par le réseau", self.campaign.results_on)
        if self.consultation:
            found["opening"] = ("Ouverture de la concertation", self.consultation.opens)
            found["closing"] = ("Clôture de la concertation", self.consultation.closes)
            found["results"] = ("Restitution annoncée", self.consultation.results_on)
        if self.sessions:
            found["session"] = ("Premier temps de débat", local_day(self.sessions[0].starts))
        known = {name: (label, when) for name, (label, when) in found.items() if when is not None}
        return dict(sorted(known.items(), key=lambda pair: (pair[1][1], pair[0])))

    @property
    def dated(self) -> date | None:
        """The date of the files: of the data, never of the clock."""
        if self.consultation:
            return self.consultation.opens
        return self.campaign.opens if self.campaign else None


def frame(
    territory: Territory,
    commitment: Commitment | None = None,
    consultation: Consultation | None = None,
    *,
    neutral: bool = False,
) -> Frame:
    """Gather what is known. Call it inside the scope of the territory."""
    details = PaperDetails.objects.filter(territory=territory).first() or PaperDetails(territory=territory)
    campaign = commitment.campaign if commitment else None
    sessions: tuple[Session, ...] = ()
    if consultation is not None:
        sessions = tuple(Session.objects.filter(consultation=consultation, cancelled=False))
    made = Frame(territory, details, campaign, consultation, neutral, sessions)
    made.values.update(_territory(made) | _campaign(made) | _consultation(made))
    return made


def public_address(consultation: Consultation, language: str = "fr") -> str:
    """The page of a concertation, as printed under the QR code."""
    with override("fr" if language == "facile" else language):
        path = reverse("consultations:detail", args=[consultation.territory.slug, consultation.slug])
    return f"{settings.ADDRESS}{path}"


def phone(details: PaperDetails) -> str:
    """The number in one piece, so that it is neither cut nor turned round between Arabic words."""
    return "\u00a0".join(details.phone.split())


def _territory(frame: Frame) -> dict[str, str]:
    place, details = frame.territory, frame.details
    name = " ".join(place.full_name.split())
    return {
        "collectivite": name,
        "la_collectivite": the(name),
        "de_la_collectivite": of(name),
        "a_la_collectivite": to(name),
        "adresse": " ".join(place.address.split()),
        "contact": contact(frame),
        "date_conseil": day(details.council_date) if details.council_date else "",
        "signataire": details.signatory,
        "fonction": details.signatory_function,
        "elu_referent": details.elected_lead,
        "service": details.service,
        "telephone": phone(details),
        "depot": details.desk,
        "budget": details.budget,
        "dpd": place.dpo,
    }


def _campaign(frame: Frame) -> dict[str, str]:
    campaign = frame.campaign
    if campaign is None:
        return {}
    with scopes_disabled():
        network = " ".join(campaign.network.full_name.split())
    return {
        "le_reseau": the(network),
        "du_reseau": of(network),
        "campagne": say(campaign.title, "fr").text,
        "campagne_remontees": day(campaign.returns_due),
        "restitution_ou_resultats": day(campaign.results_on) if campaign.results_on else "",
    }


def _consultation(frame: Frame) -> dict[str, str]:
    consultation = frame.consultation
    if consultation is None:
        return {}
    said = say(consultation.object, "fr").text
    values = {
        "concertation": say(consultation.title, "fr").text,
        "objet": said,
        "objet_inline": said[:1].lower() + said[1:] if said else "",
        "ouverture": day(consultation.opens),
        "cloture": day(consultation.closes),
        "decision": consultation.decision,
        "adresse_site": _address(consultation),
        "verification": str(consultation.get_proof_display()),
        "moderation": str(consultation.get_moderation_display()),
        **_rules(consultation),
    }
    if consultation.results_on:
        values["restitution_ou_resultats"] = day(consultation.results_on)
    return values


def contact(frame: Frame) -> str:
    """Where to ask: what the concertation says, else the public address of the territory."""
    own = frame.consultation.contact if frame.consultation else ""
    return " ".join(own.split()) or frame.territory.contact


def _rules(consultation: Consultation) -> dict[str, str]:
    """Lines of the règle du jeu in French, with the corrections made after opening."""
    added: dict[str, list[str]] = {}
    for annex in RuleAnnex.objects.filter(consultation=consultation):
        added.setdefault(annex.line, []).append(say(annex.text, "fr").text)
    return {
        f"regle_{field}": " ".join(
            " ".join((say(texts_of(consultation, line), "fr").text, *added.get(line, ()))).split()
        )
        for field, line in RULES.items()
    }


def _address(consultation: Consultation) -> str:
    try:
        return public_address(consultation)
    except NoReverseMatch:
        return ""
