"""Lines to Redis that break while they are written to, on the event loop that servers run on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import uvloop
from redis.asyncio.connection import Connection

from server.log import Unavailable
from server.log.redis import RedisLog
from server.log.redis.masters import _mended
from tests.servers import link_to, redis_server

ASKS = 300


async def ask_a_server_that_hangs_up(folder: Path) -> list[Exception]:
    """What is told to those who ask when every line breaks as soon as it stands: Redis is away, its proxy is not."""
    told: list[Exception] = []
    async with redis_server(folder) as redis, link_to(redis.port) as link:
        log = RedisLog(link.url)
        await log.position("room/one")
        await redis.kill()
        for _ in range(ASKS):
            try:
                await log.position("room/one")
            except Exception as error:  # noqa: BLE001 - which they are is the question
                told.append(error)
        await log.close()
    return told


@pytest.mark.redis
def test_a_line_that_breaks_while_it_is_written_to_means_unavailable_and_nothing_else(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told = runner.run(ask_a_server_that_hangs_up(tmp_path))
    assert len(told) == ASKS
    assert {type(error) for error in told} == {Unavailable}


async def test_a_line_that_is_gone_before_it_is_written_to_is_no_error_of_ours() -> None:
    never_opened = _mended(Connection)()
    with pytest.raises(ConnectionError):
        await never_opened._send_packed_command([b"PING"])
