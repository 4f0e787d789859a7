"""A room's board in the log: its stream, its entries, and how it is read from there."""

from __future__ import annotations

from typing import Any

from msgspec import convert, msgpack, to_builtins

from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Unknown
from rooms.events import AnyEvent, Event
from server.log import Conflict, Log, Position, Snapshot, Trimmed
from server.log.entries import FORMAT, EntryCodec, readable
from server.tail import Tail

ROOM_EVENTS: EntryCodec[Event] = EntryCodec(AnyEvent)

KEPT_ENTRIES = 5_000  # behind a snapshot: an hour of a busy room, so that nodes can still compare and people look back


def room_stream(room: str) -> str:
    """Name of the log stream of a room's board."""
    return f"room/{room}"


async def read_board(log: Log, room: str, tail: Tail[Any] | None = None) -> tuple[Board, Position]:
    """A room's board as everything durable makes it, and where that stands; `tail` then holds at least the last entry.

    Raises: `Unknown`, `Unavailable`, `TooNew`.
    """
    stream = room_stream(room)
    while True:
        stands = await log.position(stream)
        if stands is None:
            raise Unknown("unknown-room")
        board, at = Board(), Position(stands.epoch, 0)
        if tail is not None:
            tail.clear()
        stored = await log.snapshot(stream)
        if stored is not None and stored.position.epoch == stands.epoch:
            board, at = _board_of(stored.data), stored.position
        try:
            while entries := await log.read(stream, at.seq, epoch=stands.epoch):
                for seq, data in entries:
                    for event in ROOM_EVENTS.read(data).events:
                        apply(board, event)
                    at = Position(stands.epoch, seq)
                    if tail is not None:
                        tail.add(seq, data)
            if tail is not None and tail.last is None:
                for seq, data in await log.read(stream, at.seq - 1, 1, epoch=stands.epoch):
                    tail.add(seq, data)
        except (Trimmed, Conflict):
            continue  # a newer snapshot took over meanwhile, or the room began anew
        return board, at


async def changed_at(log: Log, room: str) -> float | None:
    """When a room's last entry was written, in seconds since 1970; None when that cannot be told."""
    position = await log.position(room_stream(room))
    if position is None:
        return None
    try:
        last = await log.read(room_stream(room), position.seq - 1, 1)
    except Trimmed:
        return None
    return ROOM_EVENTS.read(last[0][1]).at / 1000 if last else None


def snapshot_of(board: Board) -> bytes:
    """A board as a snapshot holds it."""
    return msgpack.encode(to_builtins(board) | {"v": FORMAT})


def _board_of(data: bytes) -> Board:
    held = msgpack.decode(data)
    readable(held.pop("v", 0))
    return convert(held, Board)


async def keep_board(log: Log, room: str, board: Board, position: Position, last: bytes | None = None) -> None:
    """Store a snapshot, so that reading this board again is quick, and drop entries that lie far behind it.

    `last`: the entry that it ends with. Raises: `Unavailable`.
    """
    snapshot = Snapshot(position, snapshot_of(board))
    await log.put_snapshot(room_stream(room), snapshot, last)
    if position.seq > KEPT_ENTRIES:
        await log.trim(room_stream(room), position.seq - KEPT_ENTRIES + 1)
