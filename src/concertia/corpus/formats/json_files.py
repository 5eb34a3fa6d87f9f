"""JSON files read whole, with one clear sentence when they are not JSON."""

from __future__ import annotations

import json
from typing import Any

from concertia.corpus.formats.port import SourceFile
from concertia.errors import UnusableSourceError


def load_json(file: SourceFile, encoding: str | None = None) -> Any:
    """The value in a JSON file (UTF-8, 16 or 32, with or without a mark, unless ``encoding`` says).

    Raises UnusableSourceError for a file that is cut, is not JSON, or is nested beyond reason.
    """
    data = file.path.read_bytes()
    try:
        return json.loads(data.decode(encoding) if encoding else data)
    except (ValueError, LookupError, RecursionError) as error:
        place = f" (ligne {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnusableSourceError(
            f"« {file.name} » n'est pas un fichier JSON lisible{place} : il est coupé ou mal encodé, ou bien "
            "d'un autre genre. Téléchargez-le à nouveau, en entier.",
            f"“{file.name}” is no readable JSON file{line}: it is cut, badly encoded or of another kind. "
            "Download it again, whole.",
        ) from error


def text_of(value: Any) -> str | None:
    """A text or a number as text; ``None`` for anything else and for nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value) or None


def mapping_of(value: Any) -> dict[str, Any]:
    """An object; empty if it is anything else."""
    return value if isinstance(value, dict) else {}


def whole_of(value: Any) -> int | None:
    """A whole number, also written ``3.0``; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if float(value).is_integer() else None
