"""Results of a pool in the order of the tasks, few of them in memory at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 16
"""Tasks given to the pool before the first of their results is taken."""


def in_order(
    function: Callable[[Task], Result], tasks: Iterable[Task], executor: Executor | None
) -> Iterator[Result]:
    """``map``, without all the tasks and all the results of a large corpus waiting in this process."""
    if executor is None:
        yield from map(function, tasks)
        return
    waiting: deque[Future[Result]] = deque()
    for task in tasks:
        waiting.append(executor.submit(function, task))
        if len(waiting) >= AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
