"""Many rooms in one process: joining, memory, a join storm, and coming back after kill -9."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from rooms.board import Board
from rooms.phases import Phase
from server.boards import read_board
from server.log.open import open_log
from tests.load.measured import fresh_talkoot, measure, other_phones, room_phones, writing
from tests.load.phones import Commands, crowd
from tests.load.servers import PinnedTalkoot, other
from tests.load.table import Row, waits
from tests.load.workshops import prepare

ROOMS = 100
NOTES = 500
HALL = 10_000
STORM = 1000
ROUNDS = 3
KILLED_AFTER = 2.0
POSTS_PER_SECOND = 400.0


async def hall() -> list[Row]:
    """10,000 phones in 100 rooms of one process, which then post a little."""
    async with fresh_talkoot(rooms=ROOMS) as (server, prepared):
        phones = room_phones(server, prepared, HALL // ROOMS)
        run = await measure(server.pid, phones, writing(500, 100, lambda k: k * 37 % HALL), 5)
    async with other("c") as limit:
        c = await measure(limit.pid, other_phones(limit, HALL), Commands(), 0.5)
    async with other("node ws") as peer:
        ws = await measure(peer.pid, other_phones(peer, HALL), Commands(), 0.5)
    return [
        Row(
            f"{HALL:,} phones, {ROOMS} rooms, one process",
            "under 10 kB resident a phone; all joined in 10 s",
            f"{run.phone_bytes / 1000:.1f} kB; {run.joined['seconds']:.1f} s, {run.joined['rejected']:,} times told "
            f"to come again (the limit on handshakes); then 100 commands/s: "
            f"{waits(run.seen['seen_ms'])}, {run.lost() or 'all delivered'}",
            f"C {c.phone_bytes / 1000:.1f} kB, {c.joined['seconds']:.1f} s; "
            f"node ws {ws.phone_bytes / 1000:.1f} kB, {ws.joined['seconds']:.1f} s (no sessions, no board)",
            run.phone_bytes < 10_000 and run.joined["seconds"] < 10 and run.everything_seen,
        )
    ]


async def join() -> list[Row]:
    """1,000 phones come at once into a room of 500 notes."""
    took, waited, sent = [], [], 0.0
    for _ in range(ROUNDS):
        async with fresh_talkoot(notes=NOTES) as (server, prepared):
            phones = room_phones(server, prepared, STORM)
            async with crowd(phones, Commands(), 0.1, at_once=STORM) as here:
                assert here.joined["inside"] == STORM
                took.append(here.joined["seconds"])
                waited.append(here.joined["join_ms"])
                sent = here.joined["bytes"] / STORM
    async with other("c") as limit, crowd(other_phones(limit, STORM), Commands(), 0.1, at_once=STORM) as here:
        c = here.joined["seconds"]
    async with other("node ws") as peer, crowd(other_phones(peer, STORM), Commands(), 0.1, at_once=STORM) as here:
        ws = here.joined["seconds"]
    middle = sorted(waited, key=lambda each: float(each["p99"]))[ROUNDS // 2]
    return [
        Row(
            f"join storm: {STORM:,} phones into a room of {NOTES} notes",
            "all have the board in 3 s",
            f"{median(took):.2f} s; a phone {waits(middle)}; {sent / 1000:.1f} kB each",
            f"connecting alone: C {c:.2f} s, node ws {ws:.2f} s",
            median(took) < 3,
        )
    ]


async def restart() -> list[Row]:
    """kill -9 while phones post, then start again: until every room has welcomed somebody, and what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        server = PinnedTalkoot(Path(folder))
        prepared = await prepare(server, rooms=ROOMS, notes=NOTES)
        commands = writing(round(POSTS_PER_SECOND * KILLED_AFTER * 2), POSTS_PER_SECOND, lambda k: k % ROOMS)
        try:
            await server.start()
            phones = room_phones(server, prepared, 1)
            async with crowd(phones, commands, 0.1, patience=1.0) as here:
                here.start()
                await asyncio.sleep(KILLED_AFTER)
                await server.kill()
                await here.figures()
                known = [made for made, yes in zip(commands.made, here.acknowledged(), strict=True) if yes]
            began = time.monotonic()
            await server.start()
            answers = time.monotonic() - began
            async with crowd(phones, Commands(), 0.1):
                serves = time.monotonic() - began
        finally:
            await server.kill()
        log = await open_log(None, server.data)
        try:
            boards: list[Board] = [(await read_board(log, room))[0] for room in prepared.rooms]
        finally:
            await log.close()
    there = {note.id: note.version for board in boards for note in board.notes.values()}
    missing = len([note for note, version in known if there.get(note, 0) < version])
    return [
        Row(
            f"restart after kill -9, {ROOMS} rooms of {NOTES} notes",
            "serving in 2 s, nothing acknowledged missing",
            f"answers after {answers:.2f} s, all rooms welcome phones after {serves:.2f} s; "
            f"{missing} of {len(known)} acknowledged texts missing",
            "",
            serves < 2 and not missing and len(known) > 100 and boards[0].phase is Phase.READING,
        )
    ]
