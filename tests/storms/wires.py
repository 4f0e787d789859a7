"""A line between a phone and a node within one process, with everything that can be wrong with lines.

Bytes go through it as through TCP: in order, in pieces, late; a line can be slow, stand still in one direction or both
(half-open: nobody is told), and break with what is on its way.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextvars import Context
from typing import Any

from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

from server.wire import SUBPROTOCOL

HIGH_BYTES = 3_000  # a node's buffer for a reader; small, so that readers are often too slow for it


class Direction:
    """One half of a line. `rate`: bytes a second; `still`: what is put in stays where it is."""

    def __init__(self, chance: random.Random, deliver: Callable[[bytes], None], context: Context | None) -> None:
        self.rate = 1e9
        self.delay = 0.002
        self.still = False
        self.waiting = bytearray()
        self.ended = False
        self.drained: Callable[[], None] = lambda: None
        self._chance = chance
        self._deliver = deliver
        self._context = context
        self._timer: asyncio.TimerHandle | None = None

    def put(self, data: bytes) -> None:
        if not self.ended:
            self.waiting += data
            self._go_on()

    def hold(self, still: bool) -> None:
        self.still = still
        self._go_on()

    def end(self) -> None:
        """What is on its way is lost."""
        self.ended = True
        self.waiting.clear()
        if self._timer:
            self._timer.cancel()

    def _go_on(self) -> None:
        if self._timer or not self.waiting or self.still or self.ended:
            return
        size = min(len(self.waiting), max(1, int(self.rate * 0.05)))
        wait = self._chance.uniform(0.5, 1.5) * self.delay + size / self.rate
        self._timer = asyncio.get_running_loop().call_later(wait, self._arrive, size, context=self._context)

    def _arrive(self, size: int) -> None:
        self._timer = None
        if self.still or self.ended:
            return
        data = bytes(self.waiting[:size])
        del self.waiting[:size]
        self._deliver(data)
        self._go_on()
        self.drained()


class NodeEnd(asyncio.Transport):
    """The transport that a node's socket writes to."""

    def __init__(self, line: Line, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self.protocol = protocol
        self._line = line
        self._full = False
        self._reads = True
        self._unread = bytearray()
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if self._closing:
            return
        down = self._line.down
        down.put(bytes(data))
        if len(down.waiting) > HIGH_BYTES and not self._full:
            self._full = True
            self.protocol.pause_writing()

    def drained(self) -> None:
        if self._full and len(self._line.down.waiting) <= HIGH_BYTES // 4:
            self._full = False
            self.protocol.resume_writing()

    def arrived(self, data: bytes) -> None:
        if self._closing:
            return
        if self._reads:
            self.protocol.data_received(data)
        else:
            self._unread += data

    def pause_reading(self) -> None:
        self._reads = False

    def resume_reading(self) -> None:
        self._reads = True
        data, self._unread = bytes(self._unread), bytearray()
        if data and not self._closing:
            asyncio.get_running_loop().call_soon(self.arrived, data)

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._line.closed_by_node()

    def abort(self) -> None:
        self.close()

    def gone(self) -> None:
        """The line is no more: tell the socket, soon."""
        self._closing = True
        asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None, context=self._line.context)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The storm's own are smaller."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


class Line:
    """One connection. `down` goes to the phone, `up` to the node. The phone's side is `send`, `recv`, `abort`."""

    def __init__(self, chance: random.Random, protocol: asyncio.Protocol, context: Context) -> None:
        self.down = Direction(chance, self._hear, None)
        self.up = Direction(chance, self._reach_node, context)
        self.context = context
        self.node_end: NodeEnd | None = NodeEnd(self, protocol)
        self.down.drained = self._drained
        self._phone: ClientProtocol | None = None
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._over = False
        self._close_code = 1006
        context.run(protocol.connection_made, self.node_end)

    @property
    def transport(self) -> Line:
        return self

    async def open(self, uri: str, origin: str, cookie: str) -> None:
        """Shake hands. Raises: `InvalidHandshake`, `OSError` when the line breaks."""
        protocol = self._phone = ClientProtocol(
            parse_uri(uri), origin=Origin(origin), subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=None
        )
        request = protocol.connect()
        request.headers["Cookie"] = cookie
        protocol.send_request(request)
        self._flush()
        await self._answer
        if protocol.handshake_exc is not None:
            raise protocol.handshake_exc

    async def recv(self) -> bytes:
        """The next message. Raises: `ConnectionClosed`."""
        data = await self._frames.get()
        if data is None:
            assert self._phone is not None
            received = self._phone.close_rcvd
            raise (ConnectionClosedOK if self._phone.close_code == 1000 else ConnectionClosedError)(received, None)
        return data

    async def send(self, data: bytes) -> None:
        if self._phone is not None and self._phone.state is State.OPEN and not self._over:
            self._phone.send_binary(data)
            self._flush()

    def abort(self) -> None:
        """The phone hangs up. What it sent before may still arrive, later than what it sends on its next line."""
        if self._over:
            return
        self._end_of_phone()
        self.down.end()
        if not self.up.waiting:
            self.cut_from_node()
        else:
            self.up.drained = lambda: None if self.up.waiting else self.cut_from_node()

    def cut(self) -> None:
        """The line breaks for both, with what is on its way."""
        self._end_of_phone()
        self.cut_from_node()

    def cut_from_node(self) -> None:
        """The node is told that the line is gone."""
        self.up.end()
        self.down.end()
        end, self.node_end = self.node_end, None
        if end is not None:
            end.gone()

    def lost_with_node(self, told: bool) -> None:
        """The node is dead. `told`: the phone hears of it at once; else it hears nothing any more."""
        self.node_end = None
        self.up.end()
        self.down.end()
        if told:
            self._end_of_phone()

    def closed_by_node(self) -> None:
        """The node hung up; what it wrote before still comes."""
        end, self.node_end = self.node_end, None
        self.up.end()
        if end is not None:
            end.gone()
        if self.down.waiting:
            self.down.drained = lambda: None if self.down.waiting else self._end_of_phone()
        else:
            self._end_of_phone()

    def _drained(self) -> None:
        if self.node_end is not None:
            self.context.run(self.node_end.drained)

    def _reach_node(self, data: bytes) -> None:
        if self.node_end is not None:
            self.node_end.arrived(data)

    def _hear(self, data: bytes) -> None:
        if self._phone is None or self._over:
            return
        self._phone.receive_data(data)
        for event in self._phone.events_received():
            if isinstance(event, Response):
                if not self._answer.done():
                    self._answer.set_result(event)
            elif isinstance(event, Frame) and event.opcode is Opcode.BINARY:
                self._frames.put_nowait(bytes(event.data))
        self._flush()
        if self._phone.state in (State.CLOSING, State.CLOSED):
            self._end_of_phone()

    def _flush(self) -> None:
        assert self._phone is not None
        for data in self._phone.data_to_send():
            if data:
                self.up.put(data)

    def _end_of_phone(self) -> None:
        if self._over:
            return
        self._over = True
        self._frames.put_nowait(None)
        if not self._answer.done():
            self._answer.set_exception(OSError("the line broke"))
            self._answer.exception()  # seen, when nobody waits for it any more


__all__ = ["Direction", "InvalidHandshake", "Line", "NodeEnd"]
