"""The words of the journal: each app says its own actions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


@cache
def action_words() -> Mapping[str, str]:
    """Action → words, those of every app."""
    words: dict[str, str] = {}
    for name in settings.APPS:
        module = f"concertia_web.{name}.words"
        if name != "journal" and find_spec(module) is not None:
            words.update(getattr(import_module(module), "ACTIONS", {}))
    return words


def said_action(action: str) -> str:
    """The words of an action; its key where an app forgot them."""
    return str(action_words().get(action, action))
