"""The report is served as it was published, and what may be taken away is the public part."""

from __future__ import annotations

import re
import subprocess
import zipfile

import pytest
from tests.web.site import FICTIONAL, FRENCH, VOTES, command

from concertia_web.readings.services import DOSSIER, RUN
from concertia_web.readings.views import FILES

SLUGS = [FICTIONAL, FRENCH, VOTES]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_report_is_shown_word_for_word(client, readings, slug):
    published = (readings / slug / RUN / "rapport.html").read_text(encoding="utf-8")
    html = client.get(f"/lectures/{slug}/restitution/").content.decode()
    article = html[html.index("<article") : html.rindex("</article>") + len("</article>")]
    assert len(article) > 10_000
    assert published[published.index("<article") :].startswith(article)
    style = client.get(f"/lectures/{slug}/restitution.css").content.decode()
    assert f"<style>{style}</style>" in published
    assert html.count("<h1") == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_the_report_has_no_inline_attribute_that_the_policy_would_block(readings, slug):
    html = (readings / slug / RUN / "rapport.html").read_text(encoding="utf-8")
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    assert "<script" not in html


def test_the_report_on_invented_texts_warns_at_its_head(readings):
    html = (readings / FICTIONAL / RUN / "rapport.html").read_text(encoding="utf-8")
    assert "inventés pour la formation" in html[: html.index('id="question"')]


def test_a_french_report_keeps_its_direction_in_an_arabic_page(client, readings):
    html = client.get(f"/ar/lectures/{FRENCH}/restitution/").content.decode()
    assert 'dir="rtl"' in html
    assert '<div lang="fr" dir="ltr">' in html


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("slug", SLUGS)
def test_files_may_be_taken_away(client, readings, slug, name):
    response = client.get(f"/lectures/{slug}/fichiers/{name}")
    assert b"".join(response.streaming_content) == (readings / slug / FILES[name]).read_bytes()
    assert response.headers["Content-Disposition"] == f'attachment; filename="{slug}-{name}"'


@pytest.mark.parametrize(
    "name", ["notice.json", "result.json", "../notice.json", "corpus", "originals.parquet"]
)
def test_the_restricted_folder_stays_on_the_machine(client, readings, name):
    assert client.get(f"/lectures/{FRENCH}/fichiers/{name}").status_code == 404


@pytest.mark.parametrize("slug", SLUGS)
def test_the_public_dossier_verifies_and_holds_no_restricted_row(readings, slug):
    path = readings / slug / DOSSIER
    done = subprocess.run([command(), "verify", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    names = zipfile.ZipFile(path).namelist()
    assert not [name for name in names if name.endswith("originals.parquet")]
