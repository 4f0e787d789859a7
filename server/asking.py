"""Who asks a live room for something, what is asked, and what deciding it came to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from rooms.board import Board
from rooms.commands import Command
from rooms.errors import Refused
from rooms.events import Event
from rooms.room import Actor
from rooms.views import Audience
from server.log import Unavailable
from server.shown import Look

if TYPE_CHECKING:
    from server.live_room import LiveRoom

MISSED_OWN = -1  # the seq of a connection to which something of its own could not be told


class Connection(Protocol):
    """What a room needs of a live socket. `writable` is False while it does not read; `seq` is what it has, once
    it has fallen behind.

    `put` writes at once and asks nothing: for viewers in step, a thousand times in a row. `flushed` tells whether all
    that was written has gone out on a line that stays open, `fileno` its socket's file, or -1.
    """

    audience: Audience
    participant: str
    place: str
    seq: int
    writable: bool

    @property
    def put(self) -> Callable[[bytes], object]: ...
    @property
    def flushed(self) -> bool: ...

    def fileno(self) -> int: ...
    def write(self, frames: bytes) -> None: ...
    def answer(self, frame: bytes) -> None: ...
    def refuse(self, n: int, refused: Refused) -> bytes: ...
    def welcome(self, room: LiveRoom) -> None: ...
    def may_still(self) -> bool: ...
    def leave(self, code: int) -> None: ...


class Inside:
    """What stands in a connection's place when the server itself asks: the answer goes to whoever waits."""

    audience = Audience.DESK
    participant = place = ""
    seq = MISSED_OWN
    writable = True

    def __init__(self, actor: Actor, answered: asyncio.Future[None]) -> None:
        self.actor = actor
        self._answered = answered

    def answer(self, frame: bytes) -> None:
        if not self._answered.done():
            self._answered.set_result(None)

    def put(self, frames: bytes) -> None:
        raise TypeError("whoever asks from inside hears no fan-out")

    flushed = True

    def fileno(self) -> int:
        return -1

    def write(self, frames: bytes) -> None:
        raise TypeError("whoever asks from inside does not listen")

    def refuse(self, n: int, refused: Refused) -> bytes:
        if not self._answered.done():
            self._answered.set_exception(Unavailable() if refused.code == "unavailable" else refused)
        return b""

    def welcome(self, room: LiveRoom) -> None:
        raise TypeError("whoever asks from inside does not join")

    def may_still(self) -> bool:
        return True

    def leave(self, code: int) -> None:
        if not self._answered.done():
            self._answered.set_exception(Unavailable())


class Asked(Struct):
    """A command that waits for its answer."""

    connection: Any
    n: int
    command: Command


class Decided(Struct):
    """What deciding a batch came to: the board it leads to, the events, who asked for each, and every answer."""

    board: Board
    events: list[Event] = []
    askers: list[Any] = []
    accepted: list[tuple[Actor, Command]] = []
    looks: list[Look] = []
    answers: list[tuple[Asked, Refused | None]] = []
