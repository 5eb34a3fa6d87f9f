"""What two readers made of the sixty notes: sorted apart, compared, formulated, read back, settled."""

from __future__ import annotations

import csv
from typing import Any

import yaml

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.demonstration.pack import Pack
from concertia_web.sorting import formulating, services, settling
from concertia_web.sorting.models import Sorting

SEATS = {"Tri 1": "lecture-1", "Tri 2": "lecture-2"}


def read_workshop(
    pack: Pack,
    consultation: Consultation,
    notes: list[Contribution],
    questions: list[Contribution],
    people: dict[str, Actor],
) -> Sorting:
    """The whole reading, to « arrêté »."""
    sorting = services.open_table(actor=people["lecture-1"], consultation=consultation)
    with pack.source("atelier.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    for column, who in SEATS.items():
        actor = people[who]
        services.begin(actor=actor, sorting=sorting)
        for note, row in zip(notes, rows, strict=True):
            _place(sorting, actor, [note.pk], row[column])
        _place(sorting, actor, [note.pk for note in questions], "jeunesse")
        services.finish(actor=actor, sorting=sorting)
    sorting = services.compare(actor=people["lecture-1"], sorting=sorting)
    for note, row in zip(notes, rows, strict=True):
        if row["Tri 1"] != row["Tri 2"]:
            _place(sorting, people["lecture-1"], [note.pk], row["Tri 1"])
    sorting = settling.close_table(actor=people["chargee"], sorting=sorting)
    described = yaml.safe_load(pack.source("enseignements.yaml").read_text(encoding="utf-8"))
    for finding in described["findings"]:
        _formulate(sorting, people["lecture-1"], finding, notes)
    sorting = settling.send_back_to_participants(actor=people["chargee"], sorting=sorting)
    for opinion in described["opinions"]:
        author = people["garant" if opinion["kind"] == "garant" else "chargee"]
        settling.attach_opinion(actor=author, sorting=sorting, **opinion)
    return settling.settle(actor=people["chargee"], sorting=sorting)


def _place(sorting: Sorting, actor: Actor, notes: list[int], where: str) -> None:
    if where.startswith("-:"):
        services.place(actor=actor, sorting=sorting, notes=notes, aside=where[2:])
    else:
        services.place(actor=actor, sorting=sorting, notes=notes, column=where)


def _formulate(sorting: Sorting, actor: Actor, said: dict[str, Any], notes: list[Contribution]) -> None:
    sides = dict.fromkeys(said["notes"], "support") | dict.fromkeys(said.get("contre", []), "dissent")
    formulating.formulate(
        actor=actor,
        sorting=sorting,
        wording=formulating.Wording(
            kind=said["kind"], title=said["title"], text=said.get("text", ""), column=said["column"]
        ),
        cited=formulating.Cited(
            notes={notes[number - 1].pk: side for number, side in sides.items()},
            quoted_notes=frozenset(notes[number - 1].pk for number in said["montrees"]),
        ),
    )
