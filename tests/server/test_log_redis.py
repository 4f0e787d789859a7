from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import NoPermissionError
from redis.utils import str_if_bytes

import server.log.redis
from server.log import Conflict, Log, Position, Snapshot, Unavailable
from server.log.redis import RedisLog
from tests.log_contract import BEGIN, ROOM, SOON_SECONDS, LogContract, OpenLog, Ring, fill, log_entries
from tests.servers import PASSWORD, REDIS_CONF, Link, RedisServer, advised, link_to, redis_server

pytestmark = pytest.mark.redis

PROMISED_SECONDS = 3  # 2 by the promise, and a busy machine


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path, *advised("user talkoot")) as server:
        yield server


@pytest.fixture
async def log(redis: RedisServer) -> AsyncIterator[RedisLog]:
    """As the user whom deploy/redis.conf advises, here as in the contract."""
    log = RedisLog(redis.user_url)
    yield log
    await log.close()


@pytest.fixture
async def raw(redis: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis.url, protocol=2) as client:
        yield client


@pytest.fixture
async def link(redis: RedisServer) -> AsyncIterator[Link]:
    async with link_to(redis.port) as link:
        yield link


@pytest.fixture
async def linked(link: Link) -> AsyncIterator[RedisLog]:
    """A log whose line to Redis can lose things."""
    log = RedisLog(link.url)
    yield log
    await log.close()


class TestRedisLog(LogContract):
    @pytest.fixture
    async def home(self, redis: RedisServer) -> OpenLog:
        async def open_one() -> Log:
            return RedisLog(redis.user_url)

        return open_one


# Lost requests and replies


async def test_an_append_whose_reply_was_lost_succeeds_and_is_not_repeated(link: Link, linked: RedisLog) -> None:
    await fill(linked, "room/warm", 2)  # Redis knows the scripts
    at = BEGIN
    for _ in range(20):
        at = await linked.append(ROOM, at, b"kept")  # opens the line, so that the next reply is the next append's
        link.loses_replies = True
        link.lost.clear()
        appending = asyncio.create_task(linked.append(ROOM, at, b"lost %d" % at.seq))
        await link.lost.wait()
        link.cut()
        at = await appending
    entries = await linked.read(ROOM, 0)
    assert entries == [(seq, b"kept" if seq % 2 else b"lost %d" % (seq - 1)) for seq in range(1, 41)]


async def test_a_whole_batch_whose_replies_were_lost_is_found_entry_by_entry(
    link: Link, linked: RedisLog, log: RedisLog
) -> None:
    await fill(linked, "room/warm", 1)
    rooms = [f"room/{number}" for number in range(30)]
    await log.append(rooms[0], BEGIN, b"somebody else's")
    link.loses_replies = True
    appending = asyncio.gather(*(linked.append(room, BEGIN, b"mine") for room in rooms), return_exceptions=True)
    await link.lost.wait()
    link.cut()
    outcomes = await appending
    assert isinstance(outcomes[0], Conflict)
    assert outcomes[1:] == [Position(5, 1)] * 29
    assert [await log_entries(log, room) for room in rooms] == [[b"somebody else's"]] + [[b"mine"]] * 29


async def test_an_append_that_never_arrived_is_a_conflict_if_another_took_its_place(
    link: Link, linked: RedisLog, log: RedisLog
) -> None:
    at = await fill(linked, ROOM, 1)
    link.loses_requests = True
    appending = asyncio.create_task(linked.append(ROOM, at, b"mine"))
    await link.lost.wait()
    await log.append(ROOM, at, b"theirs")
    link.cut()
    with pytest.raises(Conflict):
        await appending
    assert await log_entries(log) == [b"1", b"theirs"]


async def test_an_append_that_never_arrived_is_unavailable_if_its_place_is_empty(
    link: Link, linked: RedisLog, log: RedisLog
) -> None:
    at = await fill(linked, ROOM, 1)
    link.loses_requests = True
    appending = asyncio.create_task(linked.append(ROOM, at, b"2"))
    await link.lost.wait()
    link.cut()
    with pytest.raises(Unavailable):
        await appending
    assert await log.position(ROOM) == at
    assert await linked.append(ROOM, at, b"2") == Position(5, 2)


async def test_a_line_that_swallows_every_reply_is_unavailable_in_two_seconds(
    link: Link, linked: RedisLog, log: RedisLog
) -> None:
    at = await fill(linked, ROOM, 2)
    await linked.position(ROOM)
    link.loses_replies = True
    async with asyncio.timeout(PROMISED_SECONDS):
        with pytest.raises(Unavailable, match="does not answer"):
            await linked.append(ROOM, at, b"3")
    assert await log_entries(log) == [b"1", b"2", b"3"], "the append took place, once, though nobody could tell"
    link.cut()
    assert await linked.position(ROOM) == Position(5, 3)


# Redis paused, gone, restarted, full


async def test_a_paused_redis_is_unavailable_in_two_seconds_and_serves_when_it_goes_on(
    redis: RedisServer, log: RedisLog
) -> None:
    at = await fill(log, ROOM, 3)
    redis.pause()
    asked: list[Awaitable[object]] = [log.append(ROOM, at, b"4"), log.read(ROOM, 0), log.secret("round/1")]
    asked += [log.append(f"room/{number}", BEGIN, b"1") for number in range(50)]
    asked += [log.position(ROOM) for _ in range(100)]
    async with asyncio.timeout(PROMISED_SECONDS):
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    async with asyncio.timeout(PROMISED_SECONDS):
        with pytest.raises(Unavailable):
            await log.append(ROOM, at, b"4 on a new connection")
    redis.resume()
    # What Redis had taken in before it was paused, it may write now: once.
    entries = await log_entries(log)
    assert entries in ([b"1", b"2", b"3"], [b"1", b"2", b"3", b"4"])
    assert await log.append(ROOM, Position(5, len(entries)), b"on") == Position(5, len(entries) + 1)


async def test_everything_acknowledged_survives_kill_9_of_redis(redis: RedisServer, log: RedisLog) -> None:
    acknowledged: dict[str, int] = {}
    enough = asyncio.Event()

    async def write(room: str) -> None:
        at = BEGIN
        while True:
            try:
                at = await log.append(room, at, b"%d" % (at.seq + 1))
            except Unavailable:
                return
            acknowledged[room] = at.seq
            if sum(acknowledged.values()) > 500:
                enough.set()

    rooms = [f"room/{number}" for number in range(20)]
    writing = asyncio.gather(*(write(room) for room in rooms))
    await enough.wait()
    await redis.kill()
    await writing
    await redis.start()
    for room in rooms:
        entries = await log.read(room, 0)
        assert len(entries) - acknowledged[room] in (0, 1)  # one more may be written whose reply never came
        assert entries == [(seq, b"%d" % seq) for seq in range(1, len(entries) + 1)]


async def test_an_idle_log_appends_at_once_after_a_restart_of_redis(redis: RedisServer, log: RedisLog) -> None:
    at = await fill(log, ROOM, 2)
    await log.position(ROOM)
    await redis.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await log.append(ROOM, at, b"3")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await log.position(ROOM)
    await redis.start()
    assert await log.append(ROOM, at, b"3") == Position(5, 3)
    await redis.kill()
    await redis.start()
    assert await log.append(ROOM, Position(5, 3), b"4") == Position(5, 4)


async def test_a_redis_without_memory_is_unavailable_until_it_has_some(log: RedisLog, raw: Redis) -> None:
    at = await fill(log, ROOM, 1)
    await raw.config_set("maxmemory", "1")
    with pytest.raises(Unavailable, match="out of memory"):
        await log.append(ROOM, at, b"2")
    with pytest.raises(Unavailable, match="out of memory"):
        await log.append("room/new", BEGIN, b"1")
    assert await log.streams("") == [ROOM]
    await raw.config_set("maxmemory", "0")
    assert await log.append(ROOM, at, b"2") == Position(5, 2)


async def test_a_redis_that_forgot_our_script_is_told_again(log: RedisLog, raw: Redis) -> None:
    at = await fill(log, ROOM, 1)
    await raw.script_flush()
    asked = [log.append(ROOM, at, b"2"), log.append("room/b", BEGIN, b"1"), log.append(ROOM, BEGIN, b"late")]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert outcomes[:2] == [Position(5, 2), Position(5, 1)]
    assert isinstance(outcomes[2], Conflict)


async def test_appends_that_wait_together_share_a_round_trip(log: RedisLog, raw: Redis) -> None:
    await fill(log, ROOM, 1)
    before = (await raw.info("stats"))["total_reads_processed"]
    await asyncio.gather(*(log.append(f"room/{number}", BEGIN, b"1") for number in range(100)))
    assert (await raw.info("stats"))["total_reads_processed"] - before < 10


# Bells


async def test_the_poll_finds_what_a_lost_message_hid(log: RedisLog, raw: Redis) -> None:
    await fill(log, ROOM, 1)
    (key,) = [key async for key in raw.scan_iter(match="*:log:*")]
    ring = Ring()
    log.follow(ROOM, ring)
    await ring.heard()
    await raw.xadd(key, {"e": b"2"}, id="5-2")
    await ring.heard()
    assert await log.position(ROOM) == Position(5, 2)


async def test_the_bell_line_mends_itself_and_looks_for_what_it_missed(
    redis: RedisServer, log: RedisLog, raw: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.log.redis, "POLL_SECONDS", 3600.0)
    elsewhere, ring = RedisLog(redis.url), Ring()
    log.follow(ROOM, ring)
    await ring.heard()
    await subscribers(raw, 1)
    at = await elsewhere.append(ROOM, BEGIN, b"1")
    await ring.heard()
    assert await raw.client_kill_filter(_type="pubsub") == 1
    at = await elsewhere.append(ROOM, at, b"2")
    await ring.heard()
    await subscribers(raw, 1)
    await elsewhere.append(ROOM, at, b"3")
    await ring.heard()
    await elsewhere.close()


async def test_a_partition_is_subscribed_only_while_something_in_it_is_followed(log: RedisLog, raw: Redis) -> None:
    rooms = [f"room/{number}" for number in range(10)]
    for room in rooms:
        log.follow(room, Ring())
    await subscribers(raw, len({server.log.redis.keys.partition_of(room) for room in rooms}))
    for room in rooms[1:]:
        log.unfollow(room)
    await subscribers(raw, 1)
    log.unfollow(rooms[0])
    await subscribers(raw, 0)


async def subscribers(raw: Redis, count: int) -> None:
    """Wait until that many bells have a listener."""
    async with asyncio.timeout(SOON_SECONDS):
        while len(await raw.pubsub_shardchannels("*:bell")) != count:
            pass


async def test_a_stranger_on_the_bell_channel_does_no_harm(redis: RedisServer, log: RedisLog, raw: Redis) -> None:
    ring = Ring()
    log.follow(ROOM, ring)
    await ring.heard()
    await subscribers(raw, 1)
    (channel,) = map(str_if_bytes, await raw.pubsub_shardchannels("*:bell"))
    for text in (b"", b"\xff\xfe", b"5-x node " + ROOM.encode(), b"a b c d"):
        await raw.spublish(channel, text)
    await raw.spublish(channel, f"5-1 another-node {ROOM}")
    await ring.heard()


# Keys


async def test_all_keys_of_a_stream_live_in_one_slot_of_a_cluster(log: RedisLog, raw: Redis) -> None:
    rooms = [f"room/{number}" for number in range(20)]
    for room in rooms:
        at = await fill(log, room, 1)
        await log.put_snapshot(room, Snapshot(at, b""))
    keys = [key async for key in raw.scan_iter()]
    for room in rooms:
        mine = [key for key in keys if key.endswith(b":" + room.encode())]
        (index,) = [key for key in keys if key.endswith(b":streams") and await raw.sismember(key.decode(), room)]
        assert len({key_slot(key) for key in [*mine, index]}) == 1
        assert len(mine) == 2


async def test_partitions_spread_evenly_over_the_masters_of_a_cluster() -> None:
    slots = [key_slot(b"{p%03d}" % number) for number in range(server.log.redis.keys.PARTITIONS)]
    for masters in (2, 3, 4, 6, 8):
        share = [sum(slot * masters // 16384 == master for slot in slots) for master in range(masters)]
        assert max(share) <= 1.25 * len(slots) / masters


async def test_a_deleted_stream_and_a_fallen_pin_leave_no_key(log: RedisLog, raw: Redis) -> None:
    at = await fill(log, ROOM, 1)
    await log.put_snapshot(ROOM, Snapshot(at, b""))
    await log.pin("nodes", "one", b"", 0.01)
    await log.delete(ROOM)
    async with asyncio.timeout(SOON_SECONDS):
        while await raw.dbsize():
            pass


async def test_destroyed_secrets_and_deleted_streams_leave_the_disk(
    redis: RedisServer, log: RedisLog, raw: Redis
) -> None:
    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in redis.folder.rglob("*") if file.is_file())

    secret = await log.secret("round/1")
    await log.append(ROOM, BEGIN, b"what Aino said")
    assert secret in on_disk(), "it was never on the disk, so nothing is tested"
    await log.destroy_secret("round/1")
    await log.delete(ROOM)
    async with asyncio.timeout(3 * SOON_SECONDS):
        while True:
            try:
                left = on_disk()
            except FileNotFoundError:  # a file that the rewrite just removed
                continue
            if secret not in left and b"Aino" not in left:
                break
            await raw.ping()


# Settings


async def test_a_redis_set_up_as_shipped_gives_no_warning(tmp_path: Path) -> None:
    async with redis_server(tmp_path, *options_of(REDIS_CONF)) as redis:
        log = RedisLog(redis.url)
        assert await log.check() == []
        await fill(log, ROOM, 1)
        await log.close()


def options_of(conf: str) -> list[str]:
    """The settings of a redis.conf as a command line, without where it listens and keeps its files."""
    lines = [line.split() for line in conf.splitlines() if line.strip() and not line.startswith("#")]
    elsewhere = {"bind", "port", "dir", "unixsocket", "unixsocketperm", "daemonize", "user", "aclfile", "logfile"}
    return [
        word
        for name, *values in lines
        if name not in elsewhere
        for word in (f"--{name}", *(value.strip('"') for value in values))
    ]


async def test_settings_that_endanger_entries_are_told_in_plain_words(tmp_path: Path) -> None:
    # fmt: off
    careless = ["--appendonly", "no", "--appendfsync", "everysec", "--no-appendfsync-on-rewrite", "yes",
                "--maxmemory-policy", "allkeys-lru"]
    # fmt: on
    async with redis_server(tmp_path, *careless) as redis:
        log = RedisLog(redis.url)
        warnings = await log.check()
        await log.close()
    assert len(warnings) == 4
    for warning, setting in zip(warnings, careless[::2], strict=True):
        assert f"has {setting[2:]} " in warning
        assert f"Set {setting[2:]} " in warning


async def test_a_redis_that_forbids_config_is_checked_as_far_as_it_lets_us(tmp_path: Path) -> None:
    async with redis_server(tmp_path, "--rename-command", "CONFIG", "", "--appendonly", "no") as redis:
        log = RedisLog(redis.url)
        warnings = await log.check()
        await log.close()
    assert [" has appendonly no" in warning for warning in warnings] == [True, False, False]
    assert "does not let us see appendfsync" in warnings[1]


async def test_the_advised_user_may_do_nothing_but_what_talkoot_needs(tmp_path: Path) -> None:
    async with redis_server(tmp_path, *advised("user default", "user talkoot")) as redis:
        for url in (redis.url, redis.user_url.replace(PASSWORD, "guess")):
            stranger = RedisLog(url)
            with pytest.raises(Unavailable, match="refuses our user or password"):
                await stranger.position(ROOM)
            await stranger.close()
        log = RedisLog(redis.user_url)
        assert PASSWORD not in log.name
        assert await fill(log, ROOM, 3) == Position(5, 3)
        await log.close()
        client: Any = Redis.from_url(redis.user_url, protocol=2)
        async with client:
            for command in (
                "FLUSHALL",
                "CONFIG GET *",
                "KEYS *",
                "SHUTDOWN",
                "GET other",
                "SPUBLISH other x",
            ):
                with pytest.raises(NoPermissionError):
                    await client.execute_command(*command.split())


async def test_a_log_that_is_closed_just_after_unfollowing_ends(redis: RedisServer) -> None:
    # redis-py may swallow a cancellation while it sends, here that a bell is no longer listened to.
    for number in range(8):
        log, ring = RedisLog(redis.url), Ring()
        log.follow(f"room/{number}", ring)
        await ring.heard()
        log.unfollow(f"room/{number}")
        for _ in range(number % 4):
            await asyncio.sleep(0)
        async with asyncio.timeout(SOON_SECONDS):
            await log.close()
