"""Every page answers, in every language, says what it must and nothing that it must not."""

from __future__ import annotations

import gzip
import re

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import translation
from tests.web.site import FICTIONAL, FRENCH, VOTES

from concertia_web.middleware import POLICY
from concertia_web.readings.models import Reading

SLUGS = [FICTIONAL, FRENCH, VOTES]
CODES = [code for code, _name in django_settings.LANGUAGES]
NEVER = re.compile(
    r"\b(consultation|référendum|sondage|analyse IA|moteur|cluster|run|rejetée?s?"
    r"|% des (habitants|citoyens|Français)|les citoyens pensent)\b",
    flags=re.IGNORECASE,
)


def page(client, name: str, slug: str | None = None, language: str = "fr", query: str = "", **more) -> str:
    with translation.override(language):
        url = reverse(f"readings:{name}", kwargs={"slug": slug, **more} if slug else None)
    response = client.get(url + query)
    assert response.status_code == 200, url
    return response.content.decode()


def first_contribution(client, slug: str) -> str:
    return re.search(r"contributions/([0-9a-f]{16})/", page(client, "contributions", slug))[1]


def our_words(html: str) -> str:
    """The page without what others said: their texts and the titles of readings."""
    without = re.sub(r"<blockquote.*?</blockquote>|<option.*?</option>", " ", html, flags=re.DOTALL)
    without = re.sub(r'<(\w+)[^>]*(?:lang|dir)="[^"]*"[^>]*>.*?</\1>', " ", without[without.index("<body") :])
    return re.sub(r"<[^>]+>", " ", without)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_answers_in_every_language(client, readings, slug, language):
    identifier = first_contribution(client, slug)
    pages = [
        page(client, "list", language=language),
        *(page(client, name, slug, language) for name in ("detail", "contributions", "not-read")),
        page(client, "contribution", slug, language, identifier=identifier),
    ]
    direction = "rtl" if language == "ar" else "ltr"
    for html in pages:
        assert f'<html lang="{language}" dir="{direction}">' in html
        assert html.count("<h1") == 1
        assert "<script" not in html
        assert " style=" not in html


@pytest.mark.parametrize("slug", SLUGS)
def test_the_words_of_the_screens(client, readings, slug):
    identifier = first_contribution(client, slug)
    for html in [
        page(client, "list"),
        *(page(client, name, slug) for name in ("detail", "contributions", "not-read")),
        page(client, "contribution", slug, identifier=identifier),
    ]:
        assert not NEVER.search(our_words(html))


def test_invented_texts_are_marked_on_every_page_and_real_ones_are_not(client, readings):
    mark = "Textes inventés pour la formation"
    identifier = first_contribution(client, FICTIONAL)
    for name in ("detail", "report", "contributions", "not-read"):
        assert mark in page(client, name, FICTIONAL)
        assert mark not in page(client, name, FRENCH)
    assert mark in page(client, "contribution", FICTIONAL, identifier=identifier)
    assert page(client, "list").count(mark) == 1


def test_the_list_shows_title_subject_and_where_each_comes_from(client, readings):
    html = page(client, "list")
    shown = Reading.objects.public()
    assert shown.count() == 3
    assert "questionnaire de la communauté" not in html
    for reading in shown:
        assert reading.notice["title"]["fr"].replace("'", "&#x27;") in html
        detail = page(client, "detail", reading.slug)
        assert reading.notice["licence"] in detail
        assert reading.notice["attribution"].split("(")[0].split("'")[0] in detail


def test_no_reading_yet_says_what_to_do(client, db):
    html = page(client, "list")
    assert "Aucune lecture pour l’instant" in html
    assert "./start" in html


@pytest.mark.parametrize(
    ("state", "words"), [("running", "Lecture en cours"), ("failed", "La lecture n’a pas abouti")]
)
def test_a_reading_that_is_not_ready_says_so(client, readings, state, words):
    Reading.objects.filter(slug=FRENCH).update(state=state)
    assert words in page(client, "list")
    assert words in page(client, "detail", FRENCH)
    assert client.get(f"/lectures/{FRENCH}/contributions/").status_code == 404


def test_pages_are_light(client, readings):
    for slug in SLUGS:
        for name in ("detail", "contributions", "not-read"):
            html = page(client, name, slug).encode()
            assert len(gzip.compress(html)) < 30_000, (slug, name)
    heaviest = max(len(page(client, "contributions", slug, "ar").encode()) for slug in SLUGS)
    assert heaviest < 120_000


def test_a_page_that_does_not_exist_helps(client, readings):
    for url in ("/rien", "/lectures/rien/", f"/lectures/{FRENCH}/contributions/?page=999"):
        response = client.get(url)
        assert response.status_code == 404
        assert "Voir toutes les lectures" in response.content.decode()


def test_a_failure_has_a_page_in_the_language_of_the_visitor(client, readings, settings, tmp_path):
    client.raise_request_exception = False
    settings.READINGS = tmp_path  # the index says ready, the files are gone
    response = client.get(f"/de/lectures/{FRENCH}/")
    assert response.status_code == 500
    assert "Die Website konnte diese Seite nicht anzeigen" in response.content.decode()


def test_nothing_but_reading(client, readings):
    for url in ("/", f"/lectures/{FRENCH}/", f"/lectures/{FRENCH}/contributions/"):
        assert client.post(url).status_code == 405
        assert not client.get(url).cookies


def test_every_answer_carries_the_policy(client, readings):
    for url in ("/", "/en/", "/rien", f"/lectures/{FRENCH}/", "/healthz"):
        assert client.get(url).headers["Content-Security-Policy"] == POLICY


def test_health(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert {"status": "ok", "readings": 0}.items() <= client.get("/readyz").json().items()
