"""The shared log: Redis 7.0 or newer, for several nodes. Run it with `deploy/redis.conf`.

All keys of a stream carry its partition as hash tag and so live in one slot of a Cluster:

    {p017}:log:room/abc     stream   the entries; id `epoch-seq`, field `e`
    {p017}:snap:room/abc    hash     the newest snapshot: `epoch`, `seq`, `data`
    {p017}:streams          set      names of the partition's streams
    {p017}:bell             channel  `epoch-seq node stream` for every append, `0-0 node stream` for a deletion
    {p003}:secret:<name>    string
    {p003}:pin:<topic>      hash     node to `until note`; `until` in ms by Redis's clock
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
import zlib
from collections.abc import Callable, Coroutine, Sequence
from itertools import accumulate, compress, pairwise
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from server.log import MAX_EPOCH, Conflict, Full, Position, Snapshot, Trimmed, Unavailable
from server.log.batches import Batches
from server.log.bells import GONE, Bells

PARTITIONS = 128  # fixed for ever: it is part of every key. Their slots spread evenly over 2, 3, 4, 6 and 8 masters
BATCH_APPENDS = 256  # in one pipeline; more wait for the next. Guess: 256 entries of 1 kB are one comfortable write

# An append answers within APPEND + SETTLE, everything else within ANSWER: both under the promised 2 s.
APPEND_SECONDS = 1.2
SETTLE_SECONDS = 0.6
ANSWER_SECONDS = 1.8
CONNECTIONS = 16  # for everything but appends and bells; a thousand rooms opening at once queue for them

POLL_SECONDS = 2.0  # how late a ring is whose message was lost
PING_SECONDS = 10.0  # a bell line that is silent for two and a half pings is dead
AGAIN_SECONDS = 0.5  # between attempts to reach a Redis that is away
REWRITE_SECONDS = 1.0  # between attempts to have the append-only file rewritten

# KEYS: log, streams. ARGV: id to stand on, id to be, entry, node, stream. Answers 1, or 0 for a conflict.
# Few arguments, because redis-py takes 3 us to pack each (measured): hence the bell's name out of the key.
APPEND = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
    if last[1] ~= ARGV[1] then return 0 end
elseif not string.match(ARGV[1], '%-0$') then
    return 0
end
redis.call('XADD', KEYS[1], ARGV[2], 'e', ARGV[3])
if not last then redis.call('SADD', KEYS[2], ARGV[5]) end
redis.call('PUBLISH', string.match(KEYS[1], '^{.-}') .. ':bell', ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
return 1
"""
APPEND_SHA = hashlib.sha1(APPEND.encode(), usedforsecurity=False).hexdigest()

# KEYS: log. Answers the last id alone, so that a look at many streams does not carry their entries.
LAST = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return last and last[1]
"""

# KEYS: log. ARGV: first seq, limit. Answers the epoch and the entries, from one moment: "seq length seq length ..." and
# all their bytes in one, because redis-py takes 10 us for each value of a reply (measured).
READ = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return false end
local epoch = string.match(last[1], '^%d+')
local places, bytes = {}, {}
for i, entry in ipairs(redis.call('XRANGE', KEYS[1], epoch .. '-' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
    places[i] = string.match(entry[1], '%d+$') .. ' ' .. #entry[2][2]
    bytes[i] = entry[2][2]
end
return {epoch, table.concat(places, ' '), table.concat(bytes)}
"""

# KEYS: log, snapshot. ARGV: epoch, seq, data.
PUT_SNAPSHOT = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return 0 end
local epoch, seq = string.match(last[1], '^(%d+)-(%d+)$')
if epoch ~= ARGV[1] or tonumber(ARGV[2]) > tonumber(seq) then return 0 end
local held = redis.call('HGET', KEYS[2], 'seq')
if held and tonumber(held) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'seq', ARGV[2], 'data', ARGV[3])
return 1
"""

# KEYS: log, snapshot. ARGV: below. Answers how many entries went.
TRIM = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local held = redis.call('HGET', KEYS[2], 'seq')
if not last or not held then return 0 end
local epoch, seq = string.match(last[1], '^(%d+)-(%d+)$')
local below = math.min(tonumber(ARGV[1]), tonumber(held) + 1, tonumber(seq))
if below < 1 then return 0 end
return redis.call('XTRIM', KEYS[1], 'MINID', epoch .. '-' .. string.format('%.0f', below))
"""

# KEYS: log, snapshot, streams. ARGV: stream, node, bell.
DELETE = """
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('PUBLISH', ARGV[3], '0-0 ' .. ARGV[2] .. ' ' .. ARGV[1])
"""

# KEYS: secret. ARGV: what it becomes unless there is one.
MAKE_ONCE = """
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
"""

# KEYS: board. ARGV: node, note, milliseconds. Fields of a hash expire by themselves only from Redis 7.4.
PIN = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local board = redis.call('HGETALL', KEYS[1])
for i = 1, #board, 2 do
    if tonumber(string.match(board[i + 1], '^%d+')) <= now then redis.call('HDEL', KEYS[1], board[i]) end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now + ARGV[3]) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[3]), redis.call('PTTL', KEYS[1])))
"""

# KEYS: board. Answers node, note, node, note...
PINNED = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local board = redis.call('HGETALL', KEYS[1])
local answer = {}
for i = 1, #board, 2 do
    local ends, note = string.match(board[i + 1], '^(%d+) (.*)$')
    if tonumber(ends) > now then
        answer[#answer + 1] = board[i]
        answer[#answer + 1] = note
    end
end
return answer
"""

# The settings of `deploy/redis.conf` without which a promise breaks, and which.
CHECKS = {
    "appendonly": ("yes", "everything acknowledged is lost when Redis stops"),
    "appendfsync": ("always", "a power cut loses what was acknowledged in the last seconds"),
    "no-appendfsync-on-rewrite": ("no", "a power cut while Redis tidies up loses up to half a minute"),
    "maxmemory-policy": ("noeviction", "Redis may throw rooms away when its memory is full"),
}
REASONS: dict[type[Exception], str] = {
    exceptions.AuthenticationError: "refuses our user or password",
    exceptions.NoPermissionError: "forbids us a command that we need",
    exceptions.BusyLoadingError: "is still loading its data",
    exceptions.OutOfMemoryError: "is out of memory",
    exceptions.ReadOnlyError: "is a read-only replica",
    exceptions.ConnectionError: "cannot be reached",
    OSError: "cannot be reached",
}

logger = logging.getLogger(__name__)


class _Append(NamedTuple):
    stream: str
    after: Position
    entry: bytes

    @property
    def at(self) -> Position:
        return Position(self.after.epoch, self.after.seq + 1)


class RedisLog:
    """The contract of `server.log` on one Redis. Nothing is sent before the first call; `check` says what is wrong.

    Raises: `ValueError` when `url` is not one for Redis (`redis://`, `rediss://`, `unix://`).
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        place = parts.path if parts.scheme == "unix" else parts.netloc.rpartition("@")[2]
        self.name = f"Redis at {place}"  # without user and password
        self._node = secrets.token_hex(8)
        # redis-py repeats a command whose reply was lost, ten times by default: one append, three entries (measured).
        self._appender = _client(url, APPEND_SECONDS, connections=1, retries=0)
        # Everything else may safely run twice; the repeat hides that an idle connection had died.
        self._asker = _client(url, ANSWER_SECONDS, connections=CONNECTIONS, retries=1)
        self._ear = _client(url, ANSWER_SECONDS, connections=1, retries=0)
        self._appends = Batches(self._carry, at_most=BATCH_APPENDS)
        self._bells = Bells()
        self._followed = asyncio.Event()  # what is followed has changed
        self._look = asyncio.Event()  # do not wait for the next poll
        self._tasks: list[asyncio.Task[None]] = []
        self._rewrite_owed = asyncio.Event()
        self._rewriting: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[Any]] = set()  # asked, given up, and not quite gone
        self._closed = False

    async def check(self) -> list[str]:
        """What in this Redis's settings endangers acknowledged entries, a plain sentence each; empty is good.

        Raises: `Unavailable` when Redis cannot be reached or cannot serve us at all. What it forbids us to see is not
        an error but a sentence.
        """
        await self._ask("PING")
        server = await self._info("server")
        version = str(server.get("redis_version", ""))
        if version and int(version.partition(".")[0]) < 7:
            raise Unavailable(f"{self.name} is version {version}, and 7.0 or newer is needed")
        if server.get("redis_mode") == "cluster":
            raise Unavailable(f"{self.name} runs as a Cluster, which is not supported yet")
        seen: dict[str, str] = {}
        with contextlib.suppress(exceptions.ResponseError):
            for name in CHECKS:
                held = await self._asker.config_get(name)
                seen |= {_text(key): _text(value) for key, value in held.items()}
        if not seen:  # CONFIG is forbidden, as it should be; INFO shows two of them
            persistence, memory = await self._info("persistence"), await self._info("memory")
            if "aof_enabled" in persistence:
                seen["appendonly"] = "yes" if persistence["aof_enabled"] else "no"
            if "maxmemory_policy" in memory:
                seen["maxmemory-policy"] = str(memory["maxmemory_policy"])
        warnings = []
        for name, (wanted, danger) in CHECKS.items():
            if name not in seen:
                warnings.append(
                    f"{self.name} does not let us see {name}; make sure that it is {wanted}: else {danger}."
                )
            elif seen[name] != wanted:
                warnings.append(f"{self.name} has {name} {seen[name]}: {danger}. Set {name} {wanted}.")
        return warnings

    # The contract

    async def append(self, stream: str, after: Position, entry: bytes) -> Position:
        """See `Log.append`."""
        if not 0 < after.epoch <= MAX_EPOCH:
            raise ValueError(f"an epoch is a whole number from 1 to 2**53, not {after.epoch}")
        if self._closed:
            raise Unavailable("this log is closed")
        at: Position = await self._appends.request(_Append(stream, after, entry))
        self._bells.wrote(stream, at)
        return at

    async def position(self, stream: str) -> Position | None:
        """See `Log.position`."""
        last = await self._ask("EVAL", LAST, 1, _key(stream, "log"))
        return _position(last) if last else None

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        """See `Log.read`."""
        begin = min(max(after, 0), MAX_EPOCH) + 1
        found = await self._ask("EVAL", READ, 1, _key(stream, "log"), begin, max(limit, 0))
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
        epoch, seq, data = await self._ask("HMGET", _key(stream, "snap"), "epoch", "seq", "data")
        return Snapshot(Position(int(epoch), int(seq)), data) if epoch else None

    async def put_snapshot(self, stream: str, snapshot: Snapshot) -> None:
        """See `Log.put_snapshot`."""
        keys = _key(stream, "log"), _key(stream, "snap")
        await self._ask("EVAL", PUT_SNAPSHOT, 2, *keys, *snapshot.position, snapshot.data)

    async def trim(self, stream: str, below: int) -> int:
        """See `Log.trim`."""
        return int(await self._ask("EVAL", TRIM, 2, _key(stream, "log"), _key(stream, "snap"), below))

    async def delete(self, stream: str) -> None:
        """See `Log.delete`. The bytes leave the disk when Redis has rewritten its append-only file."""
        tag = _tag(stream)
        keys = f"{tag}:log:{stream}", f"{tag}:snap:{stream}", f"{tag}:streams"
        await self._ask("EVAL", DELETE, 3, *keys, stream, self._node, f"{tag}:bell")
        self._bells.wrote(stream, GONE)
        self._owe_rewrite()

    async def streams(self, prefix: str) -> list[str]:
        """See `Log.streams`."""
        names = await self._ask_all([("SMEMBERS", f"{{p{number:03}}}:streams") for number in range(PARTITIONS)])
        return sorted(name for found in names for member in found if (name := member.decode()).startswith(prefix))

    async def secret(self, name: str) -> bytes:
        """See `Log.secret`."""
        held: bytes = await self._ask("EVAL", MAKE_ONCE, 1, _key(name, "secret"), secrets.token_bytes(32))
        return held

    async def destroy_secret(self, name: str) -> None:
        """See `Log.destroy_secret`. The bytes leave the disk when Redis has rewritten its append-only file."""
        await self._ask("DEL", _key(name, "secret"))
        self._owe_rewrite()

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        """See `Log.follow`."""
        self._bells.follow(stream, ring)
        self._followed.set()
        self._look.set()
        if not self._tasks and not self._closed:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._poll())]

    def unfollow(self, stream: str) -> None:
        """See `Log.unfollow`."""
        self._bells.unfollow(stream)
        self._followed.set()

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        """See `Log.pin`."""
        await self._ask("EVAL", PIN, 1, _key(topic, "pin"), node, note, int(seconds * 1000))

    async def pinned(self, topic: str) -> dict[str, bytes]:
        """See `Log.pinned`."""
        found = await self._ask("EVAL", PINNED, 1, _key(topic, "pin"))
        return {node.decode(): note for node, note in zip(found[::2], found[1::2], strict=True)}

    async def close(self) -> None:
        """See `Log.close`."""
        if self._closed:
            return
        self._closed = True
        await self._appends.finish()
        running = {*self._tasks, *self._leaving, *([self._rewriting] if self._rewriting else [])}
        while running:
            for task in running:
                task.cancel()
            # Once may not be enough, see `_in_time`.
            _, running = await asyncio.wait(running, timeout=0.1)
        for client in (self._appender, self._asker, self._ear):
            await client.aclose()

    # Appending

    async def _carry(self, appends: list[_Append]) -> list[Any]:
        """Send a batch as one pipeline, so that its appends share the round trip and Redis's fsync."""
        try:
            replies = await self._send(appends)
            unloaded = [isinstance(reply, exceptions.NoScriptError) for reply in replies]
            if any(unloaded):  # a Redis that just started, or was told to forget its scripts
                await self._appender.script_load(APPEND)
                again = iter(await self._send(list(compress(appends, unloaded))))
                replies = [next(again) if missing else reply for reply, missing in zip(replies, unloaded, strict=True)]
        except (exceptions.RedisError, OSError) as error:
            return await self._settle(appends, self._reason(error))
        return [self._outcome(*pair) for pair in zip(appends, replies, strict=True)]

    async def _send(self, appends: list[_Append]) -> list[Any]:
        pipeline: Any = self._appender.pipeline(transaction=False)
        for append in appends:
            tag = _tag(append.stream)
            keys = f"{tag}:log:{append.stream}", f"{tag}:streams"
            places = _id(append.after), _id(append.at)
            pipeline.execute_command("EVALSHA", APPEND_SHA, 2, *keys, *places, append.entry, self._node, append.stream)
        return cast(list[Any], await pipeline.execute(raise_on_error=False))

    def _outcome(self, append: _Append, reply: Any) -> Any:
        if isinstance(reply, Exception):
            return self._unavailable(reply)
        if reply == 1:
            return append.at
        return Conflict(f"{append.stream} does not stand at {tuple(append.after)}")

    async def _settle(self, appends: list[_Append], reason: str) -> list[Any]:
        """After a lost reply: what stands at the place tells. Absent may still mean on its way, so that is unknown."""
        commands = [("XRANGE", _key(append.stream, "log"), _id(append.at), _id(append.at)) for append in appends]
        found = await self._ask_all(commands, SETTLE_SECONDS)
        outcomes: list[Any] = []
        for append, entries in zip(appends, found, strict=True):
            if not entries:
                outcomes.append(Unavailable(reason))
            elif entries[0][1][b"e"] == append.entry:
                outcomes.append(append.at)
            else:
                outcomes.append(Conflict(f"somebody else's entry stands at {tuple(append.at)} of {append.stream}"))
        return outcomes

    # Asking

    async def _ask(self, *command: str | bytes | int) -> Any:
        if self._closed:
            raise Unavailable("this log is closed")
        return await self._in_time(cast(Any, self._asker).execute_command(*command), ANSWER_SECONDS)

    async def _ask_all(self, commands: Sequence[tuple[str | bytes | int, ...]], seconds: float = ANSWER_SECONDS) -> Any:
        """The replies to `commands`, in one round trip."""
        pipeline: Any = self._asker.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return await self._in_time(pipeline.execute(), seconds)

    async def _in_time(self, call: Coroutine[Any, Any, Any], seconds: float) -> Any:
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
            raise self._unavailable(error) from error
        finally:
            if not task.done():
                task.cancel()
                self._leaving.add(task)
                task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[Any]) -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # seen, so that asyncio does not complain: its caller was answered long ago

    async def _info(self, section: str) -> dict[str, Any]:
        """What `INFO` says of `section`; empty when it is forbidden."""
        try:
            return await self._asker.info(section)
        except exceptions.NoPermissionError:
            return {}
        except (exceptions.RedisError, OSError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> Unavailable:
        kind = Full if isinstance(error, exceptions.OutOfMemoryError) else Unavailable
        return kind(self._reason(error))

    def _reason(self, error: Exception) -> str:
        if isinstance(error, exceptions.TimeoutError | TimeoutError):
            return f"{self.name} does not answer"
        for kind, reason in REASONS.items():
            if isinstance(error, kind):
                return f"{self.name} {reason}"
        return f"{self.name} refused: {error}"

    # Hearing of other nodes' appends

    async def _listen(self) -> None:
        """Hear the bells; whatever breaks, begin again. The poll covers the time between.

        redis-py's own `PubSub` reconnects without a word (7 of 300 messages vanished, measured), so the connection is
        held here, where a new one means a look at everything followed.
        """
        while True:
            connection = cast(Any, self._ear.connection_pool).make_connection()
            try:
                await connection.connect()
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._subscribe(connection))
                    both.create_task(self._hear(connection))
            except* (exceptions.RedisError, OSError) as errors:
                logger.info("%s: the bell line broke (%s); polling until it is back", self.name, errors.exceptions[0])
            finally:
                await connection.disconnect(nowait=True)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _subscribe(self, connection: AbstractConnection) -> None:
        """Keep the connection subscribed to just those partitions of which something is followed."""
        subscribed: set[str] = set()
        while True:
            self._followed.clear()
            wanted = {_key(stream, "bell") for stream in self._bells}
            if new := wanted - subscribed:
                await connection.send_command("SUBSCRIBE", *new)
            if old := subscribed - wanted:
                await connection.send_command("UNSUBSCRIBE", *old)
            subscribed = wanted
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self._followed.wait()
            except TimeoutError:
                await connection.send_command("PING")

    async def _hear(self, connection: AbstractConnection) -> None:
        while True:
            match await connection.read_response(timeout=2.5 * PING_SECONDS):
                case [b"message", _, bytes(text)]:
                    with contextlib.suppress(ValueError):  # a stranger's message
                        at, node, stream = text.decode().split(" ")
                        if node != self._node:
                            self._bells.heard(stream, _position(at.encode()))
                case [b"subscribe", *_]:
                    self._look.set()  # what was appended before we could hear it
                case None:
                    raise exceptions.ConnectionError("nothing heard, not even the answer to a ping")

    async def _poll(self) -> None:
        """Look at what is followed from time to time: a message may have been lost."""
        while True:
            self._look.clear()
            if followed := list(self._bells):
                with contextlib.suppress(Unavailable):
                    lasts = await self._ask_all([("EVAL", LAST, 1, _key(stream, "log")) for stream in followed])
                    for stream, last in zip(followed, lasts, strict=True):
                        self._bells.heard(stream, _position(last) if last else GONE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS if self._bells else None):
                    await self._look.wait()

    # Forgetting on disk

    def _owe_rewrite(self) -> None:
        """What was deleted still stands in the append-only file until that is rewritten."""
        self._rewrite_owed.set()
        if self._rewriting is None:
            self._rewriting = asyncio.create_task(self._rewrite())

    async def _rewrite(self) -> None:
        """Have the append-only file rewritten once for all that was deleted before; one under way began too early."""
        while True:
            await self._rewrite_owed.wait()
            self._rewrite_owed.clear()
            try:
                await self._asker.bgrewriteaof()
            except exceptions.NoPermissionError:
                logger.warning("%s forbids BGREWRITEAOF: what was deleted stays on its disk for a while", self.name)
            except (exceptions.RedisError, OSError):
                self._rewrite_owed.set()
                await asyncio.sleep(REWRITE_SECONDS)


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
    return Redis.from_pool(pool)


def _tag(name: str) -> str:
    return f"{{p{zlib.crc32(name.encode()) % PARTITIONS:03}}}"


def _key(name: str, kind: str) -> str:
    """The key (or for "bell" the channel) of this kind that `name` belongs to."""
    return f"{_tag(name)}:bell" if kind == "bell" else f"{_tag(name)}:{kind}:{name}"


def _id(at: Position) -> str:
    return f"{at.epoch}-{at.seq}"


def _position(found: bytes) -> Position:
    epoch, seq = found.split(b"-")
    return Position(int(epoch), int(seq))


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
