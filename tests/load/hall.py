"""A hall joins a board of 100 notes, then 50 more are posted: bytes and waiting times, beside what peers need.

    python -m tests.load.hall

Every phone comes from one address with a session of its own. Bytes are all that the live connections carried to the
phones. A note's time is from asking to the last phone having it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from tests.talkoot import Talkoot, talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

NOTES_BEFORE = 100
NOTES_AFTER = 50
JOIN_SECONDS = 10.0

PEERS = """\
 peers, measured elsewhere on such a machine      60 people                      120 people
                                        joining   50 notes  p50/p99    joining   50 notes  p50/p99
 scrumlr 5.3.1 (NATS)                     68 MB    95.6 MB   41/81      310 MB     191 MB  123/665
 socket.io 4.8.4 (delta)                 1.6 MB    0.83 MB  3.8/10.7    3.2 MB    1.64 MB  5.3/13.5
 hocuspocus 4.7 (Yjs)                    1.5 MB    0.81 MB  6.0/13.2    3.0 MB    1.61 MB  8.7/19.6
 tldraw sync-core 5.4.2                  1.6 MB    0.96 MB  3.0/5.3     3.1 MB    1.92 MB  4.7/7.9"""


class Figures(NamedTuple):
    """What a hall cost."""

    people: int
    inside: int
    seconds: float
    joining_bytes: int
    notes_bytes: int
    p50_ms: float
    p99_ms: float

    def line(self) -> str:
        return (
            f" talkoot, {self.people:3} people: {self.inside} in after {self.seconds:.1f} s, "
            f"joining {self.joining_bytes / 1e6:.2f} MB, {NOTES_AFTER} notes {self.notes_bytes / 1e6:.2f} MB, "
            f"p50 {self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms"
        )


async def hall(server: Talkoot, people: int) -> Figures:
    """Let `people` join within 10 s, then post 50 notes, five a second."""
    room: dict[str, Any] = (await server.new("idea-workshop"))["rooms"][0]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            viewer(server.url, room["room"], "desk", await entered(room["desk_link"]))
        )
        await desk.done("ChangePhase", from_step=0, step=1)
        for number in range(NOTES_BEFORE):
            text = f"An idea of ordinary length, as people write them, number {number}"
            await desk.done("PostNote", note=new_id(), column=f"c{number % 3 + 1}", text=text, lang="en")
        opened = await desk.done("ChangePhase", from_step=1, step=2)
        began = time.monotonic()

        async def come(number: int) -> Viewer:
            await asyncio.sleep(JOIN_SECONDS * 0.5 * number / people)
            cookie = await joined(server.url, room["code"])
            return await stack.enter_async_context(viewer(server.url, room["room"], "phone", cookie))

        phones = await asyncio.gather(*(come(number) for number in range(people)))
        for phone in phones:
            await phone.until(opened["seq"])
        seconds = time.monotonic() - began
        inside = sum(len(phone.shown()["notes"]) == NOTES_BEFORE for phone in phones)
        joining = sum(phone.bytes_heard for phone in phones)
        waits = []
        for number in range(NOTES_AFTER):
            asked = time.perf_counter()
            writer = phones[number * 7 % people]
            note = new_id()
            answer = await writer.done("PostNote", note=note, column="c1", text=f"A new idea, {number}", lang="en")
            for phone in phones:
                await phone.until(answer["seq"])
            waits.append((time.perf_counter() - asked) * 1000)
            await asyncio.sleep(0.2)
        notes = sum(phone.bytes_heard for phone in phones) - joining
    waits.sort()
    return Figures(people, inside, seconds, joining, notes, waits[len(waits) // 2], waits[int(len(waits) * 0.99)])


async def main() -> None:
    """Print ours for 60, 120 and 150 people beside the peers'."""
    with tempfile.TemporaryDirectory() as folder:
        async with talkoot(Path(folder)) as server:
            for people in (60, 120, 150):
                print((await hall(server, people)).line())
    print(PEERS)


if __name__ == "__main__":
    asyncio.run(main())
