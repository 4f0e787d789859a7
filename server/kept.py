"""A small state that is kept as a log stream and cached here: the directory, a workshop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from server.log import Conflict, Log, Position
from server.log.entries import EntryCodec

S = TypeVar("S")
E = TypeVar("E")


class Kept(Generic[S, E]):
    """The state that a stream's events make, brought up to date on request and changed by compare-and-append."""

    def __init__(self, log: Log, stream: str, codec: EntryCodec[E], empty: S, apply: Callable[[S, E], None]) -> None:
        self.state = empty
        self._log = log
        self._stream = stream
        self._codec = codec
        self._apply = apply
        self._position: Position | None = None
        self._lock = asyncio.Lock()

    @property
    def exists(self) -> bool:
        return self._position is not None

    async def refresh(self) -> None:
        """Take in what others have written since."""
        async with self._lock:
            await self._catch_up()

    async def change(self, decide: Callable[[S], list[E]]) -> None:
        """Append what `decide` makes of the newest state, deciding again whenever somebody was faster.

        Raises: whatever `decide` raises, and then nothing is written; `Unavailable`.
        """
        async with self._lock:
            while True:
                await self._catch_up()
                events = decide(self.state)
                if not events:
                    return
                after = self._position or Position(int(time.time()), 0)
                try:
                    self._position = await self._log.append(
                        self._stream, after, self._codec.pack(events, int(time.time() * 1000))
                    )
                except Conflict:
                    continue
                for event in events:
                    self._apply(self.state, event)
                return

    async def _catch_up(self) -> None:
        if self._position is None:
            found = await self._log.position(self._stream)
            if found is None:
                return
            self._position = Position(found.epoch, 0)
        for seq, data in await self._log.read(self._stream, self._position.seq):
            for event in self._codec.read(data).events:
                self._apply(self.state, event)
            self._position = Position(self._position.epoch, seq)
