"""What changes campaigns, their texts and the commitments of territories."""

from __future__ import annotations

from concertia_web.campaigns.services.campaign import (
    change_campaign,
    create_campaign,
    move,
    set_milestones,
)
from concertia_web.campaigns.services.commitments import (
    TRANSITIONS,
    add_carrier,
    add_signatory,
    advance,
    change_commitment,
    confirm,
    create_commitment,
    drop_carrier,
    drop_signatory,
    may_become,
    to_be_confirmed,
)
from concertia_web.campaigns.services.joining import (
    accept,
    answer,
    confirm_interest,
    declare_interest,
    forget_unconfirmed,
    interest_of,
    send_confirmation,
)
from concertia_web.campaigns.services.pulses import pulse_of, record_answers, send_pulses
from concertia_web.campaigns.services.texts import (
    NotReadyError,
    discard_draft,
    edit_draft,
    publish_draft,
    start_draft,
)

__all__ = [
    "TRANSITIONS",
    "NotReadyError",
    "accept",
    "add_carrier",
    "add_signatory",
    "advance",
    "answer",
    "change_campaign",
    "change_commitment",
    "confirm",
    "confirm_interest",
    "create_campaign",
    "create_commitment",
    "declare_interest",
    "discard_draft",
    "drop_carrier",
    "drop_signatory",
    "edit_draft",
    "forget_unconfirmed",
    "interest_of",
    "may_become",
    "move",
    "publish_draft",
    "pulse_of",
    "record_answers",
    "send_confirmation",
    "send_pulses",
    "set_milestones",
    "start_draft",
    "to_be_confirmed",
]
