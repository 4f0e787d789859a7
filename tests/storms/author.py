"""A process that appends to a SQLite log until it is killed: `python -m tests.storms.author FILE SYNCHRONOUS`.

Prints the seq of each entry once it is acknowledged. SYNCHRONOUS is what the product sets, FULL, or for a control less.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from pathlib import Path

from server.log import Position
from server.log import sqlite as home

STREAM = "room/power"
BEGIN = Position(5, 0)


async def main(file: str, synchronous: str) -> None:
    prepare = home._prepare

    def prepare_as_told(db: sqlite3.Connection) -> None:
        prepare(db)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,), "the product no longer syncs every append"
        db.execute(f"PRAGMA synchronous = {synchronous}")

    home._prepare = prepare_as_told
    log = home.SqliteLog(Path(file))
    at = BEGIN
    while True:
        at = await log.append(STREAM, at, b"entry %d" % (at.seq + 1))
        print(at.seq, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
