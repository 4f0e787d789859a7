"""A Redis that takes over without the last entries: put back by whoever holds them, or told, in a new epoch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from server.boards import room_stream
from server.log.redis import RedisLog
from tests.servers import Link, RedisServer, advised, link_to, redis_server
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

pytestmark = pytest.mark.redis


TOGETHER = ["acknowledged by one", "acknowledged by two", "kept"]


class Pair:
    """A primary, its replica, and the address that nodes know, which leads to whichever is in charge."""

    def __init__(self, primary: RedisServer, replica: RedisServer, between: Link, front: Link) -> None:
        self.primary, self.replica, self.between, self.front = primary, replica, between, front

    def cut(self) -> None:
        """From now on the replica hears nothing of what the primary acknowledges."""
        self.between.loses_replies = True

    async def fail_over(self) -> None:
        """The primary dies, the replica takes over."""
        await self.primary.kill()
        await self.replica.lead()
        self.front.lead_to(self.replica.port)


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    async with (
        redis_server(tmp_path / "one", *advised("user replica")) as primary,
        redis_server(tmp_path / "two", *advised("user replica", "master")) as replica,
        link_to(primary.port) as between,
        link_to(primary.port) as front,
    ):
        await replica.follow(between.port)
        yield Pair(primary, replica, between, front)


async def copied(pair: Pair, room: str, seq: int) -> None:
    """Wait until the replica has the room's entries so far."""
    log = RedisLog(pair.replica.url)
    try:
        while True:
            at = await log.position(room_stream(room))
            if at is not None and at.seq >= seq:
                return
            await asyncio.sleep(0.02)
    finally:
        await log.close()


async def post(phone: Viewer, *texts: str) -> int:
    """Write notes; the seq of the last one's acknowledgement."""
    seq = 0
    for text in texts:
        seq = (await phone.done("PostNote", note=new_id(), column="c1", text=text, lang="en"))["seq"]
    return seq


async def insist(phone: Viewer, text: str) -> int:
    """Write a note while the log may be away: ask until it is taken."""
    note = {"note": new_id(), "column": "c1", "text": text, "lang": "en"}
    while (answer := await phone.ask("PostNote", **note))["kind"] == "refused":
        assert answer["code"] == "unavailable"
    return int(answer["seq"])


def texts(screen: Viewer) -> list[str]:
    return sorted(note["text"] for note in screen.shown()["notes"].values())


@asynccontextmanager
async def writing(node: Talkoot, pair: Pair) -> AsyncIterator[tuple[dict[str, Any], Viewer, Viewer, str]]:
    """A room in its writing phase with one kept note, of which the replica hears no more: room, desk, phone, cookie."""
    room = (await node.new("idea-workshop"))["rooms"][0]
    async with AsyncExitStack() as stack:
        desk = await enter(stack, node, room, "desk", await entered(room["desk_link"]))
        cookie = await joined(node.url, room["code"])
        phone = await enter(stack, node, room, "phone", cookie)
        await to_phase(desk, "reading")
        await phone.until(desk.seq)
        await copied(pair, room["room"], await post(phone, "kept"))
        pair.cut()
        yield room, desk, phone, cookie


async def test_what_the_new_primary_lacks_is_put_back_and_no_screen_notices(pair: Pair, tmp_path: Path) -> None:
    async with talkoot(tmp_path / "node", redis_url=pair.front.url) as node:
        async with writing(node, pair) as (room, desk, phone, cookie):
            seq = await post(phone, "only on the primary", "and this")
            await pair.fail_over()
            last = await insist(phone, "after")
            await desk.until(last)
            assert last == seq + 1, "nothing but the new note came after what was acknowledged"
            expected = ["after", "and this", "kept", "only on the primary"]
            for screen in (desk, phone):
                assert screen.closed is None
                assert texts(screen) == expected
            async with viewer(node.url, room["room"], "phone", cookie) as fresh:
                assert texts(fresh) == expected
                assert fresh.welcome["epoch"] == phone.welcome["epoch"]
        assert "the log had lost 2 entries; they were put back" in node.printed()


async def test_what_nobody_holds_any_more_is_told_and_every_screen_gets_the_board_of_a_new_epoch(
    pair: Pair, tmp_path: Path
) -> None:
    node = Talkoot(tmp_path / "node", redis_url=pair.front.url)
    try:
        await node.start()
        async with writing(node, pair) as (room, _, phone, cookie):
            last = await post(phone, "lost", "lost, too")
            epoch = phone.welcome["epoch"]
            await node.kill()
            await pair.fail_over()
            await node.start()
            assert await phone.until_closed() == 1006
            async with viewer(
                node.url, room["room"], "phone", cookie, epoch=epoch, seq=last, mark=phone.mark
            ) as returned:
                assert await returned.until_closed() == 4500
            async with AsyncExitStack() as stack:
                for seq in (last, last - 2, last - 3):
                    resuming = viewer(node.url, room["room"], "phone", cookie, epoch=epoch, seq=seq, mark=phone.mark)
                    screen = await stack.enter_async_context(resuming)
                    assert screen.welcome["epoch"] == epoch + 1
                    assert "board" in screen.welcome, "no gap leads from one epoch into the next"
                    assert texts(screen) == ["kept"]
        assert f"room {room['room']}: entries {last - 1} to {last} of epoch {epoch} are lost" in node.printed()
    finally:
        await node.stop()


async def test_a_room_that_others_took_on_meanwhile_goes_on_in_a_new_epoch_with_what_both_acknowledged(
    pair: Pair, tmp_path: Path
) -> None:
    async with talkoot(tmp_path / "one", redis_url=pair.front.url) as one:
        async with writing(one, pair) as (room, desk, phone, cookie):
            epoch = phone.welcome["epoch"]
            await post(phone, "acknowledged by one")
            pair.front.loses_requests = True  # this node does not hear of the failover
            await pair.primary.kill()
            await pair.replica.lead()
            async with talkoot(tmp_path / "two", redis_url=pair.replica.url) as two, AsyncExitStack() as stack:
                other = await enter(stack, two, room, "phone", await joined(two.url, room["code"]))
                await post(other, "acknowledged by two")
                pair.front.lead_to(pair.replica.port)
                assert await phone.until_closed() == await desk.until_closed() == 4500
                assert await other.until_closed() == 4500, "the other node hears of it a moment later"
                for node in (one, two):
                    screen = await enter(stack, node, room, "phone", cookie)
                    await screen.until_so(lambda screen=screen: texts(screen) == TOGETHER)  # type: ignore[misc]
                    assert screen.welcome["epoch"] == epoch + 1
        assert "are lost" in one.printed()
        assert "refused now" not in one.printed()
