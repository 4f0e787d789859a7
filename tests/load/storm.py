"""One room under commands: a storm, a very large room, an idle room, and phones that do not read.

Every command is a note that everybody sees (the reading phase), durable before it is acknowledged. Waits are from when
a command was due to when a phone had it: each command at each phone.
"""

from __future__ import annotations

from statistics import median

from tests.load import texts
from tests.load.measured import Run, fresh_talkoot, measure, other_phones, room_phones, writing
from tests.load.phones import Commands
from tests.load.servers import other
from tests.load.table import Row, thousands, waits

STORM_PHONES = 1000
STORM_PER_SECOND = 1000.0
STORM_SECONDS = 7.0
LARGE_PHONES = 5000
LARGE_PER_SECOND = 500.0
LARGE_SECONDS = 6.0
IDLE_PHONES = 50
IDLE_PER_SECOND = 25.0
IDLE_SECONDS = 5.0
STALLED_PHONES = 200
STALLED_PER_SECOND = 400.0
STALLED_SECONDS = 6.0
ROUNDS = 3


def storm_commands() -> Commands:
    """A command a second from each phone, evenly spread."""
    return writing(round(STORM_PER_SECOND * STORM_SECONDS), STORM_PER_SECOND, lambda k: k * 7 % STORM_PHONES)


def large_commands() -> Commands:
    return writing(round(LARGE_PER_SECOND * LARGE_SECONDS), LARGE_PER_SECOND, lambda k: k * 35 % LARGE_PHONES)


async def storm() -> list[Row]:
    """1,000 phones, each a command a second."""
    ours, c = await _beside_c(STORM_PHONES, storm_commands, STORM_SECONDS)
    run = _middle(ours)
    return [
        Row(
            f"storm: {STORM_PHONES:,} phones in one room, each one command a second, durable",
            "all delivered; p99 under 60 ms; about 1,000,000 events delivered a second",
            f"{thousands(run.events_per_second)} events/s; sent to seen {waits(run.seen['seen_ms'])}; {_lost(ours)}",
            f"C, no rules and no log: {thousands(_middle(c).events_per_second)} events/s, "
            f"{waits(_middle(c).seen['seen_ms'])}; {texts.real().source}",
            _all_seen(ours) and run.seen["seen_ms"]["p99"] < 60 and run.events_per_second > 950_000,
        ),
        _cost("storm", ours, c),
    ]


async def large() -> list[Row]:
    """5,000 phones, 500 commands a second."""
    ours, c = await _beside_c(LARGE_PHONES, large_commands, LARGE_SECONDS)
    run = _middle(ours)
    return [
        Row(
            f"{LARGE_PHONES:,} phones in one room, {LARGE_PER_SECOND:.0f} commands a second",
            "all delivered; p99 under 300 ms; over 2,000,000 events delivered a second",
            f"{thousands(run.events_per_second)} events/s; sent to seen {waits(run.seen['seen_ms'])}; {_lost(ours)}",
            f"C: {thousands(_middle(c).events_per_second)} events/s, {waits(_middle(c).seen['seen_ms'])}",
            _all_seen(ours) and run.seen["seen_ms"]["p99"] < 300 and run.events_per_second > 2_000_000,
        ),
        _cost(f"{LARGE_PHONES:,} phones", ours, c),
    ]


async def idle() -> list[Row]:
    """A tap now and then, among 50 phones."""

    def taps() -> Commands:
        return writing(round(IDLE_PER_SECOND * IDLE_SECONDS), IDLE_PER_SECOND, lambda k: k % IDLE_PHONES)

    ours, c = await _beside_c(IDLE_PHONES, taps, IDLE_SECONDS)
    ws: list[Run] = []
    for _ in range(ROUNDS):
        async with other("node ws") as server:
            ws.append(await measure(server.pid, other_phones(server, IDLE_PHONES), taps(), IDLE_SECONDS))
    run = _middle(ours)
    return [
        Row(
            f"an idle room of {IDLE_PHONES}, {IDLE_PER_SECOND:.0f} taps a second: tap to seen on another phone",
            "p50 under 3 ms, p99 under 8 ms",
            f"{_fine(run)}; {_lost(ours)}",
            f"C {_fine(_middle(c))}; node ws {_fine(_middle(ws))} (neither has a log)",
            _all_seen(ours) and run.seen["seen_ms"]["p50"] < 3 and run.seen["seen_ms"]["p99"] < 8,
        )
    ]


async def stalled() -> list[Row]:
    """A fifth of the phones stops reading: what the others notice, and what it costs."""
    with_, without = [], []
    for _ in range(ROUNDS):
        without.append(await _with_stalled(0))
        with_.append(await _with_stalled(STALLED_PHONES))
    run, plain = _middle(with_), _middle(without)
    more = median(a.grown_bytes - b.grown_bytes for a, b in zip(with_, without, strict=True)) / STALLED_PHONES
    return [
        Row(
            f"{STALLED_PHONES} of {STORM_PHONES:,} phones stop reading, {STALLED_PER_SECOND:.0f} commands a second",
            "nobody waits for them",
            f"the others: {waits(run.seen['seen_ms'])}; {_lost(with_)}; {more / 1000:.1f} kB more a stalled phone",
            f"without stalled phones, in turn: {waits(plain.seen['seen_ms'])}",
        )
    ]


async def _with_stalled(count: int) -> Run:
    async with fresh_talkoot() as (server, prepared):
        readers = STORM_PHONES - STALLED_PHONES
        commands = writing(round(STALLED_PER_SECOND * STALLED_SECONDS), STALLED_PER_SECOND, lambda k: k * 7 % readers)
        return await measure(server.pid, room_phones(server, prepared, STORM_PHONES, count), commands, STALLED_SECONDS)


async def _beside_c(phones: int, commands_of: object, seconds: float) -> tuple[list[Run], list[Run]]:
    assert callable(commands_of)
    ours, c = [], []
    for _ in range(ROUNDS):
        async with fresh_talkoot() as (server, prepared):
            ours.append(await measure(server.pid, room_phones(server, prepared, phones), commands_of(), seconds))
        async with other("c") as limit:
            c.append(await measure(limit.pid, other_phones(limit, phones), commands_of(), seconds))
    return ours, c


def _middle(runs: list[Run]) -> Run:
    """The run whose p99 is the median."""
    return sorted(runs, key=lambda run: float(run.seen["seen_ms"]["p99"]))[len(runs) // 2]


def _all_seen(runs: list[Run]) -> bool:
    return all(run.everything_seen for run in runs)


def _lost(runs: list[Run]) -> str:
    return "; ".join(run.lost() for run in runs if run.lost()) or "all delivered"


def _fine(run: Run) -> str:
    seen = run.seen["seen_ms"]
    return f"p50 {seen['p50']:.2f}, p99 {seen['p99']:.2f} ms"


def _cost(what: str, ours: list[Run], c: list[Run]) -> Row:
    def told(runs: list[Run]) -> str:
        run = _middle(runs)
        load = 100 * run.load_cpu / run.seen["seconds"]
        core = 100 * run.server_cpu / run.seen["seconds"]
        return (
            f"{run.cpu_us_per_event:.2f} us an event, {run.cpu_us_per_frame:.1f} us a frame, core {core:.0f} % busy, "
            f"load generator's {load:.0f} %; {run.phone_bytes / 1000:.1f} kB a phone; ack {waits(run.seen['ack_ms'])}"
        )

    return Row(f"{what}: the server's CPU a delivery", "", told(ours), f"C: {told(c)}")
