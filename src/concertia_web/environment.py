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
    address: str = "http://127.0.0.1:8000"
    """How people reach the site: used in messages, posters and links to keep."""
    database: str = ""
    """``postgresql://user@host/name``; empty: one SQLite file under ``var``."""
    smtp: str = ""
    """``smtp://user:password@host:587?tls=true``; empty: messages are written under ``var/mail``."""
    sender: str = "concertia@localhost"
    """The address that messages come from."""
    oidc: str = ""
    """JSON file that describes identity providers; ``accounts/identity_file.py`` says what it holds."""
    proxies: int = 0
    """How many reverse proxies stand before the site: whose address is counted against repeated attempts."""
