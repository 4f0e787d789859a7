"""Lines that end and come back on two nodes: whoever returns, to whichever node, misses nothing and gets little."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.servers import RedisServer, redis_server
from tests.storms.test_two_nodes import Made, enter, to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

NOTES_BEFORE = 100
NOTES_AWAY = 150  # what half a minute of five notes a second brings
AWAY_SECONDS = 5.0

Nodes = tuple[Talkoot, Talkoot]


@pytest.fixture(scope="module")
async def redis(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture(scope="module")
async def nodes(redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nodes]:
    folder: Path = tmp_path_factory.mktemp("nodes")
    async with (
        talkoot(folder / "one", redis_url=redis.url) as one,
        talkoot(folder / "two", redis_url=redis.url) as two,
    ):
        yield one, two


@pytest.fixture
async def room(nodes: Nodes) -> Made:
    found: Made = (await nodes[0].new("idea-workshop"))["rooms"][0]
    return found


async def post(desk: Viewer, count: int) -> int:
    """Post notes of ordinary length: the seq of the last."""
    seq = desk.seq
    for number in range(count):
        text = f"An idea of ordinary length, as people write them, number {number}"
        seq = (await desk.done("PostNote", note=new_id(), column="c1", text=text, lang="en"))["seq"]
    return seq


async def test_everybody_else_hears_on_when_the_first_who_came_leaves_and_returns(nodes: Nodes, room: Made) -> None:
    one, two = nodes
    async with AsyncExitStack() as stack:
        first_cookie = await joined(one.url, room["code"])
        async with viewer(one.url, room["room"], "phone", first_cookie) as first:
            others = [
                await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
                for node in (one, two, one, two)
            ]
            desk = await enter(stack, two, room, "desk", await entered(room["desk_link"], two.url))
            await to_phase(desk, "reading")
            await first.until(desk.seq)
        for _ in ("while the first is away", "after the first has come back"):
            said = await post(desk, 3)
            for phone in others:
                await phone.until(said)
            others.append(await enter(stack, one, room, "phone", first_cookie))
        assert all(phone.shown() == others[0].shown() for phone in others)
        assert len(others[0].shown()["notes"]) == 6


async def test_a_phone_resumes_on_the_other_node_by_the_gap(
    nodes: Nodes, room: Made, record_property: Callable[[str, object], None]
) -> None:
    one, two = nodes
    async with AsyncExitStack() as stack:
        desk = await enter(stack, one, room, "desk", await entered(room["desk_link"]))
        there = await enter(stack, two, room, "phone", await joined(two.url, room["code"]))
        await to_phase(desk, "reading")
        await there.until(await post(desk, NOTES_BEFORE))
        cookie = await joined(one.url, room["code"])
        async with viewer(one.url, room["room"], "phone", cookie) as gone:
            board = gone.board
            query, seq = gone.stands(), gone.seq
        last = await post(desk, NOTES_AWAY)
        await there.until(last)
        back = await stack.enter_async_context(viewer(two.url, room["room"], "phone", cookie, **query))
        assert "board" not in back.welcome, "it knows this board already"
        assert [events["after"] for events in back.welcome["events"]] == [seq]
        assert back.seq >= last
        back.board = board
        for events in back.welcome["events"]:
            assert board is not None
            board.hear(events["events"])
        assert back.shown() == there.shown()
        assert len(back.shown()["notes"]) == NOTES_BEFORE + NOTES_AWAY
        new = await enter(stack, two, room, "phone", await joined(two.url, room["code"]))
        record_property(
            "figures",
            f" back after {NOTES_AWAY} notes on a board of {NOTES_BEFORE}, on the other node: "
            f"{back.bytes_heard / 1000:.1f} kB ({back.bytes_heard / NOTES_AWAY:.0f} B a note); "
            f"who comes anew takes {new.bytes_heard / 1000:.1f} kB",
        )


async def test_a_phone_gets_the_board_from_a_node_that_opened_the_room_after_it_had_left(
    nodes: Nodes, room: Made
) -> None:
    one, two = nodes
    async with AsyncExitStack() as stack:
        desk = await enter(stack, one, room, "desk", await entered(room["desk_link"]))
        await to_phase(desk, "reading")
        cookie = await joined(one.url, room["code"])
        async with viewer(one.url, room["room"], "phone", cookie) as gone:
            await gone.until(await post(desk, 5))
            query = gone.stands()
        await post(desk, 5)
        there = await enter(stack, two, room, "phone", await joined(two.url, room["code"]))
        await there.until(await post(desk, 5))
        back = await stack.enter_async_context(viewer(two.url, room["room"], "phone", cookie, **query))
        assert "board" in back.welcome, "this node never saw the first entries of the gap"
        assert back.shown() == there.shown()
        assert len(back.shown()["notes"]) == 15


async def test_redis_gone_for_five_seconds_costs_an_answer_and_nothing_else(
    redis: RedisServer, nodes: Nodes, room: Made
) -> None:
    async with AsyncExitStack() as stack:
        desk = await enter(stack, nodes[0], room, "desk", await entered(room["desk_link"]))
        phones = [
            await enter(stack, node, room, "phone", await joined(node.url, room["code"])) for node in (*nodes, *nodes)
        ]
        await to_phase(desk, "reading")
        for phone in phones:
            await phone.until(desk.seq)
        refusals = 0

        async def insist(phone: Viewer, note: str) -> int:
            """Ask until it is acknowledged, as a phone does with what waits in its outbox."""
            nonlocal refusals
            while True:
                answer = await phone.ask("PostNote", note=note, column="c1", text=f"note {note}", lang="en")
                if answer["kind"] == "ack":
                    return int(answer["seq"])
                assert answer["code"] == "unavailable"
                refusals += 1
                await asyncio.sleep(0.25)

        notes = [new_id() for _ in phones]
        await redis.kill()
        asking = [asyncio.create_task(insist(phone, note)) for phone, note in zip(phones, notes, strict=True)]
        await asyncio.sleep(AWAY_SECONDS)
        assert not any(task.done() for task in asking)
        await redis.start()
        last = max(await asyncio.gather(*asking))
        for screen in (desk, *phones):
            await screen.until(last)
            assert screen.closed is None, "nobody had to come back"
            assert sorted(screen.shown()["notes"]) == sorted(notes)
        assert all(phone.shown() == phones[0].shown() for phone in phones)
        assert refusals >= len(phones)
