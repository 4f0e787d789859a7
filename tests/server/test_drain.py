"""A server that is told to leave: nobody loses what was acknowledged, and nobody comes back in the same instant."""

from __future__ import annotations

import asyncio
import http.client
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgpack
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.boards import read_board
from server.log.open import open_log
from tests.servers import RedisServer, redis_server
from tests.talkoot import Talkoot
from tests.viewer import PATIENCE_SECONDS, Viewer, entered, joined, new_id, viewer, viewers_socket

Made = dict[str, Any]


@pytest.fixture(scope="module")
async def redis(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@asynccontextmanager
async def drained_in(seconds: float, folder: Path, redis_url: str) -> AsyncIterator[Talkoot]:
    """A server that spreads its goodbyes over so long."""
    node = Talkoot(folder, redis_url=redis_url)
    node.environ["TALKOOT_DRAIN_SECONDS"] = str(seconds)
    try:
        await node.start()
        yield node
    finally:
        await node.kill()


async def writing_phones(stack: AsyncExitStack, node: Talkoot, count: int) -> tuple[Made, list[Viewer], str]:
    """A room in which people write, phones in it, and a cookie of one of them."""
    room: Made = (await node.new("idea-workshop"))["rooms"][0]
    async with viewer(node.url, room["room"], "desk", await entered(room["desk_link"])) as desk:
        opened = await desk.done("ChangePhase", from_step=0, step=1)
    cookies = [await joined(node.url, room["code"]) for _ in range(count)]
    phones = [await stack.enter_async_context(viewer(node.url, room["room"], "phone", cookie)) for cookie in cookies]
    for phone in phones:
        await phone.until(opened["seq"])
    return room, phones, cookies[0]


async def write_until_closed(phone: Viewer) -> set[str]:
    """Write note after note; the acknowledged ones."""
    acknowledged: set[str] = set()
    closed = asyncio.create_task(phone.until_closed())
    while not closed.done():
        note = new_id()
        try:
            answer = await phone.start_asking("PostNote", note=note, column="c1", text="an idea", lang="en")
        except ConnectionClosed:
            break
        either: list[asyncio.Future[Any]] = [answer, closed]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if answer.done() and answer.result()["kind"] == "ack":
            acknowledged.add(note)
        await asyncio.sleep(0.1)  # faster is not taken for long
    await closed
    return acknowledged


def asked_why(node: Talkoot, room: str, cookie: str) -> int:
    """The answer to a page that asks why its handshake failed."""
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=10)
    try:
        connection.request("GET", f"/rooms/{room}/access?as=phone", headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert int(answer.headers["Retry-After"]) >= 1
        return answer.status
    finally:
        connection.close()


async def notes_in_log(node: Talkoot, room: Made) -> set[str]:
    log = await open_log(node.environ.get("REDIS_URL"), node.data)
    try:
        board, _ = await read_board(log, room["room"])
        return set(board.notes)
    finally:
        await log.close()


@pytest.mark.redis
@pytest.mark.parametrize("home", ["embedded", "redis"])
async def test_a_server_that_leaves_loses_nothing_acknowledged_and_ends_well(
    home: str, redis: RedisServer, tmp_path: Path
) -> None:
    async with drained_in(1.0, tmp_path, redis.url if home == "redis" else "") as node, AsyncExitStack() as stack:
        room, phones, _ = await writing_phones(stack, node, 12)
        writing = [asyncio.create_task(write_until_closed(phone)) for phone in phones]
        for phone in phones:
            await phone.until_frame("ack")
        node.leave()
        assert await node.ended() == 0
        acknowledged = set[str]().union(*await asyncio.gather(*writing))
        byes = [await phone.until_frame("bye") for phone in phones]
        assert {await phone.until_closed() for phone in phones} == {4503}
    assert len(acknowledged) >= len(phones)
    assert acknowledged <= await notes_in_log(node, room)
    times = [bye["retry_ms"] for bye in byes]
    assert all(0 <= time <= 1000 for time in times)
    assert len(set(times)) > 1, "everybody comes back in the same instant"


@pytest.mark.redis
async def test_with_neighbours_a_line_works_until_its_own_time_and_no_new_one_opens(
    redis: RedisServer, tmp_path: Path
) -> None:
    async with drained_in(15.0, tmp_path, redis.url) as node, AsyncExitStack() as stack:
        room, phones, cookie = await writing_phones(stack, node, 12)
        node.leave()
        byes = [(await phone.until_frame("bye"))["retry_ms"] for phone in phones]
        with pytest.raises(InvalidStatus) as turned_away:
            async with viewers_socket(node.url, room["room"], "phone", cookie):
                pass
        assert turned_away.value.response.status_code == 503
        assert 1 <= int(turned_away.value.response.headers["Retry-After"]) <= 15
        assert (await asyncio.to_thread(asked_why, node, room["room"], cookie)) == 503
        in_order = [phone for _, phone in sorted(zip(byes, phones, strict=True), key=lambda one: one[0])]
        await in_order[0].until_closed()
        assert await node.answers()  # pages are still served meanwhile
        await in_order[-1].done("PostNote", note=new_id(), column="c1", text="still in time", lang="en")


@pytest.mark.redis
async def test_a_command_under_way_has_its_answer_before_the_line_closes(redis: RedisServer, tmp_path: Path) -> None:
    async with drained_in(0.0, tmp_path, redis.url) as node, AsyncExitStack() as stack:
        room, phones, _ = await writing_phones(stack, node, 1)
        note = new_id()
        redis.pause()
        try:
            answer = await phones[0].start_asking("PostNote", note=note, column="c1", text="an idea", lang="en")
            await phones[0].socket.send(msgpack.packb({"beat": True}))
            await phones[0].until_frame("beat")  # so the command has arrived, too
            node.leave()
            await phones[0].until_frame("bye")
            assert not answer.done()
        finally:
            redis.resume()
        assert (await asyncio.wait_for(answer, PATIENCE_SECONDS))["kind"] == "ack"
        assert await phones[0].until_closed() == 4503
        assert await node.ended() == 0
    assert note in await notes_in_log(node, room)


@pytest.mark.redis
async def test_a_second_signal_ends_a_leaving_server_at_once(redis: RedisServer, tmp_path: Path) -> None:
    async with drained_in(15.0, tmp_path, redis.url) as node, AsyncExitStack() as stack:
        _, phones, _ = await writing_phones(stack, node, 6)
        node.leave()
        for phone in phones:
            await phone.until_frame("bye")
        node.leave()
        assert await node.ended() == -signal.SIGTERM
        assert 1006 in {await phone.until_closed() for phone in phones}
