"""What Python can do at most: a loop over uvloop's transports. No rules, no log, no framework, one frame for ever.

python -m tests.load.peers.bare_uvloop PORT SATURATED_BYTES
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
from collections.abc import Callable
from typing import cast

import msgpack
import uvloop

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3


class Hub:
    """Everybody who is here, and one frame for all of them."""

    def __init__(self, saturated: int) -> None:
        self.saturated = saturated
        self.puts: list[Callable[[bytes], None]] = []
        self.seq = 0

    def fill(self) -> None:
        """Write the next frame to everybody, and come again."""
        event = "x" * max(0, self.saturated - 50)
        data = msgpack.packb({"kind": "events", "after": self.seq, "seq": self.seq + 1, "events": [event]})
        self.seq += 1
        frame = framed(data)
        for put in self.puts:
            put(frame)
        asyncio.get_running_loop().call_soon(self.fill)


class Line(asyncio.Protocol):
    """One connection: the upgrade, a welcome, and the first command of all begins."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.upgraded:
            if not self.hub.seq:
                self.hub.fill()
            return
        key = next(
            line.partition(b":")[2].strip()
            for line in data.splitlines()
            if line.lower().startswith(b"sec-websocket-key:")
        )
        accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: talkoot.1\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.transport.write(framed(msgpack.packb({"kind": "welcome", "seq": self.hub.seq})))
        self.upgraded = True
        self.hub.puts.append(self.transport.write)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport.write in self.hub.puts:
            self.hub.puts.remove(self.transport.write)


def framed(payload: bytes) -> bytes:
    """A binary frame of at most 65,535 bytes."""
    size = len(payload)
    return bytes([0x82, size]) + payload if size < 126 else bytes([0x82, 126, *size.to_bytes(2, "big")]) + payload


async def serve(port: int, saturated: int) -> None:
    hub = Hub(saturated)
    server = await asyncio.get_running_loop().create_server(lambda: Line(hub), "127.0.0.1", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
