"""Ways to write the same bytes to many sockets: by one system call where Linux allows that, else one by one."""

from __future__ import annotations

import os
import socket
from typing import Protocol

from server.io_uring import Lines, Ring
from server.settings import Settings


class Writer(Protocol):
    """Writes a frame to all lines, and never waits for one.

    `send` returns who did not take it whole: their places, and how many bytes they took; 0 when their buffer is full,
    or the line is broken.
    """

    def send(self, lines: Lines, frame: bytes) -> list[tuple[int, int]]: ...
    def close(self) -> None: ...


class OneByOne:
    """A call for each socket."""

    def send(self, lines: Lines, frame: bytes) -> list[tuple[int, int]]:
        size = len(frame)
        return [(place, took) for place, file in enumerate(lines.files) if (took := _written(file, frame)) != size]

    def close(self) -> None:
        """Nothing is held."""


ONE_BY_ONE = OneByOne()


def _written(file: int, frame: bytes) -> int:
    try:
        return os.write(file, frame)
    except OSError:
        return 0


def writer_of(settings: Settings) -> Writer:
    """A `Ring` that has been seen to work, where there is one and settings allow it; else `OneByOne`."""
    if settings.io_uring == "off":
        return ONE_BY_ONE
    try:
        ring = Ring()
    except OSError:
        return ONE_BY_ONE
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        there.setblocking(False)
        lines = Lines()
        lines.append(here.fileno())
        if ring.send(lines, b"ring") == [] and there.recv(8) == b"ring":
            return ring
    ring.close()
    return ONE_BY_ONE
