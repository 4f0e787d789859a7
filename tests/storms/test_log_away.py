"""While the log cannot be written: commands refused with a reason, boards readable, and all resumes by itself."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.servers import redis_server
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import talkoot
from tests.viewer import entered, joined, new_id


async def test_a_paused_redis_refuses_commands_and_keeps_the_board_in_sight(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        room = (await node.new("idea-workshop"))["rooms"][0]
        async with AsyncExitStack() as stack:
            desk = await enter(stack, node, room, "desk", await entered(room["desk_link"]))
            phone = await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
            late_cookie = await joined(node.url, room["code"])
            await to_phase(desk, "reading")
            await phone.until(desk.seq)
            await phone.done("PostNote", note="before00", column="c1", text="Before the pause", lang="en")

            redis.pause()
            note = {"note": new_id(), "column": "c1", "text": "During the pause", "lang": "en"}
            refused = await phone.ask("PostNote", **note)
            assert refused["code"] == "unavailable"
            assert refused["text"]
            late = await enter(stack, node, room, "phone", late_cookie)
            assert list(late.shown()["notes"]) == ["before00"], "the board is still shown"

            redis.resume()
            answer = await phone.ask("PostNote", **note)
            while answer["kind"] == "refused":
                assert answer["code"] == "unavailable"
                answer = await phone.ask("PostNote", **note)
            await late.until(answer["seq"])
            texts = sorted(shown["text"] for shown in late.shown()["notes"].values())
            assert texts == ["Before the pause", "During the pause"], "once, whatever had become of the first try"


async def test_beats_go_on_while_redis_is_paused(tmp_path: Path) -> None:
    # With more than a dozen rooms to ask about, one turn of asking would take longer than phones wait for a beat.
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        rooms = [*(await node.new("lappeenranta-2023"))["rooms"], *(await node.new("lappeenranta-2023"))["rooms"]]
        async with AsyncExitStack() as stack:
            phones = [
                await enter(stack, node, room, "phone", await joined(node.url, room["code"]))
                for room in (*rooms, *rooms)
            ]
            redis.pause()
            for phone in phones:
                phone.frames.clear()
            async with asyncio.timeout(20):
                await asyncio.gather(*(phone.until_frame("beat") for phone in phones))
            redis.resume()
