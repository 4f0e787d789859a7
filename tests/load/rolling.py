"""Both nodes behind the real HAProxy are restarted one after the other while a thousand phones write.

    python -m tests.load.rolling [PHONES]

Every phone is a `Client` of the rehearsal: it repeats what was not answered, comes back when told to, and resumes.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from server.boards import read_board
from server.limits import HANDSHAKES_PER_SECOND
from server.log.open import open_log
from server.rehearse.client import Client, Tally
from server.rehearse.door import Door
from server.serve import open_many_files
from tests.proxied import HaProxy, behind_haproxy
from tests.talkoot import Talkoot
from tests.viewer import entered, new_id, viewer

PHONES = 1000
ROOM = 100
SECONDS_PER_NOTE = 5.0
DRAIN_SECONDS = 5.0


class Rolled(NamedTuple):
    """What a rolling restart came to. `missing`, `unasked`: notes acknowledged and not in the log, and the reverse."""

    phones: int
    acknowledged: int
    repeats: int
    missing: int
    unasked: int
    forgotten: int
    codes: tuple[int, ...]
    away_seconds: list[float]
    most_in_a_second: int
    answer_seconds: list[float]

    def line(self) -> str:
        away, answers = self.away_seconds, self.answer_seconds
        return (
            f" rolling restart, {self.phones} phones: {self.acknowledged} acknowledged, {self.missing} of them lost, "
            f"{self.unasked} doubled or made up, {self.repeats} sent again; {len(away)} returns, "
            f"away p50 {_part(away, 0.5):.2f} s, p99 {_part(away, 0.99):.2f} s, most {max(away):.2f} s; "
            f"most handshakes in a second {self.most_in_a_second} of {HANDSHAKES_PER_SECOND:.0f}; "
            f"answers p50 {_part(answers, 0.5) * 1000:.1f} ms, p99 {_part(answers, 0.99) * 1000:.1f} ms, "
            f"most {max(answers):.2f} s"
        )


class Phone:
    """Somebody who writes a note now and then, until it is over."""

    def __init__(self, client: Client, every: float) -> None:
        self.client = client
        self.acknowledged: set[str] = set()
        self._every = every

    async def back(self) -> None:
        """Return when the phone is in its room."""
        while not self.client.connected:  # noqa: ASYNC110 - a hall of phones that wake each other would tell less
            await asyncio.sleep(0.05)

    async def write(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(random.uniform(0, 2 * self._every))
            note = new_id()
            await self.client.ask({"kind": "PostNote", "note": note, "column": "c1", "text": "an idea", "lang": "en"})
            self.acknowledged.add(note)


async def rolling(folder: Path, phones: int, room: int, every: float, drain_seconds: float) -> Rolled:
    """Restart both nodes under so many phones, so many a room, each with a note every so many seconds."""
    async with behind_haproxy(folder, phones, drain_seconds) as (proxy, nodes):
        door = Door(proxy.url, 60)
        tally = Tally()
        halls: dict[str, list[Phone]] = {}
        for _ in range(-(-phones // room)):
            made = (await nodes[0].new("idea-workshop"))["rooms"][0]
            desk_cookie = await entered(made["desk_link"], proxy.url)
            async with viewer(proxy.url, made["room"], "desk", desk_cookie) as desk:
                await desk.done("ChangePhase", from_step=0, step=1)
            here = min(room, phones - sum(len(hall) for hall in halls.values()))
            cookies = await asyncio.gather(*(door.join(made["code"], "hall", "en") for _ in range(here)))
            halls[made["room"]] = [
                Phone(Client(door, made["room"], "phone", cookie, "en", "hall", tally), every) for cookie in cookies
            ]
        everybody = [phone for hall in halls.values() for phone in hall]
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            lines = [group.create_task(phone.client.live()) for phone in everybody]
            await asyncio.gather(*(phone.client.until(lambda mirror: bool(mirror.board)) for phone in everybody))
            writing = [group.create_task(phone.write(over)) for phone in everybody]
            codes = [await restarted(proxy, nodes, number) for number in (0, 1)]
            await asyncio.wait_for(asyncio.gather(*(phone.back() for phone in everybody)), 60)
            over.set()
            await asyncio.gather(*writing)
            for line in lines:
                line.cancel()
        in_log = {id_: await notes_in_log(nodes[0], id_) for id_ in halls}
    acknowledged = {id_: set[str]().union(*(phone.acknowledged for phone in hall)) for id_, hall in halls.items()}
    return Rolled(
        phones=len(everybody),
        acknowledged=sum(len(notes) for notes in acknowledged.values()),
        repeats=tally.repeats,
        missing=sum(len(notes - in_log[id_]) for id_, notes in acknowledged.items()),
        unasked=sum(len(in_log[id_] - notes) for id_, notes in acknowledged.items()),
        forgotten=sum(phone.acknowledged != set(phone.client.mirror.notes) for phone in everybody),
        codes=tuple(codes),
        away_seconds=[back - lost for lost, back in tally.away],
        most_in_a_second=most_in_a_second([back for _, back in tally.away]),
        answer_seconds=tally.seconds,
    )


async def restarted(proxy: HaProxy, nodes: tuple[Talkoot, Talkoot], number: int) -> int:
    """Restart one node as an operator would: end it, start it, wait until the proxy gives it work. Its exit code."""
    node, up = nodes[number], f"node-{number + 1} is UP"
    before = proxy.count(up)
    node.leave()
    code = await node.ended()
    await node.start()
    await proxy.until_said(up, before + 1)
    return code


async def notes_in_log(node: Talkoot, room: str) -> set[str]:
    log = await open_log(node.environ["REDIS_URL"], node.data)
    try:
        board, _ = await read_board(log, room)
        return set(board.notes)
    finally:
        await log.close()


def most_in_a_second(moments: list[float]) -> int:
    """The most of these moments, in seconds, that any one second holds."""
    moments = sorted(moments)
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _part(values: list[float], part: float) -> float:
    return sorted(values)[int(part * (len(values) - 1))]


async def main() -> None:
    """Print what a rolling restart under so many phones came to."""
    open_many_files()
    phones = int(sys.argv[1]) if len(sys.argv) > 1 else PHONES
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rolled = await rolling(Path(folder), phones, ROOM, SECONDS_PER_NOTE, DRAIN_SECONDS)
    print(rolled.line())
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f" {time.monotonic() - began:.0f} s in all, of which the phones' own process took "
        f"{used.ru_utime + used.ru_stime:.0f} s of a core; exit codes {rolled.codes}, "
        f"{rolled.forgotten} phones that do not know all that they wrote"
    )


if __name__ == "__main__":
    asyncio.run(main())
