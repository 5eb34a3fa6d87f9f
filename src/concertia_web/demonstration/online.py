"""What a few invented people write on line in the questionnaire, each found again by an invented proof."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.demonstration.pack import Pack
from concertia_web.moderation import appeals, reports
from concertia_web.moderation.models import Report
from concertia_web.moderation.services import MOST_AT_ONCE, decide, decide_many
from concertia_web.participation import people, services
from concertia_web.participation.models import Participant


def write_online(pack: Pack, consultation: Consultation, actor: Actor) -> list[Contribution]:
    """The texts of the pack, each by somebody whose address was verified; read, then published."""
    made = []
    for line in pack.content["consultations"]["questionnaire"]["online"]:
        note = _written(consultation, line)
        if line.get("verbatim", True):
            decide(actor=actor, contribution=note, verb="accept")
        for language, said in line.get("translations", {}).items():
            services.put_translation(
                actor=actor,
                contribution=note,
                language=language,
                text=said["text"],
                translator=said["by"],
            )
        if "report" in line:
            _point_out(actor, note, line["report"])
        made.append(note)
    return made


def read_answers(notes: Sequence[Contribution], actor: Actor) -> None:
    """Somebody of the team has read the answers received, and publishes them."""
    for start in range(0, len(notes), MOST_AT_ONCE):
        decide_many(actor=actor, contributions=notes[start : start + MOST_AT_ONCE], verb="accept")


def write_late(pack: Pack, consultation: Consultation, actor: Actor) -> list[Contribution]:
    """What came since: texts that wait, one not published whose author asks that it be looked at again."""
    made = []
    for line in pack.content["consultations"]["questionnaire"]["late"]:
        note = _written(consultation, line)
        if "decision" in line:
            decide(actor=actor, contribution=note, **line["decision"])
        if "appeal" in line:
            appeals.ask(contribution=note, text=line["appeal"])
        made.append(note)
    return made


def _written(consultation: Consultation, line: dict[str, Any]) -> Contribution:
    wanted = services.Wanted(
        text=line["text"],
        kind=line.get("kind", ""),
        public=line.get("public", ""),
        signature=line.get("signature", ""),
        verbatim=line.get("verbatim", True),
        helped=line.get("helped", False),
    )
    person = someone(consultation, line["who"])
    note, _new = services.contribute(consultation=consultation, participant=person, wanted=wanted)
    return note


def _point_out(actor: Actor, note: Contribution, said: dict[str, str]) -> None:
    """« Signaler », and the answer when somebody has looked."""
    reports.report(contribution=note, reason=said.get("reason", ""), text=said["text"])
    if "answer" in said:
        reports.answer(actor=actor, contribution=note, outcome=Report.Outcome.KEPT, text=said["answer"])


def someone(consultation: Consultation, who: str) -> Participant:
    """The participant of this name in the pack, always the same one."""
    digest = hashlib.sha256(f"demonstration:{who}".encode()).hexdigest()
    return people.prove_by_email(consultation=consultation, digest=digest)
