"""The server as a process: it starts, makes workshops beside itself, says plainly what is wrong, and leaves."""

from __future__ import annotations

import json
import resource
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from server.io_uring import opened
from server.serve import open_many_files
from tests.talkoot import Talkoot, talkoot
from tests.viewer import entered, joined, viewer


async def test_a_workshop_made_beside_the_server_opens_at_once(server: Talkoot) -> None:
    code, out, _ = await server.command("new", "lappeenranta-2023", "--json")
    assert code == 0
    made = json.loads(out)
    assert len(made["rooms"]) == 7
    assert {"room", "title", "code", "join_link", "wall_link", "desk_link"} <= made["rooms"][0].keys()
    assert await entered(made["rooms"][1]["desk_link"])
    assert made["office_link"].startswith(f"{server.url}/office/{made['workshop']}#")


async def test_a_taken_port_is_told_in_one_line(server: Talkoot, tmp_path: Path) -> None:
    code, _, errors = await server.command("serve", "--host", "127.0.0.1", "--port", str(server.port))
    assert code != 0
    assert len(errors.strip().splitlines()) == 1
    assert str(server.port) in errors


async def test_a_data_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    other = Talkoot(tmp_path, data=tmp_path / "file" / "data")
    code, _, errors = await other.command("serve", "--host", "127.0.0.1", "--port", "0")
    assert code != 0
    assert len(errors.strip().splitlines()) == 1


async def test_an_unreachable_redis_is_told_in_one_line(tmp_path: Path) -> None:
    other = Talkoot(tmp_path, redis_url="redis://127.0.0.1:1/0")
    code, _, errors = await other.command("serve", "--host", "127.0.0.1", "--port", "0")
    assert code != 0
    assert len(errors.strip().splitlines()) == 1


async def test_an_unknown_template_is_told_with_those_there_are(server: Talkoot) -> None:
    code, _, errors = await server.command("new", "no-such-template")
    assert code != 0
    assert "idea-workshop" in errors


async def test_workshops_are_there_again_after_a_stop(tmp_path: Path) -> None:
    async with talkoot(tmp_path / "one") as first:
        made = await first.new("idea-workshop")
    async with talkoot(tmp_path / "two", data=first.data) as second:
        code, out, _ = await second.command("export", made["workshop"], "--format", "json")
        assert code == 0
        assert json.loads(out)["workshop"]["id"] == made["workshop"]


def test_a_server_may_open_as_many_files_as_the_machine_lets_it() -> None:
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before, most - 1), most))
    try:
        open_many_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def open_files(server: Talkoot) -> int:
    assert server.process
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.mark.parametrize("setting", ["auto", "off"])
async def test_a_phone_is_two_open_files_where_one_call_writes_to_all(tmp_path: Path, setting: str) -> None:
    ring = opened() if setting == "auto" else None
    if ring is not None:
        ring.close()
    async with talkoot(tmp_path, TALKOOT_IO_URING=setting) as server, AsyncExitStack() as stack:
        room = (await server.new("idea-workshop"))["rooms"][0]
        cookie = await joined(server.url, room["code"])
        before = open_files(server)
        for _ in range(10):
            await stack.enter_async_context(viewer(server.url, room["room"], "phone", cookie))
        # A request from before may still be closing: one file more or less.
        assert round((open_files(server) - before) / 10) == (1 if ring is None else 2)
