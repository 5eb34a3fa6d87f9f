"""The table: open it, sort apart, undo, compare, agree. Every function that changes it is here.

Placements are kept as steps, which can be undone; the journal gets the milestones, with the whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.sorting import agreement, column_changes, columns, proximity
from concertia_web.sorting.models import Placement, Sorting, SortingReader, Step
from concertia_web.sorting.notes import counted, notes_of
from concertia_web.sorting.places import ASIDE, Place, of_json, places
from concertia_web.sorting.refusals import Refused

COMMON = Placement.AGREED
READERS = 2
_OPEN = (Sorting.State.SORTING, Sorting.State.DRAFT)


def reader_key(actor: Actor) -> str:
    """The name of someone’s own table."""
    if actor.user is None:
        raise Refused("Il faut un compte pour trier des notes.")
    return f"user:{actor.user.pk}"


def locked(sorting: Sorting) -> Sorting:
    """The table, held until the end of the transaction."""
    return (
        Sorting.objects.select_for_update(of=("self",))
        .select_related("consultation__territory")
        .get(pk=sorting.pk)
    )


def log(actor: Actor, sorting: Sorting, verb: str, **more: Any) -> None:
    """One entry of the journal about this table, under the title of the concertation."""
    record(
        actor=actor,
        action=f"sorting.{verb}",
        thing=more.pop("thing", sorting),
        label=more.pop("label", str(sorting.consultation)),
        territory=sorting.consultation.territory,
        **more,
    )


@transaction.atomic
def open_table(*, actor: Actor, consultation: Consultation) -> Sorting:
    """The table of a concertation, with the themes of its framing note as columns. Twice: the same one."""
    sorting, created = Sorting.objects.get_or_create(
        consultation=consultation, defaults={"columns": columns.framing_columns(consultation)}
    )
    if created:
        log(actor, sorting, "open", after=sorting.columns)
    return sorting


@transaction.atomic
def propose(*, sorting: Sorting) -> Sorting:
    """Look for notes that look alike, if the notes changed since the last time. Nothing is placed."""
    sorting = locked(sorting)
    texts = {note.pk: note.shown_text for note in notes_of(sorting.consultation) if not note.not_published}
    found = proximity.digest(texts)
    if found != sorting.proposals_digest:
        sorting.proposals = [list(pair) for pair in proximity.look_alike(texts)]
        sorting.proposals_digest = found
        sorting.save(update_fields=["proposals", "proposals_digest"])
    return sorting


def table_of(actor: Actor, sorting: Sorting) -> str:
    """Whose table this person works on: their own until tables are compared, then the common one."""
    return COMMON if sorting.compared else reader_key(actor)


@transaction.atomic
def begin(*, actor: Actor, sorting: Sorting) -> SortingReader:
    """Take one of the two seats. Raises Refused where both are taken by others."""
    sorting, key = locked(sorting), reader_key(actor)
    seated = sorting.readers.filter(key=key).first()
    if seated is not None:
        return seated
    if sorting.compared:
        raise Refused("Les tris séparés sont terminés : continuez sur la table commune.")
    if sorting.readers.count() >= READERS:
        raise Refused(
            "Deux personnes trient déjà ces notes, chacune de leur côté. Vous verrez leur comparaison quand "
            "elles auront terminé. Si l’une ne peut pas finir, retirez sa lecture depuis cette page."
        )
    seat = SortingReader.objects.create(
        sorting=sorting, user=actor.user, key=key, function=actor.function[:120]
    )
    log(actor, sorting, "begin")
    return seat


@transaction.atomic
def withdraw_reader(*, actor: Actor, sorting: Sorting, reader: SortingReader, reason: str) -> None:
    """Free the seat of someone who cannot finish; what they placed is forgotten, which the journal keeps."""
    sorting = locked(sorting)
    if sorting.compared:
        raise Refused("Les deux tris sont déjà comparés : une lecture ne peut plus être retirée.")
    if not reason.strip():
        raise Refused("Dites pourquoi cette lecture est retirée : la raison est gardée au journal.")
    before = _table_json(sorting, reader.key)
    Placement.objects.filter(sorting=sorting, reader=reader.key).delete()
    Step.objects.filter(sorting=sorting, reader=reader.key).delete()
    reader.delete()
    log(actor, sorting, "withdraw_reader", reason=reason.strip(), before=before)


def _table_json(sorting: Sorting, reader: str) -> list[list[Any]]:
    return [[note, place.json] for note, place in places(sorting, reader).items()]


def _check_open(actor: Actor, sorting: Sorting) -> str:
    """Whose table may be changed now; raises Refused with the reason why none may."""
    if sorting.state not in _OPEN:
        raise Refused(
            f"Le tri ne peut plus changer : l’état est « {sorting.get_state_display()} ». Revenez d’abord au "
            "projet, avec une raison, depuis la page Enseignements."
        )
    if sorting.compared:
        return COMMON
    seat = begin(actor=actor, sorting=sorting)
    if seat.finished:
        raise Refused("Vous avez terminé votre tri. Rouvrez-le pour déplacer une note.")
    return seat.key


@transaction.atomic
def place(
    *,
    actor: Actor,
    sorting: Sorting,
    notes: Sequence[int],
    column: str = "",
    aside: str = "",
    near: int | None = None,
) -> list[int]:
    """Put notes in a column, or aside with a reason, on the table this person works on; the notes placed.

    ``near``: another note, whose place is taken. Raises Refused; then nothing was placed.
    """
    sorting = locked(sorting)
    reader = _check_open(actor, sorting)
    wanted = _wanted(sorting, reader, column, " ".join(aside.split()), near)
    found = list(
        Contribution.objects.filter(pk__in=list(notes), consultation=sorting.consultation, removed=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not found:
        raise Refused(
            "Aucune note n’est choisie : cochez une note, ou cliquez dessus, puis choisissez sa colonne."
        )
    before = places(sorting, reader, found)
    _write(sorting, reader, dict.fromkeys(found, wanted))
    steps = [[note, before[note].json if note in before else None, wanted.json] for note in found]
    Step.objects.create(sorting=sorting, reader=reader, done_by=reader_key(actor), change={"places": steps})
    return found


def _wanted(sorting: Sorting, reader: str, column: str, aside: str, near: int | None) -> Place:
    if near is not None:
        other = places(sorting, reader, [near]).get(near)
        if other is None:
            raise Refused("La note voisine n’est pas encore placée : choisissez une colonne.")
        return Place(other.column, other.aside, near)
    if column:
        if column not in columns.labels(sorting.columns):
            raise Refused("Cette colonne n’existe plus. Rechargez la page pour voir les colonnes actuelles.")
        return Place(column)
    if not aside:
        raise Refused(
            "Il manque la raison. Une note n’est mise de côté qu’avec une raison, qui sera publiée : "
            "choisissez-en "
            "une dans la liste, ou écrivez-la."
        )
    if len(aside) > 300:
        raise Refused("La raison dépasse 300 caractères. Dites-la en une phrase.")
    return Place("", aside)


def _write(sorting: Sorting, reader: str, wanted: dict[int, Place]) -> None:
    now = timezone.now()
    Placement.objects.bulk_create(
        [
            Placement(
                sorting=sorting,
                contribution_id=note,
                reader=reader,
                column=place.column,
                aside_reason=place.aside,
                near_id=place.near,
                placed=now,
            )
            for note, place in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["sorting", "contribution", "reader"],
        update_fields=["column", "aside_reason", "near", "placed"],
    )


@transaction.atomic
def undo(*, actor: Actor, sorting: Sorting) -> tuple[str, list[int]]:
    """Undo this person’s last action on their table: what was undone, in words, and the notes concerned."""
    sorting = locked(sorting)
    reader = _check_open(actor, sorting)
    step = sorting.steps.filter(reader=reader, done_by=reader_key(actor), undone=False).first()
    if step is None:
        raise Refused("Il n’y a rien à annuler.")
    if "places" in step.change:
        said, notes = _unplace(sorting, reader, step.change["places"])
    else:
        said, notes = column_changes.undo_column(sorting, step.change), []
    step.undone = True
    step.save(update_fields=["undone"])
    return said, notes


def _unplace(sorting: Sorting, reader: str, steps: Iterable[list[Any]]) -> tuple[str, list[int]]:
    changed = [(note, of_json(before)) for note, before, _after in steps]
    current = places(sorting, reader, [note for note, _ in changed])
    known = columns.labels(sorting.columns)
    back = {
        note: before
        for note, before in changed
        if before is not None and note in current and (not before.column or before.column in known)
    }
    _write(sorting, reader, back)
    gone = [note for note, _ in changed if note not in back]
    Placement.objects.filter(sorting=sorting, reader=reader, contribution__in=gone).delete()
    notes = [note for note, _ in changed]
    said = counted(len(notes), "note remise où elle était", "notes remises où elles étaient")
    return f"Annulé : {said}.", notes


@transaction.atomic
def add_column(*, actor: Actor, sorting: Sorting, label: str) -> Sorting:
    """One more column, for both readers."""
    return _change_columns(actor, sorting, lambda held: column_changes.add(held, label))


@transaction.atomic
def rename_column(*, actor: Actor, sorting: Sorting, key: str, label: str) -> Sorting:
    """Another title for a column; its notes stay."""
    return _change_columns(actor, sorting, lambda held: column_changes.rename(held, key, label))


@transaction.atomic
def remove_column(*, actor: Actor, sorting: Sorting, key: str) -> Sorting:
    """Take an empty column away."""
    return _change_columns(actor, sorting, lambda held: column_changes.remove(held, key))


def _change_columns(actor: Actor, sorting: Sorting, change: Callable[[Sorting], dict[str, Any]]) -> Sorting:
    sorting = locked(sorting)
    reader = _check_open(actor, sorting)
    done = change(sorting)
    sorting.save(update_fields=["columns"])
    Step.objects.create(sorting=sorting, reader=reader, done_by=reader_key(actor), change=done)
    log(actor, sorting, "columns", after=done, public=False)
    return sorting


@transaction.atomic
def finish(*, actor: Actor, sorting: Sorting) -> SortingReader:
    """Say that one’s own sort is complete: every note has its place."""
    sorting = locked(sorting)
    seat = begin(actor=actor, sorting=sorting)
    missing = notes_of(sorting.consultation).count() - len(places(sorting, seat.key))
    if missing:
        raise Refused(
            f"{counted(missing, 'note attend', 'notes attendent')} encore une place. Chaque note va dans une "
            "colonne, "
            "ou de côté avec une raison : aucune n’est perdue."
        )
    if seat.finished is None:
        seat.finished = timezone.now()
        seat.save(update_fields=["finished"])
        log(actor, sorting, "finish", after=_table_json(sorting, seat.key), public=False)
    return seat


@transaction.atomic
def resume(*, actor: Actor, sorting: Sorting) -> SortingReader:
    """Take one’s own sort up again, as long as nobody compared."""
    sorting = locked(sorting)
    if sorting.compared:
        raise Refused("Les tris sont déjà comparés : déplacez les notes sur la table commune.")
    seat = begin(actor=actor, sorting=sorting)
    seat.finished = None
    seat.save(update_fields=["finished"])
    log(actor, sorting, "resume", public=False)
    return seat


@transaction.atomic
def compare(*, actor: Actor, sorting: Sorting, alone: bool = False) -> Sorting:
    """Put the finished tables side by side: what is alike becomes common, the rest is to be settled together.

    ``alone``: one reader goes on without a second one, which the result says.
    """
    sorting = locked(sorting)
    if sorting.compared:
        return sorting
    seats = list(sorting.readers.all())
    if not seats or any(seat.finished is None for seat in seats):
        raise Refused(
            "La comparaison s’ouvre quand chaque personne a placé toutes les notes et terminé son tri."
        )
    if len(seats) < READERS and not alone:
        raise Refused(
            "Une seule personne a trié. Faites trier une seconde personne de son côté, ou choisissez de "
            "continuer "
            "à une seule voix : la restitution le dira."
        )
    tables = [places(sorting, seat.key) for seat in seats]
    found = agreement.compare(*tables) if len(tables) > 1 else agreement.alone(tables[0])
    differing = set(found.differing)
    _write(
        sorting,
        COMMON,
        {note: _merged(note, tables) for note in tables[0] if _alike(note, tables, differing)},
    )
    sorting.compared, sorting.agreement = timezone.now(), found.json
    sorting.save(update_fields=["compared", "agreement"])
    counts = {"readers": found.readers, "same": found.same, "total": found.total}
    log(actor, sorting, "compare", after=counts)
    return sorting


def _alike(note: int, tables: list[dict[int, Place]], differing: set[int]) -> bool:
    return note not in differing and all(note in table for table in tables)


def _merged(note: int, tables: list[dict[int, Place]]) -> Place:
    """The same column; where set aside for two reasons, both."""
    first = tables[0][note]
    reasons = list(dict.fromkeys(table[note].aside for table in tables))
    near = next((table[note].near for table in tables if table[note].near), None)
    return first if first.target != ASIDE else Place("", " ; ".join(reasons)[:300], near)


def unplaced(sorting: Sorting) -> int:
    """How many notes have no place on the common table."""
    return notes_of(sorting.consultation).count() - len(places(sorting, COMMON))
