"""One suite for every home of the log. A home's test file subclasses `LogContract` and says how to open it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.log import MAX_EPOCH, Conflict, Home, Log, Position, Snapshot, Trimmed, Unavailable

ROOM = "room/7k4m9q"
BEGIN = Position(5, 0)
SOON_SECONDS = 10  # for what surely comes, on a busy machine

OpenLog = Callable[[], Awaitable[Log]]


async def fill(log: Log, stream: str, count: int, begin: Position = BEGIN) -> Position:
    """Append entries `1`, `2`, ... `count`."""
    at = begin
    for number in range(1, count + 1):
        at = await log.append(stream, at, b"%d" % number)
    return at


async def add_numbered(log: Log, stream: str, author: str, count: int) -> list[bytes]:
    """Append `count` entries against whatever else is appended, as a hub does; return them."""
    mine = []
    for number in range(count):
        entry = f"{author}:{number}".encode()
        while True:
            at = await log.position(stream) or BEGIN
            try:
                await log.append(stream, at, entry)
            except Conflict:
                continue
            mine.append(entry)
            break
    return mine


class Ring:
    """A ring that a test can wait for."""

    def __init__(self) -> None:
        self.times = 0
        self._rung = asyncio.Event()

    def __call__(self) -> None:
        self.times += 1
        self._rung.set()

    async def heard(self) -> None:
        async with asyncio.timeout(SOON_SECONDS):
            await self._rung.wait()
        self._rung.clear()


class LogContract:
    """What every log keeps to. `open_log` opens one more log on the same home; the fixture closes them all."""

    @pytest.fixture
    async def home(self) -> OpenLog:
        raise NotImplementedError

    @pytest.fixture
    async def open_log(self, home: OpenLog) -> AsyncIterator[OpenLog]:
        opened: list[Log] = []

        async def open_one() -> Log:
            opened.append(await home())
            return opened[-1]

        yield open_one
        for log in opened:
            await log.close()

    @pytest.fixture
    async def log(self, open_log: OpenLog) -> Log:
        return await open_log()

    # Append

    async def test_appends_are_numbered_from_one_without_gaps(self, log: Log) -> None:
        assert await log.append(ROOM, BEGIN, b"a") == Position(5, 1)
        assert await log.append(ROOM, Position(5, 1), b"b") == Position(5, 2)
        assert await log.position(ROOM) == Position(5, 2)
        assert await log.read(ROOM, 0) == [(1, b"a"), (2, b"b")]

    async def test_an_append_on_an_older_seq_is_a_conflict_that_writes_nothing(self, log: Log) -> None:
        await fill(log, ROOM, 3)
        with pytest.raises(Conflict):
            await log.append(ROOM, Position(5, 2), b"late")
        assert await log.read(ROOM, 2) == [(3, b"3")]

    async def test_an_append_beyond_the_end_is_a_conflict(self, log: Log) -> None:
        await fill(log, ROOM, 3)
        for seq in (4, 2**53, 2**70):
            with pytest.raises(Conflict):
                await log.append(ROOM, Position(5, seq), b"early")
        assert await log.position(ROOM) == Position(5, 3)

    async def test_a_writer_of_another_epoch_is_refused(self, log: Log) -> None:
        await fill(log, ROOM, 3)
        for epoch in (4, 6, 55):
            with pytest.raises(Conflict):
                await log.append(ROOM, Position(epoch, 3), b"stale")
        assert await log.position(ROOM) == Position(5, 3)

    async def test_a_stream_that_exists_is_not_created_again(self, log: Log) -> None:
        await fill(log, ROOM, 1)
        for epoch in (5, 6):
            with pytest.raises(Conflict):
                await log.append(ROOM, Position(epoch, 0), b"again")
        assert await log.read(ROOM, 0) == [(1, b"1")]

    async def test_a_missing_stream_takes_no_append_but_its_first(self, log: Log) -> None:
        for seq in (1, 10):
            with pytest.raises(Conflict):
                await log.append(ROOM, Position(5, seq), b"orphan")
        assert await log.position(ROOM) is None
        assert await log.streams("") == []

    async def test_an_epoch_the_log_cannot_count_in_is_a_mistake(self, log: Log) -> None:
        for epoch in (0, -1, MAX_EPOCH + 1):
            with pytest.raises(ValueError, match="epoch"):
                await log.append(ROOM, Position(epoch, 0), b"")

    async def test_the_largest_epoch_is_kept_exactly(self, log: Log) -> None:
        await fill(log, ROOM, 2, Position(MAX_EPOCH, 0))
        assert await log.position(ROOM) == Position(MAX_EPOCH, 2)
        with pytest.raises(Conflict):
            await log.append(ROOM, Position(MAX_EPOCH - 1, 2), b"")

    async def test_an_append_onto_another_entry_in_the_same_place_is_a_conflict(self, log: Log) -> None:
        at = await log.append(ROOM, BEGIN, b"theirs", onto=None)
        for onto in (b"ours", b""):
            with pytest.raises(Conflict):
                await log.append(ROOM, at, b"lost", onto=onto)
        assert await log.append(ROOM, at, b"2", onto=b"theirs") == Position(5, 2)
        assert await log_entries(log) == [b"theirs", b"2"]

    async def test_a_renewed_stream_goes_on_in_its_new_epoch_with_all_its_past(self, log: Log) -> None:
        at = await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 2), b"two"))
        with pytest.raises(Conflict):
            await log.renew(ROOM, at, b"4", b"another 3", 7)
        assert await log.renew(ROOM, at, b"4", b"3", 7) == Position(7, 4)
        for stale in (Position(5, 3), Position(5, 4)):
            with pytest.raises(Conflict):
                await log.append(ROOM, stale, b"stale")
            with pytest.raises(Conflict):
                await log.renew(ROOM, stale, b"stale", None, 8)
        assert await log.append(ROOM, Position(7, 4), b"5", onto=b"4") == Position(7, 5)
        assert await log.renew(ROOM, Position(7, 5), b"6", None, 8) == Position(8, 6)
        assert await log.position(ROOM) == Position(8, 6)
        entries = [(seq, b"%d" % seq) for seq in range(1, 7)]
        for after in range(7):
            assert await log.read(ROOM, after, epoch=8) == entries[after:]
        assert await log.read(ROOM, 1, limit=3) == entries[1:4]
        assert await log.snapshot(ROOM) == Snapshot(Position(8, 2), b"two")
        await log.put_snapshot(ROOM, Snapshot(Position(7, 5), b"stale"))
        await log.put_snapshot(ROOM, Snapshot(Position(8, 5), b"five"))
        assert await log.snapshot(ROOM) == Snapshot(Position(8, 5), b"five")
        assert await log.trim(ROOM, 3) == 2
        assert await log.read(ROOM, 2) == entries[2:]
        with pytest.raises(Trimmed):
            await log.read(ROOM, 1)

    async def test_of_a_rewritten_stream_only_the_new_snapshot_stays_and_it_goes_on_from_there(self, log: Log) -> None:
        at = await fill(log, ROOM, 4)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 3), b"with what is forgotten"))
        for stale, onto in ((at, b"another 4"), (Position(5, 3), b"3")):
            with pytest.raises(Conflict):
                await log.rewrite(ROOM, stale, b"5", onto, 6, b"without")
        assert await log.rewrite(ROOM, at, b"5", b"4", 6, b"without") == Position(6, 5)
        assert await log.snapshot(ROOM) == Snapshot(Position(6, 5), b"without")
        assert await log.read(ROOM, 4, epoch=6) == [(5, b"5")]
        with pytest.raises(Trimmed):
            await log.read(ROOM, 3)
        with pytest.raises(Conflict):
            await log.append(ROOM, at, b"stale")
        assert await log.append(ROOM, Position(6, 5), b"6", onto=b"5") == Position(6, 6)
        assert await log.position(ROOM) == Position(6, 6)

    async def test_of_nodes_that_renew_at_once_exactly_one_does(self, open_log: OpenLog) -> None:
        logs = [await open_log(), await open_log()]
        at = await fill(logs[0], ROOM, 3)
        tries = [logs[number % 2].renew(ROOM, at, b"%d" % number, b"3", 6) for number in range(10)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Conflict)] == [Position(6, 4)]

    async def test_a_restored_stream_stands_where_it_stood_in_another_epoch(self, log: Home) -> None:
        entries = [b"%d" % number for number in range(40, 1241)]
        await log.restore(ROOM, Position(9, 1240), entries)
        assert await log.position(ROOM) == Position(9, 1240)
        assert await log.streams("") == [ROOM]
        with pytest.raises(Trimmed):
            await log.read(ROOM, 0)
        assert await log.read(ROOM, 39, limit=2000) == list(enumerate(entries, 40))
        assert await log.append(ROOM, Position(9, 1240), b"next") == Position(9, 1241)
        with pytest.raises(Conflict):
            await log.restore(ROOM, Position(10, 1), [b"1"])

    async def test_a_secret_is_kept_unless_there_is_one(self, log: Home) -> None:
        assert await log.keep_secret("server", b"given") == b"given"
        assert await log.secret("server") == b"given"
        assert await log.keep_secret("server", b"another") == b"given"

    async def test_entries_come_back_byte_for_byte(self, log: Log) -> None:
        entries = [b"", b"\0", b"\r\n", bytes(range(256)), "ä 🙂".encode(), b"5-1 x", b"x" * 300_000]
        at = BEGIN
        for entry in entries:
            at = await log.append(ROOM, at, entry)
        assert [entry for _, entry in await log.read(ROOM, 0)] == entries

    async def test_of_racing_appends_on_one_place_exactly_one_wins(self, open_log: OpenLog) -> None:
        logs = [await open_log(), await open_log()]
        tries = [logs[number % 2].append(ROOM, BEGIN, b"%d" % number) for number in range(20)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Conflict)] == [Position(5, 1)]
        (entry,) = await log_entries(logs[0])
        assert outcomes[int(entry)] == Position(5, 1)

    async def test_racing_appenders_on_two_logs_lose_and_double_nothing(self, open_log: OpenLog) -> None:
        logs = [await open_log(), await open_log()]
        authors = [add_numbered(logs[number % 2], ROOM, f"author{number}", 20) for number in range(10)]
        acknowledged = [entry for mine in await asyncio.gather(*authors) for entry in mine]
        entries = await logs[0].read(ROOM, 0)
        assert [seq for seq, _ in entries] == list(range(1, 201))
        assert sorted(entry for _, entry in entries) == sorted(acknowledged)

    async def test_a_conflict_in_one_room_leaves_its_neighbours_in_peace(self, log: Log) -> None:
        rooms = [f"room/{number}" for number in range(40)]
        await asyncio.gather(*(log.append(room, BEGIN, b"1") for room in rooms))
        tries = [log.append(room, Position(5, number % 2), b"2") for number, room in enumerate(rooms)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert all(isinstance(outcome, Conflict) for outcome in outcomes[::2])
        assert outcomes[1::2] == [Position(5, 2)] * 20

    async def test_an_append_whose_caller_left_is_written_all_the_same(self, log: Log) -> None:
        await fill(log, ROOM, 1)
        leaving = asyncio.create_task(log.append(ROOM, Position(5, 1), b"2"))
        await asyncio.sleep(0)  # the append has been asked for, and cannot be done
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert await log.append("room/next", BEGIN, b"1") == Position(5, 1)
        assert await log_entries(log) == [b"1", b"2"]

    async def test_closing_finishes_the_appends_under_way(self, open_log: OpenLog) -> None:
        log, other = await open_log(), await open_log()
        appending = asyncio.create_task(log.append(ROOM, BEGIN, b"1"))
        await asyncio.sleep(0)
        await log.close()
        assert await appending == Position(5, 1)
        assert await log_entries(other) == [b"1"]

    async def test_a_closed_log_answers_that_it_is_unavailable(self, log: Log) -> None:
        await log.close()
        await log.close()
        pins = log.pin("nodes", "one", b"", 60), log.pinned("nodes")
        for asked in (log.append(ROOM, BEGIN, b""), log.read(ROOM, 0), log.delete(ROOM), log.touch(), *pins):
            with pytest.raises(Unavailable):
                await asked

    # Both homes run this one function, and every example begins with an empty stream: neither check has a point here.
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(
        asks=st.lists(
            st.tuples(
                st.sampled_from(["append", "stale", "snapshot", "trim", "delete"]),
                st.integers(-2, 12),
                st.binary(max_size=8),
            ),
            max_size=25,
        )
    )
    async def test_any_run_of_calls_leaves_what_a_plain_list_would_hold(
        self, log: Log, asks: list[tuple[str, int, bytes]]
    ) -> None:
        await log.delete(ROOM)
        at, held, covered = BEGIN, dict[int, bytes](), 0
        for ask, number, data in asks:
            if ask == "append":
                at = await log.append(ROOM, at, data)
                held[at.seq] = data
            elif ask == "stale" and number != at.seq:
                with pytest.raises(Conflict):
                    await log.append(ROOM, Position(at.epoch, number), data)
            elif ask == "snapshot" and number > 0:
                await log.put_snapshot(ROOM, Snapshot(Position(at.epoch, number), data))
                covered = max(covered, number) if number <= at.seq else covered
            elif ask == "trim":
                gone = [seq for seq in held if seq < number and seq <= covered and seq < at.seq]
                assert await log.trim(ROOM, number) == len(gone)
                held = {seq: entry for seq, entry in held.items() if seq not in gone}
            elif ask == "delete":
                await log.delete(ROOM)
                at, held, covered = Position(at.epoch + 1, 0), {}, 0
        assert await log.position(ROOM) == (at if at.seq else None)
        assert await log.read(ROOM, min(held, default=1) - 1) == sorted(held.items())

    # Read

    async def test_reading_begins_after_the_seq_and_ends_at_the_limit(self, log: Log) -> None:
        await fill(log, ROOM, 5)
        assert await log.read(ROOM, 2) == [(3, b"3"), (4, b"4"), (5, b"5")]
        assert await log.read(ROOM, 1, limit=2) == [(2, b"2"), (3, b"3")]

    async def test_reading_at_or_beyond_the_end_finds_nothing(self, log: Log) -> None:
        await fill(log, ROOM, 2)
        for after in (2, 3, 2**53, 2**63, 2**70):
            assert await log.read(ROOM, after) == []

    async def test_reading_from_before_the_beginning_finds_everything(self, log: Log) -> None:
        await fill(log, ROOM, 2)
        assert await log.read(ROOM, -3) == [(1, b"1"), (2, b"2")]

    async def test_a_missing_stream_reads_as_empty_and_has_no_position(self, log: Log) -> None:
        assert await log.read(ROOM, 0) == []
        assert await log.position(ROOM) is None
        assert await log.snapshot(ROOM) is None

    async def test_reading_another_epoch_than_asked_for_is_a_conflict(self, log: Log) -> None:
        with pytest.raises(Conflict):
            await log.read(ROOM, 0, epoch=5)
        await fill(log, ROOM, 2)
        assert await log.read(ROOM, 1, epoch=5) == [(2, b"2")]
        await log.delete(ROOM)
        await fill(log, ROOM, 3, Position(6, 0))
        for after in (0, 2, 3):
            with pytest.raises(Conflict):
                await log.read(ROOM, after, epoch=5)

    # Snapshot and trim

    async def test_the_newest_snapshot_stays_whatever_order_they_come_in(self, log: Log) -> None:
        await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 2), b"two"))
        await log.put_snapshot(ROOM, Snapshot(Position(5, 1), b"one"))
        assert await log.snapshot(ROOM) == Snapshot(Position(5, 2), b"two")
        await log.put_snapshot(ROOM, Snapshot(Position(5, 3), b"three"))
        assert await log.snapshot(ROOM) == Snapshot(Position(5, 3), b"three")

    async def test_a_snapshot_that_does_not_belong_to_the_stream_is_let_fall(self, log: Log) -> None:
        await log.put_snapshot(ROOM, Snapshot(Position(5, 1), b"of nothing"))
        await fill(log, ROOM, 2)
        await log.put_snapshot(ROOM, Snapshot(Position(4, 1), b"older epoch"))
        await log.put_snapshot(ROOM, Snapshot(Position(6, 1), b"newer epoch"))
        await log.put_snapshot(ROOM, Snapshot(Position(5, 3), b"beyond the end"))
        assert await log.snapshot(ROOM) is None

    async def test_a_snapshot_of_another_past_is_let_fall(self, log: Log) -> None:
        await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 2), b"lost"), last=b"another 2")
        await log.put_snapshot(ROOM, Snapshot(Position(5, 4), b"lost"), last=b"4")
        assert await log.snapshot(ROOM) is None
        await log.put_snapshot(ROOM, Snapshot(Position(5, 2), b"two"), last=b"2")
        assert await log.snapshot(ROOM) == Snapshot(Position(5, 2), b"two")

    async def test_a_late_snapshot_does_not_bring_back_a_deleted_stream(self, log: Log) -> None:
        await fill(log, ROOM, 2)
        await log.delete(ROOM)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 2), b"erased"))
        await fill(log, ROOM, 2, Position(6, 0))
        assert await log.snapshot(ROOM) is None

    async def test_nothing_is_trimmed_without_a_snapshot(self, log: Log) -> None:
        await fill(log, ROOM, 5)
        assert await log.trim(ROOM, 4) == 0
        assert await log.trim("room/missing", 4) == 0
        assert len(await log.read(ROOM, 0)) == 5

    async def test_a_trim_takes_only_what_the_snapshot_covers(self, log: Log) -> None:
        await fill(log, ROOM, 6)
        await log.put_snapshot(ROOM, Snapshot(Position(5, 3), b"three"))
        assert await log.trim(ROOM, 3) == 2
        assert await log.trim(ROOM, 6) == 1
        assert await log.read(ROOM, 3) == [(4, b"4"), (5, b"5"), (6, b"6")]

    async def test_a_trim_never_takes_the_last_entry(self, log: Log) -> None:
        at = await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(at, b"all"))
        assert await log.trim(ROOM, 99) == 2
        assert await log.position(ROOM) == at
        assert await log.append(ROOM, at, b"4") == Position(5, 4)

    async def test_a_trim_below_zero_takes_nothing(self, log: Log) -> None:
        at = await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(at, b"all"))
        for below in (-5, 0, 1):
            assert await log.trim(ROOM, below) == 0

    async def test_reading_what_was_trimmed_says_so(self, log: Log) -> None:
        at = await fill(log, ROOM, 5)
        await log.put_snapshot(ROOM, Snapshot(at, b"all"))
        await log.trim(ROOM, 4)
        for after in (0, 1, 2):
            with pytest.raises(Trimmed):
                await log.read(ROOM, after)
        assert await log.read(ROOM, 3) == [(4, b"4"), (5, b"5")]

    # Streams

    async def test_streams_are_found_by_prefix_and_sorted(self, log: Log) -> None:
        names = ["room/b", "room/a", "room/a-1", "roomy/x", "workshop/a"]
        await asyncio.gather(*(log.append(name, BEGIN, b"") for name in names))
        assert await log.streams("room/") == ["room/a", "room/a-1", "room/b"]
        assert await log.streams("room/a") == ["room/a", "room/a-1"]
        assert await log.streams("") == sorted(names)
        assert await log.streams("none") == []

    async def test_a_prefix_is_taken_literally(self, log: Log) -> None:
        await log.append("room/a", BEGIN, b"")
        for prefix in ("room_", "room%", "*", "r?om", "ROOM"):
            assert await log.streams(prefix) == []

    async def test_a_deleted_stream_leaves_nothing_and_may_begin_anew(self, log: Log) -> None:
        at = await fill(log, ROOM, 3)
        await log.put_snapshot(ROOM, Snapshot(at, b"all"))
        await log.delete(ROOM)
        await log.delete(ROOM)
        assert await log.position(ROOM) is None
        assert await log.read(ROOM, 0) == []
        assert await log.snapshot(ROOM) is None
        assert await log.streams("") == []
        assert await log.append(ROOM, Position(6, 0), b"anew") == Position(6, 1)
        assert await log.snapshot(ROOM) is None

    async def test_deleting_one_stream_leaves_the_others(self, log: Log) -> None:
        for room in ("room/a", "room/b"):
            at = await fill(log, room, 2)
            await log.put_snapshot(room, Snapshot(at, room.encode()))
        await log.delete("room/a")
        assert await log.read("room/b", 0) == [(1, b"1"), (2, b"2")]
        assert await log.snapshot("room/b") == Snapshot(Position(5, 2), b"room/b")

    # Secrets

    async def test_a_secret_is_made_once_and_the_same_for_all(self, open_log: OpenLog) -> None:
        logs = [await open_log(), await open_log()]
        asked = await asyncio.gather(*(logs[number % 2].secret("round/1") for number in range(10)))
        assert len(set(asked)) == 1
        assert len(asked[0]) == 32
        assert await logs[0].secret("round/2") != asked[0]

    async def test_a_destroyed_secret_never_comes_back(self, log: Log) -> None:
        kept, lost = await log.secret("kept"), await log.secret("lost")
        await log.destroy_secret("lost")
        await log.destroy_secret("never made")
        assert await log.secret("lost") != lost
        assert await log.secret("kept") == kept

    async def test_a_secret_that_was_lost_is_what_it_was_for_whoever_knows_it(self, log: Log) -> None:
        ours = b"o" * 32
        assert await log.secret("lost", ours) == ours
        assert await log.secret("lost") == ours
        assert await log.secret("lost", b"x" * 32) == ours

    async def test_a_secret_is_no_stream(self, log: Log) -> None:
        await log.secret(ROOM)
        assert await log.streams("") == []
        assert await log.append(ROOM, BEGIN, b"1") == Position(5, 1)

    # Bells

    async def test_an_append_elsewhere_rings_here(self, open_log: OpenLog) -> None:
        here, elsewhere = await open_log(), await open_log()
        at, ring = await fill(here, ROOM, 1), Ring()
        here.follow(ROOM, ring)
        await ring.heard()
        await elsewhere.append(ROOM, at, b"2")
        await ring.heard()
        assert await here.read(ROOM, 1) == [(2, b"2")]

    async def test_the_first_append_of_a_followed_stream_rings(self, open_log: OpenLog) -> None:
        here, elsewhere, ring = await open_log(), await open_log(), Ring()
        here.follow(ROOM, ring)
        await ring.heard()
        await elsewhere.append(ROOM, BEGIN, b"1")
        await ring.heard()

    async def test_a_deletion_elsewhere_rings_here(self, open_log: OpenLog) -> None:
        here, elsewhere, ring = await open_log(), await open_log(), Ring()
        await fill(here, ROOM, 1)
        here.follow(ROOM, ring)
        await ring.heard()
        await elsewhere.delete(ROOM)
        await ring.heard()
        assert await here.position(ROOM) is None

    async def test_own_appends_and_unfollowed_streams_do_not_ring(self, open_log: OpenLog) -> None:
        here, elsewhere = await open_log(), await open_log()
        mine, unfollowed, theirs = Ring(), Ring(), Ring()
        for stream, ring in (("room/mine", mine), ("room/unfollowed", unfollowed), ("room/theirs", theirs)):
            here.follow(stream, ring)
            await ring.heard()
        here.unfollow("room/unfollowed")
        here.unfollow("room/never-followed")
        before = mine.times, unfollowed.times
        await fill(here, "room/mine", 3)
        await fill(elsewhere, "room/unfollowed", 3)
        await elsewhere.append("room/theirs", BEGIN, b"1")
        await theirs.heard()
        assert (mine.times, unfollowed.times) == before

    async def test_following_again_replaces_the_ring(self, open_log: OpenLog) -> None:
        here, elsewhere, old, new = await open_log(), await open_log(), Ring(), Ring()
        here.follow(ROOM, old)
        await old.heard()
        here.follow(ROOM, new)
        await new.heard()
        before = old.times
        await elsewhere.append(ROOM, BEGIN, b"1")
        await new.heard()
        assert old.times == before

    # Pins

    async def test_pinned_notes_are_read_by_every_node_and_by_topic(self, open_log: OpenLog) -> None:
        here, elsewhere = await open_log(), await open_log()
        await here.pin("presence/a", "node1", b"3", 60)
        await here.pin("presence/a", "node1", b"\0 4\n", 60)
        await elsewhere.pin("presence/a", "node2", b"", 60)
        await elsewhere.pin("presence/b", "node2", b"7", 60)
        assert await here.pinned("presence/a") == {"node1": b"\0 4\n", "node2": b""}
        assert await elsewhere.pinned("presence/b") == {"node2": b"7"}
        assert await here.pinned("presence/c") == {}

    async def test_a_pin_falls_off_by_itself_and_leaves_the_others(self, log: Log) -> None:
        await log.pin("nodes", "stays", b"1", 60)
        await log.pin("nodes", "falls", b"1", 0.05)
        async with asyncio.timeout(SOON_SECONDS):
            while set(await log.pinned("nodes")) != {"stays"}:
                pass

    async def test_a_pin_for_no_time_takes_the_note_down(self, log: Log) -> None:
        await log.pin("nodes", "one", b"1", 60)
        await log.pin("nodes", "two", b"2", 60)
        await log.pin("nodes", "one", b"", 0)
        assert await log.pinned("nodes") == {"two": b"2"}
        await log.pin("nodes", "two", b"", 0)
        assert await log.pinned("nodes") == {}

    async def test_a_touch_changes_nothing_that_anybody_reads(self, log: Log) -> None:
        at = await log.append(ROOM, BEGIN, b"1")
        await log.pin("nodes", "one", b"1", 60)
        await log.touch()
        assert await log.position(ROOM) == at
        assert await log.streams("") == [ROOM]
        assert await log.pinned("nodes") == {"one": b"1"}


async def log_entries(log: Log, stream: str = ROOM) -> list[bytes]:
    return [entry for _, entry in await log.read(stream, 0)]
