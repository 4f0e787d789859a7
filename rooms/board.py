"""A room's board: what `apply` makes of the events so far. Nothing else ever changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from rooms import events as e
from rooms.phases import Phase
from rooms.texts import Words, title_from
from rooms.voting import Round


class Note(Struct, frozen=True):
    """A sticky note. A deleted note keeps its id, so that a late repeat cannot bring it back, but not its text."""

    id: str
    column: str
    text: str
    lang: str
    author: str
    order: int
    version: int = 1
    group: str = ""
    hidden: bool = False
    deleted: bool = False

    @property
    def on_board(self) -> bool:
        return not (self.hidden or self.deleted)


class Group(Struct, frozen=True):
    """Notes that say the same. It stands under `column`; its notes keep their own. `order` is its place there.

    `words_of`: the note whose words the title is, empty when somebody typed it (RULES G4).
    """

    id: str
    title: str
    column: str
    order: int
    words_of: str = ""


class Timer(Struct, frozen=True):
    """Runs out at `ends_at` (server time, ms), stands with `left_ms`, or is off when both are None."""

    version: int = 0
    ends_at: int | None = None
    left_ms: int | None = None


class Board(Struct):
    """Everything about one room. Its values are frozen, so that a copy of the dicts is a copy of the board."""

    room: str = ""
    workshop: str = ""
    title: Words = {}
    columns: tuple[e.Column, ...] = ()
    steps: tuple[e.Step, ...] = ()
    step: int = 0
    timer: Timer = Timer()
    notes: dict[str, Note] = {}
    groups: dict[str, Group] = {}
    rounds: dict[str, Round] = {}
    posted: int = 0

    def copy(self) -> Board:
        """A board that can change without changing this one; costs a few microseconds per hundred notes."""
        return replace(
            self,
            notes=dict(self.notes),
            groups=dict(self.groups),
            rounds={key: round.copy() for key, round in self.rounds.items()},
        )

    @property
    def phase(self) -> Phase:
        return Phase(self.steps[self.step].phase) if self.steps else Phase.LOBBY

    @property
    def round(self) -> Round | None:
        """The round that matters now: the last one opened."""
        return next(reversed(self.rounds.values())) if self.rounds else None

    def members(self, group: str) -> list[Note]:
        """The notes of a group, hidden ones too, in posting order."""
        return [note for note in self.notes.values() if note.group == group]

    def withdrawn(self, line: e.Line) -> bool:
        """Whether every note of a line that was put to the vote has since been hidden or deleted (RULES V9)."""
        return not any(self.notes[note].on_board for note in line.notes)

    def screen_title(self, line: e.Line) -> str:
        """A line's wording as voted on, but in nobody's words that have left the board since (RULES S3, V9).

        Then it is in those of its first note still there; empty once the line is withdrawn.
        """
        shown = [note for note in map(self.notes.__getitem__, line.notes) if note.on_board]
        if not shown:
            return ""
        left = line.words_of and not self.notes[line.words_of].on_board
        return title_from(shown[0].text) if left else line.title

    def lines(self, columns: Iterable[str] = ()) -> tuple[e.Line, ...]:
        """What could be voted on now, in board order: groups and ungrouped notes of these columns (none: all).

        Board order: by column, then by `order`; of a note and a group with the same, the note comes first (RULES V1).
        """
        wanted = set(columns) or {column.id for column in self.columns}
        alone: dict[str, list[Note]] = {}
        grouped: dict[str, list[Note]] = {}
        for note in self.notes.values():
            if note.on_board and note.group:
                grouped.setdefault(note.group, []).append(note)
            elif note.on_board:
                alone.setdefault(note.column, []).append(note)
        lines: list[e.Line] = []
        for column in self.columns:
            if column.id not in wanted:
                continue
            found = [
                (note.order, e.Line(note.id, note.text, (note.id,), column.color, note.lang, note.id))
                for note in alone.get(column.id, ())
            ]
            for id_, members in grouped.items():
                if (group := self.groups[id_]).column == column.id:
                    ids = tuple(note.id for note in members)
                    line = e.Line(id_, group.title, ids, column.color, members[0].lang, group.words_of)
                    found.append((group.order, line))
            lines += [line for _, line in sorted(found, key=lambda item: item[0])]
        return tuple(lines)


def apply(board: Board, event: e.Event) -> None:
    """Change the board by one event. Never refuses: what is in the log has been decided."""
    _APPLY[type(event)](board, event)


def replay(events: Iterable[e.Event]) -> Board:
    """The board that these events make, from nothing."""
    board = Board()
    for event in events:
        apply(board, event)
    return board


def _change_notes(board: Board, ids: Iterable[str], **change: Any) -> None:
    """Change notes, and drop the groups that this empties. A hidden note still holds its group, to come back to."""
    left = set()
    for id_ in ids:
        before = board.notes[id_]
        after = board.notes[id_] = replace(before, **change)
        if before.group != after.group:
            left.add(before.group)
    if left := left & board.groups.keys():
        for gone in left - {note.group for note in board.notes.values()}:
            del board.groups[gone]


def _room_opened(board: Board, event: e.RoomOpened) -> None:
    board.room, board.workshop, board.title = event.room, event.workshop, event.title
    board.columns, board.steps = event.columns, event.steps


def _note_posted(board: Board, event: e.NotePosted) -> None:
    board.notes[event.note] = Note(event.note, event.column, event.text, event.lang, event.author, event.order)
    board.posted = max(board.posted, event.order)


def _note_edited(board: Board, event: e.NoteEdited) -> None:
    _change_notes(board, [event.note], text=event.text, version=event.version)


def _note_deleted(board: Board, event: e.NoteDeleted) -> None:
    _change_notes(board, [event.note], text="", deleted=True, group="")


def _notes_moved(board: Board, event: e.NotesMoved) -> None:
    _change_notes(board, event.notes, column=event.column, group="")


def _group_moved(board: Board, event: e.GroupMoved) -> None:
    board.groups[event.group] = replace(board.groups[event.group], column=event.column)


def _notes_grouped(board: Board, event: e.NotesGrouped) -> None:
    existing = board.groups.get(event.group)
    order = existing.order if existing else min(board.notes[note].order for note in event.notes)
    board.groups[event.group] = Group(event.group, event.title, event.column, order, event.words_of)
    _change_notes(board, event.notes, group=event.group)


def _notes_ungrouped(board: Board, event: e.NotesUngrouped) -> None:
    _change_notes(board, event.notes, group="")


def _group_renamed(board: Board, event: e.GroupRenamed) -> None:
    board.groups[event.group] = replace(board.groups[event.group], title=event.title, words_of=event.words_of)


def _notes_hidden(board: Board, event: e.NotesHidden) -> None:
    _change_notes(board, event.notes, hidden=True)


def _notes_shown(board: Board, event: e.NotesShown) -> None:
    _change_notes(board, event.notes, hidden=False)


def _phase_changed(board: Board, event: e.PhaseChanged) -> None:
    board.step = event.step


def _timer_set(board: Board, event: e.TimerSet) -> None:
    board.timer = Timer(event.version, event.ends_at, event.left_ms)


def _round_opened(board: Board, event: e.RoundOpened) -> None:
    board.rounds[event.round] = Round.opened(event)


def _dots_placed(board: Board, event: e.DotsPlaced) -> None:
    board.rounds[event.round].placed(event)


def _round_closed(board: Board, event: e.RoundClosed) -> None:
    board.rounds[event.round].state = "closed"


def _round_revealed(board: Board, event: e.RoundRevealed) -> None:
    board.rounds[event.round].state = "revealed"


_APPLY: dict[type[e.Event], Callable[[Board, Any], None]] = {
    e.RoomOpened: _room_opened,
    e.NotePosted: _note_posted,
    e.NoteEdited: _note_edited,
    e.NoteDeleted: _note_deleted,
    e.NotesMoved: _notes_moved,
    e.GroupMoved: _group_moved,
    e.NotesGrouped: _notes_grouped,
    e.NotesUngrouped: _notes_ungrouped,
    e.GroupRenamed: _group_renamed,
    e.NotesHidden: _notes_hidden,
    e.NotesShown: _notes_shown,
    e.PhaseChanged: _phase_changed,
    e.TimerSet: _timer_set,
    e.RoundOpened: _round_opened,
    e.DotsPlaced: _dots_placed,
    e.RoundClosed: _round_closed,
    e.RoundRevealed: _round_revealed,
}
