"""Schemathesis on every public address: its coverage cases and generated ones, never a server error.

The pages have no OpenAPI document of their own: it is written here from the patterns of addresses and from
the names of the fields that forms send, with what exists in a small world as examples.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from django.urls import URLPattern
from django.urls.resolvers import RegexPattern
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from tests.web.test_fuzz_public import NAMES, PATTERNS, fuzzed

from concertia_web.wsgi import application

__all__ = ["fuzzed"]
TYPES = {"int": {"type": "integer"}, "slug": {"type": "string", "minLength": 1}, "str": {"type": "string"}}
FIELDS = {"type": "object", "properties": {name: {"type": "string"} for name in NAMES}}
ASKED = ("page", "q", "lire", "tri", "apres", "avant", "texte", "ordre", "public", "choix")
"""What addresses take in their query."""


def operation(parameters: list[dict[str, Any]], method: str) -> dict[str, Any]:
    """What may be asked of one address: any of the fields, in the query or in the body."""
    asked: dict[str, Any] = {"responses": {"default": {"description": "a page"}}}
    if method == "get":
        query = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ASKED]
        return {**asked, "parameters": [*parameters, *query]}
    forms = ("application/x-www-form-urlencoded", "multipart/form-data")
    body = {"content": {form: {"schema": FIELDS} for form in forms}}
    return {**asked, "parameters": parameters, "requestBody": body}


def place_of(pattern: URLPattern) -> tuple[str, dict[str, str]]:
    """``/a/{x}/`` and the kind of each ``x``, from a route or from a regular expression."""
    written = str(pattern.pattern)
    found = {name: kind or "str" for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", written)}
    if isinstance(pattern.pattern, RegexPattern):
        plain = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"{\1}", written)
        return "/" + plain.strip("^$").replace("\\", ""), found
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", written), found


def document(known: dict[str, list[Any]]) -> dict[str, Any]:
    """The OpenAPI document of the public addresses."""
    paths = {}
    for _app, pattern in PATTERNS:
        place, kinds = place_of(pattern)
        parameters = []
        for name, kind in kinds.items():
            existing = [{"enum": known[name]}] if name in known else []
            shape = {"anyOf": [*existing, TYPES.get(kind, {"type": "string"})]}
            parameters.append({"name": name, "in": "path", "required": True, "schema": shape})
        paths[place] = {method: operation(parameters, method) for method in ("get", "post")}
    return {"openapi": "3.1.0", "info": {"title": "Concertia", "version": "1"}, "paths": paths}


def ask(schema: Any, case: Any) -> None:
    """Send it to the site, as its server would."""
    token = {"X-CSRFToken": "a" * 32, "Cookie": f"csrftoken={'a' * 32}"}
    answer = case.call(app=application, headers=token)
    assert answer.status_code < 500, f"{case.method} {case.formatted_path}"


@pytest.fixture
def described(fuzzed):
    schema = schemathesis.openapi.from_dict(document(fuzzed.known))
    schema.app = application
    return schema


def test_every_public_pattern_is_described(described):
    assert described.statistic.operations.total == 2 * len({place_of(p)[0] for _app, p in PATTERNS})


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def walk(described: Any, examples: int) -> None:
    """Some generated cases on each operation, right ones and wrong ones."""
    for found in described.get_all_operations():
        each = found.ok()
        modes = [each.as_strategy(generation_mode=mode) for mode in GenerationMode]

        @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=QUIET)
        @given(case=st.one_of(modes))
        def send(case):
            ask(described, case)

        send()


def test_no_public_address_fails_under_schemathesis(described):
    walk(described, 1)


@pytest.mark.long
def test_no_public_address_fails_however_long_schemathesis_tries(described):
    walk(described, 100)
