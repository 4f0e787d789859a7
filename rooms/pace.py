"""How a room keeps its time: minutes late against its own run sheet."""

from __future__ import annotations

from rooms.board import Board

_MINUTE_MS = 60_000


def late_ms(board: Board, now: int) -> int:
    """How much later than planned the room is, ms; 0 when on time or ahead, or before it began.

    The plan counts from when the first step was left. A room is late by what earlier steps took too long, and by what
    the present one has run over. A step without minutes is planned to take none, and waits as long as it likes while it
    is the present one.
    """
    if not board.began_at or board.step == 0:
        return 0
    minutes = [step.minutes for step in board.steps]
    started_late = board.step_at - board.began_at - sum(minutes[1 : board.step]) * _MINUTE_MS
    present = minutes[board.step] * _MINUTE_MS
    over = now - board.step_at - present if present else 0
    return max(0, started_late + max(0, over))
