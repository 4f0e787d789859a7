"""More time for a room from outside it, as its own desk would give it, and the same taken back."""

from __future__ import annotations

from rooms.board import Board
from rooms.commands import SetTimer
from rooms.errors import Changed, Refused
from rooms.phases import Phase, Role
from server.live_room import LiveRoom

_TRIES = 3  # somebody at the room's desk may be faster each time


async def lengthen(live: LiveRoom, ms: int, now: int) -> int | None:
    """Give a room whose clock runs, stands or has run out that much more; a room without one is left alone.

    Returns: the timer's version since then, by which it can be taken back; None: there is nothing to lengthen.
    Raises: `Unavailable`.
    """
    for _ in range(_TRIES):
        if (wish := _longer(live.board, ms, now)) is None:
            return None
        try:
            await live.do(wish, Role.FACILITATOR)
        except Changed:
            continue
        except Refused:
            return None  # it closed meanwhile, or cannot be longer
        return wish.version + 1
    return None


async def take_back(live: LiveRoom, ms: int, version: int) -> bool:
    """Take that much from a room again, unless somebody has changed its timer since. Raises: `Unavailable`."""
    timer = live.board.timer
    if timer.version != version:
        return False
    ends_at = None if timer.ends_at is None else max(0, timer.ends_at - ms)
    left_ms = None if timer.left_ms is None else max(0, timer.left_ms - ms)
    try:
        await live.do(SetTimer(version=version, ends_at=ends_at, left_ms=left_ms), Role.FACILITATOR)
    except Refused:
        return False
    return True


def _longer(board: Board, ms: int, now: int) -> SetTimer | None:
    """What the desk's own button asks for: what has run out starts again from now, what stands goes on standing."""
    timer = board.timer
    if board.phase == Phase.CLOSED:
        return None
    if timer.left_ms is not None:
        return SetTimer(version=timer.version, left_ms=timer.left_ms + ms)
    if timer.ends_at is not None:
        return SetTimer(version=timer.version, ends_at=max(timer.ends_at, now) + ms)
    return None
