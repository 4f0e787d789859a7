"""What a room answers to a command: `decide` gives the events that follow, or refuses and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Invalid, NotAllowed, Refused
from rooms.history import changes
from rooms.phases import Phase, Role, allowed, allowed_somewhere
from rooms.rules import actions, earlier, groups, notes, rounds, steering, tables, undoing
from rooms.rules.finding import Actor, Rule
from rooms.texts import Words

_RULES: dict[type[c.Command], Rule] = {
    **notes.RULES,
    **groups.RULES,
    **tables.RULES,
    **rounds.RULES,
    **earlier.RULES,
    **actions.RULES,
    **steering.RULES,
    **undoing.RULES,
}


def decide(board: Board, command: c.Command, actor: Actor, now: int) -> list[e.Event]:
    """The events that follow from a command; none when everything is so already, but for the mark of a new act.

    `now`: server time, ms. Raises: `Refused`, and then nothing has changed. Source: RULES, whose table P1 comes first.
    """
    kind = type(command)
    if not allowed_somewhere(actor.role, kind):
        raise NotAllowed("wrong-role")
    act = command.act if actor.role is Role.FACILITATOR and kind not in (c.Undo, c.Redo) else ""
    if act and board.knows_act(act):
        return []
    in_its_phase = allowed(board.phase, actor.role, kind)
    if not in_its_phase and not _done(board, command, actor, now):
        raise NotAllowed("wrong-phase")
    events = _RULES[kind](board, command, actor, now)
    if act and not events and in_its_phase:
        # Remembered all the same: a copy may come when things are no longer so, and must not undo that (RULES C4).
        return [e.ActDone(act, kind.__name__, {}, {})]
    moves_dots = kind in _MOVES_DOTS and board.round is not None and board.round.running
    if events and (act or moves_dots):
        events = _with_what_follows(board, events, kind.__name__, act, now)
    return events


_MOVES_DOTS = frozenset({c.DeleteNote, c.HideNotes, c.GroupNotes, c.UngroupNotes, c.MoveNotes, c.Undo, c.Redo})
"""What may take lines off the ballot, or bring them together, while people vote (RULES V12, V13)."""


def _with_what_follows(board: Board, events: list[e.Event], what: str, act: str, now: int) -> list[e.Event]:
    """The events, the dots that they send back to voters, and the mark by which a desk's act is known."""
    draft = board.copy()
    for event in events:
        apply(draft, event)
    events = events + rounds.dots_to_return(draft)
    if act:
        moved = next((event.action for event in events if isinstance(event, e.ActionMoved)), "")
        events.append(e.ActDone(act, what, *changes(board, draft, moved), now))
    return events


def open_room(
    room: str, workshop: str, title: Words, columns: Iterable[e.Column], steps: Iterable[e.Step]
) -> e.RoomOpened:
    """The first event of every room.

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
        return not _RULES[type(command)](board, command, actor, now)
    except Refused:
        return False


__all__ = ["Actor", "decide", "open_room"]
