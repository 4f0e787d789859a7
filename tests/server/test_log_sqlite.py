from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from server.log import Log, Position, Snapshot, Unavailable
from server.log.sqlite import SCHEMA_VERSION, SqliteLog
from tests.log_contract import BEGIN, ROOM, SOON_SECONDS, LogContract, OpenLog, Ring, fill, log_entries

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


@pytest.fixture
async def log(path: Path) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(path)
    yield log
    await log.close()


class TestSqliteLog(LogContract):
    @pytest.fixture
    async def home(self, path: Path) -> OpenLog:
        async def open_one() -> Log:
            return SqliteLog(path)

        return open_one


class Child:
    """A Python process of its own that prints what it does."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(SOON_SECONDS):
            return (await self.process.stdout.readline()).decode().rstrip("\n")

    async def rest(self) -> list[str]:
        assert self.process.stdout is not None
        async with asyncio.timeout(3 * SOON_SECONDS):
            printed = (await self.process.stdout.read()).decode()
            await self.process.wait()
        return [line for line in printed.split("\n") if line]

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")


@asynccontextmanager
async def child(*arguments: str) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield Child(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


# Several processes


async def test_two_processes_racing_on_one_new_file_lose_and_double_nothing(path: Path) -> None:
    arguments = "-m", "tests.log_author", str(path), ROOM
    acknowledged: list[str] = []
    async with child(*arguments, "a") as a, child(*arguments, "b") as b:
        assert await a.line() == await b.line() == "ready"
        for one in (a, b):
            one.tell("go")
        for one in (a, b):  # each goes on until the other has its share, so that they surely meet
            acknowledged += [await one.line() for _ in range(100)]
        for one in (a, b):
            one.tell("stop")
        acknowledged += await a.rest() + await b.rest()
    with closing(sqlite3.connect(path)) as db:
        entries = db.execute("SELECT seq, data FROM entry ORDER BY seq").fetchall()
    assert [seq for seq, _ in entries] == list(range(1, len(entries) + 1))
    assert sorted(data.decode() for _, data in entries) == sorted(acknowledged)
    authors = "".join(data.decode()[0] for _, data in entries)
    assert "ab" in authors, "the two never met, so nothing was tested"
    assert "ba" in authors, "the two never met, so nothing was tested"


async def test_everything_acknowledged_survives_kill_9_of_the_writer(path: Path) -> None:
    async with child("-m", "tests.log_author", str(path), ROOM, "a") as writer:
        assert await writer.line() == "ready"
        writer.tell("go")
        acknowledged = [await writer.line() for _ in range(300)]
        writer.process.kill()
        acknowledged += await writer.rest()
    if acknowledged[-1].partition(":")[2] == "":
        acknowledged.pop()  # torn by the kill
    log = SqliteLog(path)
    entries = await log.read(ROOM, 0, limit=1_000_000)
    assert [entry.decode() for _, entry in entries][: len(acknowledged)] == acknowledged
    assert [seq for seq, _ in entries] == list(range(1, len(entries) + 1))
    await fill(log, ROOM, 1, Position(5, len(entries)))
    await log.close()


async def test_an_append_of_another_process_rings(path: Path, log: SqliteLog) -> None:
    ring = Ring()
    log.follow(ROOM, ring)
    await ring.heard()
    async with child("-m", "tests.log_author", str(path), ROOM, "a") as author:
        assert await author.line() == "ready"
        author.tell("go")
        await ring.heard()
        assert (await log_entries(log))[0] == b"a:0"


async def test_a_file_locked_for_long_is_unavailable_and_then_serves_again(path: Path, log: SqliteLog) -> None:
    at = await fill(log, ROOM, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asked = [log.append(ROOM, at, b"2"), log.append("room/b", BEGIN, b"1"), log.secret("round/1")]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
        assert "locked" in str(outcomes[0])
        assert await log.read(ROOM, 0) == [(1, b"1")], "reading needs no lock"
        other.execute("ROLLBACK")
    assert await log.append(ROOM, at, b"2") == Position(5, 2)


# Trouble with the disk

FULL = """
import asyncio, resource, sys
from pathlib import Path
from server.log import Position, Unavailable
from server.log.sqlite import SCHEMA_VERSION, SqliteLog

async def main():
    path = Path(sys.argv[1])
    log, at, acknowledged, refusals = SqliteLog(path), Position(5, 0), [], 0
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    while refusals < 5:  # opening anew makes the -wal small again, so that it fills more than once
        entry = b"%1000d" % at.seq
        try:
            at = await log.append("room/a", at, entry)
            acknowledged.append(entry)
            refusals = 0
        except Unavailable as error:
            reason, refusals = error, refusals + 1
    print(reason)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    at = await log.append("room/a", at, b"there is room again")
    await log.close()
    log = SqliteLog(path)
    entries = [entry for _, entry in await log.read("room/a", 0, 20_000)]
    print(len(acknowledged), entries == [*acknowledged, b"there is room again"])
    await log.close()

asyncio.run(main())
"""


async def test_a_full_disk_is_unavailable_and_recovers_by_itself_with_all_entries(path: Path) -> None:
    async with child("-c", FULL, str(path)) as writer:
        reason, outcome = await writer.rest()
    assert reason.startswith(f"{path} cannot be written")
    count, whole = outcome.split()
    assert int(count) > 20
    assert whole == "True"


async def test_a_file_that_vanished_is_unavailable_and_never_begun_anew(path: Path, log: SqliteLog) -> None:
    at = await fill(log, ROOM, 2)
    move(path, path.with_name("hidden"))
    for asked in (log.append(ROOM, at, b"3"), log.position(ROOM)):
        with pytest.raises(Unavailable, match="cannot be opened"):
            await asked
    assert "log.sqlite" not in modes(path.parent)
    move(path.with_name("hidden"), path)
    assert await log.append(ROOM, at, b"3") == Position(5, 3)


async def test_a_restored_file_is_taken_up_in_place_of_the_old_one(path: Path, log: SqliteLog, tmp_path: Path) -> None:
    at = await fill(log, ROOM, 2)
    backup = tmp_path / "backup"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    at = await log.append(ROOM, at, b"after the backup")
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink()
    backup.replace(path)
    assert await log.position(ROOM) == Position(5, 2)


def test_a_damaged_or_foreign_file_is_refused_with_a_plain_reason(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(Unavailable, match="is not a log of Talkoot"):
        SqliteLog(path)


def test_a_file_of_another_version_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(Unavailable, match="another version of Talkoot"):
        SqliteLog(path)


# What is on the disk


async def test_only_the_owner_may_read_the_file_and_its_companions(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT, 0o644))
    log = SqliteLog(path)
    await fill(log, ROOM, 1)
    assert modes(path.parent) == {"log.sqlite": 0o600, "log.sqlite-wal": 0o600, "log.sqlite-shm": 0o600}
    await log.close()


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def move(here: Path, there: Path) -> None:
    here.rename(there)


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_destroyed_secret_is_in_no_file_any_more(path: Path, log: SqliteLog) -> None:
    secret = await log.secret("round/1")
    assert secret in on_disk(path.parent), "it was never on the disk, so nothing is tested"
    await log.destroy_secret("round/1")
    assert secret not in on_disk(path.parent)


async def test_a_deleted_stream_is_in_no_file_any_more(path: Path, log: SqliteLog) -> None:
    at = await log.append(ROOM, BEGIN, b"what Aino said")
    await log.put_snapshot(ROOM, Snapshot(at, b"what Aino said"))
    assert b"Aino" in on_disk(path.parent)
    await log.delete(ROOM)
    assert b"Aino" not in on_disk(path.parent)


async def test_a_secret_that_somebody_still_reads_is_wiped_when_they_are_done(path: Path, log: SqliteLog) -> None:
    secret = await log.secret("round/1")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM secret").fetchall()
        await log.destroy_secret("round/1")
        assert secret in on_disk(path.parent), "the reader did not hold it, so nothing is tested"
    async with asyncio.timeout(SOON_SECONDS):
        while secret in on_disk(path.parent):
            await log.position(ROOM)


async def test_appends_that_wait_together_share_one_transaction_synced_in_full(log: SqliteLog) -> None:
    assert log._db is not None
    assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    statements: list[str] = []
    log._db.set_trace_callback(statements.append)
    await asyncio.gather(*(log.append(f"room/{number}", BEGIN, b"1") for number in range(100)))
    assert statements.count("COMMIT") == 1


async def test_a_pin_is_not_written_to_the_file_and_a_touch_is(path: Path, log: SqliteLog) -> None:
    wal = path.with_name("log.sqlite-wal")
    began = on_disk(path.parent), wal.stat().st_size
    await log.pin("people/hall", "node", b"forty", 60)
    assert await log.pinned("people/hall") == {"node": b"forty"}
    assert (on_disk(path.parent), wal.stat().st_size) == began
    await log.touch()
    assert wal.stat().st_size > began[1]
    assert log._db is not None
    assert log._db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
