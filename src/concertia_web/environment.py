"""What the machine decides about the site: typed, with defaults that suit one laptop."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parents[2]


class Environment(BaseSettings):
    """Read from variables that start with ``CONCERTIA_``; documented in ``docs/architecture.md``."""

    model_config = SettingsConfigDict(env_prefix="CONCERTIA_", extra="ignore")

    var: Path = ROOT / "var"
    """Where the database and the readings are kept."""
    hosts: list[str] = ["127.0.0.1", "localhost", "[::1]"]
    """Names under which the site answers."""
    debug: bool = False
    """Detailed error pages, for developers only."""
