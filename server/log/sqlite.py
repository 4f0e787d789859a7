"""The embedded log: one SQLite file. One server writes it; the command line may work beside a running server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sqlite3
import time
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

from server.log import MAX_EPOCH, Conflict, Full, Position, Snapshot, Trimmed, Unavailable
from server.log.batches import Batches
from server.log.bells import GONE, Bells

LOCKED_SECONDS = 1.5  # how long another process may hold the file before we say so; the promise is an answer in 2 s
POLL_SECONDS = 0.5  # how late other processes' appends may be seen; a look costs 5 us (one pragma, no disk)
WIPE_SECONDS = 0.05  # how long a wipe of the -wal waits for another process's readers before it is put off
WIPE_AGAIN_SECONDS = 1.0  # and for how long
WAL_KEPT_BYTES = 64 * 1024 * 1024  # a -wal that grew beyond this is cut back; guess, not yet measured

BATCH_WRITES = 1000  # in one transaction: a bound on how long it holds the file, about 10 ms

SCHEMA_VERSION = 1
SCHEMA = (
    "CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL)",
    # The last entry is never dropped, so the entries alone say where a stream stands: an append touches one table.
    "CREATE TABLE entry (stream INTEGER NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (stream, seq)) WITHOUT ROWID",
    "CREATE TABLE snapshot (stream INTEGER PRIMARY KEY, seq INTEGER NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE secret (name TEXT PRIMARY KEY, data BLOB NOT NULL)",
)
STANDS = (
    "SELECT id, epoch, (SELECT seq FROM entry WHERE stream = id ORDER BY seq DESC LIMIT 1) FROM stream WHERE name = ?"
)
REASONS = {
    sqlite3.SQLITE_BUSY: "has been locked by another process for too long",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be written or read: the disk reports an error",
    sqlite3.SQLITE_NOTADB: "is not a log of Talkoot",
    sqlite3.SQLITE_PERM: "may not be used: permission denied",
    sqlite3.SQLITE_READONLY: "is read-only",
}

T = TypeVar("T")


class _Pin(NamedTuple):
    note: bytes
    until: float


class SqliteLog:
    """The contract of `server.log` in one file, which is made (mode 0600) when missing.

    All writes that wait at the same moment share one transaction and one fsync. Raises `Unavailable` with a plain
    reason when the file cannot be opened.
    """

    _beside: ClassVar[weakref.WeakSet[SqliteLog]] = weakref.WeakSet()  # every open log of this process

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._bells = Bells()
        self._writes = Batches(self._carry, at_most=BATCH_WRITES)
        self._watching: asyncio.Task[None] | None = None
        self._look = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None  # where our followers live
        self._closed = False
        self._pins: dict[tuple[str, str], _Pin] = {}
        # Below this line: only ever touched by the one thread.
        self._db: sqlite3.Connection | None = None
        self._made = False
        self._data_version: int | None = None
        self._inode: tuple[int, int] | None = None
        self._wipe_owed = False
        self._wipe_not_before = 0.0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        try:
            self._thread.submit(self._use, lambda _: None).result()
        except Unavailable:
            self._thread.shutdown()
            raise
        self._beside.add(self)

    # The contract

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        """See `Log.append`."""
        return await self._append(stream, after, entry, onto, after.epoch)

    async def renew(self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int) -> Position:
        """See `Log.renew`."""
        return await self._append(stream, after, entry, onto, epoch)

    async def rewrite(
        self, stream: str, after: Position, entry: bytes, onto: bytes, epoch: int, data: bytes
    ) -> Position:
        """See `Log.rewrite`. The bytes leave the file and its -wal, too."""
        return await self._append(stream, after, entry, onto, epoch, data)

    async def _append(
        self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int, alone: bytes | None = None
    ) -> Position:
        if not 0 < epoch <= MAX_EPOCH:
            raise ValueError(f"an epoch is a whole number from 1 to 2**53, not {epoch}")

        def act(db: sqlite3.Connection) -> Position:
            row = db.execute(STANDS, (stream,)).fetchone()
            if row is None and after.seq == 0:
                insert = "INSERT INTO stream (name, epoch) VALUES (?, ?)"
                number = db.execute(insert, (stream, epoch)).lastrowid
            elif row is not None and after == (row[1], row[2]):
                number = row[0]
            else:
                raise Conflict(f"{stream} stands at {tuple(row[1:]) if row else None}, not at {tuple(after)}")
            last = "SELECT data FROM entry WHERE stream = ? AND seq = ?"
            if onto is not None and db.execute(last, (number, after.seq)).fetchone() != (onto,):
                raise Conflict(f"another entry stands at {tuple(after)} of {stream}")
            if epoch != after.epoch:
                db.execute("UPDATE stream SET epoch = ? WHERE id = ?", (epoch, number))
            db.execute("INSERT INTO entry (stream, seq, data) VALUES (?, ?, ?)", (number, after.seq + 1, entry))
            if alone is not None:
                db.execute("DELETE FROM entry WHERE stream = ? AND seq <= ?", (number, after.seq))
                put = "INSERT OR REPLACE INTO snapshot (stream, seq, data) VALUES (?, ?, ?)"
                db.execute(put, (number, after.seq + 1, alone))
                self._wipe_owed = True
            return Position(epoch, after.seq + 1)

        at = await self._write(act)
        self._tell(stream, at)
        return at

    async def position(self, stream: str) -> Position | None:
        """See `Log.position`."""
        return await self._read(lambda db: _position(db, stream))

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        """See `Log.read`."""
        begin = min(max(after, 0), MAX_EPOCH)

        def act(db: sqlite3.Connection) -> list[tuple[int, bytes]]:
            row = db.execute("SELECT id, epoch FROM stream WHERE name = ?", (stream,)).fetchone()
            if epoch is not None and (row is None or row[1] != epoch):
                raise Conflict(f"{stream} is not in epoch {epoch}")
            if row is None:
                return []
            select = "SELECT seq, data FROM entry WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?"
            entries: list[tuple[int, bytes]] = db.execute(select, (row[0], begin, limit)).fetchall()
            if entries and entries[0][0] != begin + 1:
                raise Trimmed(f"{stream} begins at {entries[0][0]}")
            return entries

        return await self._read(act)

    async def snapshot(self, stream: str) -> Snapshot | None:
        """See `Log.snapshot`."""
        select = (
            "SELECT epoch, seq, data FROM stream JOIN snapshot ON snapshot.stream = stream.id WHERE stream.name = ?"
        )
        row = await self._read(lambda db: db.execute(select, (stream,)).fetchone())
        return Snapshot(Position(row[0], row[1]), row[2]) if row else None

    async def put_snapshot(self, stream: str, snapshot: Snapshot, last: bytes | None = None) -> None:
        """See `Log.put_snapshot`."""

        def act(db: sqlite3.Connection) -> None:
            row = db.execute(STANDS, (stream,)).fetchone()
            if row is None or row[1] != snapshot.position.epoch or snapshot.position.seq > row[2]:
                return
            there = "SELECT data FROM entry WHERE stream = ? AND seq = ?"
            if last is None or db.execute(there, (row[0], snapshot.position.seq)).fetchone() == (last,):
                put = (
                    "INSERT INTO snapshot (stream, seq, data) VALUES (?, ?, ?) ON CONFLICT (stream)"
                    " DO UPDATE SET seq = excluded.seq, data = excluded.data WHERE excluded.seq > snapshot.seq"
                )
                db.execute(put, (row[0], snapshot.position.seq, snapshot.data))

        await self._write(act)

    async def trim(self, stream: str, below: int) -> int:
        """See `Log.trim`."""

        def act(db: sqlite3.Connection) -> int:
            row = db.execute(STANDS, (stream,)).fetchone()
            covered = db.execute("SELECT seq FROM snapshot WHERE stream = ?", (row[0],)).fetchone() if row else None
            if covered is None:
                return 0
            end = min(below, covered[0] + 1, row[2])
            return db.execute("DELETE FROM entry WHERE stream = ? AND seq < ?", (row[0], end)).rowcount

        return await self._write(act)

    async def delete(self, stream: str) -> None:
        """See `Log.delete`. The bytes leave the file and its -wal, too."""

        def act(db: sqlite3.Connection) -> None:
            row = db.execute("DELETE FROM stream WHERE name = ? RETURNING id", (stream,)).fetchall()
            for table in ("entry", "snapshot"):
                db.executemany(f"DELETE FROM {table} WHERE stream = ?", row)  # noqa: S608 - our own two names
            self._wipe_owed = True

        await self._write(act)
        self._tell(stream, GONE)

    async def streams(self, prefix: str) -> list[str]:
        """See `Log.streams`."""
        select = "SELECT name FROM stream WHERE substr(name, 1, ?) = ? ORDER BY name"
        rows = await self._read(lambda db: db.execute(select, (len(prefix), prefix)).fetchall())
        return [name for (name,) in rows]

    async def secret(self, name: str, ours: bytes | None = None) -> bytes:
        """See `Log.secret`."""
        select = "SELECT data FROM secret WHERE name = ?"

        def act(db: sqlite3.Connection) -> bytes:
            db.execute(
                "INSERT OR IGNORE INTO secret (name, data) VALUES (?, ?)", (name, ours or secrets.token_bytes(32))
            )
            data: bytes = db.execute(select, (name,)).fetchone()[0]
            return data

        row = await self._read(lambda db: db.execute(select, (name,)).fetchone())
        return row[0] if row else await self._write(act)

    async def keep_secret(self, name: str, data: bytes) -> bytes:
        """See `Home.keep_secret`."""

        def act(db: sqlite3.Connection) -> bytes:
            db.execute("INSERT OR IGNORE INTO secret (name, data) VALUES (?, ?)", (name, data))
            kept: bytes = db.execute("SELECT data FROM secret WHERE name = ?", (name,)).fetchone()[0]
            return kept

        return await self._write(act)

    async def restore(self, stream: str, at: Position, entries: Sequence[bytes]) -> None:
        """See `Home.restore`."""

        def act(db: sqlite3.Connection) -> None:
            if db.execute(STANDS, (stream,)).fetchone() is not None:
                raise Conflict(f"{stream} exists")
            number = db.execute("INSERT INTO stream (name, epoch) VALUES (?, ?)", (stream, at.epoch)).lastrowid
            first = at.seq - len(entries) + 1
            rows = [(number, seq, entry) for seq, entry in enumerate(entries, first)]
            db.executemany("INSERT INTO entry (stream, seq, data) VALUES (?, ?, ?)", rows)

        await self._write(act)

    async def destroy_secret(self, name: str) -> None:
        """See `Log.destroy_secret`. The bytes leave the file and its -wal, too."""

        def act(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM secret WHERE name = ?", (name,))
            self._wipe_owed = True

        await self._write(act)

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        """See `Log.follow`."""
        self._loop = asyncio.get_running_loop()
        self._bells.follow(stream, ring)
        self._look.set()
        if self._watching is None:
            self._watching = self._loop.create_task(self._watch())

    def unfollow(self, stream: str) -> None:
        """See `Log.unfollow`."""
        self._bells.unfollow(stream)

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        """See `Log.pin`. Kept in memory: nobody else serves from this file, and each room pins every few seconds."""
        self._need_open()
        now = time.monotonic()
        kept = {key: pin for key, pin in self._pins.items() if pin.until > now}
        self._pins = kept | {(topic, node): _Pin(note, now + seconds)}

    async def pinned(self, topic: str) -> dict[str, bytes]:
        """See `Log.pinned`."""
        self._need_open()
        now = time.monotonic()
        beside = [log._pins for log in tuple(self._beside) if log.path == self.path]
        found = [(node, pin) for pins in beside for (on, node), pin in pins.items() if on == topic]
        return {node: pin.note for node, pin in found if pin.until > now}

    async def touch(self) -> None:
        """See `Log.touch`. Setting a number of the file's head to what it is writes that page all the same."""
        await self._write(lambda db: db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}"))

    async def close(self) -> None:
        """Finish what was begun, then let go of the file."""
        if self._closed:
            return
        self._closed = True
        self._beside.discard(self)
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        await self._writes.finish()
        loop = asyncio.get_running_loop()
        if self._wipe_owed:  # nobody else knows of it, so it is not put off any more
            await loop.run_in_executor(self._thread, self._wipe_now)
        await loop.run_in_executor(self._thread, self._let_go)
        self._thread.shutdown()

    # On the event loop

    def _need_open(self) -> None:
        if self._closed:
            raise Unavailable("this log is closed")

    async def _read(self, act: Callable[[sqlite3.Connection], T]) -> T:
        self._need_open()
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._use, act)

    async def _write(self, act: Callable[[sqlite3.Connection], T]) -> T:
        self._need_open()
        return cast(T, await self._writes.request(act))

    async def _carry(self, acts: list[Callable[[sqlite3.Connection], Any]]) -> list[Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._use, partial(_commit, acts=acts), "BEGIN IMMEDIATE")

    def _tell(self, stream: str, at: Position) -> None:
        self._bells.wrote(stream, at)
        for log in tuple(self._beside):
            if log is not self and log.path == self.path and log._loop is not None:
                with contextlib.suppress(RuntimeError):  # its event loop has ended without closing the log
                    log._loop.call_soon_threadsafe(log._bells.heard, stream, at)

    async def _watch(self) -> None:
        """Look whether another process has written, as long as somebody here wants to know."""
        while True:
            self._look.clear()
            if self._bells:
                followed, unheard = list(self._bells), self._bells.unheard()
                with contextlib.suppress(Unavailable):
                    for stream, at in await self._read(partial(self._news, followed=followed, unheard=unheard)):
                        self._bells.heard(stream, at)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS if self._bells else None):
                    await self._look.wait()

    # In the thread

    def _news(self, db: sqlite3.Connection, followed: list[str], unheard: list[str]) -> list[tuple[str, Position]]:
        """Where streams stand that somebody else may have changed: all if the file has changed, else the unheard."""
        before, self._data_version = self._data_version, db.execute("PRAGMA data_version").fetchone()[0]
        ask = unheard if before == self._data_version else followed
        return [(stream, _position(db, stream) or GONE) for stream in ask]

    def _use(self, act: Callable[[sqlite3.Connection], T], begin: str = "BEGIN") -> T:
        """Do `act` in one transaction that ends here. An error of the file lets go of it: the next call opens anew."""
        try:
            db = self._opened()
            db.execute(begin)
            try:
                outcome = act(db)
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
            if self._wipe_owed and time.monotonic() >= self._wipe_not_before:
                self._wipe(db)
            return outcome
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            # On a full disk another opening would not even find room for the -shm: go on reading with this one.
            if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
                self._let_go()
            kind = Full if code == sqlite3.SQLITE_FULL else Unavailable
            raise kind(f"{self.path} {REASONS.get(code, f'cannot be used: {error}')}") from error
        except OSError as error:
            self._let_go()
            raise Unavailable(f"{self.path} cannot be opened: {error.strerror}") from error

    def _opened(self) -> sqlite3.Connection:
        if self._db is not None:
            if self._inode == _inode(self.path):
                return self._db
            self._let_go()  # another file stands there: a restored backup. Writing on would write to a deleted file.
        if not self._made:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        # Once made it is never made again: a file that vanished under us must not come back empty. SQLite gives the
        # -wal and -shm the mode of the file.
        for end in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{self.path}{end}").chmod(0o600)
        # The thread is the only user; closing may come from elsewhere when the interpreter ends.
        uri = f"{self.path.as_uri()}?mode=rw"
        db = sqlite3.connect(uri, uri=True, timeout=LOCKED_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db)
        except BaseException:
            db.close()
            raise
        self._db, self._made, self._inode, self._data_version = db, True, _inode(self.path), None
        return db

    def _wipe(self, db: sqlite3.Connection) -> None:
        """Take deleted bytes out of the -wal as well; while another process reads it, put that off."""
        db.execute(f"PRAGMA busy_timeout = {int(WIPE_SECONDS * 1000)}")
        try:
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._wipe_owed = bool(busy)
        except sqlite3.OperationalError:
            self._wipe_owed = True  # what was committed stays committed; a wipe that fails is tried again
        finally:
            self._wipe_not_before = time.monotonic() + (WIPE_AGAIN_SECONDS if self._wipe_owed else 0.0)
            db.execute(f"PRAGMA busy_timeout = {int(LOCKED_SECONDS * 1000)}")

    def _wipe_now(self) -> None:
        give_up = time.monotonic() + LOCKED_SECONDS
        while self._wipe_owed and time.monotonic() < give_up:
            self._wipe_not_before = 0.0
            with contextlib.suppress(Unavailable):
                self._use(lambda _: None)

    def _let_go(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with contextlib.suppress(sqlite3.Error):
                db.close()


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _prepare(db: sqlite3.Connection) -> None:
    # Turning a new file to WAL needs it alone, and SQLite does not wait when two processes try at once.
    give_up = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")  # a destroyed key, an erased note: zeros, not leftovers
    db.execute(f"PRAGMA journal_size_limit = {WAL_KEPT_BYTES}")
    if db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        for statement in SCHEMA:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif version != SCHEMA_VERSION:
        raise sqlite3.DatabaseError(f"it was written by another version of Talkoot (format {version})")
    db.execute("COMMIT")


def _commit(db: sqlite3.Connection, acts: list[Callable[[sqlite3.Connection], Any]]) -> list[Any]:
    """Do all acts in the caller's transaction, each in a savepoint: one that conflicts leaves no trace.

    An outcome is what the act returned, or its `Conflict`.
    """
    outcomes: list[Any] = []
    for act in acts:
        db.execute("SAVEPOINT act")
        try:
            outcomes.append(act(db))
        except Conflict as conflict:
            db.execute("ROLLBACK TO act")
            outcomes.append(conflict)
        db.execute("RELEASE act")
    return outcomes


def _position(db: sqlite3.Connection, stream: str) -> Position | None:
    row = db.execute(STANDS, (stream,)).fetchone()
    return Position(row[1], row[2]) if row else None
