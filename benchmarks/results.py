"""RESULTS.md: one section per benchmark, replaced when the benchmark is run again."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
OPENING = (
    "# Benchmarks\n\n"
    "Each section is written by the command it names, on the machine it names. "
    "Times are wall clock; memory is the peak resident size of the process.\n"
)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def record(title: str, command: str, body: str) -> None:
    """Write or replace the section ``title`` of RESULTS.md, and print it."""
    machine = f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    section = f"## {title}\n\n`{command}` · {machine}\n\n{body}\n"
    print(section)
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else OPENING
    existing = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if existing.search(text):
        text = existing.sub(lambda _: section + "\n", text)
    else:
        text = text.rstrip("\n") + "\n\n" + section
    RESULTS.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return found.group(1).strip() if found else platform.processor() or platform.machine()
