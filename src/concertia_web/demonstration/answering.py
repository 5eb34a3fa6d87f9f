"""Two concertations told to their published answers: the avis of the panel, and a café of last season."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, time
from typing import Any

import yaml
from django.utils import timezone
from openpyxl import load_workbook

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role, User
from concertia_web.answers import members, services, sheets, targets
from concertia_web.answers.models import Answer, Service
from concertia_web.consultations import services as consultations
from concertia_web.consultations import states
from concertia_web.consultations.blueprints import blueprints
from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.contributions.services import add_batch
from concertia_web.contributions.values import read_values
from concertia_web.demonstration.concertations import make_session
from concertia_web.demonstration.online import someone
from concertia_web.demonstration.pack import Pack
from concertia_web.moderation.services import decide
from concertia_web.participation.services import Wanted, contribute
from concertia_web.sorting import formulating, settling
from concertia_web.sorting import services as sorting_services
from concertia_web.sorting.models import Finding, Sorting
from concertia_web.territories.models import Territory

_BATCH = uuid.UUID("5d0a0a2e-71f5-4a4e-8f4b-2a3b6f1f0c55")
NINE = time(9)
_TOLD = "Démonstration : la concertation est racontée comme déjà close."


def described(pack: Pack) -> dict[str, Any]:
    """What the two authorities answer."""
    content: dict[str, Any] = yaml.safe_load(pack.source("reponses.yaml").read_text(encoding="utf-8"))
    return content


def answer_panel(pack: Pack, consultation: Consultation, lead: Actor, elected: Actor) -> None:
    """The findings that the avis of the panel supports, published, and what the métropole answers."""
    sorting = sorting_services.open_table(actor=lead, consultation=consultation)
    sorting = settling.close_table(actor=lead, sorting=sorting)
    for item in pack.content["consultations"]["panel"]["items"]:
        passages = Passage.objects.filter(
            document__consultation=consultation, text__icontains=item["words"]
        ).order_by("pk")[:2]
        sides = dict.fromkeys((one.pk for one in passages), "support")
        if item["kind"] == Finding.Kind.DIVERGENCE:
            continue  # a disagreement needs both sides; the avis gives one sentence
        formulating.formulate(
            actor=lead,
            sorting=sorting,
            wording=formulating.Wording(item["kind"], item["title"], column=item["theme"]),
            cited=formulating.Cited(passages=sides),
        )
    _publish(consultation, sorting, lead)
    _answer(pack, consultation, described(pack)["panel"]["answers"], lead, elected)


def hold_cafe(pack: Pack, territory: Territory, people: dict[str, Actor]) -> Consultation:
    """A café of last season, read by one person, published, answered and followed."""
    told, lead = described(pack)["cafe"], people["chargee"]
    consultation = _open_cafe(pack, told["said"], territory, lead)
    session = make_session(pack, consultation, told["session"], Session.Kind.CAFE)
    notes = _cafe_notes(told, session, people["animation"], lead)
    consultation = states.close(actor=lead, consultation=consultation, reason=_TOLD)
    sorting = _sort_cafe(told, consultation, notes, people["lecture-1"])
    for one in told["findings"]:
        support = [notes[number - 1].pk for number in one["notes"]]
        formulating.formulate(
            actor=people["lecture-1"],
            sorting=sorting,
            wording=formulating.Wording(one["kind"], one["title"], column=sorting.columns[0]["key"]),
            cited=formulating.Cited(
                notes=dict.fromkeys(support, "support"), quoted_notes=frozenset(support[:1])
            ),
        )
    _publish(consultation, sorting, lead)
    _answer(pack, consultation, told["answers"], lead, people["elue"])
    _sheet_back(consultation, lead, told["sheet"])
    return consultation


def _cafe_notes(told: dict[str, Any], session: Session, typing: Actor, reading: Actor) -> list[Contribution]:
    """The notes, in order; the first by somebody who kept the link of their page."""
    rows = [
        read_values(
            {"text": text, "declared_kind": kind, "capture": "written", "voice": "individual"}, session
        )
        for text, kind in told["notes"]
    ]
    consultation = session.consultation
    first, _new = contribute(
        consultation=consultation,
        participant=someone(consultation, told["follower"]),
        wanted=Wanted(text=rows[0]["text"], kind=rows[0]["declared_kind"]),
        session=session,
    )
    decide(actor=reading, contribution=first, verb="accept")
    first.refresh_from_db()
    others = add_batch(actor=typing, session=session, batch=_BATCH, notes=rows[1:])
    first.said_on, first.entered = others[0].said_on, session.starts or first.entered
    notes = [first, *others]
    for note in notes:
        note.public = "habitants"
    Contribution.objects.bulk_update(notes, ["public", "said_on", "entered"])
    return notes


def _sheet_back(consultation: Consultation, lead: Actor, said: dict[str, str]) -> None:
    """The sheet that a service filled and sent back, not taken in yet."""
    waiting = consultation.answers.waiting().prefetch_related("targets")
    book = load_workbook(io.BytesIO(sheets.sheet(waiting, str(consultation))))
    book["Réponses"]["E2"], book["Réponses"]["F2"] = said["outcome"], said["reason"]
    written = io.BytesIO()
    book.save(written)
    sheets.take_in(actor=lead, consultation=consultation, name=said["name"], data=written.getvalue())


def _open_cafe(pack: Pack, said: dict[str, Any], territory: Territory, lead: Actor) -> Consultation:
    days = {name: pack.day(said[name]) for name in ("opens", "closes", "results_on")}
    texts = ("title", "object", "publics", "questions", "place", "contact", "decision")
    wanted = consultations.Wanted(
        **{name: said[name] for name in texts},
        rules={line: {"fr": text} for line, text in said["rules"].items()},
        opens=days["opens"],
        closes=pack.today,
        results_on=pack.day(1),
    )
    made = consultations.create(
        actor=lead, territory=territory, blueprint=blueprints()["cafe"], wanted=wanted
    )
    made = states.open_(actor=lead, consultation=made)
    return consultations.change(actor=lead, consultation=made, values=days, reason=_TOLD)


def _sort_cafe(
    told: dict[str, Any], consultation: Consultation, notes: list[Contribution], reader: Actor
) -> Sorting:
    sorting = sorting_services.open_table(actor=reader, consultation=consultation)
    sorting = sorting_services.add_column(actor=reader, sorting=sorting, label=told["column"])
    sorting_services.begin(actor=reader, sorting=sorting)
    keys = [note.pk for note in notes]
    sorting_services.place(actor=reader, sorting=sorting, notes=keys[:-1], column=sorting.columns[-1]["key"])
    sorting_services.place(actor=reader, sorting=sorting, notes=keys[-1:], aside=told["aside"])
    sorting_services.finish(actor=reader, sorting=sorting)
    sorting = sorting_services.compare(actor=reader, sorting=sorting, alone=True)
    return settling.close_table(actor=reader, sorting=sorting)


def _publish(consultation: Consultation, sorting: Sorting, lead: Actor) -> None:
    sorting = settling.send_back_to_participants(actor=lead, sorting=sorting)
    settling.settle(actor=lead, sorting=sorting)
    states.settle(actor=lead, consultation=consultation)
    states.publish(actor=lead, consultation=consultation, reason=_TOLD)


def _answer(
    pack: Pack, consultation: Consultation, told: list[dict[str, Any]], lead: Actor, elected: Actor
) -> None:
    """Each answer through the whole way, or left where it waits."""
    consultation.refresh_from_db()
    known = {thing.label: thing for thing in targets.things_of(consultation)}
    for one in told:
        answer = services.open_answer(
            actor=lead,
            consultation=consultation,
            things=[known[label] for label in one["to"]],
            title=one.get("title", ""),
        )
        service = services.service_named(
            territory=consultation.territory, name=one["service"], contact=one["contact"]
        )
        _tie(lead, service)
        answer = services.assign(actor=lead, answer=answer, service=service, due=pack.day(one["due"]))
        if "outcome" in one:
            _carry(pack, answer, one, lead, elected)
        _tell_days(pack, answer, one)


def _tie(lead: Actor, service: Service) -> None:
    """The account of a service, where the pack has one of that name, answers for it."""
    rows = User.objects.filter(memberships__territory=service.territory, memberships__role=Role.SERVICE)
    members.set_members(actor=lead, service=service, users=rows.filter(function__icontains=service.name))


def _tell_days(pack: Pack, answer: Answer, one: dict[str, Any]) -> None:
    """When it was asked and published, where the story tells it before the day of the installation."""
    days = {name: pack.day(one[name]) for name in ("asked", "published") if name in one}
    moments = {name: timezone.make_aware(datetime.combine(day, NINE)) for name, day in days.items()}
    if moments:
        Answer.objects.filter(pk=answer.pk).update(**moments)


def _carry(pack: Pack, answer: Answer, one: dict[str, Any], lead: Actor, elected: Actor) -> None:
    written = services.Written(one["outcome"], one["reason"], 0)
    services.write(actor=lead, answer=answer, written=written)
    services.approve(actor=elected, answer=answer, revision=1)
    services.publish(actor=lead, answers=[answer])
    for step in one["follow"]:
        day = min(pack.day(step["day"]), timezone.localdate())
        services.follow(actor=lead, answer=answer, state=step["state"], day=day, text=step["text"])
