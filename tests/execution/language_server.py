"""A real server on loopback that speaks the chat completions protocol, with a very small language model.

The model counts which word follows which in the texts it was given: bigrams, nothing more. Each way of
misbehaving is a function from what was asked to the bytes sent back.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

Answers = Callable[[dict[str, Any]], bytes]
SMALL_WORDS = {
    "il",
    "faut",
    "de",
    "la",
    "le",
    "les",
    "des",
    "du",
    "à",
    "et",
    "pour",
    "un",
    "une",
    "dans",
    "dès",
    "cette",
    "avec",
}


class Bigrams:
    """Trained on texts; continues the most frequent content word of some passages."""

    def __init__(self, texts: list[str]) -> None:
        self._next: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            words = self._words(text)
            for one, after in pairwise(words):
                self._next[one][after] += 1

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    def complete(self, passages: list[str], most: int) -> list[str]:
        """At most ``most`` words of several passages, the likeliest each time, none twice."""
        seen = Counter(word for passage in passages for word in set(self._words(passage)))
        held = {word for word, count in seen.items() if count > 1}
        said = [min(held - SMALL_WORDS, key=lambda word: (-seen[word], -len(word), word))]
        while len(said) < most:
            after = [word for word, _ in self._next[said[-1]].most_common() if word in held - {*said}]
            if not after:
                break
            said.append(after[0])
        while said[-1] in SMALL_WORDS:
            said.pop()
        return said


def asked_of(request: dict[str, Any]) -> tuple[str, list[str], str]:
    """(id, passages, task) of a question as Concertia sends it."""
    data = json.loads(request["messages"][1]["content"])
    return data["id"], data["passages"], request["response_format"]["json_schema"]["name"]


def said(content: str) -> bytes:
    """A whole answer of the protocol with these words."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def wording(target: str, text: str) -> bytes:
    """An answer of the form asked for."""
    return said(json.dumps({"id": target, "text": text}, ensure_ascii=False))


def from_bigrams(model: Bigrams) -> Answers:
    """What the small model answers, a label or a sentence."""

    def answer(request: dict[str, Any]) -> bytes:
        target, passages, task = asked_of(request)
        words = model.complete(passages, 4 if task == "label" else 8)
        text = " ".join(words).capitalize()
        return wording(target, text if task == "label" else f"{text}.")

    return answer


@contextmanager
def serving(answers: Answers, status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of the server, and what it was asked so far."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), **request})
            body = answers(request)
            self.send_response(status)
            if status in (302, 307):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
