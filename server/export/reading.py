"""Whole exports read from the log, beside any number of servers that write to it."""

from __future__ import annotations

from collections.abc import Iterable

from server.boards import read_board
from server.export.model import Report, report
from server.gathering import Gathering
from server.log import Log


async def read_report(log: Log, workshop: str, rooms: Iterable[str] = ()) -> Report:
    """The export of a workshop, or of these rooms of it. Raises: `Unknown`, `Unavailable`."""
    found = await Gathering(log).workshop(workshop)
    wanted = [found.room(room).id for room in rooms]
    boards = {card.id: (await read_board(log, card.id))[0] for card in found.rooms if not wanted or card.id in wanted}
    return report(found, boards, wanted)
