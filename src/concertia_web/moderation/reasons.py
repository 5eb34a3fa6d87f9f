"""The published list of reasons: ``packs/moderation/raisons.yaml``, read once and checked when read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml

from concertia.execution.packs import packs_folder
from concertia_web.languages import TextMap, say

SCHEMA = "concertia/moderation/1"
MASK, HIDE = "mask", "hide"


class UnusableListError(ValueError):
    """A list of reasons that does not hold what moderation needs; the message names the line."""


@dataclass(frozen=True)
class Reason:
    """One reason: what it may lead to, its name and what it means, by language."""

    key: str
    verbs: tuple[str, ...]
    """``mask``, ``hide`` or both."""
    label: TextMap
    says: TextMap
    law: str

    def __str__(self) -> str:
        return say(self.label, "fr").text


@dataclass(frozen=True)
class Published:
    """The list as it is published."""

    version: int
    date: str
    licence: str
    source: str
    reasons: dict[str, Reason]
    never: tuple[TextMap, ...]
    """What is never a reason."""

    def for_verb(self, verb: str) -> list[Reason]:
        """Those that may lead to this decision, in order."""
        return [reason for reason in self.reasons.values() if verb in reason.verbs]


@lru_cache(maxsize=1)
def published() -> Published:
    """The list that ships."""
    return read_list((packs_folder() / "moderation/raisons.yaml").read_text(encoding="utf-8"))


def read_list(text: str) -> Published:
    """A list from its YAML. Raises UnusableListError."""
    content = yaml.safe_load(text)
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UnusableListError(f"ce n’est pas une liste de raisons ({SCHEMA})")
    found: dict[str, Reason] = {}
    for line in content["reasons"]:
        verbs = tuple(line["verbs"])
        if not verbs or not set(verbs) <= {MASK, HIDE} or line["key"] in found:
            raise UnusableListError(f"raison « {line['key']} » : décision inconnue, ou clé en double")
        found[line["key"]] = Reason(line["key"], verbs, line["label"], line["says"], line["law"])
    return Published(
        content["version"],
        content["date"],
        content["licence"],
        content["source"],
        found,
        tuple(content["never"]),
    )
