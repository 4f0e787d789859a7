"""Servers under load, each on its core: Talkoot, the limit in C, and the peers."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from tests.load import built, cores
from tests.servers import free_port
from tests.talkoot import ROOT, Talkoot

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0

PEERS = ("node ws", "socket.io", "hocuspocus", "starlette")
DIALECTS = {"socket.io": "socketio", "hocuspocus": "hocuspocus"}


class PinnedTalkoot(Talkoot):
    """A Talkoot on one core, or those it is given."""

    cores: Sequence[int] = (cores.SERVER_CORE,)
    look_seconds = 0.01  # how soon it answers is measured

    def placed(self) -> AbstractContextManager[None]:
        """On its cores."""
        return cores.on(*self.cores)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid


@asynccontextmanager
async def running(server: PinnedTalkoot) -> AsyncIterator[PinnedTalkoot]:
    """A Talkoot that serves while the block runs. It is killed then: nothing of it is wanted any more."""
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


class Other:
    """A server that is not Talkoot: its port and its process."""

    def __init__(self, name: str, port: int, pid: int) -> None:
        self.name = name
        self.port = port
        self.pid = pid
        self.path = "/socket.io/?EIO=4&transport=websocket" if name == "socket.io" else "/"
        self.dialect = DIALECTS.get(name, "talkoot")


@asynccontextmanager
async def other(name: str, saturated_bytes: int = 0) -> AsyncIterator[Other]:
    """The limit ("c") or a peer. With `saturated_bytes` its first command makes it send such frames without an end."""
    port = free_port()
    with cores.on(cores.SERVER_CORE):
        process = await asyncio.create_subprocess_exec(
            *_command(name),
            str(port),
            *([str(saturated_bytes)] if saturated_bytes else []),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_START_SECONDS):
            said = await process.stdout.readline()
        if said.strip() != b"ready":
            raise RuntimeError(f"{name} did not start")
        await _accepts(port)
        yield Other(name, port, process.pid)
    finally:
        if process.returncode is None:
            process.kill()
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()


def node() -> str:
    """Where node is. Raises: `RuntimeError` when it is nowhere."""
    found = shutil.which("node")
    if found is None:
        raise RuntimeError("node is missing; install it with: apt-get install nodejs npm")
    return found


def _command(name: str) -> tuple[str | Path, ...]:
    match name:
        case "c":
            return (built.program("broadcaster"),)
        case "uvloop alone":
            return (sys.executable, "-m", "tests.load.peers.bare_uvloop")
        case "starlette":
            return (sys.executable, "-m", "tests.load.peers.starlette_hub")
    file = {"node ws": "ws.js", "socket.io": "socketio.js", "hocuspocus": "hocuspocus.js"}[name]
    return (node(), built.peers() / file)


async def _accepts(port: int) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return
