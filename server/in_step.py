"""The viewers of one audience who have all that was sent: whoever is here gets the next frame without a question asked.

Where there is a `Ring` and they are many, a frame goes straight to their sockets, past the transports, unless a
transport still holds something back: who was written to by itself stays with its transport until that is empty, so that
nothing overtakes anything.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Iterator

from server.asking import Connection
from server.io_uring import Lines, Ring

FEW = 20  # fewer are written to sooner by their transports: the ring's own work is 5 us (measured)


class InStep:
    """Connections, each either written to directly or by its transport."""

    def __init__(self, ring: Ring | None) -> None:
        self._ring = ring
        self._by_transport: dict[Connection, None] = {}
        self._direct: list[Connection] = []  # in the places of `_lines`
        self._places: dict[Connection, int] = {}
        self._lines = Lines()
        self._files: dict[Connection, int] = {}
        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._files_end = sys.maxsize if most == resource.RLIM_INFINITY else most // 2

    def __len__(self) -> int:
        return len(self._by_transport) + len(self._direct)

    def __iter__(self) -> Iterator[Connection]:
        yield from self._by_transport
        yield from self._direct

    def add(self, connection: Connection) -> None:
        """Take in a connection that has all that was sent, or is being given it."""
        if connection in self._by_transport or connection in self._places:
            return
        self._by_transport[connection] = None
        file = connection.fileno()
        if self._ring is not None and file >= 0:
            # A number of our own: the loop closes its own as it likes, and the kernel may give that one to a stranger.
            with contextlib.suppress(OSError):
                self._files[connection] = os.dup(file)
                if self._files[connection] >= self._files_end:
                    os.close(self._files.pop(connection))  # the other half is for those who still come

    def remove(self, connection: Connection) -> bool:
        """Forget a connection: whether it was here."""
        self.by_transport(connection)
        if connection in self._files:
            os.close(self._files.pop(connection))
        return self._by_transport.pop(connection, self) is None

    def by_transport(self, connection: Connection) -> None:
        """Something goes out on this line by its transport: so does all else until that has gone."""
        place = self._places.pop(connection, None)
        if place is None:
            return
        self._lines.remove(place)
        last = self._direct.pop()
        if last is not connection:
            self._direct[place] = last
            self._places[last] = place
        self._by_transport[connection] = None

    def put(self, frame: bytes) -> int:
        """Write a frame to everybody here: how many those are."""
        count = len(self)
        if self._ring is not None and count >= FEW:
            for connection in [each for each in self._by_transport if each in self._files and each.flushed]:
                self._go_direct(connection)
        lines = list(self._by_transport)
        if self._ring is not None and self._direct:
            short = [(self._direct[place], took) for place, took in self._ring.send(self._lines, frame)]
            for connection, took in short:
                self.by_transport(connection)
                connection.put(frame[took:])
        for connection in lines:
            connection.put(frame)  # whose line fills up by it falls behind meanwhile
        return count

    def _go_direct(self, connection: Connection) -> None:
        self._lines.append(self._files[connection])
        self._places[connection] = len(self._direct)
        self._direct.append(connection)
        del self._by_transport[connection]
