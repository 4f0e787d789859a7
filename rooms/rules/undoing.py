"""Undoing what a desk did, exactly, and doing it again (RULES U)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Changed, Invalid, Unknown
from rooms.history import Act, stands
from rooms.rules.finding import Actor, Rule
from rooms.rules.titles import title_of


def _undo(board: Board, command: c.Undo, actor: Actor, now: int) -> list[e.Event]:
    act = _known(board, command.done)
    return [] if act.undone else _turned(board, act, e.ActUndone(act.id, _notes(act)))


def _redo(board: Board, command: c.Redo, actor: Actor, now: int) -> list[e.Event]:
    act = _known(board, command.done)
    return _turned(board, act, e.ActRedone(act.id, _notes(act))) if act.undone else []


def _turned(board: Board, act: Act, event: e.ActUndone | e.ActRedone) -> list[e.Event]:
    """The event, if nobody has changed since what it would bring back, or built upon it (RULES U2)."""
    now = act.before if act.undone else act.after
    if not stands(board, now) or _deleted_since(board, now):
        raise Changed("changed-since")
    locked = [id_ for id_, fields in now.get("actions", {}).items() if _of_its_words(fields or {})]
    if any(board.actions[id_].accepted for id_ in locked):
        raise Invalid("action-accepted")
    draft = board.copy()
    apply(draft, event)
    if not _whole(draft):
        raise Changed("changed-since")
    if _merges_lines(board, draft):
        raise Invalid("round-still-open")
    return [event]


def _of_its_words(fields: Mapping[str, Any]) -> bool:
    """Whether accepting an action locks these of its fields: all but its place, and accepting itself (RULES A5, A8)."""
    return "accepted" not in fields and bool(fields.keys() - {"order"})


def _deleted_since(board: Board, fields: e.Fields) -> bool:
    """Whether a note that the act left in place is deleted by now: nothing of it may come back (RULES N4)."""
    notes = fields.get("notes", {})
    return any(board.notes[id_].deleted and "deleted" not in (wanted or ()) for id_, wanted in notes.items())


def _whole(board: Board) -> bool:
    """Whether every grouped note is there and has its group, and every group its right title (RULES G3, G4)."""
    if any(note.deleted and note.group for note in board.notes.values()):
        return False
    held = {note.group for note in board.notes.values()} - {""}
    titled = (title_of(group, board.notes) == (group.title, group.words_of) for group in board.groups.values())
    return held <= board.groups.keys() and all(titled)


def _merges_lines(before: Board, after: Board) -> bool:
    """Whether lines come together while people vote, which only a forced grouping may bring about (RULES V13)."""
    if before.round is None or after.round is None or not before.round.running:
        return False
    apart, now = before.keys(before.round), after.keys(after.round)
    was: dict[str, str] = {}
    return any(was.setdefault(key, apart[line]) != apart[line] for line, key in now.items())


def _notes(act: Act) -> tuple[str, ...]:
    return tuple(act.before.get("notes", ()))


def _known(board: Board, act: str) -> Act:
    found = board.acts.get(act)
    if found is not None and found.undoable:
        return found
    if board.knows_act(act):
        raise Invalid("not-undoable")
    raise Unknown("unknown-act")


RULES: dict[type[c.Command], Rule] = {c.Undo: _undo, c.Redo: _redo}
