"""A small state that is kept as a log stream and cached here: the directory, a workshop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from server.log import Conflict, Log, Position
from server.log.entries import EntryCodec

_READ_ENTRIES = 1000  # at once

S = TypeVar("S")
E = TypeVar("E")


class Kept(Generic[S, E]):
    """The state that a stream's events make, brought up to date on request and changed by compare-and-append."""

    def __init__(
        self, log: Log, stream: str, codec: EntryCodec[E], empty: Callable[[], S], apply: Callable[[S, E], None]
    ) -> None:
        self.state = empty()
        self._empty = empty
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
                    stood = self._position
                    await self._catch_up()
                    if self._position == stood:  # nobody was faster: the log has lost what we know
                        self._begin_again()
                    continue
                for event in events:
                    self._apply(self.state, event)
                return

    async def _catch_up(self) -> None:
        while True:
            try:
                await self._read_on()
            except Conflict:  # another life of the log
                self._begin_again()
                continue
            return

    async def _read_on(self) -> None:
        """Take in all that stands in the log after what is known here. Raises: `Conflict`, `Unavailable`."""
        if self._position is None:
            stands = await self._log.position(self._stream)
            if stands is None:
                return
            self._position = Position(stands.epoch, 0)
        epoch, seq = self._position
        more = True
        while more:
            found = await self._log.read(self._stream, seq, _READ_ENTRIES, epoch=epoch)
            for seq, data in found:
                for event in self._codec.read(data).events:
                    self._apply(self.state, event)
                self._position = Position(epoch, seq)
            more = len(found) == _READ_ENTRIES

    def _begin_again(self) -> None:
        self.state, self._position = self._empty(), None
