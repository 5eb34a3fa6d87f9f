"""Decide about texts, one or several; undo; say to their author what was decided and why.

Appeals and reports are in ``appeals.py`` and ``reports.py``. Call all of it inside the scope of a territory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.services import record
from concertia_web.moderation.covering import Span, covered, spans_of, united
from concertia_web.moderation.models import Decision
from concertia_web.moderation.reasons import HIDE, MASK, published
from concertia_web.moderation.telling import DecisionWords, decision_words, with_decisions
from concertia_web.notices.services import in_languages, notify

MOST_AT_ONCE = 50
ACCEPT = Decision.Verb.ACCEPT
_State = Contribution.Moderation

__all__ = [
    "MOST_AT_ONCE",
    "DecisionWords",
    "Refused",
    "apply",
    "check",
    "decide",
    "decide_many",
    "decision_words",
    "last_decision",
    "locked",
    "open_original",
    "tell",
    "undo",
    "with_decisions",
]


class Refused(Exception):  # noqa: N818 - a sentence for a person, not a failure
    """Its text says what is missing and what to do; nothing was changed."""


@transaction.atomic
def decide(
    *,
    actor: Actor,
    contribution: Contribution,
    verb: str,
    reason: str = "",
    note: str = "",
    spans: Iterable[Sequence[int]] = (),
    after: int | None = None,
) -> Decision:
    """Publish, cover words (``spans``, beside those covered already) or not publish; tell the author.

    ``after``: number of the last decision that the person saw (0: none); another one taken meanwhile refuses.
    The same decision again is the one that stands. Raises Refused.
    """
    row = locked(contribution)
    last = last_decision(row)
    spans = united(spans, len(row.text))
    if last is not None and _same(last, verb, reason, spans, row):
        return last
    if after is not None and after != (last.pk if last else 0):
        raise Refused(
            "Quelqu’un a décidé de ce texte pendant que vous le lisiez. Relisez ce qui a été décidé, puis "
            "changez-le s’il le faut."
        )
    check(verb, reason, spans)
    was = row.moderation
    state = _State.HIDDEN if verb == HIDE else _State.ACCEPTED
    covers = united([*spans_of(row.text, row.public_text), *(spans if verb == MASK else ())], len(row.text))
    made = apply(
        actor=actor,
        row=row,
        verb=verb,
        state=state,
        spans=covers,
        reason="" if verb == ACCEPT else reason,
        note=note,
    )
    if verb != ACCEPT or was == _State.WAITING:
        tell(row, _told(verb))
    return made


def decide_many(
    *,
    actor: Actor,
    contributions: Sequence[Contribution],
    verb: str,
    reason: str = "",
    proposals: Callable[[Contribution], Iterable[Sequence[int]]] | None = None,
) -> tuple[int, list[str]]:
    """The same decision on at most fifty texts: how many, and why the others were left.

    ``proposals``: which words to cover in each, for ``mask``. Raises Refused when there are too many or none.
    """
    if not contributions:
        raise Refused("Cochez au moins un texte, puis choisissez une décision.")
    if len(contributions) > MOST_AT_ONCE:
        raise Refused(
            f"Au plus {MOST_AT_ONCE} textes à la fois, pour que chacun soit lu. Décochez-en quelques-uns."
        )
    done, left = 0, []
    for one in contributions:
        try:
            spans = proposals(one) if proposals is not None and verb == MASK else ()
            decide(actor=actor, contribution=one, verb=verb, reason=reason, spans=spans)
            done += 1
        except Refused as problem:
            left.append(f"Texte {one.pk} : {problem}")
    return done, left


@transaction.atomic
def undo(*, actor: Actor, decision: Decision, why: str = "") -> Decision:
    """Put a text back as it was before its last decision. Raises Refused for an older one."""
    row = locked(decision.contribution)
    last = last_decision(row)
    if last is None or last.pk != decision.pk:
        raise Refused("Une autre décision a été prise depuis sur ce texte : revenez d’abord sur la dernière.")
    before = decision.before
    state = _State(before["state"])
    spans = [(start, end) for start, end in before["spans"]]
    verb = _verb_of(state, spans)
    made = apply(
        actor=actor,
        row=row,
        verb=verb,
        state=state,
        spans=spans,
        reason=before["key"],
        words=before["reason"],
        undoes=decision,
        why=why,
    )
    if verb != Decision.Verb.WAIT:
        tell(row, _told(verb))
    return made


@transaction.atomic
def open_original(*, actor: Actor, contribution: Contribution) -> str:
    """The words as they were received; that somebody opened them is in the journal."""
    record(
        actor=actor,
        action="moderation.original",
        thing=contribution,
        label=f"texte {contribution.pk}",
        territory=contribution.consultation.territory,
        public=False,
    )
    return contribution.text


def locked(contribution: Contribution) -> Contribution:
    """The row as it is now, that nobody else changes meanwhile. Raises Refused when it was taken back."""
    row: Contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("consultation__territory")
        .get(pk=contribution.pk)
    )
    if row.removed is not None:
        raise Refused("La personne qui a écrit ce texte l’a retiré : il n’y a plus rien à décider.")
    return row


def last_decision(contribution: Contribution) -> Decision | None:
    """The one that stands."""
    found: Decision | None = contribution.decisions.order_by("-at", "-pk").first()
    return found


def apply(
    *,
    actor: Actor,
    row: Contribution,
    verb: str,
    state: str,
    spans: Sequence[Span],
    reason: str = "",
    words: str | None = None,
    note: str = "",
    undoes: Decision | None = None,
    why: str = "",
) -> Decision:
    """Write a decision on a locked text, and its entry. ``words``: the reason as kept on the text itself."""
    last = last_decision(row)
    before = {
        "state": str(row.moderation),
        "reason": row.moderation_reason,
        "key": last.reason if last else "",
        "spans": [list(span) for span in spans_of(row.text, row.public_text)],
    }
    known = published().reasons.get(reason)
    row.moderation = state
    row.moderation_reason = words if words is not None else str(known or "")
    row.public_text = covered(row.text, spans) if spans else ""
    # put back to be read: what looks like personal data in it waits again too
    row.doubt_decided = None if state == _State.WAITING else row.doubt_decided or timezone.now()
    row.save(update_fields=["moderation", "moderation_reason", "public_text", "doubt_decided", "changed"])
    made = Decision.objects.create(
        contribution=row,
        verb=verb,
        reason=reason,
        note=note.strip()[:500],
        spans=[list(span) for span in spans],
        before=before,
        undoes=undoes,
        by=actor.user,
        function=actor.function[:120],
    )
    record(
        actor=actor,
        action="moderation.undo" if undoes is not None else f"moderation.{verb}",
        thing=row,
        label=f"{row.consultation} · {row.moderation_reason}".rstrip(" ·")[:200],
        territory=row.consultation.territory,
        reason=why.strip(),
        before={"state": before["state"], "reason": before["key"], "spans": before["spans"]},
        after={"state": str(state), "reason": reason, "spans": made.spans},
        public=verb != ACCEPT,
    )
    return made


def tell(contribution: Contribution, words: Callable[[], str]) -> None:
    """Tell the author, if they asked to be told."""
    notify(
        consultation=contribution.consultation,
        kind="moderated",
        thing=contribution,
        words=in_languages(words),
    )


def texts_of(consultation: Consultation) -> Any:
    """Everything that stands in a concertation, with what a screen of moderation shows of it."""
    rows = Contribution.objects.standing().filter(consultation=consultation)
    return rows.select_related("session", "participant").order_by("entered", "pk")


def check(verb: str, reason: str, spans: Sequence[Span] = ()) -> None:
    """Raise Refused for what is not a decision with its reason."""
    if verb not in (ACCEPT, MASK, HIDE):
        raise Refused("Choisissez une décision : publier, couvrir des mots, ou ne pas publier.")
    if verb == ACCEPT:
        return
    known = published().reasons.get(reason)
    if known is None:
        raise Refused("Choisissez une raison dans la liste publiée : l’auteur la lira.")
    if verb not in known.verbs:
        allowed = "couvrir des mots" if MASK in known.verbs else "ne pas publier"
        raise Refused(f"« {known} » permet seulement de {allowed}.")
    if verb == MASK and not spans:
        raise Refused("Dites quels mots couvrir : cochez-les, ou écrivez-les tels qu’ils sont dans le texte.")


def _same(last: Decision, verb: str, reason: str, spans: Sequence[Span], row: Contribution) -> bool:
    """Whether the decision that stands says just that already: a button pressed twice."""
    if last.verb != verb or (verb != ACCEPT and last.reason != reason):
        return False
    if verb == MASK:
        covers = spans_of(row.text, row.public_text)
        return bool(spans) and united([*covers, *spans], len(row.text)) == covers
    return row.moderation == (_State.HIDDEN if verb == HIDE else _State.ACCEPTED)


def _verb_of(state: str, spans: Sequence[Span]) -> str:
    if state == _State.WAITING:
        return str(Decision.Verb.WAIT)
    if state == _State.HIDDEN:
        return HIDE
    return MASK if spans else str(ACCEPT)


def _told(verb: str) -> Callable[[], str]:
    """What the author reads in a message; the reason and the words are on their own page only."""
    if verb == HIDE:
        return lambda: _(
            "Votre texte n’est pas publié. La raison, et comment le faire revoir, sont sur votre page."
        )
    if verb == MASK:
        return lambda: _("Votre texte est publié, quelques mots sont couverts. La raison est sur votre page.")
    return lambda: _("Votre texte est publié.")
