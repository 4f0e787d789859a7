"""What is stored says in which format it is, so that an old node never goes on with what a newer one has written."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from rooms.board import Board
from rooms.events import AnyEvent
from rooms.templates import template
from rooms.workshop import AnyWorkshopEvent, DirectoryEvent
from server.boards import ROOM_EVENTS, read_board, room_stream, snapshot_of
from server.gathering import Gathering
from server.log import Log, Snapshot, TooNew
from server.log.entries import FORMAT
from server.log.open import open_log
from server.log.sqlite import SqliteLog
from tests.scrape import get
from tests.servers import redis_server
from tests.talkoot import talkoot
from tests.viewer import entered, joined, viewer

FINGERPRINTS = {1: "27741b7170dafaee"}
"""Of everything stored, by format. Whoever changes what is stored raises `FORMAT` and adds a line."""


def shape(types: list[Any]) -> str:
    """Names, fields and defaults of all types, without their docstrings, in few letters."""

    def bare(schema: Any) -> Any:
        if isinstance(schema, dict):
            return {
                key: bare(held) for key, held in schema.items() if key != "description" or not isinstance(held, str)
            }
        return [bare(one) for one in schema] if isinstance(schema, list) else schema

    _, schemas = msgspec.json.schema_components(types)
    return hashlib.sha256(json.dumps(bare(schemas), sort_keys=True).encode()).hexdigest()[:16]


def test_a_change_of_what_is_stored_is_a_new_format() -> None:
    assert FINGERPRINTS[FORMAT] == shape([AnyEvent, Board, AnyWorkshopEvent, DirectoryEvent])
    assert max(FINGERPRINTS) == FORMAT


NEWER: dict[str, dict[str, Any]] = {
    "of a kind that nobody knows here": {"events": [{"type": "NotesFolded", "notes": ["a"]}]},
    "with a field that would be overlooked": {"events": [], "mood": "good"},
}


def newer(how: str) -> bytes:
    """An entry as a newer version would write it."""
    return msgspec.msgpack.encode({"id": "0" * 16, "at": 1, "v": FORMAT + 1} | NEWER[how])


async def written_by_newer(log: Log, room: str, how: str) -> None:
    """Have a newer node append to a room."""
    at = await log.position(room_stream(room))
    assert at is not None
    await log.append(room_stream(room), at, newer(how))


@pytest.mark.parametrize("how", NEWER)
def test_an_entry_of_a_newer_version_is_known_as_one(how: str) -> None:
    with pytest.raises(TooNew):
        ROOM_EVENTS.read(newer(how))


def test_an_entry_from_before_there_were_formats_is_read_and_a_broken_one_is_broken() -> None:
    written: dict[str, Any] = {"id": "0" * 16, "at": 7, "events": []}
    assert ROOM_EVENTS.read(msgspec.msgpack.encode(written)).at == 7
    with pytest.raises(msgspec.ValidationError):
        ROOM_EVENTS.read(msgspec.msgpack.encode(written | NEWER["of a kind that nobody knows here"]))


async def test_a_snapshot_of_a_newer_version_is_not_read_as_if_it_were_ours(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log")
    room = (await Gathering(log).create(template("idea-workshop"))).rooms[0].id
    board, at = await read_board(log, room)
    held = msgspec.msgpack.decode(snapshot_of(board)) | {"v": FORMAT + 1}
    await log.put_snapshot(room_stream(room), Snapshot(at, msgspec.msgpack.encode(held)))
    with pytest.raises(TooNew):
        await read_board(log, room)
    await log.close()


@pytest.mark.redis
@pytest.mark.parametrize("how", NEWER)
async def test_a_node_that_meets_a_newer_version_gives_the_room_up_and_says_so(how: str, tmp_path: Path) -> None:
    async with redis_server(tmp_path) as redis, talkoot(tmp_path / "node", redis_url=redis.url) as node:
        room, other = [(await node.new("idea-workshop"))["rooms"][0] for _ in range(2)]
        desk = await entered(room["desk_link"])
        log = await open_log(redis.url, node.data)
        try:
            async with (
                viewer(node.url, room["room"], "desk", desk) as here,
                viewer(node.url, other["room"], "phone", await joined(node.url, other["code"])) as elsewhere,
            ):
                await written_by_newer(log, room["room"], how)
                assert await here.until_closed() == 4500
                with pytest.raises(InvalidStatus) as answer:
                    await viewer(node.url, room["room"], "desk", desk).__aenter__()
                assert answer.value.response.status_code == 503
                assert elsewhere.closed is None, "what this node can read it goes on serving"
            status, text = await asyncio.to_thread(get, f"{node.url}/readyz")
            assert (status, json.loads(text)["reason"]) == (503, "outdated")
            assert "a newer version has written this" in node.printed()
        finally:
            await log.close()
