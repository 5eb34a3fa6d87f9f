"""What leaves the territory: sending a version, taking it back, opening it to all."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Commitment, StateChange
from concertia_web.campaigns.services import advance
from concertia_web.journal.services import record
from concertia_web.returns.basis import carriers, grid_from, labels_of
from concertia_web.returns.evidence import evidence_of, sources_of
from concertia_web.returns.grid import Content, digest
from concertia_web.returns.models import Return, ReturnVersion


class _Calendar(Actor):
    """Who acts when a date that was announced comes."""

    @property
    def function(self) -> str:
        """As the public journal says it."""
        return "à la date annoncée"


CALENDAR = _Calendar()


class NotSentError(ValueError):
    """Why the remontée did not leave, and what to do."""


def sent_content(draft: Return) -> Content:
    """What would be sent now: the grid, the ranks computed, the words of its keys, who speaks."""
    grid = grid_from(draft.basis)
    content = grid.clean(draft.content)
    commitment = draft.commitment
    return {
        **content,
        "evidence": evidence_of(content, sources_of(commitment, content)),
        "labels": labels_of(grid),
        "territories": [territory.full_name for territory in carriers(commitment)],
    }


def public_from(content: Content, sent: date, results: date | None) -> date | None:
    """From when everyone may read it, as the territory chose; None until it says so."""
    chosen = content["publication"]
    if chosen["when"] == "receipt":
        return sent
    if chosen["when"] == "date" and chosen["day"]:
        return max(date.fromisoformat(chosen["day"]), sent)
    return max(results, sent) if chosen["when"] == "results" and results else None


def standing(commitment: Commitment) -> ReturnVersion | None:
    """The last version sent and not taken back."""
    with scope(campaign=commitment.campaign):
        return ReturnVersion.objects.filter(commitment=commitment, withdrawn=None).first()


@transaction.atomic
def send_return(*, actor: Actor, draft: Return, seen: str = "") -> ReturnVersion:
    """Send the draft to the network as a new version. ``seen``: digest of what the person read before.

    Raises NotSentError, with a sentence that says what to do.
    """
    draft = (
        Return.objects.select_for_update().select_related("commitment__campaign__network").get(pk=draft.pk)
    )
    commitment, campaign = draft.commitment, draft.commitment.campaign
    content = sent_content(draft)
    now = timezone.now()
    today = timezone.localdate(now)
    with scope(campaign=campaign):
        last = ReturnVersion.objects.filter(commitment=commitment).first()
        _check(draft, content, seen, standing(commitment))
        version = ReturnVersion.objects.create(
            commitment=commitment,
            number=last.number + 1 if last else 1,
            content=content,
            digest=digest(content),
            sent=now,
            sent_by=actor.function[:120],
            late=today > campaign.returns_due,
            public_from=public_from(content, today, campaign.results_on),
        )
    note = f"version {version.number}"
    advance(commitment=commitment, state=Commitment.State.SENT, actor=actor, on=today, note=note)
    if version.public_on(today):
        advance(commitment=commitment, state=Commitment.State.PUBLISHED, actor=actor, on=today, note=note)
    _journal(actor, "send", version, {"digest": version.digest, "late": version.late})
    return version


def _check(draft: Return, content: Content, seen: str, last: ReturnVersion | None) -> None:
    if grid_from(draft.basis).empty(grid_from(draft.basis).clean(draft.content)):
        raise NotSentError(
            "Cette remontée est vide : écrivez au moins un temps de débat ou un élément, puis envoyez."
        )
    if seen and seen != digest(content):
        raise NotSentError(
            "Le brouillon a changé pendant que vous relisiez. Voici ce qui partirait maintenant : relisez, "
            "puis envoyez de nouveau."
        )
    if last is not None and last.digest == digest(content):
        raise NotSentError(f"Rien n’a changé depuis la version {last.number}, que le réseau a déjà reçue.")


@transaction.atomic
def withdraw_return(*, actor: Actor, version: ReturnVersion, reason: str) -> None:
    """Take a version back: others read that it was, and why, and no longer its content."""
    if version.withdrawn is not None:
        return
    version.withdrawn, version.withdrawn_reason = timezone.now(), reason
    version.save(update_fields=["withdrawn", "withdrawn_reason"])
    commitment = version.commitment
    if standing(commitment) is None and commitment.state in (
        Commitment.State.SENT,
        Commitment.State.PUBLISHED,
    ):
        today = timezone.localdate()
        note = f"version {version.number} retirée"
        _enter(commitment, Commitment.State.CONSULTING, today, note)
    _journal(actor, "withdraw", version, {"digest": version.digest}, reason=reason)


@transaction.atomic
def publish_return(*, actor: Actor, version: ReturnVersion) -> None:
    """Open a version to everyone today."""
    today = timezone.localdate()
    if version.withdrawn is not None or version.public_on(today):
        return
    before = version.public_from.isoformat() if version.public_from else None
    version.public_from = today
    version.save(update_fields=["public_from"])
    note = f"version {version.number}"
    advance(commitment=version.commitment, state=Commitment.State.PUBLISHED, actor=actor, on=today, note=note)
    _journal(actor, "publish", version, {"public_from": today.isoformat()}, {"public_from": before})


@transaction.atomic
def tell_published(*, today: date) -> int:
    """Write « remontée publiée » for the commitments whose date has come; how many.

    What may be read is decided by the date itself, not by this: a tick that is late hides nothing.
    """
    waiting = Commitment.objects.filter(state=Commitment.State.SENT).select_related("campaign")
    told = 0
    for commitment in waiting.order_by("pk"):
        version = standing(commitment)
        if version is not None and version.public_on(today):
            _enter(
                commitment,
                Commitment.State.PUBLISHED,
                version.public_from or today,
                f"version {version.number}",
            )
            told += 1
    return told


def _enter(commitment: Commitment, state: Commitment.State, on: date, note: str) -> None:
    """Go back to a state, which ``advance`` refuses: a version was taken back."""
    commitment.refresh_from_db()
    commitment.state = state
    commitment.save(update_fields=["state"])
    StateChange.objects.create(commitment=commitment, state=state, on=on, note=note)


def _journal(
    actor: Actor,
    verb: str,
    version: ReturnVersion,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    *,
    reason: str = "",
) -> None:
    """A public line: that a version left or came back, never what it says."""
    record(
        actor=actor,
        action=f"returns.{verb}",
        thing=version,
        label=f"version {version.number}",
        territory=version.commitment.lead,
        reason=reason,
        before=before,
        after=after,
    )
