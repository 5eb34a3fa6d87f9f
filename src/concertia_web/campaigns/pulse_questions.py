"""The five questions of the monthly message, each answered by one click, and what their answers mean."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Choice(NamedTuple):
    """An answer. ``calls``: the network should do something."""

    key: str
    label: Promise
    calls: bool = False


class Question(NamedTuple):
    """A question and its answers."""

    key: str
    text: Promise
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice | None:
        """The answer of that key."""
        return next((choice for choice in self.choices if choice.key == key), None)


QUESTIONS = (
    Question(
        "etape",
        _("Où en êtes-vous ?"),
        (
            Choice("pas-commence", _("Pas commencé")),
            Choice("prepare", _("Nous préparons")),
            Choice("debat", _("Le débat a lieu")),
            Choice("lecture", _("Nous lisons ce qui a été dit")),
            Choice("remontee", _("La remontée est prête ou partie")),
        ),
    ),
    Question(
        "dates",
        _("Tiendrez-vous la date des remontées ?"),
        (
            Choice("oui", _("Oui")),
            Choice("sans-doute", _("Sans doute")),
            Choice("non", _("Non, il faudra du temps"), calls=True),
        ),
    ),
    Question(
        "publics",
        _("Qui vous manque encore ?"),
        (
            Choice("personne", _("Personne")),
            Choice("habitants", _("Des habitants que l’on entend peu")),
            Choice("agents", _("Des agents")),
            Choice("jeunes", _("Des jeunes")),
            Choice("elus", _("Des élus")),
        ),
    ),
    Question(
        "obstacle",
        _("Qu’est-ce qui vous retient le plus ?"),
        (
            Choice("rien", _("Rien")),
            Choice("temps", _("Le temps")),
            Choice("decision", _("La décision"), calls=True),
            Choice("methode", _("La méthode"), calls=True),
            Choice("outil", _("L’outil"), calls=True),
        ),
    ),
    Question(
        "aide",
        _("De quoi avez-vous besoin ?"),
        (
            Choice("rien", _("De rien")),
            Choice("appel", _("Un appel"), calls=True),
            Choice("papiers", _("Des papiers"), calls=True),
            Choice("animation", _("De l’aide pour animer"), calls=True),
            Choice("pair", _("Parler à un autre territoire"), calls=True),
        ),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


def valid(answers: dict[str, str]) -> dict[str, str]:
    """The answers that are among the choices, in the order of the questions."""
    return {
        question.key: answers[question.key]
        for question in QUESTIONS
        if question.choice(answers.get(question.key, "")) is not None
    }


def needs(answers: dict[str, str]) -> list[tuple[Promise, Promise]]:
    """(question, answer) of the answers that call for something from the network."""
    found = []
    for question in QUESTIONS:
        choice = question.choice(answers.get(question.key, ""))
        if choice is not None and choice.calls:
            found.append((question.text, choice.label))
    return found
