"""How much one connection may ask: credits that come back with time. Never by address: a hall has one."""

from __future__ import annotations

FRAME_BYTES = {"phone": 16 * 1024, "wall": 64, "desk": 64 * 1024}
"""Largest frame taken from each audience, bytes."""

COMMANDS_PER_SECOND = {"phone": 10.0, "wall": 1.0, "desk": 30.0}
BURST = {"phone": 60.0, "wall": 5.0, "desk": 300.0}
"""A phone back from a dead spot sends all that waited at once; more than sixty taps wait in nobody's pocket."""

PINGS_PER_SECOND = 2.0
PING_BURST = 10.0
FRAGMENTS = 4
BAD_FRAMES = 10
TOO_FAST_FRAMES = 200  # in a row: whoever waits as told never comes near


class Credits:
    """A bucket of `burst` credits, filled again at `per_second`."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._at = now

    def take(self, now: float) -> float:
        """Take one credit. Returns 0 when there was one, else the seconds until there will be. `now`: seconds."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._per_second
