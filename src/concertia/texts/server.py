"""A question in JSON to a server of one's own, over HTTP: bounded in time and in size, never redirected."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import IO, Any

_PIECE = 1 << 16


class NoAnswerError(Exception):
    """Nothing that can be used came back. ``reason``: ``unreachable``, ``status``, ``timeout``, ``too_long``
    or ``not_json``; ``code``: the HTTP status, where there is one."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def server_address(given: str, ending: str) -> tuple[str, str] | None:
    """(address, model) for ``URL`` or ``URL#model``; the address ends with ``/v1`` and ``ending`` unless it
    ends with ``ending`` already. ``None`` where it is not http or https."""
    url, _, model = given.partition("#")
    url = (url if "://" in url else f"http:{url}").rstrip("/")
    if not url.startswith(("http://", "https://")):
        return None
    if not url.endswith(ending):
        url = f"{url.removesuffix('/v1')}/v1{ending}"
    return url, model


def ask_json(
    url: str, question: Mapping[str, Any], *, key_variable: str, seconds: float, most_bytes: int
) -> Any:
    """What ``url`` answers to ``question``, read as JSON.

    A key, where one is needed, is read from the variable ``key_variable`` and never stored. ``seconds`` is
    for the whole answer. Raises NoAnswerError.
    """
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(key_variable):
        headers["Authorization"] = f"Bearer {key}"
    body = json.dumps(question, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - http(s) checked in `server_address`
    deadline = time.monotonic() + seconds
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return json.loads(_read(answer, deadline, most_bytes))
    except urllib.error.HTTPError as error:
        with error:
            raise NoAnswerError("status", error.code) from error
    except (TimeoutError, urllib.error.URLError) as error:
        late = isinstance(error, TimeoutError) or isinstance(error.reason, TimeoutError)
        raise NoAnswerError("timeout" if late else "unreachable") from error
    except OSError as error:
        raise NoAnswerError("unreachable") from error
    except (ValueError, RecursionError) as error:
        raise NoAnswerError("not_json") from error


def _read(answer: Any, deadline: float, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        if sum(map(len, pieces)) > most_bytes:
            raise NoAnswerError("too_long")
        if time.monotonic() > deadline:
            raise NoAnswerError("timeout")
    return b"".join(pieces)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Words and key go to the address that was given, and to no other."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Never: the redirection itself is then the answer, an error."""


_OPENER = urllib.request.build_opener(_Stay)
