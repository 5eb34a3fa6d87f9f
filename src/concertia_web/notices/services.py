"""Ask to be told, confirm, stop; tell. What is told leaves later, in the background (``sending.py``).

The other apps call ``notify`` in the transaction of what they do, and ``subscribe`` from a page that knows
whose words they are::

    notify(
        consultation=consultation,
        kind="answered",
        thing=answer,
        words=in_languages(lambda: _("Une réponse est publiée : %(title)s") % {"title": title}),
        path=reverse("answers:answer", …),
    )
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.functional import Promise
from django_scopes import scopes_disabled

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.notices import addresses
from concertia_web.notices.models import Notice, Subscription
from concertia_web.notices.words import KINDS
from concertia_web.participation.models import Participant

CONFIRM = "notices.confirm"
STOP = "notices.stop"
DAYS_TO_CONFIRM = 7
MORNING = time(8)


def in_languages(words: Callable[[], str]) -> dict[str, str]:
    """What ``words`` gives in each language of the site. Call ``gettext`` inside it, not ``gettext_lazy``."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(words())
    return found


def notify(
    *,
    consultation: Consultation,
    kind: str,
    thing: models.Model,
    words: Mapping[str, str] | str | Promise,
    path: str = "",
    contribution: Contribution | None = None,
) -> Notice:
    """Keep one thing to tell, in the transaction of what happened; those who asked get it in their language.

    ``kind``: one of ``words.KINDS``. ``words``: one sentence, as a map language → text (``in_languages``), or
    a lazy translation. ``path``: where to read it (``reverse`` in any language), else the page of the
    concertation. ``contribution``: only its author is told (a ``thing`` that is a contribution is meant so);
    without it, everyone who follows the concertation is, and the feeds show it: then ``words`` must hold
    nothing that is not public. The same thing told twice in the same words is one notice.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of notice: {kind}")
    if contribution is None and isinstance(thing, Contribution):
        contribution = thing
    said = _said(words)
    told = f"{consultation.pk}:{kind}:{thing._meta.label_lower}:{thing.pk}:{contribution and contribution.pk}"
    key = hashlib.sha256(f"{told}:{said.get('fr', '')}".encode()).hexdigest()
    notice, _new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "consultation": consultation,
            "contribution": contribution,
            "kind": kind,
            "words": said,
            "path": _without_language(path),
        },
    )
    return notice


def subscribe(
    *,
    consultation: Consultation,
    email: str,
    language: str = "fr",
    rhythm: str = Subscription.Rhythm.DAILY,
    participant: Participant | None = None,
    contribution: Contribution | None = None,
) -> Subscription:
    """Keep the wish; nothing is told before the address is confirmed (``sending.send_confirmation``).

    ``participant`` or ``contribution``: about one’s own words (the caller has checked that they are theirs);
    neither: about the concertation. Asked again: the same row, which stays confirmed if it was.
    """
    wanted = {
        "consultation": consultation,
        "participant": participant,
        "contribution": None if participant else contribution,
        "digest": addresses.digest(email),
    }
    row = Subscription.objects.filter(**wanted).first()
    if row is None:
        try:
            with transaction.atomic():
                return Subscription.objects.create(
                    **wanted, sealed=addresses.seal(email), language=language, rhythm=rhythm
                )
        except IntegrityError:  # the same person, at the same moment
            row = Subscription.objects.get(**wanted)
    row.language, row.asked = language, timezone.now()
    if row.confirmed is None:
        row.rhythm = rhythm
    row.save(update_fields=["language", "asked", "rhythm"])
    return row


@scopes_disabled()
@transaction.atomic
def confirm(subscription: Subscription) -> Subscription:
    """The address is really theirs: from now on, what happens is told."""
    row = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    if row.confirmed is None:
        row.confirmed = timezone.now()
        row.seen = (
            Notice.objects.filter(consultation=row.consultation_id).aggregate(last=Max("pk"))["last"] or 0
        )
        row.due = next_due(row.rhythm, row.confirmed)
        row.save(update_fields=["confirmed", "seen", "due"])
    return row


@scopes_disabled()
@transaction.atomic
def change_rhythm(subscription: Subscription, rhythm: str) -> Subscription:
    """Tell more or less often."""
    row = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    row.rhythm = Subscription.Rhythm(rhythm)
    row.due = next_due(row.rhythm, timezone.now())
    row.save(update_fields=["rhythm", "due"])
    return row


@scopes_disabled()
def stop(subscription: Subscription) -> None:
    """Tell no more: the row and the address are erased."""
    Subscription.objects.filter(pk=subscription.pk).delete()


def token_to_confirm(subscription: Subscription) -> str:
    """The secret of the link that confirms an address, for a week."""
    return signing.dumps(subscription.pk, salt=CONFIRM)


def token_to_stop(subscription: Subscription) -> str:
    """The secret of the link at the foot of each message: stop, or change how often."""
    return signing.dumps([subscription.pk, subscription.digest[:16]], salt=STOP)


@scopes_disabled()
def to_confirm(token: str) -> Subscription | None:
    """The subscription that this link confirms."""
    try:
        number = signing.loads(token, salt=CONFIRM, max_age=timedelta(days=DAYS_TO_CONFIRM))
    except signing.BadSignature:
        return None
    return _with_place().filter(pk=number).first()


@scopes_disabled()
def to_stop(token: str) -> tuple[bool, Subscription | None]:
    """Whether the link is ours, and the subscription if it still stands."""
    try:
        number, digest = signing.loads(token, salt=STOP)
    except (signing.BadSignature, ValueError, TypeError):
        return False, None
    return True, _with_place().filter(pk=number, digest__startswith=digest).first()


@scopes_disabled()
def forget_unconfirmed() -> int:
    """Erase the addresses that nobody confirmed; how many."""
    limit = timezone.now() - timedelta(days=DAYS_TO_CONFIRM)
    erased, _rows = Subscription.objects.filter(confirmed=None, asked__lt=limit).delete()
    return erased


def next_due(rhythm: str, now: datetime) -> datetime:
    """From when the next message may leave: now, tomorrow morning at the latest, or next Monday morning."""
    if rhythm == Subscription.Rhythm.ONCE:
        return now
    local = timezone.localtime(now)
    morning = timezone.make_aware(datetime.combine(local.date(), MORNING))
    if morning <= now:
        morning = timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), MORNING))
    if rhythm == Subscription.Rhythm.WEEKLY:
        day = timezone.localtime(morning).date()
        day += timedelta(days=(7 - day.weekday()) % 7)
        morning = timezone.make_aware(datetime.combine(day, MORNING))
    return morning


def _with_place() -> models.QuerySet[Subscription]:
    rows: models.QuerySet[Subscription] = Subscription.objects.select_related("consultation__territory")
    return rows


def _said(words: Mapping[str, str] | str | Promise) -> dict[str, str]:
    if isinstance(words, Mapping):
        return {language: str(text)[:500] for language, text in words.items()}
    if isinstance(words, Promise):
        return {language: text[:500] for language, text in in_languages(lambda: str(words)).items()}
    return {"fr": words[:500]}


def _without_language(path: str) -> str:
    """As the French page has it; the message puts the prefix of its own language."""
    head, _, rest = path.lstrip("/").partition("/")
    if head in {language for language, _name in settings.LANGUAGES if language != "fr"}:
        return f"/{rest}"
    return path[:300]
