"""A failure is told by its place in our code: no secret of a link, nothing that someone typed."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client
from django.urls import reverse

from concertia_web.failures import FailureFormatter


@pytest.mark.django_db
def test_a_failure_tells_neither_the_secret_of_an_address_nor_what_was_typed(monkeypatch, caplog):
    def broken(_token):
        try:
            raise KeyError("quelqu.un@ici.invalid")
        except KeyError as error:
            raise ValueError("Madame Tartempion") from error

    monkeypatch.setattr("concertia_web.sorting.visas.visa_of", broken)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR, logger="django.request"):
        logging.getLogger("django.request").addHandler(caplog.handler)
        try:
            answer = client.get(reverse("sorting:visa", args=["secret-du-lien"]))
        finally:
            logging.getLogger("django.request").removeHandler(caplog.handler)
    assert answer.status_code == 500
    told = FailureFormatter().format(caplog.records[0])
    assert "GET visa/<str:token>/" in told and "in broken" in told
    assert "builtins.ValueError" in told and "builtins.KeyError" in told
    for private in ("secret-du-lien", "Tartempion\n", "ValueError: ", "KeyError: "):
        assert private not in told


def test_a_record_without_a_request_is_told_too():
    try:
        raise RuntimeError("ce qui fut tapé")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "ce qui fut tapé", (), sys.exc_info())
    told = FailureFormatter().format(record)
    assert told.endswith("builtins.RuntimeError")
