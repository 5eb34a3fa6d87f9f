"""Importing this module pins the reference profile; test runners load it before anything loads NumPy."""

from __future__ import annotations

from concertia.execution.profile import pin

pin()
