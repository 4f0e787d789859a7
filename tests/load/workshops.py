"""Rooms to measure in, written straight into the log before the server starts, and sessions for their phones."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

from rooms import commands as c
from rooms.applying import apply
from rooms.phases import Phase, Role
from rooms.room import Actor, decide
from rooms.templates import template
from server.access import COOKIE, Access, Session
from server.boards import ROOM_EVENTS, read_board, room_stream
from server.gathering import Gathering
from server.log import Log
from server.log.open import open_log
from server.settings import Settings
from tests.load import texts
from tests.talkoot import Talkoot

_DESK = Actor(Role.FACILITATOR)


class Prepared(NamedTuple):
    """Rooms of one server's log. `workshops` are their workshops, one for each room unless they were made together."""

    rooms: list[str]
    workshops: list[str]
    access: Access

    def phone_cookies(self, count: int) -> list[str]:
        """That many people who have never been here."""
        return [f"{COOKIE}={self.access.cookie(self.access.new_session())}" for _ in range(count)]

    def office_cookie(self) -> str:
        """One who may be at every desk."""
        session = Session(self.access.new_session().id, {"office ": 1})
        return f"{COOKIE}={self.access.cookie(session)}"


async def prepare(server: Talkoot, *, rooms: int = 1, notes: int = 0, phase: Phase = Phase.READING) -> Prepared:
    """Make workshops of one room each, with `notes` notes, one log entry each, and stand them in `phase`."""
    log = await open_log(server.environ.get("REDIS_URL"), server.data)
    try:
        gathering = Gathering(log)
        plan = template("idea-workshop")
        made = [await gathering.create(plan) for _ in range(rooms)]
        found = [workshop.rooms[0].id for workshop in made]
        for some in range(0, rooms, 50):
            await asyncio.gather(*(fill(log, room, notes, phase) for room in found[some : some + 50]))
        return Prepared(found, [workshop.id for workshop in made], await Access.load(log, Settings(url=server.url)))
    finally:
        await log.close()


async def fill(log: Log, room: str, notes: int, phase: Phase) -> None:
    """Write notes into a new room, one log entry each, and stand it in a phase."""
    board, position = await read_board(log, room)
    texts_ = texts.real()
    asked: list[tuple[c.Command, Actor]] = [
        (
            c.PostNote(f"{room}-{number:06}", f"c{number % 3 + 1}", texts_.nth(number), "en"),
            Actor(Role.PARTICIPANT, f"{room}-{number % 60}"),
        )
        for number in range(notes)
    ]
    steps = [step.phase for step in board.steps]
    walk: list[tuple[c.Command, Actor]] = [
        (c.ChangePhase(from_step=at, step=at + 1), _DESK) for at in range(steps.index(phase))
    ]
    writing = steps.index(Phase.WRITING)
    for command, actor in [*walk[:writing], *asked, *walk[writing:]]:
        now = int(time.time() * 1000)
        events = decide(board, command, actor, now)
        for event in events:
            apply(board, event)
        position = await log.append(room_stream(room), position, ROOM_EVENTS.pack(events, now))
