"""How much one connection may ask, and how many may come at once: credits that come back with time.

Never by address: a hall has one.
"""

from __future__ import annotations

import math
import secrets

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

HANDSHAKES_PER_SECOND = 1000.0
HANDSHAKE_BURST = 1000.0
"""Handshakes that a node takes. Source: one costs 0.4 to 0.6 ms of its core with the welcome (measured), so that those
who come leave half of the core to those who are in; turning one away costs 0.09 ms. A hall of a thousand comes in one
breath, ten of them are in after ten seconds."""

RETRY_SECONDS_MOST = 30.0


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


class Admission:
    """How many handshakes a node takes, and when those that it does not take should come again."""

    def __init__(
        self, now: float, *, per_second: float = HANDSHAKES_PER_SECOND, burst: float = HANDSHAKE_BURST
    ) -> None:
        self._credits = Credits(per_second, burst, now)
        self._per_second = per_second
        self._busy_until = now

    def take(self, now: float) -> int | None:
        """Let one in: None. Otherwise whole seconds after which to come again. `now`: seconds.

        Everybody turned away gets a second of the time that all of them need together, so that they come one by one.
        """
        if not self._credits.take(now):
            return None
        self._busy_until = max(self._busy_until, now) + 1 / self._per_second
        return self.wait(now)

    def wait(self, now: float) -> int | None:
        """What to tell somebody who only asks: None while nobody is being turned away, else seconds as above."""
        left = self._busy_until - now
        return come_again(min(left, RETRY_SECONDS_MOST)) if left > 0 else None


def come_again(within: float) -> int:
    """A whole second, for Retry-After, drawn from those of the next `within` seconds."""
    return 1 + secrets.randbelow(math.ceil(within) or 1)
