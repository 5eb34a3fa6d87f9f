"""The command ``concertia``. The reference profile is pinned here, before NumPy is loaded."""

from __future__ import annotations

from concertia.execution.profile import pin


def main() -> None:
    """Entry point of the command line."""
    pin()
    from concertia.cli.application import run

    run()
