"""Made-up people follow whoever leads the room: a real desk, or a made-up facilitator."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from rooms.texts import LANGUAGES, NOTE_CHARS, TITLE_CHARS, graphemes
from rooms.things import ACTION_FIELDS
from server.export.as_json import read_json
from server.export.model import RoomPart
from server.rehearse.client import Client, Tally
from server.rehearse.door import Door
from server.rehearse.rehearsal import new_id
from server.rehearse.sayings import SAYINGS
from tests.talkoot import ROOT, Talkoot


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own: they look at all that there is."""
    return own_server


@asynccontextmanager
async def desk_of(server: Talkoot, room: dict[str, Any]) -> AsyncIterator[Client]:
    """A desk from which a test leads."""
    door = Door(server.url, 10)
    desk = Client(door, room["room"], "desk", await door.enter(room["desk_link"]), "en", "hall", Tally())
    living = asyncio.create_task(desk.live())
    await desk.until(lambda _: True)
    yield desk
    living.cancel()


async def go(desk: Client, phase: str) -> None:
    """Lead to the first step of this phase."""
    board = desk.mirror.board
    step = [one["phase"] for one in board["steps"]].index(phase)
    await desk.ask({"kind": "ChangePhase", "from_step": board["step"], "step": step})
    await desk.until(lambda mirror: mirror.board["step"] == step)


def notes_on(desk: Client) -> int:
    return sum(desk.mirror.board["counts"].values())


async def coming(server: Talkoot, made: dict[str, Any], *options: str) -> asyncio.subprocess.Process:
    """People on their way into a workshop, as a process of their own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "rehearse", "--workshop", made["workshop"], "--url", server.url, *options),
        cwd=ROOT,
        env=server.environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def exported(server: Talkoot, made: dict[str, Any]) -> RoomPart:
    _, out, _ = await server.command("export", made["workshop"])
    return read_json(out.encode()).rooms[0]


async def test_people_follow_the_real_desk_until_the_room_is_closed(server: Talkoot) -> None:
    made = await server.new("two-hours")
    people = await coming(server, made, "--people", "5", "--pace", "max", "--lang", "en")
    async with asyncio.timeout(60), desk_of(server, made["rooms"][0]) as desk:
        await desk.until(lambda mirror: mirror.people.get("hall", 0) + mirror.people.get("remote", 0) == 5)
        assert notes_on(desk) == 0, "nobody writes before the room does"
        await go(desk, "writing")
        await desk.until(lambda mirror: sum(mirror.board["counts"].values()) >= 5)
        await go(desk, "voting")
        round_ = new_id()
        await desk.ask({"kind": "OpenRound", "round": round_, "budget": 2, "named": True})
        await desk.until(lambda mirror: (mirror.round(round_) or {}).get("ballots", 0) >= 3)
        await desk.ask({"kind": "CloseRound", "round": round_})
        await desk.ask({"kind": "RevealRound", "round": round_})
        await go(desk, "closed")
        out, errors = await people.communicate()
    assert (people.returncode, errors) == (0, b"")
    assert b"5 people" in out
    assert b"compared" not in out
    room = await exported(server, made)
    names = {name for result in room.rounds[0].results or () for name in result.names or ()}
    assert names <= set(SAYINGS["en"].organisations)
    assert sum(room.feedback.scores) >= 1


async def test_whoever_is_told_to_leave_leaves_and_what_they_gave_stays(server: Talkoot) -> None:
    made = await server.new("two-hours")
    people = await coming(server, made, "--people", "3", "--pace", "max")
    async with asyncio.timeout(60), desk_of(server, made["rooms"][0]) as desk:
        await go(desk, "writing")
        await desk.until(lambda mirror: sum(mirror.board["counts"].values()) >= 3)
        people.send_signal(signal.SIGINT)
        out, errors = await people.communicate()
        assert (people.returncode, errors) == (0, b"")
        assert b"Sali: 3 people" in out
        await desk.until(lambda mirror: mirror.people.get("hall", 0) + mirror.people.get("remote", 0) == 0)
        assert notes_on(desk) >= 3


async def test_led_through_every_phase_all_that_was_acknowledged_is_exported(server: Talkoot) -> None:
    options = ("--lead", "--pace", "max", "--people", "8", "--lang", "sv", "--url", server.url)
    code, out, errors = await server.command("rehearse", *options)
    assert (code, errors) == (0, ""), out
    assert "✓ the organiser's export holds all of it, and 10 screens hold the very same board" in out
    for phase in ("review", "tables", "freeze", "commitments", "closed"):
        assert f" · {phase}: 8 people" in out


def test_sayings_are_there_in_every_language_and_fit() -> None:
    assert set(SAYINGS) == set(LANGUAGES)
    for said in SAYINGS.values():
        assert set(said.fields) == set(ACTION_FIELDS) - {"what", "lever"}
        assert all("{text}" in lead_in for lead_in in said.lead_ins)
        assert len(set(said.organisations)) == len(said.organisations)
        texts = [*said.comments, *said.objections, *said.feedback, said.reason, *said.practice]
        texts += [text for some in said.fields.values() for text in some]
        texts += [text for one in said.earlier for text in one]
        assert all(0 < graphemes(text) <= min(NOTE_CHARS, TITLE_CHARS) for text in texts)
