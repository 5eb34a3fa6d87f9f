"""How an unexpected failure is written in the log: where in our code, never what someone typed.

The message of an exception may quote a value (a name, an address that a constraint refused), and the address
of a page may hold the secret of a link: neither is written.
"""

from __future__ import annotations

import logging
import traceback


class FailureFormatter(logging.Formatter):
    """Moment, route, lines of code; the sort of each exception, not its message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as lines."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        place = f"{getattr(request, 'method', '')} {match.route if match is not None else '?'}".strip()
        lines = [f"{self.formatTime(record)} {record.levelname} {getattr(record, 'status_code', '')} {place}"]
        failure = record.exc_info[1] if record.exc_info else None
        while failure is not None:
            lines += [line.rstrip("\n") for line in traceback.format_tb(failure.__traceback__)]
            lines.append(f"{type(failure).__module__}.{type(failure).__qualname__}")
            hidden = failure.__suppress_context__
            failure = failure.__cause__ or (None if hidden else failure.__context__)
        return "\n".join(lines)
