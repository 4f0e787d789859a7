"""Last year's actions: how far they came, what people think of them, and which to talk about (RULES Y)."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import OverLimit, Unknown
from rooms.rules.finding import Actor, Rule
from rooms.texts import NOTE_CHARS, TITLE_CHARS, checked, clean
from rooms.things import Earlier

EARLIER_PER_ROOM = 100  # on the list; what was taken off makes room, for a list may be brought anew
TALK_DOTS = 2


def _set_earlier(board: Board, command: c.SetEarlier, actor: Actor, now: int) -> list[e.Event]:
    known = board.earlier.get(command.earlier)
    if (known is None or known.removed) and _listed(board) >= EARLIER_PER_ROOM:
        raise OverLimit("too-many-earlier", limit=EARLIER_PER_ROOM)
    order = known.order if known else len(board.earlier) + 1
    what = checked(command.what, NOTE_CHARS)
    who = checked(command.who, TITLE_CHARS) if clean(command.who) else ""
    why = checked(command.why, NOTE_CHARS) if clean(command.why) else ""
    if known == Earlier(command.earlier, order, command.lang, what, who, command.status, why):
        return []
    return [e.EarlierSet(command.earlier, order, command.lang, what, who, command.status, why)]


def _remove_earlier(board: Board, command: c.RemoveEarlier, actor: Actor, now: int) -> list[e.Event]:
    known = board.earlier.get(command.earlier)
    if known is None:
        raise Unknown("unknown-earlier")
    return [] if known.removed else [e.EarlierRemoved(known.id)]


def _judge_earlier(board: Board, command: c.JudgeEarlier, actor: Actor, now: int) -> list[e.Event]:
    _known(board, command.earlier)
    comment = checked(command.comment, NOTE_CHARS) if clean(command.comment) else ""
    before = board.judgements.get(actor.id, {}).get(command.earlier)
    if (before.verdict, before.comment) == (command.verdict, comment) if before else not (command.verdict or comment):
        return []
    return [e.EarlierJudged(command.earlier, actor.id, command.verdict, comment)]


def _talk_about(board: Board, command: c.TalkAbout, actor: Actor, now: int) -> list[e.Event]:
    wanted = tuple(dict.fromkeys(command.earlier))
    for earlier in wanted:
        _known(board, earlier)
    if len(wanted) > TALK_DOTS:
        raise OverLimit("too-many-talk-dots", limit=TALK_DOTS)
    return [e.TalkAsked(actor.id, wanted)] if set(wanted) != set(board.talk.get(actor.id, ())) else []


def _order_earlier(board: Board, command: c.OrderEarlier, actor: Actor, now: int) -> list[e.Event]:
    return [e.EarlierOrdered(command.by_votes)] if board.earlier_by_votes != command.by_votes else []


def _listed(board: Board) -> int:
    return sum(not earlier.removed for earlier in board.earlier.values())


def _known(board: Board, earlier: str) -> None:
    if earlier not in board.earlier or board.earlier[earlier].removed:
        raise Unknown("unknown-earlier")


RULES: dict[type[c.Command], Rule] = {
    c.SetEarlier: _set_earlier,
    c.RemoveEarlier: _remove_earlier,
    c.JudgeEarlier: _judge_earlier,
    c.TalkAbout: _talk_about,
    c.OrderEarlier: _order_earlier,
}
