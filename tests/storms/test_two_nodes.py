"""Two server processes on one Redis: any node may serve any room, and all screens end equal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.servers import RedisServer, advised, redis_server
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

Made = dict[str, Any]


@pytest.fixture(scope="module")
async def redis(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path_factory.mktemp("redis"), *advised("user talkoot")) as running:
        yield running


@pytest.fixture(scope="module")
async def nodes(redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Talkoot, Talkoot]]:
    folder: Path = tmp_path_factory.mktemp("nodes")
    async with (
        talkoot(folder / "one", redis_url=redis.user_url) as one,
        talkoot(folder / "two", redis_url=redis.user_url) as two,
    ):
        yield one, two


@pytest.fixture
async def room(nodes: tuple[Talkoot, Talkoot]) -> Made:
    found: Made = (await nodes[0].new("idea-workshop"))["rooms"][0]
    return found


async def enter(stack: AsyncExitStack, node: Talkoot, room: Made, audience: str, cookie: str) -> Viewer:
    return await stack.enter_async_context(viewer(node.url, room["room"], audience, cookie))


async def to_phase(desk: Viewer, phase: str) -> int:
    """Walk the run sheet up to a phase; the seq where that stands."""
    seq = desk.seq
    while True:
        board = desk.shown()
        if board["steps"][board["step"]]["phase"] == phase:
            return seq
        seq = (await desk.done("ChangePhase", from_step=board["step"], step=board["step"] + 1))["seq"]
        await desk.until(seq)


async def test_all_screens_of_two_nodes_end_equal(nodes: tuple[Talkoot, Talkoot], room: Made) -> None:
    one, two = nodes
    async with AsyncExitStack() as stack:
        desks = [
            await enter(stack, one, room, "desk", await entered(room["desk_link"])),
            await enter(stack, two, room, "desk", await entered(room["desk_link"], two.url)),
        ]
        wall = await enter(stack, two, room, "wall", await entered(room["wall_link"], two.url))
        phones = [
            await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
            for node in (one, two)
            for _ in range(10)
        ]
        await to_phase(desks[0], "writing")
        for phone in phones:
            await phone.until(desks[0].seq)

        async def write(phone: Viewer, who: int) -> list[str]:
            notes = [new_id() for _ in range(8)]
            for number, note in enumerate(notes):
                await phone.done("PostNote", note=note, column="c1", text=f"idea {number} of {who}", lang="en")
            return notes

        written = await asyncio.gather(*(write(phone, who) for who, phone in enumerate(phones)))
        await to_phase(desks[1], "sorting")
        await desks[0].until(desks[1].seq)
        some = [notes[0] for notes in written]
        grouped = await asyncio.gather(
            *(desks[n % 2].ask("GroupNotes", group=f"group{n:04}", notes=some[n : n + 3], title="") for n in range(10)),
            *(
                phone.ask("EditNote", note=notes[1], text="better", version=1)
                for phone, notes in zip(phones, written, strict=True)
            ),
        )
        assert {answer["kind"] for answer in grouped} == {"ack"}
        last = await desks[0].done("RenameGroup", group="group0000", title="The end of it")
        screens = [*desks, wall, *phones]
        for screen in screens:
            await screen.until(last["seq"])
        assert len(desks[0].shown()["notes"]) == 160
        assert desks[0].shown() == desks[1].shown()
        shown = [screen.shown() for screen in [wall, *phones]]
        assert all(board == shown[0] for board in shown)
        assert {id_: (note["text"], note["group"]) for id_, note in wall.shown()["notes"].items()} == {
            id_: (note["text"], note["group"]) for id_, note in desks[0].shown()["notes"].items()
        }


async def test_people_are_counted_over_both_nodes(nodes: tuple[Talkoot, Talkoot], room: Made) -> None:
    async with AsyncExitStack() as stack:
        cookie = await joined(nodes[0].url, room["code"])
        first = await enter(stack, nodes[0], room, "phone", cookie)
        await enter(stack, nodes[0], room, "phone", cookie)  # a second tab is no second person
        far = await joined(nodes[1].url, room["code"])
        await stack.enter_async_context(viewer(nodes[1].url, room["room"], "phone", far, place="remote"))
        people = await first.until_heard(lambda frame: frame["kind"] == "people" and frame["remote"] == 1)
        assert people["hall"] == 1


async def test_a_node_that_heard_no_bell_refuses_nothing_that_has_become_right(
    redis: RedisServer, nodes: tuple[Talkoot, Talkoot], room: Made
) -> None:
    one, _ = nodes
    async with AsyncExitStack() as stack, Redis.from_url(redis.url) as operator:
        desk = await enter(stack, one, room, "desk", await entered(room["desk_link"]))
        await to_phase(desk, "writing")
        for line in ("line0000", "line0001"):
            await desk.done("PostNote", note=line, column="c1", text=line, lang="en")
        await to_phase(desk, "voting")
        opened = await desk.done("OpenRound", round="round0000", budget=1, cap=1, wanted=1)
        cookie = await joined(one.url, room["code"])
        hands = [await enter(stack, node, room, "phone", cookie) for node in nodes]
        for hand in hands:
            await hand.until(opened["seq"])
        for change in range(1, 10):
            here, there = hands
            line, other = "line0000", "line0001"
            given = await here.done("PlaceDots", round="round0000", dots={line: 1}, tab="tab00000", change=2 * change)
            await there.until(given["seq"])
            await operator.client_kill_filter(_type="pubsub")  # until they listen again, nodes hear of nothing
            await here.done("PlaceDots", round="round0000", dots={line: 0}, tab="tab00000", change=2 * change + 1)
            await there.done("PlaceDots", round="round0000", dots={other: 1}, tab="tab10000", change=2 * change)
            back = await there.done(
                "PlaceDots", round="round0000", dots={other: 0}, tab="tab10000", change=2 * change + 1
            )
            await here.until(back["seq"])


@pytest.mark.parametrize("run", range(20))
async def test_thirty_taps_at_once_never_pass_the_budget(nodes: tuple[Talkoot, Talkoot], room: Made, run: int) -> None:
    one, _ = nodes
    async with AsyncExitStack() as stack:
        desk = await enter(stack, one, room, "desk", await entered(room["desk_link"]))
        await to_phase(desk, "writing")
        lines = [new_id() for _ in range(30)]
        for line in lines:
            await desk.done("PostNote", note=line, column="c1", text=f"line {line}", lang="en")
        await to_phase(desk, "voting")
        opened = await desk.done("OpenRound", round="round0000", budget=3, cap=1, wanted=3)
        cookie = await joined(one.url, room["code"])
        hands = [await enter(stack, node, room, "phone", cookie) for node in nodes]
        for hand in hands:
            await hand.until(opened["seq"])
        answers = await asyncio.gather(
            *(
                hands[n % 2].ask(
                    "PlaceDots", round="round0000", dots={line: 1}, tab=f"tab{n % 2}00000", change=n // 2 + 1
                )
                for n, line in enumerate(lines)
            )
        )
        assert [answer["kind"] for answer in answers].count("ack") == 3
        assert {answer["code"] for answer in answers if answer["kind"] == "refused"} == {"over-budget"}
        await desk.done("CloseRound", round="round0000")
        revealed = await desk.done("RevealRound", round="round0000")
        for screen in (desk, *hands):
            await screen.until(revealed["seq"])
            results = screen.shown()["round"]["results"]
            assert sum(result["dots"] for result in results) == 3
            assert {result["supporters"] for result in results if result["dots"]} == {1}
