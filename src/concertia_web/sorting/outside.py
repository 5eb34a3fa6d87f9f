"""Lecture contradictoire: a sample drawn by a rule announced first, read by two outsiders without themes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from concertia.synthesis.sampling import draw
from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.models import CounterReading, Evidence, OutsideReader, Sorting
from concertia_web.sorting.notes import notes_of
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.services import locked, log
from concertia_web.sorting.visas import hashed

READERS = 2
NONE = 0
"""« No finding says it »."""
DAYS = 30
LEAST, MOST = 5, 60


@transaction.atomic
def announce(*, actor: Actor, sorting: Sorting, seed_rule: str, size: int) -> CounterReading:
    """Say in the public journal where the seed will come from, before anyone can know it."""
    sorting = locked(sorting)
    rule = " ".join(seed_rule.split())
    if sorting.state == Sorting.State.SORTING:
        raise Refused("La lecture contradictoire se fait sur un projet : terminez d’abord le tri.")
    if sorting.counter_readings.filter(result__isnull=True).exists():
        raise Refused("Une lecture contradictoire est déjà en cours.")
    if not rule:
        raise Refused(
            "Dites d’où viendra la graine du tirage : « les numéros du tirage du Loto du 5 décembre 2026, "
            "dans "
            "l’ordre de sortie ». Elle doit être imprévisible, et connue de tous ensuite."
        )
    if not LEAST <= size <= MOST:
        raise Refused(
            f"L’échantillon compte de {LEAST} à {MOST} textes : une personne les lit en moins d’une heure."
        )
    made = CounterReading.objects.create(sorting=sorting, seed_rule=rule[:300], size=size)
    log(actor, sorting, "announce_sample", thing=made, reason=made.seed_rule, after={"size": size})
    return made


@transaction.atomic
def draw_sample(*, actor: Actor, counter: CounterReading, seed: str) -> CounterReading:
    """Draw, once, with the seed that the rule gave, among the numbers printed with their words.

    Anyone can draw the same notes again. What moderation keeps from being read is not sent to outsiders.
    """
    counter = _held(counter)
    seed = " ".join(seed.split())
    if counter.drawn:
        raise Refused("Le tirage est déjà fait : il ne se refait pas.")
    if not seed:
        raise Refused("Écrivez la graine, telle que la règle annoncée la donne.")
    readable = notes_of(counter.sorting.consultation).filter(moderation=Contribution.Moderation.ACCEPTED)
    notes = {str(note.pk): note.pk for note in readable}
    if not notes:
        raise Refused("Il n’y a aucune note à tirer.")
    counter.seed, counter.drawn = seed[:120], timezone.now()
    counter.sample = [notes[name] for name in draw(notes, counter.seed, counter.size)]
    counter.save()
    log(
        actor,
        counter.sorting,
        "draw_sample",
        thing=counter,
        reason=f"{counter.seed_rule} : {counter.seed}",
        after={"sample": counter.sample},
    )
    return counter


def _held(counter: CounterReading) -> CounterReading:
    rows = CounterReading.objects.select_for_update(of=("self",))
    return rows.select_related("sorting__consultation__territory").get(pk=counter.pk)


@transaction.atomic
def invite(*, actor: Actor, counter: CounterReading, signature: str) -> tuple[OutsideReader, str]:
    """Invite one of the two outside readers: the reader, and the secret of the link."""
    counter = _held(counter)
    signature = " ".join(signature.split())
    if not counter.drawn:
        raise Refused("Tirez d’abord l’échantillon.")
    if not signature:
        raise Refused("Dites comment cette personne signera sa lecture : sa qualité suffit.")
    if counter.readers.count() >= READERS:
        raise Refused("Deux personnes sont déjà invitées.")
    secret = secrets.token_urlsafe(24)
    reader = OutsideReader.objects.create(
        counter_reading=counter,
        signature=signature[:200],
        secret_hash=hashed(secret),
        expires=timezone.now() + timedelta(days=DAYS),
    )
    log(actor, counter.sorting, "invite_outsider", thing=reader, label="", public=False)
    return reader, secret


@transaction.atomic
def cancel_invitation(*, actor: Actor, reader: OutsideReader, reason: str) -> None:
    """Close the link of someone who cannot read after all; a finished reading stays."""
    if reader.finished:
        raise Refused("Cette lecture est terminée : elle reste.")
    if not reason.strip():
        raise Refused("Dites pourquoi l’invitation est retirée.")
    log(actor, reader.counter_reading.sorting, "cancel_outsider", thing=reader, reason=reason.strip())
    reader.delete()


def reader_of(secret: str) -> OutsideReader | None:
    """The outside reader whom a link brings; None where it is unknown or expired."""
    with scopes_disabled():  # the secret is the key: whoever holds it has no territory
        reader = (
            OutsideReader.objects.select_related("counter_reading__sorting__consultation__territory")
            .filter(secret_hash=hashed(secret))
            .first()
        )
    return None if reader is None or reader.expires <= timezone.now() else reader


def sample(counter: CounterReading) -> list[Contribution]:
    """The notes drawn, not taken back nor hidden since, in the order of the draw."""
    rows = Contribution.objects.filter(
        pk__in=counter.sample, removed=None, moderation=Contribution.Moderation.ACCEPTED
    ).in_bulk()
    return [rows[key] for key in counter.sample if key in rows]


@transaction.atomic
def save_answers(
    *, reader: OutsideReader, answers: Mapping[int, tuple[int | None, str]], finished: bool = False
) -> OutsideReader:
    """Keep what was read so far: note → (finding, ``NONE``, or None for not read yet; remark).

    ``finished``: close the reading; refused, with everything kept, where a text has no answer.
    """
    reader = (
        OutsideReader.objects.select_for_update(of=("self",))
        .select_related("counter_reading__sorting__consultation__territory")
        .get(pk=reader.pk)
    )
    if reader.finished:
        raise Refused(_("Cette lecture est terminée et signée : elle ne change plus."))
    counter = reader.counter_reading
    texts = [note.pk for note in sample(counter)]
    findings = set(counter.sorting.findings.order_by("pk").values_list("pk", flat=True)) | {NONE}
    kept: dict[str, Any] = {}
    for text in texts:
        finding, remark = answers.get(text, (None, ""))
        if finding in findings or remark.strip():
            kept[str(text)] = {
                "finding": finding if finding in findings else None,
                "remark": remark.strip()[:1000],
            }
    reader.answers = kept
    missing = [text for text in texts if kept.get(str(text), {}).get("finding") is None]
    if finished and not missing:
        reader.finished = timezone.now()
    reader.save(update_fields=["answers", "finished"])
    if reader.finished:
        log(ANYBODY, counter.sorting, "finish_outsider", thing=reader, label="")
        _conclude(counter)
    return reader


def unread(reader: OutsideReader) -> int:
    """Texts of the sample that still have no answer."""
    given = {key for key, one in reader.answers.items() if one["finding"] is not None}
    return sum(str(note.pk) not in given for note in sample(reader.counter_reading))


def _conclude(counter: CounterReading) -> None:
    """When both have finished: what page one says. Counted once."""
    readers = list(counter.readers.all())
    if len(readers) < READERS or any(reader.finished is None for reader in readers):
        return
    counter.result = result(counter, [reader.answers for reader in readers])
    counter.save(update_fields=["result"])
    counts = {key: value for key, value in counter.result.items() if isinstance(value, int)}
    log(ANYBODY, counter.sorting, "conclude_outsiders", thing=counter, after=counts)


def result(counter: CounterReading, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Number read, agreement of the two, agreement of each with the synthesis, what no finding says.

    A reader agrees with the synthesis on a text when the finding named holds it, for or against, or when
    neither the reader nor the synthesis puts it anywhere.
    """
    cited: dict[int, set[int]] = {}
    rows = Evidence.objects.filter(finding__sorting=counter.sorting, contribution__in=counter.sample)
    for note, finding in rows.order_by("pk").values_list("contribution", "finding"):
        cited.setdefault(note, set()).add(finding)
    texts = [note.pk for note in sample(counter) if all(str(note.pk) in given for given in answers)]
    choices = {text: [given[str(text)]["finding"] for given in answers] for text in texts}
    alike = sum(one == two for one, two in choices.values())
    faithful = [
        sum((choices[text][rank] in cited.get(text, {NONE})) for text in texts) for rank in range(READERS)
    ]
    unsaid = [text for text in texts if NONE in choices[text]]
    remarks = [
        {
            "text": text,
            "remarks": [given[str(text)]["remark"] for given in answers if given[str(text)]["remark"]],
        }
        for text in unsaid
    ]
    return {
        "read": len(texts),
        "alike": alike,
        "with_synthesis": faithful,
        "both": sum(all(choice in cited.get(text, {NONE}) for choice in choices[text]) for text in texts),
        "unsaid_both": [text for text in texts if choices[text] == [NONE, NONE]],
        "unsaid": remarks,
    }
