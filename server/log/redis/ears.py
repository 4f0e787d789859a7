"""Hearing of other nodes' appends: one line to each master, subscribed to the bells of what is followed.

Bells are sharded channels, on a Cluster as on a single Redis: a message stays on the master of its partition instead of
going to every server of the Cluster, and one way for both is tested on both.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, cast

from redis import exceptions
from redis.asyncio.connection import AbstractConnection

from server.log import Unavailable
from server.log.bells import Bells
from server.log.redis.keys import bell, partition_of, position
from server.log.redis.masters import Master, Masters

PING_SECONDS = 10.0  # a bell line that is silent for two and a half pings is dead
AGAIN_SECONDS = 0.5  # between attempts to reach a Redis that is away

logger = logging.getLogger(__name__)


class Ears:
    """Lines to all masters. `look` is set whenever something may have been said that nobody heard."""

    def __init__(self, masters: Masters, bells: Bells, node: str, look: asyncio.Event) -> None:
        self._masters = masters
        self._bells = bells
        self._node = node
        self._look = look
        self._changed = asyncio.Event()
        self._ears: dict[Master, _Ear] = {}
        masters.on_change = self.follow_anew

    def follow_anew(self) -> None:
        """Something is followed, or no more, or lives elsewhere now."""
        self._changed.set()

    async def listen(self) -> None:
        """Keep a line to each master that has a partition, for as long as this runs."""
        async with asyncio.TaskGroup() as lines:
            try:
                while True:
                    self._changed.clear()
                    try:
                        self._listen_to(await self._masters.all(), lines)
                    except (exceptions.RedisError, OSError, Unavailable):
                        await asyncio.sleep(AGAIN_SECONDS)
                        continue
                    await self._changed.wait()
            finally:
                for ear in self._ears.values():
                    ear.leave()

    def _listen_to(self, masters: list[Master], lines: asyncio.TaskGroup) -> None:
        for master in self._ears.keys() - masters:
            self._ears.pop(master).end()
        for master in masters:
            if master not in self._ears:
                self._ears[master] = _Ear(master, self._masters, self._bells, self._node, self._look)
                self._ears[master].task = lines.create_task(self._ears[master].listen())
            self._ears[master].changed.set()


class _Ear:
    task: asyncio.Task[None]

    def __init__(self, master: Master, masters: Masters, bells: Bells, node: str, look: asyncio.Event) -> None:
        self.changed = asyncio.Event()
        self.over = False  # asked for beside cancelling: an error at that moment would take the cancellation's place
        self._master = master
        self._masters = masters
        self._bells = bells
        self._node = node
        self._look = look
        self._subscribed: set[str] = set()

    def leave(self) -> None:
        """Begin nothing more: a task of a group gets one cancellation, and redis-py may swallow that one."""
        self.over = True
        self.changed.set()

    def end(self) -> None:
        self.leave()
        self.task.cancel()

    async def listen(self) -> None:
        """Hear the bells; whatever breaks, begin again. The poll covers the time between.

        redis-py's own `PubSub` reconnects without a word (7 of 300 messages vanished, measured), so the connection is
        held here, where a new one means a look at everything followed.
        """
        while not self.over:
            connection = cast(Any, self._master.ear.connection_pool).make_connection()
            self._subscribed = set()
            try:
                await connection.connect()
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._subscribe(connection))
                    both.create_task(self._hear(connection))
            except* (exceptions.RedisError, OSError) as errors:
                name, error = self._master.place, errors.exceptions[0]
                logger.info("Redis at %s: the bell line broke (%s); polling until it is back", name, error)
                self._masters.doubt()
            finally:
                await connection.disconnect(nowait=True)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _subscribe(self, connection: AbstractConnection) -> None:
        """Keep the connection subscribed to just those partitions of this master of which something is followed."""
        while not self.over:
            self.changed.clear()
            partitions = {partition_of(stream) for stream in self._bells}
            wanted = {bell(number) for number in partitions if self._masters.has(self._master, number)}
            # One by one: on a Cluster a subscription names one slot.
            for channel in wanted - self._subscribed:
                await connection.send_command("SSUBSCRIBE", channel)
            for channel in self._subscribed - wanted:
                await connection.send_command("SUNSUBSCRIBE", channel)
            self._subscribed = wanted
            if cast("asyncio.Task[None]", asyncio.current_task()).cancelling():
                raise asyncio.CancelledError  # Python 3.11's wait_for, which redis-py sends with, may swallow it
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self.changed.wait()
            except TimeoutError:
                await connection.send_command("PING")

    async def _hear(self, connection: AbstractConnection) -> None:
        while not self.over:
            try:
                heard = await connection.read_response(timeout=2.5 * PING_SECONDS)
            except exceptions.MovedError as error:
                self._masters.moved(error, self._master)
                continue
            match heard:
                case [b"smessage", _, bytes(text)]:
                    with contextlib.suppress(ValueError):  # a stranger's message
                        at, node, stream = text.decode().split(" ")
                        if node != self._node:
                            self._bells.heard(stream, position(at.encode()))
                case [b"ssubscribe", *_]:
                    self._look.set()  # what was appended before we could hear it
                case [b"sunsubscribe", bytes(channel), *_] if channel.decode() in self._subscribed:
                    # Not asked for: the partition has gone to another master.
                    self._subscribed.discard(channel.decode())
                    self._masters.doubt()
                    self._masters.on_change()
                case None:
                    raise exceptions.ConnectionError("nothing heard, not even the answer to a ping")
