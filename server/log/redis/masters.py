"""Who takes the commands of a partition: the one Redis there is or, on a Cluster, the master that has its slot.

redis-py's own `RedisCluster` does not serve here: it may repeat what was sent, sends ASKING on another connection than
the command it is for, and fails where a call should wait for a free connection. Its single connections do serve.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from server.log import Unavailable
from server.log.redis.keys import PARTITION_OF_SLOT, PARTITIONS
from server.log.redis.scripts import Command, Script

# An append answers within APPEND + SETTLE, everything else within ANSWER: both under the promised 2 s.
APPEND_SECONDS = 1.2
SETTLE_SECONDS = 0.6
ANSWER_SECONDS = 1.8
CONNECTIONS = 16  # to each master for everything but appends; a thousand rooms opening at once queue for them
FOLLOW_PAUSES = (0.0, 0.0, 0.02, 0.05, 0.1, 0.2, 0.3)  # before each try while a slot moves, within an answer's time

# Answers that say: I did nothing, ask there, or again.
NOTHING_DONE = (
    exceptions.NoScriptError,
    exceptions.AskError,
    exceptions.TryAgainError,
    exceptions.ClusterDownError,
)


class Master:
    """One Redis that takes writes, and the connections to it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.place = parts.path if parts.scheme == "unix" else parts.netloc.rpartition("@")[2]
        # redis-py repeats a command whose reply was lost, ten times by default: one append, three entries (measured).
        self.appender = _client(url, APPEND_SECONDS, connections=1, retries=0)
        # Everything else may safely run twice; the repeat hides that an idle connection had died.
        self.asker = _client(url, ANSWER_SECONDS, connections=CONNECTIONS, retries=1)
        self.ear = _client(url, ANSWER_SECONDS, connections=1, retries=0)

    async def ask(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The replies in order, sent together; what was answered with an error is that error."""
        if len(commands) == 1:
            try:
                return [await cast(Any, self.asker).execute_command(*commands[0])]
            except exceptions.ResponseError as error:
                return [error]
        pipeline: Any = self.asker.pipeline(transaction=False)
        for words in commands:
            pipeline.execute_command(*words)
        return cast(list[Any], await pipeline.execute(raise_on_error=False))

    async def append(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The same for appends, over the line kept for them: 15 us each instead of the 25 of a pipeline (measured)."""
        pool: Any = self.appender.connection_pool
        connection = await pool.get_connection()
        replies: list[Any] = []
        try:
            await connection.send_packed_command([b"".join(map(_packed, commands))])
            async with asyncio.timeout(APPEND_SECONDS):
                for _ in commands:
                    try:
                        replies.append(await connection.read_response(timeout=math.inf))
                    except exceptions.ResponseError as error:
                        replies.append(error)
        except BaseException:
            await connection.disconnect(nowait=True)  # replies may still come, which are nobody else's
            raise
        finally:
            await pool.release(connection)
        return replies

    async def hang_up(self) -> None:
        for client in (self.appender, self.asker, self.ear):
            await client.connection_pool.disconnect()

    async def close(self) -> None:
        for client in (self.appender, self.asker, self.ear):
            await client.aclose()


class Masters:
    """Which master has which partition, found out at first use and again whenever that turns out to be wrong.

    Raises: `ValueError` when `url` is not one for Redis.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._user, at, places = self._url.netloc.rpartition("@")
        self._user += at
        # Where to ask who has what: what answered last comes first, what did not comes last.
        self._seeds = places.split(",") if "," in places else [places]
        self.name = f"Redis at {', '.join(self._seeds) if places else self._url.path}"  # without user and password
        self._known = {place: self._master(place) for place in self._seeds}
        self._owners: list[Master] = []
        self._doubtful = True
        self._finding = asyncio.Lock()
        self.cluster = False
        self.on_change: Callable[[], None] = lambda: None  # called when a partition has gone to another master

    def place_of(self, partition: int) -> str:
        """The place of its master as far as is known now, without asking; empty when nothing is."""
        return self._owners[partition].place if self._owners else ""

    async def all(self) -> list[Master]:
        """Every master that has a partition. Raises: `RedisError`, `OSError`, `Unavailable`."""
        await self._find()
        return list(dict.fromkeys(self._owners))

    async def of(self, partition: int) -> Master:
        """The master of a partition. Raises: as `all`."""
        await self._find()
        return self._owners[partition]

    def has(self, master: Master, partition: int) -> bool:
        """Whether this is its master as far as is known now."""
        return bool(self._owners) and self._owners[partition] is master

    def doubt(self) -> None:
        """What is known of who has what may be out of date."""
        self._doubtful = self.cluster or not self._owners

    def moved(self, error: exceptions.MovedError, told_by: Master) -> None:
        """Take in that a slot has gone to another master."""
        partition = PARTITION_OF_SLOT.get(error.slot_id)
        if partition is not None and self._owners:
            self._owners[partition] = self._at(error, told_by)
            self.on_change()

    async def send(self, commands: Sequence[Command], appending: bool = False) -> list[Any]:
        """One reply to each command, in order; where one failed, the exception. Nothing is sent twice, but for what was
        answered with "not here" or "not now": that did nothing, and follows to where it belongs, for a while.

        Raises: `RedisError`, `OSError`, `Unavailable` when it cannot be found out whom to ask.
        """
        replies: list[Any] = [None] * len(commands)
        todo: dict[int, tuple[Command, Master | None]] = {n: (command, None) for n, command in enumerate(commands)}
        for pause in FOLLOW_PAUSES:
            if pause:
                await asyncio.sleep(pause)
            await self._find()
            shares: dict[Master, list[int]] = {}
            for n, (command, asked_to) in todo.items():
                shares.setdefault(asked_to or self._owners[command.partition], []).append(n)
            answered = await asyncio.gather(
                *(self._share(master, [todo[n] for n in share], appending) for master, share in shares.items())
            )
            again = {}
            for (master, share), answers in zip(shares.items(), answered, strict=True):
                for n, reply in zip(share, answers, strict=True):
                    replies[n] = reply
                    if isinstance(reply, NOTHING_DONE):
                        again[n] = self._next(todo[n][0], master, reply)
            if not again:
                break
            todo = again
        return replies

    async def _share(self, master: Master, share: list[tuple[Command, Master | None]], appending: bool) -> list[Any]:
        """One reply for each command, all from one master."""
        words: list[tuple[Any, ...]] = []
        for command, asked_to in share:
            words += [("ASKING",), command.words] if asked_to else [command.words]
        try:
            replies = await (master.append(words) if appending else master.ask(words))
        except (exceptions.RedisError, OSError) as error:
            self.doubt()
            self._ask_last(master.place)
            return [error] * len(share)
        if any(isinstance(reply, exceptions.ReadOnlyError) for reply in replies):
            await master.hang_up()  # it was made a replica: whoever stands in its place takes new connections
            self.doubt()
        ends = iter(replies)
        answers = []
        for _, asked_to in share:
            if asked_to:
                next(ends)
            answers.append(next(ends))
        return answers

    def _next(self, command: Command, master: Master, reply: Exception) -> tuple[Command, Master | None]:
        """What to send where after such an answer."""
        match reply:
            case exceptions.NoScriptError():
                return Script.in_full(command), None if self.has(master, command.partition) else master
            case exceptions.MovedError():
                self.moved(reply, master)
            case exceptions.AskError():
                return command, self._at(reply, master)
            case exceptions.ClusterDownError():
                self.doubt()
        return command, None

    # Finding out who has what

    async def _find(self) -> None:
        if self._doubtful:
            async with self._finding:
                if self._doubtful:
                    await self._find_now()

    async def _find_now(self) -> None:
        reason: Exception = Unavailable(f"{self.name} cannot be reached")
        for seed in list(self._seeds):
            self._ask_last(seed)  # also if this is given up in the middle
            try:
                owners = await self._ask_who(self._known[seed])
            except (exceptions.RedisError, OSError) as error:
                reason = error
                continue
            self._seeds.remove(seed)
            self._seeds.insert(0, seed)
            changed, self._owners = self._owners != owners, owners
            self._doubtful = False
            if changed:
                self.on_change()
            return
        raise reason

    def _ask_last(self, place: str) -> None:
        self._seeds.remove(place)
        self._seeds.append(place)

    async def _ask_who(self, master: Master) -> list[Master]:
        mode = "standalone"
        with contextlib.suppress(exceptions.NoPermissionError):
            mode = (await master.asker.info("server")).get("redis_mode", mode)
        self.cluster = mode == "cluster"
        if not self.cluster:
            if len(self._seeds) > 1:
                raise Unavailable(f"{self.name}: several addresses are for a Cluster, and {master.place} is none")
            return [master] * PARTITIONS
        owners: list[Master | None] = [None] * PARTITIONS
        for first, last, (host, port, *_), *_ in await cast(Any, master.asker).execute_command("CLUSTER", "SLOTS"):
            owner = self._master_at((host or b"").decode(), port, master)
            for slot in range(first, last + 1):
                if slot in PARTITION_OF_SLOT:
                    owners[PARTITION_OF_SLOT[slot]] = owner
        found = [owner for owner in owners if owner is not None]
        if len(found) < PARTITIONS:
            raise exceptions.ClusterDownError(f"{master.place} knows no master for some slots")
        return found

    def _at(self, error: exceptions.AskError, told_by: Master) -> Master:
        return self._master_at(error.host, error.port, told_by)

    def _master_at(self, host: str, port: int, told_by: Master) -> Master:
        """An empty host means: the same as the one who told."""
        host = host or told_by.place.rpartition(":")[0].strip("[]")
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if place not in self._known:
            self._known[place] = self._master(place)
            self._seeds.append(place)
        return self._known[place]

    def _master(self, place: str) -> Master:
        return Master(self._url._replace(netloc=f"{self._user}{place}").geturl())

    def __iter__(self) -> Iterator[Master]:
        return iter(tuple(self._known.values()))

    async def close(self) -> None:
        for master in self:
            await master.close()


def _packed(words: tuple[str | bytes | int, ...]) -> bytes:
    """A command as Redis reads it."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        parts += b"$%d\r\n" % len(data), data, b"\r\n"
    return b"".join(parts)


def _client(url: str, seconds: float, connections: int, retries: int) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=seconds,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), retries, (exceptions.ConnectionError,)),
        protocol=2,
    )
    pool.connection_class = _mended(pool.connection_class)
    return Redis.from_pool(pool)


def _mended(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """The same, but a write to a line that has just broken or gone is a `ConnectionError`.

    uvloop, on which servers run, raises a `RuntimeError` where asyncio's own loop does not, and redis-py itself an
    `AttributeError` for a line that was let go while it was being opened; it takes both for no business of its own.
    """

    class Mended(kind):  # type: ignore[misc, valid-type]
        async def _send_packed_command(self, command: Iterable[bytes]) -> None:
            if self._writer is None:
                raise ConnectionError("the line has gone")
            try:
                await super()._send_packed_command(command)
            except RuntimeError as error:
                raise ConnectionError(str(error)) from error

    return Mended
