"""Who looks at a room: by audience, by participant, and who of them has all that was sent so far.

Whoever is in step gets the next frame without a question asked, which is what makes a fan-out cheap. Whoever does not
read falls behind, and is brought up to date when it reads again.
"""

from __future__ import annotations

from collections.abc import Iterator

from rooms.views import Audience
from server.asking import Connection
from server.in_step import InStep
from server.io_uring import Ring


class Viewers:
    """The connections of one room that have been welcomed."""

    def __init__(self, ring: Ring | None = None) -> None:
        self.participants: dict[str, set[Connection]] = {}
        self._in_step = {each: InStep(ring) for each in Audience}
        self._behind: dict[Audience, set[Connection]] = {each: set() for each in Audience}

    def __bool__(self) -> bool:
        return any(self.count(audience) for audience in Audience)

    def __iter__(self) -> Iterator[Connection]:
        for audience in Audience:
            yield from self.of(audience)

    def of(self, audience: Audience) -> list[Connection]:
        """All connections of an audience."""
        return [*self._in_step[audience], *self._behind[audience]]

    def count(self, audience: Audience) -> int:
        return len(self._in_step[audience]) + len(self._behind[audience])

    def add(self, connection: Connection) -> None:
        """Take in a connection that is being told all that there is."""
        self.keep_step(connection)
        if connection.participant:
            self.participants.setdefault(connection.participant, set()).add(connection)

    def remove(self, connection: Connection) -> None:
        """Forget a connection, whether it is here or not."""
        self._in_step[connection.audience].remove(connection)
        self._behind[connection.audience].discard(connection)
        mine = self.participants.get(connection.participant)
        if mine is not None:
            mine.discard(connection)
            if not mine:
                del self.participants[connection.participant]

    def keep_step(self, connection: Connection) -> None:
        """From now on a connection has all that was sent."""
        self._behind[connection.audience].discard(connection)
        self._in_step[connection.audience].add(connection)

    def fall_behind(self, connection: Connection, seq: int) -> None:
        """A connection gets nothing more until it is brought up to date; `seq` is what it has."""
        if self._in_step[connection.audience].remove(connection):
            self._behind[connection.audience].add(connection)
            connection.seq = seq

    def put(self, audience: Audience, frame: bytes) -> int:
        """Write a frame to all of an audience who are in step: how many those are."""
        return self._in_step[audience].put(frame)

    def wrote(self, connection: Connection) -> None:
        """A connection was written to by itself."""
        self._in_step[connection.audience].by_transport(connection)

    def is_behind(self, connection: Connection) -> bool:
        return connection in self._behind[connection.audience]

    def behind(self, audience: Audience) -> list[Connection]:
        """Those who read again, and have not been brought up to date."""
        return [connection for connection in self._behind[audience] if connection.writable]
