"""Garbage collection, kept out of the way of whoever waits for an answer.

A full collection looks at every object there is: with 9,000 phones it took 0.5 to 1 s (measured). What
stays for long is therefore frozen, which leaves nothing to look at; closed sockets take their cycles apart themselves.
"""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 50_000  # before a collection of the young; Python's 700 would have one every few frames
NEW_SOCKETS = 250  # a collection of what so many bring takes a few ms


class Garbage:
    """Decides when to collect and freeze. `turn` is called once a second."""

    def __init__(self) -> None:
        self._settled_sockets = 0
        self._thawed = True

    def start(self) -> None:
        """Freeze what the server itself is made of."""
        gc.set_threshold(YOUNG_OBJECTS, 20, 1000)
        gc.collect()
        gc.freeze()

    def turn(self, sockets: int) -> None:
        """Freeze a wave of newcomers; look through everything once all have gone. `sockets`: how many are open now."""
        if sockets > self._settled_sockets + NEW_SOCKETS:
            self._thawed = False
            self._settled_sockets = sockets
        elif sockets or self._thawed:
            self._settled_sockets = min(self._settled_sockets, sockets)
            return
        else:
            gc.unfreeze()
            self._thawed = True
            self._settled_sockets = 0
        gc.collect()
        gc.freeze()
