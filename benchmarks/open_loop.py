"""Requests at a given rate whatever the answers: latency counts from when each was due."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Milliseconds of each answered request, by status; what was acknowledged; what failed."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    acknowledged: list[object] = field(default_factory=list)
    failed: int = 0

    def percentile(self, share: float) -> float:
        """In milliseconds; infinite where nothing was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


Make = Callable[[], tuple[bytes, object]]


async def drive(port: int, rate: float, seconds: float, make: Make, *, good: int, seed: int = 1) -> Outcome:
    """Send requests at random moments, ``rate`` a second on average. ``make`` gives bytes and their name.

    A connection is kept and used again. ``good``: the status that acknowledges.
    """
    outcome, idle, draw = Outcome(), [], random.Random(seed)
    tasks = []
    due = time.perf_counter()
    end = due + seconds
    while due < end:
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(_one(port, idle, make(), due, good, outcome)))
        due += draw.expovariate(rate)
    await asyncio.gather(*tasks)
    return outcome


async def _one(
    port: int, idle: list, made: tuple[bytes, object], due: float, good: int, outcome: Outcome
) -> None:
    request, name = made
    try:
        async with asyncio.timeout(20):
            reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
            try:
                status, keep = await _exchange(reader, writer, request)
            except (asyncio.IncompleteReadError, ConnectionResetError, BrokenPipeError):
                # a kept connection that the server had closed: once more, on a new one
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                status, keep = await _exchange(reader, writer, request)
    except (OSError, EOFError, TimeoutError):
        outcome.failed += 1
        return
    outcome.milliseconds.append((time.perf_counter() - due) * 1000)
    outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
    if status == good:
        outcome.acknowledged.append(name)
    if keep:
        idle.append((reader, writer))
    else:
        writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bool]:
    """Status, and whether the connection may be used again."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    if b"\ncontent-length:" in lower:
        length = int(lower.split(b"\ncontent-length:", 1)[1].split(b"\r", 1)[0])
        await reader.readexactly(length)
    elif b"\ntransfer-encoding: chunked" in lower:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[9:12]), b"\nconnection: close" not in lower
