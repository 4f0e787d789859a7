"""Every target of the project, measured beside its limit and its peers: `python -m tests.load [NAME ...]`.

Rows appear as they are measured; the whole table comes last. Without names, everything is measured.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable

from tests.load import built, cores, exports, fan_out, hubs, many_rooms, phone_page, storm
from tests.load.table import Row, printed

SCENARIOS: dict[str, Callable[[], Awaitable[list[Row]]]] = {
    "fan-out": fan_out.rows,
    "storm": storm.storm,
    "large": storm.large,
    "idle": storm.idle,
    "stalled": storm.stalled,
    "hall": many_rooms.hall,
    "join": many_rooms.join,
    "restart": many_rooms.restart,
    "hubs": hubs.rows,
    "export": exports.rows,
    "page": phone_page.rows,
}

_SCENARIO_SECONDS = 240.0  # more than any takes on a slow machine: one that hangs does not keep the others waiting


async def main(names: list[str]) -> int:
    """Measure these scenarios. Returns 1 when one of them broke; a target that is missed breaks nothing."""
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"There is no {', '.join(unknown)}. There are: {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    if len(cores.CORES) < 2:
        print("Only one core: servers and load share it, and figures say little.", file=sys.stderr)
    built.program("phones")
    built.program("broadcaster")
    built.peers()
    os.sched_setaffinity(0, {cores.LOAD_CORE})
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)  # servers are ended on the way out
    rows: list[Row] = []
    broken = 0
    for name in names or list(SCENARIOS):
        began = time.monotonic()
        try:
            async with asyncio.timeout(_SCENARIO_SECONDS):
                found = await SCENARIOS[name]()
        except Exception as error:  # noqa: BLE001 - the other scenarios are measured all the same
            traceback.print_exc()
            found = [Row(name, "", f"could not be measured: {type(error).__name__} {error}", met=False)]
            broken += 1
        rows += found
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        for row in found:
            print(f"  {row.what}: {row.ours}  [{row.beside}]", file=sys.stderr, flush=True)
    print(printed(rows))
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
