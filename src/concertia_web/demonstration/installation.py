"""Install the training campaign once: in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.services import create_installer
from concertia_web.campaigns.models import Commitment
from concertia_web.campaigns.services import advance
from concertia_web.consultations import states
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Passage
from concertia_web.demonstration import (
    answering,
    campaign,
    concertations,
    examples,
    online,
    positions,
    workshop_reading,
)
from concertia_web.demonstration.pack import Pack, load_pack
from concertia_web.demonstration.people import keep_links, make_people
from concertia_web.jobs.worker import Worker, tick
from concertia_web.readings.services import start_analysis
from concertia_web.returns.prefill import FINDING_KINDS
from concertia_web.returns.sending import publish_return, send_return
from concertia_web.returns.services import add_from_passages, open_draft, save_record
from concertia_web.territories.models import Territory

INSTALLER = "installation@demo.invalid"
"""Whose account makes the territories, then is closed."""


def install_campaign(tell: Callable[[str], None]) -> bool:
    """The whole training campaign, if it is not there yet; whether it was installed now."""
    pack = load_pack(timezone.localdate())
    if Territory.objects.filter(slug=pack.content["network"]["slug"]).exists():
        return False
    tell("Campagne de démonstration : un réseau, sept collectivités inventées")
    with transaction.atomic():
        _install(pack)
    return True


def finish_work(tell: Callable[[str], None]) -> None:
    """Do what the campaign asked for that takes time (a reading), and seal the journal."""
    worker = Worker()
    while worker.step():
        tell("  une lecture est faite")
    tick()


def _install(pack: Pack) -> None:
    with scopes_disabled():
        installer = create_installer(email=INSTALLER)
        actor = actor_of(installer)
        places = campaign.make_places(pack, actor)
        people = make_people(pack, places, actor)
        installer.is_active = False
        installer.save(update_fields=["is_active"])
        made = campaign.make_campaign(pack, places[pack.content["network"]["slug"]], people["reseau"])
        commitments = campaign.make_commitments(pack, made, places, people["reseau"])
    cafe = _workshop(pack, commitments["corbelise-sur-aubrelle"], people)
    _panel(pack, commitments["vauxgrange-metropole"], people)
    survey = _questionnaire(pack, commitments["haut-tessan"], people)
    with scopes_disabled():
        keep_links(pack, {"cafe": cafe, "questionnaire": survey})


def _workshop(pack: Pack, commitment: Commitment, people: dict[str, Actor]) -> Consultation:
    actor = people["chargee"]
    described = pack.content["consultations"]["atelier"]
    with scope(territory=commitment.lead):
        consultation = concertations.open_consultation(pack, commitment, actor, "atelier")
        evening = concertations.make_session(pack, consultation, described["session"], Session.Kind.WORKSHOP)
        school = concertations.make_session(pack, consultation, described["class"], Session.Kind.CLASS)
        notes = concertations.type_workshop(pack, evening, people["animation"])
        questions = concertations.type_class(pack, school, people["animation"])
        concertations.give_statement(pack, consultation, actor)
        consultation = states.close(actor=actor, consultation=consultation)
        workshop_reading.read_workshop(pack, consultation, notes, questions, people)
        states.settle(actor=actor, consultation=consultation)
        _send(commitment, actor, publish=False)
        return answering.hold_cafe(pack, commitment.lead, people)


def _panel(pack: Pack, commitment: Commitment, people: dict[str, Actor]) -> None:
    actor = people["metropole"]
    described = pack.content["consultations"]["panel"]
    with scope(territory=commitment.lead):
        consultation = concertations.open_consultation(pack, commitment, actor, "panel")
        session = concertations.make_session(pack, consultation, described["session"], Session.Kind.PANEL)
        concertations.give_avis(pack, consultation, session, actor)
        consultation = states.close(actor=actor, consultation=consultation)
        draft = open_draft(actor=actor, commitment=commitment)
        for item in described["items"]:
            passages = list(
                Passage.objects.filter(
                    document__consultation=consultation, text__icontains=item["words"]
                ).select_related("document")[:2]
            )
            values = {name: item[name] for name in ("theme", "support", "title")}
            values["kind"] = FINDING_KINDS.get(item["kind"], item["kind"])
            add_from_passages(
                actor=actor, draft=draft, passages=passages, values={**values, "publics": ["habitants"]}
            )
            draft.refresh_from_db()
        _send(commitment, actor, publish=True)
        answering.answer_panel(pack, consultation, actor, people["elu-metropole"])


def _questionnaire(pack: Pack, commitment: Commitment, people: dict[str, Actor]) -> Consultation:
    actor = people["haut-tessan"]
    described = pack.content["consultations"]["questionnaire"]
    with scope(territory=commitment.lead):
        consultation = concertations.open_consultation(pack, commitment, actor, "questionnaire")
        session = concertations.make_session(pack, consultation, described["session"], Session.Kind.ONLINE)
        answers = concertations.take_answers(pack, session, actor)
        online.read_answers(answers, actor)
        examples.code_answers(pack, consultation, answers, actor)
        start_analysis(consultation=consultation, options={}, actor=actor)
        online.write_online(pack, consultation, actor)
        positions.open_positions(pack, consultation, actor)
        online.write_late(pack, consultation, actor)
        return consultation


def _send(commitment: Commitment, actor: Actor, *, publish: bool) -> None:
    draft = open_draft(actor=actor, commitment=commitment)
    save_record(
        actor=actor,
        draft=draft,
        section="visas",
        identifier="",
        values={
            "function": "Directrice générale des services",
            "act": "",
            "day": timezone.localdate().isoformat(),
        },
        base="",
    )
    draft.refresh_from_db()
    version = send_return(actor=actor, draft=draft)
    if publish:
        publish_return(actor=actor, version=version)
        advance(commitment=commitment, state=Commitment.State.PUBLISHED, actor=actor)
