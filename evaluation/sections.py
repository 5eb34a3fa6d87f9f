"""One section a measure in RESULTS.md, replaced where it stands."""

from __future__ import annotations

from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def record(title: str, body: str) -> None:
    """Replace the section ``## title``, or add it at the end."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
    section = f"## {title}\n\n{body.strip()}\n"
    start = f"\n{text}".find(f"\n## {title}\n")
    if start < 0:
        text = f"{text.rstrip()}\n\n{section}".lstrip("\n")
    else:
        end = text.find("\n## ", start)
        text = text[:start] + section + (f"\n{text[end + 1 :]}" if end >= 0 else "")
    RESULTS.write_text(text, encoding="utf-8")
