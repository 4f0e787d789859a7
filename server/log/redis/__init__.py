"""The shared log: Redis 7.0 or newer, alone, with replicas, or as a Cluster. Run it with `deploy/redis.conf`.

`keys.py` says what is kept where, `scripts.py` what Redis does at once, `masters.py` who is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable, Coroutine, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from redis import exceptions

from server.log import MAX_EPOCH, Conflict, Position, Snapshot, Trimmed, Unavailable
from server.log.batches import Batches
from server.log.bells import GONE, Bells
from server.log.redis import scripts
from server.log.redis.check import check
from server.log.redis.ears import Ears
from server.log.redis.keys import PARTITIONS, id_of, index, key, partition_of, position
from server.log.redis.masters import ANSWER_SECONDS, SETTLE_SECONDS, Masters
from server.log.redis.reasons import unavailable
from server.log.redis.scripts import Command

BATCH_APPENDS = 256  # in one pipeline; more wait for the next. Guess: 256 entries of 1 kB are one comfortable write
RESTORE_ENTRIES = 500  # of a stream in one go: some ms
POLL_SECONDS = 2.0  # how late a ring is whose message was lost
CLOSE_SECONDS = 5.0  # how long closing waits until Redis has been asked for that
_TOUCH_SECONDS = 1.0  # how long what was written to try it stays
REWRITE_SECONDS = 1.0  # between attempts to have the append-only file rewritten

logger = logging.getLogger(__name__)


class _Append(NamedTuple):
    stream: str
    at: Position
    entry: bytes
    command: Command


class RedisLog:
    """The contract of `server.log` on Redis. Nothing is sent before the first call; `check` says what is wrong.

    `url` may name several servers of a Cluster, with commas between them; one is enough while that one runs.
    Raises: `ValueError` when `url` is not one for Redis (`redis://`, `rediss://`, `unix://`).
    """

    def __init__(self, url: str) -> None:
        self._masters = Masters(url)
        self.name = self._masters.name
        self._node = secrets.token_hex(8)
        self._batches: dict[str, Batches[_Append]] = {}  # by master, so that nobody waits for one that is away
        self._bells = Bells()
        self._look = asyncio.Event()  # do not wait for the next poll
        self._ears = Ears(self._masters, self._bells, self._node, self._look)
        self._tasks: list[asyncio.Task[None]] = []
        self._rewrites_owed: set[int] = set()
        self._rewriting: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[Any]] = set()  # asked, given up, and not quite gone
        self._closed = False

    async def check(self) -> list[str]:
        """What in the settings of any master endangers acknowledged entries, a plain sentence each; empty is good.

        Raises: `Unavailable` when Redis cannot be reached or cannot serve us at all. What it forbids us to see is not
        an error but a sentence.
        """
        await self._ask(Command(0, ("GET", key("", "secret"))))  # whether we may use it at all
        try:
            return [warning for master in await self._masters.all() for warning in await check(master)]
        except (exceptions.RedisError, OSError) as error:
            raise unavailable(self.name, error) from error

    # The contract

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        """See `Log.append`."""
        at = Position(_checked(after.epoch), after.seq + 1)
        if after.seq:
            stands = id_of(after), _hash(onto), entry, self._news(stream, at)
            command = scripts.APPEND.on(stream, (key(stream, "log"),), *stands)
        else:
            keys = key(stream, "log"), index(partition_of(stream))
            command = scripts.BEGIN.on(stream, keys, stream, "", entry, self._news(stream, at))
        return await self._append(_Append(stream, at, entry, command))

    async def renew(self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int) -> Position:
        """See `Log.renew`."""
        at = Position(_checked(epoch), after.seq + 1)
        keys = key(stream, "log"), key(stream, "snap")
        stands = id_of(after), _hash(onto), entry, self._news(stream, at), epoch
        return await self._append(_Append(stream, at, entry, scripts.RENEW.on(stream, keys, *stands)))

    async def rewrite(
        self, stream: str, after: Position, entry: bytes, onto: bytes, epoch: int, data: bytes
    ) -> Position:
        """See `Log.rewrite`. The bytes leave the disk when Redis has rewritten its append-only file."""
        at = Position(_checked(epoch), after.seq + 1)
        keys = key(stream, "log"), key(stream, "snap")
        stands = id_of(after), _hash(onto), entry, self._news(stream, at), epoch, at.seq, data
        position = await self._append(_Append(stream, at, entry, scripts.REWRITE.on(stream, keys, *stands)))
        self._owe_rewrite(partition_of(stream))
        return position

    async def position(self, stream: str) -> Position | None:
        """See `Log.position`."""
        last = await self._ask(scripts.LAST.on(stream, (key(stream, "log"),)))
        return position(last) if last else None

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        """See `Log.read`."""
        begin = min(max(after, 0), MAX_EPOCH) + 1
        found = await self._ask(scripts.READ.on(stream, (key(stream, "log"),), begin, max(limit, 0)))
        if epoch is not None and (found is None or int(found[0]) != epoch):
            raise Conflict(f"{stream} is not in epoch {epoch}")
        if found is None:
            return []
        places, data = [int(number) for number in found[1].split()], memoryview(found[2])
        ends = list(accumulate(places[1::2], initial=0))
        entries = [(seq, bytes(data[i:j])) for seq, (i, j) in zip(places[::2], pairwise(ends), strict=True)]
        if entries and entries[0][0] != begin:
            raise Trimmed(f"{stream} begins at {entries[0][0]}")
        return entries

    async def snapshot(self, stream: str) -> Snapshot | None:
        """See `Log.snapshot`."""
        command = Command(partition_of(stream), ("HMGET", key(stream, "snap"), "epoch", "seq", "data"))
        epoch, seq, data = await self._ask(command)
        return Snapshot(Position(int(epoch), int(seq)), data) if epoch else None

    async def put_snapshot(self, stream: str, snapshot: Snapshot, last: bytes | None = None) -> None:
        """See `Log.put_snapshot`."""
        keys = key(stream, "log"), key(stream, "snap")
        await self._ask(scripts.PUT_SNAPSHOT.on(stream, keys, *snapshot.position, snapshot.data, _hash(last)))

    async def trim(self, stream: str, below: int) -> int:
        """See `Log.trim`."""
        return int(await self._ask(scripts.TRIM.on(stream, (key(stream, "log"), key(stream, "snap")), below)))

    async def delete(self, stream: str) -> None:
        """See `Log.delete`. The bytes leave the disk when Redis has rewritten its append-only file."""
        keys = key(stream, "log"), key(stream, "snap"), index(partition_of(stream))
        await self._ask(scripts.DELETE.on(stream, keys, stream, self._news(stream, GONE)))
        self._bells.wrote(stream, GONE)
        self._owe_rewrite(partition_of(stream))

    async def streams(self, prefix: str) -> list[str]:
        """See `Log.streams`."""
        names = await self._ask_all([Command(number, ("SMEMBERS", index(number))) for number in range(PARTITIONS)])
        return sorted(name for found in names for member in found if (name := member.decode()).startswith(prefix))

    async def secret(self, name: str, ours: bytes | None = None) -> bytes:
        """See `Log.secret`."""
        made = ours or secrets.token_bytes(32)
        held: bytes = await self._ask(scripts.MAKE_ONCE.on(name, (key(name, "secret"),), made))
        return held

    async def keep_secret(self, name: str, data: bytes) -> bytes:
        """See `Home.keep_secret`."""
        held: bytes = await self._ask(scripts.MAKE_ONCE.on(name, (key(name, "secret"),), data))
        return held

    async def restore(self, stream: str, at: Position, entries: Sequence[bytes]) -> None:
        """See `Home.restore`. In pieces, so that nobody waits for Redis long."""
        if await self.position(stream) is not None:
            raise Conflict(f"{stream} exists")
        keys = key(stream, "log"), index(partition_of(stream))
        for begin in range(0, len(entries), RESTORE_ENTRIES):
            piece = entries[begin : begin + RESTORE_ENTRIES]
            before = at.seq - len(entries) + begin
            await self._ask(scripts.RESTORE.on(stream, keys, stream, at.epoch, before, *piece))

    async def destroy_secret(self, name: str) -> None:
        """See `Log.destroy_secret`. The bytes leave the disk when Redis has rewritten its append-only file."""
        await self._ask(Command(partition_of(name), ("DEL", key(name, "secret"))))
        self._owe_rewrite(partition_of(name))

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        """See `Log.follow`."""
        self._bells.follow(stream, ring)
        self._ears.follow_anew()
        self._look.set()
        if not self._tasks and not self._closed:
            self._tasks = [asyncio.create_task(self._ears.listen()), asyncio.create_task(self._poll())]

    def unfollow(self, stream: str) -> None:
        """See `Log.unfollow`."""
        self._bells.unfollow(stream)
        self._ears.follow_anew()

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        """See `Log.pin`."""
        await self._ask(scripts.PIN.on(topic, (key(topic, "pin"),), node, note, int(seconds * 1000)))

    async def pinned(self, topic: str) -> dict[str, bytes]:
        """See `Log.pinned`."""
        found = await self._ask(scripts.PINNED.on(topic, (key(topic, "pin"),)))
        return {node.decode(): note for node, note in zip(found[::2], found[1::2], strict=True)}

    async def touch(self) -> None:
        """See `Log.touch`."""
        await self.pin("ready", "", b"", _TOUCH_SECONDS)

    async def close(self) -> None:
        """See `Log.close`."""
        if self._closed:
            return
        self._closed = True
        for batches in tuple(self._batches.values()):
            await batches.finish()
        if self._rewriting is not None:  # what was deleted is to leave the disk, also after a command that ends here
            await asyncio.wait([self._rewriting], timeout=CLOSE_SECONDS)
        running = {*self._tasks, *self._leaving, *([self._rewriting] if self._rewriting else [])}
        while running:
            for task in running:
                task.cancel()
            # Once may not be enough, see `_in_time`.
            _, running = await asyncio.wait(running, timeout=0.1)
        await self._masters.close()

    # Appending

    def _news(self, stream: str, at: Position) -> str:
        return f"{id_of(at)} {self._node} {stream}"

    async def _append(self, append: _Append) -> Position:
        if self._closed:
            raise Unavailable("this log is closed")
        place = self._masters.place_of(append.command.partition)
        if place not in self._batches:
            self._batches[place] = Batches(self._carry, at_most=BATCH_APPENDS)
        at: Position = await self._batches[place].request(append)
        self._bells.wrote(append.stream, at)
        return at

    async def _carry(self, appends: list[_Append]) -> list[Any]:
        """Send a batch as one pipeline, so that its appends share the round trip and Redis's fsync."""
        try:
            replies = await self._masters.send([append.command for append in appends], appending=True)
        except (exceptions.RedisError, OSError) as error:
            raise unavailable(self.name, error) from error  # nobody could be asked
        outcomes: list[Any] = [self._outcome(*pair) for pair in zip(appends, replies, strict=True)]
        if unknown := [n for n, outcome in enumerate(outcomes) if outcome is None]:
            settled = await self._settle([appends[n] for n in unknown], [replies[n] for n in unknown])
            for n, outcome in zip(unknown, settled, strict=True):
                outcomes[n] = outcome
        return outcomes

    def _outcome(self, append: _Append, reply: Any) -> Any:
        """What became of an append; None when that is unknown."""
        if isinstance(reply, exceptions.ResponseError):
            return unavailable(self.name, reply)
        if isinstance(reply, Exception):
            return None
        if reply == 1:
            return append.at
        return Conflict(f"{append.stream} does not stand right before {tuple(append.at)}")

    async def _settle(self, appends: list[_Append], errors: list[Exception]) -> list[Any]:
        """After a lost reply: what stands at the place tells. Absent may still mean on its way, so that is unknown."""
        places = [(append.command.partition, key(append.stream, "log"), id_of(append.at)) for append in appends]
        looks = [Command(partition, ("XRANGE", log, at, at)) for partition, log, at in places]
        found = await self._replies(looks, SETTLE_SECONDS)
        outcomes: list[Any] = []
        for append, error, entries in zip(appends, errors, found, strict=True):
            if not entries or isinstance(entries, Exception):
                outcomes.append(unavailable(self.name, error))
            elif entries[0][1][b"e"] == append.entry:
                outcomes.append(append.at)
            else:
                outcomes.append(Conflict(f"somebody else's entry stands at {tuple(append.at)} of {append.stream}"))
        return outcomes

    # Asking

    async def _ask(self, command: Command) -> Any:
        if self._closed:
            raise Unavailable("this log is closed")
        return (await self._ask_all([command]))[0]

    async def _ask_all(self, commands: Sequence[Command]) -> list[Any]:
        """The replies to `commands`, in one round trip."""
        replies = await self._replies(commands, ANSWER_SECONDS)
        for reply in replies:
            if isinstance(reply, Exception):
                raise unavailable(self.name, reply) from reply
        return replies

    async def _replies(self, commands: Sequence[Command], seconds: float) -> list[Any]:
        """The reply to each command, or the exception."""
        return await self._in_time(self._masters.send(commands), seconds)

    async def _in_time(self, call: Coroutine[Any, Any, list[Any]], seconds: float) -> list[Any]:
        """The outcome of `call`, or `Unavailable` after `seconds`, whatever `call` does then.

        `asyncio.timeout` waits for what it cancelled, and Python 3.11's `wait_for`, which redis-py sends with, may
        swallow a cancellation: 2 of 100 calls to a paused Redis took twice their time (measured).
        """
        task = asyncio.create_task(call)
        try:
            await asyncio.wait([task], timeout=seconds)
            if not task.done():
                raise TimeoutError
            return task.result()
        except (exceptions.RedisError, OSError) as error:
            raise unavailable(self.name, error) from error
        finally:
            if not task.done():
                self._masters.doubt()
                task.cancel()
                self._leaving.add(task)
                task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[Any]) -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # seen, so that asyncio does not complain: its caller was answered long ago

    # Hearing of other nodes' appends

    async def _poll(self) -> None:
        """Look at what is followed from time to time: a message may have been lost."""
        while True:
            self._look.clear()
            if followed := list(self._bells):
                looks = [scripts.LAST.on(stream, (key(stream, "log"),)) for stream in followed]
                with contextlib.suppress(Unavailable):
                    for stream, last in zip(followed, await self._replies(looks, ANSWER_SECONDS), strict=True):
                        if not isinstance(last, Exception):
                            self._bells.heard(stream, position(last) if last else GONE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS if self._bells else None):
                    await self._look.wait()

    # Forgetting on disk

    def _owe_rewrite(self, partition: int) -> None:
        """What was deleted still stands in the append-only file until that is rewritten."""
        self._rewrites_owed.add(partition)
        if self._rewriting is None:
            self._rewriting = asyncio.create_task(self._rewrite())
            self._rewriting.add_done_callback(lambda _: setattr(self, "_rewriting", None))

    async def _rewrite(self) -> None:
        """Have the append-only file rewritten once for all that was deleted before; one under way began too early."""
        while self._rewrites_owed:
            owed, self._rewrites_owed = self._rewrites_owed, set()
            try:
                for master in {await self._masters.of(partition) for partition in owed}:
                    await master.asker.bgrewriteaof()
            except exceptions.NoPermissionError:
                logger.warning("%s forbids BGREWRITEAOF: what was deleted stays on its disk for a while", self.name)
            except (exceptions.RedisError, OSError, Unavailable):
                self._rewrites_owed |= owed
                await asyncio.sleep(REWRITE_SECONDS)


def _checked(epoch: int) -> int:
    if not 0 < epoch <= MAX_EPOCH:
        raise ValueError(f"an epoch is a whole number from 1 to 2**53, not {epoch}")
    return epoch


def _hash(onto: bytes | None) -> str:
    return "" if onto is None else hashlib.sha1(onto, usedforsecurity=False).hexdigest()
