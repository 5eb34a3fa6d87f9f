"""What each line of a list of notes is: heading, information about the session, note, or its continuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from concertia.corpus.formats.column_names import plain
from concertia.corpus.formats.docx_reading import WordDocument
from concertia.corpus.formats.vocabulary import DOT_MARKS, kind_of

HEADING, INFORMATION, NOTE, PROSE, MORE, BLANK, CELL = (
    "heading",
    "information",
    "note",
    "prose",
    "more",
    "blank",
    "cell",
)
MARKDOWN_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
BULLET = re.compile(r"(\s*)(?:[-*+•◦▪▫■□–—‣·o✓➢➤→>]|\uf0b7|\(?\d{1,3}[.)°]|(?!M\.)[a-zA-Z][.)])\s+(?=\S)")
UNDERLINE = re.compile(r"\s*(?:=|-|_|\*|~){3,}\s*$")
TABLE_ROW = re.compile(r"\s*\|(.*)\|\s*$")
TABLE_RULE = re.compile(r"\s*\|[\s:|-]+\|\s*$")
INFORMATION_LINE = re.compile(r"\s*(?:[-*•]\s+)?\**([^:*\n]{2,40}?)\**\s*:\**\s*(.*?)\s*$")
INFORMATION_NAMES: dict[str, str] = {
    "date": "date|date de l atelier|date de la rencontre|jour|date de la seance",
    "session": "session|atelier|seance|rencontre|reunion|table|groupe|sous groupe|evenement|workshop|lieu|"
    "place|"
    "salle",
    "public": "public|publics|profil|type de public|audience",
    "territory": "territoire|commune|ville|quartier|collectivite|territory|city",
    "question": "question|question posee|consigne|sujet|theme|thematique",
    "voice": "voix|parole|voice",
    "capture": "saisie|mode de saisie|recueil|capture",
    "": "animation|animateur|animatrice|animateurs|facilitateur|facilitatrice|facilitation|rapporteur|"
    "rapporteuse|"
    "secretaire|redacteur|redactrice|participants|participantes|participantes et participants|presents|"
    "personnes presentes|nombre de participants|nombre de personnes|effectif|duree|horaire|horaires|heure|"
    "contact|"
    "contacts|notes prises par|prise de notes|compte rendu par|facilitator|attendees|participation",
}
"""Information that a note inherits; under the empty name, what is left out (names of people, head counts)."""
NAMES_BY_WORD = {word: role for role, words in INFORMATION_NAMES.items() for word in words.split("|")}
SESSION_TITLE = re.compile(
    r"^(table|tables|atelier|groupe|sous groupe|seance|session|reunion|rencontre|workshop|group|classe|"
    r"stand)\b"
    r"(?:\s+(?:n\s+)?(?:[0-9]+|[a-z]|[ivx]+)\b)?"
)
MEETING_TITLE = re.compile(r"(?:compte rendu|releve|proces verbal|verbatim|reunion|atelier|seance|debat)\b")


@dataclass(frozen=True)
class Line:
    """One line, classified."""

    kind: str
    text: str
    number: int
    level: int = 0
    """Of a heading, from 1 (largest); of a bullet, its indentation."""
    name: str = ""
    """Of an information line, the field it sets; of a cell, nothing."""
    column: int = 0
    first_row: bool = False


def text_lines(lines: Iterable[str], informed: bool = True) -> list[Line]:
    """Classify the lines of a text or Markdown file. ``informed``: ``Date : …`` lines are information."""
    raw = [line.rstrip("\r\n") for line in lines]
    found: list[Line] = []
    in_table = False
    for number, line in enumerate(raw, 1):
        following = raw[number] if number < len(raw) else ""
        if TABLE_RULE.match(line):
            continue
        if TABLE_ROW.match(line) and (in_table or TABLE_RULE.match(following)):
            found.extend(_cells(line, number, first_row=not in_table))
            in_table = True
            continue
        in_table = False
        if UNDERLINE.fullmatch(line):
            if found and found[-1].kind in {PROSE, MORE} and line.strip()[0] in "=-":
                last = found.pop()
                found.append(Line(HEADING, last.text, last.number, 1 if line.strip()[0] == "=" else 2))
            continue
        found.append(_classified(line, number, found[-1] if found else None, following, informed))
    return _with_title(found)


def _classified(line: str, number: int, previous: Line | None, following: str, informed: bool) -> Line:
    if not line.strip():
        return Line(BLANK, "", number)
    if heading := MARKDOWN_HEADING.match(line):
        return Line(HEADING, _unmarked(heading.group(2)), number, len(heading.group(1)))
    information = _information(line, number) if informed else None
    if information is not None:
        return information
    if (bullet := BULLET.match(line)) and _opens(line, bullet):
        return Line(NOTE, line[bullet.end() :].strip(), number, len(bullet.group(1).expandtabs(4)))
    text = line.strip()
    if _is_plain_heading(text, following):
        return Line(HEADING, _unmarked(text).rstrip(" :\xa0"), number, _plain_level(text))
    if previous is not None and _goes_on(previous, line):
        return Line(MORE, text, number)
    return Line(PROSE, text, number)


def _opens(line: str, bullet: re.Match[str]) -> bool:
    """Whether a bullet opens something: the letter of « a) : » is all that the line holds, and is kept."""
    return not bullet.group().strip()[0].isalpha() or says_something(line[bullet.end() :])


def _goes_on(previous: Line, line: str) -> bool:
    """Whether a line without bullet continues the one above: indented, or the rest of a cut sentence."""
    if previous.kind in {NOTE, MORE} and line[0] in " \t":
        return True
    if not line.lstrip()[0].islower():
        return False
    return previous.kind in {NOTE, MORE} or (previous.kind == PROSE and is_cut(previous.text))


def is_cut(text: str) -> bool:
    """Whether a line was cut at the width of a page: long, and without the end of a sentence."""
    return len(text) >= 55 and not text.endswith((".", "!", "?", "…", ":", "»"))


def says_something(text: str) -> bool:
    """Whether a line holds a word or a picture, not only dashes and dots."""
    return any(c.isalnum() or (unicodedata.category(c) == "So" and c not in DOT_MARKS) for c in text)


def _information(line: str, number: int) -> Line | None:
    match = INFORMATION_LINE.match(line)
    if match is None or MARKDOWN_HEADING.match(line):
        return None
    name = plain(match.group(1))
    if name not in NAMES_BY_WORD or not match.group(2):
        return None
    return Line(INFORMATION, _unmarked(match.group(2)), number, name=NAMES_BY_WORD[name])


def _is_plain_heading(text: str, following: str) -> bool:
    """A line that stands as a heading without mark: a kind, a table, ``Titre :`` above bullets, CAPITALS."""
    words = text.split()
    if len(words) > 12 or len(text) > 90:
        return False
    bare = _unmarked(text).rstrip(" :\xa0")
    if kind_of(bare) is not None and len(words) <= 5:
        return True
    if SESSION_TITLE.fullmatch(plain(bare)):
        return True
    bold = text.startswith("**") and text.rstrip(" :").endswith("**")
    listed = bool(BULLET.match(following))
    if bold or (text.endswith(":") and listed):
        return True
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 5 and len(words) <= 8 and all(c.isupper() for c in letters)


def _plain_level(text: str) -> int:
    bare = _unmarked(text).rstrip(" :\xa0")
    if SESSION_TITLE.match(plain(bare)):
        return 2
    return 4 if kind_of(bare) is not None else 3


def _cells(line: str, number: int, first_row: bool) -> Iterator[Line]:
    match = TABLE_ROW.match(line)
    for column, cell in enumerate(match.group(1).split("|") if match else ()):
        for text in re.split(r"<br\s*/?>", cell):
            bare = text.strip()
            bullet = BULLET.match(bare)
            yield Line(
                CELL, bare[bullet.end() :] if bullet else bare, number, column=column, first_row=first_row
            )


def docx_lines(document: WordDocument) -> list[Line]:
    """Classify the paragraphs of a DOCX file, as if they were lines."""
    found: list[Line] = []
    for number, paragraph in enumerate(document.paragraphs, 1):
        texts = [part.strip() for part in paragraph.text.split("\n") if part.strip()]
        if paragraph.table:
            for text in texts:
                bullet = BULLET.match(text)
                bare = text[bullet.end() :] if bullet else text
                found.append(Line(CELL, bare, number, column=paragraph.column, first_row=paragraph.row == 0))
            continue
        if paragraph.heading:
            found.append(Line(HEADING, " ".join(texts), number, paragraph.heading))
            continue
        for position, text in enumerate(texts):
            information = _information(text, number)
            if information is not None:
                found.append(information)
            elif paragraph.bullet:
                found.append(Line(NOTE if position == 0 else MORE, text, number))
            elif paragraph.bold and len(text) <= 90 and len(texts) == 1:
                found.append(Line(HEADING, text.rstrip(" :\xa0"), number, _plain_level(text)))
            else:
                found.append(_classified(text, number, None, "", False))
    return _with_title(found)


def _with_title(lines: list[Line]) -> list[Line]:
    """The same lines, the first being a heading if it stands apart, short, above a list of bullets or as
    the name of a meeting (« Réunion publique du 4 avril »)."""
    said = [place for place, line in enumerate(lines) if line.kind != BLANK]
    if len(said) < 2:
        return lines
    first, following = lines[said[0]], lines[said[0] + 1]
    if not any(line.kind == NOTE for line in lines) and not MEETING_TITLE.match(plain(first.text)):
        return lines
    apart = following.kind in {BLANK, INFORMATION, HEADING}
    if first.kind == PROSE and apart and len(first.text) <= 90 and not first.text.endswith((".", "!", ";")):
        lines[said[0]] = Line(HEADING, first.text, first.number, 1)
    return lines


def _unmarked(text: str) -> str:
    """Text without the marks of Markdown emphasis around it."""
    return re.sub(r"^(\*\*|__|\*|_)(.*?)\1(?=\s*:?\s*$)", r"\2", text.strip()).strip()
