"""Small states kept in the log: read whole, and no longer believed than the log holds them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.errors import Unknown
from rooms.templates import template
from rooms.workshop import Directory, WorkshopListed
from server.gathering import Gathering
from server.kept import Kept
from server.log import Position
from server.log.entries import EntryCodec
from server.log.sqlite import SqliteLog

CODEC: EntryCodec[WorkshopListed] = EntryCodec(WorkshopListed)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    made = SqliteLog(tmp_path / "log")
    yield made
    await made.close()


def directory(log: SqliteLog) -> Kept[Directory, WorkshopListed]:
    return Kept(log, "directory", CODEC, Directory, Directory.apply)


async def listed(log: SqliteLog, epoch: int, count: int) -> None:
    entries = [CODEC.pack([WorkshopListed(f"w{n}", {f"CODE{n}": "room"})], 0) for n in range(count)]
    for seq, entry in enumerate(entries):
        await log.append("directory", Position(epoch, seq), entry)


async def test_a_state_of_more_entries_than_one_reading_is_read_whole(log: SqliteLog) -> None:
    await listed(log, 1, 1001)
    kept = directory(log)
    await kept.refresh()
    assert len(kept.state.workshops) == 1001


async def test_a_log_that_lost_what_was_known_is_believed(log: SqliteLog) -> None:
    await listed(log, 1, 3)
    kept = directory(log)
    await kept.refresh()
    await log.delete("directory")
    await listed(log, 1, 1)
    async with asyncio.timeout(5):
        await kept.change(lambda state: [state.list("new", {"NEW": "room"})])
    assert kept.state.workshops == ("w0", "new")


async def cut_short(log: SqliteLog, kept: int) -> None:
    """What a failover does: the same stream without its last entries."""
    entries, stands = await log.read("directory", 0), await log.position("directory")
    assert stands is not None
    await log.delete("directory")
    for seq, entry in entries[:kept]:
        await log.append("directory", Position(stands.epoch, seq - 1), entry)


async def test_what_the_log_lost_is_given_back_by_whoever_knows_it(log: SqliteLog) -> None:
    await listed(log, 1, 3)
    knows, fresh = directory(log), directory(log)
    await knows.refresh()
    await cut_short(log, 1)
    await knows.refresh()
    await fresh.refresh()
    assert fresh.state.workshops == knows.state.workshops == ("w0", "w1", "w2")


async def test_what_others_listed_after_a_loss_is_not_taken_for_what_was_lost(log: SqliteLog) -> None:
    await listed(log, 1, 3)
    knows, other = directory(log), directory(log)
    await knows.refresh()
    await cut_short(log, 2)
    await other.change(lambda state: [state.list("new", {"NEW": "room"})])  # stands where w2 stood
    for kept in (knows, other):
        await kept.refresh()
        assert kept.state.workshops == ("w0", "w1", "new")
    await knows.change(lambda state: [state.list("next", {"NEXT": "room"})])
    await other.refresh()
    assert other.state.workshops == ("w0", "w1", "new", "next")


async def test_a_log_begun_anew_is_believed(log: SqliteLog) -> None:
    await listed(log, 1, 3)
    kept = directory(log)
    await kept.refresh()
    await log.delete("directory")
    await listed(log, 2, 1)
    await kept.refresh()
    assert kept.state.workshops == ("w0",)


async def test_many_who_ask_for_what_is_not_there_are_all_told_so(log: SqliteLog) -> None:
    gathering = Gathering(log)
    await gathering.create(template("idea-workshop"))
    asked = await asyncio.gather(*(gathering.workshop("nosuch99") for _ in range(20)), return_exceptions=True)
    assert {type(answer) for answer in asked} == {Unknown}
