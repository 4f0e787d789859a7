"""The live side of one node: what a socket needs, the wheel that beats, and how it all begins and ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from http import HTTPStatus

from rooms.errors import Unknown
from rooms.views import Audience
from server import io_uring, limits, wire
from server.access import Access
from server.counters import Counters
from server.erasing import Keeper
from server.garbage import Garbage
from server.gathering import Gathering
from server.health import Health
from server.hub import Hub
from server.log import Unavailable
from server.log.watched import Trouble, WatchedLog
from server.presence import Presence
from server.settings import Settings
from server.socket import LiveSocket
from server.twins import Twins
from server.untie import Untier
from server.words import Words

logger = logging.getLogger("talkoot.live")

BEAT_SECONDS = 10
LEAVE_CODE = 4503
DRAIN_SECONDS_MOST = 15.0  # with goodbyes and the last downloads a node is gone within 30
_BATCH_SECONDS = 0.1
_GOODBYE_SECONDS = 3.0


class Live:
    """Hub, presence and sockets of this node."""

    def __init__(
        self,
        log: WatchedLog,
        settings: Settings,
        access: Access,
        gathering: Gathering,
        words: dict[str, Words],
        counters: Counters,
    ) -> None:
        self.access = access
        self.gathering = gathering
        self.words = words
        self.origins = settings.allowed_origins()
        self.counters = counters
        self.health = Health(log, counters, self._tell_of_storage, lambda: bool(self.sockets))
        self._ring = io_uring.opened() if settings.io_uring == "auto" else None
        self.hub = Hub(log, counters, self._ring)
        self.presence = Presence(self.hub, log, secrets.token_hex(4))
        self.twins = Twins()
        self.garbage = Garbage()
        self.sockets: set[LiveSocket] = set()
        self.leaving = False
        self._deserted = asyncio.Event()
        self._drain_seconds = min(settings.drain_seconds, DRAIN_SECONDS_MOST)
        self._has_neighbours = bool(settings.redis_url)
        self._admission = limits.Admission(time.monotonic())
        self._untier = Untier(log, self.hub, gathering, settings.untie_hours)
        self._keeper = Keeper(log, gathering, settings.keep_days)
        self._wheels: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to beat, and to look after rooms."""
        self.garbage.start()
        self._wheels = [
            asyncio.create_task(self._beat_on(), name="beats"),
            asyncio.create_task(self._look_after_rooms(), name="rooms"),
            asyncio.create_task(self._untier.run(), name="untie"),
            asyncio.create_task(self._keeper.run(), name="keep"),
            asyncio.create_task(self.health.run(), name="health"),
        ]

    def admit(self) -> int | None:
        """Whether another live handshake may begin: None, or the seconds of Retry-After."""
        wait = limits.come_again(self._drain_seconds) if self.leaving else self._admission.take(time.monotonic())
        if wait is not None:
            self.counters.handshakes[HTTPStatus.SERVICE_UNAVAILABLE] += 1
        return wait

    def busy(self) -> int | None:
        """The same for somebody who only asks why a handshake failed."""
        return limits.come_again(self._drain_seconds) if self.leaving else self._admission.wait(time.monotonic())

    async def drain(self) -> None:
        """Take no more sockets, send everybody away, each at a time of its own, and return when the last is gone.

        With neighbours on the same log a line goes on working until its time has come, and another node takes it.
        Without, every line ends now: only the next process can take them, so the sooner this one is gone the better.
        """
        self.leaving = True
        now = time.monotonic()
        leaving: list[tuple[float, LiveSocket]] = []
        for socket in self.sockets:
            retry_ms = secrets.randbelow(int(self._drain_seconds * 1000) + 1)
            if socket.room is not None:
                socket.write(wire.pack({"kind": "bye", "retry_ms": retry_ms}))
            leaving.append((now + retry_ms / 1000 if self._has_neighbours else now, socket))
        leaving.sort(key=lambda one: one[0], reverse=True)
        while leaving:
            while leaving and leaving[-1][0] <= time.monotonic():
                leaving.pop()[1].retire(LEAVE_CODE)
            await asyncio.sleep(_BATCH_SECONDS)
            if not self.sockets:
                break
        if not self.sockets:
            self._deserted.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._deserted.wait()
        for socket in list(self.sockets):
            socket.leave(LEAVE_CODE)

    def left(self, socket: LiveSocket) -> None:
        """A socket is gone."""
        self.sockets.discard(socket)
        if self.leaving and not self.sockets:
            self._deserted.set()

    async def stop(self) -> None:
        """Let go of every socket and room."""
        for wheel in self._wheels:
            wheel.cancel()
        await asyncio.gather(*self._wheels, return_exceptions=True)
        await self.hub.close()
        if self._ring is not None:
            self._ring.close()

    def _tell_of_storage(self, trouble: Trouble) -> None:
        """Tell phones and desks whether what they ask for can be saved; walls go on showing."""
        frame = wire.pack({"kind": "storage", "trouble": trouble})
        for socket in self.sockets:
            if socket.room is not None and socket.audience is not Audience.WALL and socket.writable:
                socket.write(frame)

    async def _beat_on(self) -> None:
        """Once a second a tenth of the sockets get their beat, also while the log keeps everything else waiting."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn += 1
            try:
                self._beat(turn % BEAT_SECONDS)
            except Exception:
                logger.exception("a beat was missed")

    async def _look_after_rooms(self) -> None:
        """Once a second changed rooms hear their count of people; now and then unused ones are put away."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn += 1
            try:
                self.garbage.turn(len(self.sockets))
                await self.presence.turn()
                if turn % BEAT_SECONDS == 0:
                    await self.hub.put_away_idle()
                    self.twins.forget({room.id for room in self.hub.rooms})
                    await self._read_rights()
            except Unavailable:
                continue  # everything here is asked for again on a later turn
            except Exception:
                logger.exception("the wheel stumbled")

    async def _read_rights(self) -> None:
        """Learn which links another node has made invalid; the beat then closes what came by them."""
        for workshop in {room.board.workshop for room in self.hub.rooms if not room.gone}:
            with contextlib.suppress(Unknown):  # erased: its rooms leave the screens by themselves
                await self.gathering.workshop(workshop)

    def _beat(self, spoke: int) -> None:
        now = time.monotonic()
        frames: dict[str, bytes] = {}
        for socket in [socket for socket in self.sockets if id(socket) // 64 % BEAT_SECONDS == spoke]:
            room = socket.room
            if room is not None and room.id not in frames:
                frames[room.id] = wire.pack_beat(room.out.sent_seq)
            socket.beat(now, frames[room.id] if room is not None else b"")
