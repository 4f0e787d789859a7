"""What goes out of a live room: one frame per audience, merged and paced, and what each viewer misses of it.

A fan-out tells all that has become durable since the last one. It rests after each, longer the longer it took, so that
in a storm everybody hears less often and gets more at once.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from rooms.views import Audience, Seen
from server import wire
from server.asking import Connection
from server.counters import Counters
from server.io_uring import Ring
from server.shown import Look, Shown
from server.viewers import Viewers

if TYPE_CHECKING:
    from server.live_room import LiveRoom

logger = logging.getLogger("talkoot.room")

REST = 2.0  # a fan-out waits this many times as long as the last one took: it merges more when there is more
SHARED_GAPS = 16  # kept until the next fan-out: whoever lost the line at the same time comes back from the same place


class FanOut:
    """The viewers of one room, and what they have been sent: all until `sent_seq`, whose entry has `sent_mark`."""

    def __init__(self, room: LiveRoom, counters: Counters, ring: Ring | None) -> None:
        self.viewers = Viewers(ring)
        self.sent_seq = self.sent_mark = 0
        self._room = room
        self._counters = counters
        self._newcomers: list[Connection] = []
        self._shown = Shown()
        self._gaps: dict[tuple[Audience, int, int | None], list[Seen]] = {}  # up to `sent_seq`
        self._not_before = 0.0
        self._timer: asyncio.Handle | None = None

    def begin(self) -> None:
        """Stand where the room stands, with nothing sent before."""
        self._shown, self._gaps = Shown(), {}
        self.sent_seq, self.sent_mark = self._room.position.seq, self._room.mark

    def stop(self) -> None:
        """Send nothing more by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def everybody(self) -> list[Connection]:
        """All connections, also those that have not been welcomed yet."""
        return [*self._newcomers, *self.viewers]

    # Connections

    def join(self, connection: Connection) -> None:
        """Welcome a connection as soon as it stands at the same place as everybody else."""
        if self._everything_sent():
            self._welcome(connection)
        else:
            self._newcomers.append(connection)

    def part(self, connection: Connection) -> None:
        """Forget a connection."""
        if connection in self._newcomers:
            self._newcomers.remove(connection)
        self.viewers.remove(connection)

    def fall_behind(self, connection: Connection) -> None:
        """Send a connection nothing more until it is brought up to date: it does not read."""
        self.viewers.fall_behind(connection, self.sent_seq)

    def say_no_more(self, connection: Connection) -> None:
        """Send a connection nothing more, no welcome either: it is told goodbye, though its line is not closed yet."""
        if connection in self._newcomers:
            self._newcomers.remove(connection)
        self.fall_behind(connection)

    def bring_up_to_date(self, connection: Connection) -> None:
        """Give a slow reader, who reads again, what it missed: the gap, or the board."""
        if not self.viewers.is_behind(connection):
            return
        if connection.seq == self.sent_seq:
            self.viewers.keep_step(connection)
            return
        missed = self.gap(connection.audience, connection.seq)
        if missed is None and not self._everything_sent():
            return  # the next fan-out brings the board to whoever is not where the others are
        if missed is None:
            frame = self._board_frame(connection.audience)
        else:
            frame = b"".join(wire.pack({"kind": "events", **each}) for each in missed)
        if connection.audience is Audience.PHONE:
            frame += wire.pack({"kind": "yours", **self._room.own.everything(connection.participant)})
        self.viewers.keep_step(connection)
        connection.write(frame)

    # What they get

    def packed_board(self, audience: Audience) -> bytes:
        """The compressed snapshot for an audience."""
        return self._shown.packed(self._room.board, self._room.position, audience)

    def gap(self, audience: Audience, seq: int, mark: int | None = None) -> list[Seen] | None:
        """What a viewer at `seq` of this epoch missed, as contents of `events` frames: none, or one that holds it all.

        Made once for all who come back from there: after an outage those are many.
        `mark`: that of the entry which a viewer from elsewhere has at `seq`. After a loss that no node remembers
        another one may stand there, and nothing fits on top of it. None when only a snapshot will do.
        """
        if not 0 <= seq <= self.sent_seq:
            return None
        if seq == self.sent_seq:
            return [] if mark in (None, self.sent_mark) else None
        asked = (audience, seq, mark)
        if asked in self._gaps:
            return self._gaps[asked]
        events = self._shown.since(audience, seq, mark)
        if events is None:
            return None
        if len(self._gaps) == SHARED_GAPS:
            self._gaps.clear()
        self._gaps[asked] = [self._stands(seq) | wire.packed_beyond({"events": events})]
        return self._gaps[asked]

    def add(self, looks: list[Look]) -> None:
        """Take in what has just become durable, to be told with the next fan-out."""
        self._shown.add(looks)

    def say(self, audience: Audience, frame: bytes) -> None:
        """Write a frame that has no place in the order of events to all of an audience who read."""
        self._put(audience, frame)
        for connection in self.viewers.behind(audience):
            connection.write(frame)

    def soon(self) -> None:
        """Tell everybody, as soon as the last fan-out has rested."""
        if self._everything_sent() or self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._not_before - loop.time()
        # Not at once: the room hands what waits to the log first, and the disk works while we write to sockets.
        self._timer = loop.call_later(wait, self._tell) if wait > 0 else loop.call_soon(self._tell)

    def _tell(self) -> None:
        self._timer = None
        try:
            self._fan_out()
        except Exception:
            logger.exception(
                "room %s at %s: a fan-out that breaks us; everybody comes back", self._room.id, self.sent_seq
            )
            for connection in self.everybody():
                connection.leave(4500)  # some have it and some do not: all come back
            self.begin()

    def _fan_out(self) -> None:
        """One frame per audience, the same bytes to everybody in it who has what came before."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        after, self.sent_seq = self.sent_seq, self._room.position.seq
        self._gaps.clear()
        fanned = self._shown.fan_out(self._room.board, after, self.sent_mark, self.sent_seq)
        self.sent_mark = self._room.mark
        for audience in Audience:
            if self.viewers.count(audience):
                seen = fanned.seen[audience]
                if seen is None:
                    frame = self._board_frame(audience)
                else:
                    frame = wire.pack({"kind": "events", **self._stands(after), "events": seen})
                self._put(audience, frame)
            for connection in self.viewers.behind(audience):
                self.bring_up_to_date(connection)
        took = loop.time() - began
        self._not_before = began + took * (1 + REST)
        self._counters.fan_out_seconds.note(took)
        self._counters.fan_out_entries.note(self.sent_seq - after)
        while self._newcomers:
            self._welcome(self._newcomers.pop(0))

    def _put(self, audience: Audience, frame: bytes) -> None:
        self._counters.bytes_out += self.viewers.put(audience, frame) * len(frame)

    def _welcome(self, connection: Connection) -> None:
        self.viewers.add(connection)  # first: a welcome that fills its line lets it fall behind
        connection.welcome(self._room)

    def _everything_sent(self) -> bool:
        return self.sent_seq == self._room.position.seq

    def _board_frame(self, audience: Audience) -> bytes:
        frame = {"kind": "board", "seq": self._room.position.seq, "mark": self._room.mark}
        return wire.pack({**frame, "board": self.packed_board(audience)})

    def _stands(self, after: int) -> Seen:
        return {"after": after, "seq": self.sent_seq, "mark": self.sent_mark}
