"""The spaces of French in our own words: no line begins by « : », « ; », « ? », « ! » or « » ».

Templates are typeset once, as they are loaded; strings that are translated have a French catalogue of their
own (``python -m concertia_web.typesetting`` writes it again). What people wrote is never touched.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories, filesystem

from concertia.reports.typography import typeset

_OURS = Path(__file__).parent
_CODE = re.compile(
    r"""
      \{%-?\s*blocktrans.*?endblocktrans(?:late)?\s*%\}   # translated: its words are those of the catalogues
    | \{%.*?%\} | \{\{.*?\}\} | \{\#.*?\#\}
    | <(?:script|style|textarea|pre|code)\b.*?</(?:script|style|textarea|pre|code)>
    | <(?:\{%.*?%\}|\{\{.*?\}\}|[^<>])*>
    """,
    re.VERBOSE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%[sd])")
_HEADER = """msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""


def typeset_template(source: str) -> str:
    """A template with the spaces of French in the text it shows; tags and translated blocks as they are."""
    parts, at = [], 0
    for code in _CODE.finditer(source):
        parts += [typeset(source[at : code.start()], "fr"), code[0]]
        at = code.end()
    return "".join([*parts, typeset(source[at:], "fr")])


class _Typeset:
    def get_contents(self, origin: Origin) -> str:
        source: str = super().get_contents(origin)  # type: ignore[misc]
        return typeset_template(source) if Path(origin.name).is_relative_to(_OURS) else source


class Folders(_Typeset, filesystem.Loader):
    """Templates of the folders of the settings."""


class Rooms(_Typeset, app_directories.Loader):
    """Templates of the rooms."""


def french_catalogue(translated: str) -> str:
    """The French catalogue (PO), from any other that is complete: its own strings, with their spaces.

    Only those that change, and those of number: zero is singular in French.
    """
    entries = [_HEADER]
    for block in translated.split("\n\n")[1:]:
        lines = [line for line in block.splitlines() if line.startswith(("msgctxt ", "msgid"))]
        said = [line.split(" ", 1) for line in lines]
        strings = [text for name, text in said if name != "msgctxt"]
        forms = [_typeset_string(text) for text in strings]
        one = len(forms) == 1
        if forms != strings or not one:
            answers = [f"msgstr{'' if one else f'[{at}]'} {form}" for at, form in enumerate(forms)]
            entries.append("\n".join([*lines, *answers]) + "\n")
    return "\n".join(entries)


def _typeset_string(text: str) -> str:
    """A string and its placeholders: the percent sign of those is not one that is read."""
    parts = _PLACEHOLDER.split(text)
    return "".join(part if at % 2 else typeset(part, "fr") for at, part in enumerate(parts))


def main() -> None:
    """Write the French catalogue again; ``msgfmt`` compiles it like the others."""
    folder = _OURS / "locale"
    french = folder / "fr" / "LC_MESSAGES" / "django.po"
    french.parent.mkdir(parents=True, exist_ok=True)
    source = (folder / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    french.write_text(french_catalogue(source), encoding="utf-8")


if __name__ == "__main__":
    main()
