"""What stands for the reports in these tests."""

from __future__ import annotations

from pathlib import Path

from concertia.synthesis.reading import read_result


def render(folder: Path) -> None:
    """Write three files that hold only words that the result states."""
    words = "\n".join(finding["text"] for finding in read_result(folder)["findings"])
    for suffix in ("html", "docx", "pdf"):
        (folder / f"rapport.{suffix}").write_text(words, encoding="utf-8")
