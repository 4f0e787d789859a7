"""While the log is away the server goes on speaking. What becomes of commands is told in `test_storage_fails.py`."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.servers import redis_server
from tests.storms.test_two_nodes import enter
from tests.talkoot import talkoot
from tests.viewer import joined


async def test_beats_go_on_while_redis_is_paused(tmp_path: Path) -> None:
    # With more than a dozen rooms to ask about, one turn of asking would take longer than phones wait for a beat.
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        rooms = [*(await node.new("lappeenranta-2023"))["rooms"], *(await node.new("lappeenranta-2023"))["rooms"]]
        async with AsyncExitStack() as stack:
            phones = [
                await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
                for room in (*rooms, *rooms)
            ]
            redis.pause()
            for phone in phones:
                phone.frames.clear()
            async with asyncio.timeout(20):
                await asyncio.gather(*(phone.until_frame("beat") for phone in phones))
            redis.resume()
