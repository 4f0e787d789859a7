"""Live rooms of a node: opened when asked for, put away when nobody looks."""

from __future__ import annotations

import asyncio
import gc
import time
from pathlib import Path

from rooms.templates import template
from server.gathering import Gathering
from server.hub import IDLE_SECONDS, Hub
from server.log import Position, Unavailable
from server.log.sqlite import SqliteLog


async def test_a_room_is_not_put_away_under_somebody_who_is_about_to_join(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    workshop = await Gathering(log).create(template("idea-workshop"))
    hub = Hub(log)
    left = await hub.room(workshop.rooms[0].id)
    left.quiet_since = time.monotonic() - IDLE_SECONDS - 1
    asked_for = await hub.room(left.id)
    await hub.put_away_idle()
    assert hub.rooms == [asked_for]
    left.quiet_since = time.monotonic() - IDLE_SECONDS - 1
    await hub.put_away_idle()
    assert hub.rooms == []
    await log.close()


class Away(SqliteLog):
    """Does not answer, and says so after a while."""

    async def position(self, stream: str) -> Position | None:
        await asyncio.sleep(0.01)
        raise Unavailable("away")


async def test_nobody_complains_of_a_room_that_could_not_be_opened_when_whoever_asked_has_left(tmp_path: Path) -> None:
    complaints: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    log = Away(tmp_path / "log")
    hub = Hub(log)
    asking = asyncio.create_task(hub.room("a-room"))
    await asyncio.sleep(0)
    opening = hub._opening["a-room"]
    asking.cancel()
    await asyncio.wait([asking, opening])
    del opening
    gc.collect()
    await asyncio.sleep(0)
    loop.set_exception_handler(before)
    assert complaints == []
    assert not hub._opening
    await log.close()
