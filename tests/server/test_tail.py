from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.log import Position
from server.log.sqlite import SqliteLog
from server.tail import HELD_BYTES, HELD_ENTRIES, Mended, Tail, mend
from tests.log_contract import ROOM, fill, log_entries

MARK = b"-"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(tmp_path / "log.sqlite")
    yield log
    await log.close()


def held(first: int, last: int) -> Tail[str]:
    """What a node holds that has decided every third entry itself."""
    tail: Tail[str] = Tail()
    for seq in range(first, last + 1):
        tail.add(seq, b"%d" % seq, (f"wish {seq}",) if seq % 3 == 0 else ())
    return tail


async def mended(log: SqliteLog, tail: Tail[str], at: Position) -> Mended[str]:
    return await mend(log, ROOM, at, tail, lambda: MARK, lambda entry: entry == MARK)


async def test_what_the_log_lost_is_put_back_byte_for_byte_in_the_same_places(log: SqliteLog) -> None:
    await fill(log, ROOM, 5)
    assert await mended(log, held(3, 9), Position(5, 9)) == Mended(Position(5, 9), put_back=4)
    assert await log.read(ROOM, 0) == [(seq, b"%d" % seq) for seq in range(1, 10)]
    assert await mended(log, held(3, 9), Position(5, 9)) == Mended(Position(5, 9))


async def test_nodes_that_put_back_at_once_double_nothing_and_need_not_hold_the_same(log: SqliteLog) -> None:
    await fill(log, ROOM, 5)
    tails = [(held(5, 9), 9), (held(2, 7), 7), (held(1, 12), 12), (held(5, 9), 9)]
    await asyncio.gather(*(mended(log, tail, Position(5, seq)) for tail, seq in tails))
    assert await log.read(ROOM, 0) == [(seq, b"%d" % seq) for seq in range(1, 13)]


async def test_where_others_went_on_the_stream_goes_on_in_a_higher_epoch_and_the_loss_is_told(log: SqliteLog) -> None:
    at = await fill(log, ROOM, 5)
    await log.append(ROOM, at, b"somebody else's")
    found = await mended(log, held(3, 9), Position(5, 9))
    assert (found.position, found.lost) == (Position(6, 7), (6, 9))
    assert [one.asked for one in found.missing] == [("wish 6",), (), (), ("wish 9",)]
    assert await log_entries(log) == [b"1", b"2", b"3", b"4", b"5", b"somebody else's", MARK]
    again = await mended(log, held(3, 9), Position(5, 9))  # another node that lost the same
    assert (again.position, again.lost) == (Position(6, 7), (6, 9)), "one new epoch is enough"


async def test_a_loss_beyond_what_is_held_leaves_no_hole_but_begins_a_higher_epoch(log: SqliteLog) -> None:
    await fill(log, ROOM, 5)
    found = await mended(log, held(8, 9), Position(5, 9))
    assert (found.position, found.lost) == (Position(6, 6), (6, 9))
    assert (await log_entries(log))[-1] == MARK


async def test_what_another_node_gave_up_too_early_is_put_back_on_top_of_its_new_epoch(log: SqliteLog) -> None:
    at = await fill(log, ROOM, 5)
    await log.renew(ROOM, at, MARK, b"5", 6)
    assert await mended(log, held(3, 7), Position(5, 7)) == Mended(Position(6, 8), put_back=2)
    assert await log_entries(log) == [b"1", b"2", b"3", b"4", b"5", MARK, b"6", b"7"]


async def test_a_log_restored_from_an_older_epoch_goes_on_in_one_that_nobody_knows(log: SqliteLog) -> None:
    await fill(log, ROOM, 5)
    found = await mended(log, held(3, 7), Position(9, 7))
    assert found == Mended(Position(10, 8), put_back=2)
    assert await log_entries(log) == [b"1", b"2", b"3", b"4", b"5", MARK, b"6", b"7"]


async def test_what_only_went_on_or_was_renewed_has_lost_nothing(log: SqliteLog) -> None:
    at = await fill(log, ROOM, 5)
    assert await mended(log, held(2, 3), Position(5, 3)) == Mended(at)
    await log.renew(ROOM, at, MARK, None, 6)
    assert await mended(log, held(2, 5), Position(5, 5)) == Mended(Position(6, 6))


async def test_an_erased_stream_is_not_put_back(log: SqliteLog) -> None:
    await fill(log, ROOM, 5)
    await log.delete(ROOM)
    assert await mended(log, held(1, 5), Position(5, 5)) == Mended(None)
    assert await log.position(ROOM) is None


async def test_only_the_last_entries_are_held(log: SqliteLog) -> None:
    tail = held(1, HELD_ENTRIES + 10)
    assert [one.seq for one in tail] == list(range(11, HELD_ENTRIES + 11))
    for seq in range(1, 5):
        tail.add(seq, bytes(HELD_BYTES // 3))
    assert [one.seq for one in tail] == [2, 3, 4], "after a gap it begins anew"
    tail.add(5, bytes(2 * HELD_BYTES))
    assert [one.seq for one in tail] == [5], "the last one is held in any case"
