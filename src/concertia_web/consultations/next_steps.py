"""The next thing to do in a concertation: one sentence, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from concertia_web.campaigns.models import Commitment
from concertia_web.consultations import states
from concertia_web.consultations.models import Consultation

_RETURN_AWAITED = (Commitment.State.INTERESTED, Commitment.State.COMMITTED, Commitment.State.CONSULTING)


@dataclass(frozen=True)
class Step:
    """What to do now."""

    text: str
    url: str = ""
    label: str = ""
    """Words of the link."""
    verb: str = ""
    """A step of its life that can be taken now, on the overview itself."""
    rule: str = ""
    """The permission without which the link would lead to a refusal."""
    details: tuple[str, ...] = ()


def next_step(consultation: Consultation, today: date) -> Step:
    """The one thing that comes next."""
    where = [consultation.territory.slug, consultation.slug]
    made: Step = {
        Consultation.State.DRAFT: _draft,
        Consultation.State.OPEN: _open,
        Consultation.State.READING: _reading,
        Consultation.State.SETTLED: _settled,
        Consultation.State.PUBLISHED: _published,
    }[Consultation.State(consultation.state)](consultation, where, today)
    return made


def _draft(consultation: Consultation, where: list[str], _today: date) -> Step:
    problems = states.to_open(consultation)
    if problems:
        return Step(
            "Compléter la règle du jeu avant d’ouvrir.",
            reverse("space:rules", args=where),
            "Aller à la règle du jeu",
            details=tuple(problems),
        )
    return Step(
        "Relire la règle du jeu, puis ouvrir. À l’ouverture elle est figée et devient publique.",
        verb="ouvrir",
    )


def _open(consultation: Consultation, where: list[str], today: date) -> Step:
    if consultation.closes < today:
        return Step("La date de clôture est passée : clore les contributions.", verb="clore")
    if not consultation.contributions.filter(removed=None).exists():
        return Step(
            "Imprimer le kit, puis saisir ce qui est dit, pendant ou après chaque temps de débat.",
            reverse("space:kit", args=where),
            "Imprimer le kit",
            rule="papers.print_kit",
        )
    said = "Saisir ce qui est dit et compter les personnes venues."
    last = consultation.closes == today
    return Step(
        f"{said} C’est le dernier jour : quand tout y est, clore les contributions." if last else said,
        reverse("space:entry", args=where),
        "Aller à la saisie",
        rule="contributions.see_entry",
        verb="clore" if last else "",
    )


def _reading(consultation: Consultation, where: list[str], _today: date) -> Step:
    problems = states.to_settle(consultation, "")
    if problems:
        return Step(
            "Lire : trier les notes, formuler les enseignements, les faire relire.",
            reverse("space:sorting", args=where),
            "Aller au tri",
            rule="sorting.see_table",
            details=tuple(problems),
        )
    return Step("Fermer la saisie : rien n’entre plus, et la restitution peut être publiée.", verb="arreter")


def _settled(consultation: Consultation, where: list[str], _today: date) -> Step:
    commitment = consultation.commitment
    if commitment is None or commitment.state not in _RETURN_AWAITED:
        return Step("Publier la restitution, à la date annoncée.", verb="publier")
    return Step(
        "Envoyer la remontée au réseau ; publier la restitution, à la date annoncée.",
        reverse("space:returns", args=where[:1]),
        "Aller aux remontées",
        verb="publier",
    )


def _published(consultation: Consultation, where: list[str], _today: date) -> Step:
    commitment = consultation.commitment
    if commitment is not None and commitment.state in _RETURN_AWAITED:
        return Step(
            "Envoyer la remontée au réseau, puis suivre les réponses.",
            reverse("space:returns", args=where[:1]),
            "Aller aux remontées",
        )
    return Step(
        "Tout est publié. Il reste à répondre à ce qui a été dit.",
        reverse("space:answers", args=where),
        "Aller aux réponses",
        rule="answers.see_answers",
    )
