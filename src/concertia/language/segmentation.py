"""A text cut into units: one idea at a time, with exact offsets.

A unit is a sentence, a line of a list or a note without a verb. What is left between units is blank
or a list mark, or a mark of support (« x3 »). Offsets are Unicode code points, half-open:
``text[start:end]`` is the unit.
"""

from __future__ import annotations

import re

from concertia.language.abbreviations import ALWAYS, SOMETIMES
from concertia.language.enclosures import BRACKETS_LIMIT, enclosures
from concertia.language.markers import end_before_marks

Span = tuple[int, int]

LONG = 400
"""Code points above which a sentence is cut again, at « ; » or before a conjunction."""
_SHORTEST_PART = 60
_SHORT_LIST = 300
"""Code points up to which the items that finish a clause (« Oui si : – … ») make one unit with it."""
_SOFT_WRAP = 50
"""A line at least this long that ends without punctuation may continue on the next one."""

_LINE_END = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]+")
_LIST_MARK = re.compile(
    r"\s*(?:[-–—−‒•·▪▫■□●○◦‣⁃∙*+→➔➢►▶✓✔✗☐☑>#]+(?=\s|[^\W\d_])"
    r"|o(?=\s{2,})|\(?\d{1,2}(?:(?:[).]|°\)?|\.[-)])(?=\s|[^\W\d_])|[-/](?=\s))|[a-hA-H]\)(?=\s))\s*"
)
_INLINE_NUMBER = re.compile(r"(?:(?<=\s)|(?<=[.;:,!?])|^)\(?(\d{1,2})\s?(?:[)/]|[-.°](?=\s))\s*(?=[^\W\d_])")
_INLINE_DASH = re.compile(r"(?:(?<=\s)|(?<=[.;:!?]))[-–—•*·]\s*(?=[^\W\d_])")
_CHOICE_BAR = re.compile(r"\s*\|\s*")
_LOST_LINE_BREAK = re.compile(r"(?<=[^\W\d_]{4})[ \u00a0]{2,}(?=[^\W\d_a-zà-ÿ])")
"""Two spaces then a capital letter: exports that replace line breaks by spaces."""
_STOP = re.compile(r"[.!?…؟۔\u3002\uff01\uff1f\u0589]+")
_ALWAYS_FINAL = "؟۔\u3002\uff01\uff1f\u0589"
_CLOSERS = "\"'»”’)]}›"
_NARROW = " \u00a0\u202f"
_OPENING_WORD = re.compile(
    r"(?:il|ils|elle|elles|la|le|les|je|j['’]|on|nous|un|une|des|et|mais|que|c['’]est|l['’])\b"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,190}\.\w{2,}|\b[\w-]{1,60}\.(?:fr|org|com|eu|net|gouv|info)\b"
)
_INITIALS = re.compile(r"(?:^|[\s.(«-])[^\W\d_]$")
_WORD_BEFORE = re.compile(r"[^\W\d_](?:[^\s,;:!?()«»]*[^\W_])?°?$|\d+$")
_CONJUNCTION = re.compile(
    r",?\s+(?=(?:mais|car|donc|or|puis|cependant|toutefois|ensuite|parce que|alors que|et que|ce qui|"
    r"but|because|so that|then|however|aber|weil|denn|sondern|deshalb|لكن|لأن)\s)"
)
_SEMICOLON = re.compile(r"[;؛\uff1b]\s*")
_COMMA = re.compile(r"[,،、\uff0c]\s*")
_BLANK = re.compile(r"\s+")
_INTRODUCTION = re.compile(r"(?:[^\W\d_]\S*\s+){3}.*:$", re.S)
"""Four words at least, then a colon: a clause, not a label (« Propositions : »)."""
_GOES_ON = re.compile(
    r"(?:que|si|de|du|des|à|au|aux|pour|par|afin|en|dans|sur|avec|sans|that|if|to|of|for|by|with|in"
    r"|dass|wenn|ob|zu|für|mit|ohne)\b|(?:qu|d|s)['’]"
)
_ENDS_OPEN = re.compile(r"\b(?:que|si|de|à|pour|par|en|if|that|to|for|unless|wenn|dass)\s*:$", re.I)


def segment(text: str, language: str) -> list[Span]:
    """Units of ``text`` in order, never overlapping, trimmed; ``[(0, 0)]`` for a blank text.

    Every character outside the units is blank or belongs to a list mark.
    """
    units: list[Span] = []
    for start, end in _lines(text):
        for item in _items(text, start, end):
            sentences = _sentences(text, item[0], item[1], language)
            for sentence in _whole(text, sentences):
                units.extend(_shortened(text, sentence))
    units = _introduced(text, _unmarked(text, _whole(text, units)))
    if units:
        return units
    blank = _trimmed(text, 0, len(text))
    return [blank] if blank[0] < blank[1] else [(0, 0)]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _says_something(text: str, start: int, end: int) -> bool:
    return any(character.isalnum() for character in text[start:end])


def _lines(text: str) -> list[Span]:
    """Lines, soft-wrapped ones joined: a long line without final punctuation before a small letter."""
    lines: list[Span] = []
    position = 0
    previous_break = ""
    for match in [*_LINE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        start, stop = _trimmed(text, position, end)
        if start < stop:
            if lines and _continues(text, lines[-1], start, previous_break):
                lines[-1] = (lines[-1][0], stop)
            else:
                lines.append((start, stop))
            previous_break = ""
        if match:
            previous_break += match.group()
            position = match.end()
    return lines


def _continues(text: str, line: Span, start: int, line_break: str) -> bool:
    if line_break.replace("\r\n", "\n") != "\n" or not text[start].islower() or _LIST_MARK.match(text, start):
        return False
    last_line = max(text.rfind("\n", line[0], line[1]) + 1, line[0])
    return line[1] - last_line >= _SOFT_WRAP and text[line[1] - 1] not in ".!?…:;؟۔。"


def _items(text: str, start: int, end: int) -> list[Span]:
    """The items of a list written on one line (« 1) … 2) … », « - … - … »), marks left out."""
    marks: list[Span] = []
    if first := _LIST_MARK.match(text, start, end):
        marks.append(first.span())
    numbers = list(_INLINE_NUMBER.finditer(text, start, end))
    if _counts_up([int(m.group(1)) for m in numbers]):
        marks += [m.span() for m in numbers]
    dashes = [m for m in _INLINE_DASH.finditer(text, start, end) if _opens_item(text, start, m)]
    if len(dashes) > 1 or (dashes and marks):
        marks += [m.span() for m in dashes]
    marks += [m.span() for m in _CHOICE_BAR.finditer(text, start, end)]
    marks += [m.span() for m in _LOST_LINE_BREAK.finditer(text, start, end) if text[m.end()].isupper()]
    items: list[Span] = []
    position = start
    for mark_start, mark_end in sorted(marks):
        if mark_start < position:
            position = max(position, mark_end) if mark_start == start else position
            continue
        items.append(_trimmed(text, position, mark_start))
        position = mark_end
    items.append(_trimmed(text, position, end))
    return [item for item in items if item[0] < item[1]]


def _counts_up(numbers: list[int]) -> bool:
    return (
        len(numbers) > 1
        and numbers[0] in (1, 2)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _opens_item(text: str, start: int, mark: re.Match[str]) -> bool:
    before = text[start : mark.start()].rstrip()
    return text[mark.end()].isupper() or not before or before[-1] in ".;:!?"


def _sentences(text: str, start: int, end: int, language: str) -> list[Span]:
    protected = [match.span() for match in _ADDRESS.finditer(text, start, end)]
    protected = sorted([*protected, *enclosures(text, start, end)])
    spans: list[Span] = []
    position = start
    upcoming = 0
    for stop in _STOP.finditer(text, start, end):
        while upcoming < len(protected) and protected[upcoming][1] < stop.end():
            upcoming += 1
        if any(a <= stop.start() and stop.end() < b for a, b in protected[upcoming : upcoming + 3]):
            continue
        cut = _end_of_sentence(text, position, stop, end, language)
        if cut is not None:
            spans.append(_trimmed(text, position, cut))
            position = cut
    spans.append(_trimmed(text, position, end))
    return [span for span in spans if span[0] < span[1]]


def _end_of_sentence(text: str, start: int, stop: re.Match[str], end: int, language: str) -> int | None:
    """Where the sentence closed by this punctuation ends; ``None`` if it goes on."""
    mark = stop.group()
    cut = stop.end()
    while cut < end and (text[cut] in _CLOSERS or (text[cut] in _NARROW and text[cut + 1 : cut + 2] == "»")):
        cut += 1
    following = _BLANK.match(text, cut, end)
    after = text[following.end() if following else cut : end][:1]
    if not after or mark[-1] in _ALWAYS_FINAL:
        return cut
    if cut > stop.end() and after.islower():
        return None
    if not following and not _glued(text, start, stop, cut):
        return None
    if mark == ".":
        return cut if _full_stop(text, start, stop.start(), after, language) else None
    if after.islower():
        return cut if mark[-1] == "?" and " " in text[start : stop.start()].strip() else None
    return cut


def _glued(text: str, start: int, stop: re.Match[str], cut: int) -> bool:
    """« …la République.La suite… », « impôts .il faut »: the space is missing, not the end."""
    spaced = text[stop.start() - 1 : stop.start()].isspace()
    if not text[cut].isupper() and not _OPENING_WORD.match(text, cut):
        return spaced and text[cut].isalpha()
    word = _word_before(text, start, stop.start())
    return spaced or (
        not text[cut + 1 : cut + 2].isupper() and len(word) > 2 and "." not in word and not word.isupper()
    )


def _word_before(text: str, start: int, stop: int) -> str:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    match = _WORD_BEFORE.search(text, max(start, stop - 40), stop)
    return match.group() if match else ""


def _full_stop(text: str, start: int, stop: int, after: str, language: str) -> bool:
    word = _word_before(text, start, stop).lower()
    if _INITIALS.search(text, max(start, stop - 2), stop) and text[stop - 1].isupper():
        return False
    word = re.sub(r"^(?:[ldnsjmtc]|qu)['’]", "", word)
    if word in ALWAYS.get(language, ALWAYS["fr"]):
        return (
            word in ("p", "n", "t", "ex", "max", "min")
            and after.isupper()
            and len(text[start:stop].split()) > 3
        )
    if word in SOMETIMES.get(language, SOMETIMES["fr"]):
        return not after.islower()
    if word.isdigit() and language == "de" and after.isalpha():
        return len(word) > 2
    if not after.islower():
        return True
    return len(word) > 2 and "." not in word


def _whole(text: str, spans: list[Span]) -> list[Span]:
    """Spans without a letter or digit joined to the one before, or after for the first."""
    joined: list[Span] = []
    pending: int | None = None
    for start, end in spans:
        if not _says_something(text, start, end):
            if joined:
                joined[-1] = (joined[-1][0], end)
            elif pending is None:
                pending = start
        else:
            joined.append((start if pending is None else pending, end))
            pending = None
    return joined


def _unmarked(text: str, spans: list[Span]) -> list[Span]:
    """Spans without the marks of support at their end; one that is nothing else is left out, if it can."""
    ends = [end_before_marks(text, start, end) for start, end in spans]
    kept = [
        (start, end)
        for (start, _), end in zip(spans, ends, strict=True)
        if start < end and _says_something(text, start, end)
    ]
    return kept or spans


def _introduced(text: str, spans: list[Span]) -> list[Span]:
    """A clause that ends with « : » joined with what it introduces: its first item, or all of a short
    list whose items finish the clause (« Oui si : – … ; – … »)."""
    joined: list[Span] = []
    upcoming = 0
    while upcoming < len(spans):
        start, end = spans[upcoming]
        upcoming += 1
        last = _last_introduced(text, (start, end), spans[upcoming : upcoming + 12])
        if last:
            end = spans[upcoming + last - 1][1]
            upcoming += last
        joined.append((start, end))
    return joined


def _last_introduced(text: str, clause: Span, following: list[Span]) -> int:
    """How many of the spans that follow belong to ``clause``."""
    start, end = clause
    if not following or text[end - 1] != ":" or not _INTRODUCTION.match(text, start, end):
        return 0
    goes_on = [bool(_GOES_ON.match(text, a, b)) for a, b in following]
    count = goes_on.index(False) if False in goes_on else len(following)
    if _ENDS_OPEN.search(text, start, end):
        breaks = [
            a for a in range(1, len(following)) if "\n\n" in text[following[a - 1][1] : following[a][0]]
        ]
        count = breaks[0] if breaks else len(following)
    while count > 1 and following[count - 1][1] - start > _SHORT_LIST:
        count -= 1
    count = max(count, 1)
    return count if following[count - 1][1] - start <= LONG else 0


def _shortened(text: str, span: Span) -> list[Span]:
    """Parts of at most about ``LONG`` code points, cut where the sentence breathes."""
    parts: list[Span] = []
    start, end = span
    while end - start > LONG:
        cut = _breath(text, start, end)
        if cut is None:
            break
        parts.append(_trimmed(text, start, cut))
        start = _trimmed(text, cut, end)[0]
    parts.append((start, end))
    return parts


def _breath(text: str, start: int, end: int) -> int | None:
    low = start + _SHORTEST_PART
    high = min(start + LONG, end - _SHORTEST_PART)
    closed = enclosures(text, start, min(end, start + LONG + BRACKETS_LIMIT))
    for pattern in (_SEMICOLON, _CONJUNCTION, _COMMA, _BLANK):
        cuts = [match.end() for match in pattern.finditer(text, low, high) if match.end() <= high]
        outside = [cut for cut in cuts if not any(a < cut < b for a, b in closed)]
        if outside:
            return outside[-1]
        if cuts and pattern is _BLANK:
            return cuts[-1]
    return None
