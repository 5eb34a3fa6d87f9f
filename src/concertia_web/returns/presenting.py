"""A remontée as it is shown: to the network in full, to everyone within its conditions of publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from concertia_web.consultations.models import Session
from concertia_web.returns.completeness import marks, present
from concertia_web.returns.evidence import RANKS
from concertia_web.returns.fields import fold
from concertia_web.returns.grid import Content, words_of
from concertia_web.returns.lists import SAID_KINDS, STEP_STATES, VERBATIMS, VISA_ACTS
from concertia_web.returns.sections import Record
from concertia_web.returns.words import CAPTURE_WORDS, HEARD_WORDS, KIND_TITLES, RANK_WORDS, SUPPORT_WORDS

SINGULAR = {
    "attentes": "attente",
    "craintes": "crainte",
    "conditions": "condition",
    "points de vigilance": "point de vigilance",
    "propositions": "proposition",
    "constats": "constat",
    "questions": "question",
    "témoignages": "témoignage",
    "autres": "autre",
}


@dataclass(frozen=True)
class Words:
    """Words cited under an element. ``quoted``: whether quotation marks may stand around them."""

    text: str
    quoted: bool
    origin: str


@dataclass(frozen=True)
class Passage:
    """A passage of a document cited under an element: always between quotation marks."""

    text: str
    place: str


@dataclass(frozen=True)
class Item:
    """An element, ready to be printed."""

    anchor: str
    kind: str
    title: str
    text: str
    theme: str
    question: str
    publics: list[str]
    support: str
    said: str
    rank: str
    rank_words: str
    because: str
    words: list[Words]
    passages: list[Passage]


@dataclass(frozen=True)
class Shown:
    """A remontée. ``hidden_words``: words sent to the network that everyone does not read."""

    territories: list[str]
    groups: list[tuple[str, list[Item]]]
    sessions: list[dict[str, Any]]
    participants: Record
    publics: list[tuple[str, str, str]]
    follow: Record
    steps: list[dict[str, Any]]
    own: list[tuple[str, str]]
    documents: list[dict[str, Any]]
    visas: list[dict[str, Any]]
    ranks: dict[str, int]
    hidden_words: int
    present: int | None

    @property
    def items(self) -> int:
        """How many elements."""
        return sum(self.ranks.values())


def shown(content: Content, *, public: bool) -> Shown:
    """``content`` as sent (``sending.sent_content``); ``public``: as everyone reads it."""
    with_words = not public or content["publication"]["words"] == "publish"
    items = [_item(item, content, with_words=with_words) for item in content["items"]]
    cited = sum(bool(item[f"words_{number}"]) for item in content["items"] for number in VERBATIMS)
    counts = [count for count in map(present, content["sessions"]) if count is not None]
    labels = words_of(content)
    return Shown(
        territories=content["territories"],
        groups=_groups(items, content),
        sessions=[_session(one, labels["publics"]) for one in content["sessions"]],
        participants=content["participants"],
        publics=[
            (labels["publics"].get(one["id"], one["id"]), str(HEARD_WORDS[one["heard"]]), one["note"])
            for one in content["publics"]
            if one["heard"] or one["note"]
        ],
        follow={**content["follow"], "answer_by": _day(content["follow"]["answer_by"])},
        steps=[
            {**one, "state": dict(STEP_STATES).get(one["state"], ""), "due": _day(one["due"])}
            for one in content["steps"]
        ],
        own=[(labels["own"].get(one["id"], one["id"]), one["answer"]) for one in content.get("own", ())],
        documents=[_document(one, content) for one in content["documents"]],
        visas=[
            {**one, "act": dict(VISA_ACTS).get(one["act"], ""), "day": _day(one["day"])}
            for one in content["visas"]
        ],
        ranks=rank_counts(content),
        hidden_words=0 if with_words else cited,
        present=sum(counts) if counts else None,
    )


def rank_counts(content: Content) -> dict[str, int]:
    """How many elements of each rank."""
    found = Counter(one["rank"] for one in content["evidence"]["ranks"].values())
    return {letter: found[letter] for letter in RANKS}


def kind_counts(content: Content) -> list[tuple[str, int]]:
    """How many elements of each kind, in the order of the grid."""
    found = Counter(item["kind"] for item in content["items"])
    return [(kind, found[kind]) for kind in _kinds(content) if found[kind]]


def kind_title(kind: str, content: Content) -> str:
    """The plural of a kind, or the word of the campaign for a kind of its own."""
    return str(KIND_TITLES.get(kind) or words_of(content)["kind"].get(kind, kind))


def said_words(said: dict[str, int]) -> str:
    """« 3 craintes, 2 refus »."""
    plural = dict(SAID_KINDS)
    return ", ".join(
        f"{count} {SINGULAR.get(plural[kind], plural[kind]) if count == 1 else plural[kind]}"
        for kind, count in said.items()
    )


def told(content: Content) -> list[tuple[str, bool]]:
    """Which parts say something: how complete a remontée is, without a mark out of anything."""
    heard = any(one["heard"] for one in content["publics"]) or bool(content["participants"]["came"])
    follow = bool(content["steps"] or content["follow"]["decision"])
    return [
        ("méthode", bool(content["sessions"])),
        ("participants", heard),
        ("éléments", bool(content["items"])),
        ("suites", follow),
        ("documents", bool(content["documents"])),
        ("publication", bool(content["publication"]["when"])),
        ("validation", bool(content["visas"])),
    ]


def public_content(content: Content) -> Content:
    """What anyone may download: without the words that the territory keeps for the network."""
    if content["publication"]["words"] == "publish":
        return content
    silent = {f"{name}_{number}": "" for name in ("words", "capture") for number in VERBATIMS}
    return {**content, "items": [{**item, **silent} for item in content["items"]]}


def _kinds(content: Content) -> list[str]:
    return list(dict.fromkeys([*KIND_TITLES, *words_of(content)["kind"]]))


def _groups(items: list[Item], content: Content) -> list[tuple[str, list[Item]]]:
    groups = ((kind, [item for item in items if item.kind == kind]) for kind in _kinds(content))
    return [(kind_title(kind, content), found) for kind, found in groups if found]


def _item(item: Record, content: Content, *, with_words: bool) -> Item:
    labels = words_of(content)
    rank = content["evidence"]["ranks"][item["id"]]
    return Item(
        anchor=f"e-{fold(item['id']).replace(' ', '-')}",
        kind=item["kind"],
        title=item["title"],
        text=item["text"],
        theme=labels["theme"].get(item["theme"], ""),
        question=labels["question"].get(item["question"], ""),
        publics=[labels["publics"].get(key, key) for key in item["publics"]],
        support=str(SUPPORT_WORDS[item["support"]]),
        said=said_words(item["said"]),
        rank=rank["rank"],
        rank_words=str(RANK_WORDS[rank["rank"]]),
        because=rank["because"],
        words=list(_words(item)) if with_words else [],
        passages=[_passage(one, content) for one in item["passages"]],
    )


def _words(item: Record) -> Iterator[Words]:
    for number in VERBATIMS:
        if item[f"words_{number}"]:
            origin = str(CAPTURE_WORDS[item[f"capture_{number}"]])
            yield Words(item[f"words_{number}"], marks(item, number) == "quoted", origin)


def _passage(passage: Record, content: Content) -> Passage:
    titles = {one["id"]: one["title"] for one in content["documents"]}
    place = [titles.get(passage["document"], passage["document"])]
    place += [f"p. {passage['page']}"] if passage["page"] else []
    place += [f"§ {passage['paragraph']}"] if passage["paragraph"] else []
    return Passage(passage["text"], ", ".join(piece for piece in place if piece))


def _session(session: Record, publics: dict[str, str]) -> dict[str, Any]:
    counts = [
        (publics.get(key, ""), session[f"present_{key}"])
        for key in publics
        if session.get(f"present_{key}") is not None
    ]
    if session["present_unknown"] is not None:
        counts.append(("", session["present_unknown"]))
    kind = dict(Session.Kind.choices).get(session["kind"], "")
    return {
        **session,
        "kind": capfirst(str(kind)),
        "day": _day(session["day"]),
        "counts": counts,
        "present": present(session),
    }


def _document(document: Record, content: Content) -> dict[str, Any]:
    kept = content["evidence"]["documents"].get(document["id"], {"sha256": "", "pages": 0})
    address = document["address"] if document["address"].startswith(("https://", "http://")) else ""
    return {**document, **kept, "validated_on": _day(document["validated_on"]), "link": address}


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
