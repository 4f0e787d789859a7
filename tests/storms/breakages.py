"""Every protection, broken on purpose: a storm that does not notice one of these would notice nothing.

Each is a patch for the time of one storm; the product knows nothing of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from msgspec import Struct
from msgspec.structs import replace

from rooms import commands as c
from rooms import events as e
from rooms import room as rules
from rooms import views
from rooms.board import Board
from rooms.errors import Refused
from rooms.rules.finding import Actor
from rooms.texts import NOTE_CHARS, checked
from rooms.voting import Ballot, Keys, Round
from server import live_room
from server.asking import Asked, Connection, Decided
from server.boards import ROOM_EVENTS, keep_board
from server.fan_out import FanOut
from server.live_room import LiveRoom
from server.log import Conflict, Log, Position
from server.own_news import OwnNews
from server.shown import applied
from tests.storms.faulty_log import FaultyLog
from tests.storms.quick import MakeLog

Patch = Callable[[], AbstractContextManager[object]]


class Breakage(Struct):
    """One protection less. `seed`: of a storm that found it; as the product changes, others will."""

    what: str
    seed: int
    patch: Patch | None = None
    make_log: MakeLog = FaultyLog


# The log


class Retrying(FaultyLog):
    """Sends an append again when its reply was lost, as a client of Redis does by default."""

    async def reply_lost(self, stream: str, after: Position, entry: bytes, position: Position) -> Position:
        stands = await self.log.position(stream)
        assert stands is not None
        return await self.log.append(stream, stands, entry)


class Careless(FaultyLog):
    """Appends on top of whatever is there."""

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        stands = await self.log.position(stream)
        return await super().append(stream, stands or after, entry)


class Deaf(FaultyLog):
    """Rings for nobody."""

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        pass


# The room

_answer = LiveRoom._answer
_gap = LiveRoom.gap
_place = Round.place
_decide = rules.decide


async def _acknowledge_first(room: LiveRoom, batch: list[Asked]) -> None:
    await room._read_round_key()
    for asked, refused in room._decide(batch).answers:
        if refused is None:
            asked.connection.write(room.own.ack(asked))
    await _answer(room, batch)


async def _show_first(room: LiveRoom, batch: list[Asked]) -> Decided:
    while True:
        await room._read_round_key()
        decided, after = room._decide(batch), room.position
        if not decided.events:
            if await room._log.position(room._stream) == after:
                return decided
            await room._catch_up()
            continue
        room._stand_at(decided.board, Position(after.epoch, after.seq + 1), decided.looks)
        room.out.soon()
        try:
            entry = ROOM_EVENTS.pack(decided.events, 0)
            await room._log.append(room._stream, after, entry, room._tail.last)
        except Conflict:
            await room._begin_again()
            continue
        room._tail.add(after.seq + 1, entry)
        room._keys.forget(decided.events)
        return decided


async def _decide_once(room: LiveRoom, batch: list[Asked]) -> Decided:
    await room._read_round_key()
    decided = room._decide(batch)
    if not decided.events:
        return decided
    while True:
        try:
            entry = ROOM_EVENTS.pack(decided.events, 0)
            position = await room._log.append(room._stream, room.position, entry, room._tail.last)
        except Conflict:
            await room._catch_up()
            continue
        board = room.board.copy()
        looks = [applied(board, event) for event in decided.events]
        room._stand_at(board, position, looks)
        room._tail.add(position.seq, entry)
        room._keys.forget(decided.events)
        return decided


def _decide_each_against_the_old(room: LiveRoom, batch: list[Asked]) -> Decided:
    decided = Decided(room.board.copy())
    for asked in batch:
        try:
            events = _decide(room.board, asked.command, room._actor(asked), 0)
        except Refused as refused:
            decided.answers.append((asked, refused))
            continue
        decided.answers.append((asked, None))
        for event in events:
            decided.looks.append(applied(decided.board, event))
            decided.askers.append(asked.connection)
        decided.events += events
    return decided


def _skip(out: FanOut, connection: Connection) -> None:
    out.viewers.keep_step(connection)


def _gap_of_any_epoch(room: LiveRoom, audience: views.Audience, epoch: int, seq: int, mark: int) -> Any:
    return _gap(room, audience, room.position.epoch, seq, None)


async def _keep_less(log: Log, room: str, board: Board, position: Position, last: bytes | None = None) -> None:
    less = board.copy()
    less.notes.popitem()
    await keep_board(log, room, less, position, last)


# The rules


def _place_again(
    round_: Round, ballot: str, tab: str, change: int, dots: dict[str, int], keys: Keys, name: str = ""
) -> e.DotsPlaced | None:
    held = round_.ballots.get(ballot, Ballot({}, {}))
    forgetful = replace(round_, ballots={**round_.ballots, ballot: replace(held, tabs={})})
    return _place(forgetful, ballot, tab, change, dots, keys, name)


def _post_again(board: Board, command: c.PostNote, actor: Actor, now: int) -> list[e.Event]:
    text = checked(command.text, NOTE_CHARS)
    return [e.NotePosted(command.note, command.column, text, command.lang, actor.id, board.posted + 1)]


def _decide_without_acts(board: Board, command: c.Command, actor: Actor, now: int) -> list[e.Event]:
    if not isinstance(command, c.Undo | c.Redo):
        board = board.copy()
        board.acts, board.done = {}, ()
    return _decide(board, command, actor, now)


def _instead(of: Any, name: str, broken: Any) -> Patch:
    return lambda: mock.patch.object(of, name, broken)


def _in_room(name: str, broken: Any) -> Patch:
    return _instead(LiveRoom, name, broken)


def _posting() -> AbstractContextManager[object]:
    return mock.patch.dict(rules._RULES, {c.PostNote: _post_again})


BREAKAGES = [
    Breakage("an append whose reply was lost is sent again", 3, None, Retrying),
    Breakage("an append does not ask what it goes on top of", 1, None, Careless),
    Breakage("acknowledged before it is durable", 1, _in_room("_answer", _acknowledge_first)),
    Breakage("shown before it is durable", 1, _in_room("_decide_durably", _show_first)),
    Breakage("not decided again after a conflict", 7, _in_room("_decide_durably", _decide_once)),
    Breakage("commands of one batch do not see each other", 23, _in_room("_decide", _decide_each_against_the_old)),
    Breakage("a slow reader's frames are skipped and never made good", 1, _instead(FanOut, "bring_up_to_date", _skip)),
    Breakage("who comes back is believed whatever its epoch", 4, _in_room("gap", _gap_of_any_epoch)),
    Breakage("newcomers do not wait for the fan-out", 1, _instead(FanOut, "_everything_sent", lambda out: True)),
    Breakage("one's other phones hear nothing of one's own", 1, _instead(OwnNews, "tell", lambda *_: None)),
    Breakage("nobody polls and no doorbell rings", 3, _instead(live_room, "POLL_SECONDS", math.inf), Deaf),
    Breakage("a snapshot lacks what came last", 1, _instead(live_room, "keep_board", _keep_less)),
    Breakage("no budget is held", 1, _instead(Round, "_check", lambda *_: None)),
    Breakage("a late copy of dots is placed again", 3, _instead(Round, "place", _place_again)),
    Breakage("a note is posted as often as it is sent", 2, _posting),
    Breakage("acts are not known again", 3, _instead(live_room, "decide", _decide_without_acts)),
    Breakage("writing is not blind", 1, _instead(views, "sees_notes", lambda board, audience: True)),
    Breakage("voting is not blind", 1, _instead(Round, "counted", property(lambda round_: True))),
]
