"""What balancers ask: does the process live, and may new phones be sent to it.

How it answers while storage fails is told in `tests/storms/test_storage_fails.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.errors import Unknown
from server.access import Access
from server.counters import Counters
from server.health import Health
from server.log import Unavailable
from server.log.open import open_log
from server.log.sqlite import SqliteLog
from server.log.watched import Trouble, WatchedLog
from server.settings import Settings
from server.site import Site
from tests.scrape import get
from tests.talkoot import Talkoot


async def until(server: Talkoot, wanted: int) -> str:
    """Ask `/readyz` until it answers with that status: what it says."""
    async with asyncio.timeout(20):
        while True:
            status, text = await asyncio.to_thread(get, f"{server.url}/readyz")
            if status == wanted:
                return text
            await asyncio.sleep(0.05)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    log = await open_log(None, tmp_path)
    settings = Settings(url="http://hall.example", data=str(tmp_path))
    site = Site(log, settings, await Access.load(log, settings))
    yield site
    await site.log.close()


async def test_a_server_that_can_write_is_ready(server: Talkoot) -> None:
    assert json.loads(await until(server, 200)) == {"ready": True}


async def test_a_node_that_is_leaving_is_not_ready(site: Site) -> None:
    assert await site.live.health.ready(leaving=False) == ""
    assert await site.live.health.ready(leaving=True) == "leaving"


async def test_however_many_ask_the_log_is_written_once_a_second(site: Site, tmp_path: Path) -> None:
    written = (tmp_path / "talkoot.sqlite-wal").stat().st_size
    assert await site.live.health.ready(leaving=False) == ""
    once = (tmp_path / "talkoot.sqlite-wal").stat().st_size
    assert once > written, "it is really written to"
    for _ in range(20):
        assert await site.live.health.ready(leaving=False) == ""
    assert (tmp_path / "talkoot.sqlite-wal").stat().st_size <= once + (once - written)


async def test_what_is_not_there_is_still_told_apart_from_a_log_that_is_away(site: Site) -> None:
    with pytest.raises(Unknown):
        await site.gathering.workshop("nobody")
    assert site.log.trouble == ""


class Mute(SqliteLog):
    """Can be read, and not written."""

    touches = 0

    async def touch(self) -> None:
        self.touches += 1
        raise Unavailable("read-only")


async def test_people_are_told_of_a_log_that_is_away_though_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.health.LAG_SECONDS", 0.001)
    home, told, looks = Mute(tmp_path / "log.sqlite"), asyncio.Queue[Trouble](), asyncio.Queue[bool]()
    log = WatchedLog(home, folder=None, free_bytes=0)

    def nobody() -> bool:
        looks.put_nowait(True)
        return False

    looking = asyncio.create_task(Health(log, Counters(), told.put_nowait, nobody).run())
    async with asyncio.timeout(20):
        for _ in range(3):
            await looks.get()
    looking.cancel()
    assert (home.touches, log.trouble) == (0, ""), "a server that nobody uses leaves its disk alone"
    looking = asyncio.create_task(Health(log, Counters(), told.put_nowait, lambda: True).run())
    async with asyncio.timeout(20):
        assert await told.get() == "away"
    looking.cancel()
    await log.pin("people/hall", "node", b"forty", 60)
    assert log.trouble == "away", "a pin says nothing of the disk"
    await log.close()
