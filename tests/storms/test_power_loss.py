"""The power is cut while people write: what was acknowledged is on the disk with the settings we ship."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from server.log import Position, Unavailable
from server.log.redis import RedisLog
from server.log.sqlite import SqliteLog
from tests.storms.author import STREAM
from tests.storms.power import Trace, cut_power, shipped_redis, traced_author, traced_child

WRITERS = 40
ENOUGH = 2_000  # acknowledged before the power goes
ENOUGH_SQLITE = 150  # fewer than SQLite moves from the -wal to the file, after which the -wal begins anew
BEGIN = Position(5, 0)
Acknowledged = dict[str, int]


async def written_until_the_power_goes(folder: Path, *options: str) -> tuple[int, int, int]:
    """Write to a Redis, cut its power in the middle of it, and start it again.

    Entries that were acknowledged, entries among them that are missing, and bytes that the cut took.
    """
    async with shipped_redis(folder, *options) as redis:
        log = RedisLog(redis.url)
        acknowledged: Acknowledged = {}
        enough = asyncio.Event()

        async def write(stream: str) -> None:
            at = BEGIN
            while True:
                try:
                    at = await log.append(stream, at, b"entry %d of %s" % (at.seq + 1, stream.encode()))
                except Unavailable:
                    return
                acknowledged[stream] = at.seq
                if sum(acknowledged.values()) >= ENOUGH:
                    enough.set()

        writers = [asyncio.create_task(write(f"room/{number}")) for number in range(WRITERS)]
        async with asyncio.timeout(60):
            await enough.wait()
            gone = await redis.cut_power()
            await asyncio.gather(*writers)
        await redis.start()
        missing = 0
        for stream, seq in acknowledged.items():
            found = await log.read(stream, 0, limit=seq)
            assert found == [(one, b"entry %d of %s" % (one, stream.encode())) for one in range(1, len(found) + 1)]
            missing += seq - len(found)
        await log.close()
        return sum(acknowledged.values()), missing, gone


@pytest.mark.storm
@pytest.mark.redis
async def test_what_redis_acknowledged_survives_a_power_cut_with_the_shipped_settings(tmp_path: Path) -> None:
    acknowledged, missing, _ = await written_until_the_power_goes(tmp_path)
    assert acknowledged >= ENOUGH
    assert missing == 0


@pytest.mark.storm
@pytest.mark.redis
async def test_the_power_cut_takes_what_redis_only_syncs_every_second(tmp_path: Path) -> None:
    acknowledged, missing, gone = await written_until_the_power_goes(tmp_path, "--appendfsync", "everysec")
    assert acknowledged >= ENOUGH
    assert gone > 0
    assert missing > 0, "this power cut tests nothing"


async def acknowledged_and_kept(folder: Path, synchronous: str) -> tuple[int, int]:
    """Entries that a SQLite log of another process acknowledged before its power was cut, and those there after."""
    file = folder / "log.sqlite"
    async with asyncio.timeout(60), traced_author(folder, str(file), synchronous) as author:
        assert author.stdout is not None
        acknowledged = 0
        while acknowledged < ENOUGH_SQLITE:
            acknowledged = int(await author.stdout.readline())
        os.kill(traced_child(author.pid), signal.SIGKILL)
        while line := await author.stdout.readline():
            acknowledged = int(line)
        await author.wait()
    assert (folder / "log.sqlite-wal").stat().st_size < 1000 * 4096, "the -wal has begun anew: cutting it tells nothing"
    cut_power(folder / "trace", folder, {})
    log = SqliteLog(file)
    found = await log.read(STREAM, 0, limit=acknowledged)
    await log.close()
    assert found == [(seq, b"entry %d" % seq) for seq in range(1, len(found) + 1)]
    return acknowledged, len(found)


@pytest.mark.storm
async def test_what_sqlite_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    acknowledged, kept = await acknowledged_and_kept(tmp_path, "FULL")
    assert kept == acknowledged >= ENOUGH_SQLITE


@pytest.mark.storm
async def test_the_power_cut_takes_what_sqlite_does_not_sync(tmp_path: Path) -> None:
    acknowledged, kept = await acknowledged_and_kept(tmp_path, "NORMAL")
    assert kept < acknowledged, "this power cut tests nothing"


def test_only_what_was_written_before_a_sync_began_is_on_the_disk() -> None:
    trace = Trace(
        [
            '10 write(7</d/aof>, ""..., 100) = 100',
            "10 fdatasync(7</d/aof>) = 0",
            '10 write(7</d/aof>, ""..., 50) = 50',
            "11 fdatasync(7</d/aof> <unfinished ...>",
            '10 write(7</d/aof>, ""..., 20 <unfinished ...>',
            "10 <... write resumed>) = 20",
            '10 write(8<socket:[1]>, ""..., 9) = 9',
            "11 <... fdatasync resumed>) = 0",
            '12 pwrite64(9</d/wal>, ""..., 24, 4096) = 24',
            "12 fdatasync(9</d/wal>) = -1 EIO (Input/output error)",
        ]
    )
    assert {path: (file.end, file.synced) for path, file in trace.files.items()} == {
        "/d/aof": (170, 150),
        "/d/wal": (4120, 0),
    }
