"""The log on a Redis Cluster of three masters: the whole contract, and partitions that move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from server.log import Conflict, Log, Position, Unavailable
from server.log.open import open_log
from server.log.redis import RedisLog
from server.log.redis.keys import SLOTS, partition_of
from tests.log_contract import BEGIN, SOON_SECONDS, LogContract, OpenLog, Ring, fill
from tests.servers import Cluster, cluster_server, redis_cluster

pytestmark = pytest.mark.redis

ROOM = "room/moving"
SLOT = SLOTS[partition_of(ROOM)]


@pytest.fixture(scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    async with redis_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
async def cluster(running: Cluster) -> Cluster:
    """The one of this run, empty."""
    await running.empty()
    return running


@pytest.fixture
async def log(cluster: Cluster) -> AsyncIterator[RedisLog]:
    log = RedisLog(cluster.url)
    yield log
    await log.close()


@pytest.fixture
async def elsewhere(cluster: Cluster) -> AsyncIterator[RedisLog]:
    """The log of another node, which was told of one server only."""
    log = RedisLog(cluster.masters[-1].user_url)
    yield log
    await log.close()


class TestClusterLog(LogContract):
    @pytest.fixture
    async def home(self, cluster: Cluster) -> OpenLog:
        async def open_one() -> Log:
            return RedisLog(cluster.url)

        return open_one


async def test_every_master_takes_its_share(cluster: Cluster, log: RedisLog) -> None:
    await asyncio.gather(*(fill(log, f"room/{number}", 2) for number in range(60)))
    async with cluster.each() as clients:
        assert min([await client.dbsize() for client in clients]) >= 10
    assert len(await log.streams("room/")) == 60


async def test_a_partition_that_moves_under_appends_loses_and_doubles_nothing(
    cluster: Cluster, log: RedisLog, elsewhere: RedisLog
) -> None:
    rooms = [*rooms_beside(ROOM, 5), *(f"room/{number}" for number in range(5000, 5005))]
    appended = dict.fromkeys(rooms, 0)
    at_end, grown = asyncio.Event(), asyncio.Condition()

    async def write(log: RedisLog, room: str) -> None:
        at, entry = BEGIN, b""
        while not at_end.is_set():
            at, entry = await append_surely(log, room, at, b"%d" % (at.seq + 1), entry or None)
            appended[room] = at.seq
            async with grown:
                grown.notify_all()

    async def grow() -> None:
        """Until thirty more entries stand in every room."""
        wanted = {room: seq + 30 for room, seq in appended.items()}
        async with grown:
            await grown.wait_for(lambda: all(appended[room] >= seq for room, seq in wanted.items()))

    async with asyncio.timeout(20 * SOON_SECONDS), asyncio.TaskGroup() as writing:
        for number, room in enumerate(rooms):
            writing.create_task(write(log if number % 2 else elsewhere, room))
        for keep in (3, 0):  # half of the rooms on either side, then all on the far side of what is not yet official
            await grow()
            async with cluster.moving(SLOT, (await cluster.master_of(SLOT) + 1) % 3, keep):
                await grow()
        await grow()
        at_end.set()
    for room, last in appended.items():
        for reader in (log, elsewhere):
            assert await reader.read(room, 0, limit=last + 1) == [(n, b"%d" % n) for n in range(1, last + 1)]


async def append_surely(
    log: RedisLog, room: str, at: Position, entry: bytes, onto: bytes | None
) -> tuple[Position, bytes]:
    """Append, and again when a disk rested for longer than an append may take; nothing else may keep it off."""
    unsure = False
    while True:
        try:
            return await log.append(room, at, entry, onto), entry
        except Unavailable as error:
            if "does not answer" not in str(error):
                raise
            unsure = True
        except Conflict:
            if not unsure:
                raise
            return Position(at.epoch, at.seq + 1), entry  # it had been done after all: it is read at the end


def rooms_beside(room: str, count: int) -> list[str]:
    """Rooms of the same partition."""
    there = (other for number in range(count * 300) if partition_of(other := f"room/{number}") == partition_of(room))
    return [next(there) for _ in range(count)]


async def test_bells_are_heard_from_wherever_their_partition_moves_to(
    cluster: Cluster, log: RedisLog, elsewhere: RedisLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, ring = await fill(elsewhere, ROOM, 1), Ring()
    monkeypatch.setattr("server.log.redis.POLL_SECONDS", 3600.0)
    log.follow(ROOM, ring)
    await ring.heard()
    for _ in range(3):
        there = (await cluster.master_of(SLOT) + 1) % 3
        await cluster.move(SLOT, there)
        async with asyncio.timeout(SOON_SECONDS), cluster.each() as clients:
            while not await clients[there].pubsub_shardchannels():
                pass
        at = await elsewhere.append(ROOM, at, b"more")
        await ring.heard()


async def test_a_stream_that_begins_while_its_partition_moves_begins_once_or_not_yet(
    cluster: Cluster, log: RedisLog
) -> None:
    at, room = await fill(log, ROOM, 3), rooms_beside(ROOM, 1)[0]
    async with cluster.moving(SLOT, (await cluster.master_of(SLOT) + 1) % 3):
        with pytest.raises(Unavailable, match="is moving these rooms"):
            await log.append(room, BEGIN, b"1")
        at = await log.append(ROOM, at, b"4")
    await log.append(room, BEGIN, b"1")
    await log.delete(ROOM)
    assert await log.streams("room/") == [room]
    assert await log.read(room, 0) == [(1, b"1")]


async def test_rooms_of_a_paused_master_are_unavailable_and_the_others_are_served(
    cluster: Cluster, log: RedisLog
) -> None:
    rooms = [f"room/{number}" for number in range(40)]
    ends = {room: await log.append(room, BEGIN, b"1") for room in rooms}
    away = [room for room in rooms if await cluster.master_of(SLOTS[partition_of(room)]) == 0]
    assert 0 < len(away) < len(rooms)
    cluster.masters[0].pause()
    try:
        asked: list[Awaitable[object]] = [log.append(room, ends[room], b"2") for room in rooms]
        outcomes = dict(zip(rooms, await asyncio.gather(*asked, return_exceptions=True), strict=True))
    finally:
        cluster.masters[0].resume()
    assert {room for room, outcome in outcomes.items() if isinstance(outcome, Unavailable)} == set(away)
    assert {outcome for room, outcome in outcomes.items() if room not in away} == {Position(5, 2)}


async def test_the_settings_of_every_master_are_checked(cluster: Cluster, log: RedisLog) -> None:
    assert all("does not let us see" in warning for warning in await log.check())
    careless = cluster.masters[1]
    async with cluster.each() as clients:
        await clients[1].config_set("maxmemory-policy", "allkeys-lru")
        try:
            warnings = await log.check()
        finally:
            await clients[1].config_set("maxmemory-policy", "noeviction")
    (warning,) = [warning for warning in warnings if "has maxmemory-policy" in warning]
    assert warning.startswith(f"Redis at 127.0.0.1:{careless.port} has maxmemory-policy allkeys-lru")


async def test_one_server_of_the_cluster_is_enough_to_find_the_others(cluster: Cluster) -> None:
    gone = "127.0.0.1:1"
    log = await open_log(cluster.masters[2].user_url.replace("@", f"@{gone},").removesuffix("/0"), Path())
    await asyncio.gather(*(fill(log, f"room/{number}", 1) for number in range(20)))
    await log.close()


async def test_a_replica_that_takes_over_is_found_by_appends_reads_and_bells(tmp_path: Path) -> None:
    async with redis_cluster(tmp_path) as cluster, cluster_server(tmp_path / "replica") as replica:
        log, elsewhere, ring = RedisLog(cluster.url), RedisLog(cluster.url), Ring()
        here = await cluster.master_of(SLOT)
        await cluster.add_replica(here, replica)
        at = await fill(log, ROOM, 3)
        elsewhere.follow(ROOM, ring)
        await ring.heard()
        async with cluster.each() as clients:
            assert await clients[here].wait(1, 1000 * SOON_SECONDS) == 1, "the replica must have all of it"
        await cluster.masters[here].kill()
        async with Redis.from_url(replica.url, protocol=2) as client:
            takes_over: Any = client.execute_command
            await takes_over("CLUSTER", "FAILOVER", "TAKEOVER")
        async with asyncio.timeout(3 * SOON_SECONDS):
            while True:
                try:
                    at = await log.append(ROOM, at, b"4", onto=b"3")
                    break
                except Unavailable:
                    await asyncio.sleep(0.05)
        await ring.heard()
        assert await elsewhere.read(ROOM, 0) == [(n, b"%d" % n) for n in range(1, 5)]
        await log.close()
        await elsewhere.close()
