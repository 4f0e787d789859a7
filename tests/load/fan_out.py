"""Fan-out: how many frames a second one core writes to one room of 1,000 phones, when it does nothing else.

Talkoot's fan-outs do not rest here (`unpaced.py`), and each brings at least one durable command; the limit and the
peers write a ready-made frame of the same length again and again.
"""

from __future__ import annotations

import asyncio
import subprocess
from statistics import median

from tests.load import built
from tests.load.measured import Run, fresh_talkoot, measure, other_phones, room_phones, writing
from tests.load.phones import Commands
from tests.load.servers import PEERS, node, other
from tests.load.table import Row, thousands

PHONES = 1000
SECONDS = 5.0
ROUNDS = 3
COMMANDS_PER_SECOND = 300.0  # more than there can be fan-outs of 1,000 frames: one always waits
REST_US = (
    1000  # between the load generator's turns: else it is woken by nearly every write of a server, but the fastest
)

LIMITS = ("c", "uvloop alone")  # of this machine, and of Python on it

OF_C = 0.8
OF_WS = 1.3


async def rows() -> list[Row]:
    """Frames a second of one core, with what a frame and a phone cost."""
    runs: dict[str, list[Run]] = {}
    for turn in range(ROUNDS):
        ours = await _ours()
        runs.setdefault("talkoot", []).append(ours)
        for name in (*LIMITS, *PEERS) if turn == 0 else (*LIMITS, "node ws"):
            runs.setdefault(name, []).append(await _other(name, round(ours.frame_bytes)))
    wall = {name: median(run.frames_per_second for run in each) for name, each in runs.items()}
    cpu = {name: median(1e6 / run.cpu_us_per_frame for run in each) for name, each in runs.items()}
    memory = {name: median(run.phone_bytes for run in each) for name, each in runs.items()}
    of_c, of_uvloop, of_ws = (
        median(b.cpu_us_per_frame / a.cpu_us_per_frame for a, b in zip(runs["talkoot"], runs[name], strict=True))
        for name in (*LIMITS, "node ws")
    )
    others = [name for name in wall if name != "talkoot"]
    lost = "; ".join(run.lost() for run in runs["talkoot"] if run.lost())
    return [
        Row(
            f"fan-out, one room, {PHONES:,} phones: frames for each second of the server's CPU",
            f"{OF_C} of the C server, {OF_WS} of node ws",
            f"{thousands(cpu['talkoot'])} of {runs['talkoot'][0].frame_bytes:.0f} B, deciding and the log included: "
            f"{of_c:.2f} of C, {of_ws:.2f} of node ws, {of_uvloop:.2f} of uvloop alone{'; ' if lost else ''}{lost}",
            ", ".join(f"{name} {thousands(cpu[name])}" for name in others),
            of_c >= OF_C and of_ws >= OF_WS and not lost,
        ),
        Row(
            "the same: frames a second by the clock",
            "",
            f"{thousands(wall['talkoot'])}: {wall['talkoot'] / wall['c']:.2f} of C, "
            f"{wall['talkoot'] / wall['node ws']:.2f} of node ws",
            ", ".join(f"{name} {thousands(wall[name])}" for name in others),
        ),
        Row(
            "the same: memory a phone",
            "",
            f"{memory['talkoot'] / 1000:.1f} kB",
            ", ".join(f"{name} {memory[name] / 1000:.1f}" for name in others),
        ),
        Row(
            "the same: load generator's CPU",
            "",
            f"{_load(runs['talkoot'])} of its core",
            ", ".join(f"{name} {_load(runs[name])}" for name in others),
        ),
    ]


async def _ours() -> Run:
    async with fresh_talkoot(paced=False) as (server, prepared):
        commands = writing(round(COMMANDS_PER_SECOND * SECONDS), COMMANDS_PER_SECOND, lambda k: k % PHONES)
        return await measure(server.pid, room_phones(server, prepared, PHONES), commands, SECONDS, rest_us=REST_US)


async def _other(name: str, frame_bytes: int) -> Run:
    async with other(name, frame_bytes) as server:
        first = Commands()
        match name:
            case "socket.io":
                first.add_raw(0, 0, b'42["c",%n,"begin"]')
            case "hocuspocus":
                made = await asyncio.to_thread(_update)
                first.add_raw(0, 0, made)
            case _:
                first.add(0, 0, kind="Begin")
        phones = other_phones(server, PHONES)
        return await measure(server.pid, phones, first, SECONDS, dialect=server.dialect, patience=0.5, rest_us=REST_US)


def _update() -> bytes:
    """What a client of Hocuspocus sends when it writes something."""
    command = [node(), str(built.peers() / "hocuspocus_update.js")]
    made = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return bytes.fromhex(made.stdout)


def _load(runs: list[Run]) -> str:
    """How busy the load generator was, of its core."""
    return f"{100 * median(run.load_cpu / run.seen['seconds'] for run in runs):.0f} %"
