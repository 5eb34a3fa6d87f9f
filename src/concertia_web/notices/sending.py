"""Write the messages: the link that confirms an address, then what is new, at the pace that people chose.

One message at most for each subscription and each period, however much happened. A message that cannot leave
is tried again later and later; after ``MOST_ATTEMPTS`` the address is erased. Nothing personal is logged.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scopes_disabled

from concertia_web.languages import say
from concertia_web.notices import addresses, services
from concertia_web.notices.models import Notice, Subscription
from concertia_web.notices.words import KINDS
from concertia_web.participation.people import token_of

log = logging.getLogger(__name__)
SETTLED = timedelta(seconds=20)
"""A notice younger than this may be of a transaction that is not over: it waits for the next round."""
LEASE = timedelta(minutes=10)
BATCH = 50
"""Messages in one round: the rest leaves at the next, some seconds later."""
MOST_ATTEMPTS = 6
MOST_LINES = 20


def send_confirmation(subscription: Subscription) -> bool:
    """Write to the address, with the link that confirms it. False when the message could not leave."""
    with translation.override(subscription.language):
        link = reverse("notices:confirm", args=[services.token_to_confirm(subscription)])
        context = {**_frame(subscription), "link": settings.ADDRESS + link, "days": services.DAYS_TO_CONFIRM}
        message = _message(subscription, "confirm", context)
    return _leave(message)


@scopes_disabled()
def send_due() -> int:
    """Write to those whose time has come and who have something to read; how many messages left."""
    now = timezone.now()
    until = now - SETTLED
    due = Subscription.objects.filter(due__lte=now).exclude(confirmed=None)
    with_news = _with_news(due, until)
    found = list(
        with_news.select_related("consultation__territory", "participant__consultation").order_by("due")[
            :BATCH
        ]
    )
    left = 0
    connection = get_connection()
    for one in found:
        left += _one(one, until, connection)
    _wait_for_the_next_morning()
    return left


def _one(one: Subscription, until: datetime, connection: BaseEmailBackend) -> bool:
    """Write to one, whom no other process writes to meanwhile."""
    taken = Subscription.objects.filter(pk=one.pk, due=one.due).update(due=timezone.now() + LEASE)
    if not taken:
        return False
    notices = list(_of(one).filter(pk__gt=one.seen, created__lte=until).order_by("pk"))
    if not notices:
        return False
    with translation.override(one.language):
        message = digest(one, notices, connection)
    if _leave(message):
        rows = Subscription.objects.filter(pk=one.pk)
        rows.update(seen=notices[-1].pk, attempts=0, due=services.next_due(one.rhythm, timezone.now()))
        return True
    if one.attempts + 1 >= MOST_ATTEMPTS:
        services.stop(one)
        return False
    later = timezone.now() + timedelta(minutes=10 * 4**one.attempts)
    Subscription.objects.filter(pk=one.pk).update(due=later, attempts=F("attempts") + 1)
    return False


def digest(
    one: Subscription, notices: list[Notice], connection: BaseEmailBackend | None = None
) -> EmailMessage:
    """What is new, in the language that is active."""
    stop = settings.ADDRESS + reverse("notices:stop", args=[services.token_to_stop(one)])
    context = {
        **_frame(one),
        "notices": [
            (KINDS[notice.kind], say(notice.words).text, _address(notice)) for notice in notices[-MOST_LINES:]
        ],
        "more": max(0, len(notices) - MOST_LINES),
        "stop": stop,
        "mine": _own_page(one),
        "rhythm": one.get_rhythm_display(),
    }
    message = _message(one, "digest", context, connection)
    message.extra_headers["List-Unsubscribe"] = f"<{stop}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _with_news(rows: QuerySet[Subscription], until: datetime) -> QuerySet[Subscription]:
    """Those of these subscriptions that have something to read."""
    news = Notice.objects.filter(
        consultation=OuterRef("consultation"), pk__gt=OuterRef("seen"), created__lte=until
    )
    mine = Q(contribution__participant=OuterRef("participant")) | Q(contribution=OuterRef("contribution"))
    about_all = Q(participant=None, contribution=None)
    return rows.filter(
        (about_all & Q(Exists(news.filter(contribution=None)))) | (~about_all & Q(Exists(news.filter(mine))))
    )


def _of(one: Subscription) -> QuerySet[Notice]:
    rows: QuerySet[Notice] = Notice.objects.filter(consultation=one.consultation_id)
    if one.participant_id is not None:
        return rows.filter(contribution__participant=one.participant_id)
    if one.contribution_id is not None:
        return rows.filter(contribution=one.contribution_id)
    return rows.filter(contribution=None)


def _wait_for_the_next_morning() -> None:
    """Those who had nothing to read at their hour wait for the next one: a digest never leaves at noon."""
    now = timezone.now()
    for rhythm in (Subscription.Rhythm.DAILY, Subscription.Rhythm.WEEKLY):
        rows = Subscription.objects.filter(due__lte=now, rhythm=rhythm, attempts=0).exclude(confirmed=None)
        busy = _with_news(rows, now).values("pk")
        rows.exclude(pk__in=busy).update(due=services.next_due(rhythm, now))


def _frame(one: Subscription) -> dict[str, object]:
    consultation = one.consultation
    place = [consultation.territory.slug, consultation.slug]
    return {
        "title": " ".join(say(consultation.title).text.split()),
        "territory": consultation.territory.full_name,
        "page": settings.ADDRESS + reverse("consultations:detail", args=place),
        "own": one.about_own,
    }


def _own_page(one: Subscription) -> str:
    """The private link of a participant: made when the message is, written nowhere."""
    if one.participant is None:
        return ""
    return settings.ADDRESS + reverse("participation:receipt", args=[token_of(one.participant)])


def _address(notice: Notice) -> str:
    if not notice.path:
        return ""
    language = translation.get_language() or "fr"
    return settings.ADDRESS + ("" if language == "fr" else f"/{language}") + notice.path


def _message(
    one: Subscription, name: str, context: dict[str, object], connection: BaseEmailBackend | None = None
) -> EmailMessage:
    subject = " ".join(render_to_string(f"notices/email/{name}_subject.txt", context).split())
    body = render_to_string(f"notices/email/{name}.txt", context)
    contact = one.consultation.territory.contact
    address = addresses.unseal(one.sealed)
    return EmailMessage(
        subject,
        body,
        to=[address] if address else [],
        reply_to=[contact] if contact else [],
        connection=connection,
    )


def _leave(message: EmailMessage) -> bool:
    if not message.to:
        return False
    try:
        message.send()
    except (OSError, SMTPException) as error:
        log.warning("a notice was not sent: %s", type(error).__name__)
        return False
    return True
