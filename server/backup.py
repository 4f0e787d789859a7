"""A log in one file: taken while the server runs, put back into an empty home of either kind.

The file is a gzip of MessagePack values: the header, the server's key, each stream with its entries, and the count of
all of it at the end, by which a file that was cut off is known.

Keys of rounds are left out. A backup outlives the acceptance of a result; with the key in it, whoever has the file
could tie the ballots of a round to its voters for ever. So after restoring nobody knows whose the ballots of an
unfinished round are: such a round is closed, with what had been given until then.
"""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import IO, Any

import msgpack
import msgspec
from msgspec import Struct

from rooms.commands import UntieBallots
from rooms.phases import Role
from rooms.room import Actor, decide
from server.access import SERVER_KEY
from server.boards import ROOM_EVENTS, read_board
from server.log import Conflict, Home, Log, Position, Snapshot, Trimmed

FORMAT = 1
FIRST = "directory"  # names workshops, which name rooms: read first and written last, everything named is there
_READ_ENTRIES = 1000
_LARGEST_VALUE = 1 << 30
_ROOMS = "room/"


class NotABackup(Exception):
    """The file cannot be restored; the message is one plain sentence."""


class NotEmpty(Exception):
    """There is something already where the backup was to go."""


class Header(Struct, frozen=True, tag="talkoot-backup"):
    """What the file is. `made_at`: ms since 1970."""

    format: int
    made_at: int


class Key(Struct, frozen=True, tag="key"):
    """A secret that links and cookies are made with."""

    name: str
    data: bytes


class Stream(Struct, frozen=True, tag="stream"):
    """One stream. `entries` end at `seq`; `snapshot` is as of `snapshot_seq`, 0: there is none."""

    name: str
    epoch: int
    seq: int
    entries: list[bytes]
    snapshot_seq: int = 0
    snapshot: bytes = b""


class End(Struct, frozen=True, tag="end"):
    """All is there."""

    streams: int
    entries: int


Value = Header | Key | Stream | End


async def take(log: Log, file: IO[bytes]) -> End:
    """Write all that the log holds to `file`, while others write to the log. Raises: `NotABackup`, `Unavailable`.

    Every stream is as it stood at one moment, a later one for a later stream.
    """
    if await log.position(FIRST) is None:
        raise NotABackup("there is nothing to back up: no workshop has been made here")
    streams = entries = 0
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
        _write(packed, Header(FORMAT, int(time.time() * 1000)))
        _write(packed, Key(SERVER_KEY, await log.secret(SERVER_KEY)))
        async for stream in _streams(log):
            _write(packed, stream)
            streams, entries = streams + 1, entries + len(stream.entries)
        end = End(streams, entries)
        _write(packed, end)
    return end


async def put_back(log: Home, file: IO[bytes]) -> End:
    """Write what `file` holds into an empty log, each stream in an epoch of its own.

    The whole file is read before anything is written. Raises: `NotABackup`, `NotEmpty`, `Unavailable`.
    """
    key, streams, end = _whole(file)
    if await log.streams("") or await log.keep_secret(key.name, key.data) != key.data:
        raise NotEmpty("there is something already; a backup is only restored into an empty place")
    for stream in sorted(streams, key=lambda one: one.name == FIRST):
        at = Position(max(int(time.time()), stream.epoch + 1), stream.seq)
        try:
            await log.restore(stream.name, at, stream.entries)
        except Conflict:
            raise NotEmpty("somebody else writes there; a backup is only restored into an empty place") from None
        if stream.snapshot_seq:
            await log.put_snapshot(stream.name, Snapshot(Position(at.epoch, stream.snapshot_seq), stream.snapshot))
        if stream.name.startswith(_ROOMS):
            await _close_rounds(log, stream.name.removeprefix(_ROOMS))
    return end


async def _close_rounds(log: Log, room: str) -> None:
    """Nobody can be told any more which ballot is theirs, so nobody may vote on: they would vote twice."""
    board, position = await read_board(log, room)
    now = int(time.time() * 1000)
    events = [
        event
        for round_ in board.rounds.values()
        for event in decide(board, UntieBallots(round_.id), Actor(Role.SERVER), now)
    ]
    if events:
        await log.append(f"{_ROOMS}{room}", position, ROOM_EVENTS.pack(events, now))


async def _streams(log: Log) -> AsyncIterator[Stream]:
    yield await _stream(log, FIRST)
    for name in await log.streams(""):
        if name != FIRST:
            yield await _stream(log, name)


async def _stream(log: Log, name: str) -> Stream:
    """A stream as it stands now; read again when it begins anew or is trimmed meanwhile."""
    while True:
        stands = await log.position(name)
        if stands is None:
            raise NotABackup(f"{name} was deleted meanwhile; try again")
        stored = await log.snapshot(name)
        if stored is not None and (stored.position.epoch != stands.epoch or stored.position.seq > stands.seq):
            stored = None
        try:
            entries = await _entries(log, name, stands, 0)
        except Trimmed:
            # Of what a snapshot covers, the last entry alone is needed: by it the room is known to be old.
            try:
                entries = await _entries(log, name, stands, stored.position.seq - 1 if stored else 0)
            except (Trimmed, Conflict):
                continue
        except Conflict:
            continue
        if stored is None:
            return Stream(name, stands.epoch, stands.seq, entries)
        return Stream(name, stands.epoch, stands.seq, entries, stored.position.seq, stored.data)


async def _entries(log: Log, name: str, until: Position, after: int) -> list[bytes]:
    entries: list[bytes] = []
    while after < until.seq:
        found = await log.read(name, after, min(_READ_ENTRIES, until.seq - after), epoch=until.epoch)
        if not found:
            raise Conflict(f"{name} has lost its end")
        entries += [entry for _, entry in found]
        after = found[-1][0]
    return entries


def _write(packed: gzip.GzipFile, value: Value) -> None:
    packed.write(msgspec.msgpack.encode(value))


def _whole(file: IO[bytes]) -> tuple[Key, list[Stream], End]:
    """Everything of a file, when it is whole. Raises: `NotABackup`."""
    key: Key | None = None
    streams: list[Stream] = []
    values = _values(file)
    header = next(values, None)
    if not isinstance(header, Header):
        raise NotABackup("this is not a backup of Talkoot")
    if header.format != FORMAT:
        raise NotABackup(f"this backup was made by another version of Talkoot (format {header.format})")
    for value in values:
        if isinstance(value, Key):
            key = value
        elif isinstance(value, Stream):
            streams.append(value)
        elif isinstance(value, End):
            if key is None or value != End(len(streams), sum(len(stream.entries) for stream in streams)):
                break
            return key, streams, value
    raise NotABackup("this backup is not whole: its end is missing")


def _values(file: IO[bytes]) -> Iterator[Value]:
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as packed:
            reader: Any = msgpack.Unpacker(packed, max_buffer_size=_LARGEST_VALUE)
            for value in reader:
                yield msgspec.convert(value, Value)
    except EOFError:
        raise NotABackup("this backup is not whole: its end is missing") from None
    except (gzip.BadGzipFile, zlib.error, msgspec.ValidationError, msgpack.UnpackException, ValueError):
        raise NotABackup("this is not a backup of Talkoot, or it is damaged") from None
