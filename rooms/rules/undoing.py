"""Undoing what a desk did, exactly, and doing it again (RULES U)."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Changed, Invalid, Unknown
from rooms.history import Act, restore, stands
from rooms.rules.finding import Actor, Rule


def _undo(board: Board, command: c.Undo, actor: Actor, now: int) -> list[e.Event]:
    act = _known(board, command.done)
    return [] if act.undone else _turned(board, act, e.ActUndone(act.id))


def _redo(board: Board, command: c.Redo, actor: Actor, now: int) -> list[e.Event]:
    act = _known(board, command.done)
    return _turned(board, act, e.ActRedone(act.id)) if act.undone else []


def _turned(board: Board, act: Act, event: e.ActUndone | e.ActRedone) -> list[e.Event]:
    """The event, if nobody has changed since what it would bring back, or built upon it (RULES U2)."""
    if not act.undoable:
        raise Invalid("not-undoable")
    now, then = (act.before, act.after) if act.undone else (act.after, act.before)
    if not stands(board, now):
        raise Changed("changed-since")
    draft = board.copy()
    restore(draft, then)
    held = {note.group for note in draft.notes.values()} - {""}
    gone = {id_ for id_, fields in then.get("groups", {}).items() if fields is None}
    if not held <= draft.groups.keys() or not gone.isdisjoint(held):
        raise Changed("changed-since")
    for group in draft.groups.values():
        speaker = draft.notes.get(group.words_of) if group.words_of else None
        if group.id in held and speaker is not None and speaker.group != group.id:
            raise Changed("changed-since")
    return [event]


def _known(board: Board, act: str) -> Act:
    if act not in board.acts:
        raise Unknown("unknown-act")
    return board.acts[act]


RULES: dict[type[c.Command], Rule] = {c.Undo: _undo, c.Redo: _redo}
