"""What one cell of the grid may hold, and how words typed, pasted or read in a file become its value.

Screen, XLSX and DOCX all come through ``parse``: the same answer gives the same stored value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

LONGEST = 20_000
"""Characters in one cell: a spreadsheet holds no more than 32,767."""
LINE, TEXT, SAID = "line", "text", "said"
WHOLE, DAY, CHOICE, CHOICES = "whole", "day", "choice", "choices"
PASSAGES, TALLIES, REFERENCES = "passages", "tallies", "references"
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip
_QUOTES = (("«", "»"), ("“", "”"), ("„", "“"), ('"', '"'), ("‹", "›"))


@dataclass(frozen=True)
class Field:
    """A cell of the grid. ``aliases``: other headings by which people call it."""

    key: str
    label: str
    kind: str = LINE
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def empty(self) -> Any:
        """What an unanswered cell holds."""
        if self.kind == WHOLE:
            return None
        if self.kind in (CHOICES, PASSAGES, REFERENCES):
            return []
        return {} if self.kind == TALLIES else ""


@dataclass(frozen=True)
class Parsed:
    """A value, or the reason why the words give none; ``note`` tells what was understood loosely."""

    value: Any
    problem: str = ""
    note: str = ""


def fold(text: str) -> str:
    """Without accents, case, punctuation or double spaces: how headings and choices are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


def tidy(raw: Any) -> str:
    """Text as it is kept: NFC, plain line feeds, no control character, no space at either end of a line."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", _as_text(raw)).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    text = unicodedata.normalize("NFC", re.sub("[\ufeff\ufffe\uffff]", "", text))
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(raw: Any) -> str:
    """Text on a single line."""
    return " ".join(tidy(raw).split())


def without_quotes(text: str) -> str:
    """Words without the quotation marks that were pasted around them: the page adds its own where it may."""
    for opening, closing in _QUOTES:
        inner = text[len(opening) : -len(closing)]
        wrapped = len(text) > 1 and text.startswith(opening) and text.endswith(closing)
        if wrapped and opening not in inner and closing not in inner:
            return without_quotes(inner.strip())
    return text


def parse(field: Field, raw: Any) -> Parsed:
    """The value of what was typed or read for ``field``."""
    if raw is None or (isinstance(raw, str) and not tidy(raw)):
        return Parsed(field.empty)
    if isinstance(raw, str) and len(raw) > LONGEST:
        return Parsed(
            field.empty,
            f"ce texte dépasse {LONGEST} caractères (il en a {len(raw)}) : gardez l’essentiel et joignez le "
            "reste comme document",
        )
    return _PARSERS[field.kind](field, raw)


def show(field: Field, value: Any) -> str:
    """The value as words: ``parse(field, show(field, value))`` gives it back."""
    if value in (None, "", [], {}):
        return ""
    if field.kind == CHOICE:
        return dict(field.choices).get(value, str(value))
    if field.kind == CHOICES:
        labels = dict(field.choices)
        return " ; ".join(labels.get(key, str(key)) for key in value)
    if field.kind == PASSAGES:
        return "\n".join(show_passage(passage) for passage in value)
    if field.kind == TALLIES:
        return " ; ".join(f"{count} {dict(field.choices)[kind]}" for kind, count in value.items())
    if field.kind == REFERENCES:
        return " ".join(str(number) for number in value)
    return str(value)


def show_day(value: str) -> str:
    """« 12/03/2026 » for « 2026-03-12 »."""
    return "/".join(reversed(value.split("-"))) if value else ""


def show_passage(passage: dict[str, Any]) -> str:
    """« [document] p. 4 § 12 : mots »."""
    page = f" p. {passage['page']}" if passage["page"] else ""
    paragraph = f" § {passage['paragraph']}" if passage["paragraph"] else ""
    return f"[{passage['document']}]{page}{paragraph} : {passage['text']}"


def _as_text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%d/%m/%Y" if raw.time() == datetime.min.time() else "%d/%m/%Y %H:%M")
    return raw.strftime("%d/%m/%Y") if isinstance(raw, date) else str(raw)


def _line(_field: Field, raw: Any) -> Parsed:
    return Parsed(one_line(raw))


def _text(_field: Field, raw: Any) -> Parsed:
    return Parsed(tidy(raw))


def _said(_field: Field, raw: Any) -> Parsed:
    return Parsed(without_quotes(tidy(raw)))


def _whole(_field: Field, raw: Any) -> Parsed:
    digits = re.sub(r"\s", "", _as_text(raw))
    if re.fullmatch(r"[0-9]{1,7}", digits):
        return Parsed(int(digits))
    return Parsed(None, "un nombre entier est attendu ici, par exemple 42 ; vide si vous ne savez pas")


def _day(_field: Field, raw: Any) -> Parsed:
    wrong = "une date est attendue ici, par exemple 12/03/2026"
    if isinstance(raw, datetime):
        return Parsed(raw.date().isoformat())
    if isinstance(raw, date):
        return Parsed(raw.isoformat())
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if not 20_000 <= raw <= 80_000:
            return Parsed("", wrong)
        found = date(1899, 12, 30) + timedelta(days=int(raw))
        return Parsed(found.isoformat(), note=f"le nombre {int(raw)} a été lu comme la date {found:%d/%m/%Y}")
    parts = _day_parts(fold(str(raw)).split())
    try:
        return Parsed(date(*parts).isoformat()) if parts else Parsed("", wrong)
    except ValueError:
        return Parsed("", "cette date n’existe pas dans le calendrier")


def _day_parts(words: list[str]) -> tuple[int, int, int] | None:
    """Year, month, day in « 12 03 2026 », « 2026 03 12 » or « jeudi 12 mars 2026 »."""
    if len(words) == 4 and words[0].isalpha():
        words = words[1:]
    if len(words) != 3:
        return None
    if words[1] in MONTHS:
        words[1] = str(MONTHS.index(words[1]) + 1)
    words[0] = "1" if words[0] == "1er" else words[0]
    if not all(re.fullmatch(r"[0-9]{1,4}", word) for word in words):
        return None
    numbers = [int(word) for word in words]
    if len(words[0]) == 4:
        return numbers[0], numbers[1], numbers[2]
    return (numbers[2], numbers[1], numbers[0]) if len(words[2]) == 4 else None


def _find(field: Field, words: str) -> str | None:
    """The choice that these words name: by label, by key, then by the only label that starts so."""
    asked = fold(words)
    labels = [(key, fold(label)) for key, label in field.choices]
    exact = [key for key, label in labels if asked == label]
    exact += [key for key, _label in labels if asked == fold(key)]
    if exact:
        return exact[0]
    one = _singular(asked)
    near = {key for key, label in labels if asked and (label.startswith(asked) or one == _singular(label))}
    return near.pop() if len(near) == 1 else None


def _singular(words: str) -> str:
    return " ".join(word[:-1] if word.endswith("s") else word for word in words.split())


def _choice(field: Field, raw: Any) -> Parsed:
    words = one_line(raw)
    found = _find(field, words)
    if found is None:
        return Parsed("", f"« {words} » n’est pas dans la liste : {_listed(field)}")
    return Parsed(found)


def _choices(field: Field, raw: Any) -> Parsed:
    chosen: set[str] = set()
    unknown: list[str] = []
    for piece in re.split(r"[;\n|]", tidy(raw)) if not isinstance(raw, list) else raw:
        if not piece.strip():
            continue
        found = _find(field, piece)
        smaller = [piece] if found else piece.split(",")
        for word in smaller:
            key = _find(field, word)
            if key is None:
                unknown.append(word.strip())
            else:
                chosen.add(key)
    value = [key for key, _label in field.choices if key in chosen]
    problem = f"« {', '.join(unknown)} » n’est pas dans la liste : {_listed(field)}" if unknown else ""
    return Parsed(value, problem)


def _listed(field: Field) -> str:
    labels = [label for _key, label in field.choices]
    return ", ".join(labels[:8]) + ("…" if len(labels) > 8 else "")


_PASSAGE = re.compile(
    r"^(?:\[(?P<id>[^\]]*)\]|(?P<free>[^:]*?))"
    r"(?:,?\s*(?:p\.?|page)\s*(?P<page>[0-9]{1,5}))?"
    r"(?:,?\s*(?:§|par\.|paragraphe)\s*(?P<paragraph>[0-9]{1,5}))?\s*:\s*(?P<text>.*)$",
    re.IGNORECASE,
)


def _passages(_field: Field, raw: Any) -> Parsed:
    found = []
    for line in tidy(raw).split("\n"):
        words = one_line(line)
        if words:
            match = _PASSAGE.match(words)
            found.append(make_passage(**_passage_parts(match)) if match else make_passage(text=words))
    return Parsed([passage for passage in found if passage["text"] or passage["document"]])


def _passage_parts(match: re.Match[str]) -> dict[str, Any]:
    name = match["id"] if match["id"] is not None else match["free"]
    numbers = {key: int(match[key]) if match[key] else None for key in ("page", "paragraph")}
    return {"document": name or "", "text": match["text"], **numbers}


def make_passage(
    *, text: str, document: str = "", page: int | None = None, paragraph: int | None = None
) -> dict[str, Any]:
    """A passage of a document: which, where, and its words on one line."""
    name = one_line(re.sub(r"[\[\]]", " ", document))
    return {"document": name, "page": page or None, "paragraph": paragraph or None, "text": one_line(text)}


def _tallies(field: Field, raw: Any) -> Parsed:
    counts: dict[str, int] = {}
    unknown = []
    for piece in re.split(r"[;,\n]", tidy(raw)):
        match = re.fullmatch(r"\s*([0-9]{1,6})\s+(.+?)\s*", piece)
        kind = _find(field, match[2]) if match else None
        if match is None or kind is None:
            unknown += [piece.strip()] if piece.strip() else []
        elif int(match[1]):
            counts[kind] = counts.get(kind, 0) + int(match[1])
    value = {key: counts[key] for key, _label in field.choices if key in counts}
    problem = f"« {', '.join(unknown)} » n’est pas de la forme « 3 craintes ; 2 refus »" if unknown else ""
    return Parsed(value, problem)


def _references(_field: Field, raw: Any) -> Parsed:
    words = _as_text(raw).replace(",", " ").replace(";", " ").split()
    wrong = [word for word in words if not re.fullmatch(r"[0-9]{1,12}", word)]
    value = sorted({int(word) for word in words if word not in wrong})
    problem = f"« {' '.join(wrong)} » n’est pas un numéro de contribution" if wrong else ""
    return Parsed(value, problem)


_PARSERS: dict[str, Callable[[Field, Any], Parsed]] = {
    LINE: _line,
    TEXT: _text,
    SAID: _said,
    WHOLE: _whole,
    DAY: _day,
    CHOICE: _choice,
    CHOICES: _choices,
    PASSAGES: _passages,
    TALLIES: _tallies,
    REFERENCES: _references,
}
