"""One live room on a log that is put back to an earlier state beneath it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms import commands as c
from rooms.errors import Refused
from rooms.phases import Role
from rooms.templates import template
from rooms.views import Audience
from server.boards import room_stream
from server.counters import Counters
from server.gathering import Gathering
from server.live_room import LiveRoom
from server.log import Position, Unavailable
from server.log.sqlite import SqliteLog


class Screen:
    """A connection that remembers how it was sent away. `seq` and the rest: as `Connection` has it."""

    audience = Audience.DESK
    participant = place = ""
    writable = True

    def __init__(self) -> None:
        self.seq = -1
        self.left: list[int] = []

    def write(self, frames: bytes) -> None:
        pass

    def answer(self, frame: bytes) -> None:
        pass

    def refuse(self, n: int, refused: Refused) -> bytes:
        return b""

    def welcome(self, room: LiveRoom) -> None:
        pass

    def may_still(self) -> bool:
        return True

    def leave(self, code: int) -> None:
        self.left.append(code)


class Stubborn(SqliteLog):
    """Destroys no secret while `mute`."""

    mute = False

    async def destroy_secret(self, name: str) -> None:
        if self.mute:
            raise Unavailable("not now")
        await super().destroy_secret(name)


async def test_everybody_comes_back_to_another_life_of_the_log_even_when_reading_it_breaks_off(tmp_path: Path) -> None:
    log = Stubborn(tmp_path / "log")
    workshop = await Gathering(log).create(template("idea-workshop"))
    stream = room_stream(workshop.rooms[0].id)
    room = LiveRoom(log, workshop.rooms[0].id, Counters())
    await room.open()
    steps = [step.phase for step in room.board.steps]
    await room.do(c.ChangePhase(from_step=0, step=steps.index("voting")), Role.FACILITATOR)
    await room.do(c.OpenRound(round="r", texts=("tea", "coffee"), practice=True), Role.FACILITATOR)
    await room.do(c.VoidRound(round="r"), Role.FACILITATOR)  # its key is to be destroyed, in every life of the log
    screen = Screen()
    room.join(screen)
    await room.close()
    entries, at = await log.read(stream, 0), Position(room.position.epoch + 1, 0)
    await log.delete(stream)
    for _, entry in entries:
        at = await log.append(stream, at, entry)
    log.mute = True
    with pytest.raises(Unavailable):
        await room._begin_again()
    assert room.position == at
    assert screen.left == [4500], "it would go on hearing events on top of another life's board"
    await log.close()
