"""A proxy between phones and a node over real TCP: delay, trickle, one way standing still, half-open, cut."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.storms.wires import Direction


class Passage:
    """One connection through the proxy: `up` to the node, `down` to the phone."""

    def __init__(self, chance: random.Random, phone: asyncio.StreamWriter, node: asyncio.StreamWriter) -> None:
        self.up = Direction(chance, into(node), None)
        self.down = Direction(chance, into(phone), None)
        self.up.delay = self.down.delay = 0.0
        self._phone = phone
        self._node = node

    @property
    def over(self) -> bool:
        return self.up.ended and self.down.ended

    def cut(self) -> None:
        """Break it for both, with what is on its way."""
        self.cut_from_phone()
        self.cut_from_node()

    def cut_from_phone(self) -> None:
        """The phone is told that the line is gone; the node is not, and waits (half-open)."""
        self.down.end()
        self._phone.transport.abort()

    def cut_from_node(self) -> None:
        """The node is told; the phone is not."""
        self.up.end()
        self._node.transport.abort()


def into(writer: asyncio.StreamWriter) -> Callable[[bytes], None]:
    """Deliver to this writer for as long as somebody is there."""

    def deliver(data: bytes) -> None:
        if not writer.transport.is_closing():
            writer.write(data)

    return deliver


class Proxy:
    """Listens on `port` for one node; `passages` are those that stand."""

    def __init__(self, node_port: int, chance: random.Random) -> None:
        self.port = 0
        self.passages: list[Passage] = []
        self._node_port = node_port
        self._chance = chance
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, from_phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        try:
            from_node, to_node = await asyncio.open_connection("127.0.0.1", self._node_port)
        except OSError:
            to_phone.transport.abort()
            return
        passage = Passage(random.Random(self._chance.random()), to_phone, to_node)
        self.passages = [*(one for one in self.passages if not one.over), passage]
        for pump in (
            self._pump(from_phone, passage.up, passage.cut_from_node),
            self._pump(from_node, passage.down, passage.cut_from_phone),
        ):
            task = asyncio.create_task(pump)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: asyncio.StreamReader, way: Direction, at_end: Callable[[], None]) -> None:
        """Carry one way. When its source ends, so does its other side, once what is on its way has come."""
        try:
            while data := await reader.read(65536):
                way.put(data)
        except OSError:
            pass
        if way.waiting:
            way.drained = lambda: None if way.waiting else at_end()
        else:
            at_end()

    async def end(self) -> None:
        for passage in self.passages:
            passage.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def proxy_to(node_port: int, chance: random.Random) -> AsyncIterator[Proxy]:
    """A proxy that listens while the block runs."""
    proxy = Proxy(node_port, chance)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
        await server.wait_closed()
