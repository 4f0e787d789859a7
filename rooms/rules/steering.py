"""Leading a room: its step, its timer, what the wall shows, a word to everybody, the headings (RULES P, T, L)."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Changed, Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule, column
from rooms.texts import NOTE_CHARS, TITLE_CHARS, checked, clean
from rooms.things import Timer, WallLook

MINUTE_MS = 60_000
TIMER_MS = 24 * 60 * MINUTE_MS  # a longer one is a clock gone wrong, and its digits would not fit a wall


def _change_phase(board: Board, command: c.ChangePhase, actor: Actor, now: int) -> list[e.Event]:
    if command.step >= len(board.steps):
        raise Unknown("unknown-step")
    if board.step == command.step:
        return []
    if board.step != command.from_step:
        raise Changed("phase-changed")
    if board.round is not None and board.round.running:
        raise Invalid("round-still-open")
    minutes = board.steps[command.step].minutes
    changed: list[e.Event] = [e.PhaseChanged(command.step, now)]
    if minutes or _running(board.timer):
        ends_at = now + minutes * MINUTE_MS if minutes else None
        changed.append(e.TimerSet(board.timer.version + 1, ends_at, None))
    if board.spotlight:
        changed.append(e.SpotlightSet(""))
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


def _spotlight(board: Board, command: c.Spotlight, actor: Actor, now: int) -> list[e.Event]:
    if command.target == board.spotlight:
        return []
    if command.target and not board.may_light(command.target):
        raise Unknown("unknown-target")
    return [e.SpotlightSet(command.target)]


def _set_wall(board: Board, command: c.SetWall, actor: Actor, now: int) -> list[e.Event]:
    look = WallLook(command.theme, command.languages, command.paused, command.page)
    return [e.WallSet(look.theme, look.languages, look.paused, look.page)] if look != board.wall else []


def _send_message(board: Board, command: c.SendMessage, actor: Actor, now: int) -> list[e.Event]:
    known = board.message
    if not clean(command.text):
        gone = known is None or known.id != command.message or not known.text
        return [] if gone else [e.MessageSent(command.message, "", command.lang, now)]
    if known is not None and known.id == command.message:
        return []
    return [e.MessageSent(command.message, checked(command.text, NOTE_CHARS), command.lang, now)]


def _edit_column(board: Board, command: c.EditColumn, actor: Actor, now: int) -> list[e.Event]:
    before = column(board, command.column)
    title = {lang: checked(text, TITLE_CHARS) for lang, text in command.title.items()}
    prompt = {lang: checked(text, NOTE_CHARS) for lang, text in command.prompt.items()}
    if (title, prompt) == (before.title, before.prompt):
        return []
    return [e.ColumnEdited(before.id, title, prompt)]


def _running(timer: Timer) -> bool:
    return timer.ends_at is not None or timer.left_ms is not None


RULES: dict[type[c.Command], Rule] = {
    c.ChangePhase: _change_phase,
    c.SetTimer: _set_timer,
    c.Spotlight: _spotlight,
    c.SetWall: _set_wall,
    c.SendMessage: _send_message,
    c.EditColumn: _edit_column,
}
