"""A log that is looked at while it is used: how long appends take, whether it can be written, and why not."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, TypeVar

from server.log import Full, Log, Position, Snapshot, Unavailable

Trouble = Literal["", "away", "full"]
"""Why a log cannot be written: not at all, it cannot be reached or answers with errors, or there is no room left."""

FRESH_SECONDS = 1.0  # a look at the disk, or a word that the log can be written, holds for this long

T = TypeVar("T")


class WatchedLog:
    """The contract of `server.log` over either home, which goes on answering as it did.

    Below `free_bytes` of room on the disk of `folder` (None: nothing is known of the disk) nothing is appended any
    more: `Full`. Deleting and forgetting go on, for they make room and keep promises.
    """

    def __init__(
        self, home: Log, *, folder: Path | None, free_bytes: int, appended: Callable[[float], None] = lambda _: None
    ) -> None:
        self._home = home
        self._folder = folder
        self._free_bytes = free_bytes
        self._appended = appended
        self._trouble: Trouble = ""
        self._since = 0.0
        self._away_seconds = 0.0
        self._wrote_at = -FRESH_SECONDS
        self._looked_at = -FRESH_SECONDS
        self._free: int | None = None
        self._probe: asyncio.Task[None] | None = None
        self._probed_at = -FRESH_SECONDS

    # What it has seen

    @property
    def trouble(self) -> Trouble:
        """Why the log could not be written when that was last tried; empty: it could."""
        self._look_at_disk()
        return self._trouble

    @property
    def free(self) -> int | None:
        """Bytes left on the log's disk, at most a second old; None when nothing is known of it."""
        self._look_at_disk()
        return self._free

    def away_seconds(self) -> float:
        """For how long, all in all, the log could not be written."""
        return self._away_seconds + (time.monotonic() - self._since if self._trouble else 0.0)

    async def probe(self) -> Trouble:
        """Whether the log can be written: by what was written in the last second, else by writing something small.

        However many ask, one tries, once a second.
        """
        now = time.monotonic()
        if now - max(self._wrote_at, self._probed_at) >= FRESH_SECONDS and self._probe is None:
            self._probe = asyncio.create_task(self._try_writing())
        if self._probe is not None:
            await asyncio.shield(self._probe)
        return self.trouble

    async def _try_writing(self) -> None:
        try:
            await self.touch()
        except Unavailable:
            pass  # it has been noted
        finally:
            self._probe, self._probed_at = None, time.monotonic()

    def _look_at_disk(self) -> None:
        now = time.monotonic()
        if self._folder is None or now - self._looked_at < FRESH_SECONDS:
            return
        self._looked_at = now
        try:
            disk = os.statvfs(self._folder)
        except OSError:
            self._free = None  # the next write tells what is wrong
            return
        was_low = self._low()
        self._free = disk.f_bavail * disk.f_frsize
        if self._low():
            self._note("full")
        elif was_low:
            self._note("")

    def _low(self) -> bool:
        return self._free is not None and self._free < self._free_bytes

    def _note(self, trouble: Trouble) -> None:
        now = time.monotonic()
        if self._trouble and not trouble:
            self._away_seconds += now - self._since
        elif trouble and not self._trouble:
            self._since = now
        self._trouble = trouble

    def _worked(self) -> None:
        """Something was written; with little room left that proves nothing for appends."""
        self._wrote_at = time.monotonic()
        if self._trouble and not self._low():
            self._note("")

    async def _noted(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except Unavailable as error:
            self._note("full" if isinstance(error, Full) else "away")
            raise

    async def _written(self, call: Awaitable[T]) -> T:
        done = await self._noted(call)
        self._worked()
        return done

    def _need_room(self) -> None:
        self._look_at_disk()
        if self._low():
            raise Full("the disk under the log is nearly full")

    # The contract

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        """See `Log.append`. Raises `Full`, having written nothing, when there is little room left."""
        self._need_room()
        began = time.monotonic()
        position = await self._written(self._home.append(stream, after, entry, onto))
        self._appended(time.monotonic() - began)
        return position

    async def renew(self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int) -> Position:
        """See `Log.renew`. Raises `Full` as `append`."""
        self._need_room()
        return await self._written(self._home.renew(stream, after, entry, onto, epoch))

    async def rewrite(
        self, stream: str, after: Position, entry: bytes, onto: bytes, epoch: int, data: bytes
    ) -> Position:
        """See `Log.rewrite`. Also with little room left: it makes room and keeps a promise."""
        return await self._written(self._home.rewrite(stream, after, entry, onto, epoch, data))

    async def position(self, stream: str) -> Position | None:
        """See `Log.position`."""
        return await self._noted(self._home.position(stream))

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        """See `Log.read`."""
        return await self._noted(self._home.read(stream, after, limit, epoch))

    async def snapshot(self, stream: str) -> Snapshot | None:
        """See `Log.snapshot`."""
        return await self._noted(self._home.snapshot(stream))

    async def put_snapshot(self, stream: str, snapshot: Snapshot, last: bytes | None = None) -> None:
        """See `Log.put_snapshot`."""
        self._need_room()
        await self._written(self._home.put_snapshot(stream, snapshot, last))

    async def trim(self, stream: str, below: int) -> int:
        """See `Log.trim`."""
        return await self._noted(self._home.trim(stream, below))

    async def delete(self, stream: str) -> None:
        """See `Log.delete`."""
        await self._noted(self._home.delete(stream))

    async def streams(self, prefix: str) -> list[str]:
        """See `Log.streams`."""
        return await self._noted(self._home.streams(prefix))

    async def secret(self, name: str, ours: bytes | None = None) -> bytes:
        """See `Log.secret`."""
        return await self._noted(self._home.secret(name, ours))

    async def destroy_secret(self, name: str) -> None:
        """See `Log.destroy_secret`."""
        await self._noted(self._home.destroy_secret(name))

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        """See `Log.follow`."""
        self._home.follow(stream, ring)

    def unfollow(self, stream: str) -> None:
        """See `Log.unfollow`."""
        self._home.unfollow(stream)

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        """See `Log.pin`."""
        await self._noted(self._home.pin(topic, node, note, seconds))

    async def pinned(self, topic: str) -> dict[str, bytes]:
        """See `Log.pinned`."""
        return await self._noted(self._home.pinned(topic))

    async def touch(self) -> None:
        """See `Log.touch`."""
        await self._written(self._home.touch())

    async def close(self) -> None:
        """See `Log.close`."""
        if self._probe is not None:
            await asyncio.wait([self._probe])
        await self._home.close()
