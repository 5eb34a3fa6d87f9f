"""What cannot be done, said to the person who asked."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a sentence for a person, not a failure
    """Its text says what is missing and what to do; nothing was changed."""
