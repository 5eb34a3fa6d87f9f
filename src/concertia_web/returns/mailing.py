"""The acknowledgement by e-mail: that it was received, when, with the paper attached."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable

from django.core.mail import EmailMessage

from concertia.reports.pdf import pdf
from concertia_web.languages import say
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.paper import acknowledgement, moment_words


def mail_acknowledgement(version: ReturnVersion, addresses: Iterable[str]) -> str:
    """Send it; a sentence that says what to do if it could not leave, else nothing."""
    to = sorted({address.strip().lower() for address in addresses if address.strip()})
    if not to:
        return ""
    campaign = version.commitment.campaign
    late = " Elle est notée en retard, et reçue." if version.late else ""
    message = EmailMessage(
        subject=f"Remontée reçue : {say(campaign.title, 'fr').text}, version {version.number}",
        body=(
            f"{campaign.network.full_name} a reçu votre remontée le {moment_words(version.sent)}.{late}\n\n"
            f"Version : {version.number}\nEmpreinte (SHA-256) : {version.digest}\n\n"
            "L’accusé de réception est joint. Le miroir vous attend dans votre espace, page « Remontées »."
        ),
        to=to,
    )
    message.attach(f"accuse-version-{version.number}.pdf", pdf(acknowledgement(version)), "application/pdf")
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        return "L’e-mail de l’accusé n’a pas pu partir. Elle est bien reçue : téléchargez l’accusé ici."
    return ""
