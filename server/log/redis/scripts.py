"""The steps that Redis does at once. Each answers in one value where it can: redis-py takes 10 us for each (measured).

On a Cluster a slot that is being moved to another master answers a script of several keys only while all of them are
on one side. Hence the append, which must go on meanwhile, names one key.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from server.log.redis.keys import partition_of


class Command(NamedTuple):
    """What is asked of the master of a partition."""

    partition: int
    words: tuple[str | bytes | int, ...]


class Script:
    """A step in Lua, sent by its hash. Redis forgets scripts when it restarts; `in_full` is for then."""

    _texts: dict[str, str] = {}  # noqa: RUF012 - every script there is, by hash

    def __init__(self, text: str) -> None:
        self._sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        self._texts[self._sha] = text

    def on(self, name: str, keys: tuple[str, ...], *arguments: str | bytes | int) -> Command:
        """The command that runs it on `keys`, all of the partition of `name`."""
        return Command(partition_of(name), ("EVALSHA", self._sha, len(keys), *keys, *arguments))

    @classmethod
    def in_full(cls, command: Command) -> Command:
        """The same command with the text in place of its hash."""
        return Command(command.partition, ("EVAL", cls._texts[str(command.words[1])], *command.words[2:]))


_STANDS_ON = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last or last[1] ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' and redis.sha1hex(last[2][2]) ~= ARGV[2] then return 0 end
"""
_WRITE = """
redis.call('XADD', KEYS[1], string.match(ARGV[4], '^%S+'), 'e', ARGV[3])
redis.call('SPUBLISH', string.match(KEYS[1], '^{.-}') .. ':bell', ARGV[4])
"""

# KEYS: log. ARGV: id to stand on, hash of its entry or empty for any, entry, news (what the bell says: id node stream).
# Answers 1, or 0 for a conflict.
APPEND = Script(_STANDS_ON + _WRITE + "return 1")

# KEYS: log, streams. ARGV: stream, empty, entry, news. The first entry of a stream.
BEGIN = Script(
    """
if redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1] then return 0 end
redis.call('SADD', KEYS[2], ARGV[1])
"""
    + _WRITE
    + "return 1"
)

# KEYS: log, snapshot. ARGV: as APPEND, and the new epoch. What the snapshot covers stays the stream's past.
RENEW = Script(
    _STANDS_ON
    + """
if redis.call('HGET', KEYS[2], 'seq') then redis.call('HSET', KEYS[2], 'epoch', ARGV[5]) end
"""
    + _WRITE
    + "return 1"
)

# KEYS: log, snapshot. ARGV: as RENEW, the new seq, and the snapshot that alone stays. The stream is begun anew: XTRIM
# only marks entries that share a block with one that stays, and Redis goes on writing their bytes to the disk.
REWRITE = Script(
    _STANDS_ON
    + "redis.call('DEL', KEYS[1])"
    + _WRITE
    + """
redis.call('HSET', KEYS[2], 'epoch', ARGV[5], 'seq', ARGV[6], 'data', ARGV[7])
return 1
"""
)

# KEYS: log, streams. ARGV: stream, epoch, seq before the first, entries.
RESTORE = Script(
    """
for i = 4, #ARGV do
    redis.call('XADD', KEYS[1], ARGV[2] .. '-' .. string.format('%.0f', ARGV[3] + i - 3), 'e', ARGV[i])
end
redis.call('SADD', KEYS[2], ARGV[1])
"""
)

# KEYS: log. Answers the last id alone, so that a look at many streams does not carry their entries.
LAST = Script(
    """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return last and last[1]
"""
)

# KEYS: log. ARGV: first seq, limit. Answers the epoch and the entries, from one moment: "seq length seq length ..." and
# all their bytes in one. Entries of older epochs are found by their distance from the end, for seqs have no gaps.
READ = Script(
    """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return false end
local epoch, seq = string.match(last[1], '^(%d+)-(%d+)$')
local limit = tonumber(ARGV[2])
local found = redis.call('XRANGE', KEYS[1], epoch .. '-' .. ARGV[1], '+', 'COUNT', limit) or {}
local behind = tonumber(seq) - tonumber(ARGV[1])
if behind >= 0 and not (found[1] and string.match(found[1][1], '%d+$') == ARGV[1]) then
    local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', behind + 1)
    found = {}
    for i = #tail, math.max(1, #tail - limit + 1), -1 do found[#found + 1] = tail[i] end
end
local places, bytes = {}, {}
for i, entry in ipairs(found) do
    places[i] = string.match(entry[1], '%d+$') .. ' ' .. #entry[2][2]
    bytes[i] = entry[2][2]
end
return {epoch, table.concat(places, ' '), table.concat(bytes)}
"""
)

# KEYS: log, snapshot. ARGV: epoch, seq, data, hash of the entry there or empty for any.
PUT_SNAPSHOT = Script(
    """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return 0 end
local epoch, seq = string.match(last[1], '^(%d+)-(%d+)$')
if epoch ~= ARGV[1] or tonumber(ARGV[2]) > tonumber(seq) then return 0 end
if ARGV[4] ~= '' then
    local id = ARGV[1] .. '-' .. ARGV[2]
    local there = redis.call('XRANGE', KEYS[1], id, id)[1]
    if not there or redis.sha1hex(there[2][2]) ~= ARGV[4] then return 0 end
end
local held = redis.call('HGET', KEYS[2], 'seq')
if held and tonumber(held) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'seq', ARGV[2], 'data', ARGV[3])
return 1
"""
)

# KEYS: log, snapshot. ARGV: below. Answers how many entries went.
TRIM = Script(
    """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local held = redis.call('HGET', KEYS[2], 'seq')
if not last or not held then return 0 end
local seq = string.match(last[1], '%d+$')
local below = math.min(tonumber(ARGV[1]), tonumber(held) + 1, tonumber(seq))
if below < 1 then return 0 end
local kept = tonumber(seq) - below + 1
return redis.call('XTRIM', KEYS[1], 'MAXLEN', string.format('%.0f', kept))
"""
)

# KEYS: log, snapshot, streams. ARGV: stream, news.
DELETE = Script(
    """
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('SPUBLISH', string.match(KEYS[1], '^{.-}') .. ':bell', ARGV[2])
"""
)

# KEYS: secret. ARGV: what it becomes unless there is one.
MAKE_ONCE = Script(
    """
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
"""
)

# KEYS: board. ARGV: node, note, milliseconds. Fields of a hash expire by themselves only from Redis 7.4.
PIN = Script(
    """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local board = redis.call('HGETALL', KEYS[1])
for i = 1, #board, 2 do
    if tonumber(string.match(board[i + 1], '^%d+')) <= now then redis.call('HDEL', KEYS[1], board[i]) end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now + ARGV[3]) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[3]), redis.call('PTTL', KEYS[1])))
"""
)

# KEYS: board. Answers node, note, node, note...
PINNED = Script(
    """
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
)
