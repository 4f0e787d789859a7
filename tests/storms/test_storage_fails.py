"""Storage that fails while people work: refused with a reason, boards in sight, and on by itself when it is back."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from redis.asyncio import Redis

from tests.proxied import HaProxy
from tests.scrape import TOKEN, get, scraped, scraped_when
from tests.servers import RedisServer, redis_server
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Plain, Viewer, entered, joined, new_id, viewer

Turn = Callable[[], Awaitable[None]]


class Hall(NamedTuple):
    """A server with a desk and a phone in a room where notes are read."""

    node: Talkoot
    room: dict[str, Any]
    stack: AsyncExitStack
    desk: Viewer
    phone: Viewer


@asynccontextmanager
async def hall(folder: Path, redis_url: str = "", disk_free_mb: int = 200) -> AsyncIterator[Hall]:
    async with (
        talkoot(
            folder / "node",
            redis_url=redis_url,
            TALKOOT_METRICS_TOKEN=TOKEN,
            TALKOOT_DISK_FREE_MB=str(disk_free_mb),
        ) as node,
        AsyncExitStack() as stack,
    ):
        room = (await node.new("idea-workshop"))["rooms"][0]
        desk = await enter(stack, node, room, "desk", await entered(room["desk_link"]))
        phone = await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
        await to_phase(desk, "reading")
        await phone.until(desk.seq)
        await post(phone, "before")
        yield Hall(node, room, stack, desk, phone)


async def post(phone: Viewer, text: str) -> None:
    """Post a note as an outbox does: the same command again while storage is unavailable."""
    note = {"note": new_id(), "column": "c1", "text": text, "lang": "en"}
    async with asyncio.timeout(30):
        while (answer := await phone.ask("PostNote", **note))["kind"] == "refused":
            assert answer["code"] == "unavailable", answer
            await asyncio.sleep(0.1)


async def refused(phone: Viewer) -> Plain:
    """Post until it is refused: the refusal."""
    async with asyncio.timeout(30):
        while True:
            answer = await phone.ask("PostNote", note=new_id(), column="c1", text="During", lang="en")
            if answer["kind"] == "refused":
                return answer
            await asyncio.sleep(0.1)  # no faster than a phone may


async def fails_and_comes_back(hall: Hall, why: str, breaks: Turn, mends: Turn) -> None:
    """Break storage and mend it; in between everything that is promised must hold."""
    await breaks()
    answer = await refused(hall.phone)
    assert answer["code"] == "unavailable"
    assert answer["facts"] == ({"why": "full"} if why == "full" else {})
    assert answer["text"], "a sentence that a person understands"
    told = await hall.desk.until_frame("storage")
    assert told["trouble"] == why, "the desk hears of it without asking for anything"
    waiting = asyncio.create_task(post(hall.phone, "after"))
    late = await enter(hall.stack, hall.node, hall.room, "phone", await joined(hall.node.url, hall.room["code"]))
    assert late.welcome["storage"] == why
    assert "before" in texts(late), "boards stay in sight"
    status, said = await asyncio.to_thread(get, f"{hall.node.url}/readyz")
    assert status == 503
    assert f'"reason":"{why}"' in said
    assert (await asyncio.to_thread(get, f"{hall.node.url}/healthz"))[0] == 200, "it lives all the same"
    assert (await scraped(hall.node.url))["talkoot_log_writable"] == 0
    await mends()
    await waiting
    await late.until_so(lambda: "after" in texts(late))
    assert texts(late).count("after") == 1
    await hall.desk.until_heard(lambda frame: frame["kind"] == "storage" and frame["trouble"] == "")
    figures = await scraped_when(hall.node.url, lambda found: found["talkoot_log_writable"] == 1)
    assert figures["talkoot_log_unavailable_seconds_total"] > 0
    assert figures['talkoot_refusals_total{code="unavailable"}'] >= 1


def texts(viewer: Viewer) -> list[str]:
    return [note["text"] for note in viewer.shown()["notes"].values()]


async def test_a_disk_with_little_room_refuses_commands_and_takes_them_when_there_is_room(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    keep_mb = disk.f_bavail * disk.f_frsize // 1_000_000 - 300
    ballast = tmp_path / "ballast"

    async def fills() -> None:
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 600_000_000)

    async def empties() -> None:
        ballast.unlink()

    async with hall(tmp_path, disk_free_mb=keep_mb) as its:
        await fails_and_comes_back(its, "full", fills, empties)


async def test_a_disk_that_takes_no_byte_more_refuses_commands_and_goes_on_by_itself(tmp_path: Path) -> None:
    async with hall(tmp_path) as its:
        assert its.node.process is not None
        process = its.node.process.pid
        before = resource.prlimit(process, resource.RLIMIT_FSIZE)

        async def fills() -> None:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (1000, before[1]))

        async def empties() -> None:
            resource.prlimit(process, resource.RLIMIT_FSIZE, before)

        await fails_and_comes_back(its, "away", fills, empties)


async def test_behind_the_shipped_proxy_boards_stay_in_sight_while_no_node_can_write(tmp_path: Path) -> None:
    node = Talkoot(tmp_path / "node")
    proxy = HaProxy(tmp_path, (node.port, node.port), 100)
    node.environ["TALKOOT_URL"] = proxy.url
    async with AsyncExitStack() as stack:
        stack.push_async_callback(node.stop)
        await node.start()
        stack.push_async_callback(proxy.stop)
        await proxy.start()
        room = (await node.new())["rooms"][0]
        code, said, _ = await node.command("check", "--phones", "10")
        assert code == 0, said
        assert "A live connection opens" in said
        cookie = await joined(proxy.url, room["code"])
        assert node.process is not None
        before = resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE, (1000, before[1]))
        await proxy.until_said("backend nodes has no server available", 1)
        async with viewer(proxy.url, room["room"], "phone", cookie) as late:
            assert late.shown()["room"] == room["room"]


Breaks = Callable[[RedisServer, Any], Awaitable[None]]


async def _replica(redis: RedisServer, operator: Any) -> None:
    await operator.execute_command("REPLICAOF", "127.0.0.1", "1")


async def _no_replica(redis: RedisServer, operator: Any) -> None:
    await operator.execute_command("REPLICAOF", "NO", "ONE")


async def _no_memory(redis: RedisServer, operator: Any) -> None:
    await operator.config_set("maxmemory", "1mb")


async def _memory(redis: RedisServer, operator: Any) -> None:
    await operator.config_set("maxmemory", "0")


async def _killed(redis: RedisServer, operator: Any) -> None:
    await redis.kill()


async def _started(redis: RedisServer, operator: Any) -> None:
    await redis.start()


async def _paused(redis: RedisServer, operator: Any) -> None:
    redis.pause()


async def _resumed(redis: RedisServer, operator: Any) -> None:
    redis.resume()


@pytest.mark.redis
@pytest.mark.parametrize(
    ("why", "breaks", "mends"),
    [
        pytest.param("away", _replica, _no_replica, id="read-only"),
        pytest.param("full", _no_memory, _memory, id="out-of-memory"),
        pytest.param("away", _killed, _started, id="gone"),
        pytest.param("away", _paused, _resumed, id="stopped"),
    ],
)
async def test_a_redis_that_takes_nothing_refuses_commands_and_goes_on_by_itself(
    tmp_path: Path, why: str, breaks: Breaks, mends: Breaks
) -> None:
    async with redis_server(tmp_path) as redis:
        operator: Any = Redis.from_url(redis.url)
        async with operator, hall(tmp_path, redis_url=redis.url) as its:
            await fails_and_comes_back(its, why, lambda: breaks(redis, operator), lambda: mends(redis, operator))
