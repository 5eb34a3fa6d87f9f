"""An estimate of the electricity that a run used, with its method and its range.

Processor time is measured; power is not. The estimate multiplies the seconds of processor time
by the power that one busy core of a server adds, taken between 3 W and 15 W, with 8 W as the
central value, and by 1.0 to 1.6 for cooling and supply (PUE). It says an order of magnitude.
"""

from __future__ import annotations

import resource
from typing import Any

WATTS_PER_CORE = (3.0, 8.0, 15.0)
FACILITY = (1.0, 1.3, 1.6)
_JOULES_PER_WATT_HOUR = 3600.0


def processor_seconds() -> float:
    """User and system seconds of this process and of its finished children."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def estimate(seconds: float) -> dict[str, Any]:
    """Watt-hours for ``seconds`` of processor time: low, central and high."""
    low, central, high = (
        seconds * watts * facility / _JOULES_PER_WATT_HOUR
        for watts, facility in zip(WATTS_PER_CORE, FACILITY, strict=True)
    )
    return {
        "method": "processor seconds x watts per busy core x facility factor; measured time, assumed power",
        "processor_seconds": seconds,
        "watt_hours": central,
        "range_watt_hours": [low, high],
    }
