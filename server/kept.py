"""A small state that is kept as a log stream and cached here: the directory, a workshop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from server.log import Conflict, Log, Position, Trimmed
from server.log.entries import EntryCodec
from server.tail import Tail, mend

logger = logging.getLogger("talkoot.kept")

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
        self._tail: Tail[None] = Tail()
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
                entry = self._codec.pack(events, int(time.time() * 1000))
                try:
                    at = await self._log.append(self._stream, after, entry, self._tail.last)
                except Conflict:
                    continue
                self._take(at, entry, events)
                return

    async def _catch_up(self) -> None:
        while True:
            try:
                if await self._read_on():
                    return
            except Conflict:  # another life of the log
                pass
            await self._mend()

    async def _read_on(self) -> bool:
        """Take in all that stands in the log after what is known here; False when it holds something else than that.

        Raises: `Conflict`, `Unavailable`.
        """
        if self._position is None:
            stands = await self._log.position(self._stream)
            if stands is None:
                return True
            self._position = Position(stands.epoch, 0)
        epoch, seq = self._position
        if seq:  # beginning with the last entry that is known: another one in its place would be another past
            found = await self._log.read(self._stream, seq - 1, _READ_ENTRIES, epoch=epoch)
            if not found or found[0][1] != self._tail.last:
                return False
        else:
            found = [(0, b""), *await self._log.read(self._stream, 0, _READ_ENTRIES, epoch=epoch)]
        while news := found[1:]:
            for seq, entry in news:
                self._take(Position(epoch, seq), entry, self._codec.read(entry).events)
            found = [(0, b""), *await self._log.read(self._stream, seq, _READ_ENTRIES, epoch=epoch)]
        return True

    def _take(self, at: Position, entry: bytes, events: list[E]) -> None:
        for event in events:
            self._apply(self.state, event)
        self._position = at
        self._tail.add(at.seq, entry)

    async def _mend(self) -> None:
        """Give the log back what it lost; where that cannot be, begin again with what it holds."""
        known = self._position
        if known is not None and known.seq:
            nothing = partial(self._codec.pack, [], int(time.time() * 1000))
            with contextlib.suppress(Trimmed):
                mended = await mend(self._log, self._stream, known, self._tail, nothing, self._is_nothing)
                if mended.put_back:
                    logger.warning("%s: the log had lost %s entries; they were put back", self._stream, mended.put_back)
                if mended.lost:
                    logger.warning(
                        "%s: entries %s to %s are lost: the log no longer has them", self._stream, *mended.lost
                    )
                if mended.position is not None and mended.position.epoch == known.epoch:
                    return
        self.state, self._position, self._tail = self._empty(), None, Tail()

    def _is_nothing(self, entry: bytes) -> bool:
        return not self._codec.read(entry).events
