"""Ctrl-C is an interruption whatever the library it falls into makes of it."""

from __future__ import annotations

import contextlib
import signal

import pytest

from concertia.execution.progress import StageClock


def test_an_interruption_swallowed_by_a_library_holds_at_the_next_stage() -> None:
    clock = StageClock(quiet=True)
    with pytest.raises(KeyboardInterrupt), clock.running():
        with clock.stage("import"), contextlib.suppress(BaseException):  # what some libraries do
            signal.raise_signal(signal.SIGINT)
        with clock.stage("units"):
            pytest.fail("the run went on")


def test_an_interruption_turned_into_an_error_is_still_an_interruption() -> None:
    clock = StageClock(quiet=True)
    with pytest.raises(KeyboardInterrupt), clock.running(), clock.stage("import"):
        try:
            signal.raise_signal(signal.SIGINT)
        except BaseException:
            raise ImportError("half imported") from None


def test_an_error_without_interruption_stays_what_it_is() -> None:
    clock, before = StageClock(quiet=True), signal.getsignal(signal.SIGINT)
    with pytest.raises(ImportError), clock.running(), clock.stage("import"):
        raise ImportError("missing")
    assert signal.getsignal(signal.SIGINT) == before
