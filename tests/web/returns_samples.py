"""Grids of the tests: the real framing note, strategies that fill it, small makers of drafts and versions."""

from __future__ import annotations

from typing import Any

from django_scopes import scope
from hypothesis import strategies as st
from tests.web.factories import framing, make_user

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import Role
from concertia_web.campaigns.models import Commitment
from concertia_web.returns import services
from concertia_web.returns.basis import grid_from
from concertia_web.returns.fields import (
    CHOICE,
    CHOICES,
    DAY,
    PASSAGES,
    REFERENCES,
    TALLIES,
    WHOLE,
    Field,
    make_passage,
)
from concertia_web.returns.grid import Grid, make_grid
from concertia_web.returns.models import Return, ReturnVersion
from concertia_web.returns.sections import Section
from concertia_web.returns.sending import send_return

GRID = make_grid(
    campaign="campagne",
    framing=framing(),
    digest="0" * 64,
    own_questions=[{"key": "bus", "fr": "Et dans les bus ?"}],
    more_questions=[{"key": "conditions", "fr": "À quelles conditions ?"}],
)
_HARD = st.sampled_from(
    [
        "=1+1", "+33", "-12", "@SOMME(A1)", "'texte", "_x0041_", "_x005F_", "« déjà cité »", "“cité”",
        "12/03/2026", "2026-03-12", "46000", "oui ; non", "a | b", "a\r\nb", "a\n\n\n\nb", "\ttab",
        "fin \u00a0", "e\u0301", "\ufeffx", "👩‍🌾", "مرحبا", "Titre", "Nature", "Intitulé", "3 craintes",
        "[d1] p. 4 § 2 : x", "#REF!", "TRUE", "1e5", "0012", "a\x00b",
    ]
)  # fmt: skip
WORDS = st.one_of(_HARD, st.text(max_size=60))


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """What a person may have answered in a field."""
    keys = [key for key, _label in field.choices]
    if field.kind == WHOLE:
        return st.one_of(st.none(), st.integers(0, 9_999_999))
    if field.kind == DAY:
        return st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))
    if field.kind == CHOICE:
        return st.sampled_from(["", *keys])
    if field.kind == CHOICES:
        return st.lists(st.sampled_from(keys), unique=True)
    if field.kind == REFERENCES:
        return st.lists(st.integers(1, 10**9), max_size=4)
    if field.kind == TALLIES:
        return st.dictionaries(st.sampled_from(keys), st.integers(1, 999_999), max_size=3)
    if field.kind == PASSAGES:
        place = st.one_of(st.none(), st.integers(1, 99_999))
        passage = st.builds(make_passage, text=WORDS, document=WORDS, page=place, paragraph=place)
        return st.lists(passage, max_size=3)
    return WORDS


def records_of(section: Section) -> st.SearchStrategy[dict[str, Any]]:
    """A record of a section."""
    return st.fixed_dictionaries({field.key: values_of(field) for field in section.fields})


@st.composite
def contents(draw: st.DrawFn, grid: Grid = GRID) -> dict[str, Any]:
    """A filled grid."""
    content: dict[str, Any] = {}
    for section in grid.sections:
        if section.single:
            content[section.key] = draw(records_of(section))
        elif section.fixed:
            content[section.key] = [
                {"id": key, **draw(records_of(section))}
                for key, _label in section.fixed
                if draw(st.booleans())
            ]
        else:
            found = draw(st.lists(records_of(section), max_size=3))
            prefilled = [draw(st.sampled_from(["", f"{section.letter}x{n}"])) for n, _one in enumerate(found)]
            content[section.key] = [{"id": key, **one} for key, one in zip(prefilled, found, strict=True)]
    return grid.clean(content)


SMALL: dict[str, Any] = {
    "sessions": [
        {
            "title": "Atelier du soir",
            "kind": "atelier",
            "day": "2026-11-20",
            "place": "Salle des fêtes",
            "minutes": 120,
            "recruitment": "Affiches et listes des associations",
            "present_habitants": 30,
            "present_agents": 12,
        }
    ],
    "publics": [{"id": "habitants", "heard": "heard"}, {"id": "jeunes", "heard": "invited"}],
    "participants": {"people": 40, "missing": "Les jeunes ne sont pas venus."},
    "items": [
        {
            "kind": "refus",
            "title": "Pas de caméras qui analysent les visages",
            "text": "Personne ne veut être filmé et reconnu dans la rue.",
            "theme": "espace-public",
            "publics": ["habitants"],
            "support": "broad",
            "said": {"crainte": 1, "refus": 3},
            "words_1": "Être filmé dans la rue, je refuse.",
            "capture_1": "written",
            "words_2": "pas de caméras",
            "capture_2": "noted",
        },
        {"kind": "attente", "title": "Former les agents pendant leur temps de travail", "theme": "agents"},
    ],
    "follow": {"decision": "La charte des usages, au conseil de mars."},
    "publication": {"when": "later", "words": "publish"},
    "visas": [{"function": "Directrice générale des services", "act": "validated", "day": "2026-11-21"}],
}


def lead_of(commitment: Commitment, *roles: str) -> Actor:
    """Somebody who leads the concertation of this commitment."""
    return actor_of(make_user(commitment.lead, *(roles or (Role.LEAD,))))


def make_draft(
    commitment: Commitment, content: dict[str, Any] | None = None, actor: Actor | None = None
) -> Return:
    """A draft with these answers instead of what was pre-filled."""
    actor = actor or lead_of(commitment)
    with scope(territory=commitment.lead):
        draft = services.open_draft(actor=actor, commitment=commitment)
        if content is not None:
            draft.content = grid_from(draft.basis).clean(content)
            draft.save()
    return draft


def send(commitment: Commitment, content: dict[str, Any] | None = None) -> ReturnVersion:
    """A version sent, from a draft with these answers."""
    actor = lead_of(commitment)
    draft = make_draft(commitment, SMALL if content is None else content, actor)
    with scope(territory=commitment.lead):
        return send_return(actor=actor, draft=draft)
