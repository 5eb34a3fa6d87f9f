"""Vectors: norms, distinct texts, executors, a server's answers, and clear refusals."""

import json
import threading
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import get_context

import numpy as np
import pytest

from concertia.errors import ConcertiaError
from concertia.texts import embedding
from concertia.texts.embedders import embedder

SENTENCES = [
    "Il faut plus de pistes cyclables.",
    "Nous voulons des voies pour les vélos.",
    "Wir brauchen mehr Radwege.",
    "La cantine doit servir des légumes.",
    "La cantine doit servir des fruits.",
    "",
    "👍",
]


@pytest.mark.parametrize("name", ["use", "lexical"])
def test_vectors_have_norm_one_and_depend_on_the_text_only(name: str) -> None:
    model = embedder(name)
    vectors = model.embed(SENTENCES)
    assert vectors.dtype == np.float32
    norms = np.linalg.norm(vectors, axis=1)
    assert np.all((np.abs(norms - 1) < 1e-4) | (norms == 0))
    again = model.embed([*SENTENCES[::-1], *SENTENCES])
    assert np.array_equal(again[: len(SENTENCES)][::-1], vectors)
    assert np.array_equal(again[len(SENTENCES) :], vectors)
    assert model.embed([]).shape[0] == 0


def test_the_local_model_brings_languages_together() -> None:
    vectors = embedder("use").embed(SENTENCES)
    closeness = vectors @ vectors.T
    assert closeness[0, 2] > 0.5 > closeness[0, 3]


def test_lexical_vectors_bring_shared_words_together() -> None:
    vectors = embedder("lexical").embed(SENTENCES)
    closeness = vectors @ vectors.T
    assert closeness[3, 4] > 0.5 > closeness[0, 3]


def test_one_or_two_processes_give_the_same_bytes(monkeypatch) -> None:
    monkeypatch.setattr(embedding, "CHUNK", 16)
    texts = [f"Proposition {n} pour la commune et ses habitants" for n in range(48)]
    model = embedder("use")
    found = set()
    for jobs in (1, 2):
        with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
            found.add(model.embed(texts, pool).tobytes())
    assert len(found) == 1


def test_an_unknown_embedder_is_an_error() -> None:
    with pytest.raises(ConcertiaError, match="n'existe pas"):
        embedder("word2vec")
    with pytest.raises(ConcertiaError, match="http"):
        embedder("http:ftp://exemple.fr")


@pytest.fixture
def server():
    answers: dict[str, object] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = answers["make"](asked["input"])
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(int(answers.get("status", 200)))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}", answers
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def test_a_server_may_answer_in_any_order(server) -> None:
    url, answers = server
    answers["make"] = lambda texts: {
        "data": [{"index": i, "embedding": [len(text), 1.0]} for i, text in reversed(list(enumerate(texts)))]
    }
    vectors = embedder(f"http:{url}").embed(["a", "bbb", "a"])
    assert np.allclose(
        vectors, [[1 / 2**0.5, 1 / 2**0.5], [3 / 10**0.5, 1 / 10**0.5], [1 / 2**0.5, 1 / 2**0.5]]
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"<html>", 200),
        ({"error": "no"}, 200),
        ({"data": []}, 200),
        ({"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}, 200),
        ({"data": [{"index": 0, "embedding": ["x"]}, {"index": 1, "embedding": [1]}]}, 200),
        (b'{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}', 200),
        ({"data": [{"index": 0, "embedding": [1, 2]}, {"index": 0, "embedding": [1, 2]}]}, 200),
        ({}, 503),
    ],
)
def test_a_wrong_answer_is_said_clearly(server, answer, status) -> None:
    url, answers = server
    answers["make"] = lambda _: answer
    answers["status"] = status
    with pytest.raises(ConcertiaError, match="n'est pas utilisable"):
        embedder(f"http:{url}").embed(["a", "b"])
