"""Builds reading folders by hand, as in ``contract.md``. Every text is invented."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from concertia.corpus.schema import CONTRIBUTIONS
from concertia.storage.parquet import write_parquet

UNITS = {
    "contribution_id": "VARCHAR",
    "unit_id": "VARCHAR",
    "start": "BIGINT",
    "end": "BIGINT",
    "language": "VARCHAR",
    "theme_id": "VARCHAR",
    "theme_score": "DOUBLE",
    "kind": "VARCHAR",
    "kind_source": "VARCHAR",
    "position": "VARCHAR",
    "duplicate_of": "VARCHAR",
    "series_id": "VARCHAR",
}
GROUPS = {"voter": "VARCHAR", "group": "INTEGER?", "x": "DOUBLE", "y": "DOUBLE"}
THEMES = ("aaaa0001", "aaaa0002", "aaaa0003")
NOTES = [
    (
        "attente",
        "Nous attendons qu'un agent réponde toujours au téléphone, même quand un robot existe.",
        THEMES[0],
    ),
    ("crainte", "J'ai peur que mon poste disparaisse sans qu'on me le dise.", THEMES[1]),
    ("refus", "Pas de caméra algorithmique dans nos rues !", THEMES[2]),
    ("proposition", "Publier la liste des systèmes employés, avec leur prix et leur fournisseur.", THEMES[0]),
    ("condition", "Oui si un humain relit chaque décision ; sinon, non.", THEMES[1]),
    ("vigilance", "Veiller à l'accompagnement des agents qui n'ont pas choisi l'outil.", THEMES[1]),
    ("constat", "Formation agents", None),
    ("temoignage", "À la mairie on m'a renvoyée vers un formulaire que je ne sais pas remplir.", THEMES[0]),
    ("question", "Qui sera responsable en cas d'erreur ?", THEMES[2]),
    ("autre", "Merci 🙏🏽 pour cette soirée", None),
]
FOREIGN = [
    ("ar", "نريد أن يجيب إنسان على الهاتف دائمًا.", "attente"),
    ("de", "Wir wollen wissen, welche Systeme die Stadt einsetzt.", "attente"),
    ("en", "No facial recognition in the streets.", "refus"),
]
HOSTILE = [
    '<script>alert("x")</script> & <b>gras</b>',
    '#import "@preview/evil:1.0.0": * \n#set page(width: 1pt) $x^2$ \\ "] *b* _i_ `c` <label> @ref',
    "renversé \u202etxet\u202c et \u202e sans fin",
    "chinois 中文, noncaractère \ue000, BOM \ufeff, contrôle \x7f \x85",
    "famille 👨‍👩‍👧 drapeau 🇫🇷 étoile ★ cœur ❤️ e\u0301 a\u064b",
    "guillemets « » \" ' “ ” et \ttabulation, }{ {0} %s",
]


class Sample:
    """Collects contributions of one unit each, then writes the folder."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def add(self, text: str, kind: str, theme: str | None = None, language: str = "fr", **values) -> str:
        """Add a contribution; returns its unit id."""
        number = len(self.rows)
        name = hashlib.sha256(f"{number}".encode()).hexdigest()[:16]
        row = dict.fromkeys(CONTRIBUTIONS)
        row |= {
            "contribution_id": name,
            "source": "atelier",
            "source_id": str(number + 1),
            "text": text,
            "language": language,
            "declared_kind": kind,
            "voice": "individual",
            "capture": "written",
            "votable": False,
            "question": "Que doit-on décider ensemble sur l'intelligence artificielle ?",
            "channel": "room",
            "territory": ("Valmorel-sur-Lie", "Pontigny", "Saint-Aurel")[number % 3],
            "public": ("habitants", "agents")[number % 2],
            "date": f"2026-03-{number % 28 + 1:02d}",
            "moderation": "accepted",
            "leaf": "00",
        }
        row |= values
        self.rows.append({**row, "_unit": (f"{name}:0-{len(text)}", len(text), language, theme, kind)})
        return f"{name}:0-{len(text)}"

    def write(self, folder: Path, result: dict, votes: dict | None = None) -> Path:
        """Write corpus, units and result, as ``analyse`` would."""
        rows = sorted(self.rows, key=lambda row: row["contribution_id"])
        (folder / "corpus").mkdir(parents=True)
        columns = {name: np.array([row[name] for row in rows], dtype=object) for name in CONTRIBUTIONS}
        columns["votable"] = columns["votable"].astype(bool)
        write_parquet(folder / "corpus" / "contributions.parquet", columns, CONTRIBUTIONS)
        units = [row["_unit"] for row in rows]
        table = {
            "contribution_id": columns["contribution_id"],
            "unit_id": np.array([unit[0] for unit in units], dtype=object),
            "start": np.zeros(len(units), dtype=np.int64),
            "end": np.array([unit[1] for unit in units], dtype=np.int64),
            "language": np.array([unit[2] for unit in units], dtype=object),
            "theme_id": np.array([unit[3] for unit in units], dtype=object),
            "theme_score": np.linspace(1.0, 0.1, len(units)),
            "kind": np.array([unit[4] for unit in units], dtype=object),
            "kind_source": np.array(["declared"] * len(units), dtype=object),
            **{
                name: np.array([None] * len(units), dtype=object)
                for name in ("position", "duplicate_of", "series_id")
            },
        }
        write_parquet(folder / "units.parquet", table, UNITS)
        (folder / "corpus" / "import.json").write_text(json.dumps(_imported(len(rows))), encoding="utf-8")
        (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
        if votes is not None:
            write_parquet(folder / "votes-groups.parquet", votes, GROUPS)
        return folder

    def units_of(self, kind: str) -> list[str]:
        return [
            row["_unit"][0]
            for row in self.rows
            if row["_unit"][4] == kind and row["moderation"] != "rejected"
        ]


def _imported(kept: int) -> dict:
    return {
        "schema": "concertia/import/1",
        "corpus_id": "ab" * 32,
        "sources": [
            {
                "path": "atelier/notes.csv",
                "sha256": "cd" * 32,
                "format": "table-csv",
                "format_version": "1",
                "records": {
                    "contribution": {"read": kept + 4, "kept": kept, "rejected": 4},
                    "vote": {"read": 0, "kept": 0, "rejected": 0},
                },
                "reasons": {"empty text": 3, "no text column": 1},
                "repairs": {"html entities": 2},
                "transformations": {"nfc": 5},
                "exact_duplicates": 1,
                "totals": {},
                "reconciliation": [
                    {"check": "contributions annoncées", "expected": kept, "found": kept, "ok": True},
                    {"check": "total des réponses", "expected": 1200, "found": 1198, "ok": False},
                ],
                "warnings": ["La colonne « Courriel » a été laissée de côté."],
                "questions": [],
            }
        ],
        "contributions": kept,
        "votes": 0,
        "participants": None,
        "participants_basis": "unknown",
        "pseudonymised_fields": [],
    }


def finding(number: int, kind: str, text: str, support: list[str], dissent: list[str], **values) -> dict:
    return {
        "id": f"{number:08x}",
        "order": number,
        "kind": kind,
        "theme": THEMES[0],
        "text": text,
        "wording": "edited",
        "basis": "same",
        "evidence": "contributions",
        "support": support,
        "dissent": dissent,
        "kinds_of_support": {"crainte": 2, "refus": 1}
        if kind in ("vigilance", "divergence")
        else {kind: len(support)},
        "counts": {"contributions": len(support), "persons": None},
        "solidity": ("solide", "a confirmer", "peu de voix")[number % 3],
        "stability": 0.8,
        **values,
    }


def base_result(sample: Sample, mode: str) -> dict:
    admitted = [row for row in sample.rows if row["moderation"] != "rejected"]
    languages: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for row in admitted:
        languages[row["_unit"][2]] = languages.get(row["_unit"][2], 0) + 1
        kinds[row["_unit"][4]] = kinds.get(row["_unit"][4], 0) + 1
    placed = sum(1 for row in admitted if row["_unit"][3])
    return {
        "schema": "concertia/result/1",
        "grade": "restricted",
        "profile": {"concertia": "0.1.0", "lock": "ef" * 32, "machine": "x86-64-v3"},
        "parameters": {
            "seed": 0,
            "lang": "fr",
            "title": None,
            "min_cell": 5,
            "by": ["territory", "public"],
            "notice": "Textes inventés pour les tests.",
        },
        "corpus": {
            "id": "ab" * 32,
            "contributions": len(sample.rows),
            "units": len(sample.rows),
            "distinct_texts": len({row["text"] for row in admitted}),
            "persons": None,
            "persons_basis": "unknown",
            "voices": {"individual": len(admitted) - 5, "collective": 5, "organisation": 0, "unknown": 0},
            "languages": languages,
            "rejected": 4,
        },
        "mode": mode,
        "coverage": {
            "units": len(admitted),
            "in_a_theme": placed,
            "share": placed / len(admitted),
            "without_finding": 0,
        },
        "embedder": {"name": "use", "units_changing_theme_with_lexical": 31},
        "kinds": [
            {"kind": kind, "declared": count, "detected": 0, "units": count, "contributions": count}
            for kind, count in kinds.items()
        ],
        "series": [],
        "themes": [],
        "findings": [],
        "conflicts": [],
    }


def _quote(unit: str) -> dict:
    start, end = unit.partition(":")[2].split("-")
    return {"unit": unit, "start": int(start), "end": int(end)}


def _positioned(number: int, kind: str, unit: str, dissent: list[str], side: str | None) -> dict:
    votes = {"agree": 120, "disagree": 98, "pass": 20, "mixed": 1}
    return finding(
        number,
        kind,
        "",
        [unit],
        dissent,
        wording="verbatim",
        quote=_quote(unit),
        statement=unit[:16],
        side=side,
        counts={"contributions": 1, "votes": votes},
    )


def findings(sample: Sample) -> list[dict]:
    of = sample.units_of
    return [
        finding(1, "attente", "Pouvoir toujours parler à une personne", of("attente"), of("question")[:2]),
        finding(
            2, "vigilance", "Le sort des agents dont le métier change", of("crainte") + of("condition"), []
        ),
        finding(
            3,
            "refus",
            NOTES[2][1],
            of("refus"),
            of("condition")[:1],
            wording="verbatim",
            quote=_quote(of("refus")[0]),
        ),
        finding(
            4, "proposition", "Publier la liste des systèmes", of("proposition"), [], evidence="document"
        ),
    ]


def positions(sample: Sample) -> list[dict]:
    of = sample.units_of
    return [
        _positioned(5, "divergence", of("condition")[0], of("attente")[:1], None),
        _positioned(6, "consensus", of("temoignage")[0], [], "disagree"),
    ]


def theme(number: int, *, guided: bool = False, parent: str | None = None) -> dict:
    labels = ("Parler à quelqu'un", "Le travail des agents", "Surveillance : caméras & <capteurs>")
    return {
        "id": THEMES[number],
        "order": number,
        "parent": parent,
        "guided": guided,
        "label": labels[number],
        "keywords": ["téléphone", "accueil", "agent"],
        "counts": {
            "units": 70 - 10 * number,
            "contributions": 66 - 10 * number,
            "distinct_texts": 40,
            "persons": None,
        },
        "share": 0.3 - 0.05 * number,
        "interval": [0.22, 0.38],
        "stability": 0.71,
        "fragile": number == 2,
        "kinds": {"attente": 30, "temoignage": 12, "refus": 1},
        "quotes": [],
        "by": {
            "territory": [
                {
                    "value": "Pontigny",
                    "contributions": 30,
                    "share": 0.41,
                    "base": 73,
                    **{"expected": 21.5, "z": 3.1, "p": 0.001935, "q": 0.00387},
                    "representation": "over",
                    "suppressed": False,
                    "checkable": "public",
                },
                {
                    "value": "Saint-Aurel",
                    "contributions": 3,
                    "share": 0.1,
                    "suppressed": True,
                    "checkable": "restricted",
                },
            ]
        },
        "equal": {"territory": {"values": 2, "share": [0.2, 0.24]}},
    }


def opinions(sample: Sample) -> dict:
    names = [row["contribution_id"] for row in sample.rows[:12]]
    statements = [
        {
            "id": name,
            "source_id": str(i + 1),
            "source": "votes",
            "agree": 20 + i,
            "disagree": 15 - i,
            "pass": 3,
            "mixed": 0,
            "extremity": 1.5 - i / 10,
            "priority": 3.2 - i / 5,
            "group_aware_consensus": 0.4,
            "group_aware_consensus_geometric": 0.6,
            "bridging": 0.12 - i / 50,
            "by_group": {"0": [15, 2, 1], "1": [5 + i, 13 - i, 2]},
        }
        for i, name in enumerate(names)
    ]
    tested = {
        "statement": names[0],
        "side": "agree",
        "p": 0.9,
        "p_test": 3.1,
        "repness": 1.9,
        "repness_test": 2.2,
    }
    return {
        "participants": 44,
        "in_conversation": 40,
        "votes": 456,
        "k": 2,
        "stability": 0.83,
        "fragile": False,
        "silhouette": 0.41,
        "tallied_votes": 0,
        "shown": True,
        "projection": {"center": [0.0] * 12, "components": [[0.0] * 12, [0.0] * 12]},
        "groups": [{"id": 0, "size": 20}, {"id": 1, "size": 20}],
        "statements": statements,
        "representative": {"0": [tested], "1": [{**tested, "statement": names[1], "side": "disagree"}]},
        "consensus": {"agree": [names[3]], "disagree": []},
        "selected": {
            "seats": 10,
            "participants": 44,
            "represented": 39,
            "by_group": {"0": [20, 20], "1": [17, 20]},
            "statements": [
                {"statement": names[at], "why": why}
                for at, why in enumerate(("equal_shares", "phragmen", "refus", "vigilance"))
            ],
        },
    }


def quotes(sample: Sample, theme_id: str) -> list[dict]:
    """Two quotations for and one against, of a theme."""
    inside = [row["_unit"][0] for row in sample.rows if row["_unit"][3] == theme_id]
    return [
        {**_quote(unit), "contribution": unit[:16], "text": "", "role": role, "verbatim": True}
        for role, unit in (("support", inside[0]), ("support", inside[1]), ("dissent", inside[2]))
    ]
