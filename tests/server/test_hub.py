"""Live rooms of a node: opened when asked for, put away when nobody looks."""

from __future__ import annotations

import time
from pathlib import Path

from rooms.templates import template
from server.gathering import Gathering
from server.hub import IDLE_SECONDS, Hub
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
