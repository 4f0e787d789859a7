"""Two server processes on one Redis beside one: rooms spread over them, and one room that is hot on both.

Everything has to share the machine's cores. On two of them the second process shares its own with Redis and the load
generator. So the most that any server of the same cost could reach here stands beside the ratio: all cores, divided by
what one process, Redis and the load together used of them.
"""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.load import cores
from tests.load.measured import room_phones, whole, writing
from tests.load.phones import Figures, Phone, crowd
from tests.load.servers import PinnedTalkoot, running
from tests.load.table import Row, thousands, waits
from tests.load.workshops import Prepared, prepare
from tests.servers import redis_server
from tests.viewer import viewer

ROOMS = 200
PHONES_EACH = 10
EACH = 30  # commands of a phone, the next as soon as one is answered: no more may come in a burst
SECONDS = 4.0
ROUNDS = 3
HOT_PHONES = 200
HOT_PER_SECOND = 300.0


class Spread(NamedTuple):
    """Commands done and seen by everybody a second; and the CPU time of each, microseconds."""

    per_second: float
    servers_us: float
    redis_us: float
    load_us: float

    @property
    def cores_used(self) -> float:
        return self.per_second * (self.servers_us + self.redis_us + self.load_us) / 1e6


async def rows() -> list[Row]:
    """Throughput with rooms spread, and a hot room's correctness."""
    with tempfile.TemporaryDirectory() as name:
        async with AsyncExitStack() as stack:
            with cores.on(cores.LOAD_CORE):
                redis = await stack.enter_async_context(redis_server(Path(name)))
            nodes = []
            for place in ("one", "two"):
                node = PinnedTalkoot(Path(name) / place, redis_url=redis.url)
                node.cores = cores.CORES  # wherever there is time: pinned, the one beside the load would come last
                nodes.append(await stack.enter_async_context(running(node)))
            one, two = [], []
            for _ in range(ROUNDS):
                one.append(await _spread(nodes[:1], redis.pid))
                two.append(await _spread(nodes, redis.pid))
            hot = await _hot(nodes)
    ratio = median(b.per_second / a.per_second for a, b in zip(one, two, strict=True))
    most = median(len(cores.CORES) / run.cores_used for run in one)
    return [
        Row(
            f"two processes on one Redis, {ROOMS} rooms spread",
            "at least 1.6 of one",
            f"{thousands(median(run.per_second for run in two))} commands/s: {ratio:.2f} of one; "
            f"these {len(cores.CORES)} cores, which Redis and the load share, can give {most:.2f}",
            f"one process {thousands(median(run.per_second for run in one))}/s; CPU of a command (servers, Redis, "
            f"load), one {_cost(one)}, two {_cost(two)} us",
            ratio >= 1.6,
        ),
        hot,
    ]


def _cost(runs: list[Spread]) -> str:
    middle = sorted(runs, key=lambda run: run.per_second)[len(runs) // 2]
    return f"{middle.servers_us:.0f} + {middle.redis_us:.0f} + {middle.load_us:.0f}"


async def _spread(nodes: list[PinnedTalkoot], redis: int) -> Spread:
    prepared = await prepare(nodes[0], rooms=ROOMS)
    phones = [
        phone._replace(port=nodes[phone.group % len(nodes)].port)
        for phone in room_phones(nodes[0], prepared, PHONES_EACH)
    ]
    commands = writing(EACH * len(phones), 1e9, lambda k: k % len(phones))
    async with crowd(phones, commands, 0.1, patience=40, closed_loop=True) as here:
        before = [cores.cpu_seconds(pid) for pid in (redis, *(node.pid for node in nodes))]
        figures = await here.run()
        after = [cores.cpu_seconds(pid) for pid in (redis, *(node.pid for node in nodes))]
    if not whole(figures):
        raise RuntimeError(f"not everything was seen: {figures}")
    redis_us, *servers_us = (1e6 * (b - a) / figures["acked"] for a, b in zip(before, after, strict=True))
    load_us = 1e6 * figures["cpu_seconds"] / figures["acked"]
    return Spread(figures["acked"] / figures["seconds"], sum(servers_us), redis_us, load_us)


async def _hot(nodes: list[PinnedTalkoot]) -> Row:
    alone, _ = await _in_one_room(nodes[:1])
    figures, equal = await _in_one_room(nodes)
    return Row(
        f"one room hot on both: {HOT_PHONES} phones, {HOT_PER_SECOND:.0f} commands a second",
        "correct under contention",
        f"{figures['acked']:,} of {figures['commands']:,} acknowledged, {figures['holes']} holes, boards "
        f"{'equal' if equal else 'DIFFER'}; {waits(figures['seen_ms'])}",
        f"all phones on one process: {waits(alone['seen_ms'])}",
        whole(figures) and equal,
    )


async def _in_one_room(nodes: list[PinnedTalkoot]) -> tuple[Figures, bool]:
    """A room whose phones are spread over the nodes: what they saw, and whether all nodes show the same in the end."""
    prepared = await prepare(nodes[0])
    phones = [
        phone._replace(port=nodes[number % len(nodes)].port)
        for number, phone in enumerate(room_phones(nodes[0], prepared, HOT_PHONES))
    ]
    commands = writing(round(HOT_PER_SECOND * SECONDS), HOT_PER_SECOND, lambda k: k % HOT_PHONES)
    async with crowd(phones, commands, SECONDS) as here:
        figures = await here.run()
        return figures, await _equal(nodes, prepared, phones)


async def _equal(nodes: list[PinnedTalkoot], prepared: Prepared, phones: list[Phone]) -> bool:
    """Whether a newcomer sees the same on all, with the note of every phone."""
    async with AsyncExitStack() as stack:
        boards = []
        for node, phone in zip(nodes, phones, strict=False):
            seen = await stack.enter_async_context(viewer(node.url, prepared.rooms[0], "phone", phone.cookie))
            boards.append(seen.shown())
    return all(board == boards[0] and len(board["notes"]) == HOT_PHONES for board in boards)
