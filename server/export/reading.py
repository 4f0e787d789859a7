"""Boards and whole exports read from the log, beside any number of servers that write to it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import convert, msgpack

from rooms.board import Board, apply
from rooms.errors import Unknown
from server.export.model import Report, report
from server.gathering import ROOM_EVENTS, Gathering, room_stream
from server.log import Conflict, Log, Position, Trimmed


async def read_board(log: Log, room: str) -> tuple[Board, Position]:
    """A room's board as everything durable makes it, and where that stands. Raises: `Unknown`, `Unavailable`."""
    stream = room_stream(room)
    while True:
        stands = await log.position(stream)
        if stands is None:
            raise Unknown("unknown-room")
        board, seq = Board(), 0
        stored = await log.snapshot(stream)
        if stored is not None and stored.position.epoch == stands.epoch:
            board, seq = convert(msgpack.decode(stored.data), Board), stored.position.seq
        try:
            while entries := await log.read(stream, seq, epoch=stands.epoch):
                for seq, data in entries:  # noqa: B007 - how far we have come
                    for event in ROOM_EVENTS.read(data).events:
                        apply(board, event)
        except (Trimmed, Conflict):
            continue  # a newer snapshot took over meanwhile, or the room began anew
        return board, Position(stands.epoch, seq)


async def read_report(log: Log, workshop: str, rooms: Iterable[str] = ()) -> Report:
    """The export of a workshop, or of these rooms of it. Raises: `Unknown`, `Unavailable`."""
    found = await Gathering(log).workshop(workshop)
    wanted = [found.room(room).id for room in rooms]
    boards = {card.id: (await read_board(log, card.id))[0] for card in found.rooms if not wanted or card.id in wanted}
    return report(found, boards, wanted)
