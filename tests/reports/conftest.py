"""Two sample readings: a workshop in small mode, and a larger one with groups of opinion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from report_samples import (
    FOREIGN,
    HOSTILE,
    NOTES,
    THEMES,
    Sample,
    base_result,
    findings,
    opinions,
    positions,
    quotes,
    theme,
)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty notes of a workshop, some noted by a facilitator, one set aside, with hostile texts."""
    sample = Sample()
    for turn in range(5):
        for kind, text, theme_id in NOTES:
            noted = "noted" if turn % 2 else "written"
            sample.add(
                text if turn == 0 else f"{text} (table {turn})",
                kind,
                theme_id,
                capture=noted,
                session=f"Table {turn}",
            )
    for language, text, kind in FOREIGN:
        sample.add(text, kind, THEMES[0], language)
    for text in HOSTILE:
        sample.add(text, "constat", THEMES[0], territory=text[:12])
    sample.add(
        "Une note réunie",
        "attente",
        THEMES[0],
        voice="collective",
        voice_count=6,
        capture="reworded",
        room_support="dots:4",
    )
    sample.add("Insulte retirée", "autre", None, moderation="rejected", moderation_reason="injure")
    result = base_result(sample, "small")
    result["themes"] = [theme(number, guided=True) for number in range(3)]
    result["findings"] = findings(sample)
    result["neighbours"] = [[*sample.units_of("crainte")[:2], 0.9]]
    return sample.write(tmp_path_factory.mktemp("small") / "lecture", result)


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred contributions, three themes, forty people in two groups."""
    sample = Sample()
    for turn in range(20):
        for kind, text, theme_id in NOTES:
            sample.add(text if turn == 0 else f"{text} (n° {turn})", kind, theme_id, votable=True)
    for language, text, kind in FOREIGN:
        sample.add(text, kind, THEMES[0], language)
    result = base_result(sample, "full")
    result["themes"] = [theme(number) for number in range(3)]
    for item in result["themes"]:
        item["quotes"] = quotes(sample, item["id"])
    result["findings"] = findings(sample) + positions(sample)
    result["series"] = [
        {
            "id": "s1",
            "kind": "near",
            "size": 20,
            "persons": None,
            "first": "2026-03-01",
            "last": "2026-03-20",
            "example": sample.units_of("refus")[0],
        }
    ]
    result["positions"] = [
        {"position": "favorable", "contributions": 80, "share": 0.4},
        {"position": "indetermine", "contributions": 120, "share": 0.6},
    ]
    result["opinions"] = opinions(sample)
    rng = np.random.default_rng(0)
    group = [None if i % 10 == 9 else i % 2 for i in range(44)]
    votes = {
        "voter": np.array([f"{i:016x}" for i in range(44)], dtype=object),
        "group": np.array(group, dtype=object),
        "x": rng.normal([2.0 * ((g or 0) - 0.5) for g in group], 0.5),
        "y": rng.normal(0, 1, 44),
    }
    return sample.write(tmp_path_factory.mktemp("full") / "lecture", result, votes)
