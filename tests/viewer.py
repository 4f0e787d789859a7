"""A viewer for tests: one raw live socket that writes down every frame it hears and follows PROTOCOL.md."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from server.rehearse.mirror import whole
from tests.rooms.seen_board import SeenBoard, table_after

Plain = dict[str, Any]
PATIENCE_SECONDS = 20.0


def post(url: str, fields: dict[str, str], cookie: str = "") -> tuple[int, str]:
    """Post a form as a page of the server itself would: status, and the session cookie as a request header."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"{parts.scheme}://{parts.netloc}",
            "Cookie": cookie,
        }
        connection.request("POST", parts.path, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        set_cookies = answer.headers.get_all("Set-Cookie") or []
        session = next((value.split(";")[0] for value in set_cookies if value.startswith("talkoot=")), cookie)
        return answer.status, session
    finally:
        connection.close()


async def joined(url: str, code: str, cookie: str = "") -> str:
    """Join by code: the session cookie of a new participant (or of the one whose cookie is given)."""
    status, session = await asyncio.to_thread(
        post, f"{url}/join", {"code": code, "lang": "en", "place": "hall"}, cookie
    )
    assert status == 303, f"joining gave {status}"
    return session


async def entered(link: str, url: str = "") -> str:
    """Follow a desk, wall or office link, at another node if `url` is given: the session cookie."""
    parts = urlsplit(link)
    base = url or f"{parts.scheme}://{parts.netloc}"
    status, session = await asyncio.to_thread(post, f"{base}/enter", {"secret": parts.fragment, "to": parts.path})
    assert status == 204, f"entering gave {status}"
    return session


class Viewer:
    """One connected viewer. `frames` is everything that it has heard, in order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Plain] = []
        self.welcome: Plain = {}
        self.board: SeenBoard | None = None
        self.seq = -1
        self.mark = -1
        self.yours: Plain = {}
        self.closed: int | None = None
        self.bytes_heard = 0
        self._answers: dict[int, asyncio.Future[Plain]] = {}
        self._n = 0
        self._heard = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    async def ask(self, kind: str, **fields: Any) -> Plain:
        """Send a command and wait for its answer: an `ack` or a `refused` frame."""
        answer = await self.start_asking(kind, **fields)
        return await asyncio.wait_for(answer, PATIENCE_SECONDS)

    async def start_asking(self, kind: str, **fields: Any) -> asyncio.Future[Plain]:
        """Send a command; its answer comes later."""
        self._n += 1
        self._answers[self._n] = asyncio.get_running_loop().create_future()
        await self.socket.send(msgpack.packb({"n": self._n, "do": {"kind": kind, **fields}}))
        return self._answers[self._n]

    async def done(self, kind: str, **fields: Any) -> Plain:
        """Ask and insist on an `ack`; slow down when told to, as every client does."""
        answer = await self.ask(kind, **fields)
        while answer.get("code") == "too-fast":
            await asyncio.sleep(answer["facts"]["retry_ms"] / 1000)
            answer = await self.ask(kind, **fields)
        assert answer["kind"] == "ack", answer
        return answer

    async def until(self, seq: int) -> None:
        """Wait until this viewer stands at `seq` or further."""
        await self.until_so(lambda: self.seq >= seq)

    async def until_so(self, so: Callable[[], bool]) -> None:
        """Wait until something holds of what this viewer has heard."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._heard:
            await self._heard.wait_for(so)

    async def until_frame(self, kind: str) -> Plain:
        """Wait for a frame of that kind, or take the newest one heard."""
        return await self.until_heard(lambda frame: bool(frame["kind"] == kind))

    async def until_heard(self, wanted: Callable[[Plain], bool]) -> Plain:
        """Wait for a frame as wanted, or take the newest such one heard."""
        await self.until_so(lambda: any(wanted(frame) for frame in self.frames))
        return next(frame for frame in reversed(self.frames) if wanted(frame))

    async def until_closed(self) -> int:
        """Wait for the end of the line: its close code."""
        await self.until_so(lambda: self.closed is not None)
        assert self.closed is not None
        return self.closed

    def stands(self) -> dict[str, int]:
        """What this viewer says of where it is, to go on from there."""
        return {"epoch": self.welcome["epoch"], "seq": self.seq, "mark": self.mark}

    def shown(self) -> Plain:
        """The board as this viewer has it."""
        assert self.board is not None
        return self.board.plain()

    async def close(self) -> None:
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        try:
            while True:
                data = await self.socket.recv(decode=False)
                self.bytes_heard += len(data)
                frame = whole(data)
                self._take(frame)
                async with self._heard:
                    self._heard.notify_all()
                if frame["kind"] == "beat":
                    await self.socket.send(msgpack.packb({"beat": True}))
        except ConnectionClosed:
            pass
        async with self._heard:
            self.closed = self.socket.close_code or 1006
            self._heard.notify_all()

    def _take(self, frame: Plain) -> None:
        if isinstance(frame.get("board"), bytes):
            frame["board"] = msgpack.unpackb(gzip.decompress(frame["board"]))
        self.frames.append(frame)
        self.mark = frame.get("mark", self.mark)
        match frame["kind"]:
            case "welcome":
                self.welcome = frame
                if "board" in frame:
                    self.board = SeenBoard(frame["board"])
                self.seq = frame["seq"]
                self.yours = frame.get("yours", {})
            case "board":
                self.board = SeenBoard(frame["board"])
                self.seq = frame["seq"]
            case "events":
                assert frame["after"] == self.seq, f"a hole: at {self.seq}, heard {frame['after']}"
                assert self.board is not None
                self.board.hear(frame["events"])
                self.seq = frame["seq"]
            case "yours" | "ack" | "refused":
                self._hear_own(frame)
                waiting = self._answers.pop(frame.get("n", 0), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(frame)

    def _hear_own(self, frame: Plain) -> None:
        """Take in what is told of one's own, as PROTOCOL.md has it."""
        if "notes" in frame or "gone" in frame:
            notes = {note["id"]: note for note in (*self.yours.get("notes", ()), *frame.get("notes", ()))}
            gone = set(frame.get("gone", ()))
            self.yours = {**self.yours, "notes": [note for id_, note in notes.items() if id_ not in gone]}
        told = {key: frame[key] for key in _OWN if key in frame}
        self.yours = {**self.yours, **told}
        if "at_table" in frame:
            self.yours["table"] = table_after(self.yours["table"], frame["at_table"])


_OWN = ("ballot", "table", "judgements", "talk", "taking_part", "objections", "feedback")


@asynccontextmanager
async def viewer(url: str, room: str, audience: str, cookie: str, **query: Any) -> AsyncIterator[Viewer]:
    """A viewer that has been welcomed. `url`: the node."""
    async with viewers_socket(url, room, audience, cookie, **query) as socket:
        seen = Viewer(socket)
        try:
            await seen.until_frame("welcome")
            yield seen
        finally:
            await seen.close()


def viewers_socket(url: str, room: str, audience: str, cookie: str, **query: Any) -> connect:
    """The bare connection of a viewer, as a context manager."""
    address = f"{url.replace('http', 'ws', 1)}/rooms/{room}/live?{urlencode({'as': audience, **query})}"
    return connect(
        address,
        subprotocols=[Subprotocol("talkoot.1")],
        compression=None,
        origin=Origin(url),
        additional_headers={"Cookie": cookie},
        max_queue=None,
        ping_interval=None,
    )


def new_id() -> str:
    """An id as clients make them."""
    return secrets.token_hex(10)
