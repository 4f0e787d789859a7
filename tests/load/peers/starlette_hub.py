"""The same small hub as most write it in Python: Starlette on uvicorn, `send_bytes` to one after the other.

python -m tests.load.peers.starlette_hub PORT [SATURATED_BYTES]
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


class Hub:
    """Everybody who is here. `saturated`: bytes of frames that are written without an end, or 0."""

    def __init__(self, saturated: int) -> None:
        self.saturated = saturated
        self.sockets: set[WebSocket] = set()
        self.seq = 0
        self.rounds: asyncio.Task[None] | None = None
        self.one_at_a_time = asyncio.Lock()

    async def send_all(self, event: Any) -> None:
        """One frame to everybody, one after the other."""
        async with self.one_at_a_time:
            frame = msgpack.packb({"kind": "events", "after": self.seq, "seq": self.seq + 1, "events": [event]})
            self.seq += 1
            for socket in tuple(self.sockets):
                await self.send(socket, frame)

    async def send(self, socket: WebSocket, frame: bytes) -> None:
        try:
            await socket.send_bytes(frame)
        except (WebSocketDisconnect, RuntimeError):
            self.sockets.discard(socket)

    async def fill(self) -> None:
        while self.sockets:
            await self.send_all("x" * max(0, self.saturated - 50))
            await asyncio.sleep(0)

    async def serve(self, socket: WebSocket) -> None:
        """One connection until it goes."""
        await socket.accept(subprotocol="talkoot.1")
        await self.send(socket, msgpack.packb({"kind": "welcome", "seq": self.seq}))
        self.sockets.add(socket)
        try:
            while True:
                ask = msgpack.unpackb(await socket.receive_bytes())
                if self.saturated:
                    self.rounds = self.rounds or asyncio.create_task(self.fill())
                    continue
                await self.send(socket, msgpack.packb({"kind": "ack", "n": ask["n"], "seq": self.seq + 1}))
                await self.send_all(ask["do"])
        except WebSocketDisconnect:
            self.sockets.discard(socket)


def main() -> None:
    port, saturated = [*(int(word) for word in sys.argv[1:]), 0][:2]
    hub = Hub(saturated)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        print("ready", flush=True)
        yield

    app = Starlette(routes=[WebSocketRoute("/", hub.serve)], lifespan=lifespan)
    uvicorn.run(
        app, host="127.0.0.1", port=port, ws_per_message_deflate=False, log_level="error", backlog=4096, loop="uvloop"
    )


if __name__ == "__main__":
    main()
