"""The spaces of French: in our words everywhere, in the words of people never."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.base import Lexer, TokenType

import concertia_web
from concertia_web.typesetting import french_catalogue, typeset_template

PACKAGE = Path(concertia_web.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html")) + sorted(PACKAGE.rglob("templates/**/*.txt"))
LOOSE = (" :", " ;", " ?", " !", "« ", " »")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>Rien n’arrive ? Écrivez : « oui ».</p>", "<p>Rien n’arrive␣? Écrivez␣: «␣oui␣».</p>"),
        ("« {{ title }} » : {{ count }} %", "«␣{{ title }}␣»␣: {{ count }}␣%"),
        ('<a title="Et ?" href="{% url %}">Et ?</a>', '<a title="Et ?" href="{% url %}">Et␣?</a>'),
        ("<p{% if a > b %} class=c{% endif %}>d !</p>", "<p{% if a > b %} class=c{% endif %}>d␣!</p>"),
        (
            "{% blocktranslate %}À « {{ x }} » ?{% endblocktranslate %} !",
            "{% blocktranslate %}À « {{ x }} » ?{% endblocktranslate %}␣!",
        ),
        ("{# Pourquoi ? #}<textarea>a ; b</textarea>", "{# Pourquoi ? #}<textarea>a ; b</textarea>"),
        ('{% translate "Pourquoi ?" %} ?', '{% translate "Pourquoi ?" %}␣?'),
    ],
)  # fmt: skip
def test_text_is_typeset_and_code_is_not(source, wanted):
    assert typeset_template(source).replace("\u202f", "␣") == wanted


@pytest.mark.parametrize("script", sorted(PACKAGE.rglob("static/**/*.js")), ids=lambda path: path.name)
def test_what_a_script_says_is_typeset_in_it(script):
    """Scripts are served as they are: the spaces of their sentences are written in them."""
    said = re.findall(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', script.read_text(encoding="utf-8"))
    words = [re.sub(r"\$\{[^{}]*\}", "x", text) for text in said if re.search("[à-ÿ’«]|[a-z]{3} [a-z]", text)]
    assert [text for text in words if re.search(r"\w [:;?!»]|« ", text)] == []


def test_no_template_is_changed_but_in_its_spaces_and_apostrophes():
    assert len(TEMPLATES) > 150
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        before, after = Lexer(source).tokenize(), Lexer(typeset_template(source)).tokenize()
        assert [token.token_type for token in before] == [token.token_type for token in after], path
        for one, other in zip(before, after, strict=True):
            if one.token_type is TokenType.TEXT:
                plain = [text.contents.replace("\u202f", " ").replace("'", "’") for text in (one, other)]
                assert plain[0] == plain[1], path
            else:
                assert one.contents == other.contents, path


def test_the_french_catalogue_is_made_from_the_strings_of_today():
    folder = PACKAGE / "locale"
    source = (folder / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    french = folder / "fr" / "LC_MESSAGES" / "django.po"
    assert french.read_text(encoding="utf-8") == french_catalogue(source)
    with french.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    assert compiled.gettext("Vous ne le trouvez pas ? Écrivez au réseau :").count("\u202f") == 2
    one = "%(n)s passage de ce genre sur ce thème"
    assert compiled.ngettext(one, "plusieurs", 0) == one
    assert compiled.ngettext(one, "plusieurs", 2) != "plusieurs"


def test_what_people_wrote_is_left_as_it_is():
    page = Template(typeset_template("<p>On lit : {{ said }}</p>"))
    assert page.render(Context({"said": "Quoi ?"})) == "<p>On lit\u202f: Quoi ?</p>"


@pytest.mark.django_db
def test_the_first_page_has_no_loose_space(client):
    page = client.get("/").content.decode()
    words = page.split("<main", 1)[1].split("</main>")[0]
    assert not [mark for mark in LOOSE if mark in words]
