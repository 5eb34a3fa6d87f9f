"""Text files of unknown encoding, read line by line with bounded memory.

The rule is conservative: a byte-order mark decides; else UTF-16 when one byte in two is NUL; else UTF-8.
Bytes that are not UTF-8 are read as Windows-1252, the habit of French office software, unless the accented
letters this gives are implausible: only then is ``charset-normalizer`` asked. Every step away from plain
UTF-8 is reported.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from charset_normalizer import from_bytes

from concertia.corpus.formats.port import SourceFile
from concertia.errors import UnusableSourceError

MAX_LINE = 4 << 20
"""Longest line read, in characters: beyond, the file is not a text made of lines."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = {
    b"PK\x03\x04": "ZIP (.xlsx, .docx, .ods…)",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Word/Excel 97-2003 (.doc, .xls)",
    b"\x1f\x8b": "GZIP",
    b"PAR1": "Parquet",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
}
EXPECTED = frozenset("éèêëàâäîïôöùûüçÉÈÊËÀÂÄÎÏÔÖÙÛÜÇœŒæÆÿ«»‹›’‘“”„…–—•·€°²³§ñÑáÁíÍóÓúÚßãõ¿¡£©®½¼±×\xa0")
FRENCH = frozenset("éèêëàâîïôùûçœÉÈÀÇ«»’–\xa0")
NOT_UTF8 = re.compile("[\udc80-\udcff]+")


@dataclass
class Decoded:
    """The lines of a text file, and what had to be done to read them."""

    file: SourceFile
    encoding: str
    """A Python codec name."""
    repairs: Counter[str] = field(default_factory=Counter)

    @property
    def warnings(self) -> list[str]:
        """What to tell the person when the encoding was not the ordinary one."""
        return [] if self.encoding.startswith("utf-8") else [f"encodage lu : {self.encoding}"]

    def lines(self) -> Iterator[str]:
        """Lines with their ends (LF, CRLF or CR). Raises UnusableSourceError on an endless line."""
        errors = "surrogateescape" if self.encoding.startswith("utf-8") else "strict"
        with self.file.path.open(encoding=self.encoding, errors=errors, newline="") as stream:
            number = 0
            while True:
                number += 1
                line = self._line(stream, number)
                if not line:
                    return
                if errors == "surrogateescape" and NOT_UTF8.search(line):
                    self.repairs["bytes that are not UTF-8 read as windows-1252"] += 1
                    line = NOT_UTF8.sub(_as_windows_1252, line)
                yield line

    def _line(self, stream: io.TextIOWrapper, number: int) -> str:
        try:
            line = stream.readline(MAX_LINE + 1)
        except UnicodeError as error:
            raise _undecodable(self.file, self.encoding, number) from error
        if len(line) > MAX_LINE:
            raise UnusableSourceError(
                f"« {self.file.name} » : la ligne {number} dépasse {MAX_LINE:,} caractères. Ce n'est ni un "
                "tableau ni une liste de notes lisible. Exportez à nouveau le fichier avec une ligne par "
                "contribution.",
                f"“{self.file.name}”: line {number} is longer than {MAX_LINE:,} characters. This is no "
                f"readable "
                "table nor list of notes. Export the file again with one line per contribution.",
            )
        return line


def decode(file: SourceFile, encoding: str | None = None) -> Decoded:
    """How to read a text file. Raises UnusableSourceError for binary files and unknown encodings.

    ``encoding`` is what the person said, as a Python codec name; ``None`` guesses it.
    """
    kind = binary_kind(file.head)
    if kind:
        raise UnusableSourceError(
            f"« {file.name} » n'est pas un fichier de texte : son contenu est du {kind}. "
            "Donnez-lui l'extension qui correspond à son contenu, ou exportez-le en CSV (UTF-8).",
            f"“{file.name}” is not a text file: it contains {kind}. "
            "Give it the extension of what it contains, or export it as CSV (UTF-8).",
        )
    if encoding:
        return Decoded(file, _known_codec(encoding))
    return Decoded(file, guess_encoding(file.head))


def guess_encoding(head: bytes) -> str:
    """Python codec name of the text that starts with ``head``; ``utf-8`` also for a few foreign bytes."""
    for mark, codec in MARKS:
        if head.startswith(mark):
            return codec
    if len(head) >= 4:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > 0.3 * (len(head) // 2) and min(even, odd) < 0.1 * max(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode("utf-8", "surrogateescape")
    if len(head) > 4:
        text = text[:-3]  # the head may cut a character
    foreign = sum(len(run) for run in NOT_UTF8.findall(text))
    proper = sum(1 for character in text if character > "\x7f") - foreign
    return "utf-8" if foreign <= proper else _eight_bits(head)


def binary_kind(head: bytes) -> str | None:
    """What a file that is not text is, from its first bytes, or ``None``."""
    return next((name for magic, name in BINARY.items() if head.startswith(magic)), None)


def _eight_bits(head: bytes) -> str:
    if _share(head, "cp1252", EXPECTED) >= 0.8:
        return "cp1252"
    shares = [(_share(head, codec, FRENCH), codec) for codec in ("cp1252", "mac_roman", "cp850")]
    share, codec = max(shares, key=lambda item: item[0])
    if share >= 0.8:
        return codec
    best = from_bytes(head).best()
    if best is not None and best.encoding not in {"ascii", "utf_8"}:
        return codecs.lookup(best.encoding).name
    return "latin-1"


def _share(head: bytes, codec: str, expected: frozenset[str]) -> float:
    """Share of the characters beyond ASCII that are among ``expected``; 0 if the bytes cannot be read."""
    try:
        foreign = [character for character in head.decode(codec) if character > "\x7f"]
    except UnicodeDecodeError:
        return 0.0
    return sum(character in expected for character in foreign) / max(1, len(foreign))


def _as_windows_1252(match: re.Match[str]) -> str:
    data = match.group().encode("utf-8", "surrogateescape")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _known_codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UnusableSourceError(
            f"L'encodage « {encoding} » n'existe pas. Essayez utf-8, cp1252, latin-1 ou utf-16.",
            f"There is no encoding “{encoding}”. Try utf-8, cp1252, latin-1 or utf-16.",
        ) from error


def _undecodable(file: SourceFile, encoding: str, line: int) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » : la ligne {line} ou une suivante ne se lit pas en {encoding}. Le fichier est "
        f"coupé ou "
        "dans un autre encodage : enregistrez-le en « CSV UTF-8 », ou précisez --encoding.",
        f"“{file.name}”: line {line} or a later one cannot be read as {encoding}. The file is cut or in "
        f"another "
        "encoding: save it as “CSV UTF-8”, or give --encoding.",
    )
