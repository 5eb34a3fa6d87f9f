"""The one message by which an address is verified. The address goes into the message and nowhere else."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from concertia_web.consultations.models import Consultation
from concertia_web.languages import say
from concertia_web.participation.people import email_digest

SALT = "concertia_web.participation.email"
HOURS = 24


def send_link(consultation: Consultation, email: str, onwards: str = "") -> bool:
    """Send the link that proves an address; False where the message could not leave.

    ``onwards``: a path of this site to go on to once proved.
    """
    signed = signing.dumps([consultation.pk, email_digest(consultation, email), onwards], salt=SALT)
    territory = consultation.territory
    path = reverse("participation:address", args=[territory.slug, consultation.slug, signed])
    title = say(consultation.title).text
    message = EmailMessage(
        subject=_("Votre lien pour participer : %(title)s") % {"title": " ".join(title.split())[:120]},
        body=_(
            "Bonjour,\n\nOuvrez ce lien pour participer à la concertation « %(title)s » "
            "(%(territory)s) :\n\n%(link)s\n\nIl sert pendant %(hours)d heures. Votre adresse n’est pas "
            "gardée : seule une empreinte l’est, pour qu’elle ne serve qu’à une participation. Si vous "
            "n’avez rien demandé, ne faites rien."
        )
        % {
            "title": title,
            "territory": territory.full_name,
            "link": settings.ADDRESS + path,
            "hours": HOURS,
        },
        to=[email],
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        return False
    return True


def read_link(consultation: Consultation, signed: str) -> tuple[str, str] | None:
    """The digest that a link proves and where to go on to; None for a link that is over or not ours."""
    try:
        number, digest, onwards = signing.loads(signed, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (str(digest), str(onwards)) if number == consultation.pk else None
