"""Actions: written together field by field, joined by name, read back, objected to, accepted; and the closing question
(RULES A)."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Changed, Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule
from rooms.rules.rounds import NAME_CHARS
from rooms.texts import NOTE_CHARS, checked, clean
from rooms.things import LEVERS, Action

ACTIONS_PER_PARTICIPANT = 20  # enough for somebody who writes for a whole table; keeps one phone from filling a room
ACTIONS_PER_ROOM = 50  # a room that agrees on ten has done well
ACTIONS_LEFT_TO_DESKS = 10  # beyond these, so that participants cannot leave a desk no room


def _start_action(board: Board, command: c.StartAction, actor: Actor, now: int) -> list[e.Event]:
    if command.action in board.actions:
        return []
    limit = ACTIONS_PER_ROOM + (0 if actor.id else ACTIONS_LEFT_TO_DESKS)
    if sum(not action.removed for action in board.actions.values()) >= limit:
        raise OverLimit("too-many-actions", limit=limit)
    if board.started_by.get(actor.id, 0) >= ACTIONS_PER_PARTICIPANT:
        raise OverLimit("too-many-actions-of-one", limit=ACTIONS_PER_PARTICIPANT)
    if command.source and not board.knows(command.source):
        raise Unknown("unknown-target")
    what = checked(command.what, NOTE_CHARS)
    return [e.ActionStarted(command.action, len(board.actions) + 1, command.source, command.lang, what, actor.id)]


def _edit_action(board: Board, command: c.EditAction, actor: Actor, now: int) -> list[e.Event]:
    action = _known(board, command.action)
    text = checked(command.text, NOTE_CHARS) if clean(command.text) else ""
    there = getattr(action, command.field)
    if there == text:
        return []
    if action.accepted:
        raise Invalid("action-accepted")
    if command.field == "lever" and text and text not in LEVERS:
        raise Invalid("unknown-lever")
    if command.field == "what" and not text:
        raise Invalid("empty-text")
    if there != clean(command.was):
        raise Changed("action-changed")
    return [e.ActionEdited(action.id, command.field, text)]


def _remove_action(board: Board, command: c.RemoveAction, actor: Actor, now: int) -> list[e.Event]:
    action = board.actions.get(command.action)
    if action is None:
        raise Unknown("unknown-action")
    if action.removed:
        return []
    if action.accepted:
        raise Invalid("action-accepted")
    return [e.ActionRemoved(action.id)]


def _move_action(board: Board, command: c.MoveAction, actor: Actor, now: int) -> list[e.Event]:
    action = _known(board, command.action)
    if command.before and command.before not in board.actions:
        raise Unknown("unknown-action")
    order = max(one.order for one in board.actions.values())
    if command.before:
        before = board.actions[command.before].order
        order = before - 1 if action.order < before else before
    passed = [one for one in board.actions.values() if one.order in _places(action.order, order)]
    if all(one.removed for one in passed):
        return []
    return [e.ActionMoved(action.id, order)]


def _places(left: int, reached: int) -> range:
    """The places that are passed on the way from one to the other, the last one with them."""
    return range(reached, left) if reached < left else range(left + 1, reached + 1)


def _take_part(board: Board, command: c.TakePart, actor: Actor, now: int) -> list[e.Event]:
    action = _known(board, command.action)
    name = checked(command.name, NAME_CHARS) if clean(command.name) else ""
    return [e.PartTaken(action.id, actor.id, name)] if action.taking_part.get(actor.id, "") != name else []


def _object_to(board: Board, command: c.ObjectTo, actor: Actor, now: int) -> list[e.Event]:
    action = _known(board, command.action)
    text = checked(command.text, NOTE_CHARS) if clean(command.text) else ""
    if action.objections.get(actor.id, "") == text:
        return []
    if action.accepted:
        raise Invalid("action-accepted")
    return [e.ObjectionMade(action.id, actor.id, text)]


def _accept_action(board: Board, command: c.AcceptAction, actor: Actor, now: int) -> list[e.Event]:
    action = _known(board, command.action)
    return [e.ActionAccepted(action.id, command.accepted)] if action.accepted != command.accepted else []


def _give_feedback(board: Board, command: c.GiveFeedback, actor: Actor, now: int) -> list[e.Event]:
    text = checked(command.text, NOTE_CHARS) if clean(command.text) else ""
    before = board.feedback.get(actor.id)
    if before is not None and (before.score, before.text) == (command.score, text):
        return []
    return [e.FeedbackGiven(actor.id, command.score, text)]


def _known(board: Board, action: str) -> Action:
    if action not in board.actions or board.actions[action].removed:
        raise Unknown("unknown-action")
    return board.actions[action]


RULES: dict[type[c.Command], Rule] = {
    c.StartAction: _start_action,
    c.EditAction: _edit_action,
    c.RemoveAction: _remove_action,
    c.MoveAction: _move_action,
    c.TakePart: _take_part,
    c.ObjectTo: _object_to,
    c.AcceptAction: _accept_action,
    c.GiveFeedback: _give_feedback,
}
