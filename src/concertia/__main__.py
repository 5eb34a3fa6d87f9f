"""``python -m concertia``."""

from __future__ import annotations

from concertia.cli import main

if __name__ == "__main__":
    main()
