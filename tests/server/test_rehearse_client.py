"""When a screen of the rehearsal comes back: after what the server asked for, not before."""

from __future__ import annotations

import asyncio
import contextlib
import time

from server.rehearse.client import Client, Tally
from server.rehearse.door import Door


async def test_a_screen_turned_away_comes_again_when_it_was_told_and_not_before() -> None:
    came: list[float] = []
    thrice = asyncio.Event()

    async def turn_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        came.append(time.monotonic())
        writer.write(b"HTTP/1.1 503 .\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        if len(came) == 3:
            thrice.set()

    async with await asyncio.start_server(turn_away, "127.0.0.1", 0) as server:
        door = Door(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", patience=60)
        live = asyncio.create_task(Client(door, "room", "phone", "cookie", "en", "hall", Tally()).live())
        await asyncio.wait_for(thrice.wait(), 30)
        live.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await live
    assert min(came[1] - came[0], came[2] - came[1]) >= 1
