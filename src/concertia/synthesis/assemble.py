"""From a reading to ``result.json``: first what is decided, then every figure that follows from it.

``verify`` reads the decisions back from a result (``stated``) and recomputes the figures with the same
function: nothing in ``result.json`` is written by another path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.storage.canonical import rounded
from concertia.synthesis.answered import wording_section
from concertia.synthesis.coded_counts import learning_section
from concertia.synthesis.counts import (
    Counter,
    corpus_section,
    coverage_section,
    kind_counts,
    kinds_section,
    positions_section,
    theme_figures,
)
from concertia.synthesis.crossings import Crossing, crossings_of
from concertia.synthesis.disclosure import (
    Protected,
    checkable_in,
    protected_by_attribute,
    public_attributes,
    stated_protection,
)
from concertia.synthesis.evidence import refuse_population_claims
from concertia.synthesis.finding import Finding, non_empty, solidity
from concertia.synthesis.finding_edits import replay_on_findings
from concertia.synthesis.findings import build_findings
from concertia.synthesis.joint_table import hidden_joint, joint_section, stated_joint
from concertia.synthesis.population import Masks, hidden_lines, population_section, stated_lines
from concertia.synthesis.quotes import SUPPORT, Quote, quote_json, quoted_words, theme_quotes
from concertia.synthesis.reading import SCHEMA, Reading
from concertia.synthesis.seats import seats_of_findings, with_kept_seats
from concertia.synthesis.series import series_section
from concertia.synthesis.sides import theme_sides
from concertia.synthesis.weights import author_weights
from concertia.texts.themes import Theme


@dataclass(frozen=True)
class Decisions:
    """What no arithmetic gives: findings, quotations of each theme, hidden cells, attributes published."""

    findings: tuple[Finding, ...]
    quotes: Mapping[str, tuple[Quote, ...]]
    protected: Mapping[str, Protected]
    """By attribute, what of its crossing with themes is published."""
    checkable: Mapping[str, str]
    """By attribute: ``public`` or ``restricted``."""
    population: Masks = ()
    """By view of the population, the lines that are hidden."""
    joint: NDArray[np.bool_] | None = None
    """Cells of the table of territory by public that are hidden; None where there is no such table."""


def assemble(
    reading: Reading,
    profile: Mapping[str, Any],
    published: Sequence[Mapping[str, Any]] = (),
    previous: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole ``result.json`` of a reading on which ``edits.replay`` was done, ready to be written.

    ``published``: results published before, against which small differences are hidden; ``previous``: the
    result whose finding ids are carried over. Raises ConcertiaError for a sentence of ours that speaks
    for people who were not asked, or an unknown attribute.
    """
    reading, decisions = decide(reading, published, previous)
    return figures(reading, decisions, profile)


def decide(
    reading: Reading,
    published: Sequence[Mapping[str, Any]] = (),
    previous: Mapping[str, Any] | None = None,
) -> tuple[Reading, Decisions]:
    """Build findings, replay the edits that aim at them, choose quotations, protect small cells."""
    earlier = () if previous is None else previous.get("findings", ())
    edited = replay_on_findings(reading, build_findings(reading, earlier))
    reading = replace(
        reading,
        pending=(),
        applied=(*reading.applied, *edited.applied),
        conflicts=(*reading.conflicts, *edited.conflicts),
        set_aside=(*reading.set_aside, *edited.set_aside),
    )
    for finding in edited.findings:
        if finding.wording in ("edited", "model"):
            refuse_population_claims(finding.text)
    counter = Counter(reading)
    protected = protected_by_attribute(counter, published)
    kept = public_attributes(counter, protected)
    return reading, Decisions(
        findings=edited.findings,
        quotes={theme.id: theme_quotes(reading, theme.id) for theme in reading.themes},
        protected=protected,
        checkable={attribute: checkable_in(attribute, kept) for attribute in protected},
        population=() if reading.population is None else hidden_lines(counter, reading.population, published),
        joint=hidden_joint(counter, {name: one.totals for name, one in protected.items()}, published),
    )


def figures(reading: Reading, decisions: Decisions, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Every key of ``result.json``; a section that does not apply is absent."""
    counter = Counter(reading)
    parameters = reading.parameters
    in_findings = [unit for finding in decisions.findings for unit in (*finding.support, *finding.dissent)]
    crossed = crossings_of(counter, decisions.protected, decisions.checkable)
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "grade": "restricted",
        "profile": dict(profile),
        "parameters": parameters.to_json(),
        "corpus": corpus_section(counter),
        "mode": "small" if parameters.small else "full",
        "coverage": coverage_section(counter, in_findings),
        "embedder": {
            "name": parameters.embedder,
            "units_changing_theme_with_lexical": parameters.units_changing_theme_with_lexical,
            **({"fast": parameters.fast_map} if parameters.fast_map else {}),
        },
        "kinds": kinds_section(counter),
        "series": series_section(counter),
        "themes": _themes(counter, decisions, crossed),
        "findings": _findings(counter, decisions.findings),
        "conflicts": list(reading.conflicts),
    }
    optional = {
        "positions": positions_section(counter),
        "learning": learning_section(counter),
        "edits": list(reading.applied),
        "set_aside": list(reading.set_aside),
        "wording": wording_section(reading.wordings),
        "population": None
        if reading.population is None
        else population_section(counter, reading.population, decisions.population),
        "neighbours": _neighbours(reading),
        "joint": None if decisions.joint is None else joint_section(counter, decisions.joint, crossed),
    }
    result.update({name: value for name, value in optional.items() if value})
    plain: dict[str, Any] = rounded(result)
    if reading.opinions is not None:
        plain["opinions"] = _opinions(reading.opinions)
        if "selected" in reading.opinions:
            plain["opinions"]["selected"] = with_kept_seats(reading, reading.opinions)
    return plain


def _opinions(section: Mapping[str, Any]) -> dict[str, Any]:
    """The section rounded, but for the projection, from which positions and priorities are recomputed."""
    plain: dict[str, Any] = rounded({name: value for name, value in section.items() if name != "projection"})
    projection = section["projection"]
    plain["projection"] = {
        "center": [float(number) for number in projection["center"]],
        "components": [[float(number) for number in axis] for axis in projection["components"]],
    }
    return plain


def _neighbours(reading: Reading) -> list[list[Any]]:
    names = reading.units["unit_id"]
    return [[str(names[a]), str(names[b]), float(score)] for a, b, score in reading.neighbours]


def _themes(counter: Counter, decisions: Decisions, crossed: Mapping[str, Crossing]) -> list[dict[str, Any]]:
    reading = counter.reading
    weights = author_weights(counter) if counter.authors_known else None
    states = {entry["theme"]: entry for entry in reading.settled}
    section = []
    for row, theme in enumerate(reading.themes):
        entry: dict[str, Any] = {
            **_theme_decisions(theme),
            **theme_figures(counter, theme.id),
            **_weighted(counter, weights, theme.id),
            **_sides(counter, theme),
            "quotes": [quote_json(reading, quote) for quote in decisions.quotes[theme.id]],
            "by": {attribute: cells.cells(row) for attribute, cells in crossed.items()},
        }
        equal = {attribute: cells.equal(row) for attribute, cells in crossed.items()}
        if any(equal.values()):
            entry["equal"] = {attribute: mean for attribute, mean in equal.items() if mean is not None}
        if theme.id in states:
            entry["state"] = {name: states[theme.id].get(name) for name in ("author", "date", "reason")}
        section.append(entry)
    return section


def _weighted(counter: Counter, weights: NDArray[np.float64] | None, theme: str) -> dict[str, Any]:
    """``share_by_author``: share of a theme where each author weighs one; absent where none is known."""
    if weights is None or counter.reading.parameters.small:
        return {}
    held = counter.contributions(counter.reading.units_of_theme[theme])
    return {"share_by_author": float(weights[held].sum() / weights.sum())}


def _sides(counter: Counter, theme: Theme) -> dict[str, Any]:
    found = {} if counter.reading.parameters.small else theme_sides(counter, theme)
    return {"sides": found} if found else {}


def _theme_decisions(theme: Theme) -> dict[str, Any]:
    said: dict[str, Any] = {"founded": True} if theme.founded else {}
    if theme.wording is not None:
        said["wording"] = theme.wording
    return said | {
        "id": theme.id,
        "order": theme.order,
        "parent": theme.parent,
        "guided": theme.guided,
        "label": theme.label,
        "keywords": list(theme.keywords),
        "stability": theme.stability,
        "fragile": theme.fragile,
    }


def _findings(counter: Counter, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Each finding with its figures; ``seat``: its rank on the first page among its kind, if it has one."""
    seats = seats_of_findings(counter.reading, findings)
    return [
        {**_finding(counter, finding, order), "seat": seats.get(finding.id)}
        for order, finding in enumerate(findings)
    ]


def _finding(counter: Counter, finding: Finding, order: int) -> dict[str, Any]:
    reading = counter.reading
    support = counter.rows(finding.support)
    counts: dict[str, Any] = {**counter.counts(support)}
    voices = min(int(counts["distinct_texts"]), int(counts["persons"] or counts["distinct_texts"]))
    votes = _votes(reading, finding)
    if votes is not None:
        counts["votes"] = votes
        voices = votes["agree"] + votes["disagree"]
    evidence = evidence_rank(counter, support)
    entry: dict[str, Any] = {
        "id": finding.id,
        "order": order,
        "kind": finding.kind,
        "theme": finding.theme,
        "text": finding.text if finding.quote is None else quoted_words(reading, finding.quote),
        "wording": finding.wording,
        "basis": finding.basis,
        "evidence": evidence,
        "support": list(finding.support),
        "dissent": list(finding.dissent),
        "kinds_of_support": kind_counts(counter, support),
        "counts": counts,
        "solidity": solidity(
            voices, finding.stability, evidence, voted=votes is not None, basis=finding.basis
        ),
        "stability": finding.stability,
    }
    quote = finding.quote
    if quote is not None:
        entry["quote"] = {"unit": quote.unit, "start": quote.start, "end": quote.end}
    if finding.statement is not None:
        entry |= {"statement": finding.statement, "side": finding.side}
    if finding.state is not None:
        entry["state"] = dict(finding.state)
    if finding.quotes:
        entry["quotes"] = [quote_json(reading, quote) for quote in finding.quotes]
    if finding.milder is not None:
        entry["milder"] = finding.milder
    return entry


def _votes(reading: Reading, finding: Finding) -> dict[str, int] | None:
    """Positions people took on the statement of a finding."""
    if finding.statement is None or reading.opinions is None:
        return None
    for statement in reading.opinions["statements"]:
        if statement["id"] == finding.statement:
            return {name: int(statement[name]) for name in ("agree", "disagree", "pass", "mixed")}
    return None


def evidence_rank(counter: Counter, units: NDArray[np.int64]) -> str:
    """``document`` where every unit is a passage of a validated document, else ``contributions``."""
    channels = counter.reading.corpus.contributions["channel"][counter.reading.row[units]]
    return "document" if all(channel == "document" for channel in channels) else "contributions"


def stated_decisions(reading: Reading, result: Mapping[str, Any]) -> Decisions:
    """The decisions a result states, on a reading loaded back. Raises where they make no sense."""
    counter = Counter(reading)
    protected: dict[str, Protected] = {}
    checkable: dict[str, str] = {}
    for attribute in reading.parameters.by:
        cells = [theme["by"][attribute] for theme in result["themes"]]
        protected[attribute] = stated_protection(counter, attribute, cells)
        checkable[attribute] = next((cell["checkable"] for row in cells for cell in row), "restricted")
    return Decisions(
        findings=tuple(_stated_finding(finding) for finding in result["findings"]),
        quotes={
            theme["id"]: tuple(
                Quote(quote["unit"], quote["start"], quote["end"], quote["role"]) for quote in theme["quotes"]
            )
            for theme in result["themes"]
        },
        protected=protected,
        checkable=checkable,
        joint=stated_joint(counter, result),
        population=stated_lines(result),
    )


def _stated_finding(stated: Mapping[str, Any]) -> Finding:
    quote = stated.get("quote")
    return Finding(
        id=stated["id"],
        kind=stated["kind"],
        theme=stated["theme"],
        text=stated["text"],
        wording=stated["wording"],
        support=non_empty(stated["support"]),
        dissent=tuple(stated["dissent"]),
        quote=None if quote is None else Quote(quote["unit"], quote["start"], quote["end"], SUPPORT),
        stability=stated["stability"],
        statement=stated.get("statement"),
        side=stated.get("side"),
        basis=stated["basis"],
        state=stated.get("state"),
        quotes=tuple(Quote(q["unit"], q["start"], q["end"], q["role"]) for q in stated.get("quotes", ())),
        milder=stated.get("milder"),
    )
