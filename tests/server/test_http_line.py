"""HTTP as strangers speak it who never finish: they hold little, and not for long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from server import http_line
from server.http_line import HttpLine

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server that answers everybody who finishes, and waits a fifth of a second for it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await Response(status_code=204)(scope, receive, send)

    monkeypatch.setattr(http_line, "REQUEST_SECONDS", 0.2)
    config, state = Config(app, timeout_keep_alive=30, log_config=None, access_log=False), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: HttpLine(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_a_handshake_that_finds_no_room_is_turned_away_before_anything_is_made_for_it() -> None:
    made: list[str] = []

    def socket(**_: object) -> asyncio.Protocol:
        made.append("a socket")
        return asyncio.Protocol()

    config = Config(lambda: None, ws=socket, log_config=None)  # type: ignore[arg-type]
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: HttpLine(config, ServerState(), {}, admit=lambda: 7), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    told = await answer((reader, writer))
    assert told.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 7\r\n" in told
    assert not made
    writer.close()
    server.close()


@pytest.fixture
async def line(port: int) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.transport.abort()


async def answer(line: Line) -> bytes:
    async with asyncio.timeout(5):
        try:
            return await line[0].read()
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
async def test_a_request_that_never_gets_whole_is_hung_up_on(line: Line, begun: bytes) -> None:
    line[1].write(begun)
    assert b"204" not in await answer(line)


async def test_a_drip_of_bytes_wins_no_time(line: Line) -> None:
    async def drip() -> None:
        with contextlib.suppress(ConnectionError):
            line[1].write(HEAD + b"Drip: ")
            while True:
                line[1].write(b"x")
                await line[1].drain()
                await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    assert await answer(line) == b""
    dripping.cancel()


async def test_a_head_without_end_is_too_large(line: Line) -> None:
    line[1].write(HEAD + b"Long: " + b"x" * 40_000)
    assert (await answer(line)).startswith(b"HTTP/1.1 431 ")


async def test_whoever_finishes_may_ask_again_later(line: Line) -> None:
    for _ in range(2):
        line[1].write(HEAD + b"\r\n")
        async with asyncio.timeout(5):
            assert b" 204 " in await line[0].readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.3)  # longer than a request may take
