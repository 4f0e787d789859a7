"""What the server writes down names no text, no person, no address and no secret, whatever happens (duty P7)."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from server.logs import JsonLines, TextLines
from server.settings import Settings
from tests.scrape import get
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import talkoot
from tests.viewer import entered, joined, new_id

ADDRESS = "203.0.113.77"  # nobody's (RFC 5737)


async def test_all_that_a_server_prints_about_a_room_says_nothing_of_the_people_in_it(tmp_path: Path) -> None:
    for kind in ("text", "json"):
        async with talkoot(tmp_path / kind, TALKOOT_LOG_FORMAT=kind) as server, AsyncExitStack() as stack:
            made = await server.new("idea-workshop")
            room = made["rooms"][0]
            desk_cookie = await entered(room["desk_link"])
            desk = await enter(stack, server, room, "desk", desk_cookie)
            cookie = await joined(server.url, room["code"])
            phone = await enter(stack, server, room, "phone", cookie)
            await to_phase(desk, "writing")
            await phone.until(desk.seq)
            note = new_id()
            await phone.done("PostNote", note=note, column="c1", text="canary-text", lang="en")
            await phone.ask("PostNote", note=new_id(), column="canary-column", text="canary-text", lang="en")
            await phone.ask("CanaryKind", name="canary-name")
            await desk.done("SendMessage", message=new_id(), text="canary-message", lang="en")
            for path in ("/healthz", f"/rooms/{room['room']}", "/office", "/nowhere/canary-path", "/%ff%fe", "/join"):
                await asyncio.to_thread(get, f"{server.url}{path}", X_Forwarded_For=ADDRESS, Cookie=cookie)
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"NONSENSE canary-query=1\r\nX-Forwarded-For: " + ADDRESS.encode() + b"\r\n\r\n")
            await reader.read()
            writer.close()
            assert server.process is not None
            before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1000, before[1]))
            await phone.ask("PostNote", note=new_id(), column="c1", text="canary-text", lang="en")
            await desk.until_heard(lambda frame: frame["kind"] == "storage" and bool(frame["trouble"]))
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
            await desk.until_heard(lambda frame: frame["kind"] == "storage" and not frame["trouble"])
            printed = server.printed()
        secrets = [link.partition("#")[2] for link in (room["desk_link"], room["wall_link"], made["office_link"])]
        for canary in (*secrets, cookie.partition("=")[2], desk_cookie.partition("=")[2], "canary", ADDRESS, note):
            assert canary not in printed, canary
        lines = printed.splitlines()
        if kind == "json":
            texts = [json.loads(line)["text"] for line in lines]
            assert texts[0] == f"Talkoot serves at {server.url}"
            assert "#" not in printed
            said = [text for text in texts if "commands are refused" in text]
        else:
            said = [line for line in lines if "WARNING talkoot.health: " in line and "commands are refused" in line]
        assert said, "and yet what an operator must know is told"


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_message() -> None:
    try:
        try:
            raise ValueError("canary of the cause")
        except ValueError as cause:
            raise KeyError("canary\nof the error") from cause
    except KeyError:
        record = logging.LogRecord("talkoot.room", logging.ERROR, "", 0, "room %s:\nbad", ("r1",), sys.exc_info())
    text, line = TextLines().format(record), JsonLines().format(record)
    for told in (text, line):
        assert "canary" not in told
        assert "\n" not in told
        assert "test_logs.py" in told
    assert "ERROR talkoot.room: room r1: bad | KeyError at tests/server/test_logs.py:" in text
    assert [error.split(" ")[0] for error in json.loads(line)["errors"]] == ["KeyError", "ValueError"]


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="TALKOOT_LOG_FORMAT is text or json"):
        Settings.read({"TALKOOT_LOG_FORMAT": "xml"})
