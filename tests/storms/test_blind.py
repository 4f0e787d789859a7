"""Blind is blind at the wire: while a round is open or closed, no frame to anybody tells where dots lie (RULES S2)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.servers import redis_server
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

TOTALS = {
    "ballots",
    "dots",
    "budget",
    "cap",
    "wanted",
    "version",
    "order",
    "seq",
    "after",
    "now",
    "n",
    "step",
    "step_at",
    "began_at",
    "minutes",
    "papers",
    "page",
}


@pytest.fixture(params=["sqlite", "redis"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Talkoot]:
    """A server of the test's own, on each log."""
    async with AsyncExitStack() as stack:
        url = (await stack.enter_async_context(redis_server(tmp_path))).url if request.param == "redis" else ""
        yield await stack.enter_async_context(talkoot(tmp_path / "node", redis_url=url))


def figures_at_lines(value: Any, lines: set[str], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Paths in a frame where a number stands at a line's id, or beside one in the same map."""
    found: list[tuple[str, ...]] = []
    if isinstance(value, dict):
        names_line = any(isinstance(item, str) and item in lines for item in value.values())
        for key, item in value.items():
            here = (*path, str(key))
            if (
                isinstance(item, int)
                and not isinstance(item, bool)
                and (key in lines or (names_line and key not in TOTALS))
            ):
                found.append(here)
            found += figures_at_lines(item, lines, here)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += figures_at_lines(item, lines, (*path, str(index)))
    return found


def orders_of_lines(value: Any, lines: set[str]) -> list[tuple[str, ...]]:
    """Every order in which a frame lists lines as objects."""
    found: list[tuple[str, ...]] = []
    if isinstance(value, dict):
        for item in value.values():
            found += orders_of_lines(item, lines)
    elif isinstance(value, list):
        listed = tuple(item["id"] for item in value if isinstance(item, dict) and item.get("id") in lines)
        if len(listed) > 1:
            found.append(listed)
        for item in value:
            found += orders_of_lines(item, lines)
    return found


async def test_no_frame_of_a_blind_round_tells_where_dots_lie(server: Talkoot) -> None:
    room = (await server.new("idea-workshop"))["rooms"][0]
    chance = random.Random(1)
    async with AsyncExitStack() as stack:

        async def enter(audience: str, cookie: str, **query: Any) -> Viewer:
            return await stack.enter_async_context(viewer(server.url, room["room"], audience, cookie, **query))

        desk = await enter("desk", await entered(room["desk_link"]))
        wall = await enter("wall", await entered(room["wall_link"]))
        phones = [await enter("phone", await joined(server.url, room["code"])) for _ in range(12)]
        watcher = await enter("phone", await joined(server.url, room["code"]))
        await to_phase(desk, "writing")
        lines = [new_id() for _ in range(8)]
        for line in lines:
            await desk.done("PostNote", note=line, column="c1", text=f"line {line}", lang="en")
        await to_phase(desk, "sorting")
        await desk.done("GroupNotes", group="group0000", notes=lines[:2], title="Two of them")
        ballot_lines = ["group0000", *lines[2:]]
        await to_phase(desk, "voting")
        opened = await desk.done("OpenRound", round="round0000", budget=4, cap=2, wanted=3)
        for phone in phones:
            await phone.until(opened["seq"])
        blind_from = {screen: len(screen.frames) for screen in (desk, wall, watcher, *phones)}
        placed: Counter[str] = Counter()
        placed_by: list[dict[str, int]] = []
        for change in (1, 2):
            for who, phone in enumerate(phones):
                dots = dict.fromkeys(ballot_lines, 0) | {
                    ballot_lines[(who + change) % 3]: 2,
                    chance.choice(ballot_lines[3:]): 1,
                }
                answer = await phone.done("PlaceDots", round="round0000", dots=dots, tab=f"tab{who:05}", change=change)
                if change == 2:
                    placed_by.append(answer["ballot"]["dots"])
                    placed.update(answer["ballot"]["dots"])
        late = await enter("phone", await joined(server.url, room["code"]))
        late_desk = await enter("desk", await entered(room["desk_link"]))
        blind_from |= {late: 0, late_desk: 0}
        # What else a desk may do meanwhile must not tell either: pause, reword, count paper, hide, put together.
        await desk.done("PauseRound", round="round0000", paused=True)
        await desk.done("PauseRound", round="round0000", paused=False)
        await desk.done("RewordLine", round="round0000", line=lines[3], title="other words")
        await desk.done("HideNotes", notes=[lines[7]])
        await desk.done("GroupNotes", group="group0001", notes=lines[2:4], title="", forced=True)
        await desk.done("UngroupNotes", notes=lines[2:4])
        await desk.done("ShowNotes", notes=[lines[7]])
        for who, phone in enumerate(phones):  # what came back to some is what all of them have now
            dots = {line: placed_by[who].get(line, 0) for line in ballot_lines}
            await phone.done("PlaceDots", round="round0000", dots=dots, tab=f"tab{who:05}", change=3)
        closed = await desk.done("CloseRound", round="round0000")
        for screen in blind_from:
            await screen.until(closed["seq"])

        board_order = tuple(line["id"] for line in desk.shown()["round"]["lines"])
        heard = 0
        for screen, start in blind_from.items():
            for frame in screen.frames[start:]:
                heard += 1
                own = frame.pop("ballot", None) if screen.yours else None
                assert screen in phones or not (own and own["dots"]), "somebody else's ballot"
                assert own is None or own["round"] == "round0000"
                assert figures_at_lines(frame, set(ballot_lines)) == [], frame
                for order in orders_of_lines(frame, set(ballot_lines)):
                    assert list(order) == [line for line in board_order if line in order], "not the board's order"
                assert "ballot" not in frame, "somebody else's ballot"
                ballot = frame.get("yours", {}).get("ballot")
                assert ballot is None or (ballot["round"], ballot["dots"]) == ("round0000", {}), frame
        assert heard > 100, "the recording must hold something"

        revealed = await desk.done("RevealRound", round="round0000")
        for screen in (desk, wall, watcher, late):
            await screen.until(revealed["seq"])
            results = screen.shown()["round"]["results"]
            assert {result["line"]: result["dots"] for result in results} == {
                line: placed[line] for line in ballot_lines
            }
        assert figures_at_lines(watcher.frames[-1], set(ballot_lines)), "the same search must find the revealed counts"


async def test_the_log_holds_no_participant_beside_a_ballot(server: Talkoot) -> None:
    room = (await server.new("idea-workshop"))["rooms"][0]
    async with (
        viewer(server.url, room["room"], "desk", await entered(room["desk_link"])) as desk,
        viewer(server.url, room["room"], "phone", await joined(server.url, room["code"])) as phone,
    ):
        await to_phase(desk, "writing")
        await phone.until(desk.seq)
        lines = [new_id(), new_id()]
        for line in lines:
            await phone.done("PostNote", note=line, column="c1", text=f"line {line}", lang="en")
        await to_phase(desk, "voting")
        opened = await desk.done("OpenRound", round="round0000", budget=1, cap=1, wanted=1)
        await phone.until(opened["seq"])
        await phone.done("PlaceDots", round="round0000", dots={lines[0]: 1}, tab="tab00000", change=1)
    authors, voters = await authors_and_voters(server, room["room"])
    assert len(authors) == 1
    assert len(voters) == 2, "a ballot and a tab"
    assert not authors & voters
    assert "tab00000" not in voters


async def authors_and_voters(server: Talkoot, room: str) -> tuple[set[str], set[str]]:
    """Every id that the room's log holds for a writer, and every one for a ballot or a tab."""
    from rooms.events import DotsPlaced, NotePosted
    from server.boards import ROOM_EVENTS, room_stream
    from server.log.open import open_log

    log = await open_log(server.environ.get("REDIS_URL"), server.data)
    try:
        events = [event for _, data in await log.read(room_stream(room), 0) for event in ROOM_EVENTS.read(data).events]
    finally:
        await log.close()
    authors = {event.author for event in events if isinstance(event, NotePosted)}
    voters = {name for event in events if isinstance(event, DotsPlaced) for name in (event.ballot, event.tab)}
    return authors, voters
