"""What this node counts while it works: plain numbers, so that counting costs nothing worth saving.

`server.metrics` reads them when somebody asks. Nothing here names a person, a text or an address.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from msgspec import Struct

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds for times: from a fast append to beyond the 2 s after which a log counts as away."""
AMOUNTS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
"""Upper bounds for sizes of batches; a batch holds 500 commands at most."""


class Spread:
    """How values are spread: how many fell below each bound and above the one before it, and their sum."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def note(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counters:
    """All that one node counts since it began."""

    __slots__ = (
        "append_seconds",
        "batch_commands",
        "bytes_out",
        "commands",
        "entries_lost",
        "entries_put_back",
        "entries_too_new",
        "epoch_changes",
        "fan_out_entries",
        "fan_out_seconds",
        "handshakes",
        "loop_lag_seconds",
        "refusals",
        "slow_closed",
    )

    def __init__(self) -> None:
        self.append_seconds = Spread(SECONDS)
        self.batch_commands = Spread(AMOUNTS)
        self.bytes_out = 0
        self.commands: Counter[type[Struct]] = Counter()
        self.entries_lost = 0
        self.entries_put_back = 0
        self.entries_too_new = 0
        self.epoch_changes = 0
        self.fan_out_entries = Spread(AMOUNTS)
        self.fan_out_seconds = Spread(SECONDS)
        self.handshakes: Counter[int] = Counter()
        self.loop_lag_seconds = Spread(SECONDS)
        self.refusals: Counter[str] = Counter()
        self.slow_closed = 0
