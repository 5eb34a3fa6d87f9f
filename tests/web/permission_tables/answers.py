"""Who prepares, writes, approves, publishes, follows and reads the answers."""

from __future__ import annotations

from tests.web.permission_tables.sorting import EVERYONE_AT_HOME, _also_elected

from concertia_web.answers.models import Answer, Service


def _answer(world):
    """Given to the service for which the account « service » answers, or to another."""
    service = Service.objects.create(territory=world.home, name="Ressources humaines")
    if "other service" not in world.kept:
        service.members.set([world.users["service"]])
    return Answer(consultation=world.consultation, title="Former avant d’équiper", service=service)


ABOUT = {"see_answer": _answer, "answer_for": _answer}
PHASES = {
    "of another service": lambda world: world.kept.update({"other service": True}),
    "settled, lead elected": lambda world: (
        _also_elected(world),
        world.put(world.consultation, state="settled"),
    ),
    "published, lead elected": lambda world: (
        _also_elected(world),
        world.put(world.consultation, state="published"),
    ),
}
ROWS = {
    "see_answers": {"always": EVERYONE_AT_HOME},
    "see_answer": {
        "always": EVERYONE_AT_HOME,
        "of another service": EVERYONE_AT_HOME.replace("service", "").strip(),
    },
    "answer_for": {
        "always": "lead service",
        "of another service": "lead",
        "settled, lead elected": "service",
    },
    "prepare": {"draft open reading": "", "settled published": "lead", "settled, lead elected": ""},
    "write": {
        "draft open reading": "",
        "settled published": "lead service",
        "settled, lead elected": "service",
    },
    "approve": {
        "draft open reading": "",
        "settled published": "elected",
        "settled, lead elected": "lead elected",
    },
    "publish": {
        "draft open reading settled": "",
        "published": "lead",
        "published, lead elected": "",
    },
    "correct": {
        "draft open reading settled": "",
        "published": "lead service",
        "published, lead elected": "service",
    },
    "follow": {
        "draft open reading settled": "",
        "published": "lead service",
        "published, lead elected": "service",
    },
    "read_answers": {"draft open reading settled": "", "published": "everyone"},
    "take_papers": {"draft open reading": "", "settled published": "lead analyst garant elected"},
}
