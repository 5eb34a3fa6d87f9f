"""What changes a draft: opening it, filling it, bringing a file in, going back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Commitment
from concertia_web.contributions.models import Passage
from concertia_web.journal.services import record
from concertia_web.returns.basis import grid_from, present_basis, with_new_questions
from concertia_web.returns.fields import make_passage
from concertia_web.returns.grid import Content, Grid, digest
from concertia_web.returns.merging import Difference, adopted, completed, records, refilled, remembered, taken
from concertia_web.returns.models import DraftState, GridFile, Return
from concertia_web.returns.prefill import proposal_of
from concertia_web.returns.reading import ReadGrid
from concertia_web.returns.sections import Record

BURST = timedelta(minutes=10)
"""Changes by the same person within it are one step back and one line of the journal."""
STATES_KEPT = 100


@dataclass(frozen=True)
class Saved:
    """What became of a record that somebody saved. ``rival``: what another person wrote meanwhile."""

    record: Record
    rival: Record | None = None

    @property
    def base(self) -> str:
        """What the next change of this record must start from."""
        return digest(self.record)


@transaction.atomic
def open_draft(*, actor: Actor, commitment: Commitment) -> Return:
    """The draft of a commitment, pre-filled with all that the site knows; the one there is, if any."""
    basis = present_basis(commitment)
    grid = grid_from(basis)
    proposal = proposal_of(commitment, grid)
    draft, created = Return.objects.get_or_create(
        commitment=commitment,
        territory=commitment.lead,
        defaults={"basis": basis, "content": proposal, "filled": proposal, "changed_by": _name(actor)},
    )
    if created:
        _journal(actor, "open", draft, {"digest": digest(draft.content)})
    return draft


@transaction.atomic
def save_record(
    *, actor: Actor, draft: Return, section: str, identifier: str, values: Record, base: str
) -> Saved:
    """Write one record. ``base`` is the digest of the record that the person saw: if it changed since,
    nothing is written and both are given back. An empty ``identifier`` adds a record."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    described = grid.section(section)
    content = deepcopy(draft.content)
    present = records(described, content)
    if described.many and not identifier:
        return _added(actor, draft, grid, section, values)
    known = present.get(identifier)
    blank = described.blank(identifier)
    if base and digest(known or blank) != base and not _same(known or blank, values):
        return Saved(values, rival=known or blank)
    if known is None:
        content[section].append({**values, "id": identifier})
    else:
        known.update({field.key: values[field.key] for field in described.fields})
    _write(actor, draft, grid, content, f"modification : {described.label.lower()}")
    return Saved(records(described, draft.content).get(identifier, blank))


def _same(known: Record, values: Record) -> bool:
    return all(values[key] == held for key, held in known.items() if key != "id")


def _added(actor: Actor, draft: Return, grid: Grid, section: str, values: Record) -> Saved:
    content = deepcopy(draft.content)
    before = set(records(grid.section(section), content))
    content[section].append({**values, "id": ""})
    _write(actor, draft, grid, content, f"ajout : {grid.section(section).one}")
    new = [one for key, one in records(grid.section(section), draft.content).items() if key not in before]
    return Saved(new[0] if new else grid.section(section).blank())


@transaction.atomic
def remove_record(*, actor: Actor, draft: Return, section: str, identifier: str) -> None:
    """Take a record out of the draft; « revenir à » brings it back."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    content = deepcopy(draft.content)
    content[section] = [one for one in content[section] if one["id"] != identifier]
    _write(actor, draft, grid, content, f"retrait : {grid.section(section).one}", apart=True)


@transaction.atomic
def move_record(*, actor: Actor, draft: Return, section: str, identifier: str, by: int) -> None:
    """Put a record ``by`` places further down (or up)."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    content = deepcopy(draft.content)
    order = content[section]
    at = next((number for number, one in enumerate(order) if one["id"] == identifier), None)
    if at is not None:
        order.insert(max(0, at + by), order.pop(at))
        _write(actor, draft, grid, content, "changement d’ordre")


@transaction.atomic
def add_records(*, actor: Actor, draft: Return, section: str, values: Sequence[Mapping[str, Any]]) -> int:
    """Add several records at once; how many."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    content = deepcopy(draft.content)
    before = len(content[section])
    content[section] += [{**grid.section(section).blank(), **one} for one in values]
    _write(actor, draft, grid, content, f"ajout : {grid.section(section).one}", apart=True)
    return len(draft.content[section]) - before


@transaction.atomic
def add_from_passages(*, actor: Actor, draft: Return, passages: Sequence[Passage], values: Record) -> Record:
    """An element that rests on passages of documents, which enter the list of documents too."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    content = deepcopy(draft.content)
    known = records(grid.section("documents"), content)
    pieces = []
    for passage in passages:
        document = passage.document
        key = f"dx{document.pk}"
        if key not in known:
            known[key] = {
                **grid.section("documents").blank(key),
                "title": document.title,
                "kind": document.kind,
                "validated_by": document.validated_by,
                "validated_on": document.validated_on.isoformat() if document.validated_on else "",
            }
            content["documents"].append(known[key])
        pieces.append(
            make_passage(text=passage.text, document=key, page=passage.page, paragraph=passage.paragraph)
        )
    before = {one["id"] for one in content["items"]}
    content["items"].append({**grid.section("items").blank(), **values, "passages": pieces})
    _write(actor, draft, grid, content, "ajout : élément tiré d’un document", apart=True)
    return next(one for one in draft.content["items"] if one["id"] not in before)


@transaction.atomic
def refill(*, actor: Actor, draft: Return) -> list[Difference]:
    """Bring in what the site learnt since the last filling; what a person wrote stays. What was left."""
    draft = _locked(draft)
    basis = with_new_questions(draft.basis, present_basis(draft.commitment))
    grid = grid_from(basis)
    proposal = proposal_of(draft.commitment, grid)
    last = grid.clean(draft.filled)
    content, left = refilled(grid, grid.clean(draft.content), last, proposal)
    draft.basis, draft.filled = basis, remembered(grid, last, proposal, left)
    _write(actor, draft, grid, content, "reprise de ce que le site sait", apart=True)
    return left


@transaction.atomic
def take_from_sources(*, actor: Actor, draft: Return, keys: Collection[str]) -> None:
    """Take the answers of the sources that a person chose over what was written."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    content = taken(grid, draft.content, proposal_of(draft.commitment, grid), keys)
    _write(actor, draft, grid, content, "choix entre le brouillon et le site", apart=True)


@transaction.atomic
def receive_file(*, actor: Actor, draft: Return, name: str, read: ReadGrid) -> GridFile:
    """Keep what a file says until a person has seen what it changes."""
    file = GridFile.objects.create(
        draft=draft,
        name=name[-200:],
        content=read.content,
        fresh=sorted(list(one) for one in read.fresh),
        unread=[vars(one) for one in read.unread],
        notes=read.notes,
        cells=read.cells,
        received_by=_name(actor),
    )
    _journal(actor, "receive-file", draft, {"cells": read.cells, "unread": len(read.unread)})
    return file


def outcome(grid: Grid, draft: Content, file: GridFile, *, replace: bool) -> Content:
    """The draft as it would be with this file."""
    fresh = {(section, identifier) for section, identifier in file.fresh}
    given = adopted(grid, draft, grid.clean(file.content), fresh)
    return given if replace else completed(grid, draft, given)


@transaction.atomic
def accept_file(*, actor: Actor, draft: Return, file: GridFile, replace: bool) -> None:
    """Let a file complete the draft, or take its place. Once."""
    draft = _locked(draft)
    file = GridFile.objects.select_for_update().get(pk=file.pk)
    if file.accepted is not None:
        return
    grid = grid_from(draft.basis)
    content = outcome(grid, draft.content, file, replace=replace)
    _write(actor, draft, grid, content, "reprise d’un fichier", apart=True)
    file.accepted = timezone.now()
    file.save(update_fields=["accepted"])


@transaction.atomic
def restore(*, actor: Actor, draft: Return, state: DraftState) -> None:
    """Bring back the draft as it was; what it replaces can be brought back too."""
    draft = _locked(draft)
    grid = grid_from(draft.basis)
    _write(actor, draft, grid, grid.clean(state.content), "retour en arrière", apart=True)


def _locked(draft: Return) -> Return:
    return Return.objects.select_for_update().select_related("commitment__campaign").get(pk=draft.pk)


def _write(
    actor: Actor, draft: Return, grid: Grid, content: Content, doing: str, *, apart: bool = False
) -> None:
    """Save the draft and, unless the same person is going on, the step back and the line of the journal."""
    before, after = draft.content, grid.clean(content)
    changed = digest(before) != digest(after)
    if changed:
        _remember(actor, draft, before, after, doing, apart=apart)
    draft.content, draft.changed, draft.changed_by = after, timezone.now(), _name(actor)
    draft.save()


def _remember(
    actor: Actor, draft: Return, before: Content, after: Content, doing: str, *, apart: bool
) -> None:
    last = draft.states.first()
    going_on = (
        last is not None
        and not apart
        and last.by == _name(actor)
        and last.before.startswith(("modification", "ajout"))
        and timezone.now() - last.at < BURST
    )
    if going_on:
        return
    DraftState.objects.create(draft=draft, content=before, before=doing[:120], by=_name(actor))
    old = list(draft.states.values_list("pk", flat=True)[STATES_KEPT:])
    draft.states.filter(pk__in=old).delete()
    _journal(actor, "edit", draft, {"digest": digest(after)}, {"digest": digest(before)}, reason=doing)


def _name(actor: Actor) -> str:
    """Who, as the people of the same territory call them."""
    return str(actor.user)[:120] if actor.user is not None else actor.function[:120]


def _journal(
    actor: Actor,
    verb: str,
    draft: Return,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    *,
    reason: str = "",
) -> None:
    """A line about a draft: for the territory only."""
    record(
        actor=actor,
        action=f"returns.{verb}",
        thing=draft,
        label=str(draft.commitment),
        territory=draft.territory,
        reason=reason,
        before=before,
        after=after,
        public=False,
    )
