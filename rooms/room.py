"""What a room answers to a command: `decide` gives the events that follow, or refuses and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from rooms import commands as c
from rooms import events as e
from rooms.board import Board, Group, Note, Timer
from rooms.errors import Changed, Invalid, NotAllowed, OverLimit, Refused, Unknown
from rooms.phases import Phase, Role, allowed, allowed_somewhere
from rooms.texts import NOTE_CHARS, TITLE_CHARS, Words, checked, clean, title_from
from rooms.voting import default_budget

NOTES_PER_PARTICIPANT = 100  # far above what anybody writes in a day; keeps one phone from filling a room
NOTES_PER_ROOM = 3_000  # a board of 500 is large ; six times that still opens within a second
MINUTE_MS = 60_000
TIMER_MS = 24 * 60 * MINUTE_MS  # a longer one is a clock gone wrong, and its digits would not fit a wall


class Actor(Struct, frozen=True):
    """Who asks. `id` is a participant's random id in this workshop, empty at the desk.

    `ballot` and `tab` are the ids that stand for this participant and this browser tab in the current round; whoever
    holds the round's key makes them (RULES S4).
    """

    role: Role
    id: str = ""
    ballot: str = ""
    tab: str = ""


def decide(board: Board, command: c.Command, actor: Actor, now: int) -> list[e.Event]:
    """The events that follow from a command; none when everything is so already.

    `now`: server time, ms. Raises: `Refused`, and then nothing has changed. Source: RULES, whose table P1 comes first.
    """
    kind = type(command)
    if not allowed_somewhere(actor.role, kind):
        raise NotAllowed("wrong-role")
    if not allowed(board.phase, actor.role, kind) and not _done(board, command, actor, now):
        raise NotAllowed("wrong-phase")
    return _DECIDE[kind](board, command, actor, now)


def open_room(
    room: str, workshop: str, title: Words, columns: Iterable[e.Column], steps: Iterable[e.Step]
) -> e.RoomOpened:
    """The first event of a room.

    Raises: `Invalid` bad-room when there is no column, no step, a column's id twice or a phase that is none.
    """
    columns, steps = tuple(columns), tuple(steps)
    if not columns or not steps or len({column.id for column in columns}) < len(columns):
        raise Invalid("bad-room")
    if any(step.phase not in set(Phase) for step in steps):
        raise Invalid("bad-room")
    return e.RoomOpened(room, workshop, title, columns, steps)


def _done(board: Board, command: c.Command, actor: Actor, now: int) -> bool:
    """Whether it is so already: a copy whose first answer was lost must not be told that it failed (RULES C3)."""
    try:
        return not _DECIDE[type(command)](board, command, actor, now)
    except Refused:
        return False


def _post_note(board: Board, command: c.PostNote, actor: Actor, now: int) -> list[e.Event]:
    known = board.notes.get(command.note)
    if known is not None:
        if known.author == actor.id:
            return []
        raise Invalid("id-taken")
    if command.note in board.groups:
        raise Invalid("id-taken")
    _column(board, command.column)
    text = checked(command.text, NOTE_CHARS)
    if len(board.notes) >= NOTES_PER_ROOM:
        raise OverLimit("room-full-of-notes", limit=NOTES_PER_ROOM)
    if actor.id and sum(note.author == actor.id for note in board.notes.values()) >= NOTES_PER_PARTICIPANT:
        raise OverLimit("too-many-notes", limit=NOTES_PER_PARTICIPANT)
    return [e.NotePosted(command.note, command.column, text, command.lang, actor.id, board.posted + 1)]


def _edit_note(board: Board, command: c.EditNote, actor: Actor, now: int) -> list[e.Event]:
    note = _editable(board, command.note, actor)
    text = checked(command.text, NOTE_CHARS)
    if text == note.text:
        return []
    if note.hidden:
        raise Invalid("note-hidden")
    if command.version != note.version:
        raise Changed("note-changed")
    return [e.NoteEdited(note.id, text, note.version + 1)]


def _delete_note(board: Board, command: c.DeleteNote, actor: Actor, now: int) -> list[e.Event]:
    note = board.notes.get(command.note)
    if note is not None and note.deleted and note.author == actor.id:
        return []
    note = _editable(board, command.note, actor)
    return [e.NoteDeleted(note.id), *_retitled(board, [replace(note, deleted=True, group="")])]


def _move_notes(board: Board, command: c.MoveNotes, actor: Actor, now: int) -> list[e.Event]:
    _column(board, command.column)
    notes = [note for note in _notes(board, command.notes) if note.column != command.column or note.group]
    if not notes:
        return []
    return [e.NotesMoved(_ids(notes), command.column), *_retitled(board, [replace(n, group="") for n in notes])]


def _move_group(board: Board, command: c.MoveGroup, actor: Actor, now: int) -> list[e.Event]:
    _column(board, command.column)
    if _group(board, command.group).column == command.column:
        return []
    return [e.GroupMoved(command.group, command.column)]


def _group_notes(board: Board, command: c.GroupNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = _notes(board, command.notes)
    group = board.groups.get(command.group)
    if command.group in board.notes:
        raise Invalid("id-taken")
    title = checked(command.title, TITLE_CHARS) if clean(command.title) else ""
    if group is None:
        shown = [note for note in notes if not note.hidden]
        if len(shown) < 2:
            raise Invalid("group-of-one")
        first = shown[0]
        column = board.groups[first.group].column if first.group else first.column
        group = Group(command.group, title_from(first.text), column, first.order, first.id)
    joining = [replace(note, group=group.id) for note in notes if note.group != group.id]
    words_of = ""
    if title in ("", group.title):
        title, words_of = _title(group, _after(board, joining))
    if not joining:
        return [e.GroupRenamed(group.id, title, words_of)] if title != group.title else []
    left = [renamed for renamed in _retitled(board, joining) if renamed.group != group.id]
    return [e.NotesGrouped(group.id, _ids(joining), title, group.column, words_of), *left]


def _ungroup_notes(board: Board, command: c.UngroupNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in _notes(board, command.notes) if note.group]
    return [e.NotesUngrouped(_ids(notes)), *_retitled(board, [replace(n, group="") for n in notes])] if notes else []


def _rename_group(board: Board, command: c.RenameGroup, actor: Actor, now: int) -> list[e.Event]:
    group = _group(board, command.group)
    title = checked(command.title, TITLE_CHARS)
    return [e.GroupRenamed(group.id, title)] if title != group.title else []


def _hide_notes(board: Board, command: c.HideNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in _notes(board, command.notes) if not note.hidden]
    return [e.NotesHidden(_ids(notes)), *_retitled(board, [replace(n, hidden=True) for n in notes])] if notes else []


def _show_notes(board: Board, command: c.ShowNotes, actor: Actor, now: int) -> list[e.Event]:
    notes = [note for note in _notes(board, command.notes) if note.hidden]
    return [*_retitled(board, [replace(n, hidden=False) for n in notes]), e.NotesShown(_ids(notes))] if notes else []


def _change_phase(board: Board, command: c.ChangePhase, actor: Actor, now: int) -> list[e.Event]:
    if command.step >= len(board.steps):
        raise Unknown("unknown-step")
    if board.step == command.step:
        return []
    if board.step != command.from_step:
        raise Changed("phase-changed")
    if board.round is not None and board.round.state == "open":
        raise Invalid("round-still-open")
    minutes = board.steps[command.step].minutes
    changed: list[e.Event] = [e.PhaseChanged(command.step)]
    if minutes or _running(board.timer):
        ends_at = now + minutes * MINUTE_MS if minutes else None
        changed.append(e.TimerSet(board.timer.version + 1, ends_at, None))
    return changed


def _set_timer(board: Board, command: c.SetTimer, actor: Actor, now: int) -> list[e.Event]:
    timer = board.timer
    if (timer.ends_at, timer.left_ms) == (command.ends_at, command.left_ms):
        return []
    if command.version != timer.version:
        raise Changed("timer-changed")
    if command.ends_at is not None and command.left_ms is not None:
        raise Invalid("bad-timer")
    if (command.ends_at or 0) > now + TIMER_MS or (command.left_ms or 0) > TIMER_MS:
        raise OverLimit("timer-too-long", hours=TIMER_MS // 3_600_000)
    return [e.TimerSet(timer.version + 1, command.ends_at, command.left_ms)]


def _open_round(board: Board, command: c.OpenRound, actor: Actor, now: int) -> list[e.Event]:
    if command.round in board.rounds:
        return []
    if board.round is not None and board.round.state == "open":
        raise Invalid("round-still-open")
    for column in command.columns:
        _column(board, column)
    lines = board.lines(command.columns)
    if len(lines) < 2:
        raise Invalid("too-few-lines")
    budget = command.budget or default_budget(len(lines))
    if command.cap > budget:
        raise Invalid("cap-over-budget", budget=budget)
    if budget > len(lines) * command.cap:
        raise Invalid("budget-over-lines", limit=len(lines) * command.cap)
    return [e.RoundOpened(command.round, lines, budget, command.cap, min(command.wanted, len(lines)))]


def _place_dots(board: Board, command: c.PlaceDots, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None or round_ is not board.round:
        raise Unknown("unknown-round")
    placed = round_.place(actor.ballot, actor.tab, command.change, command.dots)
    if placed is None:
        return []
    held = round_.ballots[actor.ballot].dots if actor.ballot in round_.ballots else {}
    more = {line for line, count in placed.dots.items() if count > held.get(line, 0)}
    if any(board.withdrawn(line) for line in round_.lines if line.id in more):
        raise Unknown("line-withdrawn")
    return [placed]


def _close_round(board: Board, command: c.CloseRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None:
        raise Unknown("unknown-round")
    return [e.RoundClosed(round_.id)] if round_.state == "open" else []


def _reveal_round(board: Board, command: c.RevealRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None or (round_ is not board.round and round_.state != "revealed"):
        raise Unknown("unknown-round")
    if round_.state == "open":
        raise Invalid("round-still-open")
    return [e.RoundRevealed(round_.id)] if round_.state == "closed" else []


def _running(timer: Timer) -> bool:
    return timer.ends_at is not None or timer.left_ms is not None


def _column(board: Board, column: str) -> None:
    if all(known.id != column for known in board.columns):
        raise Unknown("unknown-column")


def _group(board: Board, group: str) -> Group:
    if group not in board.groups:
        raise Unknown("unknown-group")
    return board.groups[group]


def _notes(board: Board, ids: Iterable[str]) -> list[Note]:
    """These notes, each once, in the order given; deleted ones are unknown."""
    notes = [board.notes.get(id_) for id_ in dict.fromkeys(ids)]
    found = [note for note in notes if note is not None and not note.deleted]
    if len(found) < len(notes):
        raise Unknown("unknown-note")
    return found


def _retitled(board: Board, changed: list[Note]) -> list[e.GroupRenamed]:
    """New titles for the groups that need one once these notes have changed."""
    notes = _after(board, changed)
    titles = {group.id: _title(group, notes) for group in board.groups.values() if group.words_of}
    return [e.GroupRenamed(id_, *title) for id_, title in titles.items() if title[1] != board.groups[id_].words_of]


def _title(group: Group, notes: dict[str, Note]) -> tuple[str, str]:
    """A group's title and the note whose words it is, on a board of these notes (RULES G4).

    Words that were typed stay. A note's own stay while it is shown in the group; then they are those of the first note
    shown there. A group with none shown is on no screen, and needs others only when the note has left it.
    """
    members = [note for note in notes.values() if note.group == group.id]
    shown = [note for note in members if not note.hidden]
    speaker = notes.get(group.words_of)
    stays = speaker is not None and (speaker in shown or (speaker in members and not shown))
    heir = next(iter(shown or members), None)
    if not group.words_of or stays or heir is None:
        return group.title, group.words_of
    return title_from(heir.text), heir.id


def _after(board: Board, changed: list[Note]) -> dict[str, Note]:
    return board.notes | {note.id: note for note in changed}


def _ids(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(note.id for note in notes)


def _editable(board: Board, note: str, actor: Actor) -> Note:
    """A note that this actor may change: one's own; at the desk, one entered there. Says nothing of others' notes."""
    found = board.notes.get(note)
    if found is None or found.deleted or found.author != actor.id:
        raise Unknown("unknown-note")
    return found


_DECIDE: dict[type[c.Command], Callable[[Board, Any, Actor, int], list[e.Event]]] = {
    c.PostNote: _post_note,
    c.EditNote: _edit_note,
    c.DeleteNote: _delete_note,
    c.MoveNotes: _move_notes,
    c.MoveGroup: _move_group,
    c.GroupNotes: _group_notes,
    c.UngroupNotes: _ungroup_notes,
    c.RenameGroup: _rename_group,
    c.HideNotes: _hide_notes,
    c.ShowNotes: _show_notes,
    c.ChangePhase: _change_phase,
    c.SetTimer: _set_timer,
    c.OpenRound: _open_round,
    c.PlaceDots: _place_dots,
    c.CloseRound: _close_round,
    c.RevealRound: _reveal_round,
}
