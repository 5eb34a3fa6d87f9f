"""What changes the drawing of a panel: list, quotas, announcement, seed, drawing, erasure.

The order is what makes it honest: the list and the lottery are committed (digests published) and the rule of
the seed announced *before* the seed is known; then the seed leaves nothing to choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations import lots
from concertia_web.consultations.models import Consultation, Draw, LotteryJob
from concertia_web.consultations.pools import check_quotas, proportional
from concertia_web.consultations.services import RefusedError
from concertia_web.journal.services import record

IMMEDIATE_TYPES = 150
"""Sorts of people up to which the lottery is computed while the page is awaited: about two seconds."""


@transaction.atomic
def prepare_draw(
    *,
    actor: Actor,
    consultation: Consultation,
    title: str,
    source: str,
    excluded: str,
    size: int,
    pool: lots.Pool,
    replaces: Draw | None = None,
    reason: str = "",
) -> Draw:
    """Bring a list; quotas are filled in proportion. A second draw says which it replaces, and why."""
    if replaces is not None and not reason.strip():
        raise RefusedError("Un nouveau tirage remplace le précédent au grand jour : dites pourquoi.")
    if not 2 <= size < len(pool.people):
        raise RefusedError(*check_quotas(pool, {}, size))
    draw = Draw.objects.create(
        consultation=consultation,
        title=title,
        source=source,
        excluded=excluded,
        size=size,
        pool={"categories": list(pool.categories), "people": [[one, *values] for one, values in pool.people]},
        pool_size=len(pool.people),
        pool_counts=pool.counts(),
        pool_digest=pool.digest,
        quotas=_as_json(proportional(pool, size)),
        replaces=replaces,
        reason=reason.strip(),
    )
    verb = "redraw" if replaces else "prepare-draw"
    _record(
        actor, verb, draw, reason=reason.strip(), after={"pool": draw.pool_digest, "people": draw.pool_size}
    )
    return draw


@transaction.atomic
def set_quotas(*, actor: Actor, draw: Draw, quotas: lots.Quotas) -> Draw:
    """Write quotas before the announcement, and make sure that a panel can satisfy them."""
    draw = _locked(draw)
    if draw.stage != "draft":
        raise RefusedError("Le tirage est annoncé : ses quotas ne changent plus. Préparez un nouveau tirage.")
    before = draw.quotas
    draw.quotas = _as_json(quotas)
    if draw.quotas != before:
        draw.save(update_fields=["quotas"])
        _record(actor, "prepare-draw", draw, before={"quotas": before}, after={"quotas": draw.quotas})
    return draw


def announce(*, actor: Actor, draw: Draw, seed_rule: str, seed_known_on: date) -> Draw:
    """Compute the lottery, then publish its digest, that of the list, and the rule of the seed to come."""
    if draw.stage != "draft":
        raise RefusedError("Ce tirage est déjà annoncé.")
    if not seed_rule.strip():
        raise RefusedError(
            "Dites d’où viendra la graine : un fait public, à venir, que personne ici ne peut choisir."
        )
    if seed_known_on <= timezone.localdate():
        raise RefusedError(
            "La graine doit être connue après l’annonce, sinon on pourrait croire qu’elle a été choisie. "
            "Prenez un fait public à venir, demain au plus tôt."
        )
    if is_computing(draw):
        raise RefusedError("Le calcul est déjà en cours : rechargez cette page dans une minute.")
    pool, quotas = pool_of(draw), quotas_of(draw)
    problems = check_quotas(pool, quotas, draw.size)
    if problems:
        raise RefusedError(*problems)
    if lots.variety(pool, quotas) > IMMEDIATE_TYPES:
        return _compute_later(
            actor=actor, draw=draw, seed_rule=seed_rule.strip(), seed_known_on=seed_known_on
        )
    return compute(actor=actor, draw=draw, seed_rule=seed_rule.strip(), seed_known_on=seed_known_on)


def compute(*, actor: Actor, draw: Draw, seed_rule: str, seed_known_on: date) -> Draw:
    """Compute the lottery, outside any transaction since it takes seconds, and announce it."""
    lottery = _lottery(pool_of(draw), quotas_of(draw), draw.size)
    return _announce(
        actor=actor, draw=draw, lottery=lottery, seed_rule=seed_rule, seed_known_on=seed_known_on
    )


def is_computing(draw: Draw) -> bool:
    """Whether a worker computes, or will compute, its lottery."""
    job = LotteryJob.objects.filter(draw=draw).first()
    return job is not None and job.active


@transaction.atomic
def _compute_later(*, actor: Actor, draw: Draw, seed_rule: str, seed_known_on: date) -> Draw:
    LotteryJob.objects.filter(draw=draw).delete()
    LotteryJob.objects.create(
        draw=draw,
        seed_rule=seed_rule,
        seed_known_on=seed_known_on,
        asked_by=actor.user.pk if actor.user is not None else None,
    )
    return draw


def _lottery(pool: lots.Pool, quotas: lots.Quotas, size: int) -> lots.Lottery:
    try:
        return lots.prepare(pool, quotas, size)
    except lots.ImpossibleQuotasError as impossible:
        raise RefusedError(*explain(impossible)) from impossible


def explain(impossible: lots.ImpossibleQuotasError) -> list[str]:
    """Which quotas to relax, in sentences."""
    found = [
        "Aucun panel ne respecte tous ces quotas à la fois. Le plus petit changement qui en rend un "
        "possible :"
    ]
    for slack in impossible.slacks:
        words = "au moins" if slack.bound == "least" else "au plus"
        found.append(
            f"« {slack.category} : {slack.value} » : {words} {slack.possible} au lieu de {slack.asked}."
        )
    return found


@transaction.atomic
def _announce(
    *, actor: Actor, draw: Draw, lottery: lots.Lottery, seed_rule: str, seed_known_on: date
) -> Draw:
    asked = draw.quotas
    draw = _locked(draw)
    if draw.stage != "draft" or draw.quotas != asked:
        raise RefusedError("Le tirage a changé entre-temps : relisez-le, puis annoncez-le de nouveau.")
    if seed_known_on <= timezone.localdate():
        raise RefusedError(
            "La graine est connue depuis que le calcul a été demandé : prenez un fait à venir."
        )
    draw.lottery = lottery.as_json()
    draw.lottery_digest = lottery.digest
    draw.seed_rule = seed_rule
    draw.seed_known_on = seed_known_on
    draw.announced = timezone.now()
    draw.save(update_fields=["lottery", "lottery_digest", "seed_rule", "seed_known_on", "announced"])
    _record(
        actor,
        "announce-draw",
        draw,
        after={
            "pool": draw.pool_digest,
            "lottery": draw.lottery_digest,
            "quotas": draw.quotas,
            "seed_rule": seed_rule,
            "seed_known_on": seed_known_on.isoformat(),
        },
    )
    return draw


@transaction.atomic
def hold(*, actor: Actor, draw: Draw, seed: str) -> Draw:
    """Draw, once: the seed decides everything."""
    draw = _locked(draw)
    seed = " ".join(seed.split())
    if draw.stage == "draft":
        raise RefusedError("Annoncez d’abord le tirage : la liste, les quotas et l’origine de la graine.")
    if draw.stage == "drawn":
        raise RefusedError(
            "Ce tirage est fait. Il ne se refait pas en silence : préparez un nouveau tirage, motivé."
        )
    if draw.seed_known_on is not None and timezone.localdate() < draw.seed_known_on:
        raise RefusedError("La graine annoncée n’est pas encore connue : revenez le jour dit.")
    if not seed:
        raise RefusedError("Écrivez la graine telle qu’elle a été annoncée.")
    if draw.lottery is None:
        raise RefusedError("La loterie de ce tirage manque : préparez un nouveau tirage.")
    result = lots.pick(pool_of(draw), lots.Lottery.from_json(draw.lottery), seed)
    draw.seed = seed
    draw.chosen = list(result.chosen)
    draw.result = {
        "ticket": result.ticket,
        "panel": result.panel + 1,
        "panels": len(draw.lottery["panels"]),
        "least": round(result.chances[0], 6),
        "mean": round(result.chances[1], 6),
        "most": round(result.chances[2], 6),
        "impossible": result.impossible,
        "counts": result.counts,
    }
    draw.drawn = timezone.now()
    draw.save(update_fields=["seed", "chosen", "result", "drawn"])
    _record(actor, "draw", draw, after={"seed": seed, "result": draw.result})
    return draw


@transaction.atomic
def erase_pool(*, actor: Actor, draw: Draw) -> Draw:
    """Erase the list and the identifiers drawn; digests and results stay."""
    draw = _locked(draw)
    if draw.stage == "announced":
        raise RefusedError("Le tirage est annoncé et pas encore fait : la liste sert encore.")
    if draw.pool is not None or draw.chosen is not None:
        draw.pool, draw.chosen = None, None
        draw.save(update_fields=["pool", "chosen"])
        _record(actor, "erase-pool", draw)
    return draw


def pool_of(draw: Draw) -> lots.Pool:
    """The list of a draw. Raises RefusedError where it was erased."""
    if draw.pool is None:
        raise RefusedError("La liste de ce tirage a été effacée : préparez un nouveau tirage.")
    people = tuple((row[0], tuple(row[1:])) for row in draw.pool["people"])
    return lots.Pool(tuple(draw.pool["categories"]), people)


def quotas_of(draw: Draw) -> dict[str, dict[str, tuple[int, int]]]:
    """Category → value → (least, most)."""
    return {
        category: {value: (bounds[0], bounds[1]) for value, bounds in values.items()}
        for category, values in draw.quotas.items()
    }


def _as_json(quotas: lots.Quotas) -> dict[str, dict[str, list[int]]]:
    return {
        category: {value: [least, most] for value, (least, most) in values.items()}
        for category, values in quotas.items()
    }


def _locked(draw: Draw) -> Draw:
    return (
        Draw.objects.select_for_update(of=("self",)).select_related("consultation__territory").get(pk=draw.pk)
    )


def _record(actor: Actor, verb: str, draw: Draw, after: Mapping[str, Any] | None = None, **more: Any) -> None:
    record(
        actor=actor,
        action=f"consultations.{verb}",
        thing=draw,
        label=draw.title,
        territory=draw.consultation.territory,
        after=after,
        **more,
    )
