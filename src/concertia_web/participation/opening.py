"""When one may write on line, and which words may be read while the concertation lasts."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from concertia_web.consultations.blueprints import blueprints
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution


def collects_online(consultation: Consultation) -> bool:
    """Whether one writes on line there at all: a phase says so, or its method allows it."""
    if any(phase.kind == Phase.Kind.WRITE for phase in consultation.phases.all()):
        return True
    method = blueprints().get(consultation.blueprint)
    return method is not None and "online" in method.channels


def writing_open(consultation: Consultation) -> bool:
    """Whether one may write on line today."""
    today = timezone.localdate()
    if consultation.state != Consultation.State.OPEN:
        return False
    phases = [phase for phase in consultation.phases.all() if phase.kind == Phase.Kind.WRITE]
    if phases:
        return any(phase.holds(today) for phase in phases)
    return consultation.opens <= today <= consultation.closes and collects_online(consultation)


def positions_open(consultation: Consultation) -> bool:
    """Whether one may take position on texts today."""
    today = timezone.localdate()
    return consultation.state == Consultation.State.OPEN and any(
        phase.kind == Phase.Kind.POSITION and phase.holds(today) for phase in consultation.phases.all()
    )


def why_closed(consultation: Consultation) -> str:
    """Why nothing may be written on line now, and what one can do; empty while one may."""
    if writing_open(consultation):
        return ""
    if not collects_online(consultation):
        return _(
            "On n’écrit pas en ligne dans cette concertation : elle se tient en rencontre ou sur papier. "
            "Les dates et les lieux sont sur sa page."
        )
    today = timezone.localdate()
    opens = [phase.opens for phase in consultation.phases.all() if phase.kind == Phase.Kind.WRITE]
    coming = min((day for day in opens or [consultation.opens] if day > today), default=None)
    if coming and consultation.state == Consultation.State.OPEN:
        day = date_format(coming, "DATE_FORMAT")
        return _("On pourra écrire en ligne à partir du %(day)s.") % {"day": day}
    return _(
        "Le temps d’écrire est terminé. Ce qui a été dit est lu ; vous pouvez suivre la suite sur la page "
        "de la concertation."
    )


def public_now(consultation: Consultation) -> Q:
    """Which accepted contributions anyone may read now.

    What was written on this site was written to be read. What was said in a room, put on paper or collected
    elsewhere waits for the restitution.
    """
    if consultation.state == Consultation.State.PUBLISHED:
        return Q()
    return Q(channel=Contribution.Channel.ONLINE, session=None, imported_by=None)


def is_public_now(note: Contribution, consultation: Consultation) -> bool:
    """The same about one contribution."""
    if consultation.state == Consultation.State.PUBLISHED:
        return True
    here = note.session_id is None and note.imported_by_id is None
    return note.channel == Contribution.Channel.ONLINE and here
