"""The publics invited to a concertation, with the words of its framing note."""

from __future__ import annotations

from concertia_web.consultations.models import Consultation
from concertia_web.languages import say


def publics_of(consultation: Consultation) -> list[tuple[str, str]]:
    """Key and label of each public invited, in order; without framing note, the key speaks for itself."""
    known = consultation.framing.content.get("publics", []) if consultation.framing else []
    labels = {public["key"]: say(public["label"], "fr").text for public in known}
    return [(key, labels.get(key, key.replace("-", " ").capitalize())) for key in consultation.publics]


def public_label(consultation: Consultation, key: str) -> str:
    """The words for one public."""
    return dict(publics_of(consultation)).get(key, key)


def questions_of(consultation: Consultation) -> list[tuple[str, str]]:
    """Key and words of each question asked."""
    return [
        (question["key"], say({name: text for name, text in question.items() if name != "key"}, "fr").text)
        for question in consultation.questions
    ]
