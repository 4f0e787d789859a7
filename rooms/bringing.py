"""What a room chose, as notes for the plenary (RULES N9)."""

from __future__ import annotations

import hashlib

from rooms.board import Board
from rooms.commands import Brought
from rooms.events import Line
from rooms.things import Origin
from rooms.voting import Result, Round


def decisive(board: Board) -> Round | None:
    """The last vote that the room has seen the result of; of a run-off, the vote whose tie it decided."""
    shown = [round_ for round_ in board.rounds.values() if round_.shown and not round_.practice]
    if not shown:
        return None
    found = shown[-1]
    while (parent := board.rounds.get(found.run_off_of)) is not None and parent.shown:
        found = parent
    return found


def brought(board: Board, wanted: int = 0) -> tuple[Brought, ...] | None:
    """The lines that the room's last vote chose, best first; `wanted` of them when it is not 0. None: no result, or its
    tie is open.

    More than were chosen are taken from the result, less from the chosen; lines of as many dots as the last one come
    along, for a tie is never broken silently (RULES V15). Ids follow from room, vote and line.
    """
    round_ = decisive(board)
    chosen = board.chosen(round_) if round_ else None
    if round_ is None or chosen is None:
        return None
    lines = {line.id: line for line in board.screen_lines(round_)}
    results = {result.line: result for result in board.results(round_)}
    taken = _cut(list(chosen), list(results.values()), wanted or len(chosen))
    ballots = round_.turnout()[0]
    found = (_brought(board, round_, lines[line], results[line], ballots) for line in taken)
    return tuple(one for one in found if one.text)


def _cut(chosen: list[str], results: list[Result], wanted: int) -> list[str]:
    dots = {result.line: result.dots for result in results}
    row = list(chosen)
    if wanted > len(chosen):
        row += [result.line for result in results if result.dots and result.line not in chosen]
    end = min(wanted, len(row))
    while 0 < end < len(row) and dots[row[end]] == dots[row[end - 1]]:
        end += 1
    return row[:end]


def _brought(board: Board, round_: Round, line: Line, result: Result, ballots: int) -> Brought:
    note = brought_note(board.room, round_.id, line.id)
    origin = Origin(board.room, board.title, result.rank, result.dots, result.supporters, ballots)
    return Brought(note, line.title, line.lang, origin)


def brought_note(room: str, round_: str, line: str) -> str:
    """The id that a line of a room's vote has as a note in the plenary."""
    return hashlib.sha256(f"{room} {round_} {line}".encode()).hexdigest()[:24]
