"""Odd parameters, methods, encodings, huge and binary posts on every public address: never a server error.

Every pattern of every ``public`` list is walked, with what exists in a small world and with anything else.
The short walk is in the suite; the long one under ``./test --long``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.factories import make_commitment, make_notes, make_session
from tests.web.moderation_world import Moderated, make_moderated

from concertia_web import gate
from concertia_web.contributions.models import Document
from concertia_web.moderation import reports, services
from concertia_web.notices import services as notices
from concertia_web.participation import people

PATTERNS: list[tuple[str, URLPattern]] = [
    (app, pattern) for app in site.APPS for pattern in import_module(f"concertia_web.{app}.urls").public
]
ODD_NUMBERS = [0, 1, 2, 7, 999_999_999, 2**31, 2**63, 2**70, 10**40]
ODD_WORDS = [
    "rien",
    "a" * 300,
    "-",
    "é",
    "%00",
    "..",
    "' OR 1=1 --",
    "<script>",
    "\x00",
    "🙂",
    "０",
    "a:b:c",
    "fr",
    "csv",
]
ODD_BODIES = [
    b"", b"\x00\xff\xfe" * 50, b"a=%ff%fe&b=%00", b"x=" + b"y" * 200_000, b"{", b"[" * 5_000,
    b"&".join(b"k%d=v" % rank for rank in range(1_200)), b"email=%0d%0aBcc:x&text=%ed%a0%80",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain",
    "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7", "image/png", "",
    "a/b; charset=none",
]  # fmt: skip
FILLED = b"text=x&email=a%40b.invalid&rhythm=daily&stamp="
METHODS = ["GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "ODD"]
NAMES = [
    "text",
    "email",
    "reason",
    "verb",
    "page",
    "q",
    "file",
    "kind",
    "public",
    "question",
    "lire",
    "rhythm",
    "stamp",
    "choix",
    "territoire",
    "apres",
    "tri",
    "value",
    "organisation",
    "title",
    "code",
    "participant",
    "number",
    "site",
    "contribution",
    "statement",
    "position",
    "theme",
    "groupe",
    "numero",
    "version",
    "next",
    "choice",
    "answer",
    "#",
    "fmt:",
    "skip",
]
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e9",
            "9" * 40,
            "²",
            "on",
            "fr",
            "agree",
            "nan",
            "\ud800".encode("utf-8", "replace").decode(),
        ]
    ),
    st.text(max_size=60),
    st.sampled_from(ODD_WORDS),
)


@dataclass
class Fuzzed:
    """A small world, what its addresses are made of, and the failures met."""

    world: Moderated
    known: dict[str, list[Any]]


@pytest.fixture
def fuzzed(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    world = make_moderated(live_results=True)
    consultation, territory = world.consultation, world.consultation.territory
    commitment = make_commitment(None, territory)
    note = make_notes(make_session(consultation), "Former les agents")[0]
    person = world.participant()
    text = world.text("Je propose une charte", participant=person, votable=True)
    hidden = world.text("Caché", participant=person)
    with scope(territory=territory):
        services.decide(actor=world.actor(), contribution=hidden, verb="hide", reason="publicite")
        report = reports.report(contribution=text, reason="insulte")
        row = notices.subscribe(consultation=consultation, email="a@courrier.invalid")
        document = Document.objects.create(
            consultation=consultation, kind="cahier", title="Cahier", published=True, sha256="0" * 64,
            file=SimpleUploadedFile("x.pdf", b"%PDF"), original_name="x.pdf",
        )  # fmt: skip
    known = {
        "territory": [territory.slug],
        "slug": [consultation.slug, commitment.campaign.slug],
        "consultation": [consultation.slug],
        "pk": [note.pk, text.pk, hidden.pk, document.pk],
        "number": [report.number],
        "token": [people.token_of(person), notices.token_to_confirm(row), notices.token_to_stop(row)],
    }
    return Fuzzed(world, known)


def test_every_public_pattern_is_walked():
    assert len(PATTERNS) > 60


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_no_public_address_fails(fuzzed, data):
    _ask(fuzzed, data, data.draw(st.sampled_from(PATTERNS)))


@pytest.mark.long
@pytest.mark.parametrize("app", sorted({app for app, _pattern in PATTERNS}))
def test_no_public_address_fails_however_long_one_tries(fuzzed, app):
    mine = [(name, pattern) for name, pattern in PATTERNS if name == app]

    @settings(
        max_examples=150 * len(mine),
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )
    @given(data=st.data())
    def walk(data):
        _ask(fuzzed, data, data.draw(st.sampled_from(mine)))

    walk()


def test_each_address_answers_its_plain_forms(fuzzed):
    """Every pattern once with what exists: shown, posted empty, posted with odd bytes."""
    client = Client(raise_request_exception=False)
    failures = []
    for app, pattern in PATTERNS:
        values = {name: fuzzed.known.get(name, ["rien"])[0] for name in pattern.pattern.regex.groupindex}
        path = _path(app, pattern, values)
        if path is None:
            continue
        shapes = (("GET", b""), ("POST", b""), ("POST", FILLED), ("POST", b"\x00\xff=%ff"))
        for method, body in shapes:
            stamped = body + (gate.stamp().encode() if body == FILLED else b"")
            answer = client.generic(method, path, stamped, TYPES[0])
            answer.close()
            if answer.status_code >= 500:
                failures.append((app, path, method, answer.status_code))
    assert failures == []


def _ask(fuzzed: Fuzzed, data: Any, chosen: tuple[str, URLPattern]) -> None:
    app, pattern = chosen
    values = {}
    for name in pattern.pattern.regex.groupindex:
        odd = st.sampled_from([*ODD_NUMBERS, *ODD_WORDS])
        known = fuzzed.known.get(name, [])
        values[name] = data.draw(st.one_of(st.sampled_from(known), odd) if known else odd, label=name)
    path = _path(app, pattern, values)
    if path is None:
        return
    language = data.draw(st.sampled_from(["", "/en", "/ar"]))
    fields = data.draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
    method = data.draw(st.sampled_from(METHODS), label="method")
    client = Client(raise_request_exception=False)
    more = {"HTTP_ACCEPT_LANGUAGE": data.draw(st.sampled_from(["fr", "xx;q=é", "*" * 500]))}
    if data.draw(st.booleans()):
        more["HTTP_COOKIE"] = f"part_{fuzzed.world.consultation.pk}=rien; sessionid=\xff; django_language=zz"
    where = f"{language}{path}"
    if method == "POST" and data.draw(st.booleans(), label="form"):
        clean = {name: value.replace("\x00", "") for name, value in fields.items()}
        answer = client.post(where, {**clean, "stamp": gate.stamp()}, **more)
    elif method == "GET":
        answer = client.get(where, fields, **more)
    else:
        body = data.draw(st.one_of(st.sampled_from(ODD_BODIES), st.binary(max_size=200)), label="body")
        answer = client.generic(method, where, body, data.draw(st.sampled_from(TYPES)), **more)
    answer.close()
    assert answer.status_code < 500, f"{method} {where} {fields}"


def _path(app: str, pattern: URLPattern, values: dict[str, Any]) -> str | None:
    """The address with these values; None where the pattern does not take them."""
    try:
        path = reverse(f"{app}:{pattern.name}", kwargs=values)
    except NoReverseMatch:
        return None
    return re.sub(r"^/(en|de|ar)/", "/", path)
