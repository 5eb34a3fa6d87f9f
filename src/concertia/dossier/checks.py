"""Second part of a verification: what is published follows from what was said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from concertia import __version__
from concertia.corpus.folder import Corpus
from concertia.corpus.identifiers import unit_id
from concertia.corpus.leaves import leaf, merkle_root
from concertia.corpus.schema import KINDS, POSITIONS
from concertia.dossier.lines import CheckLine, listed
from concertia.dossier.public import VOTES_BY_GROUP_FILE, votes_by_group
from concertia.dossier.redaction import ERASED
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet
from concertia.synthesis.assemble import figures, stated_decisions
from concertia.synthesis.counts import NOT_TEXT, Counter, people_crossing, values_of
from concertia.synthesis.disclosure import comparable_in_public, withheld_from
from concertia.synthesis.evidence import population_claim
from concertia.synthesis.formulated import AS_REFUSAL, MILDER, names_unit
from concertia.synthesis.quotes import DISSENT, SUPPORT
from concertia.synthesis.reading import RESULT, Reading
from concertia.texts.positions import SOURCES

Result = Mapping[str, Any]
DIFFERENCES = 50
"""Differences looked for before giving up counting them."""


def check_leaves(corpus: Corpus, result: Result, erased: set[str]) -> list[CheckLine]:
    """Each text against its leaf, and the leaves against the corpus id.

    A text may be absent if its erasure is recorded, or in the public grade if its words are not published.
    """
    columns, public = corpus.contributions, result["grade"] == "public"
    wrong, unproven = [], 0
    for row, name in enumerate(columns["contribution_id"]):
        text, nonce = corpus.published[row], columns["nonce"][row]
        if text is None and nonce is None:
            withheld = public and not corpus.readable[row]
            unproven += withheld
            if name not in erased and not withheld:
                wrong.append(f"{name} (retrait non déclaré / removal without record)")
        elif name in erased or text is None or leaf(name, nonce, text) != columns["leaf"][row]:
            wrong.append(str(name))
    names = [str(name) for name in columns["contribution_id"]]
    if names != sorted(set(names)):
        wrong.append("contribution_id")
    root = merkle_root(columns["leaf"])
    lines = [
        listed(
            f"Contributions : {len(corpus) - len(erased) - unproven} textes conformes à leur empreinte",
            f"Contributions: {len(corpus) - len(erased) - unproven} texts match their leaf",
            wrong,
        ),
        listed(
            f"Corpus : {corpus.id}",
            f"Corpus: {corpus.id}",
            [found for found in (corpus.id, result["corpus"]["id"]) if found != root],
        ),
    ]
    if unproven:
        lines.append(
            CheckLine(
                True,
                f"{unproven} texte(s) écarté(s) par la modération : à vérifier dans le dossier restreint",
                f"{unproven} text(s) set aside by moderation: to be checked in the restricted dossier",
            )
        )
    return lines


def check_import(folder: Path, corpus: Corpus, result: Result) -> list[CheckLine]:
    """``import.json``: what was read was kept or rejected, and what was kept is there."""
    report, wrong = corpus.report, []
    kept = {"vote": 0}
    rejected = 0
    for source in report["sources"]:
        for record, numbers in source["records"].items():
            if numbers["read"] != numbers["kept"] + numbers["rejected"]:
                wrong.append(f"{source['path']} ({record})")
            kept[record] = kept.get(record, 0) + numbers["kept"]
            rejected += numbers["rejected"]
    texts = sum(number for record, number in kept.items() if record not in NOT_TEXT)
    if not texts == report["contributions"] == len(corpus):
        wrong.append("contributions")
    rows = None if corpus.votes is None else len(corpus.votes["seq"])
    if result["grade"] == "restricted" and not kept["vote"] == report["votes"] == (rows or 0):
        wrong.append("votes")
    lines = (folder / "corpus" / "rejects.jsonl").read_bytes().splitlines()
    if len(lines) != rejected:
        wrong.append("rejects.jsonl")
    package = json.loads((folder / "corpus" / "datapackage.json").read_bytes())
    if package["id"] != corpus.id:
        wrong.append("datapackage.json")
    fr = f"Import : {sum(kept.values())} enregistrements gardés, {rejected} écartés avec leur motif"
    en = f"Import: {sum(kept.values())} records kept, {rejected} rejected with a reason"
    return [listed(fr, en, wrong)]


def check_units(reading: Reading) -> list[CheckLine]:
    """``units.parquet``: each contribution has units, each unit a place, a kind, a theme that exists."""
    fr = f"Unités : {len(reading.row)}, toutes à leur place"
    return [listed(fr, f"Units: {len(reading.row)}, all in place", _wrong_units(reading))]


def _wrong_units(reading: Reading) -> Iterator[str]:
    units, corpus, sources = reading.units, reading.corpus, reading.units.get("position_source")
    themes = {theme.id for theme in reading.themes}
    series = {entry["id"] for entry in reading.series}
    seen: set[int] = set()
    before = (-1, -1)
    for unit, name in enumerate(units["unit_id"]):
        row, start, end = int(reading.row[unit]), int(units["start"][unit]), int(units["end"][unit])
        text = corpus.published[row]
        seen.add(row)
        fits = 0 <= start <= end and (text is None or end <= len(text))
        expected = unit_id(str(units["contribution_id"][unit]), start, end)
        known = (
            units["theme_id"][unit] in themes | {None}
            and units["duplicate_of"][unit] in reading.unit_row.keys() | {None}
            and units["series_id"][unit] in series | {None}
            and units["kind"][unit] in KINDS
            and units["position"][unit] in (*POSITIONS, None)
            and (sources is None or sources[unit] in (*SOURCES, None))
        )
        placed = corpus.admitted[row] or units["theme_id"][unit] is None
        if not (fits and known and placed and name == expected and (row, start) > before):
            yield str(name)
        before = (row, start)
    for row in set(range(len(corpus))) - seen:
        yield f"{corpus.contributions['contribution_id'][row]} (sans unité / without unit)"


def check_links(reading: Reading, result: Result) -> list[CheckLine]:
    """Findings and quotations lead to units that exist, count, and say what they are said to say."""
    return [
        listed(
            f"Enseignements : {len(result['findings'])}, tous soutenus par des contributions lisibles",
            f"Findings: {len(result['findings'])}, all supported by contributions that can be read",
            _wrong_findings(reading, result),
        ),
        listed(
            f"Citations : {sum(1 for _ in _quotes(result))}, toutes retrouvées mot pour mot",
            f"Quotations: {sum(1 for _ in _quotes(result))}, all found word for word",
            (str(quote["unit"]) for quote in _quotes(result) if not _found(reading, quote)),
        ),
        listed(
            "Désaccords : seulement des réponses déclarées contre ce qui est cité",
            "Disagreements: only replies declared to be against what is quoted",
            _invented(reading, result),
        ),
    ]


def _wrong_findings(reading: Reading, result: Result) -> Iterator[str]:
    themes = {theme.id for theme in reading.themes}
    for finding in result["findings"]:
        support, dissent = finding["support"], finding["dissent"]
        linked = all(
            name in reading.unit_row and reading.admitted[reading.unit_row[name]]
            for name in (*support, *dissent)
        )
        kinds = {str(reading.units["kind"][reading.unit_row[name]]) for name in support} if linked else set()
        softened = finding["kind"] in MILDER and "refus" in kinds and not _said_so(reading, finding, result)
        quoted = finding["wording"] not in ("verbatim", "extracted") or finding.get("quote") is not None
        inside = finding.get("quote") is None or finding["quote"]["unit"] in support
        placed = finding["theme"] is None or finding["theme"] in themes
        answered = linked and _only_replies(reading, _unstated(finding, result), support)
        ours = _written_by_somebody(finding, result)
        if not (support and answered and quoted and inside and placed and ours) or softened:
            yield str(finding["id"])


def _written_by_somebody(finding: Mapping[str, Any], result: Result) -> bool:
    """Whether words that quote nobody come from a recorded edit or were settled, and speak for nobody."""
    if finding["wording"] not in ("edited", "model") or finding["text"] in ERASED.values():
        return True
    text = finding["text"]
    words = " ".join(text.split())
    edits = result.get("edits", ())
    recorded = any(
        edit["op"] in ("rename", "formulate") and " ".join(str(edit.get("text") or "").split()) == words
        for edit in edits
    )
    recorded |= finding["wording"] == "model"  # its answer is checked with the others (``wording``)
    return (recorded or finding.get("state") is not None) and population_claim(text) is None


def _formulating(finding: Mapping[str, Any], result: Result) -> list[Mapping[str, Any]]:
    """The recorded edits by which people formulated this finding: same kind, and support in common."""
    return [
        edit
        for edit in result.get("edits", ())
        if edit["op"] == "formulate"
        and edit.get("kind") == finding["kind"]
        and any(names_unit(edit["target"], unit) for unit in finding["support"])
    ]


def _unstated(finding: Mapping[str, Any], result: Result) -> list[str]:
    """The dissent that no reader stated: it must be made of declared replies."""
    stated = [edit.get("dissent") or {} for edit in _formulating(finding, result)]
    return [unit for unit in finding["dissent"] if not any(names_unit(target, unit) for target in stated)]


def _said_so(reading: Reading, finding: Mapping[str, Any], result: Result) -> bool:
    """Whether people formulated it, and its refusals also support a refusal, or the reason is printed."""
    if not _formulating(finding, result):
        return False
    said = {unit for other in result["findings"] if other["kind"] in AS_REFUSAL for unit in other["support"]}
    refusals = (u for u in finding["support"] if reading.units["kind"][reading.unit_row[u]] == "refus")
    return bool(finding.get("milder")) or all(unit in said for unit in refusals)


def _invented(reading: Reading, result: Result) -> Iterator[str]:
    """Themes that quote as dissent something that answers none of their other quotations."""
    for theme in result["themes"]:
        sides = {
            role: [q["unit"] for q in theme["quotes"] if q["role"] == role] for role in (SUPPORT, DISSENT)
        }
        known = all(unit in reading.unit_row for unit in sides[DISSENT])
        if not (known and _only_replies(reading, sides[DISSENT], sides[SUPPORT])):
            yield str(theme["id"])


def _only_replies(reading: Reading, dissent: Iterable[str], support: Iterable[str]) -> bool:
    """Whether each unit of ``dissent`` is a reply, declared against, to a contribution of ``support``."""
    answered = {name.partition(":")[0] for name in support}
    rows = [reading.unit_row[name] for name in dissent]
    return all(
        reading.of(row, "parent_id") in answered and reading.units["position"][row] == "defavorable"
        for row in rows
    )


def _quotes(result: Result) -> Iterator[Mapping[str, Any]]:
    for theme in result["themes"]:
        yield from theme["quotes"]
    for finding in result["findings"]:
        yield from finding.get("quotes", ())
        if finding.get("quote") is not None:
            yield {
                **finding["quote"],
                "text": finding["text"],
                "contribution": finding["quote"]["unit"].partition(":")[0],
            }


def _found(reading: Reading, quote: Mapping[str, Any]) -> bool:
    unit = reading.unit_row.get(quote["unit"])
    if unit is None or not reading.usable[unit] or not quote["text"]:
        return False
    inside = reading.units["start"][unit] <= quote["start"] < quote["end"]
    published = str(reading.corpus.published[reading.row[unit]])
    return bool(
        inside
        and published[quote["start"] : quote["end"]] == quote["text"]
        and quote["contribution"] == reading.units["contribution_id"][unit]
    )


def check_figures(reading: Reading, folder: Path, result: Result) -> list[CheckLine]:
    """Every figure recomputed from the units and the decisions, and compared with the one published."""
    again = figures(reading, stated_decisions(reading, result), result["profile"])
    public = result["grade"] == "public"
    withheld = withheld_from(reading.corpus.contributions) if public else frozenset()
    stated, found = result, again
    if public:
        stated, found = comparable_in_public(result, withheld), comparable_in_public(again, withheld)
    version = result["profile"].get("concertia", __version__)
    later = version != __version__
    unlike = differences(stated, found, later=later)
    wrong = [path for _, path in zip(range(DIFFERENCES), unlike, strict=False)]
    if (folder / RESULT).read_bytes() != canonical_json(result):
        wrong.append(f"{RESULT} (forme / form)")
    total = _numbers(stated)
    lines = [
        listed(
            f"Chiffres : {total} recalculés, tous exacts", f"Figures: {total} recomputed, all exact", wrong
        )
    ]
    if later and not wrong:
        lines.append(_not_stated(_numbers(found) - total, version))
    return [*lines, _unchecked(withheld)] if public else lines


def _not_stated(count: int, version: str) -> CheckLine:
    """What an earlier version did not count yet: keys are added by versions, never removed."""
    fr, en = f"Lecture faite par Concertia {version}", f"Reading made by Concertia {version}"
    return CheckLine(
        True,
        f"{fr} : {count} chiffres que la version {__version__} compte en plus",
        f"{en}: {count} figures that version {__version__} counts in addition",
    )


def _unchecked(withheld: Collection[str]) -> CheckLine:
    """What the public grade does not allow to recount."""
    fr, en = (
        ["nombre de personnes", "solidité", "dates des séries"],
        ["numbers of persons", "solidity", "days of series"],
    )
    if "voice" in withheld:
        fr, en = [*fr, "contributions par voix"], [*en, "contributions by voice"]
    if "channel" in withheld:
        fr, en = [*fr, "rang de preuve"], [*en, "rank of evidence"]
    return CheckLine(
        True,
        f"À vérifier dans le dossier restreint : {', '.join(fr)}, croisements marqués « restricted »",
        f"To be checked in the restricted dossier: {', '.join(en)}, crossings marked “restricted”",
    )


def differences(stated: Any, found: Any, path: str = "", *, later: bool = False) -> Iterator[str]:
    """Where two JSON values differ, as paths; ``later``: but for the keys that only ``found`` has."""
    if isinstance(stated, Mapping) and isinstance(found, Mapping):
        for name in sorted(set(stated) | (set() if later else set(found))):
            if name not in stated or name not in found:
                yield f"{path}/{name}"
            else:
                yield from differences(stated[name], found[name], f"{path}/{name}", later=later)
    elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        for index, pair in enumerate(zip(stated, found, strict=True)):
            yield from differences(*pair, path=f"{path}/{index}", later=later)
    elif type(stated) is not type(found) or stated != found:
        number = isinstance(stated, (int, float)) and isinstance(found, (int, float))
        if not (number and not isinstance(stated, bool) and not isinstance(found, bool) and stated == found):
            yield path


def _numbers(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_numbers(item) for item in value.values())
    if isinstance(value, list):
        return sum(_numbers(item) for item in value)
    return int(isinstance(value, (int, float)) and not isinstance(value, bool))


def check_small_cells(result: Result, reading: Reading) -> list[CheckLine]:
    """No published cell counts fewer contributions, or people where authors are there, than the threshold."""
    least = int(result["parameters"]["min_cell"])
    wrong = [
        f"{theme['id']} × {attribute}"
        for theme in result["themes"]
        for attribute, cells in theme["by"].items()
        for cell in cells
        if len(cells) > 1 and not cell["suppressed"] and 0 < cell["contributions"] < least
    ]
    wrong += [*_few_people(result, reading, least), *_few_in_tables(result, least)]
    fr = f"Petits effectifs : aucune case de moins de {least} contributions n'est publiée"
    return [listed(fr, f"Small cells: none under {least} contributions is published", wrong)]


def _few_in_tables(result: Result, least: int) -> Iterator[str]:
    """Small lines beside a population, small cells of two attributes, small counts of persons."""
    for view in result.get("population", {}).get("views", ()):
        for cell in view["cells"]:
            if cell["count"] is not None and 0 < cell["count"] < least:
                yield f"population: {' × '.join(cell['value'])}"
    for cell in result.get("joint", {}).get("cells", ()):
        if cell["base"] is not None and 0 < cell["base"] < least:
            yield f"joint: {cell['value']}"
    for theme in result["themes"]:
        for attribute, cells in theme["by"].items():
            for cell in cells:
                if len(cells) > 1 and 0 < (cell.get("persons") or 0) < least:
                    yield f"{theme['id']} × {attribute} (persons, {cell['value']})"


def _few_people(result: Result, reading: Reading, least: int) -> Iterator[str]:
    counter = Counter(reading)
    for attribute in reading.parameters.by:
        values, codes = values_of(counter, attribute)
        people = people_crossing(counter, codes, len(values))
        for theme, row in zip(result["themes"], people, strict=True):
            for cell, count in zip(theme["by"][attribute], row, strict=True):
                if len(values) > 1 and not cell["suppressed"] and 0 < count < least:
                    yield f"{theme['id']} × {attribute} ({cell['value']})"


def check_public_votes(folder: Path, result: Result) -> list[CheckLine]:
    """Public grade: the votes by group say the same as the opinions section."""
    if "opinions" not in result:
        return []
    stated, expected = read_parquet(folder / VOTES_BY_GROUP_FILE), votes_by_group(result["opinions"])
    rows: Sequence[tuple[Any, ...]] = list(zip(*(expected[name] for name in expected), strict=True))
    found = list(zip(*(stated[name] for name in expected), strict=True))
    wrong = [] if found == rows else [VOTES_BY_GROUP_FILE]
    return [
        listed(
            "Votes : comptes par groupe concordants ; vote par vote dans le dossier restreint",
            "Votes: counts by group agree; vote by vote in the restricted dossier",
            wrong,
        )
    ]
