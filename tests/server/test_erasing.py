"""Erasing: what is counted, what goes, what may be begun again, and what goes by itself when its days are over."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms import commands as c
from rooms.errors import Unknown
from rooms.phases import Role
from rooms.templates import template
from rooms.workshop import Workshop
from server.boards import room_stream
from server.erasing import Erased, Keeper, counted, erase_workshop, forget_participant, last_used
from server.gathering import Gathering
from server.hub import Hub
from server.live_room import LiveRoom
from server.log import Unavailable
from server.log.sqlite import SqliteLog
from server.settings import Settings
from tests.talkoot import Talkoot

DAY = 86_400


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(tmp_path / "log")
    yield log
    await log.close()


async def used(log: SqliteLog, gathering: Gathering) -> Workshop:
    """A workshop in whose first room a note was written."""
    workshop = await gathering.create(template("lappeenranta-2023"))
    hub = Hub(log)
    room = await hub.room(workshop.rooms[0].id)
    column = room.board.columns[0].id
    await room.do(c.PostNote("note0000", column, "An idea"), Role.FACILITATOR)
    await hub.close()
    return workshop


async def test_what_is_erased_is_counted_and_gone_and_all_else_stays(log: SqliteLog) -> None:
    gathering = Gathering(log)
    stays, goes = await used(log, gathering), await used(log, gathering)
    rooms = len(goes.rooms)
    assert await counted(log, gathering, goes.id) == Erased(rooms, 1, 0, 0)
    assert await erase_workshop(log, gathering, goes.id) == Erased(rooms, 1, 0, 0)
    assert [one.id for one in await gathering.workshops()] == [stays.id]
    assert await gathering.find(goes.rooms[0].code) is None
    assert sorted(await log.streams("")) == sorted(
        ["directory", f"workshop/{stays.id}", *(room_stream(card.id) for card in stays.rooms)]
    )
    for begun in (gathering, Gathering(log)):
        with pytest.raises(Unknown, match="unknown-workshop"):
            await erase_workshop(log, begun, goes.id)


async def test_erasing_that_broke_off_is_finished_by_erasing_once_more(log: SqliteLog) -> None:
    gathering = Gathering(log)
    workshop = await used(log, gathering)
    await log.delete(room_stream(workshop.rooms[0].id))
    assert [one.id for one in await gathering.workshops()] == [workshop.id], "it is still there to be seen"
    await erase_workshop(log, gathering, workshop.id)
    assert await log.streams("") == ["directory"]


async def voting(hub: Hub, workshop: Workshop) -> LiveRoom:
    """The workshop's first room, live, with an open round."""
    room = await hub.room(workshop.rooms[0].id)
    await room.do(c.PostNote("note0001", room.board.columns[0].id, "Another"), Role.FACILITATOR)
    place = [step.phase for step in room.board.steps].index("voting")
    await room.do(c.ChangePhase(from_step=0, step=place), Role.FACILITATOR)
    await room.do(c.OpenRound("round000", (), budget=1, cap=1, wanted=1), Role.FACILITATOR)
    return room


async def test_the_key_of_an_open_round_goes_with_a_workshop_that_no_node_serves(log: SqliteLog) -> None:
    gathering = Gathering(log)
    workshop = await used(log, gathering)
    hub = Hub(log)
    await voting(hub, workshop)
    await hub.close()
    name = f"round/{workshop.rooms[0].id}/round000"
    key = await log.secret(name)
    await erase_workshop(log, gathering, workshop.id)
    assert await log.secret(name) != key


async def test_a_room_that_was_erased_beneath_its_node_leaves_no_key_behind(log: SqliteLog) -> None:
    hub = Hub(log)
    room = await voting(hub, await used(log, Gathering(log)))
    name = f"round/{room.id}/round000"
    key = await log.secret(name)
    await log.delete(room_stream(room.id))
    with pytest.raises(Unavailable):
        await room.do(c.CloseRound("round000"), Role.FACILITATOR)
    async with asyncio.timeout(20):
        while await log.secret(name) == key:  # noqa: ASYNC110 - the log rings no bell for keys
            await asyncio.sleep(0.01)
    await hub.close()


async def test_a_vote_that_becomes_final_while_a_participant_is_forgotten_is_left_no_key(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathering = Gathering(log)
    workshop = await used(log, gathering)
    hub = Hub(log)
    room = await voting(hub, workshop)
    await room.do(c.VoidRound("round000", "by name instead"), Role.FACILITATOR)
    await room.do(c.OpenRound("named000", (), budget=1, cap=1, named=True), Role.FACILITATOR)
    await room.do(c.PlaceDots("named000", {"note0000": 1}, "tab", 1, "Aino"), Role.PARTICIPANT)
    name, secret, made = f"round/{room.id}/named000", log.secret, []

    async def late(asked: str, ours: bytes | None = None) -> bytes:
        if asked == name and not room.board.rounds["named000"].untied:
            await room.do(c.UntieBallots("named000"))
            await log.destroy_secret(name)  # as the node does soon after
        made.append(await secret(asked, ours))
        return made[-1]

    monkeypatch.setattr(log, "secret", late)
    await forget_participant(log, gathering, workshop.id, "somebody", ["Aino"])
    assert made, "the log was asked for a key that was gone, and made another"
    assert await secret(name) not in made  # S4
    await hub.close()


async def test_a_node_that_knew_the_workshop_lists_and_finds_it_no_more(log: SqliteLog) -> None:
    workshop = await used(log, Gathering(log))
    other = Gathering(log)
    assert await other.find(workshop.rooms[0].code)
    await erase_workshop(log, Gathering(log), workshop.id)
    assert await other.find(workshop.rooms[0].code) is None
    assert await other.workshops() == []
    with pytest.raises(Unknown, match="unknown-workshop"):
        await other.workshop(workshop.id)


async def test_a_workshop_is_erased_when_its_days_are_over_and_not_before(log: SqliteLog) -> None:
    gathering = Gathering(log)
    workshop = await used(log, gathering)
    changed = await last_used(log, gathering, workshop.id)
    assert changed is not None
    assert abs(time.time() - changed) < 60
    keeper = Keeper(log, gathering, days=30)
    await keeper.look(changed + 30 * DAY - 1)
    assert await gathering.workshops() != []
    await keeper.look(changed + 30 * DAY)
    assert await gathering.workshops() == []
    assert await log.streams("room/") == []


async def test_a_workshop_that_is_only_prepared_is_never_erased_by_itself(log: SqliteLog) -> None:
    gathering = Gathering(log)
    workshop = await gathering.create(template("idea-workshop"))
    await Keeper(log, gathering, days=1).look(time.time() + 1000 * DAY)
    assert [one.id for one in await gathering.workshops()] == [workshop.id]


def test_days_and_legal_basis_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="TALKOOT_KEEP_DAYS"):
        Settings.read({"TALKOOT_KEEP_DAYS": "-1"})
    with pytest.raises(ValueError, match="TALKOOT_LEGAL_BASIS is public-task, consent, legitimate-interest"):
        Settings.read({"TALKOOT_LEGAL_BASIS": "because"})


async def test_the_command_asks_first_and_says_what_was_erased_and_what_was_not(own_server: Talkoot) -> None:
    made = await own_server.new("idea-workshop")
    code, out, errors = await own_server.command("erase", made["workshop"])
    assert code == 1, "nobody said yes"
    assert f"{len(made['rooms'])} room" in out
    assert "older backups" in out
    code, out, errors = await own_server.command("erase", "nosuchid", "--yes")
    assert (code, errors) == (1, "Error: there is no workshop nosuchid; its id is in the address of its office\n")
    code, out, _ = await own_server.command("erase", made["workshop"], "--yes", "--json")
    assert code == 0
    assert json.loads(out) == {
        "workshop": made["workshop"],
        "erased": {"rooms": len(made["rooms"]), "notes": 0, "rounds": 0, "actions": 0},
    }
    code, _, errors = await own_server.command("erase", made["workshop"], "--yes")
    assert code == 1
    assert "there is no workshop" in errors
