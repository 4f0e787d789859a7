"""The same bytes to many sockets by one call: the kernel's ring where this machine has one, and a simulated one."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.io_uring import ENTRIES, Lines, Ring, opened
from tests.server.simulated_ring import SimulatedRing, rings

RINGS = rings()


@pytest.fixture(params=RINGS)
def ring(request: pytest.FixtureRequest) -> Ring:
    return RINGS[request.param]


@contextlib.contextmanager
def lines_to(count: int) -> Iterator[tuple[Lines, list[socket.socket]]]:
    """That many lines, and their other ends."""
    with contextlib.ExitStack() as kept:
        lines, ends = Lines(), []
        for _ in range(count):
            here, there = (kept.enter_context(end) for end in socket.socketpair())
            here.setblocking(False)
            there.setblocking(False)
            lines.append(here.fileno())
            ends.append(there)
        yield lines, ends


def held(end: socket.socket) -> bytes:
    """All that has come in."""
    found = b""
    with contextlib.suppress(BlockingIOError):
        while some := end.recv(1 << 20):
            found += some
    return found


@pytest.fixture(autouse=True)
def enough_files() -> Iterator[None]:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(few, min(most, 8 * ENTRIES)), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))


def test_everybody_gets_every_frame_whole_and_in_order(ring: Ring) -> None:
    frames = [bytes([n]) * (1 + 97 * n) for n in range(40)]
    with lines_to(300) as (lines, ends):  # more sends than a ring has entries, many times around
        for frame in frames:
            assert ring.send(lines, frame) == []
        assert {held(end) for end in ends} == {b"".join(frames)}


def test_more_lines_than_fit_into_one_call(ring: Ring) -> None:
    with lines_to(ENTRIES + 3) as (lines, ends):
        assert ring.send(lines, b"one") == []
        assert ring.send(lines, b"two") == []
        assert {held(end) for end in ends} == {b"onetwo"}


def test_a_frame_longer_than_any_before(ring: Ring) -> None:
    long = os.urandom(150_000)
    with lines_to(2) as (lines, ends):
        for place in range(2):
            with socket.socket(fileno=os.dup(lines.files[place])) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        assert ring.send(lines, long) == []
        assert [held(end) for end in ends] == [long, long]


def test_who_does_not_read_takes_a_part_and_then_nothing_while_the_others_get_all(ring: Ring) -> None:
    frame = os.urandom(50_000)
    with lines_to(5) as (lines, ends):
        slow, others = ends[3], [*ends[:3], ends[4]]
        sent = took = 0
        while (short := ring.send(lines, frame)) == []:
            sent += len(frame)
            assert [held(end) for end in others] == [frame] * 4
        assert [place for place, _ in short] == [3]
        took = sent + short[0][1]
        assert [held(end) for end in others] == [frame] * 4
        assert ring.send(lines, frame) == [(3, 0)]
        assert [held(end) for end in others] == [frame] * 4
        assert held(slow) == (frame * (1 + took // len(frame)))[:took]
        assert ring.send(lines, b"again") == []


def test_a_line_that_is_broken_is_told_and_harms_nobody(ring: Ring) -> None:
    with lines_to(5) as (lines, ends):
        ends[1].close()
        assert ring.send(lines, b"frame") == [(1, 0)]
        assert [held(end) for end in (ends[0], *ends[2:])] == [b"frame"] * 4


def test_a_line_that_is_taken_away_leaves_its_place_to_the_last(ring: Ring) -> None:
    with lines_to(4) as (lines, ends):
        lines.remove(1)
        ends[3].close()
        assert ring.send(lines, b"frame") == [(1, 0)]
        assert [held(end) for end in ends[:3]] == [b"frame", b"", b"frame"]
        lines.remove(1)
        lines.remove(1)
        assert ring.send(lines, b"frame") == []
        assert [held(end) for end in ends[:3]] == [b"frame", b"", b""]


def test_nobody_gets_nothing(ring: Ring) -> None:
    assert ring.send(Lines(), b"frame") == []


@pytest.mark.parametrize("seed", range(30))
def test_whoever_is_told_to_have_taken_so_much_has_taken_it_however_difficult_the_kernel_is(seed: int) -> None:
    """It takes only some of what it is given, is interrupted, answers late and in no order, and counts beyond 2³²."""
    chance = random.Random(seed)
    ring = SimulatedRing(chance, 2**32 - chance.randint(1, 6000))
    expected: dict[int, bytes] = {}
    with lines_to(chance.choice((1, 7, ENTRIES, ENTRIES + 1))) as (lines, ends):
        there = dict(zip(lines.files, ends, strict=True))
        for _ in range(8):
            if len(lines) > 3:
                lines.remove(chance.randrange(len(lines)))
            frame = chance.randbytes(chance.randint(1, 60))
            short = dict(ring.send(lines, frame))
            for place, file in enumerate(lines.files):
                expected[file] = expected.get(file, b"") + frame[: short.get(place, len(frame))]
        assert all(held(there[file]) == heard for file, heard in expected.items())


def test_what_a_closed_ring_held_is_the_kernels_again() -> None:
    def held_files() -> set[str]:
        return {each.name for each in Path("/proc/self/fd").iterdir()}

    before = held_files()
    ring = opened()
    if ring is not None:
        assert held_files() > before
        ring.close()
    assert held_files() == before


def test_where_no_file_may_be_opened_there_is_no_ring() -> None:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = os.dup(0)  # the lowest number that is free
    os.close(taken)
    try:
        for spare in range(5):  # for the ring, not for its memory, for that, not for the trial…
            resource.setrlimit(resource.RLIMIT_NOFILE, (taken + spare, most))
            assert opened() is None
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
