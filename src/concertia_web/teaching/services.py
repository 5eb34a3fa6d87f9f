"""What changes grids and examples. Each person codes apart; nobody’s code replaces another’s."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from concertia.texts.grids import UNDETERMINED
from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.readings.models import Reading
from concertia_web.readings.services import RefusedError
from concertia_web.teaching import upcoming
from concertia_web.teaching.grids import KEYS, shipped, written_codes
from concertia_web.teaching.models import Example, Grid
from concertia_web.teaching.texts import Span, holds, seal

MOST_WAITING = 400
"""Texts kept in the queue, coded by some and waiting for the others."""


def reader_key(actor: Actor) -> str:
    """Whose examples. Raises RefusedError without an account."""
    if actor.user is None:
        raise RefusedError("Il faut un compte pour coder des textes.")
    return f"user:{actor.user.pk}"


@transaction.atomic
def open_shipped(*, consultation: Consultation, key: str, actor: Actor) -> Grid:
    """Open a grid that ships; the same one if it is open. Raises RefusedError where there is none such."""
    offered = shipped().get(key)
    if offered is None:
        raise RefusedError("Cette grille n’est pas livrée avec Concertia : choisissez-en une dans la liste.")
    grid, made = Grid.objects.get_or_create(
        consultation=consultation,
        key=key,
        defaults={
            "title": offered.title,
            "version": offered.version,
            "level": offered.level,
            "codes": list(offered.codes),
        },
    )
    return _opened(grid, made, actor)


@transaction.atomic
def open_own(*, consultation: Consultation, title: str, codes: str, level: str, actor: Actor) -> Grid:
    """Open a grid of one’s own: a title and a list of codes, one a line. Raises RefusedError."""
    title = " ".join(title.split())
    try:
        held = written_codes(codes)
    except ValueError as why:
        raise RefusedError(str(why)) from why
    taken = Grid.objects.filter(consultation=consultation, key__iexact=title[:60]).exists()
    if not title or not title[0].isalnum() or taken or title.casefold() in shipped():
        raise RefusedError("Donnez à la grille un titre qui commence par une lettre, et qu’aucune autre n’a.")
    grid = Grid.objects.create(
        consultation=consultation, key=title[:60], title=title[:60], level=Grid.Level(level), codes=held
    )
    return _opened(grid, True, actor)


def _opened(grid: Grid, made: bool, actor: Actor) -> Grid:
    if made:
        grid = refill(grid)
        _write(grid, actor, "open", after={"key": grid.key, "level": grid.level, "codes": grid.codes})
    return grid


@transaction.atomic
def add_code(*, grid: Grid, written: str, actor: Actor) -> Grid:
    """One more code in a grid of one’s own. Raises RefusedError."""
    grid = _locked(grid)
    if not grid.own or len(grid.codes) >= len(KEYS):
        raise RefusedError("Cette grille ne peut pas recevoir d’autre code.")
    lines = [*(one["code"] for one in grid.codes), written]
    try:
        made = written_codes("\n".join(lines))[-1]
    except ValueError as why:
        raise RefusedError(str(why)) from why
    grid.codes = [*grid.codes, made]
    grid.save(update_fields=["codes"])
    _write(grid, actor, "add_code", after=made)
    return grid


@transaction.atomic
def put_aside(*, grid: Grid, aside: bool, actor: Actor) -> None:
    """Keep a grid from the next readings, or give it back to them; its examples stay."""
    grid = _locked(grid)
    if bool(grid.closed) != aside:
        grid.closed = timezone.now() if aside else None
        grid.save(update_fields=["closed"])
        _write(grid, actor, "close" if aside else "reopen")


@transaction.atomic
def code(*, grid: Grid, contribution: int, span: Span, given: str, actor: Actor) -> Example:
    """Give a text its code (``indetermine``: read, and one cannot tell; empty: put off). Raises RefusedError.

    The same person’s earlier code of this text is replaced.
    """
    grid, reader = _locked(grid), reader_key(actor)
    _refuse_closed(grid)
    known = {one["code"] for one in grid.codes} | {UNDETERMINED, Example.SKIPPED}
    if given not in known:
        raise RefusedError(
            "Ce code n’est pas dans la grille : rechargez la page pour voir ses codes actuels."
        )
    note = upcoming.readable(grid).filter(pk=contribution).first()
    by_passage = grid.level == Grid.Level.UNIT
    if note is None or not holds(note, span) or by_passage != bool(span[1]):
        raise RefusedError("Ce texte a changé ou a été retiré depuis : rien n’est codé. Voici le suivant.")
    made = _kept(grid, note, span, given, actor, reader)
    if given:
        after = {"example": [note.pk, *span], "code": given}
        _write(grid, actor, "code", after=after)
    if not set(map(tuple, grid.queue)) - _places(grid, reader):
        refill(grid)
    return made


def _kept(grid: Grid, note: Contribution, span: Span, given: str, actor: Actor, reader: str) -> Example:
    made, _new = Example.objects.update_or_create(
        grid=grid,
        contribution=note,
        start=span[0],
        end=span[1],
        reader=reader,
        defaults={
            "code": given,
            "words": seal(note, span),
            "user": actor.user,
            "function": actor.function[:120],
            "at": timezone.now(),
        },
    )
    return made


@transaction.atomic
def keep_many(
    *, grid: Grid, given: Sequence[tuple[Contribution, Span, str]], left_out: int, actor: Actor
) -> None:
    """Keep the examples of a file as those of the person who brings it. Codes are those of the grid."""
    grid, reader = _locked(grid), reader_key(actor)
    _refuse_closed(grid)
    for note, span, code_given in given:
        _kept(grid, note, span, code_given, actor, reader)
    refill(grid)
    _write(grid, actor, "upload", after={"kept": len(given), "left_out": left_out})


@transaction.atomic
def undo(*, grid: Grid, actor: Actor) -> Example:
    """Take back one’s own last example, or what one put off last: it waits again. Raises RefusedError."""
    _refuse_closed(_locked(grid))
    last = Example.objects.filter(grid=grid, reader=reader_key(actor)).order_by("-at", "-pk").first()
    if last is None:
        raise RefusedError("Il n’y a rien à annuler.")
    if last.code:
        _write(grid, actor, "undo", before={"example": list(last.place), "code": last.code})
    Example.objects.filter(pk=last.pk).delete()
    _first(grid, last.place)
    return last


@transaction.atomic
def take_up(*, grid: Grid, actor: Actor) -> int:
    """Bring back what one put off; how many texts."""
    grid = _locked(grid)
    rows = Example.objects.filter(grid=grid, reader=reader_key(actor), code=Example.SKIPPED).order_by("-at")
    places = [row.place for row in rows]
    rows.delete()
    for place in places:
        _first(grid, place)
    return len(places)


def _first(grid: Grid, place: upcoming.Place) -> None:
    """Put a text at the head of what is to be read."""
    grid.refresh_from_db(fields=["queue"])
    grid.queue = [list(place), *(other for other in grid.queue if tuple(other) != place)]
    grid.save(update_fields=["queue"])


@transaction.atomic
def refill(grid: Grid, reading: Reading | None = None) -> Grid:
    """Put first what ``reading``, or the last one, hesitated about, and behind what was waiting, texts that
    nobody coded."""
    grid = _locked(grid)
    coded = set(Example.objects.filter(grid=grid).values_list("contribution", "start", "end"))
    hesitated = [place for place in upcoming.hesitated_about(grid, reading) if place not in coded]
    waiting = [place for held in grid.queue if (place := tuple(held)) not in hesitated]
    known = coded | set(hesitated) | set(waiting)
    fresh = islice(upcoming.spread(grid, known), upcoming.AHEAD)
    grid.queue = [list(place) for place in [*hesitated, *waiting[-MOST_WAITING:], *fresh]]
    grid.proposed = len(hesitated)
    grid.save(update_fields=["queue", "proposed"])
    return grid


def refill_all(consultation: Consultation, reading: Reading) -> None:
    """After a reading: its hesitations come first in each grid."""
    for grid in Grid.objects.filter(consultation=consultation):
        refill(grid, reading)


def _places(grid: Grid, reader: str) -> set[upcoming.Place]:
    rows = Example.objects.filter(grid=grid, reader=reader)
    return set(rows.values_list("contribution", "start", "end"))


def _locked(grid: Grid) -> Grid:
    """The grid, held until the end of the transaction."""
    rows = Grid.objects.select_for_update(of=("self",)).select_related("consultation__territory")
    return rows.get(pk=grid.pk)


def _refuse_closed(grid: Grid) -> None:
    if grid.closed:
        raise RefusedError("Cette grille est de côté : reprenez-la avant d’y coder des textes.")


def _write(grid: Grid, actor: Actor, verb: str, before: object = None, after: object = None) -> None:
    record(
        actor=actor,
        action=f"teaching.{verb}",
        thing=grid,
        label=f"grille « {grid.title} »",
        territory=grid.consultation.territory,
        before=before,
        after=after,
        public=False,
    )
