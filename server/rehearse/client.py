"""One screen of a room that speaks PROTOCOL.md: it keeps what is not answered, comes back by itself, and resumes."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgpack
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Origin, Subprotocol

from server.access import COOKIE
from server.rehearse.door import Door, Shut
from server.rehearse.mirror import Gap, Mirror, Seen, whole
from server.wire import SUBPROTOCOL

SILENT_SECONDS = 25.0
_WAIT_MOST = 10.0
_KEEP_AND_REPEAT = ("unavailable", "too-fast")
_DO_NOT_COME_BACK = range(4400, 4500)
_NO_USE = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class Denied(Exception):
    """The room refused a command for good."""

    def __init__(self, code: str, command: Seen) -> None:
        super().__init__(f"{command['kind']} was refused: {code}")
        self.code = code


class Asked(Struct):
    """A command on its way. `n` is its number on the present connection, 0 while there is none."""

    command: Seen
    done: asyncio.Future[Any]
    n: int = 0
    sent: int = 0


class Tally(Struct):
    """What happened on the line, over all clients: commands done, repeats, connections lost, seconds per answer.

    `away`: when a connection ended and when the next one was welcomed, on the monotonic clock.
    """

    done: int = 0
    repeats: int = 0
    lost: int = 0
    seconds: list[float] = []
    away: list[tuple[float, float]] = []


class Client:
    """A phone, wall or desk. Run `live` beside whatever asks and waits."""

    def __init__(self, door: Door, room: str, audience: str, cookie: str, lang: str, place: str, tally: Tally) -> None:
        self.mirror = Mirror()
        self.audience = audience
        self._door = door
        self._query = {"as": audience, "lang": lang, "place": place}
        self._path = f"/rooms/{room}/live"
        self._cookie = cookie
        self._tally = tally
        self._socket: ClientConnection | None = None
        self._n = 0
        self._asked: Asked | None = None
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[Callable[[Mirror], bool], asyncio.Future[None]]] = []
        self._back_at: float | None = None  # what the server asked for, on the monotonic clock
        self._welcomes = 0
        self._lost_at: float | None = None
        self._away = 0.0

    async def ask(self, command: Seen) -> int:
        """Have a command done, over however many connections that takes; the seq by which it was. Raises: `Denied`.

        One at a time, in the order asked: what comes later may build on what came before.
        """
        async with self._turn:
            began = time.monotonic()
            asked = self._asked = Asked(command, asyncio.get_running_loop().create_future())
            try:
                while True:
                    await self._send(asked)
                    answer = await asked.done
                    if answer["kind"] == "ack":
                        break
                    if answer["code"] not in _KEEP_AND_REPEAT:
                        raise Denied(answer["code"], command)
                    asked.done = asyncio.get_running_loop().create_future()
                    asked.n = 0
                    await asyncio.sleep(answer["facts"].get("retry_ms", random.uniform(100, 1000)) / 1000)  # noqa: S311
            finally:
                self._asked = None
            self._tally.done += 1
            self._tally.seconds.append(time.monotonic() - began)
            seq: int = answer["seq"]
            return seq

    @property
    def connected(self) -> bool:
        """Whether this screen is in its room now."""
        return self._socket is not None

    def lose_line(self, seconds: float) -> None:
        """Be cut off as in a tunnel, whatever is on its way, and try again only after so long."""
        if self._socket is not None:
            self._away = seconds
            self._socket.transport.abort()

    async def until(self, holds: Callable[[Mirror], bool]) -> None:
        """Wait until what this screen knows is so."""
        if self.mirror.board and holds(self.mirror):
            return
        seen: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((holds, seen))
        await seen

    async def live(self) -> None:
        """Be connected until cancelled. Raises: `Shut` when the server lets us in no more or is away for too long."""
        tries = 0
        away_since = time.monotonic()
        while True:
            welcomes = self._welcomes
            trouble = await self._connection()
            if self._welcomes > welcomes:
                tries, away_since = 0, time.monotonic()
                self._tally.lost += 1
            if time.monotonic() - away_since > self._door.patience:
                raise Shut(f"{self._door.origin} was away for more than {self._door.patience:g} s: {trouble}")
            away, self._away = self._away, 0.0
            await asyncio.sleep(away + self._wait(tries))
            tries += 1

    def _wait(self, tries: int) -> float:
        """Seconds: what the server asked for, else anything up to a bound that grows with every try."""
        asked, self._back_at = self._back_at, None
        if asked is not None:
            return max(0.0, asked - time.monotonic())
        return random.uniform(0, min(_WAIT_MOST, 0.3 * 2**tries))  # noqa: S311 - full jitter, only to spread

    async def _connection(self) -> str:
        """Be connected once, until that ends; why it ended."""
        query = self._query
        if self.mirror.board:
            query = query | {key: str(value) for key, value in self.mirror.stands.items()}
        try:
            async with connect(
                f"{self._door.live_origin}{self._path}?{urlencode(query)}",
                origin=Origin(self._door.origin),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={"Cookie": f"{COOKIE}={self._cookie}"},
                compression=None,
                proxy=None,
                max_size=None,
                open_timeout=20,
                ping_interval=None,
                close_timeout=1,
            ) as socket:
                while True:
                    async with asyncio.timeout(SILENT_SECONDS):
                        data = await socket.recv(decode=False)
                    await self._take(socket, whole(data))
        except InvalidStatus as error:
            return self._turned_away(error)
        except ConnectionClosed as error:
            if error.rcvd is not None and error.rcvd.code in _DO_NOT_COME_BACK:
                raise Shut(f"the server sent a {self.audience} away for good, with code {error.rcvd.code}") from error
            return str(error)
        except (OSError, WebSocketException, TimeoutError, Gap) as error:
            return str(error) or type(error).__name__
        finally:
            if self._socket is not None:
                self._socket, self._lost_at = None, time.monotonic()

    def _turned_away(self, error: InvalidStatus) -> str:
        status = error.response.status_code
        if status in _NO_USE:
            raise Shut(f"the server answers a {self.audience} that wants to connect with {status}") from error
        if (after := error.response.headers.get("Retry-After", "")).isdecimal():
            # Whole seconds are coarse: many are told the same.
            self._back_at = time.monotonic() + int(after) + random.random()  # noqa: S311
        return f"status {status}"

    async def _take(self, socket: ClientConnection, frame: Seen) -> None:
        match frame["kind"]:
            case "beat":
                await socket.send(msgpack.packb({"beat": True}))
                return
            case "bye":
                self._back_at = time.monotonic() + frame["retry_ms"] / 1000
                return
        self.mirror.take(frame)
        if frame["kind"] == "welcome":
            self._socket, self._n = socket, 0
            self._welcomes += 1
            if self._lost_at is not None:
                self._tally.away.append((self._lost_at, time.monotonic()))
                self._lost_at = None
            if self._asked is not None:
                await self._send(self._asked)
        elif frame["kind"] in ("ack", "refused"):
            asked = self._asked
            if asked is not None and frame["n"] in (asked.n, 0) and not asked.done.done():
                asked.done.set_result(frame)
        for waiting in self._waiting[:]:
            holds, seen = waiting
            if seen.done():
                self._waiting.remove(waiting)
            elif self.mirror.board and holds(self.mirror):
                self._waiting.remove(waiting)
                seen.set_result(None)

    async def _send(self, asked: Asked) -> None:
        """Put a command on the line, if there is one; a welcome puts it there otherwise."""
        if self._socket is None:
            return
        self._n += 1
        asked.n = self._n
        asked.sent += 1
        self._tally.repeats += asked.sent > 1
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(msgpack.packb({"n": asked.n, "do": asked.command}))
