"""Long-lived things are out of the collector's way, and closed lines leave nothing for it."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.server import ServerProtocol

from rooms.templates import template
from server.access import COOKIE, Access
from server.garbage import NEW_SOCKETS, Garbage
from server.log.sqlite import SqliteLog
from server.settings import Settings
from server.site import Site
from server.socket import LiveSocket
from tests.viewer import PATIENCE_SECONDS, viewer


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector as it was, afterwards."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


def test_a_wave_of_newcomers_is_frozen_and_thawed_once_all_have_gone(collector: None) -> None:
    garbage = Garbage()
    garbage.start()
    before = gc.get_freeze_count()
    wave = [[number] for number in range(1000)]
    garbage.turn(NEW_SOCKETS)
    assert gc.get_freeze_count() == before, "too few to be worth a collection"
    garbage.turn(NEW_SOCKETS + 1)
    assert gc.get_freeze_count() >= before + len(wave)
    loop: list[object] = []
    loop.append(loop)  # frozen with the next wave, then garbage
    garbage.turn(3 * NEW_SOCKETS)
    del loop, wave
    held = gc.get_freeze_count()
    garbage.turn(1)
    assert gc.get_freeze_count() == held, "somebody is still there"
    garbage.turn(0)
    assert gc.get_freeze_count() < held


def test_a_smaller_crowd_that_grows_again_is_frozen_again(collector: None) -> None:
    garbage = Garbage()
    garbage.start()
    garbage.turn(10 * NEW_SOCKETS)
    garbage.turn(NEW_SOCKETS)
    wave = [[number] for number in range(1000)]
    before = gc.get_freeze_count()
    garbage.turn(2 * NEW_SOCKETS + 1)
    assert gc.get_freeze_count() >= before + len(wave)


async def test_a_closed_line_needs_no_collector(collector: None, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        log = SqliteLog(tmp_path / "log.sqlite")
        stack.push_async_callback(log.close)
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(url=url, data=str(tmp_path))
        access = await Access.load(log, settings)
        site = Site(log, settings, access)
        live = site.live
        server = await asyncio.get_running_loop().create_server(lambda: LiveSocket(live), sock=listener)
        stack.callback(server.close)
        stack.push_async_callback(live.stop)
        workshop = await site.gathering.create(template("idea-workshop"))
        gc.collect()
        gc.disable()
        for _ in range(20):
            cookie = f"{COOKIE}={access.cookie(access.new_session())}"
            async with viewer(url, workshop.rooms[0].id, "phone", cookie):
                pass
        async with asyncio.timeout(PATIENCE_SECONDS):
            while live.sockets:  # noqa: ASYNC110 - nothing tells when the last has gone
                await asyncio.sleep(0.01)
        assert [thing for thing in gc.get_objects() if type(thing) in (LiveSocket, ServerProtocol)] == []
