"""Which notes of a room may say the same: worked out beside the event loop, once per state of the board."""

from __future__ import annotations

import asyncio

from rooms.board import Board, same_key
from server.similar import Text, Twin, twins

MOST = 40  # more pairs than anybody confirms in the minutes that grouping has


class Twins:
    """Suggestions by room. Those who ask at the same time share one answer."""

    def __init__(self) -> None:
        self._rooms: dict[str, tuple[tuple[Text, ...], asyncio.Task[list[Twin]]]] = {}

    async def of(self, room: str, board: Board) -> list[Twin]:
        """Pairs of notes on the screens, likeliest first: not yet together, and not put away by a desk."""
        texts = tuple(Text(note.id, note.text, note.lang) for note in board.notes.values() if note.on_board)
        known = self._rooms.get(room)
        if known is None or known[0] != texts:
            known = texts, asyncio.create_task(asyncio.to_thread(twins, texts, most=MOST * 2))
            self._rooms[room] = known
        found = await asyncio.shield(known[1])
        return [twin for twin in found if _open(board, twin)][:MOST]

    def forget(self, rooms: set[str]) -> None:
        """Keep suggestions for these rooms only."""
        for room in self._rooms.keys() - rooms:
            del self._rooms[room]


def _open(board: Board, twin: Twin) -> bool:
    a, b = board.notes[twin.a], board.notes[twin.b]
    same = board.same.get(same_key(twin.a, twin.b))
    return not (a.group and a.group == b.group) and not (same and same.dismissed)
