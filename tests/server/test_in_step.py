"""Who is in step gets every frame once, whole and in order, whichever way it goes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvloop
from websockets.protocol import State

from rooms.board import Board
from rooms.views import Audience
from server.counters import Counters
from server.fan_out import FanOut
from server.in_step import FEW, InStep
from server.io_uring import Ring
from server.log import Position
from server.socket import LiveSocket
from tests.server.simulated_ring import SimulatedRing, rings
from tests.server.test_live_room import Screen

WAYS: dict[str, Ring | None] = {"by transports": None, **rings()}
FRAMES = 120


@pytest.fixture(params=WAYS)
def ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ring | None:
    """A ring that is used for however few, or none."""
    monkeypatch.setattr("server.in_step.FEW", 1)
    return WAYS[request.param]


@pytest.fixture(params=rings())
def direct_ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ring:
    """One that is used for however few."""
    monkeypatch.setattr("server.in_step.FEW", 1)
    found = WAYS[request.param]
    assert found
    return found


def on_the_loop(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """On the loop that servers run on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(test())


class Line(Screen):
    """A connection over a pair of sockets; `end` is the other one."""

    audience = Audience.PHONE

    def __init__(self) -> None:
        super().__init__()
        self.expected = b""
        self.got = b""

    async def open(self) -> Line:
        here, self.end = socket.socketpair()
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        self.end.setblocking(False)
        transport, _ = await asyncio.get_running_loop().connect_accepted_socket(asyncio.Protocol, here)
        self.transport = transport
        self.number = self.transport.get_extra_info("socket").fileno()
        return self

    @property
    def flushed(self) -> bool:  # type: ignore[override]
        return not self.transport.get_write_buffer_size()

    def fileno(self) -> int:
        return -1 if self.transport.is_closing() else int(self.number)

    def put(self, frames: bytes) -> None:
        self.transport.write(frames)

    def close(self) -> None:
        self.transport.abort()
        self.end.close()

    def read(self, most: int) -> None:
        with contextlib.suppress(BlockingIOError):
            self.got += self.end.recv(most)


@contextlib.asynccontextmanager
async def lines_in(in_step: InStep, count: int) -> AsyncIterator[list[Line]]:
    """That many lines, all of them in step."""
    lines = [await Line().open() for _ in range(count)]
    for line in lines:
        in_step.add(line)
    try:
        yield lines
    finally:
        for line in lines:
            in_step.remove(line)
            line.close()


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_doubled_or_overtaken_whatever_else_is_written(ring: Ring | None, seed: int) -> None:
    async def test() -> None:
        chance = random.Random(seed)
        in_step = InStep(ring)
        async with lines_in(in_step, 12) as lines:
            for _ in range(FRAMES):
                frame = chance.randbytes(chance.choice((20, 300, 300, 3000, 60_000)))  # the longest are taken in parts
                assert in_step.put(frame) == len(in_step) == 12
                for line in lines:
                    line.expected += frame
                for line in chance.sample(lines, 3):
                    alone = chance.randbytes(chance.choice((10, 5000)))
                    line.put(alone)
                    in_step.by_transport(line)
                    line.expected += alone
                for slow, line in enumerate(lines):
                    if chance.random() < 1 / (1 + slow):
                        line.read(8192)
                if chance.random() < 0.7:
                    await asyncio.sleep(0)
            async with asyncio.timeout(20):
                while any(len(line.got) < len(line.expected) for line in lines):
                    for line in lines:
                        line.read(1 << 16)
                    await asyncio.sleep(0.001)
            assert [line.number for line in lines if line.got != line.expected] == []
        assert len(in_step) == 0

    on_the_loop(test)


def test_a_number_that_was_given_to_a_stranger_brings_them_nothing(direct_ring: Ring) -> None:
    """The loop has closed a line whose end nobody has heard of yet, and somebody else comes in at its number."""

    async def test() -> None:
        in_step = InStep(direct_ring)
        async with lines_in(in_step, 1) as (line,):
            await direct(in_step)
            ours, theirs = socket.socketpair()
            with ours, theirs:
                os.dup2(ours.fileno(), line.number)  # closes it, and gives it away
                theirs.setblocking(False)
                assert in_step.put(b"secret") == 1
                with pytest.raises(BlockingIOError):
                    theirs.recv(100)

    on_the_loop(test)


def test_who_is_closing_is_never_written_to_directly(ring: Ring | None) -> None:
    async def test() -> None:
        in_step = InStep(ring)
        line = await Line().open()
        line.transport.close()
        in_step.add(line)
        in_step.put(b"nobody reads this")
        await asyncio.sleep(0.01)
        assert line.end.recv(100) == b""  # the line has ended: no copy of it is open here
        assert in_step.remove(line)
        assert not in_step.remove(line)
        line.close()

    on_the_loop(test)


def test_who_has_left_keeps_no_file_open(ring: Ring | None) -> None:
    async def test() -> None:
        in_step = InStep(ring)
        async with lines_in(in_step, 5) as lines:
            await direct(in_step)
            await asyncio.sleep(0.01)
            for line in lines:
                in_step.remove(line)
                line.transport.close()
            await asyncio.sleep(0.01)
            for line in lines:
                assert line.end.recv(100) == b"by transportdirectly"
                assert line.end.recv(100) == b""  # the line has ended: no copy of it is open here

    on_the_loop(test)


def test_half_of_the_files_that_may_be_open_are_left_for_those_who_still_come(ring: Ring | None) -> None:
    async def test() -> None:
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        taken = os.dup(0)  # the lowest number that is free
        os.close(taken)
        resource.setrlimit(resource.RLIMIT_NOFILE, (2 * (taken + 25), before[1]))
        try:
            async with lines_in(InStep(ring), 10) as lines:  # two files each are theirs already
                files = open_files()
                in_step = InStep(ring)
                for line in lines:
                    in_step.add(line)
                assert open_files() == files
                await direct(in_step)
                await asyncio.sleep(0.01)
                assert {line.end.recv(100) for line in lines} == {b"by transportdirectly"}
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)

    on_the_loop(test)


@contextlib.asynccontextmanager
async def live_line(ring: Ring | None) -> AsyncIterator[tuple[LiveSocket, Any, socket.socket]]:
    """A live socket of a phone that has been written to twice, its room, and the other end."""
    here, there = socket.socketpair()
    there.setblocking(False)
    live: Any = SimpleNamespace(sockets=set(), counters=Counters(), left=lambda line: None)
    _, line = await asyncio.get_running_loop().connect_accepted_socket(lambda: LiveSocket(live), here)
    live.presence = SimpleNamespace(changed=lambda room: None)
    room: Any = SimpleNamespace(id="room", position=Position(1, 0), mark=0, board=Board())
    room.out = FanOut(room, Counters(), ring)
    room.part = room.out.part
    room.out.begin()
    line._room = room
    line._protocol.state = State.OPEN
    room.out.viewers.add(line)
    try:
        for frame in (b"by transport", b"directly"):
            room.out.say(Audience.PHONE, frame)
            await asyncio.sleep(0.01)
        assert read(there) == b"by transportdirectly"
        yield line, room, there
    finally:
        line._transport.abort()
        there.close()
        await asyncio.sleep(0.01)


def test_what_a_live_socket_says_by_itself_is_never_overtaken_by_what_goes_to_everybody(ring: Ring | None) -> None:
    """Also where its reader makes room before the loop has heard of it: then the frame would fit, and come too soon."""

    async def test() -> None:
        async with live_line(ring) as (line, room, there):
            sent = got = b""
            while line.flushed:
                line.write(bytes([len(sent) % 251]) * 4000)
                sent += bytes([len(sent) % 251]) * 4000
                await asyncio.sleep(0)
            got += read(there)
            room.out.say(Audience.PHONE, b"after")
            async with asyncio.timeout(5):
                while len(got) < len(sent) + 5:
                    await asyncio.sleep(0.001)
                    got += read(there)
            assert got == sent + b"after"

    on_the_loop(test)


def test_who_has_been_told_goodbye_hears_nothing_more(ring: Ring | None) -> None:
    """The loop closes a line a turn later than it is asked to, and what goes to everybody may come between."""

    async def test() -> None:
        async with live_line(ring) as (line, room, there):
            line.write(b"goodbye")
            await asyncio.sleep(0)
            line._transport.close()
            room.out.say(Audience.PHONE, b"after")
            await asyncio.sleep(0.01)
            assert there.recv(100) == b"goodbye"
            assert there.recv(100) == b""

    on_the_loop(test)


def test_who_is_sent_away_before_the_welcome_gets_none_and_hears_nothing(ring: Ring | None) -> None:
    async def test() -> None:
        async with live_line(ring) as (line, room, there):
            room.out.part(line)
            room.position = Position(1, 1)
            room.out.soon()
            room.out.join(line)  # waits for that fan-out
            line.leave(4503)
            await asyncio.sleep(0.01)
            assert read(there)[:1] == b"\x88"
            room.position = Position(1, 2)
            room.out.soon()
            await asyncio.sleep(0.01)
            with pytest.raises(BlockingIOError):
                there.recv(100)

    on_the_loop(test)


def test_a_live_socket_is_written_to_directly_and_is_still_one_of_the_viewers(direct_ring: Ring) -> None:
    async def test() -> None:
        async with live_line(direct_ring) as (line, room, there):
            line.put = lambda frame: pytest.fail("the transport was asked")
            room.out.say(Audience.PHONE, b"frame")
            assert read(there) == b"frame"
            assert room.out.everybody() == [line]

    on_the_loop(test)


def test_few_are_left_to_their_transports() -> None:
    async def test() -> None:
        ring = SimulatedRing()
        for count in (FEW - 1, FEW):
            in_step = InStep(ring)
            async with lines_in(in_step, count) as lines:
                await direct(in_step)
                await asyncio.sleep(0.01)
                assert {read(line.end) for line in lines} == {b"by transportdirectly"}
            assert (ring.calls > 0) is (count == FEW)

    on_the_loop(test)


def read(end: socket.socket) -> bytes:
    """All that has come in."""
    found = b""
    with contextlib.suppress(BlockingIOError):
        while some := end.recv(1 << 20):
            found += some
    return found


def open_files() -> set[str]:
    return {each.name for each in Path("/proc/self/fd").iterdir()}


async def direct(in_step: InStep) -> None:
    """Write twice: first by the transports, as always, then past them."""
    in_step.put(b"by transport")
    await asyncio.sleep(0.01)
    in_step.put(b"directly")
