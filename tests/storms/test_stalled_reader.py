"""One phone that stops reading harms nobody, and has the board when it reads again."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

NOTES_PER_SECOND = 20
SECONDS = 12
LONG_TEXT = "🌲" * 270  # long notes fill the stalled line's buffers sooner


async def narrow_socket(url: str) -> socket.socket:
    """A TCP connection that takes in as little as the system lets it."""
    parts = urlsplit(url)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, (parts.hostname, parts.port))
    return narrow


@asynccontextmanager
async def narrow(server: Talkoot, room: str, cookie: str) -> AsyncIterator[tuple[ClientConnection, socket.socket]]:
    """A phone's live socket on such a connection, and the connection."""
    line = await narrow_socket(server.url)
    async with connect(
        f"{server.url.replace('http', 'ws')}/rooms/{room}/live?as=phone",
        sock=line,
        subprotocols=[Subprotocol("talkoot.1")],
        compression=None,
        origin=Origin(server.url),
        additional_headers={"Cookie": cookie},
        ping_interval=None,
        max_queue=None,
    ) as live:
        yield live, line


async def test_a_phone_that_stops_reading_harms_nobody(
    server: Talkoot, record_property: Callable[[str, object], None]
) -> None:
    room = (await server.new("idea-workshop"))["rooms"][0]
    async with AsyncExitStack() as stack:

        async def enter(audience: str, cookie: str) -> Viewer:
            return await stack.enter_async_context(viewer(server.url, room["room"], audience, cookie))

        desk = await enter("desk", await entered(room["desk_link"]))
        phones = [await enter("phone", await joined(server.url, room["code"])) for _ in range(19)]
        cookie = await joined(server.url, room["code"])
        stalled_socket, _ = await stack.enter_async_context(narrow(server, room["room"], cookie))
        stalled = Viewer(stalled_socket)
        await stalled.until_frame("welcome")
        await to_phase(desk, "reading")
        await stalled.until(desk.seq)

        stalled_socket.transport.pause_reading()
        waits: list[float] = []
        began = time.monotonic()
        for number in range(NOTES_PER_SECOND * SECONDS):
            writer = phones[number % len(phones)]
            asked_at = time.monotonic()
            answer = await writer.done("PostNote", note=new_id(), column="c1", text=f"{number} {LONG_TEXT}", lang="fi")
            for phone in phones:
                await phone.until(answer["seq"])
            waits.append(time.monotonic() - asked_at)
            await asyncio.sleep(max(0.0, began + number / NOTES_PER_SECOND - time.monotonic()))
        assert stalled.seq < desk.seq, "the stalled phone must really have missed something"
        seen_ms = statistics.median(waits) * 1000
        record_property("figures", f" 19 phones see a note after {seen_ms:.1f} ms (median) while one reads nothing")

        stalled_socket.transport.resume_reading()
        await stalled.until(phones[0].seq)
        assert stalled.shown() == phones[0].shown()
        assert len(stalled.shown()["notes"]) == NOTES_PER_SECOND * SECONDS
        assert len(stalled.frames) < NOTES_PER_SECOND * SECONDS, "what it could not read must have been skipped"
        await stalled.close()


@pytest.mark.parametrize("uring", ["auto", "off"])
async def test_what_is_ones_own_and_what_is_everybodys_never_get_into_each_other(tmp_path: Path, uring: str) -> None:
    """A phone that reads in sips is told of its own notes by the transport, and of how many there are past it."""
    async with talkoot(tmp_path, TALKOOT_IO_URING=uring) as server, AsyncExitStack() as stack:
        room = (await server.new("idea-workshop"))["rooms"][0]
        enter = stack.enter_async_context
        desk = await enter(viewer(server.url, room["room"], "desk", await entered(room["desk_link"])))
        await to_phase(desk, "writing")
        cookie = await joined(server.url, room["code"])
        tabs = [await enter(viewer(server.url, room["room"], "phone", cookie)) for _ in range(5)]
        live, line = await enter(narrow(server, room["room"], cookie))
        sipping = Viewer(live)
        await sipping.until_frame("welcome")

        live.transport.pause_reading()
        notes = [new_id() for _ in range(100)]
        for number, note in enumerate(3 * notes):
            said = {"version": number // 100} if number >= 100 else {"column": "c1", "lang": "fi"}
            kind = "EditNote" if number >= 100 else "PostNote"
            await tabs[number % 5].done(kind, note=note, text=f"{LONG_TEXT}{number}", **said)
            if number >= 100:  # the kernel holds as much as it will
                with contextlib.suppress(BlockingIOError):
                    live.data_received(line.recv(500))
        live.transport.resume_reading()
        await tabs[0].until(desk.seq)
        await sipping.until(tabs[0].seq)
        await sipping.until_so(lambda: sipping.yours["notes"] == tabs[0].yours["notes"])
        assert sipping.shown() == tabs[0].shown()
        await sipping.close()
