"""A process of its own that appends to a SQLite log: `python -m tests.log_author FILE STREAM AUTHOR`.

Prints `ready`, waits for a line on its standard input, appends until the next line, and prints each entry once it is
acknowledged.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from server.log import Conflict, Position
from server.log.sqlite import SqliteLog


async def main(file: str, stream: str, author: str) -> None:
    log = SqliteLog(Path(file))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    told_to_stop = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    for number in count():
        if told_to_stop.done():
            break
        entry = f"{author}:{number}"
        while True:
            at = await log.position(stream) or Position(5, 0)
            try:
                await log.append(stream, at, entry.encode())
            except Conflict:
                continue
            print(entry, flush=True)
            break
    await log.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
