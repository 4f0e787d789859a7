"""`talkoot check`: what is wrong with a setup is told in plain sentences, and makes it end with 1."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.check.address import Page, same_clock
from tests.servers import redis_server
from tests.talkoot import Talkoot, talkoot

Found = dict[str, dict[str, str]]


async def checked(server: Talkoot, *options: str, phones: int = 10) -> tuple[int, Found]:
    """Exit code, and each finding by what was looked at; the gravest of two."""
    code, out, errors = await server.command("check", "--json", "--phones", str(phones), *options)
    assert not errors
    grave = ("good", "hint", "problem")
    found = sorted(json.loads(out)["findings"], key=lambda one: grave.index(one["state"]))
    assert json.loads(out)["ok"] is (code == 0)
    assert all(one["do"] for one in found if one["state"] != "good"), "whoever is told of trouble is told what to do"
    return code, {one["look"]: one for one in found}


@asynccontextmanager
async def proxy_without_upgrades(port: int) -> AsyncIterator[str]:
    """A proxy that passes one request a connection, without the headers that ask for an upgrade: its address."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        kept = [line for line in head if not line.lower().startswith((b"upgrade:", b"connection:"))]
        kept.insert(1, b"Connection: close")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        far_writer.write(b"\r\n".join(kept))
        writer.write(await far_reader.read())
        for each in (far_writer, writer):
            each.close()

    listener = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def test_a_good_setup_has_no_problem_and_ends_well(server: Talkoot) -> None:
    await server.new("idea-workshop")
    code, found = await checked(server)
    assert code == 0, found
    for look in ("disk", "files", "clock", "url", "reached", "date", "ready", "live"):
        assert found[look]["state"] == "good", found[look]
    assert found["log"]["state"] == "good" or "That is slow" in found["log"]["do"], (
        "as the disk of this machine is just now"
    )
    assert found["https"]["state"] == "hint"


async def test_whether_one_call_writes_to_a_whole_room_is_told(server: Talkoot) -> None:
    server.environ["TALKOOT_IO_URING"] = "off"
    code, found = await checked(server)
    assert code == 0, "nothing is wrong with a call for each phone"
    assert found["sending"]["state"] == "hint"
    assert "TALKOOT_IO_URING is off" in found["sending"]["text"]


async def test_what_is_found_is_also_told_in_sentences(server: Talkoot) -> None:
    code, out, _ = await server.command("check", "--phones", "10000000")
    assert code == 1
    assert "✗ Only" in out
    assert "LimitNOFILE=40000200" in out
    assert out.endswith("Problems: 1.\n")


async def test_whoever_has_not_said_who_answers_for_the_data_is_told_so(server: Talkoot) -> None:
    _, found = await checked(server)
    assert found["privacy"]["state"] == "hint"
    assert "TALKOOT_CONTROLLER and TALKOOT_CONTACT" in found["privacy"]["do"]
    named = Talkoot(server.data.parent / "named", data=server.data, port=server.port)
    named.environ |= {"TALKOOT_CONTROLLER": "Esimerkkilä", "TALKOOT_CONTACT": "tietosuoja@esimerkkila.example"}
    _, found = await checked(named)
    assert found["privacy"]["state"] == "good"
    assert "Esimerkkilä" in found["privacy"]["text"]


async def test_a_server_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    code, found = await checked(Talkoot(tmp_path))
    assert code == 1
    assert found["reached"]["state"] == "problem"
    assert found["log"]["state"] == "problem"
    assert not (tmp_path / "data").exists(), "looking makes nothing"


async def test_a_server_that_runs_with_another_address_refuses_live_connections(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_URL="https://hall.example") as server:
        await server.new("idea-workshop")
        code, found = await checked(server, "--url", server.url)
    assert code == 1
    assert found["live"]["state"] == "problem"
    assert "TALKOOT_ORIGINS" in found["live"]["do"]


async def test_a_server_on_another_log_is_a_problem(server: Talkoot, tmp_path: Path) -> None:
    other = Talkoot(tmp_path / "other", data=tmp_path / "elsewhere", port=server.port)
    await other.new("idea-workshop")
    code, found = await checked(other)
    assert code == 1
    assert "another log" in found["live"]["text"]


async def test_a_proxy_that_passes_no_upgrade_is_a_problem(server: Talkoot) -> None:
    await server.new("idea-workshop")
    async with proxy_without_upgrades(server.port) as url:
        code, found = await checked(server, "--url", url)
    assert code == 1
    assert found["reached"]["state"] == "good"
    assert "WebSocket" in found["live"]["do"]


async def test_a_disk_below_the_watermark_is_a_problem(tmp_path: Path) -> None:
    setup = Talkoot(tmp_path)
    await setup.new()
    setup.environ["TALKOOT_DISK_FREE_MB"] = "1000000000"
    code, found = await checked(setup)
    assert code == 1
    assert found["disk"]["state"] == "problem"


async def test_a_redis_that_may_forget_is_a_problem_and_one_that_is_gone_another(tmp_path: Path) -> None:
    async with redis_server(tmp_path, "--appendfsync", "everysec") as redis:
        setup = Talkoot(tmp_path / "node", redis_url=redis.url)
        code, found = await checked(setup)
        assert code == 1
        assert "appendfsync everysec" in found["redis"]["text"]
        await redis.kill()
        code, found = await checked(setup)
        assert code == 1
        assert "cannot be reached" in found["log"]["text"]


def test_clocks_that_differ_are_a_problem_however_long_the_answer_took() -> None:
    assert same_clock(Page(200, "", 1000.0, 1000.2, 1000.9)).state == "good"
    assert same_clock(Page(200, "", 1000.0, 1000.2, 1007.0)).state == "good", "a slow answer is no wrong clock"
    assert same_clock(Page(200, "", 1000.0, 1010.0, 1010.1)).state == "problem"
    assert same_clock(Page(200, "", 1000.0, 990.0, 990.1)).state == "problem"
