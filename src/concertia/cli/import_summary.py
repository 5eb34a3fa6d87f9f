"""What an import did, in plain French lines, however many files it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from concertia.reports.phrases import phrases

ALIKE = 10
"""Files of one format in one folder that are told one by one; beyond, together."""
EXAMPLES = 3
"""Files quoted for what several of them have in common."""
RECORDS = {
    "contribution": "contributions",
    "argument": "arguments",
    "comment": "commentaires",
    "tally": "totaux",
    "vote": "positions",
}
MISMATCH = "un total annoncé ne tombe pas juste : "


def summary(report: dict[str, Any]) -> list[str]:
    """The import in plain lines: by file what was kept, rejected and why, then what did not add up.

    More than ``ALIKE`` files of one format in one folder are summed; what went wrong is always said.
    """
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for source in report["sources"]:
        alike.setdefault((source["path"].rpartition("/")[0], source["format"]), []).append(source)
    lines: list[str] = []
    for (folder, _), sources in alike.items():
        if folder and len(sources) > ALIKE:
            lines += _told(f"{folder}/, {len(sources)} fichiers", sources)
        else:
            lines += [line for source in sources for line in _told(source["path"], [source])]
    return [*lines, _total(report)]


def _told(title: str, sources: Sequence[dict[str, Any]]) -> list[str]:
    """The lines of one file, or of the files of one format told together."""
    form = sources[0]["format"]
    if form in ("unknown", "unusable"):
        why = [(source, text) for source in sources for text in source["warnings"]]
        return [f"{title} : NON LU", *_shared("raison", why)]
    read, kept = Counter[str](), Counter[str]()
    for source in sources:
        for kind, counts in source["records"].items():
            read[kind] += counts["read"]
            kept[kind] += counts["kept"]
    names = RECORDS | ({"vote": "bulletins"} if form == "pabulib" else {})
    counts = [
        f"{names.get(kind, kind)} : {_number(kept[kind])} sur {_number(number)}"
        for kind, number in sorted(read.items())
        if number
    ]
    checked = any(source["reconciliation"] for source in sources)
    nothing = "lu pour vérification" if checked else "reconnu, rien à garder"
    lines = [f"{title} ({form}) : {'gardé, ' + ' ; '.join(counts) if counts else nothing}"]
    lines += _counted("non gardé", "reason", [(source, source["reasons"]) for source in sources])
    lines += _counted("réparé", "repair", [(source, source["repairs"]) for source in sources])
    return lines + _wrong(sources)


def _wrong(sources: Sequence[dict[str, Any]]) -> list[str]:
    """Totals that do not add up, warnings and questions."""
    lines = []
    for source in sources:
        which = f"{_name(source)} : " if len(sources) > 1 else ""
        lines += [
            f"   ne tombe pas juste : {which}{check['check']} : annoncé {check['expected']}, "
            f"trouvé {check['found']}"
            for check in source["reconciliation"]
            if not check["ok"]
        ]
    warnings = [
        (source, text) for source in sources for text in source["warnings"] if not text.startswith(MISMATCH)
    ]
    questions = [(source, text) for source in sources for text in source["questions"]]
    return lines + _shared("attention", warnings) + _shared("QUESTION", questions)


def _counted(label: str, group: str, found: Sequence[tuple[dict[str, Any], dict[str, int]]]) -> list[str]:
    totals = Counter[str]()
    where: dict[str, list[dict[str, Any]]] = {}
    for source, counts in found:
        for what, number in counts.items():
            totals[what] += number
            where.setdefault(what, []).append(source)
    words = phrases("fr")
    return [
        f"   {label} : {words.named(group, what)} ({_number(totals[what])})"
        + (f", dans {_names(where[what])}" if len(found) > 1 else "")
        for what in sorted(totals)
    ]


def _shared(label: str, found: Sequence[tuple[dict[str, Any], str]]) -> list[str]:
    """Each text once, with the files that have it where there are several."""
    where: dict[str, list[dict[str, Any]]] = {}
    for source, text in found:
        where.setdefault(text, []).append(source)
    return [
        f"   {label}{f' ({_names(sources)})' if len(sources) > 1 else ''} : {text}"
        for text, sources in where.items()
    ]


def _names(sources: Sequence[dict[str, Any]]) -> str:
    named = ", ".join(_name(source) for source in sources[:EXAMPLES])
    more = len(sources) - EXAMPLES
    return named + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")


def _name(source: dict[str, Any]) -> str:
    return str(source["path"]).rpartition("/")[2]


def _total(report: dict[str, Any]) -> str:
    parts = [f"{_number(report['contributions'])} contributions"]
    totals = sum(source["records"].get("tally", {}).get("kept", 0) for source in report["sources"])
    if report["votes"]:
        parts.append(f"{_number(report['votes'])} positions")
    if totals:
        parts.append(f"{_number(totals)} totaux de votes")
    left = sum(source["format"] in ("unknown", "unusable") for source in report["sources"])
    told = f"En tout : {', '.join(parts)}."
    return told + (f" Fichiers NON LUS : {left}." if left else "")


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
