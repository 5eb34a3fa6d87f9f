"""The table of permissions: who × phase × action, for every function marked ``@permission``.

Each app has a table, ``permission_tables/<app>.py``, with up to three names:

``ROWS``
    action → {phases: who may}. **Everyone who is not named must be refused.**
    Phases are names separated by spaces, or one name with spaces of its own; who may is names separated by
    spaces, ``""`` for nobody, ``"everyone"`` for all.
``ABOUT``
    action → function of the world that gives the thing asked about; by default the concertation.
``PHASES``
    name → function that puts the world in that phase (``world.put(thing, field=value)``, factories…), beyond
    those that exist already: ``always`` (nothing changed: the concertation is open) and ``draft``, ``open``,
    ``reading``, ``settled``, ``published`` (state of the concertation). A row that names one of these five
    names the five.

::

    ABOUT = {"type_notes": lambda world: world.session}
    PHASES = {"cancelled": lambda world: world.put(world.session, cancelled=True)}
    ROWS = {
        "type_notes": {
            "draft settled published": "",
            "open reading": "lead facilitator link",
            "cancelled": "",
        },
    }

Who is who (``permission_tables/world.py``):

- ``lead facilitator analyst garant elected service reader``: one account each, with that role alone, at home;
- ``network``: the team of the network that calls the campaign, without a role at home;
- ``other``: an account with every role of another territory, and none at home;
- ``installer``: who looks after the site, without any role;
- ``link``: the bearer of a one-day link to the concertation (and its session), ``other-link``: to another
  concertation of the same territory;
- ``anybody``: no account.

The clock stands at ``NOON`` and reads are scoped to home (``WITHIN = {"action": "network"}`` for another
territory of the world).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django_scopes import scope, scopes_disabled
from tests.web.permission_tables.world import NOON, WHO, World, make_world

from concertia_web.accounts.permissions import PERMISSIONS

STATES = ("draft", "open", "reading", "settled", "published")


def _state(name: str):
    return lambda world: world.put(world.consultation, state=name)


STANDARD = {"always": lambda world: None} | {name: _state(name) for name in STATES}
for _name in settings.APPS:
    if find_spec(f"concertia_web.{_name}.permissions"):
        import_module(f"concertia_web.{_name}.permissions")


def _table(app: str) -> ModuleType | None:
    name = f"tests.web.permission_tables.{app}"
    return import_module(name) if find_spec(name) else None


def _phases(table: ModuleType, names: str) -> list[str]:
    known = STANDARD | getattr(table, "PHASES", {})
    found = [names] if names in known else names.split()
    assert set(found) <= known.keys(), f"unknown phase in « {names} »"
    return found


def _expected(table: ModuleType, action: str) -> dict[str, frozenset[str]]:
    cells: dict[str, frozenset[str]] = {}
    for names, people in table.ROWS[action].items():
        who = frozenset(WHO if people == "everyone" else people.split())
        assert who <= set(WHO), f"{action}: unknown person in « {people} »"
        for phase in _phases(table, names):
            assert phase not in cells, f"{action}: « {phase} » twice"
            cells[phase] = who
    assert cells, f"{action}: no phase"
    stated = cells.keys() & set(STATES)
    assert not stated or stated == set(STATES), f"{action}: names some states of a concertation, not all"
    return cells


def _allowed(world: World, table: ModuleType, name: str, phase: str) -> frozenset[str]:
    action = name.split(".")[1]
    prepare = (STANDARD | getattr(table, "PHASES", {}))[phase]
    place = getattr(world, getattr(table, "WITHIN", {}).get(action, "home"))
    with scopes_disabled():
        prepare(world)
        thing = getattr(table, "ABOUT", {}).get(action, lambda world: world.consultation)(world)
    with scope(territory=place):
        answers = {who: PERMISSIONS[name](actor, thing) for who, actor in world.actors.items()}
    assert all(isinstance(answer, bool) for answer in answers.values()), f"{name} answers something else"
    return frozenset(who for who, answer in answers.items() if answer)


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
@time_machine.travel(NOON, tick=False)
def test_who_may_do_what_and_when(name, db):
    app, action = name.split(".")
    table = _table(app)
    assert table is not None and action in table.ROWS, f"{name}: no row in permission_tables/{app}.py"
    world = make_world()
    assert set(world.actors) == set(WHO)
    wrong = []
    for phase, expected in _expected(table, action).items():
        world.fresh()
        with transaction.atomic():
            found = _allowed(world, table, name, phase)
            transaction.set_rollback(True)
        wrong += [f"{phase}: {who} must be refused" for who in sorted(found - expected)]
        wrong += [f"{phase}: {who} must be allowed" for who in sorted(expected - found)]
    assert not wrong, f"{name}\n" + "\n".join(wrong)


@pytest.mark.parametrize("app", settings.APPS)
def test_each_row_is_about_a_permission_that_exists(app):
    table = _table(app)
    if table is not None:
        known = {name.split(".")[1] for name in PERMISSIONS if name.startswith(f"{app}.")}
        assert set(table.ROWS) <= known
        assert set(getattr(table, "ABOUT", {})) <= known
