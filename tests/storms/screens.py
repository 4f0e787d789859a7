"""Phones, walls and desks of a storm: the client of the rehearsal, which writes everything down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from rooms.views import Audience
from server.access import COOKIE
from server.rehearse.client import Client, Denied, Tally
from server.rehearse.door import Door, Shut
from server.rehearse.mirror import OWN, Gap, Mirror, Seen, unpacked, whole
from tests.storms.checker import digest, own_plain
from tests.storms.history import Answered, Ended, History, Plain, Saw, Screen, Told
from tests.storms.wires import Line

LOOK_EVERY = 5  # the board is compared after every so many frames, and after each that brings a whole one
FIXED = ("title", "columns", "steps")  # what the room began with; nobody's secret, and most of a small board


class Written(Client):
    """A client that writes down what it asked, was told and saw."""

    def __init__(self, history: History, screen: Screen, door: Door, room: str, cookie: str) -> None:
        super().__init__(door, room, screen.audience, cookie, "en", "hall", Tally())
        self.screen = screen
        self.history = history
        self.lines = 0
        self._frames = 0
        self._answered_in = 0  # the epoch of the newest answer: the page may be loaded anew before anybody looks
        self._fresh = True  # nothing is known before the next welcome
        history.screens[screen.name] = screen

    async def ask(self, command: Seen) -> int:
        wish = self.history.asked(self.screen.name, command)
        before = self._tally.repeats
        try:
            seq = await super().ask(command)
        except Denied as denied:
            sent = 1 + self._tally.repeats - before
            self.history.add(Answered(self.screen.name, wish, self._answered_in, 0, denied.code, sent))
            raise
        self.history.add(Answered(self.screen.name, wish, self._answered_in, seq))
        return seq

    def reload(self) -> None:
        """The page is loaded anew: it knows nothing, but for what is in its outbox."""
        self.mirror = Mirror()
        self._fresh = True
        self.lose_line(0.0)

    async def _take(self, socket: ClientConnection, frame: Seen) -> None:
        kind = frame["kind"]
        if self._fresh and kind != "welcome":
            return  # the last of a line that is gone
        self._fresh = False
        # A copy that a new line carried when the answer was already here is answered, too: by a node behind, elsewhere.
        if kind in ("ack", "refused") and self._asked is not None and not self._asked.done.done():
            self._answered_in = self.mirror.epoch
        if kind in ("yours", "ack"):
            own = {key: frame[key] for key in ("notes", "gone", *OWN) if key in frame}
            self.history.add(Told(self.screen.name, frozenset(texts_in(own))))
        if kind not in ("welcome", "board", "events"):
            await super()._take(socket, frame)
            return
        self.lines += kind == "welcome"
        before = self.mirror.seq
        told = frame
        if "board" in frame:
            told = frame | {"board": {key: part for key, part in unpacked(frame["board"]).items() if key not in FIXED}}
        if "yours" in frame:
            self.history.add(Told(self.screen.name, frozenset(texts_in(frame["yours"]))))
            told = told | {"yours": None}
        saw = Saw(
            self.screen.name,
            self.lines,
            frame["epoch"] if kind == "welcome" else self.mirror.epoch,
            frame["seq"],
            None if "board" in frame else frame["after"] if kind == "events" else first_after(frame, before),
            None,
            frozenset(texts_in(told)),
            frozenset(counted_in(told)),
        )
        try:
            await super()._take(socket, frame)
        finally:
            self._frames += 1
            if self.mirror.seq == saw.seq and ("board" in frame or self._frames % LOOK_EVERY == 0):
                saw = replace(saw, digest=digest(self.mirror.board))
            self.history.add(saw)

    def end(self) -> None:
        """Write down where this screen stands."""
        own = None
        if self.audience == Audience.PHONE:
            own = digest(own_plain(self.mirror.own | {"notes": list(self.mirror.notes.values())}))
        self.history.add(Ended(self.screen.name, self.mirror.epoch, self.mirror.seq, digest(self.mirror.board), own))


def first_after(welcome: Seen, before: int) -> int:
    """Where the missed events of a welcome go on from."""
    after: int = welcome["events"][0]["after"] if welcome["events"] else welcome["seq"]
    return after


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def counted_in(frame: Plain) -> Iterator[str]:
    """Rounds of which a frame about the board tells counts by line."""
    board = frame.get("board") or {}
    rounds = [board.get("round"), *board.get("rounds", ())]
    missed = frame.get("events") or []
    if frame["kind"] == "welcome":
        missed = [event for one in missed for event in one["events"]]
    for event in missed:
        if event["kind"] == "Replaced" and event["part"] == "round":
            rounds.append(event["value"])
        elif event["kind"] == "Replaced" and event["part"] == "rounds":
            rounds += event["value"]
    for round_ in rounds:
        if round_ and (round_["results"] is not None or round_.get("raw")):
            yield round_["id"]


class Within(Written):
    """A client on lines within the storm's own process. `pick` gives the line that a balancer would."""

    def __init__(
        self, history: History, screen: Screen, room: str, cookie: str, pick: Callable[[], Line], silent_seconds: float
    ) -> None:
        super().__init__(history, screen, Door("http://talkoot.test", 1e9), room, cookie)
        self.line: Line | None = None
        self._pick = pick
        self._silent_seconds = silent_seconds

    def lose_line(self, seconds: float) -> None:
        if self.line is not None:
            self._away = seconds
            self.line.abort()

    async def _connection(self) -> str:
        query = self._query
        if self.mirror.board:
            query = query | {key: str(value) for key, value in self.mirror.stands.items()}
        try:
            line = self.line = self._pick()
            try:
                async with asyncio.timeout(20):
                    uri = f"ws://talkoot.test{self._path}?{urlencode(query)}"
                    await line.open(uri, self._door.origin, f"{COOKIE}={self._cookie}")
                while True:
                    async with asyncio.timeout(self._silent_seconds):
                        data = await line.recv()
                    await self._take(line, whole(data))  # type: ignore[arg-type]
            finally:
                self.line = None
                line.abort()
        except ConnectionClosed as error:
            if error.rcvd is not None and 4400 <= error.rcvd.code < 4500:
                raise Shut(f"sent away for good, with code {error.rcvd.code}") from error
            return str(error)
        except (OSError, WebSocketException, TimeoutError, Gap) as error:
            return str(error) or type(error).__name__
        finally:
            self._socket = None
