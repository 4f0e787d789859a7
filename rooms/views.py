"""What a viewer may see: the one place where secrecy is decided, before anything is encoded (RULES S).

There are three audiences. Everybody in one audience gets the same bytes; a person's own things come apart, in `yours`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from msgspec import to_builtins

from rooms import events as e
from rooms.board import Board, Group, Note
from rooms.phases import NOTES_OF_OTHERS_ARE_HIDDEN, Role
from rooms.voting import Round

Seen = dict[str, Any]
"""Something as it goes to a viewer: plain values, ready to be packed."""


class Audience(StrEnum):
    """Who looks: all phones, all walls or all desks of a room."""

    PHONE = "phone"
    WALL = "wall"
    DESK = "desk"


AUDIENCE_OF = {Role.PARTICIPANT: Audience.PHONE, Role.WALL: Audience.WALL, Role.FACILITATOR: Audience.DESK}


def sees_notes(board: Board, audience: Audience) -> bool:
    """Whether this audience sees everybody's notes now. Source: RULES S1."""
    return audience is Audience.DESK or board.phase not in NOTES_OF_OTHERS_ARE_HIDDEN


def snapshot(board: Board, audience: Audience) -> Seen:
    """The whole board as this audience may see it."""
    notes = [note for note in board.notes.values() if _shown(note, audience)] if sees_notes(board, audience) else []
    held = {note.group for note in notes}
    return {
        "room": board.room,
        "title": board.title,
        "columns": to_builtins(board.columns),
        "steps": to_builtins(board.steps),
        "step": board.step,
        "timer": to_builtins(board.timer),
        "notes": [_note(note, audience) for note in notes],
        "groups": [_public(group) for group in board.groups.values() if group.id in held],
        "counts": counts(board),
        "round": _round(board, board.round, audience) if board.round else None,
    }


def see(board: Board, event: e.Event, audience: Audience, saw_notes: bool) -> list[Seen] | None:
    """What this audience may see of an event that has just been applied to `board`.

    `saw_notes`: what `sees_notes` said before the event. Figures stand as marks for `settled` to fill in.
    Empty: nothing of it. None: so much has changed for them that they need the snapshot instead.
    """
    sees = sees_notes(board, audience)
    match event:
        case e.RoomOpened():
            return None
        case e.PhaseChanged():
            return [to_builtins(event)] if sees == saw_notes else None
        case e.RoundOpened():
            return [{"kind": "RoundOpened", "round": _round(board, board.rounds[event.round], audience)}]
        case e.DotsPlaced():
            return [_TURNOUT]
        case e.RoundRevealed():
            return [{"kind": "RoundRevealed", "round": event.round, "results": _results(board.rounds[event.round])}]
        case e.RoundClosed() | e.TimerSet():
            return [to_builtins(event)]
        case e.NotePosted():
            note = {"kind": "NotePosted", "note": _note(board.notes[event.note], audience)}
            return [note, _COUNTS] if sees else [_COUNTS]
        case e.NoteEdited() | e.NoteDeleted() | e.NotesHidden() | e.NotesShown() if (
            audience is not Audience.DESK and _rewords_ballot(board, event)
        ):
            return None
        case e.NoteDeleted():
            return [{"kind": "NotesRemoved", "notes": [event.note]}, _COUNTS] if sees else [_COUNTS]
        case e.NotesHidden() | e.NotesShown() if audience is Audience.DESK:
            return [to_builtins(event), _COUNTS]
        case e.NotesHidden():
            return [{"kind": "NotesRemoved", "notes": list(event.notes)}, _COUNTS] if sees else [_COUNTS]
        case e.NotesShown():
            return None if sees else [_COUNTS]
        case e.NotesMoved():
            return [to_builtins(event), _COUNTS] if sees else [_COUNTS]
        case e.NoteEdited():
            return [to_builtins(event)] if sees and _shown(board.notes[event.note], audience) else []
        case e.NotesUngrouped():
            return [to_builtins(event)] if sees else []
        case e.NotesGrouped() | e.GroupMoved() | e.GroupRenamed() if audience is Audience.DESK:
            return [_public(event)]
        case e.NotesGrouped() | e.GroupMoved() | e.GroupRenamed():
            return _see_group(board, event) if sees else []
    raise TypeError(f"no view of {type(event).__name__}")


def _see_group(board: Board, event: e.NotesGrouped | e.GroupMoved | e.GroupRenamed) -> list[Seen] | None:
    """What phones and walls see of a group: nothing while all its notes are hidden, for so is its title."""
    shown = [note for note in board.members(event.group) if not note.hidden]
    if not shown:
        return []
    new_to_them = isinstance(event, e.NotesGrouped) and all(note.id in event.notes for note in shown)
    if new_to_them and board.groups[event.group].order != shown[0].order:
        return None  # they would give it the place of its first note, but it has that of a hidden one
    return [_public(event)]


_COUNTS: Seen = {"kind": "NotesCounted"}
_TURNOUT: Seen = {"kind": "TurnoutChanged"}


def settled(board: Board, seen: list[Seen]) -> list[Seen]:
    """What was seen, with each figure once, as it stands now: nobody misses the ones in between."""
    kept = [item for item in seen if item is not _COUNTS and item is not _TURNOUT]
    if any(item is _COUNTS for item in seen):
        kept.append(_COUNTS | {"counts": counts(board)})
    if board.round is not None and any(item is _TURNOUT for item in seen):
        ballots, dots = board.round.turnout()
        kept.append(_TURNOUT | {"round": board.round.id, "ballots": ballots, "dots": dots})
    return kept


def newest_figures(seen: list[Seen]) -> list[Seen]:
    """Several settled lists in a row, with each figure once, as it stood last."""
    last = {item["kind"]: place for place, item in enumerate(seen) if item["kind"] in _FIGURES}
    return [item for place, item in enumerate(seen) if last.get(item["kind"], place) == place]


_FIGURES = frozenset({_COUNTS["kind"], _TURNOUT["kind"]})


def yours(board: Board, author: str, ballot: str) -> Seen:
    """All that is this participant's own: notes, hidden ones told as such, and the ballot of the current round."""
    notes = [_own(note) for note in board.notes.values() if note.author == author and not note.deleted]
    return {"notes": notes, "ballot": own_ballot(board, ballot)}


def own_notes(board: Board, author: str, events: Iterable[e.Event]) -> Seen:
    """This participant's `notes` that these events touched, as they stand now, and the ids of those `gone`."""
    touched = dict.fromkeys(note for event in events for note in _touched(event))
    mine = [board.notes[note] for note in touched if board.notes[note].author == author]
    return {"notes": [_own(n) for n in mine if not n.deleted], "gone": [n.id for n in mine if n.deleted]}


def own_note(board: Board, author: str, note: str) -> Seen:
    """The same for one note, after a command that named it."""
    found = board.notes.get(note)
    mine = [found] if found is not None and found.author == author else []
    return {"notes": [_own(n) for n in mine if not n.deleted], "gone": [n.id for n in mine if n.deleted]}


def authors_touched(board: Board, event: e.Event) -> set[str]:
    """Participants whose own notes this event changed."""
    return {board.notes[note].author for note in _touched(event)} - {""}


def own_ballot(board: Board, ballot: str) -> Seen | None:
    """A participant's dots in the current round as they now stand; None when there is no round."""
    if board.round is None:
        return None
    held = board.round.ballots.get(ballot)
    return {"round": board.round.id, "dots": held.dots if held else {}}


def counts(board: Board) -> dict[str, int]:
    """Notes on the board by column: a figure that everybody may see in every phase."""
    found = dict.fromkeys((column.id for column in board.columns), 0)
    for note in board.notes.values():
        if note.on_board:
            found[note.column] += 1
    return found


def _touched(event: e.Event) -> tuple[str, ...]:
    match event:
        case e.NotePosted() | e.NoteEdited() | e.NoteDeleted():
            return (event.note,)
        case e.NotesMoved() | e.NotesHidden() | e.NotesShown() | e.NotesGrouped() | e.NotesUngrouped():
            return event.notes
    return ()


def _rewords_ballot(board: Board, event: e.Event) -> bool:
    """Whether an event may change how the lines of the current round read on phones and walls (RULES S3, V9)."""
    if board.round is None:
        return False
    touched = set(_touched(event))
    lines = [line for line in board.round.lines if not touched.isdisjoint(line.notes)]
    if isinstance(event, e.NoteEdited):
        return any(not board.notes[note].on_board for line in lines for note in line.notes)
    return bool(lines)


def _shown(note: Note, audience: Audience) -> bool:
    return not note.deleted and (audience is Audience.DESK or not note.hidden)


def _note(note: Note, audience: Audience) -> Seen:
    seen = {
        "id": note.id,
        "column": note.column,
        "text": note.text,
        "lang": note.lang,
        "order": note.order,
        "version": note.version,
        "group": note.group,
    }
    if audience is Audience.DESK:
        seen["hidden"] = note.hidden
        seen["own"] = not note.author
    return seen


def _own(note: Note) -> Seen:
    return _note(note, Audience.PHONE) | {"hidden": note.hidden}


def _round(board: Board, round_: Round, audience: Audience) -> Seen:
    ballots, dots = round_.turnout()
    return {
        "id": round_.id,
        "lines": [_line(board, line, audience) for line in round_.lines],
        "budget": round_.budget,
        "cap": round_.cap,
        "wanted": round_.wanted,
        "state": round_.state,
        "ballots": ballots,
        "dots": dots,
        "results": _results(round_) if round_.state == "revealed" else None,
    }


def _line(board: Board, line: e.Line, audience: Audience) -> Seen:
    seen = _public(line)
    return seen if audience is Audience.DESK else seen | {"title": board.screen_title(line)}


def _public(named: Group | e.Line | e.Event) -> Seen:
    """As it is, without the note that gave it its title."""
    seen: Seen = to_builtins(named)
    seen.pop("words_of", None)
    return seen


def _results(round_: Round) -> list[Seen]:
    return [
        {"line": result.line, "dots": result.dots, "supporters": result.supporters, "rank": result.rank}
        for result in round_.results()
    ]
