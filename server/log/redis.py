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
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from server.log import MAX_EPOCH, Conflict, Position, Snapshot, Trimmed, Unavailable
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

# KEYS: log, streams. ARGV: epoch, seq after, seq, entry, stream, node, bell. Answers 1, or 0 for a conflict.
APPEND = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
    if last[1] ~= ARGV[1] .. '-' .. ARGV[2] then return 0 end
elseif ARGV[2] ~= '0' then
    return 0
end
local id = ARGV[1] .. '-' .. ARGV[3]
redis.call('XADD', KEYS[1], id, 'e', ARGV[4])
if not last then redis.call('SADD', KEYS[2], ARGV[5]) end
redis.call('PUBLISH', ARGV[7], id .. ' ' .. ARGV[6] .. ' ' .. ARGV[5])
return 1
"""
APPEND_SHA = hashlib.sha1(APPEND.encode(), usedforsecurity=False).hexdigest()

# KEYS: log. Answers the last id alone, so that a look at many streams does not carry their entries.
LAST = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return last and last[1]
"""

# KEYS: log. ARGV: first seq, limit. Answers the epoch and the entries, from one moment.
READ = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return false end
local epoch = string.match(last[1], '^%d+')
local answer = {epoch}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], epoch .. '-' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
    answer[#answer + 1] = entry[1]
    answer[#answer + 1] = entry[2][2]
end
return answer
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

T = TypeVar("T")

logger = logging.getLogger(__name__)


class _Append(NamedTuple):
    stream: str
    after: Position
    entry: bytes
    done: asyncio.Future[Position]

    @property
    def at(self) -> Position:
        return Position(self.after.epoch, self.after.seq + 1)


class RedisLog:
    """The contract of `server.log` on one Redis. Nothing is sent before the first call; `check` says what is wrong.

    Raises: `ValueError` when `url` is none (`redis://`, `rediss://`, `unix://`).
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.name = f"Redis at {parts.path if parts.scheme == 'unix' else parts.netloc.rpartition('@')[2]}"
        self._url = url
        self._node = secrets.token_hex(8)
        # redis-py repeats a command after a lost reply, ten times by default: one append, three entries (measured).
        self._appender = self._client(APPEND_SECONDS, connections=1, retries=0)
        # Everything else may safely run twice; a repeat hides that an idle connection has died.
        self._client_for_all = self._client(ANSWER_SECONDS, connections=CONNECTIONS, retries=1)
        self._ear = self._client(ANSWER_SECONDS, connections=1, retries=0)
        self._last = self._script(LAST)
        self._read = self._script(READ)
        self._put_snapshot = self._script(PUT_SNAPSHOT)
        self._trim = self._script(TRIM)
        self._delete = self._script(DELETE)
        self._pin = self._script(PIN)
        self._pinned = self._script(PINNED)
        self._waiting: list[_Append] = []
        self._appending: asyncio.Task[None] | None = None
        self._bells = Bells()
        self._wanted = asyncio.Event()  # what is followed has changed
        self._look = asyncio.Event()  # do not wait for the next poll
        self._tasks: set[asyncio.Task[None]] = set()
        self._rewrite_owed = False
        self._rewriting: asyncio.Task[None] | None = None
        self._closed = False
