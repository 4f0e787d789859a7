"""One run against one server: what the phones saw, and what it cost the server."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from rooms.phases import Phase
from tests.load import cores, texts
from tests.load.phones import Commands, Figures, Phone, crowd
from tests.load.servers import Other, PinnedTalkoot, running
from tests.load.workshops import Prepared, prepare
from tests.viewer import new_id

_FIRST_PHONES = 20
_SETTLE_SECONDS = 0.3  # for what a server still does after the last phone came in


class Run(NamedTuple):
    """`joined` and `seen` as the load generator tells them, with its own CPU time. Of the server: bytes that its phones
    take, bytes that it grew by in the run, and its CPU time in seconds."""

    joined: Figures
    seen: Figures
    phones_bytes: int
    grown_bytes: int
    server_cpu: float
    load_cpu: float

    @property
    def frames_per_second(self) -> float:
        return float(self.seen["frames_in_window"] / self.seen["window_seconds"])

    @property
    def events_per_second(self) -> float:
        return float(self.seen["events_in_window"] / self.seen["window_seconds"])

    @property
    def phone_bytes(self) -> float:
        return self.phones_bytes / float(self.joined["inside"])

    @property
    def frame_bytes(self) -> float:
        return float(self.seen["bytes"] / max(1, self.seen["frames"]))

    @property
    def cpu_us_per_frame(self) -> float:
        return self.server_cpu * 1e6 / max(1.0, float(self.seen["frames"]))

    @property
    def cpu_us_per_event(self) -> float:
        return self.server_cpu * 1e6 / max(1.0, float(self.seen["events"]))

    @property
    def everything_seen(self) -> bool:
        """Every command acknowledged, and every one at every phone, in order and without a hole."""
        return whole(self.seen)

    def lost(self) -> str:
        """What went wrong, in words; empty when nothing did."""
        seen = self.seen
        wrong = {
            "unanswered": seen["commands"] - seen["answered"],
            "refused": sum(seen["refused"].values()),
            "unseen": seen["expected"] - seen["seen"],
            "holes": seen["holes"],
            "closed": seen["closed"],
        }
        return ", ".join(f"{count:,} {name}" for name, count in wrong.items() if count)


def whole(seen: Figures) -> bool:
    """Whether every command was acknowledged and seen by every other phone, in order and without a hole."""
    return bool(
        seen["acked"] == seen["commands"] and seen["seen"] == seen["expected"] and not seen["holes"] + seen["closed"]
    )


async def measure(
    pid: int,
    phones: Sequence[Phone],
    commands: Commands,
    seconds: float,
    *,
    dialect: str = "talkoot",
    patience: float = 15.0,
    rest_us: int = 0,
) -> Run:
    """Join, send, see; with the server's memory and CPU time over it."""
    async with crowd(phones[:_FIRST_PHONES], Commands(), 0.1, dialect=dialect):
        pass  # what a server loads once is not what a phone takes
    before = cores.resident_bytes(pid)
    async with crowd(phones, commands, seconds, dialect=dialect, patience=patience, rest_us=rest_us) as here:
        await asyncio.sleep(_SETTLE_SECONDS)
        taken = cores.resident_bytes(pid) - before
        used = cores.cpu_seconds(pid)
        seen = await here.run()
        used = cores.cpu_seconds(pid) - used
        grown = cores.resident_bytes(pid) - before - taken
    if here.joined["inside"] < here.joined["phones"]:
        raise RuntimeError(f"only {here.joined['inside']} of {here.joined['phones']} phones came in")
    return Run(here.joined, seen, taken, grown, used, seen["cpu_seconds"])


def room_phones(server: PinnedTalkoot, prepared: Prepared, each: int, stalled: int = 0) -> list[Phone]:
    """`each` phones in every room, of which the last `stalled` do not read."""
    cookies = iter(prepared.phone_cookies(each * len(prepared.rooms)))
    return [
        Phone(server.port, f"/rooms/{room}/live?as=phone", next(cookies), group, number >= each - stalled)
        for group, room in enumerate(prepared.rooms)
        for number in range(each)
    ]


def other_phones(server: Other, count: int) -> list[Phone]:
    return [Phone(server.port, server.path) for _ in range(count)]


def writing(count: int, per_second: float, senders: Callable[[int], int]) -> Commands:
    """`count` commands at that rate; number k comes from phone `senders(k)`.

    Each phone posts a note and from then on says the same note anew: a room holds 3,000 notes, and a storm is longer.
    """
    commands = Commands()
    written: dict[int, tuple[str, int]] = {}
    for number in range(count):
        phone = senders(number)
        note, version = written.get(phone, (new_id(), 0))
        written[phone] = (note, version + 1)
        text = texts.real().nth(number)
        do = (
            {"kind": "EditNote", "version": version}
            if version
            else {"kind": "PostNote", "column": f"c{number % 3 + 1}", "lang": "en"}
        )
        commands.add(number / per_second, phone, written[phone], note=note, text=text, **do)
    return commands


@asynccontextmanager
async def fresh_talkoot(
    *, rooms: int = 1, notes: int = 0, phase: Phase = Phase.READING, paced: bool = True, redis_url: str = ""
) -> AsyncIterator[tuple[PinnedTalkoot, Prepared]]:
    """A new Talkoot with rooms to measure in, whose log goes with it.

    `paced` false: a fan-out never waits until the last one has rested. In the product it waits twice as long as the
    last one took, and merges what comes in between; a measurement of the wire alone turns that off, there only.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = PinnedTalkoot(Path(folder), redis_url=redis_url)
        server.module = "server" if paced else "tests.load.unpaced"
        prepared = await prepare(server, rooms=rooms, notes=notes, phase=phase)
        async with running(server):
            yield server, prepared
