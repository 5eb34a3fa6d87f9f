"""What the author of a text, or anyone, is told of what moderation decided: in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from concertia_web.contributions.models import Contribution
from concertia_web.languages import say
from concertia_web.moderation.models import Appeal, Decision
from concertia_web.moderation.reasons import published

_State = Contribution.Moderation
_FOR_TEAM = {
    "waiting": "attend d’être lu, compté",
    "published": "publié",
    "masked": "publié, quelques mots couverts, compté",
    "hidden": "non publié, compté ; la ou le garant peut le lire",
}


@dataclass(frozen=True)
class DecisionWords:
    """Where a text stands with moderation. Nothing here was written by another participant."""

    state: str
    """``waiting``, ``published``, ``masked`` or ``hidden``."""
    sentence: str
    reason: str = ""
    """Name of the reason, from the published list."""
    means: str = ""
    """What that reason means."""
    law: str = ""
    note: str = ""
    """What the moderator wrote to the author, in the language they wrote it."""
    function: str = ""
    """Who decided: a function, never a name."""
    at: datetime | None = None
    appealable: bool = False
    """Whether the author may ask now that it be looked at again."""
    appeal: Appeal | None = None
    """The request that they made, with its answer when there is one."""
    appeal_words: str = ""
    decision: Decision | None = None

    @property
    def for_team(self) -> str:
        """The same, for who moderates."""
        return _FOR_TEAM[self.state]


def with_decisions(rows: models.QuerySet[Contribution]) -> models.QuerySet[Contribution]:
    """These texts with what was decided about them: two queries however many there are."""
    return rows.prefetch_related(models.Prefetch("decisions", Decision.objects.select_related("appeal")))


def decision_words(contribution: Contribution) -> DecisionWords:
    """What moderation says of this text. One query, or none for rows that went through ``with_decisions``."""
    known_here = "decisions" in getattr(contribution, "_prefetched_objects_cache", {})
    rows = contribution.decisions.all()
    decisions = sorted(
        rows if known_here else rows.select_related("appeal"), key=lambda one: (one.at, one.pk)
    )
    last = decisions[-1] if decisions else None
    state = _state(contribution)
    asked = [one.appeal for one in decisions if hasattr(one, "appeal")]
    appeal = asked[-1] if asked else None
    known = published().reasons.get(last.reason) if last else None
    decided = last if state in ("masked", "hidden") else None
    return DecisionWords(
        state=state,
        sentence=_sentence(state),
        reason=say(known.label).text
        if known
        else (contribution.moderation_reason if state == "hidden" else ""),
        means=say(known.says).text if known else "",
        law=known.law if known else "",
        note=last.note if last else "",
        function=last.function if last else "",
        at=last.at if last else None,
        appealable=decided is not None and not hasattr(decided, "appeal"),
        appeal=appeal,
        appeal_words=_appeal_words(appeal),
        decision=last,
    )


def _state(contribution: Contribution) -> str:
    if contribution.moderation == _State.HIDDEN:
        return "hidden"
    if contribution.moderation == _State.WAITING:
        return "waiting"
    return "masked" if contribution.public_text else "published"


def _sentence(state: str) -> str:
    return {
        "waiting": _("Votre texte attend d’être lu par une personne avant d’être publié. Il est compté."),
        "published": _("Votre texte est publié."),
        "masked": _("Votre texte est publié, quelques mots sont couverts. Il est compté."),
        "hidden": _("Votre texte n’est pas publié. Il reste compté, et la ou le garant peut le lire."),
    }[state]


def _appeal_words(appeal: Appeal | None) -> str:
    if appeal is None:
        return ""
    if not appeal.outcome:
        return _("Vous avez demandé de revoir cette décision. Une autre personne va la relire.")
    if appeal.outcome == Appeal.Outcome.CHANGED:
        return _("La décision a été revue : votre texte est publié.")
    if appeal.same_person:
        return _("La décision a été relue par la même personne, faute d’une autre, et maintenue.")
    return _("La décision a été relue par une autre personne, et maintenue.")
