"""Who asks, and finding what a command names on the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from rooms import events as e
from rooms.board import Board
from rooms.errors import Unknown
from rooms.phases import Role
from rooms.things import Note
from rooms.voting import Round


class Actor(Struct, frozen=True):
    """Who asks. `id` is a participant's random id in this workshop, empty at the desk.

    `ballot` and `tab` are the ids that stand for this participant and this browser tab in the current round; whoever
    holds the round's key makes them (RULES S4).
    """

    role: Role
    id: str = ""
    ballot: str = ""
    tab: str = ""


Rule = Callable[[Board, Any, Actor, int], list[e.Event]]
"""What follows from a command: (board, command, actor, now in ms) → events, none when it is so already."""


def column(board: Board, column: str) -> e.Column:
    """Raises: `Unknown` unknown-column."""
    for known in board.columns:
        if known.id == column:
            return known
    raise Unknown("unknown-column")


def known_notes(board: Board, ids: Iterable[str]) -> list[Note]:
    """These notes, each once, in the order given; deleted ones are unknown. Raises: `Unknown` unknown-note."""
    notes = [board.notes.get(id_) for id_ in dict.fromkeys(ids)]
    found = [note for note in notes if note is not None and not note.deleted]
    if len(found) < len(notes):
        raise Unknown("unknown-note")
    return found


def ids_of(notes: Iterable[Note]) -> tuple[str, ...]:
    """Their ids, in order."""
    return tuple(note.id for note in notes)


def known_round(board: Board, round_: str) -> Round:
    """Raises: `Unknown` unknown-round."""
    if round_ not in board.rounds:
        raise Unknown("unknown-round")
    return board.rounds[round_]
