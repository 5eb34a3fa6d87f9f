"""The règle du jeu: generated from the concertation, checked line by line, frozen when it opens.

What is kept and hashed is the *content*: facts and texts, without a sentence of ours. Our sentences are
written around them when the page is shown, in the language of the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import rfc8785
import yaml

from concertia.execution.packs import packs_folder
from concertia_web.consultations.models import Consultation, Phase, RuleAnnex
from concertia_web.consultations.publics import labels_of
from concertia_web.languages import EASY, Said, TextMap, say

DEFAULT_PACK = "fr-crpa"
OWN_FIELDS = ("object", "decision", "contact")
"""Lines whose text is a field of the concertation; the others are in ``rules``."""
GENERATED = ("publics", "dates", "proof", "results", "data")
"""Lines that facts alone can fill; a text may be added."""
_REMOTE = (Phase.Kind.WRITE, Phase.Kind.POSITION)


@dataclass(frozen=True)
class Line:
    """One line of the pack."""

    key: str
    label: TextMap
    laws: tuple[str, ...]
    asks: str
    least: int
    easy: str
    optional: bool = False


@dataclass(frozen=True)
class RulesPack:
    """The lines and the laws of one jurisdiction."""

    key: str
    version: int
    lines: tuple[Line, ...]
    laws: dict[str, dict[str, str]]
    weak_days: int

    def line(self, key: str) -> Line:
        """The line of that key."""
        return next(line for line in self.lines if line.key == key)


@dataclass(frozen=True)
class Checked:
    """What a line lacks, and what to do."""

    line: Line
    status: str
    """``ok``, ``weak`` or ``missing``."""
    advice: str = ""

    @property
    def word(self) -> str:
        """The status in words."""
        return {"ok": "complet", "weak": "à renforcer", "missing": "manque"}[self.status]


@dataclass
class Shown:
    """One line as it is printed."""

    key: str
    label: Said
    facts: list[str]
    text: Said
    easy: str
    laws: list[dict[str, str]]
    annexes: list[RuleAnnex] = field(default_factory=list)


@lru_cache(maxsize=8)
def _pack(key: str) -> RulesPack:
    pack = yaml.safe_load((packs_folder() / "rules" / f"{key}.yaml").read_text(encoding="utf-8"))
    lines = tuple(
        Line(
            line["key"],
            line["label"],
            tuple(line["laws"]),
            line["asks"],
            line["least"],
            line["facile"],
            line.get("optional", False),
        )
        for line in pack["lines"]
    )
    return RulesPack(pack["key"], pack["version"], lines, pack["laws"], pack["weak_days"])


@lru_cache(maxsize=1)
def _by_jurisdiction() -> dict[str, str]:
    found = {}
    for path in sorted((packs_folder() / "rules").glob("*.yaml")):
        pack = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update(dict.fromkeys(pack["jurisdictions"], pack["key"]))
    return found


def pack_of(consultation: Consultation) -> RulesPack:
    """The pack of its jurisdiction. Elsewhere, the same lines without any law: good sense has no border."""
    place = consultation.territory.jurisdiction
    known = _by_jurisdiction()
    key = known.get(place) or known.get(place.split("-")[0])
    if key is not None:
        return _pack(key)
    pack = _pack(DEFAULT_PACK)
    lines = tuple(
        Line(line.key, line.label, (), line.asks, line.least, line.easy, line.optional) for line in pack.lines
    )
    return RulesPack(pack.key, pack.version, lines, {}, pack.weak_days)


def texts_of(consultation: Consultation, key: str) -> TextMap:
    """What the organiser wrote for a line; language → text."""
    if key == "object":
        return consultation.object
    written: TextMap = consultation.rules.get(key, {})
    if key in ("decision", "contact"):
        own = consultation.decision if key == "decision" else consultation.contact
        return {**written, "fr": own} if own else written
    return written


def content_of(consultation: Consultation) -> dict[str, Any]:
    """The page as data: what is frozen and hashed at opening."""
    pack = pack_of(consultation)
    territory = consultation.territory
    return {
        "schema": "concertia/rules-page/1",
        "pack": {"key": pack.key, "version": pack.version},
        "facts": {
            "territory": territory.full_name,
            "title": dict(consultation.title),
            "opens": consultation.opens.isoformat(),
            "closes": consultation.closes.isoformat(),
            "results_on": consultation.results_on.isoformat() if consultation.results_on else "",
            "place": consultation.place,
            "proof": consultation.proof,
            "moderation": consultation.moderation,
            "publics": [{"key": key, "label": dict(label)} for key, label in labels_of(consultation).items()],
            "dpo": territory.dpo,
            "contact": territory.contact,
        },
        "lines": [
            {"key": line.key, "laws": list(line.laws), "texts": dict(texts_of(consultation, line.key))}
            for line in pack.lines
        ],
    }


def page_of(consultation: Consultation) -> dict[str, Any]:
    """The frozen page, or what it would be today."""
    return consultation.rules_page if consultation.rules_page is not None else content_of(consultation)


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a page."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def shown(
    consultation: Consultation, annexes: Iterable[RuleAnnex] = (), language: str | None = None
) -> list[Shown]:
    """The page, line by line, in ``language`` (by default that of the visitor; ``facile``: easy French)."""
    from concertia_web.consultations.rules_words import sentences

    content = page_of(consultation)
    pack = pack_of(consultation)
    facts = sentences(content["facts"])
    corrections: dict[str, list[RuleAnnex]] = {}
    for annex in annexes:
        corrections.setdefault(annex.line, []).append(annex)
    return [
        Shown(
            key=kept["key"],
            label=say(pack.line(kept["key"]).label, None if language == EASY else language),
            facts=facts.get(kept["key"], []),
            text=say(kept["texts"], language),
            easy=pack.line(kept["key"]).easy if language == EASY else "",
            laws=[{"key": law, **pack.laws[law]} for law in kept["laws"] if law in pack.laws],
            annexes=corrections.get(kept["key"], []),
        )
        for kept in content["lines"]
    ]


def check(consultation: Consultation, phases: Iterable[Phase] | None = None) -> list[Checked]:
    """Each line: complete, weak or missing, and what to do."""
    pack = pack_of(consultation)
    kinds = {phase.kind for phase in (consultation.phases.all() if phases is None else phases)}
    return [_check_line(consultation, pack, line, kinds) for line in pack.lines]


def missing(consultation: Consultation) -> list[Checked]:
    """The lines that keep it from opening."""
    return [line for line in check(consultation) if line.status == "missing"]


def _check_line(consultation: Consultation, pack: RulesPack, line: Line, kinds: set[str]) -> Checked:
    if line.key in GENERATED:
        status, advice = _check_facts(consultation, pack, line.key, kinds)
        return Checked(line, status, advice)
    text = say(texts_of(consultation, line.key), "fr").text.strip()
    if not text:
        if line.optional:
            return Checked(line, "weak", f"Conseillé : {line.asks}")
        return Checked(line, "missing", f"À écrire : {line.asks}")
    if len(text) < line.least:
        return Checked(line, "weak", f"C’est bien court. {line.asks}")
    return Checked(line, "ok")


def _check_facts(consultation: Consultation, pack: RulesPack, key: str, kinds: set[str]) -> tuple[str, str]:
    if key == "publics" and not consultation.publics:
        return "missing", "Choisissez au moins un public invité, dans « Modifier la concertation »."
    if key == "dates":
        return _check_dates(consultation, pack, kinds)
    if key == "proof" and consultation.proof == Consultation.Proof.NONE and kinds & set(_REMOTE):
        return "weak", (
            "Rien n’évite qu’une personne écrive plusieurs fois en ligne. Demandez au moins une adresse "
            "e-mail, ou "
            "dites pourquoi cela suffit."
        )
    if key == "results":
        return _check_results(consultation)
    if key == "data" and not consultation.territory.dpo:
        if say(texts_of(consultation, "data"), "fr").text.strip():
            return (
                "weak",
                "L’adresse de la ou du délégué à la protection des données manque dans les réglages.",
            )
        return "missing", (
            "Donnez dans les réglages de la collectivité l’adresse de la ou du délégué à la protection "
            "des données, "
            "ou écrivez ici à qui s’adresser."
        )
    return "ok", ""


def _check_dates(consultation: Consultation, pack: RulesPack, kinds: set[str]) -> tuple[str, str]:
    days = (consultation.closes - consultation.opens).days + 1
    remote = kinds & {*_REMOTE, Phase.Kind.PAPER}
    if remote and days < pack.weak_days:
        return "weak", (
            f"{days} jours pour écrire, c’est court. Aucun texte ne fixe de durée, mais le délai doit être "
            f"raisonnable : prévoyez {pack.weak_days} jours ou plus."
        )
    return "ok", ""


def _check_results(consultation: Consultation) -> tuple[str, str]:
    if consultation.results_on is None:
        return "missing", "Annoncez une date de publication des résultats, dans « Modifier la concertation »."
    if consultation.results_on < consultation.closes:
        return (
            "missing",
            "La publication des résultats est annoncée avant la clôture : changez l’une des dates.",
        )
    return "ok", ""


def parse_day(text: str) -> date | None:
    """A day of the kept facts."""
    return date.fromisoformat(text) if text else None
