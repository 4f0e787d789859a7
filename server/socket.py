"""One live socket: handshake, frames in and out, a slow reader, a dead line.

It takes the place of uvicorn's WebSocket protocol class. `websockets`' sans-I/O protocol reads the frames; what goes
out is bytes made once for everybody, written straight to the transport, without a task or a queue per viewer.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from rooms.errors import Refused
from rooms.views import Audience
from server import limits, wire
from server.access import ROLE_OF
from server.client_frames import payloads
from server.entrance import Turned, entrance
from server.live_room import LiveRoom
from server.log import Unavailable

if TYPE_CHECKING:
    from server.live import Live

logger = logging.getLogger("talkoot.socket")

SILENT_SECONDS = 25.0  # two beats and a half: a live line answers each (PROTOCOL.md)
STALLED_SECONDS = 30.0
_LINGER_SECONDS = 1.0
_BUFFER_BYTES = 64 * 1024  # more than a snapshot; beyond this a reader counts as slow


class LiveSocket(asyncio.Protocol):
    """What uvicorn makes for every upgrade; from the welcome on it is the room's `Connection`."""

    __slots__ = (
        "_admission",
        "_aligned",
        "_answer_due",
        "_bad_frames",
        "_credits",
        "_file",
        "_fragments",
        "_heard_at",
        "_lang",
        "_live",
        "_parting",
        "_ping_credits",
        "_protocol",
        "_received",
        "_retiring",
        "_room",
        "_session",
        "_stalled_at",
        "_stands",
        "_too_fast",
        "_transport",
        "_unanswered",
        "_workshop",
        "audience",
        "participant",
        "place",
        "put",
        "seq",
        "writable",
    )

    def __init__(self, live: Live) -> None:
        self._live = live
        self._protocol = ServerProtocol(
            subprotocols=[Subprotocol(wire.SUBPROTOCOL)],
            max_size=max(limits.FRAME_BYTES.values()),
            logger=logger,
        )
        now = time.monotonic()
        self._admission: asyncio.Task[None] | None = None
        self._aligned = False  # the next byte begins a frame, as far as websockets' parser has seen
        self._answer_due = False
        self._bad_frames = 0
        self._file = -1
        self._fragments = 0
        self._parting = False
        self._received = b""
        self._retiring: int | None = None
        self._unanswered = 0
        self._heard_at = now
        self._stalled_at: float | None = None
        self._too_fast = 0
        self._ping_credits = limits.Credits(limits.PINGS_PER_SECOND, limits.PING_BURST, now)
        self._room: LiveRoom | None = None
        self.audience = Audience.PHONE
        self.participant = ""
        self.place = "hall"
        self.seq = -1
        self.writable = True

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.put: Callable[[bytes], object] = self._transport.write
        self._transport.set_write_buffer_limits(high=_BUFFER_BYTES)
        line = transport.get_extra_info("socket")
        if line is not None:
            # The kernel would hold megabytes of old news for a phone that does not read.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
            self._file = int(line.fileno())
        self._live.sockets.add(self)

    def data_received(self, data: bytes) -> None:
        if self._retiring is not None and not self._parting:
            return
        self._heard_at = time.monotonic()
        if self._aligned and not self._parting:
            messages = payloads(data)
            if messages is not None:
                for message in messages:
                    self._take_message(message)
                return
            self._aligned = False
        self._protocol.receive_data(data)
        if self._parting:
            self._protocol.events_received()
            if self._protocol.close_rcvd is not None:
                self._transport.close()  # both have said goodbye; a browser waits for this
            return
        if self._room is not None or self._admission is None:
            self._take_events()

    def eof_received(self) -> None:
        self._protocol.receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        self._live.left(self)
        self._protocol.parser.close()  # a generator that holds the protocol that holds it: no garbage once it is closed
        if self._admission is not None:
            self._admission.cancel()
        if self._room is not None:
            self._room.part(self)
            self._live.presence.changed(self._room)
            self._room = None

    def pause_writing(self) -> None:
        self.writable = False
        self._stalled_at = time.monotonic()
        if self._room is not None:
            self._room.out.fall_behind(self)
            self._transport.pause_reading()  # whoever reads no answers asks no more: they would pile up here

    def resume_writing(self) -> None:
        self.writable = not self._parting
        self._stalled_at = None
        self._heard_at = time.monotonic()
        if self._room is not None:
            self._transport.resume_reading()
        if self._room is not None and self.writable:
            self._room.out.bring_up_to_date(self)

    # The room's side

    def write(self, frames: bytes) -> None:
        """Put whole frames on the line."""
        if not self._parting and not self._transport.is_closing():
            self._put_alone(frames)
            self._live.counters.bytes_out += len(frames)

    def answer(self, frame: bytes) -> None:
        """Answer one command that this connection asked."""
        self.write(frame)
        self._unanswered -= 1
        if self._retiring is not None and not self._unanswered:
            self.leave(self._retiring)

    def refuse(self, n: int, refused: Refused) -> bytes:
        """The frame that says why not, in this viewer's language."""
        self._live.counters.refusals[refused.code] += 1
        key = "refused.full" if refused.facts.get("why") == "full" else f"refused.{refused.code}"
        text = self._live.words[self._lang].t(key, **refused.facts)
        answer = {"kind": "refused", "n": n, "code": refused.code, "text": text, "facts": refused.facts}
        return wire.pack(answer)

    def welcome(self, room: LiveRoom) -> None:
        """Send the first frame: who you are, and the board or what was missed."""
        answer: dict[str, Any] = {
            "kind": "welcome",
            "role": str(ROLE_OF[self.audience]),
            "epoch": room.position.epoch,
            "seq": room.out.sent_seq,
            "mark": room.out.sent_mark,
            "now": int(time.time() * 1000),
            "people": self._live.presence.told(room, self.audience),
        }
        if trouble := self._live.health.trouble:
            answer["storage"] = trouble
        missed = room.gap(self.audience, *self._stands) if self._stands else None
        if missed is None:
            answer["board"] = room.out.packed_board(self.audience)
        else:
            answer["events"] = missed
        if self.audience is Audience.PHONE:
            answer["yours"] = room.own.everything(self.participant)
        self.write(wire.pack(answer))
        self._live.presence.changed(room)

    def may_still(self) -> bool:
        """Whether the right that this connection came by is still one: asked again for every command."""
        if self.audience is Audience.PHONE or self._room is None:
            return True
        workshop = self._live.gathering.known(self._workshop.id) or self._workshop
        return self._live.access.may(self._session, self.audience, workshop, self._room.id)

    def leave(self, code: int) -> None:
        """Close with a code of PROTOCOL.md."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code)
        self._part()

    def retire(self, code: int) -> None:
        """Take no more commands, and leave as soon as those under way have their answers."""
        self._retiring = code
        if not self._unanswered:
            self.leave(code)

    def beat(self, now: float, frame: bytes) -> None:
        """Called on every turn of the wheel: say that the server lives, and give up on a line that is dead."""
        if self._stalled_at is not None and now - self._stalled_at > STALLED_SECONDS:
            self._live.counters.slow_closed += 1
            self._transport.abort()  # a close code would wait behind all that it does not read
        elif self._stalled_at is None and now - self._heard_at > SILENT_SECONDS:
            self.leave(4508)
        elif not self.may_still():
            self.leave(4403)
        elif self._room is not None and self.writable:
            self._answer_due = True
            self.write(frame)

    @property
    def room(self) -> LiveRoom | None:
        return self._room

    @property
    def flushed(self) -> bool:
        return not (self._transport.is_closing() or self._transport.get_write_buffer_size())

    def fileno(self) -> int:
        return -1 if self._transport.is_closing() else self._file  # a closed one's number may be a stranger's by now

    # Frames

    def _take_events(self) -> None:
        for event in self._protocol.events_received():
            if self._parting:
                return
            if isinstance(event, Request):
                self._transport.pause_reading()
                self._admission = asyncio.create_task(self._admit(event))
            elif isinstance(event, Frame):
                self._take_frame(event)
        self._flush()
        if self._protocol.parser_exc is not None:
            self._part()
        elif self._protocol.close_expected() and not self._parting:
            self._transport.close()

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PING or frame.opcode is Opcode.PONG:
            if self._ping_credits.take(time.monotonic()):
                self._fail(1008)
            return
        if frame.opcode is Opcode.CLOSE:
            return
        if frame.opcode is Opcode.TEXT:
            self._fail(1003)
            return
        self._fragments += 1
        self._received += bytes(frame.data)
        if self._fragments > limits.FRAGMENTS:
            self._fail(1008)
        elif frame.fin or len(self._received) > limits.FRAME_BYTES[self.audience]:
            data, self._received, self._fragments = self._received, b"", 0
            self._take_message(data)

    def _take_message(self, data: bytes) -> None:
        room = self._room
        if room is None or self._parting or self._protocol.state is not State.OPEN:
            return
        if len(data) > limits.FRAME_BYTES[self.audience]:
            self._fail(4413)
            return
        try:
            ask = wire.read(data)
        except wire.Malformed as malformed:
            self._bad_frames += 1
            self.write(self.refuse(malformed.n, malformed))
            if self._bad_frames >= limits.BAD_FRAMES:
                self._fail(4400)
            return
        if ask is None:
            self._take_beat(room)
            return
        if wait := self._credits.take(time.monotonic()):
            self._too_fast += 1
            self.write(self.refuse(ask.n, Refused("too-fast", retry_ms=int(wait * 1000) + 1)))
            if self._too_fast >= limits.TOO_FAST_FRAMES:
                self._fail(4400)
            return
        self._too_fast = 0
        self._unanswered += 1
        self._live.counters.commands[type(ask.do)] += 1
        room.ask(self, ask.n, ask.do)

    def _take_beat(self, room: LiveRoom) -> None:
        """A beat answers ours; one that does not asks whether the line is alive, and gets one to answer."""
        if self._answer_due:
            self._answer_due = False
        elif self._ping_credits.take(time.monotonic()):
            self._fail(1008)
        else:
            self._answer_due = True
            self.write(wire.pack_beat(room.out.sent_seq))

    def _fail(self, code: int) -> None:
        self._protocol.fail(code)
        self._part()

    def _part(self) -> None:
        """Say the close code and hang up a moment later: at once would lose the code to what is still coming in."""
        if not self._parting:
            self._parting = True
            self.writable = False
            if self._room is not None:
                self._room.out.say_no_more(self)
            self._flush()
            asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._transport.abort)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data and not self._transport.is_closing():
                self._put_alone(data)

    def _put_alone(self, data: bytes) -> None:
        self.put(data)
        if self._room is not None:
            self._room.out.viewers.wrote(self)

    # The handshake

    async def _admit(self, request: Request) -> None:
        """Check Origin, cookie and right before accepting, then join the room."""
        try:
            came = await entrance(self._live, request)
        except Turned as turned:
            self._reject(turned.status)
            return
        except Refused:
            self._reject(HTTPStatus.NOT_FOUND)
            return
        except Unavailable:
            self._reject(HTTPStatus.SERVICE_UNAVAILABLE, 2)
            return
        except Exception:
            logger.exception("a handshake that breaks us")
            self._reject(HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        self._aligned = not self._protocol.reader.buffer  # nothing may have come behind the request
        response = self._protocol.accept(request)
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS and self._protocol.subprotocol is None:
            response = self._protocol.reject(HTTPStatus.BAD_REQUEST, f"speak {wire.SUBPROTOCOL}\n")
        try:
            self._protocol.send_response(response)
        except InvalidState:
            self._transport.close()
            return
        self._flush()
        self._live.counters.handshakes[response.status_code] += 1
        if self._protocol.state is not State.OPEN:
            self._transport.close()
            return
        self.audience, self.participant, self.place = came.audience, came.participant, came.place
        self._session, self._workshop, self._lang, self._stands = came.session, came.workshop, came.lang, came.stands
        now = time.monotonic()
        self._heard_at = now
        self._credits = limits.Credits(limits.COMMANDS_PER_SECOND[self.audience], limits.BURST[self.audience], now)
        self._room = came.room
        self._admission = None  # ten thousand finished tasks are some megabytes
        came.room.join(self)
        self._transport.resume_reading()
        self._take_events()

    def _reject(self, status: HTTPStatus, retry_seconds: int | None = None) -> None:
        self._live.counters.handshakes[status] += 1
        response = self._protocol.reject(status, status.phrase + "\n")
        if retry_seconds is not None:
            response.headers["Retry-After"] = str(retry_seconds)
        self._protocol.send_response(response)
        self._flush()
        self._transport.close()
