"""The same bytes to many sockets, by each way that this machine allows."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Iterator

import pytest

from server.io_uring import ENTRIES, Lines
from server.settings import Settings
from server.writers import ONE_BY_ONE, Writer, writer_of

WAYS = {type(writer).__name__: writer for writer in (writer_of(Settings()), ONE_BY_ONE)}


@pytest.fixture(params=WAYS)
def writer(request: pytest.FixtureRequest) -> Writer:
    return WAYS[request.param]


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


def test_everybody_gets_every_frame_whole_and_in_order(writer: Writer) -> None:
    frames = [bytes([n]) * (1 + 97 * n) for n in range(40)]
    with lines_to(300) as (lines, ends):  # more sends than a ring has entries, many times around
        for frame in frames:
            assert writer.send(lines, frame) == []
        assert {held(end) for end in ends} == {b"".join(frames)}


def test_more_lines_than_fit_into_one_call(writer: Writer) -> None:
    with lines_to(ENTRIES + 3) as (lines, ends):
        assert writer.send(lines, b"one") == []
        assert writer.send(lines, b"two") == []
        assert {held(end) for end in ends} == {b"onetwo"}


def test_a_frame_longer_than_any_before(writer: Writer) -> None:
    long = os.urandom(150_000)
    with lines_to(2) as (lines, ends):
        for place in range(2):
            with socket.socket(fileno=os.dup(lines.files[place])) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        assert writer.send(lines, long) == []
        assert [held(end) for end in ends] == [long, long]


def test_who_does_not_read_takes_a_part_and_then_nothing_while_the_others_get_all(writer: Writer) -> None:
    frame = os.urandom(50_000)
    with lines_to(5) as (lines, ends):
        slow, others = ends[3], [*ends[:3], ends[4]]
        sent = took = 0
        while (short := writer.send(lines, frame)) == []:
            sent += len(frame)
            assert [held(end) for end in others] == [frame] * 4
        assert [place for place, _ in short] == [3]
        took = sent + short[0][1]
        assert [held(end) for end in others] == [frame] * 4
        assert writer.send(lines, frame) == [(3, 0)]
        assert [held(end) for end in others] == [frame] * 4
        assert held(slow) == (frame * (1 + took // len(frame)))[:took]
        assert writer.send(lines, b"again") == []


def test_a_line_that_is_broken_is_told_and_harms_nobody(writer: Writer) -> None:
    with lines_to(5) as (lines, ends):
        ends[1].close()
        assert writer.send(lines, b"frame") == [(1, 0)]
        assert [held(end) for end in (ends[0], *ends[2:])] == [b"frame"] * 4


def test_a_line_that_is_taken_away_leaves_its_place_to_the_last(writer: Writer) -> None:
    with lines_to(4) as (lines, ends):
        lines.remove(1)
        ends[3].close()
        assert writer.send(lines, b"frame") == [(1, 0)]
        assert [held(end) for end in ends[:3]] == [b"frame", b"", b"frame"]
        lines.remove(1)
        lines.remove(1)
        assert writer.send(lines, b"frame") == []
        assert [held(end) for end in ends[:3]] == [b"frame", b"", b""]


def test_nobody_gets_nothing(writer: Writer) -> None:
    assert writer.send(Lines(), b"frame") == []


def test_where_no_ring_may_be_opened_it_goes_one_by_one() -> None:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = os.dup(0)  # the lowest number that is free
    os.close(taken)
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken, most))
    try:
        found = writer_of(Settings())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    assert found is ONE_BY_ONE
