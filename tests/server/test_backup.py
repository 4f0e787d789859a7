"""A backup taken while people write holds each board as it was at one moment, and comes back in either home."""

from __future__ import annotations

import asyncio
import gzip
import json
import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins

from rooms.applying import apply
from rooms.board import Board
from server.backup import NotABackup, put_back, take
from server.boards import ROOM_EVENTS, read_board, room_stream
from server.log import Home, Log
from server.log.open import open_log
from tests.servers import redis_server
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id

Plain = dict[str, Any]


@asynccontextmanager
async def log_of(server: Talkoot) -> AsyncIterator[Home]:
    """The log that a server works on."""
    log = await open_log(server.environ.get("REDIS_URL"), server.data)
    try:
        yield log
    finally:
        await log.close()


async def board_at(log: Log, room: str, seq: int) -> Plain:
    """A room's board as its first entries made it."""
    board = Board()
    for number, data in await log.read(room_stream(room), 0, seq):
        assert number <= seq
        for event in ROOM_EVENTS.read(data).events:
            apply(board, event)
    return dict(to_builtins(board))


async def write_on(phone: Viewer, written: list[str], enough: asyncio.Event) -> None:
    """Post one note after the other until it is enough."""
    while not enough.is_set():
        note = new_id()
        await phone.done("PostNote", note=note, column="c1", text=f"Idea {len(written)}", lang="en")
        written.append(note)
        await asyncio.sleep(0.1)  # as fast as a phone may for long


async def vote(stack: AsyncExitStack, server: Talkoot, room: Plain, cookie: str) -> str:
    """Open a round in which the phone of this cookie gives two dots: the round's id."""
    desk = await enter(stack, server, room, "desk", await entered(room["desk_link"]))
    phone = await enter(stack, server, room, "phone", cookie)
    await to_phase(desk, "writing")
    lines = [new_id(), new_id()]
    for line in lines:
        await desk.done("PostNote", note=line, column="c1", text=f"Line {line}", lang="en")
    await to_phase(desk, "voting")
    round_ = new_id()
    await desk.done("OpenRound", round=round_, budget=2, cap=2)
    await phone.until_so(lambda: (phone.yours.get("ballot") or {}).get("round") == round_)
    await phone.done("PlaceDots", round=round_, dots={lines[0]: 2}, tab="t", change=1)
    return round_


@pytest.mark.redis
@pytest.mark.parametrize("into", ["sqlite", "redis"])
async def test_what_was_backed_up_under_way_comes_back_and_links_and_cookies_still_open(
    tmp_path: Path, into: str
) -> None:
    file = tmp_path / "backup"
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(talkoot(tmp_path / "first"))
        writing, voting = (await first.new("lappeenranta-2023"))["rooms"][1:3]
        cookie = await joined(first.url, writing["code"])
        round_ = await vote(stack, first, voting, cookie)
        desk = await enter(stack, first, writing, "desk", await entered(writing["desk_link"]))
        phone = await enter(stack, first, writing, "phone", cookie)
        await to_phase(desk, "writing")
        written: list[str] = []
        enough = asyncio.Event()
        writer = asyncio.create_task(write_on(phone, written, enough))
        await phone.until_so(lambda: len(written) >= 10)
        before = len(written)
        code, out, errors = await first.command("backup", str(file))
        assert code == 0, errors
        assert "rooms and lists" in out
        after = len(written)
        await phone.until_so(lambda: len(written) > after)
        enough.set()
        await writer
        async with log_of(first) as log:
            key = await log.secret(f"round/{voting['room']}/{round_}")
        assert key not in gzip.decompress(file.read_bytes()), "no key of a round is in it"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

        redis = await stack.enter_async_context(redis_server(tmp_path)) if into == "redis" else None
        second = Talkoot(tmp_path / "second", redis_url=redis.url if redis else "")
        code, out, errors = await second.command("restore", str(file))
        assert code == 0, errors
        code, _, errors = await second.command("restore", str(file))
        assert code == 1, "never over something"
        assert "something already" in errors

        async with log_of(first) as source, log_of(second) as target:
            board, position = await read_board(target, writing["room"])
            assert to_builtins(board) == await board_at(source, writing["room"], position.seq)
            here = [note for note in written if note in board.notes]
            assert here == written[: len(here)], "a point in time: everything until then and nothing later"
            assert before <= len(here) <= after + 1
            stood = await source.position(room_stream(writing["room"]))
            assert stood is not None
            assert position.epoch > stood.epoch, "phones that knew the old one get a snapshot"

        await second.start()
        stack.push_async_callback(second.stop)
        await enter(stack, second, writing, "desk", await entered(writing["desk_link"], second.url))
        again = await enter(stack, second, writing, "phone", cookie)
        assert [note["id"] for note in again.welcome["yours"]["notes"]] == here, "the cookie names the same person"
        await again.done("PostNote", note=new_id(), column="c1", text="After all that", lang="en")

        seen = await enter(stack, second, voting, "phone", cookie)
        assert seen.shown()["round"]["state"] == "closed"
        assert seen.shown()["round"]["dots"] == 2, "what had been given counts"
        refused = await seen.ask("PlaceDots", round=round_, dots={}, tab="t", change=2)
        assert refused["kind"] == "refused", "nobody votes twice"
        leading = await enter(stack, second, voting, "desk", await entered(voting["desk_link"], second.url))
        await leading.done("RevealRound", round=round_)

        onward = tmp_path / "onward"
        assert (await second.command("backup", str(onward)))[0] == 0
        third = Talkoot(tmp_path / "third")
        assert (await third.command("restore", str(onward)))[0] == 0
        for room in (writing, voting):
            async with log_of(second) as source, log_of(third) as target:
                one, two = await read_board(source, room["room"]), await read_board(target, room["room"])
            assert to_builtins(one[0]) == to_builtins(two[0])


async def test_what_is_no_whole_backup_is_told_in_one_line_and_changes_nothing(tmp_path: Path) -> None:
    source, target = Talkoot(tmp_path / "source"), Talkoot(tmp_path / "target")
    await source.new()
    file = tmp_path / "backup"
    async with log_of(source) as log:
        with file.open("wb") as out:
            await take(log, out)
    whole = file.read_bytes()
    texts = {"cut": whole[:-40], "half": whole[: len(whole) // 2], "other": b"PK\x03\x04", "empty": b""}
    texts["turned"] = whole[:200] + bytes([whole[200] ^ 255]) + whole[201:]
    texts["list"] = gzip.compress(b"\x93\x01\x02\x03")
    async with log_of(target) as log:
        for data in texts.values():
            with pytest.raises(NotABackup, match="backup"):
                await put_back(log, BytesIO(data))
        assert await log.streams("") == []
        assert (await put_back(log, BytesIO(whole))).streams == 3, "the tries before left nothing behind"
    file.write_bytes(texts["cut"])
    code, _, errors = await target.command("restore", str(file))
    assert code == 1
    assert errors == "Error: this backup is not whole: its end is missing\n"
    code, _, errors = await source.command("backup", str(file))
    assert code == 1
    assert "exists already" in errors
    assert file.read_bytes() == texts["cut"]


async def test_without_a_workshop_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    setup = Talkoot(tmp_path)
    code, _, errors = await setup.command("backup", str(tmp_path / "backup"))
    assert code == 1
    assert "no workshop" in errors
    assert not (tmp_path / "backup").exists()


async def test_a_backup_after_acceptance_restores_the_accepted_result(own_server: Talkoot, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    made = await own_server.new("lappeenranta-2023")
    room = made["rooms"][1]
    async with AsyncExitStack() as stack:
        round_ = await vote(stack, own_server, room, await joined(own_server.url, room["code"]))
        desk = await enter(stack, own_server, room, "desk", await entered(room["desk_link"]))
        for kind in ("CloseRound", "RevealRound", "AcceptRound"):
            await desk.done(kind, round=round_)
    assert (await own_server.command("backup", str(file)))[0] == 0
    target = Talkoot(tmp_path / "target")
    assert (await target.command("restore", str(file)))[0] == 0
    exports = [json.loads((await server.command("export", made["workshop"]))[1]) for server in (own_server, target)]
    assert exports[0]["rooms"] == exports[1]["rooms"]
