"""What an export says about a workshop: everything that its people saw in the end, and nobody's name.

No authors, no ballots, no times and no join codes. A text that was hidden or deleted is in no export (SCHEMA.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from rooms.board import Board
from rooms.events import Column, Line
from rooms.texts import Words
from rooms.things import Group
from rooms.voting import Round
from rooms.workshop import RoomCard, Workshop

VERSION: Literal[1] = 1
"""Of the schema: a reader of version 1 understands every file that says `"talkoot": 1`."""


class ItemPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the programme."""

    at: str
    title: Words


class ColumnPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the board, and how many of its notes are told here and how many are hidden."""

    id: str
    title: Words
    prompt: Words
    color: str
    notes: int
    hidden: int


class NotePart(Struct, frozen=True, forbid_unknown_fields=True):
    """A note on the board. `column` is where it was written, `group` where it stands now, if in one."""

    id: str
    column: str
    text: str
    lang: str
    group: str | None


class GroupPart(Struct, frozen=True, forbid_unknown_fields=True):
    """Notes that say the same, standing under `column`."""

    id: str
    title: str
    column: str
    notes: tuple[str, ...]


class LinePart(Struct, frozen=True, forbid_unknown_fields=True):
    """What could be voted on, in the words voted on. `withdrawn`: all its notes are gone, and its words with them."""

    id: str
    title: str
    lang: str
    notes: tuple[str, ...]
    withdrawn: bool


class ResultPart(Struct, frozen=True, forbid_unknown_fields=True):
    """How a line did. Lines with as many dots share a rank."""

    line: str
    dots: int
    supporters: int
    rank: int


class RoundPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A vote. `results` is None, with the reason in `withheld`, until the room has seen them."""

    id: str
    state: Literal["open", "closed", "revealed"]
    budget: int
    cap: int
    wanted: int
    ballots: int
    dots: int
    lines: tuple[LinePart, ...]
    results: tuple[ResultPart, ...] | None
    withheld: Literal["still-open", "not-revealed"] | None


class RoomPart(Struct, frozen=True, forbid_unknown_fields=True):
    """One room; its notes stand as on the board, its rounds in the order of voting."""

    id: str
    title: Words
    plenary: bool
    phase: str
    columns: tuple[ColumnPart, ...]
    notes: tuple[NotePart, ...]
    groups: tuple[GroupPart, ...]
    rounds: tuple[RoundPart, ...]
    hidden: int

    @property
    def revealed(self) -> RoundPart | None:
        """The last vote whose results the room has seen."""
        return next((round_ for round_ in reversed(self.rounds) if round_.results is not None), None)


class WorkshopPart(Struct, frozen=True, forbid_unknown_fields=True):
    """The gathering itself. `languages`: those of its texts, the first one first."""

    id: str
    title: Words
    host: str
    when: Words
    languages: tuple[str, ...]
    programme: tuple[ItemPart, ...]


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole export."""

    talkoot: Literal[1]
    workshop: WorkshopPart
    rooms: tuple[RoomPart, ...]


def report(workshop: Workshop, boards: Mapping[str, Board], rooms: Iterable[str] = ()) -> Report:
    """The export of these rooms (none: all), in the workshop's order. `boards`: by room id."""
    wanted = set(rooms) or {card.id for card in workshop.rooms}
    return Report(
        VERSION,
        WorkshopPart(
            workshop.id,
            workshop.title,
            workshop.host,
            workshop.when,
            workshop.languages,
            tuple(ItemPart(item.at, item.title) for item in workshop.programme),
        ),
        tuple(_room(card, boards[card.id]) for card in workshop.rooms if card.id in wanted),
    )


def _room(card: RoomCard, board: Board) -> RoomPart:
    standing = board.lines()
    in_order = [board.notes[note] for line in standing for note in line.notes]
    return RoomPart(
        card.id,
        card.title,
        card.plenary,
        board.phase,
        tuple(_column(board, column) for column in board.columns),
        tuple(NotePart(note.id, note.column, note.text, note.lang, note.group or None) for note in in_order),
        tuple(_group(board, board.groups[line.id]) for line in standing if line.id in board.groups),
        tuple(_round(board, round_) for round_ in board.rounds.values()),
        sum(note.hidden and not note.deleted for note in board.notes.values()),
    )


def _column(board: Board, column: Column) -> ColumnPart:
    here = [note for note in board.notes.values() if note.column == column.id and not note.deleted]
    hidden = sum(note.hidden for note in here)
    return ColumnPart(column.id, column.title, column.prompt, column.color, len(here) - hidden, hidden)


def _group(board: Board, group: Group) -> GroupPart:
    members = board.members(group.id)
    shown = tuple(note.id for note in members if note.on_board)
    return GroupPart(group.id, group.title, group.column, shown)


def _round(board: Board, round_: Round) -> RoundPart:
    ballots, dots = round_.turnout()
    results = None
    if round_.state == "revealed":
        results = tuple(ResultPart(each.line, each.dots, each.supporters, each.rank) for each in board.results(round_))
    return RoundPart(
        round_.id,
        round_.state,  # type: ignore[arg-type]  # a plain string on the board
        round_.budget,
        round_.cap,
        round_.wanted,
        ballots,
        dots,
        tuple(_line(board, line) for line in round_.lines),
        results,
        {"open": "still-open", "closed": "not-revealed"}.get(round_.state),  # type: ignore[arg-type]
    )


def _line(board: Board, line: Line) -> LinePart:
    if board.withdrawn(line):
        return LinePart(line.id, "", line.lang, (), withdrawn=True)
    notes = [board.notes[note] for note in line.notes]
    left = tuple(note.id for note in notes if note.on_board)
    return LinePart(line.id, board.screen_title(line), line.lang, left, withdrawn=False)
