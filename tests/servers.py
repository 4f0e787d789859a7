"""Real servers for tests, each ended by the test that started it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


def free_port() -> int:
    """A port of the loopback address that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisServer:
    """One redis-server that keeps its files in `folder`, so that it has them again after `kill` and `start`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.said: list[str] = []  # what it printed, line by line
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        """Start it and return when it has loaded its files and accepts connections."""
        assert self._process is None, "it runs already"
        # fmt: off
        arguments = [
            "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--daemonize", "no",
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
            *self._options,
        ]
        # fmt: on
        self._process = await asyncio.create_subprocess_exec(
            "redis-server", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        ready = asyncio.Event()
        self._hearing = asyncio.create_task(self._hear(self._process, ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([waiting, self._hearing], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not ready.is_set():
            await self.kill()
            raise AssertionError("redis-server did not start:\n" + "\n".join(self.said[-20:]))

    async def kill(self) -> None:
        """End it at once, as kill -9 does."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._gone()

    async def stop(self) -> None:
        """Let it end in good order."""
        if self._process is not None:
            self._process.terminate()
            await self._gone()

    def pause(self) -> None:
        """Stop its clock: it keeps its connections, takes bytes and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    async def _gone(self) -> None:
        assert self._process is not None
        assert self._hearing is not None
        await self._process.wait()
        await self._hearing
        self._process = self._hearing = None

    async def _hear(self, process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.said.append(line.decode(errors="replace").rstrip())
            if "Ready to accept connections" in self.said[-1]:
                ready.set()


@asynccontextmanager
async def redis_server(folder: Path, *options: str) -> AsyncIterator[RedisServer]:
    """A fresh redis-server on a free port that fsyncs every append. `options` are added to its command line."""
    place = folder / "redis"
    place.mkdir(exist_ok=True)
    server = RedisServer(place, *options)
    try:
        await server.start()
    except AssertionError:
        if not any("Address already in use" in line for line in server.said):
            raise
        server = RedisServer(place, *options)  # somebody else took the port in between
        await server.start()
    try:
        yield server
    finally:
        await server.kill()


class Link:
    """A wire in the middle: while `loses_requests` or `loses_replies`, what goes that way vanishes without a word."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self.loses_requests = False
        self.loses_replies = False
        self.lost = asyncio.Event()  # set whenever something vanished
        self._server_port = port
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def cut(self) -> None:
        """Break every connection there is; new ones are welcome and lose nothing."""
        self.loses_requests = self.loses_replies = False
        for line in self._lines:
            line.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            writer.transport.abort()
            return
        for pump in (self._pump(reader, far_writer, False), self._pump(far_reader, writer, True)):
            task = asyncio.create_task(pump)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, replies: bool) -> None:
        self._lines.add(writer)
        try:
            while chunk := await reader.read(65536):
                if self.loses_replies if replies else self.loses_requests:
                    self.lost.set()
                    continue
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _end(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def link_to(port: int) -> AsyncIterator[Link]:
    """A `Link` in front of the server on `port`."""
    link = Link(port)
    server = await asyncio.start_server(link._accept, "127.0.0.1", 0)
    link.port = server.sockets[0].getsockname()[1]
    try:
        yield link
    finally:
        server.close()
        await link._end()
        await server.wait_closed()
