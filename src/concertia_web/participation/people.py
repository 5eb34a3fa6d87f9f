"""Who takes part on line in one concertation: found by a cookie, joined, proved; one participant per proof.

Nothing here knows a name or an address. The private link of a participant is made from their pseudonym with
the key of the installation: it is written nowhere and a copy of the database opens nothing, yet whoever
proves the same address again gets the same link. Call everything inside the scope of the territory.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from django_scopes import scopes_disabled

from concertia_web.consultations.models import Consultation
from concertia_web.participation.models import Participant

SALT = "concertia_web.participation"
COOKIE_DAYS = 365
_Proof = Participant.Proof
_KNOWN = ("id", "consultation_id", "pseudonym", "proof", "proof_digest", "public", "language", "suspicion")
# In SQL because every position asks this: the same through a manager costs as much as the whole answer.
_KNOWN_BY = f"""
SELECT {", ".join(_KNOWN)} FROM participation_participant WHERE secret_hash = %s AND consultation_id = %s
"""  # noqa: S608 - our own names
RANK = {_Proof.NONE: 0, _Proof.EMAIL: 1, _Proof.CODES: 2, _Proof.OIDC: 3}


def cookie_of(consultation: Consultation) -> str:
    """Name of the cookie by which one concertation knows a participant again."""
    return f"part_{consultation.pk}"


def participant_of(request: HttpRequest, consultation: Consultation) -> Participant | None:
    """Who asks, if they took part here before from this device: one query at most, asked once a request."""
    known: dict[int, Participant | None] = request.__dict__.setdefault("_participants", {})
    if consultation.pk not in known:
        signed = request.COOKIES.get(cookie_of(consultation), "")
        known[consultation.pk] = _by_cookie(signed, consultation) if signed else None
    return known[consultation.pk]


def by_token(token: str) -> Participant | None:
    """The holder of a private link, with their concertation and territory; any territory: no scope asked."""
    with scopes_disabled():
        return (
            Participant.objects.select_related("consultation__territory", "consultation__framing")
            .filter(secret_hash=hash_of(token))
            .first()
        )


def remember(response: HttpResponseBase, participant: Participant) -> None:
    """Let this device be known again: a cookie of ours only, for this concertation only."""
    value = signing.dumps([participant.consultation_id, token_of(participant)], salt=SALT)
    response.set_cookie(
        f"part_{participant.consultation_id}",
        value,
        max_age=COOKIE_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase, consultation: Consultation) -> None:
    """The device no longer knows anybody here: for kiosks, and for whoever shares a telephone."""
    response.delete_cookie(cookie_of(consultation))


def asked_proof(consultation: Consultation) -> str:
    """What is asked of who takes part on line: a value of ``Participant.Proof``.

    Presence in the room proves nothing on line: there, such a concertation asks nothing.
    """
    return consultation.proof if consultation.proof in _Proof.values else str(_Proof.NONE)


def proved_enough(participant: Participant | None, consultation: Consultation) -> bool:
    """Whether this participant may write or take position: proved as much as the rules ask."""
    asked = asked_proof(consultation)
    if participant is None:
        return False
    return RANK[_Proof(participant.proof)] >= RANK[_Proof(asked)]


def join(*, consultation: Consultation, public: str = "", language: str = "fr") -> Participant:
    """Somebody new, of whom nothing was verified."""
    return _made(consultation, _Proof.NONE, "", public=public, language=language)


def prove_by_email(
    *, consultation: Consultation, digest: str, participant: Participant | None = None, language: str = "fr"
) -> Participant:
    """Who opened the link sent to an address; the same address gives the same participant again.

    ``digest``: ``email_digest`` of the address. ``participant``: who asks already; they keep what
    they wrote and are now proved.
    """
    return _proved(consultation, _Proof.EMAIL, digest, participant, language)


def prove_by_oidc(
    *,
    consultation: Consultation,
    provider: str,
    subject: str,
    participant: Participant | None = None,
    language: str = "fr",
) -> Participant:
    """Who came back from an identity provider; only a keyed hash of their number there is kept."""
    digest = digest_of(consultation, "oidc", provider, subject)
    return _proved(consultation, _Proof.OIDC, digest, participant, language)


def prove_by_digest_of_code(
    *, consultation: Consultation, digest: str, participant: Participant | None = None, language: str = "fr"
) -> Participant:
    """Who gave a code that ``codes.spend`` has just accepted."""
    return _proved(consultation, _Proof.CODES, digest, participant, language)


def email_digest(consultation: Consultation, email: str) -> str:
    """What is kept of an address: nobody finds it from this without the key of the installation.

    What follows a « + » is left out: « nom+1@… » and « nom+2@… » arrive in the same mailbox.
    """
    name, _, domain = email.strip().lower().rpartition("@")
    return digest_of(consultation, "email", f"{name.partition('+')[0] or name}@{domain}")


def digest_of(consultation: Consultation, *parts: str) -> str:
    """Keyed hash, different in each concertation: the same person cannot be followed from one to another."""
    value = "\x1f".join((str(consultation.pk), *parts))
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()


def token_of(participant: Participant) -> str:
    """The private link « suivi » of a participant: 192 bits."""
    value = f"{participant.consultation_id}\x1f{participant.pseudonym}"
    digest = salted_hmac(f"{SALT}.link", value, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:24]).decode("ascii")


def hash_of(token: str) -> str:
    """What the database keeps of a private link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _by_cookie(signed: str, consultation: Consultation) -> Participant | None:
    try:
        number, token = signing.loads(signed, salt=SALT, max_age=COOKIE_DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if number != consultation.pk:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_BY, [hash_of(str(token)), consultation.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    found = Participant.from_db(connection.alias, _KNOWN, row)
    found.consultation = consultation
    return found


def _made(
    consultation: Consultation, proof: str, digest: str, *, public: str = "", language: str = "fr"
) -> Participant:
    made = Participant(
        consultation=consultation,
        pseudonym=secrets.token_hex(10),
        proof=proof,
        proof_digest=digest,
        public=public,
        language=language,
    )
    made.secret_hash = hash_of(token_of(made))
    made.save()
    return made


def _proved(
    consultation: Consultation, proof: str, digest: str, participant: Participant | None, language: str
) -> Participant:
    """The one of this proof: known already, or who asks and had none, or somebody new."""
    known = Participant.objects.filter(consultation=consultation, proof=proof, proof_digest=digest)
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                if participant is not None and participant.proof == _Proof.NONE:
                    participant.proof, participant.proof_digest = proof, digest
                    participant.save(update_fields=["proof", "proof_digest"])
                    return participant
                return _made(consultation, proof, digest, language=language)
        except IntegrityError:  # the same link opened twice at once
            found = known.get()
    token_hash = hash_of(token_of(found))
    if found.secret_hash != token_hash:  # the key of the installation changed since
        found.secret_hash = token_hash
        found.save(update_fields=["secret_hash"])
    return found
