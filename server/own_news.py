"""What participants are told of their own: notes, ballot, and whatever else of the board only they may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rooms import own
from rooms.events import BallotsUntied, DotsPlaced, DotsReturned, Event, RoundAccepted, RoundVoided
from rooms.views import Audience, Seen
from server import wire
from server.asking import MISSED_OWN, Asked, Connection
from server.round_keys import RoundKeys
from server.viewers import Viewers

if TYPE_CHECKING:
    from server.live_room import LiveRoom


class OwnNews:
    """The participants of one room on this node, each on all the connections that it has."""

    def __init__(self, room: LiveRoom, keys: RoundKeys, viewers: Viewers) -> None:
        self._room = room
        self._keys = keys
        self._viewers = viewers

    def ballot_of(self, participant: str) -> str:
        """A participant's ballot in the current round; empty while there is none, or nobody can know it."""
        round_ = self._room.board.round
        return self._keys.ballot(round_.id, participant) if round_ else ""

    def dots_of(self, participants: Iterable[str]) -> int:
        """Dots that these have placed in the current round, all together; 0 once nobody can know."""
        round_ = self._room.board.round
        if round_ is None or round_.untied:
            return 0
        return sum(round_.spent(self.ballot_of(participant)) for participant in participants)

    def everything(self, participant: str) -> Seen:
        """All of a participant's own."""
        return own.yours(self._room.board, participant, self.ballot_of(participant))

    def ack(self, asked: Asked) -> bytes:
        """The answer to a command that is durable, with what it made of the asker's own."""
        answer: Seen = {"kind": "ack", "n": asked.n, "seq": self._room.position.seq}
        participant = asked.connection.participant
        if asked.connection.audience is Audience.PHONE:
            answer |= own.answer(self._room.board, participant, self.ballot_of(participant), asked.command)
        return wire.pack(answer)

    def tell(self, events: Sequence[Event], askers: Sequence[Connection | None]) -> None:
        """Tell what has happened to somebody's own, on each connection but the one that asked for it."""
        if not self._viewers.participants:
            return
        untold: dict[Connection, list[Event]] = {}
        for event, asker in zip(events, askers, strict=True):
            for participant in self._owners(event):
                for connection in self._viewers.participants.get(participant, ()):
                    if connection is not asker:
                        untold.setdefault(connection, []).append(event)
        for connection, happened in untold.items():
            ballot = self.ballot_of(connection.participant)
            self._write(connection, own.own_changes(self._room.board, connection.participant, ballot, happened))

    def tell_ballots(self) -> None:
        """Tell everybody of the own ballot, with the order of its lines: the round has just got its key."""
        for participant, connections in self._viewers.participants.items():
            ballot = own.own_ballot(self._room.board, self.ballot_of(participant))
            for connection in connections:
                self._write(connection, {"ballot": ballot})

    def _write(self, connection: Connection, yours: Seen) -> None:
        if connection.writable:
            connection.write(wire.pack({"kind": "yours", **yours}))
        else:  # it misses something of its own, so no gap will do: only the board and all of `yours`
            connection.seq = MISSED_OWN

    def _owners(self, event: Event) -> Iterable[str]:
        match event:
            case DotsPlaced():
                return self._keys.owners(event.round, [event.ballot])
            case DotsReturned():
                return self._keys.owners(event.round, event.ballots)
            case RoundAccepted() | RoundVoided() | BallotsUntied():
                return self._viewers.participants.keys()
        return own.concerned(self._room.board, event)
