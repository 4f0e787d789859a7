"""What the log itself costs this process: `python -m tests.load.appends`. Microseconds of CPU and of wall for each.

32 rooms append 200 bytes at once, again and again; then each reads its last five entries.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from server.log import Log, Position
from server.log.redis import RedisLog
from server.log.sqlite import SqliteLog
from tests.servers import redis_server

ROOMS = 32
TURNS = 40
ROUNDS = 7


async def measure(name: str, log: Log) -> None:
    at = {f"room/{number:06}": Position(5, 0) for number in range(ROOMS)}

    async def append(room: str) -> None:
        at[room] = await log.append(room, at[room], bytes(200))

    async def read(room: str) -> None:
        await log.read(room, at[room].seq - 5, epoch=5)

    for _ in range(TURNS):
        await asyncio.gather(*map(append, at))
    for what, act in (("append", append), ("read", read)):
        cpu, wall = zip(*[await _round(act, list(at)) for _ in range(ROUNDS)], strict=True)
        print(f"{name:8}{what:8}{statistics.median(cpu):8.1f} us CPU {statistics.median(wall):8.1f} us wall")
    await log.close()


async def _round(act: Callable[[str], Awaitable[None]], rooms: list[str]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(TURNS):
        await asyncio.gather(*map(act, rooms))
    each = ROOMS * TURNS / 1e6
    return (time.process_time() - cpu) / each, (time.perf_counter() - wall) / each


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await measure("SQLite", SqliteLog(Path(folder) / "log"))
        async with redis_server(Path(folder)) as redis:
            await measure("Redis", RedisLog(redis.url))


if __name__ == "__main__":
    uvloop.run(main())
