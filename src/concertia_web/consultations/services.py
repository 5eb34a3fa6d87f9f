"""What changes a concertation before and during its life: creation, edition, rules, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import CampaignText, Commitment
from concertia_web.consultations.blueprints import Blueprint, Dates, blueprints
from concertia_web.consultations.models import Consultation, Phase, RuleAnnex, Session
from concertia_web.consultations.rules import OWN_FIELDS, content_of, pack_of
from concertia_web.journal.services import record
from concertia_web.territories.models import Territory


class RefusedError(Exception):
    """Why something cannot be done now, in sentences, each with what to do."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Wanted:
    """What the one form of creation asks."""

    title: str
    object: str
    opens: date
    closes: date
    results_on: date | None
    publics: list[str]
    questions: list[dict[str, str]]
    place: str = ""
    contact: str = ""
    decision: str = ""
    proof: str = ""
    moderation: str = ""
    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Line key → language → text."""


EDITED = (
    "title", "object", "opens", "closes", "results_on", "publics", "questions", "place", "contact",
    "decision", "proof", "moderation",
)  # fmt: skip
_LINES = {
    "object": "object", "opens": "dates", "closes": "dates", "place": "dates", "results_on": "results",
    "publics": "publics", "contact": "contact", "decision": "decision", "proof": "proof",
    "moderation": "moderation",
}  # fmt: skip
"""Field → line of the rules that it changes."""


@transaction.atomic
def create(
    *,
    actor: Actor,
    territory: Territory,
    blueprint: Blueprint,
    wanted: Wanted,
    commitment: Commitment | None = None,
    first_hour: time | None = None,
) -> Consultation:
    """Set everything up at once: the concertation, its phases, its sessions, its rules."""
    framing = framing_of(commitment)
    rules = {key: {"fr": text.strip()} for key, text in blueprint.rules.items()}
    rules.update({key: dict(text) for key, text in wanted.rules.items() if any(text.values())})
    consultation = Consultation.objects.create(
        territory=territory,
        commitment=commitment,
        framing=framing,
        slug=_free_slug(territory, wanted.title),
        blueprint=blueprint.key,
        title={"fr": wanted.title},
        object={"fr": wanted.object},
        questions=wanted.questions,
        publics=wanted.publics,
        opens=wanted.opens,
        closes=wanted.closes,
        results_on=wanted.results_on,
        place=wanted.place,
        contact=wanted.contact,
        decision=wanted.decision,
        proof=wanted.proof or blueprint.proof,
        moderation=wanted.moderation or blueprint.moderation,
        rules=rules,
        fictional=territory.fictional,
    )
    _make_phases(consultation, blueprint)
    _make_sessions(consultation, blueprint, first_hour)
    _record(actor, "create", consultation, after=state_of(consultation))
    return consultation


def framing_of(commitment: Commitment | None) -> CampaignText | None:
    """The framing note of a commitment: the last version published."""
    if commitment is None:
        return None
    notes = CampaignText.objects.filter(campaign=commitment.campaign_id, kind=CampaignText.Kind.FRAMING)
    return notes.exclude(published=None).order_by("-version").first()


def _dates(consultation: Consultation) -> Dates:
    today = min(timezone.localdate(), consultation.opens)
    results = max(consultation.results_on or consultation.closes, consultation.closes)
    return Dates(today, consultation.opens, consultation.closes, results)


def _make_phases(consultation: Consultation, blueprint: Blueprint) -> None:
    Phase.objects.bulk_create(
        Phase(consultation=consultation, kind=kind, opens=opens, closes=closes)
        for kind, opens, closes in blueprint.phases_on(_dates(consultation))
    )


def _make_sessions(consultation: Consultation, blueprint: Blueprint, first_hour: time | None) -> None:
    for row in blueprint.sessions:
        day = min(consultation.opens + timedelta(days=row["day"]), consultation.closes)
        hour = first_hour if first_hour and row is blueprint.sessions[0] else time.fromisoformat(row["hour"])
        Session.objects.create(
            consultation=consultation,
            kind=row["kind"],
            title=row["title"],
            starts=timezone.make_aware(datetime.combine(day, hour)),
            minutes=row["minutes"],
            facilitators=row["facilitators"],
            place=consultation.place,
            recruitment=blueprint.recruitment.strip(),
            method=blueprint.method.strip(),
        )


def _free_slug(territory: Territory, title: str) -> str:
    base = slugify(title)[:40].strip("-") or "concertation"
    if base == "nouvelle":
        base = "concertation-nouvelle"
    taken = set(Consultation.objects.filter(territory=territory).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def state_of(consultation: Consultation) -> dict[str, Any]:
    """Its fields as JSON, for the journal."""
    return {name: _plain(getattr(consultation, name)) for name in EDITED}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


@transaction.atomic
def change(
    *, actor: Actor, consultation: Consultation, values: Mapping[str, Any], reason: str = ""
) -> Consultation:
    """Change its fields. Once open, what the rules say needs a reason, and becomes a dated correction."""
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    before = state_of(consultation)
    for name in EDITED:
        if name in values:
            setattr(consultation, name, values[name])
    after = state_of(consultation)
    changed = [name for name in EDITED if before[name] != after[name]]
    if not changed:
        return consultation
    lines = list(dict.fromkeys(_LINES[name] for name in changed if name in _LINES))
    if consultation.rules_frozen and lines:
        if not reason.strip():
            raise RefusedError(
                "La concertation est ouverte et sa règle du jeu est publiée : dites pourquoi vous "
                "changez cela. "
                "La raison et l’ancien texte restent lisibles."
            )
        _annex_facts(actor, consultation, lines, reason.strip())
    consultation.save(update_fields=changed)
    if {"opens", "closes", "results_on"} & set(changed):
        _move_phases(consultation)
    _record(actor, "change", consultation, reason=reason.strip(), before=before, after=after)
    return consultation


def _move_phases(consultation: Consultation) -> None:
    """Follow new dates: the phases of the method are laid again."""
    method = blueprints().get(consultation.blueprint)
    if method is not None:
        announced = consultation.phases.order_by("opens").values_list("opens", flat=True).first()
        of_method = {phase["kind"] for phase in method.phases}
        consultation.phases.filter(kind__in=of_method).delete()  # positions opened later stay
        _make_phases(consultation, method)
        if announced is not None and announced < consultation.opens:
            consultation.phases.filter(kind=Phase.Kind.INFORM).update(opens=announced)


def _annex_facts(actor: Actor, consultation: Consultation, lines: list[str], reason: str) -> None:
    from concertia_web.consultations.rules_words import sentences

    content = content_of(consultation)
    facts = sentences(content["facts"])
    texts = {line["key"]: line["texts"] for line in content["lines"]}
    for line in lines:
        own = texts[line].get("fr", "") if line in OWN_FIELDS else ""
        said = " ".join([*facts.get(line, []), own]).strip()
        _annex(actor, consultation, line, {"fr": said or "Cette ligne est retirée."}, reason)


def _annex(
    actor: Actor, consultation: Consultation, line: str, text: dict[str, str], reason: str
) -> RuleAnnex:
    return RuleAnnex.objects.create(
        consultation=consultation, line=line, text=text, reason=reason, function=actor.function[:120]
    )


@transaction.atomic
def write_rules(
    *, actor: Actor, consultation: Consultation, texts: Mapping[str, Mapping[str, str]]
) -> Consultation:
    """Write lines of the rules, before opening; line key → language → text."""
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.rules_frozen:
        raise RefusedError(
            "La règle du jeu est figée depuis l’ouverture. Ajoutez une correction, datée et motivée."
        )
    before = {"rules": consultation.rules, **{name: getattr(consultation, name) for name in OWN_FIELDS}}
    rules = dict(consultation.rules)
    for key, words in texts.items():
        written = {language: text.strip() for language, text in words.items()}
        if key == "object":
            consultation.object = {**consultation.object, **written}
            continue
        kept = {**rules.get(key, {}), **written}
        if key in OWN_FIELDS:
            setattr(consultation, key, kept.pop("fr", ""))
        rules[key] = {language: text for language, text in kept.items() if text}
    consultation.rules = {key: text for key, text in rules.items() if text}
    consultation.object = {language: text for language, text in consultation.object.items() if text}
    after = {"rules": consultation.rules, **{name: getattr(consultation, name) for name in OWN_FIELDS}}
    if after != before:
        consultation.save(update_fields=["rules", *OWN_FIELDS])
        _record(actor, "write-rules", consultation, before=before, after=after)
    return consultation


@transaction.atomic
def correct_rules(
    *, actor: Actor, consultation: Consultation, line: str, text: str, reason: str
) -> RuleAnnex:
    """Add a dated, reasoned correction to a line of the frozen rules."""
    if not consultation.rules_frozen:
        raise RefusedError("La règle du jeu n’est pas encore figée : modifiez-la directement.")
    if line not in {one.key for one in pack_of(consultation).lines}:
        raise RefusedError("Choisissez la ligne à corriger.")
    if not text.strip() or not reason.strip():
        raise RefusedError("Écrivez la correction et sa raison : les deux sont publiées.")
    annex = _annex(actor, consultation, line, {"fr": text.strip()}, reason.strip())
    _record(
        actor,
        "correct-rules",
        consultation,
        reason=reason.strip(),
        after={"line": line, "text": text.strip()},
    )
    return annex


@transaction.atomic
def discard(*, actor: Actor, consultation: Consultation) -> None:
    """Abandon a draft in which nothing was said."""
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.DRAFT:
        raise RefusedError("Une concertation ouverte ne s’efface pas : elle se clôt.")
    if consultation.contributions.exists() or consultation.documents.exists():
        raise RefusedError("Des notes ou des documents y sont déjà : retirez-les d’abord.")
    _record(actor, "discard", consultation, before=state_of(consultation))
    consultation.delete()


@transaction.atomic
def switch_neutral(*, actor: Actor, consultation: Consultation, on: bool, reason: str) -> Consultation:
    """Enter or leave the electoral neutral mode."""
    if not reason.strip():
        raise RefusedError("Dites pourquoi, en une phrase : elle est publiée au journal.")
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.neutral != on:
        consultation.neutral = on
        consultation.save(update_fields=["neutral"])
        _record(actor, "neutral-on" if on else "neutral-off", consultation, reason=reason.strip())
    return consultation


def _record(actor: Actor, verb: str, consultation: Consultation, **more: Any) -> None:
    draft = consultation.state == Consultation.State.DRAFT
    record(
        actor=actor,
        action=f"consultations.{verb}",
        thing=consultation,
        label=str(consultation),
        territory=consultation.territory,
        public=not draft,
        **more,
    )
