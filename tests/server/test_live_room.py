"""One live room on a log that changes beneath it: trimmed, cut short, put back to an earlier state."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgpack
import pytest

from rooms import commands as c
from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Refused, Unknown
from rooms.phases import Role
from rooms.room import Actor, decide
from rooms.templates import template
from rooms.views import Audience
from server.boards import ROOM_EVENTS, keep_board, read_board, room_stream
from server.counters import Counters
from server.gathering import Gathering
from server.hub import Hub
from server.live_room import LiveRoom
from server.log import Position, Snapshot, Trimmed, Unavailable
from server.log.sqlite import SqliteLog


class Screen:
    """A connection that remembers how it was sent away. `seq` and the rest: as `Connection` has it."""

    audience = Audience.DESK
    participant = place = ""
    writable = flushed = True

    def __init__(self) -> None:
        self.seq = -1
        self.left: list[int] = []

    def fileno(self) -> int:
        return -1

    def put(self, frames: bytes) -> None:
        pass

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


class Phone(Screen):
    """A participant's, which remembers what it was told."""

    audience = Audience.PHONE
    participant = "aino"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, Any]] = []

    def write(self, frames: bytes) -> None:
        self.told.append(msgpack.unpackb(frames[2 if frames[1] < 126 else 4 :]))  # after the frame's length (RFC 6455)


class Stubborn(SqliteLog):
    """Destroys no secret while `mute`."""

    mute = False

    async def destroy_secret(self, name: str) -> None:
        if self.mute:
            raise Unavailable("not now")
        await super().destroy_secret(name)


async def restored(log: SqliteLog, stream: str, entries: list[tuple[int, bytes]], epoch: int) -> Position:
    """Have the stream hold just these entries in that epoch, as after a restore or a failover: where it then stands."""
    await log.delete(stream)
    at = Position(epoch, 0)
    for _, entry in entries:
        at = await log.append(stream, at, entry)
    return at


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
    at = await restored(log, stream, await log.read(stream, 0), room.position.epoch + 1)
    log.mute = True
    with pytest.raises(Unavailable):
        await room._begin_again()
    assert room.position == at
    assert screen.left == [4500], "it would go on hearing events on top of another life's board"
    await log.close()


async def test_a_ballot_is_told_again_when_the_round_opens_again_in_another_life_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 3600)
    log = SqliteLog(tmp_path / "log")
    workshop = await Gathering(log).create(template("idea-workshop"))
    stream = room_stream(workshop.rooms[0].id)
    room = LiveRoom(log, workshop.rooms[0].id, Counters())
    await room.open()
    steps = [step.phase for step in room.board.steps]
    await room.do(c.ChangePhase(from_step=0, step=steps.index("voting")), Role.FACILITATOR)
    before = await log.read(stream, 0)
    opening = c.OpenRound(round="r", texts=("tea", "coffee"), practice=True)
    await room.do(opening, Role.FACILITATOR)
    await restored(log, stream, before, room.position.epoch + 1)
    await room._load()
    phone = Phone()
    room.join(phone)
    await room.do(opening, Role.FACILITATOR)
    assert [frame["ballot"]["round"] for frame in phone.told if frame["kind"] == "yours"] == ["r"]
    await room.close()
    await log.close()


class Trimming(SqliteLog):
    """Goes on, stores a snapshot and trims below it between two questions of whoever opens a room, `times` times."""

    times = 0

    async def snapshot(self, stream: str) -> Snapshot | None:
        found = await super().snapshot(stream)
        if self.times:
            self.times -= 1
            await go_on(self, stream)
        return found


async def go_on(log: SqliteLog, stream: str) -> None:
    """What another node may do at any time: a note, a snapshot of everything, and all below it trimmed."""
    room = stream.removeprefix("room/")
    board, at = await read_board(log, room)
    [note] = decide(board, c.PostNote(f"note{at.seq:04}", "c1", "An idea"), Actor(Role.FACILITATOR), 0)
    at = await log.append(stream, at, ROOM_EVENTS.pack([note], 0))
    apply(board, note)
    await keep_board(log, room, board, at)
    await log.trim(stream, at.seq + 1)


async def begun(log: SqliteLog, counters: Counters | None = None) -> LiveRoom:
    """A room that is not told of anything: it finds out when it next asks the log."""
    workshop = await Gathering(log).create(template("idea-workshop"))
    room = LiveRoom(log, workshop.rooms[0].id, counters or Counters())
    await room.open()
    await room.do(c.ChangePhase(from_step=0, step=1), Role.FACILITATOR)
    log.unfollow(room_stream(room.id))
    return room


async def all_told(room: LiveRoom) -> None:
    """Wait until a fan-out has told what has become durable: it rests for a while after the last one."""
    async with asyncio.timeout(20):
        while room.out.sent_seq < room.position.seq:  # noqa: ASYNC110 - it rings for nobody
            await asyncio.sleep(0.001)


async def test_a_room_behind_the_trim_begins_again_and_has_no_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 3600)
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    screen = Screen()
    room.join(screen)
    for _ in range(3):
        await go_on(log, room_stream(room.id))
    assert room.board.notes == {}, "it must really be behind"
    await room.do(c.PostNote("mine0000", "c1", "On top of what I missed"), Role.FACILITATOR)
    assert (room.board, room.position) == await read_board(log, room.id)
    assert len(room.board.notes) == 4
    assert screen.left == [4500], "a screen that shows what came before must come back"
    await room.close()
    await log.close()


async def test_opening_a_room_while_its_log_is_trimmed_leaves_no_hole(tmp_path: Path) -> None:
    log = Trimming(tmp_path / "log")
    room = await begun(log)
    await room.close()
    await go_on(log, room_stream(room.id))
    log.times = 2
    board, at = await read_board(log, room.id)
    assert log.times == 0, "nothing was trimmed meanwhile"
    assert at == await log.position(room_stream(room.id))
    assert len(board.notes) == board.posted == 3
    await log.close()


@pytest.mark.parametrize("epochs_later", [0, 1])
async def test_what_a_log_lost_is_there_again_by_the_room_that_held_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epochs_later: int
) -> None:
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 3600)
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    stream = room_stream(room.id)
    screen = Screen()
    room.join(screen)
    before = await log.read(stream, 0)
    await room.do(c.PostNote("lost0000", "c1", "Soon gone"), Role.FACILITATOR)
    at = await restored(log, stream, before, room.position.epoch + epochs_later)
    for note in ("next0000", "last0000"):  # what has to be asked for again comes before the last
        await room.do(c.PostNote(note, "c1", "What comes then"), Role.FACILITATOR)
    board, stands = await read_board(log, room.id)
    assert set(board.notes) == {"lost0000", "next0000", "last0000"}
    assert (room.board, room.position) == (board, stands)
    assert stands.epoch == at.epoch
    assert screen.left == [4500] * epochs_later, "whoever shows another epoch comes back, and nobody else"
    await room.close()
    await log.close()


async def test_a_room_behind_its_log_after_a_loss_takes_nothing_for_a_sequel_to_what_it_knew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 3600)
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    stream, epoch = room_stream(room.id), room.position.epoch
    before = await log.read(stream, 0)
    await room.do(c.PostNote("lost0000", "c1", "Soon gone"), Role.FACILITATOR)
    await restored(log, stream, before, epoch)
    other = LiveRoom(log, room.id, Counters())
    await other.open()
    for note in ("others00", "others01"):  # now the log stands beyond what the room knows, with another past
        await other.do(c.PostNote(note, "c1", "What others did meanwhile"), Role.FACILITATOR)
    await other.close()
    await room.do(c.PostNote("next0000", "c1", "What comes then"), Role.FACILITATOR)
    await room.do(c.PostNote("last0000", "c1", "And then"), Role.FACILITATOR)
    assert (room.board, room.position) == await read_board(log, room.id)
    assert room.position.epoch == epoch + 1
    assert set(room.board.notes) == {"others00", "others01", "lost0000", "next0000", "last0000"}
    await room.close()
    await log.close()


async def test_a_loss_is_counted_once_even_when_reading_breaks_off_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log, counters := Counters())
    stream, epoch = room_stream(room.id), room.position.epoch
    before = await log.read(stream, 0)
    await room.do(c.PostNote("lost0000", "c1", "Soon gone"), Role.FACILITATOR)
    await restored(log, stream, before, epoch)
    await log.append(stream, Position(epoch, len(before)), before[-1][1])  # somebody has gone on without it
    readings = 0

    async def broken_off(*asked: Any) -> tuple[Board, Position]:
        nonlocal readings
        readings += 1
        if readings == 1:
            raise Unavailable("not now")
        return await read_board(*asked)

    monkeypatch.setattr("server.live_room.read_board", broken_off)
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 0.05)
    async with asyncio.timeout(20):
        while room.position.epoch == epoch or "lost0000" not in room.board.notes:  # noqa: ASYNC110 - it rings for nobody
            await asyncio.sleep(0.01)
    assert readings > 1
    assert counters.entries_lost == 1
    await room.close()
    await log.close()


async def test_a_screen_that_saw_an_entry_which_nobody_holds_any_more_gets_the_board(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    stream, epoch = room_stream(room.id), room.position.epoch
    before = await log.read(stream, 0)
    await room.do(c.PostNote("lost0000", "c1", "Seen, and soon gone"), Role.FACILITATOR)
    await all_told(room)
    screen = (epoch, room.out.sent_seq, room.out.sent_mark)
    assert room.gap(Audience.WALL, *screen) == []
    await room.close()  # with it goes the last node that remembers
    await restored(log, stream, before, epoch)
    other = LiveRoom(log, room.id, Counters())
    await other.open()
    for note in ("others00", "others01"):
        await other.do(c.PostNote(note, "c1", "What others do in its place"), Role.FACILITATOR)
    assert other.position > Position(*screen[:2]), "so the seq of the screen says nothing"
    assert other.gap(Audience.WALL, *screen) is None
    await other.do(c.PostNote("others02", "c1", "And more"), Role.FACILITATOR)
    assert other.gap(Audience.WALL, *screen) is None
    assert other.gap(Audience.WALL, epoch, other.out.sent_seq, other.out.sent_mark) == []
    await other.close()
    await log.close()


@pytest.mark.parametrize("ahead", [1, 99_000])
async def test_nobody_can_make_up_that_the_log_has_lost_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    monkeypatch.setattr("server.live_room.POLL_SECONDS", 0.01)
    log = SqliteLog(tmp_path / "log")
    room = await begun(log, counters := Counters())
    screen = Screen()
    room.join(screen)
    epoch, seq = room.position
    for mark in (room.mark, room.mark ^ 1, 0, -1, None):
        assert room.gap(Audience.PHONE, epoch, seq + ahead, mark) is None, "it gets the board"
    await room.do(c.PostNote("note0000", "c1", "Here all is well"), Role.FACILITATOR)
    await asyncio.sleep(0.1)
    assert room.position == Position(epoch, seq + 1)
    assert (counters.entries_lost, screen.left) == (0, [])
    await room.close()
    await log.close()


class Broken(Screen):
    """One whose line breaks us in the middle of a fan-out."""

    def put(self, frames: bytes) -> None:
        raise RuntimeError("the handler is closed")


async def test_when_a_fan_out_breaks_everybody_comes_back_and_the_room_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await all_told(room)
    broken, screen = Broken(), Screen()
    room.join(broken)
    room.join(screen)
    await room.do(c.PostNote("first000", "c1", "Some have heard of it"), Role.FACILITATOR)
    await all_told(room)
    assert screen.left == broken.left == [4500]
    assert "a fan-out that breaks us" in caplog.text
    room.part(broken)
    await room.do(c.PostNote("second00", "c1", "And on it goes"), Role.FACILITATOR)
    assert len(room.board.notes) == 2
    await room.close()
    await log.close()


class Unwelcome(Screen):
    """One whose welcome breaks us."""

    def welcome(self, room: LiveRoom) -> None:
        raise RuntimeError("nobody can write this")


class Welcomed(Phone):
    """One that counts its welcomes."""

    def __init__(self) -> None:
        super().__init__()
        self.welcomes = 0

    def welcome(self, room: LiveRoom) -> None:
        self.welcomes += 1


async def test_after_a_bug_in_the_worker_who_comes_back_is_welcomed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await all_told(room)
    screen = Screen()
    room.join(screen)

    def broken(*_: object) -> None:
        monkeypatch.undo()
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(room.own, "tell", broken)
    await room.do(c.PostNote("note0000", "c1", "It is in the log"), Role.FACILITATOR)
    await all_told(room)
    assert screen.left == [4500]
    assert "nobody thought of this" in caplog.text
    room.part(screen)
    back = Welcomed()
    room.join(back)
    await all_told(room)
    assert back.welcomes == 1
    await room.close()
    await log.close()


async def test_who_comes_into_a_room_in_the_moment_of_its_erasure_is_sent_away(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await log.delete(room_stream(room.id))
    room.ask(Screen(), 1, c.PostNote("note0000", "c1", "Nobody reads this"))
    async with asyncio.timeout(20):
        while not room.gone:  # noqa: ASYNC110 - it rings for nobody
            await asyncio.sleep(0.01)
    late = Welcomed()
    room.join(late)
    assert (late.left, late.welcomes) == ([4500], 0)
    assert not room.out.everybody()
    await room.close()
    await log.close()


async def waiting(room: LiveRoom, *screens: Screen) -> None:
    """Have them join while something has not been told to everybody yet."""
    await room.do(c.PostNote("while000", "c1", "Said while they come"), Role.FACILITATOR)
    assert room.out.sent_seq < room.position.seq
    for screen in screens:
        room.join(screen)


async def test_when_a_welcome_breaks_nobody_who_waited_is_forgotten(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await all_told(room)
    first, second, third = Welcomed(), Unwelcome(), Welcomed()
    await waiting(room, first, second, third)
    await all_told(room)
    assert first.welcomes == 1
    assert first.left == second.left == third.left == [4500], "whoever was not welcomed would wait for ever"
    await room.close()
    await log.close()


async def test_who_leaves_before_the_welcome_is_not_welcomed_any_more(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await all_told(room)
    stays, leaves = Welcomed(), Welcomed()
    await waiting(room, stays, leaves)
    room.out.say_no_more(leaves)
    await all_told(room)
    assert (stays.welcomes, leaves.welcomes) == (1, 0)
    assert room.out.everybody() == [stays]
    await room.close()
    await log.close()


async def test_what_a_broken_fan_out_held_is_told_to_nobody_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    await all_told(room)
    with monkeypatch.context() as broken:
        broken.setattr("rooms.views.settled", lambda *_: 1 / 0)
        await room.do(c.PostNote("first000", "c1", "Its figures break us"), Role.FACILITATOR)
        await all_told(room)
    back = Heard()
    room.join(back)
    await room.do(c.PostNote("second00", "c1", "And on it goes"), Role.FACILITATOR)
    await all_told(room)
    told = [event["note"]["id"] for frame in back.frames for event in frame["events"] if event["kind"] == "NotePosted"]
    assert told == ["second00"], "the board that it came back to had the first"
    await room.close()
    await log.close()


class Heard(Screen):
    """One that keeps what goes to everybody."""

    audience = Audience.DESK

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[dict[str, Any]] = []

    def put(self, frames: bytes) -> None:
        self.frames.append(msgpack.unpackb(frames[2 if frames[1] < 126 else 4 :]))


async def test_a_room_that_was_erased_leaves_the_screens_and_is_not_begun_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = SqliteLog(tmp_path / "log")
    workshop = await Gathering(log).create(template("idea-workshop"))
    hub = Hub(log)
    room = await hub.room(workshop.rooms[0].id)
    screen = Screen()
    room.join(screen)
    await log.delete(room_stream(room.id))
    with pytest.raises(Unavailable):
        await room.do(c.ChangePhase(from_step=0, step=1), Role.FACILITATOR)
    assert screen.left == [4500]
    with pytest.raises(Unknown):
        await hub.room(room.id)
    assert await log.position(room_stream(room.id)) is None
    assert [record.getMessage() for record in caplog.records] == [f"room {room.id} is gone from the log"]
    await hub.close()
    await log.close()


async def test_entries_far_behind_a_snapshot_are_trimmed_and_nobody_misses_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.live_room.SNAPSHOT_ENTRIES", 5)
    monkeypatch.setattr("server.boards.KEPT_ENTRIES", 10)
    log = SqliteLog(tmp_path / "log")
    room = await begun(log)
    for number in range(40):
        await room.do(c.PostNote(f"note{number:04}", "c1", "An idea"), Role.FACILITATOR)
    stream, last = room_stream(room.id), room.position.seq
    stored = await log.snapshot(stream)
    assert stored is not None
    kept = stored.position.seq - 10
    assert len(await log.read(stream, kept)) == last - kept, "what is not far behind is kept"
    with pytest.raises(Trimmed):
        await log.read(stream, kept - 1)
    board, at = await read_board(log, room.id)
    assert (board, at) == (room.board, room.position)
    assert len(board.notes) == 40
    again = LiveRoom(log, room.id, Counters())
    await again.open()
    assert again.gap(Audience.WALL, at.epoch, 3, None) is None, "a screen from before the trim gets the board"
    await again.close()
    await room.close()
    await log.close()
